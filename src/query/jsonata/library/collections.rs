//! Functions on arrays.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use crate::query::jsonata::datum::{Datum, Items};
use crate::query::jsonata::error::Error;
use crate::query::jsonata::evaluator::{Evaluator, Outcome, order};
use crate::query::jsonata::function::{Context, Native};
use crate::query::jsonata::library::argument;
use crate::query::value::Value;

pub(super) const NATIVES: &[Native] = &[
    Native { name: "append", signature: "<xx:a>", arity: 2, call: append },
    Native { name: "exists", signature: "<x:b>", arity: 1, call: exists },
    Native { name: "reverse", signature: "<a:a>", arity: 1, call: reverse },
    Native { name: "sort", signature: "<af?:a>", arity: 2, call: sort },
    Native { name: "shuffle", signature: "<a:a>", arity: 1, call: shuffle },
    Native { name: "distinct", signature: "<x:x>", arity: 1, call: distinct },
    Native { name: "zip", signature: "<a+>", arity: 0, call: zip },
];

fn append(evaluator: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let (first, second) = (argument(arguments, 0), argument(arguments, 1));
    if first.is_undefined() {
        return Ok(second.clone());
    }
    if second.is_undefined() {
        return Ok(first.clone());
    }
    let mut items = first.to_items();
    items.extend(second.to_items());
    evaluator.budget.take(items.len() * size_of::<Datum>())?;
    Ok(Datum::array(items))
}

fn exists(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    Ok((!argument(arguments, 0).is_undefined()).into())
}

fn reverse(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let array = argument(arguments, 0);
    Ok(match array.items() {
        Some(items) if items.len() > 1 => {
            let mut items: Vec<Datum> = items.iter().collect();
            items.reverse();
            Datum::array(items)
        }
        _ => array.clone(),
    })
}

fn sort(evaluator: &mut Evaluator, arguments: &[Datum], context: &Context<'_>) -> Outcome {
    let (array, comparator) = (argument(arguments, 0), argument(arguments, 1));
    let items = array.to_items();
    if items.len() <= 1 {
        return Ok(array.clone());
    }
    if comparator.is_undefined() {
        let is_sortable = items.iter().all(|item| item.as_f64().is_some())
            || items.iter().all(|item| item.as_str().is_some());
        if !is_sortable {
            return Err(Error::new("D3070"));
        }
        let mut items = items;
        items.sort_by(|one, two| order(one, two).unwrap_or(Ordering::Equal));
        return Ok(Datum::array(items));
    }
    let sorted = evaluator.merge_sort(items, &mut |evaluator, one: &Datum, two: &Datum| {
        let result = evaluator.call_back(comparator, vec![one.clone(), two.clone()], context)?;
        Ok(result.truth() || result.as_function().is_some())
    })?;
    Ok(Datum::array(sorted))
}

fn shuffle(evaluator: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let array = argument(arguments, 0);
    let mut items = array.to_items();
    if items.len() <= 1 {
        return Ok(array.clone());
    }
    for last in (1..items.len()).rev() {
        let chosen = below(evaluator.random.unit(), last + 1);
        items.swap(last, chosen);
    }
    Ok(Datum::array(items))
}

/// A whole number below `bound` for a number from 0 to 1.
#[expect(clippy::cast_precision_loss, clippy::cast_sign_loss, reason = "no array is that long")]
fn below(chance: f64, bound: usize) -> usize {
    ((chance * bound as f64) as usize).min(bound - 1)
}

/// Each value once. Scalars are found by hash, structures by comparison.
fn distinct(evaluator: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let array = argument(arguments, 0);
    let Some(items) = array.items().filter(|items| items.len() > 1) else {
        return Ok(array.clone());
    };
    let mut known: FxHashMap<String, Vec<Datum>> = FxHashMap::default();
    let mut results: Vec<Datum> = Vec::new();
    for item in items.iter() {
        let alike = known.entry(likeness(&item)).or_default();
        let mut is_known = false;
        for other in alike.iter() {
            evaluator.budget.step()?;
            is_known = is_known || item.equals(other);
        }
        if !is_known {
            alike.push(item.clone());
            results.push(item);
        }
    }
    let is_sequence = array.flags().sequence;
    Ok(if is_sequence { Datum::sequence(results) } else { Datum::array(results) })
}

/// A text that equal values have in common.
fn likeness(datum: &Datum) -> String {
    match datum {
        Datum::Json(Value::String(text)) => format!("s{text}"),
        Datum::Json(Value::Number(number)) => format!("n{:x}", (number.as_f64() + 0.0).to_bits()),
        other => match (other.items(), other.members()) {
            (Some(items), _) => {
                let first = if items.is_empty() { String::new() } else { likeness(&items.get(0)) };
                format!("a{},{first}", items.len())
            }
            (None, Some(members)) => {
                let named = |(name, value): &(_, Datum)| match value.items() {
                    None if value.members().is_none() => format!("{name}={}", likeness(value)),
                    _ => format!("{name}"),
                };
                let mut members: Vec<String> = members.iter().map(named).collect();
                members.sort_unstable();
                format!("o{}", members.join("\u{0}"))
            }
            (None, None) => format!("{:?}", other.to_value()),
        },
    }
}

fn zip(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let lengths = arguments.iter().map(|array| array.items().map_or(0, Items::len));
    let length = lengths.min().unwrap_or(0);
    let row = |index| {
        let cell = |array: &Datum| array.items().map_or(Datum::Undefined, |it| it.get(index));
        Datum::array(arguments.iter().map(cell).collect())
    };
    Ok(Datum::array((0..length).map(row).collect()))
}
