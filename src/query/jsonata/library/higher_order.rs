//! Functions that take functions.

use crate::query::jsonata::datum::{Datum, Members};
use crate::query::jsonata::error::Error;
use crate::query::jsonata::evaluator::{Evaluator, Outcome};
use crate::query::jsonata::function::{Context, Native};
use crate::query::jsonata::library::argument;

pub(super) const NATIVES: &[Native] = &[
    Native { name: "map", signature: "<af>", arity: 2, call: map },
    Native { name: "filter", signature: "<af>", arity: 2, call: filter },
    Native { name: "single", signature: "<af?>", arity: 2, call: single },
    Native { name: "reduce", signature: "<afj?:j>", arity: 3, call: reduce },
    Native { name: "sift", signature: "<o-f?:o>", arity: 2, call: sift },
    Native { name: "each", signature: "<o-f:a>", arity: 2, call: each },
];

/// Calls a function with as many of the three arguments as it takes, but one at least.
fn call(
    evaluator: &mut Evaluator,
    function: &Datum,
    arguments: [Datum; 3],
    context: &Context<'_>,
) -> Outcome {
    let arity = function.as_function().map_or(1, |function| function.arity());
    let given = arguments.into_iter().take(arity.clamp(1, 3)).collect();
    evaluator.call_back(function, given, context)
}

fn map(evaluator: &mut Evaluator, arguments: &[Datum], context: &Context<'_>) -> Outcome {
    let (array, function) = (argument(arguments, 0), argument(arguments, 1));
    let Some(items) = array.items() else { return Ok(Datum::Undefined) };
    let mut results = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let given = [item, index.into(), array.clone()];
        let result = call(evaluator, function, given, context)?;
        if !result.is_undefined() {
            results.push(result);
        }
    }
    Ok(Datum::sequence(results))
}

fn filter(evaluator: &mut Evaluator, arguments: &[Datum], context: &Context<'_>) -> Outcome {
    let (array, function) = (argument(arguments, 0), argument(arguments, 1));
    let Some(items) = array.items() else { return Ok(Datum::Undefined) };
    let mut results = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let given = [item.clone(), index.into(), array.clone()];
        if call(evaluator, function, given, context)?.truth() {
            results.push(item);
        }
    }
    Ok(Datum::sequence(results))
}

fn single(evaluator: &mut Evaluator, arguments: &[Datum], context: &Context<'_>) -> Outcome {
    let (array, function) = (argument(arguments, 0), argument(arguments, 1));
    let Some(items) = array.items() else { return Ok(Datum::Undefined) };
    let mut found = None;
    for (index, item) in items.iter().enumerate() {
        let given = [item.clone(), index.into(), array.clone()];
        let fits = function.is_undefined() || call(evaluator, function, given, context)?.truth();
        if fits && found.is_some() {
            return Err(Error::new("D3138"));
        }
        if fits {
            found = Some(item);
        }
    }
    found.ok_or_else(|| Error::new("D3139"))
}

fn reduce(evaluator: &mut Evaluator, arguments: &[Datum], context: &Context<'_>) -> Outcome {
    let (array, function) = (argument(arguments, 0), argument(arguments, 1));
    let Some(items) = array.items() else { return Ok(Datum::Undefined) };
    let arity = function.as_function().map_or(0, |function| function.arity());
    if arity < 2 {
        return Err(Error::new("D3050"));
    }
    let initial = argument(arguments, 2);
    let starts_with_item = initial.is_undefined() && !items.is_empty();
    let mut result = if starts_with_item { items.get(0) } else { initial.clone() };
    for index in usize::from(starts_with_item)..items.len() {
        let given = [result, items.get(index), index.into(), array.clone()];
        let given = given.into_iter().take(arity.min(4)).collect();
        result = evaluator.call_back(function, given, context)?;
    }
    Ok(result)
}

fn sift(evaluator: &mut Evaluator, arguments: &[Datum], context: &Context<'_>) -> Outcome {
    let (object, function) = (argument(arguments, 0), argument(arguments, 1));
    let mut results = Members::default();
    for (name, value) in object.members().unwrap_or_default() {
        let given = [value.clone(), name.as_ref().into(), object.clone()];
        if call(evaluator, function, given, context)?.truth() {
            results.insert(name, value);
        }
    }
    Ok(if results.is_empty() { Datum::Undefined } else { results.into() })
}

fn each(evaluator: &mut Evaluator, arguments: &[Datum], context: &Context<'_>) -> Outcome {
    let (object, function) = (argument(arguments, 0), argument(arguments, 1));
    let mut results = Vec::new();
    for (name, value) in object.members().unwrap_or_default() {
        let given = [value, name.as_ref().into(), object.clone()];
        let result = call(evaluator, function, given, context)?;
        if !result.is_undefined() {
            results.push(result);
        }
    }
    Ok(Datum::sequence(results))
}
