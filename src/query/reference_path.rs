//! Reference paths: those that name one place, so that something can be written there.

use std::fmt;
use std::ops::Range;
use std::rc::Rc;

use crate::query::json_path::{Path, Root, SegmentKind};
use crate::query::value::{Object, Value};

/// A path that names one place.
#[derive(Clone, Debug, PartialEq)]
pub struct ReferencePath {
    /// Where it begins.
    pub root: Root,
    /// The steps from there.
    pub steps: Vec<Step>,
}

/// One step of a reference path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// To a member.
    Member(Rc<str>),
    /// To an item; a negative index counts from the end.
    Item(i64),
}

/// Why a path is no reference path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ambiguity {
    /// The operator that no reference path may hold.
    pub operator: &'static str,
    /// The bytes of the text that hold it.
    pub range: Range<usize>,
}

impl TryFrom<&Path> for ReferencePath {
    type Error = Ambiguity;

    fn try_from(path: &Path) -> Result<Self, Ambiguity> {
        let mut steps = Vec::with_capacity(path.segments.len());
        for segment in &path.segments {
            let operator = match &segment.kind {
                SegmentKind::Names(names) if names.len() == 1 => {
                    steps.push(Step::Member(Rc::clone(&names[0])));
                    continue;
                }
                SegmentKind::Indices(indices) if indices.len() == 1 => {
                    steps.push(Step::Item(indices[0]));
                    continue;
                }
                SegmentKind::Names(_) | SegmentKind::Indices(_) => ",",
                SegmentKind::Slice { .. } => ":",
                SegmentKind::Wildcard => "*",
                SegmentKind::Descent => "..",
                SegmentKind::Filter(_) => "?",
                SegmentKind::FromLength(_) => "@",
                SegmentKind::Function { .. } => "()",
            };
            return Err(Ambiguity { operator, range: segment.range.0.clone() });
        }
        Ok(Self { root: path.root.clone(), steps })
    }
}

impl fmt::Display for ReferencePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.root)?;
        self.steps.iter().try_for_each(|step| match step {
            Step::Member(name) => {
                write!(f, "['{}']", name.replace('\\', "\\\\").replace('\'', "\\'"))
            }
            Step::Item(index) => write!(f, "[{index}]"),
        })
    }
}

/// Why nothing can be written at a place: `States.ResultPathMatchFailure`.
#[derive(Clone, Debug, PartialEq)]
pub struct Unwritable {
    /// The value in the way.
    pub found: Value,
    /// How many steps lead to it.
    pub steps: usize,
}

impl ReferencePath {
    /// The input with a value written at the place: what was there is replaced, and objects
    /// are made on the way where there is nothing.
    pub fn write(&self, input: &Value, value: Value) -> Result<Value, Unwritable> {
        let mut output = input.clone();
        let mut place = &mut output;
        for (taken, step) in self.steps.iter().enumerate() {
            let is_new = taken > 0 && matches!(place, Value::Null);
            if is_new && matches!(step, Step::Member(_)) {
                *place = Object::default().into();
            }
            place = match step {
                Step::Member(name) => match place {
                    Value::Object(members) => {
                        Rc::make_mut(members).entry(Rc::clone(name)).or_insert(Value::Null)
                    }
                    other => return Err(Unwritable { found: other.clone(), steps: taken }),
                },
                Step::Item(index) => {
                    let at = place.as_array().and_then(|items| item(items, *index));
                    match (at, place) {
                        (Some(at), Value::Array(items)) => &mut Rc::make_mut(items)[at],
                        (_, other) => {
                            return Err(Unwritable { found: other.clone(), steps: taken });
                        }
                    }
                }
            };
        }
        *place = value;
        Ok(output)
    }
}

fn item(items: &[Value], index: i64) -> Option<usize> {
    let at = match usize::try_from(index) {
        Ok(at) => at,
        Err(_) => items.len().checked_sub(usize::try_from(index.unsigned_abs()).ok()?)?,
    };
    (at < items.len()).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Format, parse};

    fn value(text: &str) -> Value {
        Value::from_tree(parse(text, Format::Json).tree.root())
    }

    #[test]
    fn a_value_is_written_at_its_place() {
        let table = [
            ("$", "1", "9"),
            ("$.a", r#"{"a":1,"b":2}"#, r#"{"a":9,"b":2}"#),
            ("$.c", r#"{"a":1}"#, r#"{"a":1,"c":9}"#),
            ("$.c.d['e f']", r#"{"a":1}"#, r#"{"a":1,"c":{"d":{"e f":9}}}"#),
            ("$.a[1].b", r#"{"a":[0,{"b":1}]}"#, r#"{"a":[0,{"b":9}]}"#),
            ("$.a[-1]", r#"{"a":[0,1]}"#, r#"{"a":[0,9]}"#),
        ];
        for (path, input, expected) in table {
            let path = Path::parse(path).expect("a path");
            let path = ReferencePath::try_from(&path).expect("a reference path");
            let written = path.write(&value(input), value("9"));
            assert_eq!(written.map(|value| value.to_string()), Ok(expected.to_owned()), "{path}");
        }
    }

    #[test]
    fn nothing_is_written_into_what_has_no_room() {
        for (path, input) in [("$.a", "\"text\""), ("$.a", "null"), ("$.a[5]", r#"{"a":[1]}"#)] {
            let path = Path::parse(path).expect("a path");
            let path = ReferencePath::try_from(&path).expect("a reference path");
            assert!(path.write(&value(input), Value::Null).is_err(), "{path}");
        }
    }

    #[test]
    fn a_path_that_may_lead_to_many_is_no_reference_path() {
        let table = [
            ("$.a[*]", "*", "[*]"),
            ("$..b", "..", ".."),
            ("$.a[0,1].b", ",", "[0,1]"),
            ("$.a[1:]", ":", "[1:]"),
            ("$.a[?(@.b==1)]", "?", "[?(@.b==1)]"),
            ("$.a.length()", "()", ".length()"),
        ];
        for (text, operator, shown) in table {
            let path = Path::parse(text).expect("a path");
            let ambiguity = ReferencePath::try_from(&path).expect_err("not one place");
            assert_eq!((ambiguity.operator, &text[ambiguity.range]), (operator, shown), "{text}");
        }
    }
}
