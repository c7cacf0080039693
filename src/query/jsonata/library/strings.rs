//! Functions on strings.

use crate::query::jsonata::Dialect;
use crate::query::jsonata::datum::Datum;
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::evaluator::{Evaluator, Outcome};
use crate::query::jsonata::function::{Context, Native};
use crate::query::jsonata::functions::picture_number::{ExponentPlace, Symbols};
use crate::query::jsonata::functions::{self, picture_integer, picture_number};
use crate::query::jsonata::library::{
    argument, convert, matching, number, number_or_nan, text, text_of,
};
use crate::query::jsonata::number_text::{half_of, json_text};

pub(super) const NATIVES: &[Native] = &[
    Native { name: "substring", signature: "<s-nn?:s>", arity: 3, call: substring },
    Native { name: "substringBefore", signature: "<s-s:s>", arity: 2, call: substring_before },
    Native { name: "substringAfter", signature: "<s-s:s>", arity: 2, call: substring_after },
    Native { name: "lowercase", signature: "<s-:s>", arity: 1, call: lowercase },
    Native { name: "uppercase", signature: "<s-:s>", arity: 1, call: uppercase },
    Native { name: "length", signature: "<s-:n>", arity: 1, call: length },
    Native { name: "trim", signature: "<s-:s>", arity: 1, call: trim },
    Native { name: "pad", signature: "<s-ns?:s>", arity: 3, call: pad },
    Native { name: "match", signature: "<s-f<s:o>n?:a<o>>", arity: 3, call: matching::find_all },
    Native { name: "contains", signature: "<s-(sf):b>", arity: 2, call: contains },
    Native { name: "replace", signature: "<s-(sf)(sf)n?:s>", arity: 4, call: replace },
    Native { name: "split", signature: "<s-(sf)n?:a<s>>", arity: 3, call: split },
    Native { name: "join", signature: "<a<s>s?:s>", arity: 2, call: join },
    Native { name: "formatNumber", signature: "<n-so?:s>", arity: 3, call: format_number },
    Native { name: "formatInteger", signature: "<n-s:s>", arity: 2, call: format_integer },
    Native { name: "parseInteger", signature: "<s-s:n>", arity: 2, call: parse_integer },
    Native { name: "base64encode", signature: "<s-:s>", arity: 1, call: base64_encode },
    Native { name: "base64decode", signature: "<s-:s>", arity: 1, call: base64_decode },
    Native { name: "encodeUrl", signature: "<s-:s>", arity: 1, call: encode_url },
    Native {
        name: "encodeUrlComponent",
        signature: "<s-:s>",
        arity: 1,
        call: encode_url_component,
    },
    Native { name: "decodeUrl", signature: "<s-:s>", arity: 1, call: decode_url },
    Native {
        name: "decodeUrlComponent",
        signature: "<s-:s>",
        arity: 1,
        call: decode_url_component,
    },
];

/// Computes a string from the first argument; undefined stays undefined.
fn mapped(
    evaluator: &mut Evaluator,
    arguments: &[Datum],
    compute: impl FnOnce(&str) -> Result<String, functions::Fault>,
) -> Outcome {
    let Some(first) = text(arguments, 0) else { return Ok(Datum::Undefined) };
    let result = compute(first).map_err(convert)?;
    evaluator.budget.take(result.len())?;
    Ok(result.into())
}

fn substring(evaluator: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let start = number(arguments, 1).unwrap_or(0.0);
    let length = number(arguments, 2);
    mapped(evaluator, arguments, |it| Ok(functions::text::substring(it, start, length)))
}

fn substring_before(evaluator: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let mark = text(arguments, 1).unwrap_or("undefined");
    mapped(evaluator, arguments, |it| Ok(functions::text::substring_before(it, mark).to_owned()))
}

fn substring_after(evaluator: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let mark = text(arguments, 1).unwrap_or("undefined");
    mapped(evaluator, arguments, |it| Ok(functions::text::substring_after(it, mark).to_owned()))
}

fn lowercase(evaluator: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    mapped(evaluator, arguments, |it| Ok(functions::text::lowercase(it)))
}

fn uppercase(evaluator: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    mapped(evaluator, arguments, |it| Ok(functions::text::uppercase(it)))
}

fn length(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    Ok(text(arguments, 0).map_or(Datum::Undefined, |it| functions::text::length(it).into()))
}

fn trim(evaluator: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    mapped(evaluator, arguments, |it| Ok(functions::text::trim(it)))
}

fn pad(evaluator: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let width = number_or_nan(arguments, 1);
    mapped(evaluator, arguments, |it| functions::text::pad(it, width, text(arguments, 2)))
}

