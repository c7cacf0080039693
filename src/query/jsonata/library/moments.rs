//! Functions on moments in time. All of an evaluation happens at one moment.

use crate::query::jsonata::datum::Datum;
use crate::query::jsonata::evaluator::{Evaluator, Outcome};
use crate::query::jsonata::function::{Context, Native};
use crate::query::jsonata::functions::date_time;
use crate::query::jsonata::library::{convert, number, text};

pub(super) const NATIVES: &[Native] = &[
    Native { name: "now", signature: "<s?s?:s>", arity: 2, call: now },
    Native { name: "millis", signature: "<:n>", arity: 0, call: millis },
    Native { name: "fromMillis", signature: "<n-s?s?:s>", arity: 3, call: from_millis },
    Native { name: "toMillis", signature: "<s-s?:n>", arity: 2, call: to_millis },
];

fn now(evaluator: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let result = date_time::from_millis(evaluator.now(), text(arguments, 0), text(arguments, 1));
    result.map(Datum::from).map_err(convert)
}

fn millis(evaluator: &mut Evaluator, _: &[Datum], _: &Context<'_>) -> Outcome {
    Ok(evaluator.now().into())
}

fn from_millis(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let Some(moment) = number(arguments, 0) else { return Ok(Datum::Undefined) };
    let result = date_time::from_millis(moment, text(arguments, 1), text(arguments, 2));
    result.map(Datum::from).map_err(convert)
}

fn to_millis(evaluator: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let Some(moment) = text(arguments, 0) else { return Ok(Datum::Undefined) };
    let result =
        date_time::to_millis_of(moment, text(arguments, 1), evaluator.now()).map_err(convert)?;
    Ok(result.map_or(Datum::Undefined, Datum::from))
}
