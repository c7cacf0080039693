//! Functions on numbers, and those that make one number of many.

use crate::query::jsonata::datum::{Datum, Items};
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::evaluator::{Evaluator, Outcome};
use crate::query::jsonata::function::{Context, Native};
use crate::query::jsonata::functions;
use crate::query::jsonata::library::{argument, convert, number, number_or_nan};

pub(super) const NATIVES: &[Native] = &[
    Native { name: "sum", signature: "<a<n>:n>", arity: 1, call: sum },
    Native { name: "count", signature: "<a:n>", arity: 1, call: count },
    Native { name: "max", signature: "<a<n>:n>", arity: 1, call: max },
    Native { name: "min", signature: "<a<n>:n>", arity: 1, call: min },
    Native { name: "average", signature: "<a<n>:n>", arity: 1, call: average },
    Native { name: "formatBase", signature: "<n-n?:s>", arity: 2, call: format_base },
    Native { name: "floor", signature: "<n-:n>", arity: 1, call: floor },
    Native { name: "ceil", signature: "<n-:n>", arity: 1, call: ceil },
    Native { name: "round", signature: "<n-n?:n>", arity: 2, call: round },
    Native { name: "abs", signature: "<n-:n>", arity: 1, call: abs },
    Native { name: "sqrt", signature: "<n-:n>", arity: 1, call: sqrt },
    Native { name: "power", signature: "<n-n:n>", arity: 2, call: power },
    Native { name: "random", signature: "<:n>", arity: 0, call: random },
];

/// The numbers in the first argument; none where it is undefined.
fn numbers(arguments: &[Datum]) -> Option<Vec<f64>> {
    let items = argument(arguments, 0).items()?;
    Some(items.iter().map(|item| item.as_f64().unwrap_or(f64::NAN)).collect())
}

fn sum(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    Ok(numbers(arguments).map_or(Datum::Undefined, |all| (0.0 + all.iter().sum::<f64>()).into()))
}

fn count(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let items = argument(arguments, 0).items();
    Ok(items.map_or(0, Items::len).into())
}

fn max(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let all = numbers(arguments).unwrap_or_default();
    Ok(all.into_iter().reduce(f64::max).map_or(Datum::Undefined, Datum::from))
}

fn min(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let all = numbers(arguments).unwrap_or_default();
    Ok(all.into_iter().reduce(f64::min).map_or(Datum::Undefined, Datum::from))
}

#[expect(clippy::cast_precision_loss, reason = "no array is that long")]
fn average(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    Ok(match numbers(arguments) {
        Some(all) if !all.is_empty() => (all.iter().sum::<f64>() / all.len() as f64).into(),
        _ => Datum::Undefined,
    })
}

/// Computes a number from the first argument; undefined stays undefined.
fn mapped(
    arguments: &[Datum],
    compute: impl FnOnce(f64) -> Result<f64, functions::Fault>,
) -> Result<Datum, Fault> {
    match number(arguments, 0) {
        Some(number) => compute(number).map(Datum::from).map_err(convert),
        None => Ok(Datum::Undefined),
    }
}

fn format_base(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let Some(value) = number(arguments, 0) else { return Ok(Datum::Undefined) };
    let radix = number(arguments, 1);
    functions::number::format_base(value, radix).map(Datum::from).map_err(convert)
}

fn floor(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    mapped(arguments, |it| Ok(it.floor()))
}

fn ceil(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    mapped(arguments, |it| Ok(it.ceil()))
}

fn round(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    mapped(arguments, |it| Ok(functions::number::round(it, number(arguments, 1))))
}

fn abs(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    mapped(arguments, |it| Ok(it.abs()))
}

fn sqrt(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    mapped(arguments, functions::number::sqrt)
}

fn power(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let exponent = number_or_nan(arguments, 1);
    mapped(arguments, |it| functions::number::power(it, exponent))
}

fn random(evaluator: &mut Evaluator, _: &[Datum], _: &Context<'_>) -> Outcome {
    Ok(evaluator.random.unit().into())
}
