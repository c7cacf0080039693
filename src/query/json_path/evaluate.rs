//! What a path leads to.

use std::fmt;
use std::rc::Rc;

use crate::query::json_path::{
    Filter, Operand, Operator, Path, Root, Segment, SegmentKind, are_definite, function,
};
use crate::query::value::{Object, Value};

/// The data that paths speak of.
#[derive(Clone, Copy)]
pub struct Scope<'d> {
    /// `$`
    pub input: &'d Value,
    /// `$$`
    pub context: &'d Value,
    /// `$name`
    pub variable: &'d dyn Fn(&str) -> Option<Value>,
}

impl fmt::Debug for Scope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scope {{ input: {}, context: {} }}", self.input, self.context)
    }
}

/// Why a path gives no value. It prints as Jayway's message, which AWS passes on.
#[derive(Clone, Debug, PartialEq)]
pub enum PathError {
    /// It leads nowhere. Only paths that can lead to one value only fail like this: the others
    /// give `[]`.
    NotFound(NotFound),
    /// It cannot be followed, for this reason.
    Invalid(String),
}

/// Where a path ends that leads nowhere.
#[derive(Clone, Debug, PartialEq)]
pub struct NotFound {
    /// What is missing.
    pub missing: Missing,
    /// The place of what is missing, in the long form: `$['a']['b']`.
    pub at: String,
    /// Whether it is the last step that fails.
    pub is_last: bool,
}

/// What a path does not find.
#[derive(Clone, Debug, PartialEq)]
pub enum Missing {
    /// An object does not have the member.
    Member,
    /// An array does not have the item.
    Item,
    /// What should be an object is this.
    NotObject(Value),
    /// What should be an array is this.
    NotArray(Value),
    /// The variable has no value.
    Variable,
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let not_found = match self {
            Self::Invalid(reason) => return f.write_str(reason),
            Self::NotFound(not_found) => not_found,
        };
        let NotFound { missing, at, is_last } = not_found;
        match missing {
            Missing::Member if !is_last => write!(f, "Missing property in path {at}"),
            Missing::Member | Missing::Item => write!(f, "No results for path: {at}"),
            Missing::NotObject(value) => {
                let (path, name) = at.rsplit_once('[').unwrap_or((at, ""));
                let kind = value.type_name();
                write!(
                    f,
                    "Expected to find an object with property [{name} in path {path} but found \
                     '{kind}'"
                )
            }
            Missing::NotArray(value) => {
                let (_, index) = at.rsplit_once('[').unwrap_or(("", at));
                write!(
                    f,
                    "Filter: [{index} can only be applied to arrays. Current context is: {value}"
                )
            }
            Missing::Variable => write!(f, "The variable '{at}' has no value"),
        }
    }
}

/// How many values one path may gather: beyond it, memory is at stake.
const VALUES_MAX: usize = 1 << 20;

impl Path {
    /// What the path leads to: one value, or, for a path that can lead to many, an array of
    /// all that it finds.
    pub fn evaluate(&self, scope: Scope<'_>) -> Result<Value, PathError> {
        self.evaluate_from(scope, &Value::Null)
    }

    /// The same within a filter, which looks at `current`.
    pub(super) fn evaluate_from(
        &self,
        scope: Scope<'_>,
        current: &Value,
    ) -> Result<Value, PathError> {
        let start = match &self.root {
            Root::Input => scope.input.clone(),
            Root::Context => scope.context.clone(),
            Root::Current => current.clone(),
            Root::Variable(name) => (scope.variable)(name).ok_or_else(|| {
                let (missing, at) = (Missing::Variable, format!("${name}"));
                PathError::NotFound(NotFound { missing, at, is_last: self.segments.is_empty() })
            })?,
        };
        follow(&self.segments, start, scope)
    }
}

