//! Mocks: what tasks answer, and the objects that item readers find.

use std::rc::Rc;

use crate::query::value::Value;

/// A call of a task, as far as mocks can tell calls apart.
#[derive(Clone, Copy, Debug)]
pub struct Call<'c> {
    /// The name of the state.
    pub state: &'c str,
    /// The index of the innermost Map iteration that it is in.
    pub index: Option<u64>,
    /// How often the task has been retried before, in this visit of the state.
    pub attempt: u64,
    /// What the task is called with.
    pub arguments: &'c Value,
}

/// How a call is answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// With a result.
    Return(Value),
    /// With an error, either part of which may be missing.
    Throw {
        /// The error name.
        error: Option<Rc<str>>,
        /// The cause.
        cause: Option<Rc<str>>,
    },
    /// Not in time: `States.Timeout` after `TimeoutSeconds` or `HeartbeatSeconds`.
    Timeout,
    /// Not before its scope fails, which stops it.
    Aborted,
}

/// How a call goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// How it is answered.
    pub answer: Answer,
    /// What starting the job answers, where the end of a job or a token is awaited.
    pub submitted: Option<Value>,
    /// When it is answered: seconds after it began.
    pub after_seconds: f64,
    /// The seconds from heartbeat to heartbeat; none: as many as are wanted.
    pub heartbeat_seconds: Option<f64>,
}

/// All mocks of a run.
#[derive(Clone, Debug, Default)]
pub struct Mocks;

/// The use of mocks in one run.
#[derive(Debug)]
pub struct Answers<'m>(&'m Mocks);

impl Mocks {
    /// The use of them in a run.
    pub fn answers(&self) -> Answers<'_> {
        Answers(self)
    }
}

impl Answers<'_> {
    /// How a call goes.
    pub fn answer(&mut self, _call: &Call<'_>) -> Option<Response> {
        let _ = self.0;
        None
    }
}
