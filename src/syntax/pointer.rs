//! The way from the root of a tree to a place in it, as JSON Pointer and as AWS writes it.

use std::fmt::Write as _;

use crate::source::Span;
use crate::syntax::tree::{Kind, Value};

/// One step down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'t> {
    /// Into a member of an object.
    Key(&'t str),
    /// Into an item of an array.
    Index(usize),
}

/// The steps from `root` to the innermost key or value that covers `span`. A key leads to its
/// member, so a span on a key and one on its value have the same path.
pub fn path_to(root: Value<'_>, span: Span) -> Vec<Step<'_>> {
    let mut path = Vec::new();
    let mut value = root;
    while let Some((step, inner)) = step_to(value, span) {
        path.push(step);
        match inner {
            Some(inner) => value = inner,
            None => break,
        }
    }
    path
}

/// The step from `value` towards `span`, and the value it leads to, unless the span is on the
/// key itself.
fn step_to(value: Value<'_>, span: Span) -> Option<(Step<'_>, Option<Value<'_>>)> {
    match value.kind() {
        Kind::Object => value.members().find_map(|member| {
            let step = Step::Key(member.name());
            if member.key.span().contains(span) {
                return Some((step, None));
            }
            member.value.span().contains(span).then_some((step, Some(member.value)))
        }),
        Kind::Array => value.items().enumerate().find_map(|(index, item)| {
            item.span().contains(span).then_some((Step::Index(index), Some(item)))
        }),
        _ => None,
    }
}

/// The value that a path from `root` leads to; as far as the path exists.
pub fn value_at<'t>(root: Value<'t>, path: &[Step<'_>]) -> Value<'t> {
    path.iter().fold(root, |value, step| {
        let inner = match step {
            Step::Key(key) => value.get(key),
            Step::Index(index) => value.items().nth(*index),
        };
        inner.unwrap_or(value)
    })
}

/// The path as RFC 6901 has it: `/States/A/Choices/0/Next`.
pub fn json_pointer(path: &[Step<'_>]) -> String {
    path.iter().fold(String::new(), |mut pointer, step| {
        match step {
            Step::Key(key) => {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Step::Index(index) => {
                let _ = write!(pointer, "/{index}");
            }
        }
        pointer
    })
}

/// The path as AWS writes it: `/States/A/Choices[0]/Next`, names as they are, `/` for the root.
pub fn aws_location(path: &[Step<'_>]) -> String {
    if path.is_empty() {
        return "/".to_owned();
    }
    path.iter().fold(String::new(), |mut location, step| {
        let _ = match step {
            Step::Key(key) => write!(location, "/{key}"),
            Step::Index(index) => write!(location, "[{index}]"),
        };
        location
    })
}
