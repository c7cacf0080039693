//! Items of a JSON text: those of an array, or the members of an object with their names.

use std::iter;
use std::rc::Rc;
use std::str;

use crate::exec::Failure;
use crate::exec::dataset::items::{Row, Rows};
use crate::exec::dataset::unreadable;
use crate::query::value::Value;
use crate::syntax::tree::Kind;
use crate::syntax::{Format, parse};

/// The items of the array or object to which the pointer leads, or of the whole. What leads
/// nowhere cannot be iterated either (a guess).
pub(super) fn rows(bytes: &[u8], pointer: Option<&str>) -> Result<Rows, Failure> {
    let root = value(bytes).ok_or_else(|| unreadable("The object is not valid JSON."))?;
    match find(root, pointer.unwrap_or_default())? {
        Some(Value::Array(items)) => {
            let mut places = 0..items.len();
            let item = move |place: usize| Ok(Row::from(items[place].clone()));
            Ok(Box::new(iter::from_fn(move || places.next().map(&item))))
        }
        Some(Value::Object(members)) => {
            let mut places = 0..members.len();
            let member = move |place: usize| {
                let (key, value) = members.get_index(place)?;
                Some(Ok(Row { key: Some(Rc::clone(key)), value: value.clone() }))
            };
            Ok(Box::new(iter::from_fn(move || places.next().and_then(&member))))
        }
        // Recorded.
        _ => Err(unreadable("Attempting to map over non-iterable node.")),
    }
}

/// The value of a text, if it is JSON and nothing else.
pub(super) fn value(bytes: &[u8]) -> Option<Value> {
    let text = str::from_utf8(bytes).ok()?;
    u32::try_from(text.len()).ok()?;
    let parsed = parse(text, Format::Json);
    let is_whole = |kind| !matches!(kind, Kind::Opaque | Kind::Missing);
    let is_json = parsed.faults.is_empty() && parsed.tree.nodes().all(|node| is_whole(node.kind()));
    is_json.then(|| Value::from_tree(parsed.tree.root()))
}

/// The value to which a JSON Pointer (RFC 6901) leads. The text is Jackson's, a guess here.
fn find(root: Value, pointer: &str) -> Result<Option<Value>, Failure> {
    if pointer.is_empty() {
        return Ok(Some(root));
    }
    let Some(steps) = pointer.strip_prefix('/') else {
        return Err(unreadable(format!(
            "Invalid input: JSON Pointer expression must start with '/': \"{pointer}\""
        )));
    };
    Ok(steps.split('/').try_fold(root, |value, step| child(&value, step)))
}

fn child(value: &Value, step: &str) -> Option<Value> {
    let found = match value {
        Value::Array(items) => items.get(place(step)?),
        Value::Object(members) => members.get(step.replace("~1", "/").replace("~0", "~").as_str()),
        _ => None,
    };
    found.cloned()
}

/// The place that a step names: digits without zeros before them.
fn place(step: &str) -> Option<usize> {
    let is_place = step == "0" || !step.starts_with(['0', '+']);
    if is_place { step.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, pointer: Option<&str>) -> Result<String, String> {
        let cause = |failure: Failure| failure.cause.unwrap().to_string();
        let rows = rows(text.as_bytes(), pointer).map_err(cause)?;
        let items = rows.map(|row| {
            let Row { key, value } = row.unwrap();
            key.map_or_else(|| value.to_string(), |key| format!("{key}={value}"))
        });
        Ok(items.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn items_are_those_of_an_array_or_an_object() {
        let table = [
            ("[]", None, ""),
            ("\u{feff}[1, [2.0], null]", None, "1 [2.0] null"),
            (r#"{"b": 1, "a": "${x}"}"#, None, r#"b=1 a="${x}""#),
            (r#"{"a": {"x/y": [0, {"~": [5, 6]}]}}"#, Some("/a/x~1y/1/~0"), "5 6"),
            ("[1]", Some(""), "1"),
            (r#"{"": [7]}"#, Some("/"), "7"),
        ];
        for (text, pointer, expected) in table {
            assert_eq!(read(text, pointer).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_iterated_fails() {
        let non_iterable = "Attempting to map over non-iterable node.";
        let no_pointer = "Invalid input: JSON Pointer expression must start with '/': \"a\"";
        let table = [
            ("1", None, non_iterable),
            ("null", None, non_iterable),
            (r#"{"a": "x"}"#, Some("/a"), non_iterable),
            ("[[1]]", Some("/00"), non_iterable),
            ("[[1]]", Some("/-"), non_iterable),
            ("[[1]]", Some("/+0"), non_iterable),
            ("{}", Some("/a"), non_iterable),
            ("[1]", Some("a"), no_pointer),
            ("", None, "The object is not valid JSON."),
            ("[1", None, "The object is not valid JSON."),
            ("[${x}]", None, "The object is not valid JSON."),
            ("[1] 2", None, "The object is not valid JSON."),
        ];
        for (text, pointer, expected) in table {
            assert_eq!(read(text, pointer).unwrap_err(), expected, "{text}");
        }
    }
}
