//! Compact JSON text, numbers as Java writes them: what AWS shows and counts.

use std::fmt::{self, Write as _};
use std::rc::Rc;
use std::slice;

use crate::query::value::{Number, Value};

/// A container on its way to the text.
enum Open<'v> {
    Array(slice::Iter<'v, Value>),
    Object(indexmap::map::Iter<'v, Rc<str>, Value>),
}

impl<'v> Open<'v> {
    /// The next value, its name written before it.
    fn next(&mut self, f: &mut fmt::Formatter<'_>) -> Result<Option<&'v Value>, fmt::Error> {
        match self {
            Self::Array(items) => Ok(items.next()),
            Self::Object(members) => {
                let Some((name, value)) = members.next() else { return Ok(None) };
                write_string(f, name)?;
                f.write_char(':')?;
                Ok(Some(value))
            }
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Array(items) => items.len(),
            Self::Object(members) => members.len(),
        }
    }

    const fn closing(&self) -> char {
        match self {
            Self::Array(_) => ']',
            Self::Object(_) => '}',
        }
    }
}

/// Writes a scalar, or the beginning of a container.
fn begin<'v>(f: &mut fmt::Formatter<'_>, value: &'v Value) -> Result<Option<Open<'v>>, fmt::Error> {
    match value {
        Value::Null => f.write_str("null")?,
        Value::Bool(value) => write!(f, "{value}")?,
        // JSON has no such number. Jackson puts its name in quotes.
        Value::Number(Number::Double(double)) if !double.is_finite() => {
            write!(f, "\"{}\"", Number::Double(*double))?;
        }
        Value::Number(number) => write!(f, "{number}")?,
        Value::String(text) => write_string(f, text)?,
        Value::Array(items) => {
            f.write_char('[')?;
            return Ok(Some(Open::Array(items.iter())));
        }
        Value::Object(members) => {
            f.write_char('{')?;
            return Ok(Some(Open::Object(members.iter())));
        }
    }
    Ok(None)
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut open: Vec<_> = begin(f, self)?.into_iter().collect();
        while let Some(innermost) = open.last_mut() {
            if let Some(value) = innermost.next(f)? {
                if let Some(container) = begin(f, value)? {
                    open.push(container);
                    continue;
                }
            } else {
                f.write_char(innermost.closing())?;
                open.pop();
            }
            // A value ended here: what comes next in its container is parted from it.
            if open.last().is_some_and(|container| container.len() > 0) {
                f.write_char(',')?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Writes a string in quotes, escaped as Jackson escapes it.
fn write_string(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for character in text.chars() {
        match character {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            '\u{8}' => f.write_str("\\b")?,
            '\u{c}' => f.write_str("\\f")?,
            control if control < ' ' => write!(f, "\\u{:04X}", control as u32)?,
            other => f.write_char(other)?,
        }
    }
    f.write_char('"')
}
