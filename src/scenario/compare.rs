//! Where a value is not what is expected of it.

use std::rc::Rc;

use crate::diagnostic::Edit;
use crate::query::value::{Object, Value};
use crate::scenario::pattern::{Form, Pattern, Relation, Test, Type};
use crate::scenario::print;
use crate::source::Span;

/// How many characters of a value are shown.
const SHOWN_CHARACTERS_MAX: usize = 100;

/// One difference between what is expected and what came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where in the value: `output.items[2].price`.
    pub at: String,
    /// Where that is expected, in the file.
    pub place: Span,
    /// What was expected and what came.
    pub message: String,
    /// What to write so that it would be expected.
    pub edit: Option<Edit>,
}

/// How much of a value a pattern speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// What it names; there may be more members and items.
    Part,
}

/// The differences, in the order of the file, of the value of that name.
pub fn differences(
    pattern: &Pattern,
    value: &Value,
    name: &str,
    extent: Extent,
) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(pattern, value, name, extent, &mut found);
    if extent == Extent::Part {
        forget_edits(&mut found);
    }
    found
}

fn forget_edits(found: &mut [Difference]) {
    for difference in found {
        difference.edit = None;
    }
}

/// A value in a few words.
pub fn shown(value: &Value) -> String {
    cut(&print::line(value))
}

fn cut(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN_CHARACTERS_MAX).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

fn compare(
    pattern: &Pattern,
    value: &Value,
    at: &str,
    extent: Extent,
    found: &mut Vec<Difference>,
) {
    match (&pattern.form, value) {
        (Form::Scalar(expected), value) => scalar(pattern, expected, value, at, extent, found),
        (Form::Items(items), Value::Array(values)) if extent == Extent::Part => {
            part_of_array(items, values, at, found);
        }
        (Form::Items(items), Value::Array(values)) => {
            whole_array(pattern, items, values, at, found);
        }
        (Form::Members(members), Value::Object(values)) => {
            object(pattern, members, values, at, extent, found);
        }
        (Form::Includes(inner), value) => {
            let mut differences = Vec::new();
            compare(inner, value, at, Extent::Part, &mut differences);
            forget_edits(&mut differences);
            found.append(&mut differences);
        }
        (Form::Tests(tests), value) => {
            if let Some(test) = tests.iter().find(|test| !test.holds(value)) {
                let message = format!("expected {}, got {}", test.described(), shown(value));
                found.push(Difference {
                    at: at.to_owned(),
                    place: pattern.place,
                    message,
                    edit: None,
                });
            }
        }
        (Form::Items(_) | Form::Members(_), value) => found.push(other(pattern, value, at)),
    }
}

/// That another value came.
fn other(pattern: &Pattern, value: &Value, at: &str) -> Difference {
    Difference {
        at: at.to_owned(),
        place: pattern.opening,
        message: format!("expected {}, got {}", pattern.described(), shown(value)),
        edit: replacement(pattern, value),
    }
}

fn replacement(pattern: &Pattern, value: &Value) -> Option<Edit> {
    let text = || print::written(value, pattern.written);
    pattern.is_plain().then(|| Edit { span: pattern.place, text: text() })
}

fn scalar(
    pattern: &Pattern,
    expected: &Value,
    value: &Value,
    at: &str,
    extent: Extent,
    found: &mut Vec<Difference>,
) {
    let is_within = match (expected, value) {
        (Value::String(part), Value::String(text)) if extent == Extent::Part => {
            text.contains(&**part)
        }
        _ => expected == value,
    };
    if !is_within {
        found.push(other(pattern, value, at));
    }
}

/// Each item that is expected must be among the values.
fn part_of_array(items: &[Pattern], values: &[Value], at: &str, found: &mut Vec<Difference>) {
    for item in items {
        let fits = |value| differences(item, value, at, Extent::Part).is_empty();
        if !values.iter().any(fits) {
            let message = format!("expected an item {}, found none", item.described());
            found.push(Difference { at: at.to_owned(), place: item.opening, message, edit: None });
        }
    }
}

fn whole_array(
    pattern: &Pattern,
    items: &[Pattern],
    values: &[Value],
    at: &str,
    found: &mut Vec<Difference>,
) {
    let from = found.len();
    for (place, (item, value)) in items.iter().zip(values).enumerate() {
        compare(item, value, &format!("{at}[{place}]"), Extent::Whole, found);
    }
    if items.len() == values.len() {
        return;
    }
    let value: Value = values.iter().cloned().collect();
    let first = items.get(values.len()).map_or(pattern.opening, |item| item.opening);
    let counts = format!("expected {}, got {}", counted(items.len()), values.len());
    let message = match (items.get(values.len()), values.get(items.len())) {
        (Some(item), _) => format!("{counts}: {} is missing", item.described()),
        (_, Some(value)) => format!("{counts}: {} came too", shown(value)),
        _ => counts,
    };
    let difference = Difference { at: at.to_owned(), place: first, message, edit: None };
    found.push(difference);
    replace_all(pattern, &value, from, found);
}