fn follow(segments: &[Segment], start: Value, scope: Scope<'_>) -> Result<Value, PathError> {
    let is_function = |segment: &Segment| matches!(segment.kind, SegmentKind::Function { .. });
    let first = segments.iter().position(is_function).unwrap_or(segments.len());
    let (before, after) = segments.split_at(first);
    let mut value = if are_definite(before) {
        follow_one(before, start, scope)?
    } else {
        let found = follow_many(before, start, scope)?;
        let gathers = before.iter().any(|segment| segment.kind == SegmentKind::Descent);
        if !after.is_empty() && !gathers {
            let each = found.into_iter().map(|value| follow(after, value, scope));
            return each.collect::<Result<Vec<_>, _>>().map(Value::from);
        }
        found.into()
    };
    let mut rest = after;
    while let Some((segment, others)) = rest.split_first() {
        match &segment.kind {
            SegmentKind::Function { name, arguments } => {
                value = function::call(name, arguments, &value, scope)?;
                rest = others;
            }
            _ => return follow(rest, value, scope),
        }
    }
    Ok(value)
}

/// Follows steps of which each leads to one value.
fn follow_one(segments: &[Segment], start: Value, scope: Scope<'_>) -> Result<Value, PathError> {
    let mut value = start;
    for (place, segment) in segments.iter().enumerate() {
        let missing = |missing| {
            let steps = segments[..=place].iter().map(ToString::to_string);
            let at = format!("${}", steps.collect::<String>());
            let is_last = place + 1 == segments.len();
            PathError::NotFound(NotFound { missing, at, is_last })
        };
        value = match &segment.kind {
            SegmentKind::Names(names) => match (&value, names.as_slice()) {
                (Value::Object(members), [name]) => {
                    members.get(name).cloned().ok_or_else(|| missing(Missing::Member))?
                }
                (Value::Object(members), names) => picked(members, names),
                (other, _) => return Err(missing(Missing::NotObject(other.clone()))),
            },
            SegmentKind::Indices(_) | SegmentKind::FromLength(_) => match &value {
                Value::Array(items) => {
                    let index = match &segment.kind {
                        SegmentKind::Indices(indices) => place_of(indices[0], items.len()),
                        SegmentKind::FromLength(distance) => place_of(-*distance, items.len()),
                        _ => None,
                    };
                    let item = index.and_then(|index| items.get(index)).cloned();
                    item.ok_or_else(|| missing(Missing::Item))?
                }
                other => return Err(missing(Missing::NotArray(other.clone()))),
            },
            _ => follow_many(std::slice::from_ref(segment), value, scope)?.into(),
        };
    }
    Ok(value)
}

/// The place of an index that may count from the end.
fn place_of(index: i64, length: usize) -> Option<usize> {
    match usize::try_from(index) {
        Ok(place) => Some(place),
        Err(_) => length.checked_sub(usize::try_from(index.unsigned_abs()).ok()?),
    }
}

fn picked(members: &Object, names: &[Rc<str>]) -> Value {
    let pairs = names.iter().filter_map(|name| Some((Rc::clone(name), members.get(name)?.clone())));
    pairs.collect::<Object>().into()
}

/// Follows steps that may lead to many values. What is not there is left out.
fn follow_many(
    segments: &[Segment],
    start: Value,
    scope: Scope<'_>,
) -> Result<Vec<Value>, PathError> {
    let mut values = vec![start];
    for (place, segment) in segments.iter().enumerate() {
        let mut found = Vec::new();
        for value in &values {
            select(value, &segment.kind, place + 1 == segments.len(), scope, &mut found);
            if found.len() > VALUES_MAX {
                let reason = format!("The path leads to more than {VALUES_MAX} values");
                return Err(PathError::Invalid(reason));
            }
        }
        values = found;
    }
    Ok(values)
}

