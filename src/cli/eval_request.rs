//! `aslint eval --jsonata --request -`: JSONata by its own rules, for programs that ask.

use std::io::{Read, Write, stdin};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure, written};
use crate::query::jsonata::{self, Dialect, Error, Evaluated, Limits, Options, json_text};
use crate::query::value::{Object, Value};
use crate::syntax::{Format, parse};

/// What the program may use of its stack, which is at least 8 MiB.
const STACK_BYTES: usize = 6 << 20;

/// Reads a request from standard input and prints the answer.
pub(super) fn run(terminal: Terminal) -> Result<Exit, Failure> {
    let mut text = String::new();
    let read = stdin().read_to_string(&mut text);
    read.map_err(|error| Failure(format!("the request cannot be read: {error}")))?;
    let answer = answer(&text)?;
    let (mut out, _) = terminal.stdout();
    written(writeln!(out, "{}", json_text(&answer)).and_then(|()| out.flush()))?;
    Ok(Exit::Clean)
}

/// The answer to a request.
fn answer(text: &str) -> Result<Value, Failure> {
    let parsed = parse(text, Format::Json);
    let request = Value::from_tree(parsed.tree.root());
    let expression = request.get("expression").and_then(Value::as_str);
    let (Some(expression), true) = (expression, parsed.faults.is_empty()) else {
        return Err(Failure("the request is no JSON object with an `expression`".to_owned()));
    };
    let dialect = match request.get("dialect").and_then(Value::as_str) {
        None | Some("2.2") => Dialect::V2_2,
        Some("aws") => Dialect::Aws,
        Some(other) => return Err(Failure(format!("there is no dialect `{other}`"))),
    };
    let read = jsonata::parse(expression, dialect);
    let Some(expression) = read.expression else {
        return Ok(read.errors.first().map_or(Value::Null, refused));
    };
    let bindings: Vec<(&str, Value)> = request
        .get("bindings")
        .and_then(Value::as_object)
        .map(|bindings| {
            bindings.iter().map(|(name, value)| (name.as_ref(), value.clone())).collect()
        })
        .unwrap_or_default();
    let data = request.get("data").cloned();
    Ok(match expression.evaluate(data, &bindings, &options(&request, dialect)) {
        Ok(Evaluated::Value(value)) => object([("result", value)]),
        Ok(Evaluated::Undefined | Evaluated::Function) => object([("undefined", true.into())]),
        Err(error) => refused(&error),
    })
}

fn options(request: &Value, dialect: Dialect) -> Options {
    let number = |name: &str| match request.get(name) {
        Some(Value::Number(number)) => number.as_i64(),
        _ => None,
    };
    let mut limits = Limits::of(dialect);
    limits.stack_bytes = STACK_BYTES;
    if let Some(depth) = number("depth") {
        limits.depth = u32::try_from(depth).unwrap_or(0);
    }
    if let Some(millis) = number("timelimit") {
        limits.time_millis = Some(u64::try_from(millis).unwrap_or(0));
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() as i64;
    Options { limits, now_millis: now, seed: now }
}

fn refused(error: &Error) -> Value {
    let position = error.position.map_or(Value::Null, |position| i64::from(position).into());
    let error = object([
        ("code", error.code.into()),
        ("message", error.message.as_str().into()),
        ("position", position),
    ]);
    object([("error", error)])
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    let members: Object = members.into_iter().map(|(name, value)| (name.into(), value)).collect();
    members.into()
}
