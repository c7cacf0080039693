//! Retriers and catchers: what is done about which errors.

use crate::source::Span;
use crate::syntax::tree::Value;

/// The error names that begin with `States.`, `States.Http.StatusCode.` and a number aside
/// (specification, appendix A, and the guide of Step Functions).
pub const ERROR_NAMES: [&str; ERRORS.len()] = {
    let mut names = [""; ERRORS.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = ERRORS[at].0;
        at += 1;
    }
    names
};

/// The same, each with what it says.
pub const ERRORS: [(&str, &str); 17] = [
    ("States.ALL", "Any error but `States.Runtime`. It stands alone, in the last entry."),
    ("States.BranchFailed", "A branch of a Parallel state failed."),
    ("States.DataLimitExceeded", "A result, an input or an output is larger than 256 KiB."),
    (
        "States.ExceedToleratedFailureThreshold",
        "More items of a Map state in distributed mode failed than it tolerates.",
    ),
    ("States.HeartbeatTimeout", "A task sent no heartbeat within `HeartbeatSeconds`."),
    ("States.Http.Socket", "A call of an HTTP API had no answer within 60 seconds."),
    ("States.IntrinsicFailure", "An intrinsic function could not do what it was asked."),
    ("States.ItemReaderFailed", "A Map state could not read its items."),
    ("States.NoChoiceMatched", "No rule of a Choice state matched, and it has no `Default`."),
    ("States.ParameterPathFailure", "A path under a `.$` key leads nowhere."),
    ("States.Permissions", "A task lacks the permissions for its call."),
    (
        "States.QueryEvaluationError",
        "A JSONata expression failed, gave nothing, or gave a value of the wrong type.",
    ),
    ("States.ResultPathMatchFailure", "The result cannot be put where `ResultPath` says."),
    ("States.ResultWriterFailed", "A Map state could not write its results."),
    (
        "States.Runtime",
        "The execution could not go on, such as after a path that leads nowhere. No retrier and no \
         catcher matches it.",
    ),
    ("States.TaskFailed", "A task failed, with whatever name but `States.Timeout`."),
    ("States.Timeout", "A task or an execution took longer than `TimeoutSeconds`."),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_name_says_when_it_is_raised() {
        for (name, text) in ERRORS {
            assert!(name.starts_with("States.") && text.ends_with('.'), "{name}: {text}");
        }
        assert!(ERROR_NAMES.is_sorted());
    }
}
