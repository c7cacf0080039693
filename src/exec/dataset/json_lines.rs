//! Items of JSON Lines: a value on each line.

use std::iter;
use std::rc::Rc;

use memchr::memchr;

use crate::exec::Failure;
use crate::exec::dataset::{json, unreadable};
use crate::query::value::Value;

/// The values of the lines that are not blank. The text of the failure is a guess.
pub(super) fn rows(bytes: Rc<[u8]>) -> impl Iterator<Item = Result<Value, Failure>> {
    let (mut at, mut number) = (0, 0_u64);
    iter::from_fn(move || {
        while at < bytes.len() {
            let rest = &bytes[at..];
            let line = &rest[..memchr(b'\n', rest).unwrap_or(rest.len())];
            at += line.len() + 1;
            number += 1;
            if !line.trim_ascii().is_empty() {
                let value = json::value(line);
                return Some(
                    value.ok_or_else(|| unreadable(format!("Line {number} is not valid JSON."))),
                );
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, Failure> {
        let values: Result<Vec<_>, _> = rows(text.as_bytes().into()).collect();
        Ok(Value::from(values?).to_string())
    }

    #[test]
    fn each_line_is_a_value() {
        let table = [
            ("", "[]"),
            ("\n \r\n\t", "[]"),
            ("{\"a\": 1}\r\n\n[2]\n\"3\"", r#"[{"a":1},[2],"3"]"#),
            ("\u{feff}1\n2\n", "[1,2]"),
        ];
        for (text, expected) in table {
            assert_eq!(read(text).unwrap(), expected, "{text:?}");
        }
    }

    #[test]
    fn a_bad_line_is_named() {
        for text in ["1\n\n{\n2", "1\n2\n3 4", "1\n2\n\"\u{1}\""] {
            let failure = read(text).unwrap_err();
            assert_eq!(failure.cause.as_deref(), Some("Line 3 is not valid JSON."));
        }
    }
}