fn counted(count: usize) -> String {
    if count == 1 { "1 item".to_owned() } else { format!("{count} items") }
}

fn object(
    pattern: &Pattern,
    members: &[(Rc<str>, Pattern)],
    values: &Object,
    at: &str,
    extent: Extent,
    found: &mut Vec<Difference>,
) {
    let from = found.len();
    let mut is_other = false;
    for (name, member) in members {
        let at = join(at, name);
        if let Some(value) = values.get(name) {
            compare(member, value, &at, extent, found);
        } else {
            is_other = true;
            let message = format!("expected {}, and it is missing", member.described());
            found.push(Difference { at, place: member.opening, message, edit: None });
        }
    }
    let is_expected = |name: &str| members.iter().any(|(expected, _)| **expected == *name);
    let others = values.iter().filter(|(name, _)| extent == Extent::Whole && !is_expected(name));
    for (name, value) in others {
        is_other = true;
        let message = format!("not expected, got {}", shown(value));
        found.push(Difference { at: join(at, name), place: pattern.opening, message, edit: None });
    }
    if is_other {
        replace_all(pattern, &Value::from(values.clone()), from, found);
    }
}

/// Where a container has other members or items than expected, it is replaced as a whole, and
/// none of its parts.
fn replace_all(pattern: &Pattern, value: &Value, from: usize, found: &mut [Difference]) {
    let Some(edit) = replacement(pattern, value) else { return };
    let own = &mut found[from..];
    forget_edits(own);
    if let Some(first) = own.first_mut() {
        first.edit = Some(edit);
    }
}

/// The path to a member, as people write it.
fn join(at: &str, name: &str) -> String {
    let is_plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    if is_plain { format!("{at}.{name}") } else { format!("{at}[{}]", Value::from(name)) }
}

impl Pattern {
    /// What is expected, in a few words.
    pub fn described(&self) -> String {
        match &self.form {
            Form::Tests(tests) => {
                let tests: Vec<_> = tests.iter().map(Test::described).collect();
                tests.join(" and ")
            }
            Form::Includes(inner) => format!("something with {}", inner.described()),
            _ => cut(&self.sketch()),
        }
    }

    /// The value that is expected, with matchers in words.
    fn sketch(&self) -> String {
        match &self.form {
            Form::Scalar(value) => print::line(value),
            Form::Items(items) => {
                let items: Vec<_> = items.iter().map(Self::sketch).collect();
                format!("[{}]", items.join(", "))
            }
            Form::Members(members) => {
                let member = |(name, pattern): &(Rc<str>, Self)| {
                    format!("{}: {}", Value::String(name.clone()), pattern.sketch())
                };
                let members: Vec<_> = members.iter().map(member).collect();
                format!("{{{}}}", members.join(", "))
            }
            Form::Includes(_) | Form::Tests(_) => format!("<{}>", self.described()),
        }
    }
}

impl Test {
    fn holds(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Any, _) | (Self::Type(Type::Number), Value::Number(_)) => true,
            (Self::Type(Type::Integer), Value::Number(number)) => number.as_f64().fract() == 0.0,
            (Self::Type(Type::Named(name)), value) => value.type_name() == *name,
            // One that takes too long to find is not found.
            (Self::Regex(regex), Value::String(text)) => regex.is_match(&**text).unwrap_or(false),
            (Self::Number(relation, bound), Value::Number(number)) => {
                relation.holds(number.as_f64(), *bound)
            }
            _ => false,
        }
    }

    fn described(&self) -> String {
        match self {
            Self::Any => "anything".to_owned(),
            Self::Type(Type::Number) => "a number".to_owned(),
            Self::Type(Type::Integer) => "an integer".to_owned(),
            Self::Type(Type::Named("null")) => "null".to_owned(),
            Self::Type(Type::Named(name @ ("array" | "object"))) => format!("an {name}"),
            Self::Type(Type::Named(name)) => format!("a {name}"),
            Self::Regex(regex) => format!("a text that matches `{}`", regex.as_str()),
            Self::Number(relation, bound) => {
                format!("a number {} {bound}", relation.described())
            }
        }
    }
}

impl Relation {
    fn holds(self, number: f64, bound: f64) -> bool {
        match self {
            Self::Above => number > bound,
            Self::AtLeast => number >= bound,
            Self::Below => number < bound,
            Self::AtMost => number <= bound,
        }
    }

    const fn described(self) -> &'static str {
        match self {
            Self::Above => "above",
            Self::AtLeast => "of at least",
            Self::Below => "below",
            Self::AtMost => "of at most",
        }
    }
}
