//! Functions between types: strings, numbers and booleans of anything; types, errors, copies.

use std::fmt::Write as _;
use std::rc::Rc;

use crate::query::jsonata::datum::{Datum, Items, number_value};
use crate::query::jsonata::error::{Error, Fault};
use crate::query::jsonata::evaluator::{At, Evaluator, Outcome, is_number, unwrap_outer};
use crate::query::jsonata::function::{Context, Native};
use crate::query::jsonata::functions;
use crate::query::jsonata::library::{argument, convert, text};
use crate::query::jsonata::number_text::write_string;
use crate::query::jsonata::{Dialect, parser, resolve};
use crate::query::value::{Number, Value};

pub(super) const NATIVES: &[Native] = &[
    Native { name: "string", signature: "<x-b?:s>", arity: 1, call: string },
    Native { name: "number", signature: "<(nsb)-:n>", arity: 1, call: number },
    Native { name: "boolean", signature: "<x-:b>", arity: 1, call: boolean },
    Native { name: "not", signature: "<x-:b>", arity: 1, call: not },
    Native { name: "type", signature: "<x:s>", arity: 1, call: type_name },
    Native { name: "error", signature: "<s?:x>", arity: 1, call: error },
    Native { name: "assert", signature: "<bs?:x>", arity: 2, call: assert },
    Native { name: "clone", signature: "<(oa)-:o>", arity: 1, call: clone },
];

/// What AWS does not have.
pub(super) const ONLY_REFERENCE: &[Native] =
    &[Native { name: "eval", signature: "<sx?:x>", arity: 2, call: eval }];

fn string(evaluator: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let datum = argument(arguments, 0);
    if datum.is_undefined() {
        return Ok(Datum::Undefined);
    }
    let indent = argument(arguments, 1).truth().then_some(0);
    let text = match datum {
        Datum::Json(Value::String(_)) => return Ok(datum.clone()),
        Datum::Array(_) | Datum::Object(_) | Datum::Json(_) => {
            scalar_text(datum)?.map_or_else(|| structure_text(datum, indent), Ok)?
        }
        _ => String::new(),
    };
    evaluator.budget.take(text.len())?;
    Ok(text.into())
}

/// The text of a value, as `&` joins it: nothing for undefined and functions.
pub(crate) fn text_of(datum: &Datum) -> Result<String, Fault> {
    match scalar_text(datum)? {
        Some(text) => Ok(text),
        None => structure_text(datum, None),
    }
}

/// The text of what is no structure.
fn scalar_text(datum: &Datum) -> Result<Option<String>, Fault> {
    Ok(Some(match datum {
        Datum::Undefined | Datum::Function(_) => String::new(),
        Datum::Json(Value::String(text)) => text.to_string(),
        Datum::Json(Value::Number(Number::Integer(integer))) => integer.to_string(),
        Datum::Json(Value::Number(number)) => {
            functions::number::to_text(number.as_f64()).map_err(convert)?
        }
        Datum::Json(Value::Bool(value)) => value.to_string(),
        Datum::Json(Value::Null) => "null".to_owned(),
        _ => return Ok(None),
    }))
}

fn structure_text(datum: &Datum, indent: Option<usize>) -> Result<String, Fault> {
    let mut text = String::new();
    write_json(&mut text, &unwrap_outer(datum), indent)?;
    Ok(text)
}

