//! What a call gives.

use std::ops::Range;

use crate::query::intrinsics::{Argument, ArgumentKind, Call, Piece, Text, call, encoding};
use crate::query::json_path::{PathError, Scope};
use crate::query::random::Random;
use crate::query::value::Value;

/// Why a call gives nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum CallError {
    /// The path that is an argument leads nowhere: `States.Runtime`.
    Path {
        /// Where the path stands in the text of the call.
        range: Range<usize>,
        /// Why it leads nowhere.
        error: PathError,
    },
    /// The function cannot do it: `States.IntrinsicFailure`, with this reason.
    Failure(String),
}

impl Call {
    /// What the call gives.
    pub fn evaluate(&self, scope: Scope<'_>, random: &mut Random) -> Result<Value, CallError> {
        let Some(function) = self.function else {
            return Err(CallError::Failure(format!("Unknown function: {}", self.name)));
        };
        if !function.takes(self.arguments.len()) {
            let given = self.arguments.len();
            let reason = format!("{} takes {}, not {given}", function.name, function.arity());
            return Err(CallError::Failure(reason));
        }
        let mut values = Vec::with_capacity(self.arguments.len());
        for argument in &self.arguments {
            values.push(argument.evaluate(scope, random)?);
        }
        for (place, value) in values.iter().enumerate() {
            let takes = function.parameter(place).filter(|takes| !takes.takes(value));
            if let Some(takes) = takes {
                let (takes, given) = (takes.described(), value.type_name());
                let reason = format!("{} takes {takes}, not {given}: {value}", function.name);
                return Err(CallError::Failure(reason));
            }
        }
        let template = match self.arguments.first().map(|argument| &argument.kind) {
            Some(ArgumentKind::Text(text)) => Some(text),
            _ => None,
        };
        if function.name == "States.Format" {
            return format(template, &values).map(Value::from).map_err(CallError::Failure);
        }
        call::function(function.name, &values, random).map_err(CallError::Failure)
    }
}

impl Argument {
    fn evaluate(&self, scope: Scope<'_>, random: &mut Random) -> Result<Value, CallError> {
        match &self.kind {
            ArgumentKind::Text(text) => Ok(text.unescaped().into()),
            ArgumentKind::Literal(value) => Ok(value.clone()),
            ArgumentKind::Call(call) => call.evaluate(scope, random),
            ArgumentKind::Path(path) => path
                .evaluate(scope)
                .map_err(|error| CallError::Path { range: self.range.0.clone(), error }),
        }
    }
}

/// Puts values in place of the `{}` of a template, which is a literal or the first value.
fn format(template: Option<&Text>, values: &[Value]) -> Result<String, String> {
    let read;
    let template = if let Some(template) = template {
        template
    } else {
        read = Text(values.first().and_then(Value::as_str).unwrap_or_default().into());
        &read
    };
    let (placeholders, given) = (template.placeholders(), values.len().saturating_sub(1));
    if placeholders != given {
        return Err(format!("{placeholders} placeholders, but {given} values"));
    }
    let mut values = values.iter().skip(1);
    let mut out = String::new();
    for piece in template.pieces() {
        match piece {
            Piece::Character(character) => out.push(character),
            Piece::Placeholder => {
                out.push_str(&values.next().map(encoding::java).unwrap_or_default());
            }
        }
    }
    Ok(out)
}