fn contains(evaluator: &mut Evaluator, arguments: &[Datum], context: &Context<'_>) -> Outcome {
    let pattern = argument(arguments, 1);
    let (Some(it), false) = (text(arguments, 0), pattern.is_undefined()) else {
        return Ok(Datum::Undefined);
    };
    match pattern.as_str() {
        Some(part) => Ok(functions::text::contains(it, part).into()),
        None => matching::contains(evaluator, it, pattern, context),
    }
}

fn replace(evaluator: &mut Evaluator, arguments: &[Datum], context: &Context<'_>) -> Outcome {
    let (pattern, replacement) = (argument(arguments, 1), argument(arguments, 2));
    let Some(it) = text(arguments, 0) else { return Ok(Datum::Undefined) };
    let limit = number(arguments, 3);
    match pattern.as_str() {
        Some(pattern) => {
            let replacement = text_of(replacement)?;
            mapped(evaluator, arguments, |it| {
                functions::text::replace(it, pattern, &replacement, limit)
            })
        }
        None => matching::replace(evaluator, it, pattern, replacement, limit, context),
    }
}

fn split(evaluator: &mut Evaluator, arguments: &[Datum], context: &Context<'_>) -> Outcome {
    let Some(it) = text(arguments, 0) else { return Ok(Datum::Undefined) };
    let separator = argument(arguments, 1);
    let limit = number(arguments, 2);
    match separator.as_str() {
        Some(separator) => {
            let parts = functions::text::split(it, separator, limit).map_err(convert)?;
            evaluator.budget.take(it.len() + parts.len() * size_of::<Datum>())?;
            Ok(Datum::array(parts.into_iter().map(Datum::from).collect()))
        }
        None if separator.is_undefined() => Ok(Datum::array(vec![it.into()])),
        None => matching::split(evaluator, it, separator, limit, context),
    }
}

fn join(evaluator: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let Some(items) = argument(arguments, 0).items() else { return Ok(Datum::Undefined) };
    let items: Vec<Datum> = items.iter().collect();
    let texts: Vec<&str> = items.iter().filter_map(Datum::as_str).collect();
    let separator = text(arguments, 1);
    let between = separator.map_or(0, str::len) * texts.len();
    evaluator.budget.take(texts.iter().map(|it| it.len()).sum::<usize>() + between)?;
    Ok(functions::text::join(&texts, separator).into())
}

fn format_number(evaluator: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let Some(value) = number(arguments, 0) else { return Ok(Datum::Undefined) };
    let picture = text(arguments, 1).unwrap_or_default();
    let mut symbols = Symbols::default();
    if evaluator.dialect == Dialect::Aws {
        symbols.exponent_place = ExponentPlace::Right;
    }
    for (name, symbol) in argument(arguments, 2).members().unwrap_or_default() {
        symbols.set(&name, &text_of(&symbol)?);
    }
    let result = picture_number::format(value, picture, &symbols).map_err(convert)?;
    evaluator.budget.take(result.len())?;
    Ok(result.into())
}

fn format_integer(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let Some(value) = number(arguments, 0) else { return Ok(Datum::Undefined) };
    let picture = text(arguments, 1).unwrap_or_default();
    picture_integer::format(value, picture).map(Datum::from).map_err(convert)
}

fn parse_integer(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let Some(value) = text(arguments, 0) else { return Ok(Datum::Undefined) };
    let picture = text(arguments, 1).unwrap_or_default();
    picture_integer::parse(value, picture).map(Datum::from).map_err(convert)
}

fn base64_encode(evaluator: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    mapped(evaluator, arguments, |it| Ok(functions::text::base64_encode(it)))
}

fn base64_decode(evaluator: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    mapped(evaluator, arguments, |it| Ok(functions::text::base64_decode(it)))
}

/// Refuses halves of a surrogate pair, which no address can hold.
fn refuse_halves(arguments: &[Datum], function: &str) -> Result<(), Fault> {
    match text(arguments, 0) {
        Some(it) if it.contains(|character| half_of(character).is_some()) => {
            let mut fault = convert(functions::text::malformed(it, function));
            let shown = json_text(&it.into());
            fault.message = format!("Malformed URL passed to ${function}(): {shown}");
            Err(fault)
        }
        _ => Ok(()),
    }
}

fn encode_url(evaluator: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    refuse_halves(arguments, "encodeUrl")?;
    mapped(evaluator, arguments, |it| Ok(functions::text::encode_url(it)))
}

fn encode_url_component(
    evaluator: &mut Evaluator,
    arguments: &[Datum],
    _: &Context<'_>,
) -> Outcome {
    refuse_halves(arguments, "encodeUrlComponent")?;
    mapped(evaluator, arguments, |it| Ok(functions::text::encode_url_component(it)))
}

fn decode_url(evaluator: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    mapped(evaluator, arguments, functions::text::decode_url)
}

fn decode_url_component(
    evaluator: &mut Evaluator,
    arguments: &[Datum],
    _: &Context<'_>,
) -> Outcome {
    mapped(evaluator, arguments, functions::text::decode_url_component)
}
