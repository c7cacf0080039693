//! `aslint eval`: what an expression gives, without a machine around it.

use std::fs;
use std::io::Write;

use clap::Args;

use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure, written};
use crate::diagnostic::quoted;
use crate::query::expression::{Expression, ExpressionFault, QueryError};
use crate::query::intrinsics::Random;
use crate::query::json_path::Scope;
use crate::query::value::Value;
use crate::syntax::{Format, parse};

#[derive(Debug, Args)]
pub(super) struct Eval {
    /// A path (`$...`) or a call of an intrinsic function (`States....`).
    expression: String,
    /// What `$` is: JSON, or a file with it.
    #[arg(long, short, value_name = "JSON|@FILE", default_value = "{}")]
    input: String,
    /// What `$$` is: JSON, or a file with it.
    #[arg(long, value_name = "JSON|@FILE", default_value = "{}")]
    context: String,
    /// The variables: a JSON object, or a file with it.
    #[arg(long, value_name = "JSON|@FILE", default_value = "{}")]
    variables: String,
    /// What decides random numbers and UUIDs.
    #[arg(long, value_name = "NUMBER", default_value_t)]
    seed: u64,
}

impl Eval {
    pub(super) fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        let text = self.expression.as_str();
        let expression = Expression::parse(text).map_err(|fault| unreadable(text, &fault))?;
        let (input, context) = (read(&self.input)?, read(&self.context)?);
        let variables = read(&self.variables)?;
        let variable = |name: &str| variables.get(name).cloned();
        let scope = Scope { input: &input, context: &context, variable: &variable };
        match expression.evaluate(text, text, scope, &mut Random::new(self.seed)) {
            Ok(value) => {
                let (mut out, _) = terminal.stdout();
                written(writeln!(out, "{value}").and_then(|()| out.flush()))?;
                Ok(Exit::Clean)
            }
            Err(QueryError { error, cause }) => {
                terminal.error(&format!("{error}: {cause}"));
                Ok(Exit::Findings)
            }
        }
    }
}

/// The value that an argument gives.
fn read(argument: &str) -> Result<Value, Failure> {
    let file = argument.strip_prefix('@');
    let text = match file {
        Some(file) => fs::read_to_string(file)
            .map_err(|error| Failure(format!("{file}: this file cannot be read: {error}")))?,
        None => argument.to_owned(),
    };
    let parsed = parse(&text, Format::Json);
    match parsed.faults.first() {
        None => Ok(Value::from_tree(parsed.tree.root())),
        Some(fault) => {
            let name = file.map_or_else(|| quoted(argument), Into::into);
            Err(Failure(format!("{name} is not JSON: {}", fault.message)))
        }
    }
}

fn unreadable(text: &str, fault: &ExpressionFault) -> Failure {
    let place = fault.range().map(|range| text[..range.start].chars().count() + 1);
    let place = place.map(|column| format!(" at character {column}")).unwrap_or_default();
    Failure(format!("{} cannot be evaluated{place}: {fault}", quoted(text)))
}
