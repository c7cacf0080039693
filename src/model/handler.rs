//! Retriers and catchers: what is done about which errors.

use crate::source::Span;
use crate::syntax::tree::Value;

/// The error names that begin with `States.`, `States.Http.StatusCode.` and a number aside
/// (specification, appendix A, and the guide of Step Functions).
pub const ERROR_NAMES: [&str; 17] = [
    "States.ALL",
    "States.BranchFailed",
    "States.DataLimitExceeded",
    "States.ExceedToleratedFailureThreshold",
    "States.HeartbeatTimeout",
    "States.Http.Socket",
    "States.IntrinsicFailure",
    "States.ItemReaderFailed",
    "States.NoChoiceMatched",
    "States.ParameterPathFailure",
    "States.Permissions",
    "States.QueryEvaluationError",
    "States.ResultPathMatchFailure",
    "States.ResultWriterFailed",
    "States.Runtime",
    "States.TaskFailed",
    "States.Timeout",
];

/// A retrier or a catcher.
#[derive(Debug)]
pub struct Handler<'t> {
    /// The object.
    pub object: Value<'t>,
    /// Where to point when it as a whole is meant.
    pub place: Span,
    /// The error names in `ErrorEquals` that are strings and known.
    pub errors: Vec<Value<'t>>,
    /// The value of `ErrorEquals`.
    pub error_equals: Option<Value<'t>>,
    /// Where a catcher goes.
    pub next: Option<Value<'t>>,
}

impl<'t> Handler<'t> {
    /// The handlers in the value of `Retry` or `Catch`.
    pub(super) fn read_all(list: Value<'t>) -> Vec<Self> {
        list.items().map(Self::read).collect()
    }

    fn read(object: Value<'t>) -> Self {
        let error_equals = object.get("ErrorEquals");
        let names = error_equals.into_iter().flat_map(Value::items);
        let span = object.span();
        Self {
            object,
            place: error_equals.map_or(span, Value::span),
            errors: names.filter(|name| name.as_str().is_some()).collect(),
            error_equals,
            next: object.get("Next"),
        }
    }

    /// The error name in `ErrorEquals` that reads `name`.
    pub fn names(&self, name: &str) -> Option<Value<'t>> {
        self.errors.iter().copied().find(|error| error.text() == name)
    }
}