/// Writes a value as JSON, on lines of its own where an indent is given.
fn write_json(text: &mut String, datum: &Datum, indent: Option<usize>) -> Result<(), Fault> {
    if let Datum::Json(Value::String(string)) = datum {
        write_string(text, string);
        return Ok(());
    }
    if datum.is_undefined() {
        text.push_str("null");
        return Ok(());
    }
    if datum.as_function().is_some() {
        text.push_str("\"\"");
        return Ok(());
    }
    if let Some(number) = datum.as_f64()
        && !is_number(datum)?
    {
        text.push_str(&functions::number::to_json(number));
        return Ok(());
    }
    if let Some(scalar) = scalar_text(datum)? {
        text.push_str(&scalar);
        return Ok(());
    }
    let inner = indent.map(|indent| indent + 1);
    let mut is_first = true;
    let mut separate = |text: &mut String| {
        text.push_str(if is_first { "" } else { "," });
        is_first = false;
        if let Some(inner) = inner {
            let _ = write!(text, "\n{:1$}", "", inner * 2);
        }
    };
    let (open, close) = if datum.is_array() { ('[', ']') } else { ('{', '}') };
    text.push(open);
    for item in datum.items().into_iter().flat_map(Items::iter) {
        separate(text);
        write_json(text, &item, inner)?;
    }
    for (name, value) in datum.members().unwrap_or_default() {
        if value.is_undefined() {
            continue;
        }
        separate(text);
        write_string(text, &name);
        text.push_str(if inner.is_some() { ": " } else { ":" });
        write_json(text, &value, inner)?;
    }
    if let (Some(indent), false) = (indent, text.ends_with(open)) {
        let _ = write!(text, "\n{:1$}", "", indent * 2);
    }
    text.push(close);
    Ok(())
}

fn number(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let datum = argument(arguments, 0);
    match datum {
        Datum::Undefined | Datum::Json(Value::Number(_)) => Ok(datum.clone()),
        Datum::Json(Value::Bool(value)) => Ok(f64::from(u8::from(*value)).into()),
        Datum::Json(Value::String(text)) => {
            functions::number::parse(text).map(Datum::from).map_err(convert)
        }
        other => Err(Error::new("D3030").value(other.to_value())),
    }
}

fn boolean(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let datum = argument(arguments, 0);
    Ok(if datum.is_undefined() { Datum::Undefined } else { datum.truth().into() })
}

fn not(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let datum = argument(arguments, 0);
    Ok(if datum.is_undefined() { Datum::Undefined } else { (!datum.truth()).into() })
}

fn type_name(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    Ok(argument(arguments, 0).type_name().map_or(Datum::Undefined, Datum::from))
}

fn error(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let message = text(arguments, 0).filter(|message| !message.is_empty());
    Err(Error::new("D3137").part("message", message.unwrap_or("$error() function evaluated")))
}

fn assert(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    if argument(arguments, 0).truth() {
        return Ok(Datum::Undefined);
    }
    let message = text(arguments, 1).filter(|message| !message.is_empty());
    Err(Error::new("D3141").part("message", message.unwrap_or("$assert() statement failed")))
}

fn clone(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let value = unwrap_outer(argument(arguments, 0)).to_value();
    Ok(value.map_or(Datum::Undefined, |value| Datum::Json(deep_copy(&value))))
}

/// A copy that shares no structure; fractions are rounded as `$string` does.
pub(crate) fn deep_copy(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(deep_copy).collect::<Vec<_>>().into(),
        Value::Object(members) => {
            let pair = |(name, value): (&Rc<str>, &Value)| (Rc::clone(name), deep_copy(value));
            Value::Object(Rc::new(members.iter().map(pair).collect()))
        }
        Value::Number(Number::Double(double)) => {
            number_value(functions::number::to_precision_15(*double))
        }
        other => other.clone(),
    }
}

fn eval(evaluator: &mut Evaluator, arguments: &[Datum], context: &Context<'_>) -> Outcome {
    let Some(source) = text(arguments, 0) else { return Ok(Datum::Undefined) };
    let focus = argument(arguments, 1);
    let input = match focus {
        Datum::Undefined => context.input.clone(),
        focus if focus.is_array() && !focus.flags().sequence => {
            Datum::sequence(vec![focus.clone()]).with_flags(|flags| flags.outer_wrapper = true)
        }
        focus => focus.clone(),
    };
    let refused = |code, fault: Fault| {
        let cause = fault.finish();
        Error::new(code).value(Some(cause.message.into()))
    };
    let (tree, faults) = parser::parse(source, Dialect::V2_2);
    if let Some(fault) = faults.into_iter().next() {
        return Err(refused("D3120", fault));
    }
    let program = match resolve::resolve(&tree) {
        Ok(program) => Rc::new(program),
        Err(faults) => {
            let fault = faults.into_iter().next().unwrap_or_else(|| Error::new("S0500"));
            return Err(refused("D3120", fault));
        }
    };
    let at = At { program: &program, id: program.root };
    evaluator.evaluate(at, &input, context.frame).map_err(|fault| refused("D3121", fault))
}