/// Adds what one step selects from a value.
fn select(
    value: &Value,
    step: &SegmentKind,
    is_last: bool,
    scope: Scope<'_>,
    found: &mut Vec<Value>,
) {
    match (step, value) {
        (SegmentKind::Names(names), Value::Object(members)) => {
            if is_last && names.len() > 1 {
                found.push(picked(members, names));
            } else {
                found.extend(names.iter().filter_map(|name| members.get(name)).cloned());
            }
        }
        (SegmentKind::Indices(indices), Value::Array(items)) => {
            let places = indices.iter().filter_map(|index| place_of(*index, items.len()));
            found.extend(places.filter_map(|place| items.get(place)).cloned());
        }
        (SegmentKind::FromLength(distance), Value::Array(items)) => {
            let place = place_of(-distance, items.len());
            found.extend(place.and_then(|place| items.get(place)).cloned());
        }
        (SegmentKind::Slice { from, to }, Value::Array(items)) => {
            found.extend(sliced(items, *from, *to));
        }
        (SegmentKind::Wildcard, Value::Array(items)) => found.extend(items.iter().cloned()),
        (SegmentKind::Wildcard, Value::Object(members)) => {
            found.extend(members.values().cloned());
        }
        (SegmentKind::Descent, value) => descend(value, found),
        (SegmentKind::Filter(filter), Value::Array(items)) => {
            found.extend(items.iter().filter(|item| filter.takes(item, scope)).cloned());
        }
        (SegmentKind::Filter(filter), Value::Object(_)) if filter.takes(value, scope) => {
            found.push(value.clone());
        }
        _ => {}
    }
}

/// The items of a slice. Bounds count from the end where they are negative, except that with
/// both given Jayway compares them as they are written.
fn sliced(items: &[Value], from: Option<i64>, to: Option<i64>) -> Vec<Value> {
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let from_end = |bound: i64| if bound < 0 { length + bound } else { bound };
    let (from, to) = match (from, to) {
        (Some(from), Some(to)) => (from, to.min(length)),
        (Some(from), None) => (from_end(from).max(0), length),
        (None, Some(to)) => (0, from_end(to).min(length)),
        (None, None) => (0, length),
    };
    let places = (from.max(-length)..to).filter_map(|index| place_of(index, items.len()));
    places.filter_map(|place| items.get(place)).cloned().collect()
}

/// A container and all containers inside it, each before those inside it.
fn descend(value: &Value, found: &mut Vec<Value>) {
    let mut pending = vec![value.clone()];
    while let Some(value) = pending.pop() {
        match &value {
            Value::Array(items) => pending.extend(items.iter().rev().cloned()),
            Value::Object(members) => pending.extend(members.values().rev().cloned()),
            _ => continue,
        }
        found.push(value);
        if found.len() > VALUES_MAX {
            return;
        }
    }
}

impl Filter {
    fn takes(&self, current: &Value, scope: Scope<'_>) -> bool {
        match self {
            Self::Any(filters) => filters.iter().any(|filter| filter.takes(current, scope)),
            Self::All(filters) => filters.iter().all(|filter| filter.takes(current, scope)),
            Self::Not(filter) => !filter.takes(current, scope),
            Self::Exists(path) => path.evaluate_from(scope, current).is_ok(),
            Self::Compare { left, operator: Operator::Matches, right } => {
                matches(left, right, current, scope)
            }
            Self::Compare { left, operator, right } => {
                let (left, right) = (left.value(current, scope), right.value(current, scope));
                operator.holds(left.as_ref(), right.as_ref())
            }
        }
    }
}

fn matches(left: &Operand, right: &Operand, current: &Value, scope: Scope<'_>) -> bool {
    let ((text, Operand::Pattern(pattern)) | (Operand::Pattern(pattern), text)) = (left, right)
    else {
        return false;
    };
    let text = match text.value(current, scope) {
        Some(Value::String(text)) => text.to_string(),
        Some(scalar @ (Value::Number(_) | Value::Bool(_))) => scalar.to_string(),
        _ => return false,
    };
    pattern.regex.is_match(&text).unwrap_or(false)
}

impl Operand {
    /// The value; none for a path that leads nowhere.
    pub(super) fn value(&self, current: &Value, scope: Scope<'_>) -> Option<Value> {
        match self {
            Self::Path(path) => path.evaluate_from(scope, current).ok(),
            Self::Value(value) => Some(value.clone()),
            Self::Pattern(_) => None,
        }
    }
}
