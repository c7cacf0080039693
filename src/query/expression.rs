//! What may stand under a `.$` key: a path or a call of an intrinsic function.

use std::fmt;
use std::ops::Range;

use crate::query::intrinsics::{self, Call, CallError, PREFIX};
use crate::query::json_path::{self, Missing, Path, PathError, Root, Scope};
use crate::query::random::Random;
use crate::query::value::Value;

/// A path or a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// `$...`
    Path(Path),
    /// `States....(...)`
    Call(Call),
}

/// Why a text is no expression.
#[derive(Clone, Debug, PartialEq)]
pub enum ExpressionFault {
    /// It is neither.
    Neither,
    /// It begins like a path.
    Path(json_path::Fault),
    /// It begins like a call.
    Call(intrinsics::Fault),
}

/// An error of the language, with the cause as AWS words it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// Its name: `States.Runtime`, `States.IntrinsicFailure`.
    pub error: &'static str,
    /// Its cause.
    pub cause: String,
}

/// The error of paths that lead nowhere.
pub const RUNTIME: &str = "States.Runtime";

/// The error of intrinsic functions that cannot do what they are asked.
pub const INTRINSIC_FAILURE: &str = "States.IntrinsicFailure";

impl ExpressionFault {
    /// The bytes of the text that are at fault; none where it is the whole text.
    pub fn range(&self) -> Option<Range<usize>> {
        match self {
            Self::Neither => None,
            Self::Path(fault) => Some(fault.range.clone()),
            Self::Call(fault) => Some(fault.range.clone()),
        }
    }
}

impl fmt::Display for ExpressionFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Neither => f.write_str("neither a path nor a call of an intrinsic function"),
            Self::Path(fault) => write!(f, "{fault}"),
            Self::Call(fault) => write!(f, "{fault}"),
        }
    }
}

impl Expression {
    /// Reads an expression. `Err` says why AWS takes the text for none.
    pub fn parse(text: &str) -> Result<Self, ExpressionFault> {
        if text.starts_with('$') {
            return Path::parse(text).map(Self::Path).map_err(ExpressionFault::Path);
        }
        if text.trim_start().starts_with(PREFIX) {
            return Call::parse(text).map(Self::Call).map_err(ExpressionFault::Call);
        }
        Err(ExpressionFault::Neither)
    }

    /// All paths that it reads, each with its range in the text.
    pub fn paths(&self) -> Vec<(&Path, Range<usize>)> {
        match self {
            Self::Path(path) => {
                let last = path.segments.last().map_or(&path.root_range, |segment| &segment.range);
                vec![(path, path.root_range.0.start..last.0.end)]
            }
            Self::Call(call) => call.paths().collect(),
        }
    }

    /// What the expression gives; `text` is how it is written, `field` the key it stands under.
    pub fn evaluate(
        &self,
        text: &str,
        field: &str,
        scope: Scope<'_>,
        random: &mut Random,
    ) -> Result<Value, QueryError> {
        match self {
            Self::Path(path) => path.evaluate(scope).or_else(|error| match error {
                // An index beyond the end is no error where it is the last step (measured).
                PathError::NotFound(ref place)
                    if place.missing == Missing::Item && place.is_last =>
                {
                    Ok(Value::Null)
                }
                PathError::NotFound(_) => Err(not_found(path, text, field, scope)),
                PathError::Invalid(cause) => Err(QueryError { error: RUNTIME, cause }),
            }),
            Self::Call(call) => {
                call.evaluate(scope, random).map_err(|error| call_failed(error, text, scope))
            }
        }
    }
}

/// The text for a path under a `.$` key, or in `ErrorPath` and `CausePath`, that leads nowhere.
fn not_found(path: &Path, text: &str, field: &str, scope: Scope<'_>) -> QueryError {
    let input = if path.root == Root::Context { scope.context } else { scope.input };
    let cause = format!(
        "The JSONPath '{text}' specified for the field '{field}' could not be found in the input \
         '{input}'"
    );
    QueryError { error: RUNTIME, cause }
}

fn call_failed(error: CallError, text: &str, scope: Scope<'_>) -> QueryError {
    let (error, reason) = match error {
        CallError::Failure(reason) => (INTRINSIC_FAILURE, reason),
        CallError::Path { range, error: PathError::NotFound(place) }
            if !matches!(place.missing, Missing::NotArray(_)) =>
        {
            let path = &text[range];
            let path = path.strip_prefix('$').filter(|rest| rest.starts_with('$')).unwrap_or(path);
            let reason = format!(
                "The JsonPath argument for the field '{path}' could not be found in the input '{}'",
                scope.input
            );
            (RUNTIME, reason)
        }
        CallError::Path { error, .. } => (RUNTIME, error.to_string()),
    };
    let cause = format!("The function '{text}' had the following error: {reason}");
    QueryError { error, cause }
}
