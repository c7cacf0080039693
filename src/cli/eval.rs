//! `aslint eval`: what an expression gives, without a machine around it.

use std::io::Write;

use clap::Args;

use crate::cli::given::{json, text_of};
use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure, eval_request, written};
use crate::diagnostic::quoted;
use crate::query::expression::{Expression, ExpressionFault, QueryError};
use crate::query::json_path::Scope;
use crate::query::jsonata::outline::Outline;
use crate::query::jsonata::{self, Dialect, Error, Evaluated, Options, json_text};
use crate::query::jsonata_template::marked;
use crate::query::random::Random;
use crate::query::value::{Object, Value};

#[derive(Debug, Args)]
pub(super) struct Eval {
    /// A path (`$...`), a call of an intrinsic function (`States....`), or JSONata, in `{% %}` or
    /// bare.
    #[arg(required_unless_present = "request")]
    expression: Option<String>,
    /// What `$` and `$states.input` are: JSON, or a file with it.
    #[arg(long, short, value_name = "JSON|@FILE", default_value = "{}")]
    input: String,
    /// What `$$` and `$states.context` are: JSON, or a file with it.
    #[arg(long, value_name = "JSON|@FILE", default_value = "{}")]
    context: String,
    /// The variables: a JSON object, or a file with it.
    #[arg(long, value_name = "JSON|@FILE", default_value = "{}")]
    variables: String,
    /// What decides random numbers and UUIDs.
    #[arg(long, value_name = "NUMBER", default_value_t)]
    seed: i64,
    /// Take the expression for JSONata, whatever it looks like.
    #[arg(long)]
    jsonata: bool,
    /// Read `{"expression", "data", "bindings", "dialect"}` from standard input, and evaluate it
    /// by JSONata's own rules.
    #[arg(long, value_name = "-", value_parser = ["-"], requires = "jsonata")]
    request: Option<String>,
}

/// What an expression is evaluated with.
struct Surroundings {
    input: Value,
    context: Value,
    variables: Value,
    seed: i64,
}

impl Eval {
    pub(super) fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        let Some(text) = self.expression.as_deref().filter(|_| self.request.is_none()) else {
            return eval_request::run(terminal);
        };
        let surroundings = Surroundings {
            input: read(&self.input)?,
            context: read(&self.context)?,
            variables: read(&self.variables)?,
            seed: self.seed,
        };
        let result = match jsonata_text(text, self.jsonata) {
            Some(inner) => evaluate_jsonata(inner, &surroundings)?,
            None => evaluate_path(text, &surroundings)?,
        };
        match result {
            Ok(value) => {
                let (mut out, _) = terminal.stdout();
                written(writeln!(out, "{value}").and_then(|()| out.flush()))?;
                Ok(Exit::Clean)
            }
            Err(cause) => {
                terminal.error(&cause);
                Ok(Exit::Findings)
            }
        }
    }
}

/// The JSONata in an expression; none for a path and for an intrinsic function. `$name...` is a
/// path if it can be read as one and the name is not `states`.
fn jsonata_text(text: &str, is_jsonata: bool) -> Option<&str> {
    if let Some(inner) = marked(text) {
        return Some(inner);
    }
    let is_rooted = ["$.", "$[", "$$", "States."].iter().any(|root| text.starts_with(root));
    let is_path = || {
        let named = text.starts_with('$') && !text.starts_with("$states");
        text == "$" || is_rooted || (named && Expression::parse(text).is_ok())
    };
    (is_jsonata || !is_path()).then_some(text)
}

/// What a path or a call gives: the value as text, or the error with its cause.
fn evaluate_path(text: &str, with: &Surroundings) -> Result<Result<String, String>, Failure> {
    let expression = Expression::parse(text).map_err(|fault| unreadable(text, &fault))?;
    let variable = |name: &str| with.variables.get(name).cloned();
    let scope = Scope { input: &with.input, context: &with.context, variable: &variable };
    let evaluated = expression.evaluate(text, text, scope, &mut Random::new(with.seed));
    Ok(match evaluated {
        Ok(value) => Ok(value.to_string()),
        Err(QueryError { error, cause }) => Err(format!("{error}: {cause}")),
    })
}

/// What a JSONata expression gives: the value as text, or the error with its cause.
fn evaluate_jsonata(text: &str, with: &Surroundings) -> Result<Result<String, String>, Failure> {
    let parsed = jsonata::parse(text, Dialect::Aws);
    let Some(expression) = parsed.expression else {
        return Err(unreadable_jsonata(text, &parsed.errors));
    };
    if let Some(reference) = Outline::new(&parsed.tree).rootless.first() {
        let what = format!("a state has nothing for `{}` to refer to", reference.name);
        return Err(Failure(format!("{} cannot be evaluated: {what}", quoted(text))));
    }
    let mut bindings = vec![("states", states(with))];
    let variables = with.variables.as_object().into_iter().flatten();
    bindings.extend(variables.map(|(name, value)| (name.as_ref(), value.clone())));
    let options = Options { seed: with.seed, ..Options::of(Dialect::Aws) };
    let failed = |what: &str| {
        let text = text.trim();
        Err(format!("States.QueryEvaluationError: The JSONata expression '{text}' {what}"))
    };
    Ok(match expression.evaluate(None, &bindings, &options) {
        Ok(Evaluated::Value(value)) => Ok(json_text(&value)),
        Ok(Evaluated::Undefined) => failed("returned nothing (undefined)."),
        Ok(Evaluated::Function) => failed("returned an unsupported result type."),
        Err(error) => {
            failed(&format!("threw an error during evaluation. {}: {}", error.code, error.message))
        }
    })
}

/// `$states`, as far as it is there without a machine.
fn states(with: &Surroundings) -> Value {
    let members = [("input", &with.input), ("context", &with.context)];
    let members = members.into_iter().map(|(name, value)| (name.into(), value.clone()));
    members.collect::<Object>().into()
}

fn unreadable_jsonata(text: &str, errors: &[Error]) -> Failure {
    let what = errors.iter().map(|error| {
        let column = text[..error.span.start as usize].chars().count() + 1;
        format!("at character {column}: {}", error.message)
    });
    let what: Vec<_> = what.collect();
    Failure(format!("{} cannot be evaluated, {}", quoted(text), what.join("; ")))
}

/// The value that an argument gives.
fn read(argument: &str) -> Result<Value, Failure> {
    let name = argument.strip_prefix('@').map_or_else(|| quoted(argument), Into::into);
    json(&text_of(argument)?, &name)
}

fn unreadable(text: &str, fault: &ExpressionFault) -> Failure {
    let place = fault.range().map(|range| text[..range.start].chars().count() + 1);
    let place = place.map(|column| format!(" at character {column}")).unwrap_or_default();
    Failure(format!("{} cannot be evaluated{place}: {fault}", quoted(text)))
}
