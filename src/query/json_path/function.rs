//! What operators and functions in paths do.

use std::cmp::Ordering;

use crate::query::json_path::{Operand, Operator, PathError, Scope};
use crate::query::value::Value;

impl Operator {
    /// Whether the comparison holds; a side without a value is what no path leads to.
    pub(super) fn holds(self, left: Option<&Value>, right: Option<&Value>) -> bool {
        let is_in = |list: &Value, value| list.as_array().is_some_and(|list| list.contains(value));
        let each_in = |list: &Value, other: &Value| {
            let both = list.as_array().zip(other.as_array());
            both.map(|(list, other)| {
                (list.len(), list.iter().filter(|item| other.contains(item)).count())
            })
        };
        let is_order = |wanted: fn(Ordering) -> bool| {
            left.zip(right).and_then(|(left, right)| compared(left, right)).is_some_and(wanted)
        };
        match self {
            Self::Equal | Self::SameEqual => left == right,
            Self::NotEqual | Self::SameNotEqual => left != right,
            Self::Less => is_order(Ordering::is_lt),
            Self::LessOrEqual => is_order(Ordering::is_le),
            Self::Greater => is_order(Ordering::is_gt),
            Self::GreaterOrEqual => is_order(Ordering::is_ge),
            Self::Exists => right.and_then(as_bool) == Some(left.is_some()),
            _ => {
                let Some((left, right)) = left.zip(right) else { return false };
                match self {
                    Self::In => is_in(right, left),
                    Self::NotIn => !is_in(right, left),
                    Self::Contains => contains(left, right),
                    Self::SubsetOf => {
                        each_in(left, right).is_some_and(|(all, shared)| all == shared)
                    }
                    Self::AnyOf => each_in(left, right).is_some_and(|(_, shared)| shared > 0),
                    Self::NoneOf => each_in(left, right).is_some_and(|(_, shared)| shared == 0),
                    Self::All => each_in(right, left).is_some_and(|(all, shared)| all == shared),
                    Self::Size => size(left).is_some() && size(left) == as_size(right),
                    Self::Empty => size(left).map(|size| size == 0) == as_bool(right),
                    Self::Type => right.as_str() == Some(left.type_name()),
                    _ => false,
                }
            }
        }
    }
}

fn compared(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64().partial_cmp(&right.as_f64()),
        (Value::String(left), Value::String(right)) => {
            Some(left.encode_utf16().cmp(right.encode_utf16()))
        }
        _ => None,
    }
}

const fn as_bool(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        _ => None,
    }
}

fn as_size(value: &Value) -> Option<usize> {
    match value {
        Value::Number(number) => number.as_i64().and_then(|size| usize::try_from(size).ok()),
        _ => None,
    }
}

fn size(value: &Value) -> Option<usize> {
    match value {
        Value::String(text) => Some(text.encode_utf16().count()),
        Value::Array(items) => Some(items.len()),
        Value::Object(members) => Some(members.len()),
        _ => None,
    }
}

fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Array(items), part) => items.contains(part),
        (Value::String(whole), Value::String(part)) => whole.contains(&**part),
        _ => false,
    }
}

/// The names of all functions.
pub(super) const NAMES: [&str; 12] = [
    "min", "max", "avg", "sum", "stddev", "length", "size", "keys", "concat", "append", "first",
    "last",
];

/// Calls a function on a value.
pub(super) fn call(
    name: &str,
    arguments: &[Operand],
    value: &Value,
    scope: Scope<'_>,
) -> Result<Value, PathError> {
    let arguments: Vec<_> =
        arguments.iter().filter_map(|operand| operand.value(value, scope)).collect();
    let items = value.as_array().unwrap_or_default();
    let indexed = |place: Option<usize>| place.and_then(|at| items.get(at)).cloned();
    Ok(match name {
        "length" | "size" => match arguments.first().unwrap_or(value) {
            Value::String(_) => Value::Null,
            sized => size(sized).map_or(Value::Null, count),
        },
        "keys" => match value {
            Value::Object(members) => members.keys().cloned().map(Value::String).collect(),
            _ => Value::Null,
        },
        "concat" => {
            let strings = items.iter().chain(&arguments).filter_map(Value::as_str);
            strings.collect::<String>().into()
        }
        "append" if value.as_array().is_some() => items.iter().cloned().chain(arguments).collect(),
        "append" => value.clone(),
        "first" => indexed(Some(0)).unwrap_or(Value::Null),
        "last" => indexed(items.len().checked_sub(1)).unwrap_or(Value::Null),
        "index" => indexed(arguments.first().and_then(as_size)).unwrap_or(Value::Null),
        _ if NAMES.contains(&name) => aggregate(name, items, &arguments)?,
        _ => {
            let reason = format!("Function with name: {name} does not exist.");
            return Err(PathError::Invalid(reason));
        }
    })
}

fn count(number: usize) -> Value {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}

/// The functions that make one number of many.
fn aggregate(name: &str, items: &[Value], arguments: &[Value]) -> Result<Value, PathError> {
    let numbers: Vec<_> = items.iter().chain(arguments).filter_map(Value::as_f64).collect();
    if numbers.is_empty() {
        let reason = "Aggregation function attempted to calculate value using empty array";
        return Err(PathError::Invalid(reason.to_owned()));
    }
    #[expect(clippy::cast_precision_loss, reason = "no array has 2^53 items")]
    let length = numbers.len() as f64;
    let sum: f64 = numbers.iter().sum();
    Ok(Value::from(match name {
        "min" => numbers.iter().copied().fold(f64::INFINITY, f64::min),
        "max" => numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        "sum" => sum,
        "avg" => sum / length,
        _ => {
            let squares: f64 = numbers.iter().map(|number| number * number).sum();
            (squares / length - sum * sum / length / length).sqrt()
        }
    }))
}
