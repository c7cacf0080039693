//! JSON values as YAML: blocks on the outside, JSON's own brackets inside.

use std::fmt::Write as _;

use crate::query::value::Value;

/// How deep blocks go where everything stays readable.
const INDENT: &str = "  ";

/// Words that YAML may take for something else than a string.
const WORDS: [&str; 11] =
    ["false", "inf", "n", "nan", "no", "null", "off", "on", "true", "y", "yes"];

/// The text of an object whose members, and theirs so many levels deep, stand on lines of their
/// own.
pub fn text(value: &Value, levels: usize) -> String {
    let mut text = String::new();
    block(&mut text, value, levels, 0);
    text
}

fn block(text: &mut String, value: &Value, levels: usize, depth: usize) {
    let Some(members) = value.as_object().filter(|members| !members.is_empty()) else {
        flow(text, value);
        text.push('\n');
        return;
    };
    for (name, value) in members {
        text.push_str(&INDENT.repeat(depth));
        string(text, name);
        text.push(':');
        let is_block = value.as_object().is_some_and(|members| !members.is_empty());
        if levels > 1 && is_block {
            text.push('\n');
            block(text, value, levels - 1, depth + 1);
        } else {
            text.push(' ');
            flow(text, value);
            text.push('\n');
        }
    }
}

/// What is still to be written of a value.
enum Rest<'v> {
    Value(&'v Value),
    Name(&'v str),
    Text(&'static str),
}

fn flow(text: &mut String, value: &Value) {
    let mut rest = vec![Rest::Value(value)];
    while let Some(next) = rest.pop() {
        match next {
            Rest::Text(word) => text.push_str(word),
            Rest::Name(name) => {
                string(text, name);
                text.push_str(": ");
            }
            Rest::Value(Value::String(word)) => string(text, word),
            Rest::Value(Value::Array(items)) => {
                text.push('[');
                rest.push(Rest::Text("]"));
                for (place, item) in items.iter().enumerate().rev() {
                    rest.push(Rest::Value(item));
                    rest.extend((place > 0).then_some(Rest::Text(", ")));
                }
            }
            Rest::Value(Value::Object(members)) => {
                text.push('{');
                rest.push(Rest::Text("}"));
                for (place, (name, value)) in members.iter().enumerate().rev() {
                    rest.push(Rest::Value(value));
                    rest.push(Rest::Name(name));
                    rest.extend((place > 0).then_some(Rest::Text(", ")));
                }
            }
            Rest::Value(scalar) => {
                let _ = write!(text, "{scalar}");
            }
        }
    }
}

/// A string, bare where it can be taken for nothing else.
fn string(text: &mut String, word: &str) {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || " _-./".contains(c);
    let is_bare = word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.chars().all(is_plain)
        && !word.ends_with(' ')
        && !WORDS.contains(&word.to_ascii_lowercase().as_str());
    if is_bare {
        text.push_str(word);
        return;
    }
    text.push('"');
    for character in word.chars() {
        let code = u32::from(character);
        let _ = match character {
            '"' | '\\' => write!(text, "\\{character}"),
            ' '..='~' => write!(text, "{character}"),
            _ if character.is_alphanumeric() => write!(text, "{character}"),
            _ if code > 0xffff => write!(text, "\\U{code:08X}"),
            _ => write!(text, "\\u{code:04X}"),
        };
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Format, parse};

    fn value(text: &str) -> Value {
        Value::from_tree(parse(text, Format::Json).tree.root())
    }

    #[test]
    fn what_is_written_reads_back_as_it_was() {
        let table = [
            r#"{"a": {"b": {"c": [1, -2.5, true, null, "x"]}}, "d": {}, "e": []}"#,
            r#"{"no": "yes", "null": "~", "1": "1", "a: b": "c #d", "": " ", "-": "- a"}"#,
            r#"{"x": ["{}", "[a", "a, b", "*a", "&a", "!t", "'q'", "\"", "\\", "%", "@", "`"]}"#,
            r#"{"x": "line\nnext\ttab\r\u0000\u007f\u0085\u2028\ufeff😀é"}"#,
            r#"{"x": [1e7, 1.5e300, 12345678901234567890, 1e-7], "y": "2026-01-01", "z": "1e3"}"#,
            r#"{"x": {"y": {"z": {"ends with colon:": "a:", "a/b.c-d e": "0x1F"}}}}"#,
            r#"{"y": "N", "on": "Off", "x": ".inf", "z": "=", "<<": "<<", "a b ": "true"}"#,
        ];
        for json in table {
            let expected = value(json);
            for levels in 1..6 {
                let written = text(&expected, levels);
                let parsed = parse(&written, Format::Yaml);
                assert!(parsed.faults.is_empty(), "{written}\n{:?}", parsed.faults);
                let got = Value::from_tree(parsed.tree.root());
                assert_eq!(got.to_string(), expected.to_string(), "{written}");
            }
        }
    }
}
