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
    Object(&'static [(&'static str, Shape)]),
}

/// The context object.
pub const CONTEXT: Shape = Shape::Object(&[
    (
        "Execution",
        Shape::Object(&[
            ("Id", Shape::Text),
            ("Input", Shape::Any),
            ("Name", Shape::Text),
            ("RoleArn", Shape::Text),
            ("StartTime", Shape::Text),
            ("RedriveCount", Shape::Number),
            ("RedriveTime", Shape::Text),
        ]),
    ),
    (
        "State",
        Shape::Object(&[
            ("EnteredTime", Shape::Text),
            ("Name", Shape::Text),
            ("RetryCount", Shape::Number),
        ]),
    ),
    ("StateMachine", Shape::Object(&[("Id", Shape::Text), ("Name", Shape::Text)])),
    ("Task", Shape::Object(&[("Token", Shape::Text)])),
    (
        "Map",
        Shape::Object(&[(
            "Item",
            Shape::Object(&[
                ("Index", Shape::Number),
                ("Value", Shape::Any),
                ("Key", Shape::Text),
                ("Source", Shape::Text),
            ]),
        )]),
    ),
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
    pub const fn fields(self) -> &'static [(&'static str, Shape)] {
        match self {
            Self::Object(fields) => fields,
            _ => &[],
        }
    }

    /// The field of that name; none where it is known that there is none.
    pub fn field(self, name: &str) -> Option<Self> {
        match self {
            Self::Any => Some(Self::Any),
            _ => self.fields().iter().find(|(known, _)| *known == name).map(|(_, shape)| *shape),
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
            let known: Vec<_> = shape.fields().iter().map(|(name, _)| *name).collect();
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
