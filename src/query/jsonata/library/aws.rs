//! The functions that AWS adds.

use rustc_hash::FxHashSet;

use crate::query::digest;
use crate::query::jsonata::datum::{Datum, number_value};
use crate::query::jsonata::error::{Error, Fault};
use crate::query::jsonata::evaluator::{Evaluator, Outcome};
use crate::query::jsonata::function::{Context, Native};
use crate::query::jsonata::functions::parts;
use crate::query::jsonata::library::{argument, convert, number, text};
use crate::query::random::Random;
use crate::query::value::Value;
use crate::syntax::{Format, parse, tree};

pub(super) const NATIVES: &[Native] = &[
    Native { name: "partition", signature: "<an?:a>", arity: 2, call: partition },
    Native { name: "range", signature: "<nnn:a>", arity: 3, call: range },
    Native { name: "hash", signature: "<s-s:s>", arity: 2, call: digest },
    Native { name: "random", signature: "<n?:n>", arity: 1, call: seeded },
    Native { name: "uuid", signature: "<:s>", arity: 0, call: uuid },
    Native { name: "parse", signature: "<s-:x>", arity: 1, call: parse_json },
];

fn partition(evaluator: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let array = argument(arguments, 0);
    let Some(items) = array.items() else { return Ok(Datum::Undefined) };
    // Without a size, all of it is one part (measured).
    let size = number(arguments, 1).unwrap_or(f64::MAX);
    if size.trunc() < 0.0 {
        return Err(refused("Second argument must be zero or greater".to_owned()));
    }
    if items.is_empty() || size < 1.0 {
        return Ok(Datum::Undefined);
    }
    evaluator.budget.take(items.len() * size_of::<Datum>())?;
    let ranges = parts::partition(items.len(), size.trunc()).into_iter();
    let parts = ranges.map(|range| Datum::array(range.map(|at| items.get(at)).collect()));
    Ok(Datum::array(parts.collect()))
}

fn range(evaluator: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let bounds = [0, 1, 2].map(|index| number(arguments, index).map(f64::trunc));
    let [Some(first), Some(last), Some(delta)] = bounds else { return Ok(Datum::Undefined) };
    let numbers = parts::range(first, last, delta).map_err(convert)?;
    evaluator.budget.take(numbers.len() * size_of::<Datum>())?;
    if numbers.is_empty() {
        return Ok(Datum::Undefined);
    }
    Ok(Datum::sequence(numbers.into_iter().map(Datum::from).collect()))
}

fn digest(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let (Some(it), Some(algorithm)) = (text(arguments, 0), text(arguments, 1)) else {
        return Ok(Datum::Undefined);
    };
    let digest = digest::hash(it, algorithm);
    digest.map(Datum::from).ok_or_else(|| refused(format!("Unknown algorithm: {algorithm}")))
}

fn refused(message: String) -> Fault {
    Error::new("D3137").part("message", message)
}

fn seeded(evaluator: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let number = match number(arguments, 0) {
        Some(seed) => Random::new(seed.trunc() as i64).unit(),
        None => evaluator.random.unit(),
    };
    Ok(number.into())
}

fn uuid(evaluator: &mut Evaluator, _: &[Datum], _: &Context<'_>) -> Outcome {
    Ok(evaluator.random.uuid().into())
}

fn parse_json(evaluator: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let Some(source) = text(arguments, 0) else { return Ok(Datum::Undefined) };
    evaluator.budget.take(source.len())?;
    let parsed = parse(source, Format::Json);
    let value = Value::from_tree(parsed.tree.root());
    let is_json = parsed.faults.is_empty() && !source.trim().is_empty();
    if !is_json || !parsed.tree.nodes().all(is_distinct) || !all_finite(&value) {
        return Err(refused("Invalid JSON".to_owned()));
    }
    Ok(match value {
        Value::Number(number) if number.as_f64() == 0.0 => Datum::Json(number_value(0.0)),
        value => Datum::Json(value),
    })
}

/// Whether no name of an object occurs twice.
fn is_distinct(node: tree::Value<'_>) -> bool {
    let mut names = FxHashSet::default();
    node.members().all(|member| names.insert(member.name()))
}

fn all_finite(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.as_f64().is_finite(),
        Value::Array(items) => items.iter().all(all_finite),
        Value::Object(members) => members.values().all(all_finite),
        _ => true,
    }
}
