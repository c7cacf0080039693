//! Values written as people write them, in YAML and in JSON.
//!
//! Whoever prints has made the value or has bounded its depth: this recurses.

use std::fmt::Write as _;

use crate::query::value::Value;
use crate::syntax::yaml::plain::word;

/// A value in at most so many characters of one line stays on it.
const LINE_CHARACTERS_MAX: usize = 72;

/// How a value is written in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// On one line, as JSON.
    Line,
    /// On one line of YAML, words without quotes.
    Short,
    /// In brackets over several lines, the last of them so far in.
    Lines(usize),
    /// As a block of YAML, its lines so far in.
    Block(usize),
}

/// A value in the place of another one that was so written.
pub fn written(value: &Value, as_written: Written) -> String {
    match as_written {
        Written::Line => line(value),
        Written::Short => {
            let mut text = String::new();
            write_short(&mut text, value);
            text
        }
        Written::Lines(columns) => {
            let mut text = String::new();
            lines(&mut text, value, columns);
            text
        }
        Written::Block(columns) if is_container(value) => block(value, columns),
        Written::Block(_) => scalar(value),
    }
}

/// A value on one line, which is JSON and YAML.
pub fn line(value: &Value) -> String {
    let mut text = String::new();
    write_line(&mut text, value);
    text
}

/// A block of YAML so far in, without the indentation of its first line and its last line break.
pub fn block(value: &Value, columns: usize) -> String {
    let mut text = String::new();
    write_block(&mut text, value, columns);
    text
}

fn is_container(value: &Value) -> bool {
    match value {
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        _ => false,
    }
}

fn write_line(text: &mut String, value: &Value) {
    match value {
        Value::Array(items) => {
            text.push('[');
            for (place, item) in items.iter().enumerate() {
                text.push_str(if place > 0 { ", " } else { "" });
                write_line(text, item);
            }
            text.push(']');
        }
        Value::Object(members) => {
            text.push('{');
            for (place, (name, value)) in members.iter().enumerate() {
                text.push_str(if place > 0 { ", " } else { "" });
                let _ = write!(text, "{}: ", Value::String(name.clone()));
                write_line(text, value);
            }
            text.push('}');
        }
        scalar => {
            let _ = write!(text, "{scalar}");
        }
    }
}

fn lines(text: &mut String, value: &Value, columns: usize) {
    if !is_container(value) || line(value).chars().count() <= LINE_CHARACTERS_MAX {
        return write_line(text, value);
    }
    let inner = " ".repeat(columns + 2);
    let (open, close) = if matches!(value, Value::Array(_)) { ('[', ']') } else { ('{', '}') };
    text.push(open);
    for (place, (name, value)) in children(value).into_iter().enumerate() {
        text.push_str(if place > 0 { ",\n" } else { "\n" });
        text.push_str(&inner);
        if let Some(name) = name {
            let _ = write!(text, "{}: ", Value::from(name));
        }
        lines(text, value, columns + 2);
    }
    let _ = write!(text, "\n{}{close}", " ".repeat(columns));
}

/// The items or the members of a value, the latter with their names.
fn children(value: &Value) -> Vec<(Option<&str>, &Value)> {
    match value {
        Value::Array(items) => items.iter().map(|item| (None, item)).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| (Some(&**name), value)).collect()
        }
        _ => Vec::new(),
    }
}

fn write_block(text: &mut String, value: &Value, columns: usize) {
    if !is_container(value) {
        text.push_str(&scalar(value));
        return;
    }
    for (place, (name, value)) in children(value).into_iter().enumerate() {
        if place > 0 {
            let _ = write!(text, "\n{}", " ".repeat(columns));
        }
        match name {
            None => {
                text.push_str("- ");
                write_block(text, value, columns + 2);
            }
            Some(name) if is_container(value) && !is_short(value) => {
                let _ = write!(text, "{}:\n{}", word(name), " ".repeat(columns + 2));
                write_block(text, value, columns + 2);
            }
            Some(name) => {
                let _ = write!(text, "{}: ", word(name));
                write_short(text, value);
            }
        }
    }
}

/// Whether a container reads well within its line: one that holds few values, and those plain.
fn is_short(value: &Value) -> bool {
    const CHILDREN_MAX: usize = 6;
    let children = children(value);
    let is_flat = children.iter().all(|(_, child)| !is_container(child));
    let is_small = children.len() <= CHILDREN_MAX && line(value).chars().count() <= 64;
    is_flat && is_small
}

/// A value within a line of a block.
fn write_short(text: &mut String, value: &Value) {
    if !is_container(value) {
        text.push_str(&scalar(value));
        return;
    }
    let is_array = matches!(value, Value::Array(_));
    text.push(if is_array { '[' } else { '{' });
    for (place, (name, value)) in children(value).into_iter().enumerate() {
        text.push_str(if place > 0 { ", " } else { "" });
        if let Some(name) = name {
            let _ = write!(text, "{}: ", word(name));
        }
        write_short(text, value);
    }
    text.push(if is_array { ']' } else { '}' });
}

/// A scalar, or an empty container, as YAML.
fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => word(text),
        value => line(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Format, parse};

    #[test]
    fn a_block_reads_as_the_value_that_was_written() {
        for text in [
            r#"{"a": 1, "b": [], "c": {}, "d": "no", "e: f": ["x", {"g": [1, [2, [3]]]}]}"#,
            r#"[[1, 2], {"a": {"b": {"c": "a long text: with a colon"}}}, null, true, 1.5]"#,
            r#""text""#,
            r#"{"list": [{"a": 1, "b": {"c": {"d": 1}}}, {"a": "\n"}]}"#,
        ] {
            let value = Value::from_tree(parse(text, Format::Json).tree.root());
            for shape in [Written::Line, Written::Short, Written::Lines(4), Written::Block(0)] {
                let yaml = written(&value, shape);
                let parsed = parse(&yaml, Format::Yaml);
                assert_eq!(parsed.faults, [], "{yaml}");
                assert!(Value::from_tree(parsed.tree.root()) == value, "{yaml}");
            }
            let inner = format!("x:\n  y:\n    {}\n", block(&value, 4));
            let parsed = parse(&inner, Format::Yaml);
            let y = parsed.tree.root().get("x").and_then(|x| x.get("y"));
            assert!(y.map(Value::from_tree) == Some(value), "{inner}");
        }
    }
}
