//! JSON text as JavaScript writes it: numbers in their shortest form, no blanks.

use std::fmt::Write as _;

use crate::query::jsonata::LONE_SURROGATE_BASE;
use crate::query::jsonata::functions::number;
use crate::query::value::{Number, Value};

/// The JSON text of a value, without blanks; numbers beyond 2^53 keep their digits.
pub fn json_text(value: &Value) -> String {
    let mut text = String::new();
    write_value(&mut text, value);
    text
}

fn write_value(text: &mut String, value: &Value) {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Number(Number::Integer(integer)) => text.push_str(&integer.to_string()),
        Value::Number(Number::Big(digits)) => text.push_str(digits),
        Value::Number(Number::Double(double)) if !double.is_finite() => text.push_str("null"),
        Value::Number(Number::Double(double)) => text.push_str(&number::print(*double)),
        Value::String(string) => write_string(text, string),
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_value(text, item);
            }
            text.push(']');
        }
        Value::Object(members) => {
            text.push('{');
            for (index, (name, value)) in members.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_string(text, name);
                text.push(':');
                write_value(text, value);
            }
            text.push('}');
        }
    }
}

/// The half of a surrogate pair that a character stands for.
pub(super) fn half_of(character: char) -> Option<u32> {
    let unit = u32::from(character).checked_sub(LONE_SURROGATE_BASE)?;
    (0xD800..=0xDFFF).contains(&unit).then_some(unit)
}

/// Writes a string as JSON, as JavaScript escapes it.
pub(super) fn write_string(text: &mut String, string: &str) {
    text.push('"');
    for character in string.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            control if control < ' ' => {
                let _ = write!(text, "\\u{:04x}", control as u32);
            }
            other => match half_of(other) {
                Some(half) => {
                    let _ = write!(text, "\\u{half:04x}");
                }
                None => text.push(other),
            },
        }
    }
    text.push('"');
}
