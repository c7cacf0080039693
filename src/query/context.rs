//! The context object: which fields it has, so that paths into it can be checked.

use std::ops::Range;

use crate::diagnostic::did_you_mean;
use crate::query::json_path::{Path, Root, SegmentKind};

/// What a field of the context object holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Any value.
    Any,
    /// A string.
    Text,
    /// A number.
    Number,
    /// An object with these fields.
    Object(&'static [Field]),
}

/// A field of the context object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// What that means.
    pub text: &'static str,
}

const fn field(name: &'static str, shape: Shape, text: &'static str) -> Field {
    Field { name, shape, text }
}

/// The context object.
pub const CONTEXT: Shape = Shape::Object(&[
    field("Execution", EXECUTION, "The execution."),
    field("State", STATE, "The state that is being executed."),
    field("StateMachine", STATE_MACHINE, "The state machine."),
    field("Task", TASK, "The task; only where it awaits a callback."),
    field(
        "Map",
        MAP,
        "The iteration; only in states inside a Map state and in its `ItemSelector`.",
    ),
]);

const EXECUTION: Shape = Shape::Object(&[
    field("Id", Shape::Text, "The ARN of the execution."),
    field("Input", Shape::Any, "What the execution was started with."),
    field("Name", Shape::Text, "The name of the execution."),
    field("RoleArn", Shape::Text, "The ARN of the role that the execution has."),
    field("StartTime", Shape::Text, "When the execution began, in ISO 8601."),
    field(
        "RedriveCount",
        Shape::Number,
        "How often the execution was started again after it failed; not in Express workflows.",
    ),
    field("RedriveTime", Shape::Text, "When it was started again last; only if it was."),
]);

const STATE: Shape = Shape::Object(&[
    field("EnteredTime", Shape::Text, "When the state was entered, in ISO 8601."),
    field("Name", Shape::Text, "The name of the state."),
    field(
        "RetryCount",
        Shape::Number,
        "How often the state was retried; in Task, Parallel and Map states.",
    ),
]);

const STATE_MACHINE: Shape = Shape::Object(&[
    field("Id", Shape::Text, "The ARN of the state machine."),
    field("Name", Shape::Text, "The name of the state machine."),
]);

const TASK: Shape = Shape::Object(&[field(
    "Token",
    Shape::Text,
    "What is sent back with the callback; only with `.waitForTaskToken`.",
)]);

const MAP: Shape = Shape::Object(&[field("Item", MAP_ITEM, "The item of the iteration.")]);

const MAP_ITEM: Shape = Shape::Object(&[
    field("Index", Shape::Number, "The place of the item, counted from 0."),
    field("Value", Shape::Any, "The item."),
    field("Key", Shape::Text, "The key of the item, where the items are those of an object."),
    field("Source", Shape::Text, "Where the items come from: `STATE_DATA`, or an address in S3."),
]);

/// A field that the context object does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// What was asked for.
    pub name: String,
    /// What it was asked of, as a path: `$$.Execution`.
    pub of: String,
    /// The field that was perhaps meant.
    pub meant: Option<&'static str>,
    /// The fields that there are; none where it has no fields at all.
    pub known: Vec<&'static str>,
    /// The bytes of the path that name it.
    pub range: Range<usize>,
}

impl Shape {
    /// The fields of an object.
    pub const fn fields(self) -> &'static [Field] {
        match self {
            Self::Object(fields) => fields,
            _ => &[],
        }
    }

    /// The field of that name; none where it is known that there is none.
    pub fn field(self, name: &str) -> Option<Self> {
        match self {
            Self::Any => Some(Self::Any),
            _ => self.fields().iter().find(|field| field.name == name).map(|field| field.shape),
        }
    }
}

/// The first field in a path through the context object that it does not have.
pub fn unknown(path: &Path) -> Option<Unknown> {
    if path.root != Root::Context {
        return None;
    }
    let names = path.segments.iter().map_while(|segment| match &segment.kind {
        SegmentKind::Names(names) if names.len() == 1 => {
            Some((&*names[0], segment.range.0.clone()))
        }
        _ => None,
    });
    unknown_among("$$", names)
}

/// The first of some names, each a field of the one before, that the context object does not
/// have; `root` is how the context object is written, and each name comes with its bytes.
pub fn unknown_among<'n>(
    root: &str,
    names: impl IntoIterator<Item = (&'n str, Range<usize>)>,
) -> Option<Unknown> {
    let (mut shape, mut of) = (CONTEXT, root.to_owned());
    for (name, range) in names {
        let Some(field) = shape.field(name) else {
            let known: Vec<_> = shape.fields().iter().map(|field| field.name).collect();
            let meant = did_you_mean(name, known.iter().copied());
            return Some(Unknown { name: name.to_owned(), of, meant, known, range });
        };
        shape = field;
        of = format!("{of}.{name}");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_says_what_it_means() {
        let mut open = vec![CONTEXT];
        while let Some(shape) = open.pop() {
            for field in shape.fields() {
                assert!(field.text.ends_with('.'), "{}: {:?}", field.name, field.text);
                open.push(field.shape);
            }
        }
    }

    #[test]
    fn a_field_that_the_context_lacks_is_told() {
        let table = [
            ("$$.Execution.Id", None),
            ("$$.Execution.Input.anything[0]", None),
            ("$$['Map'].Item.Value.x", None),
            ("$.Execution.x", None),
            ("$$", None),
            ("$$.Exec.Id", Some(("$$", ".Exec"))),
            ("$$.Execution.ID", Some(("$$.Execution", ".ID"))),
            ("$$.State.Name.x", Some(("$$.State.Name", ".x"))),
        ];
        for (text, expected) in table {
            let unknown = unknown(&Path::parse(text).expect("a path"));
            let found =
                unknown.as_ref().map(|field| (field.of.as_str(), &text[field.range.clone()]));
            assert_eq!(found, expected, "{text}");
        }
    }
}
