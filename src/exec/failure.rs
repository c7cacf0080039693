//! Errors of the language: what retriers and catchers look at, and what an execution ends with.

use std::rc::Rc;

use crate::query::expression::{QueryError, RUNTIME};
use crate::query::jsonata_template::FieldFault;
use crate::query::payload::Unfilled;
use crate::query::value::{Object, Value};

/// The name of what comes too late.
pub const TIMEOUT: &str = "States.Timeout";

/// The name of a heartbeat that does not come. The history calls it `States.Timeout` (recorded);
/// retriers and catchers may call it either (guide of Step Functions).
pub const HEARTBEAT_TIMEOUT: &str = "States.HeartbeatTimeout";

/// The name of a failed JSONata expression.
pub const QUERY_EVALUATION: &str = "States.QueryEvaluationError";

/// The name of a payload that is too large.
pub const DATA_LIMIT: &str = "States.DataLimitExceeded";

/// An error with its cause, either of which may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failure {
    /// The error name.
    pub error: Option<Rc<str>>,
    /// The cause.
    pub cause: Option<Rc<str>>,
}

impl Failure {
    /// An error with a cause.
    pub fn new(error: &str, cause: impl Into<Rc<str>>) -> Self {
        Self { error: Some(error.into()), cause: Some(cause.into()) }
    }

    /// What comes too late: AWS gives no cause (recorded).
    pub fn timeout() -> Self {
        Self { error: Some(TIMEOUT.into()), cause: None }
    }

    /// A payload that is too large, of the state or the resource of that name.
    pub fn data_limit(of: &str) -> Self {
        let cause = format!(
            "The state/task '{of}' returned a result with a size exceeding the maximum number of \
             bytes service limit."
        );
        Self::new(DATA_LIMIT, cause)
    }

    /// The error name; empty where there is none.
    pub fn name(&self) -> &str {
        self.error.as_deref().unwrap_or_default()
    }

    /// Whether retriers and catchers have no say in it.
    pub fn is_fatal(&self) -> bool {
        self.name() == RUNTIME
    }

    /// What a catcher is given: `{"Error": ..., "Cause": ...}`, null where AWS has nothing, but
    /// an empty cause for what comes too late (recorded).
    pub fn error_output(&self) -> Value {
        let text = |text: &Option<Rc<str>>| text.clone().map_or(Value::Null, Value::String);
        let cause = match &self.cause {
            None if self.name() == TIMEOUT => "".into(),
            cause => text(cause),
        };
        let members = [("Error".into(), text(&self.error)), ("Cause".into(), cause)];
        members.into_iter().collect::<Object>().into()
    }
}

/// What goes wrong within a state.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Trouble {
    /// An error by a name of the language: where in the state, if that is known, and the cause,
    /// which will name the state.
    Named(&'static str, Option<Rc<str>>, String),
    /// A JSONata expression fails, or what it gives is of no use: the place of it, if it has
    /// one, and the cause, which will name the state.
    Evaluation(Option<Rc<str>>, String),
    /// An error that is complete.
    Failed(Failure),
}

impl Trouble {
    /// `States.Runtime`, which nobody can catch.
    pub(super) fn runtime(cause: impl Into<String>) -> Self {
        Self::Named(RUNTIME, None, cause.into())
    }

    /// The same, because of a field.
    pub(super) fn runtime_at(location: &str, cause: impl Into<String>) -> Self {
        Self::Named(RUNTIME, Some(location.into()), cause.into())
    }

    /// Where in the state it is.
    pub(super) fn location(&self) -> Option<Rc<str>> {
        match self {
            Self::Named(_, location, _) | Self::Evaluation(location, _) => location.clone(),
            Self::Failed(_) => None,
        }
    }
}

impl From<Unfilled> for Trouble {
    fn from(Unfilled { location, error: QueryError { error, cause } }: Unfilled) -> Self {
        Self::Named(error, Some(location), cause)
    }
}

impl From<FieldFault> for Trouble {
    fn from(FieldFault { location, cause }: FieldFault) -> Self {
        Self::Evaluation(Some(location), cause)
    }
}
