//! What happened: the events of an execution, as `GetExecutionHistory` knows them.

use std::rc::Rc;

use crate::diagnostic::Finding;
use crate::exec::{Failure, Payload};
use crate::model::StateId;
use crate::query::value::Value;
use crate::source::Span;

/// One event.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its number, from 1.
    pub id: u64,
    /// The event that led to it; 0 where there is none.
    pub previous: u64,
    /// When it happened: milliseconds since 1970-01-01T00:00:00Z on the virtual clock.
    pub at_millis: i64,
    /// The strand that it happened in, by its place in [`Record::strands`]: that of an
    /// iteration for all that is told of the iteration, from `MapIterationStarted` on.
    pub strand: u32,
    /// What happened.
    pub what: What,
}

/// A line of execution, at any moment in one state: the top level, a branch, an iteration.
#[derive(Clone, Copy, Debug, Default)]
pub struct Strand {
    /// The number of the `ParallelStateStarted` or `MapStateStarted` that it began with, so each
    /// attempt of a state that is retried has strands of its own; 0 for the top level.
    pub started: u64,
    /// Which branch or iteration it is, from 0.
    pub index: u64,
}

/// What the history of AWS does not tell, and people want to know.
#[derive(Clone, Debug)]
pub struct Note {
    /// The strand that it happened in, by its place in [`Record::strands`].
    pub strand: u32,
    /// The number of the last event before it, of whatever strand.
    pub after: u64,
    /// When it happened, as events have it.
    pub at_millis: i64,
    /// What happened.
    pub what: Noted,
}

/// What the history of AWS does not tell of the state that a strand is in.
#[derive(Clone, Debug)]
pub enum Noted {
    /// It failed; nobody has been asked yet what to do about it.
    Failed(Failure),
    /// A retrier lets it try again.
    Retried {
        /// Which: from 0.
        retrier: usize,
        /// How often it has been retried, this time included.
        attempt: u64,
        /// How long it waits before.
        delay_millis: i64,
    },
    /// A catcher takes the error: which, from 0.
    Caught(usize),
    /// A choice rule matched: which of `Choices`, from 0. None: it is `Default`.
    Chosen(Option<usize>),
}

/// Which way a task is called, which decides the names of its events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Callee {
    /// A Lambda function by its ARN.
    Function(Rc<str>),
    /// An activity by its ARN.
    Activity(Rc<str>),
    /// An action of a service.
    Service {
        /// Such as `sqs`, `aws-sdk:s3`.
        resource_type: Rc<str>,
        /// The action and the suffix of its pattern: `sendMessage.waitForTaskToken`.
        resource: Rc<str>,
        /// The region of the execution.
        region: Rc<str>,
    },
}

/// What happened.
#[derive(Clone, Debug)]
pub enum What {
    /// `ExecutionStarted`
    ExecutionStarted {
        /// The input of the execution.
        input: Payload,
        /// Whose rights it has.
        role_arn: Rc<str>,
    },
    /// `ExecutionSucceeded`
    ExecutionSucceeded(Payload),
    /// `ExecutionFailed`
    ExecutionFailed(Failure),
    /// `ExecutionTimedOut`
    ExecutionTimedOut,
    /// `PassStateEntered` and its like.
    StateEntered {
        /// The state.
        state: StateId,
        /// Its input.
        input: Payload,
    },
    /// `PassStateExited` and its like.
    StateExited {
        /// The state.
        state: StateId,
        /// Its output.
        output: Payload,
        /// The variables that it has set.
        assigned: Rc<[(Rc<str>, Value)]>,
    },
    /// `TaskStateAborted`, `WaitStateAborted`, `ParallelStateAborted`, `MapStateAborted`
    StateAborted(StateId),
    /// `EvaluationFailed`
    EvaluationFailed {
        /// The state.
        state: StateId,
        /// The field whose expression failed: `Arguments/FunctionName`.
        location: Option<Rc<str>>,
        /// The error.
        failure: Failure,
    },
    /// `TaskScheduled`, `LambdaFunctionScheduled`, `ActivityScheduled`
    TaskScheduled(Box<Scheduled>),
    /// `TaskStarted`, `LambdaFunctionStarted`, `ActivityStarted`
    TaskStarted(Callee),
    /// `TaskSubmitted`
    TaskSubmitted(Callee, Payload),
    /// `TaskSucceeded`, `LambdaFunctionSucceeded`, `ActivitySucceeded`
    TaskSucceeded(Callee, Payload),
    /// `TaskFailed`, `LambdaFunctionFailed`, `ActivityFailed`
    TaskFailed(Callee, Failure),
    /// `TaskTimedOut`, `LambdaFunctionTimedOut`, `ActivityTimedOut`
    TaskTimedOut(Callee, Failure),
    /// `ParallelStateStarted`
    ParallelStarted(StateId),
    /// `ParallelStateSucceeded`
    ParallelSucceeded(StateId),
    /// `ParallelStateFailed`
    ParallelFailed(StateId),
    /// `MapStateStarted`
    MapStarted {
        /// The state.
        state: StateId,
        /// How many items there are; 0 where an `ItemReader` finds them.
        length: u64,
    },
    /// `MapStateSucceeded`
    MapSucceeded(StateId),
    /// `MapStateFailed`
    MapFailed(StateId),
    /// `MapIterationStarted`
    IterationStarted(StateId, u64),
    /// `MapIterationSucceeded`
    IterationSucceeded(StateId, u64),
    /// `MapIterationFailed`
    IterationFailed(StateId, u64),
    /// `MapIterationAborted`
    IterationAborted(StateId, u64),
    /// `MapRunStarted`
    MapRunStarted {
        /// The state.
        state: StateId,
        /// The ARN of the run.
        map_run_arn: Rc<str>,
    },
    /// `MapRunSucceeded`
    MapRunSucceeded(StateId),
    /// `MapRunFailed`
    MapRunFailed(StateId, Failure),
}

impl What {
    /// The same, without what it carries where the history is full already.
    pub(super) fn within(mut self, kept: &mut usize, limit: usize) -> Self {
        let Some(payload) = self.payload_mut() else { return self };
        *kept += payload.own_bytes();
        if *kept > limit {
            *payload = Payload::truncated();
        }
        self
    }

    fn payload_mut(&mut self) -> Option<&mut Payload> {
        match self {
            Self::StateEntered { input: payload, .. }
            | Self::StateExited { output: payload, .. }
            | Self::TaskSubmitted(_, payload)
            | Self::TaskSucceeded(_, payload) => Some(payload),
            Self::TaskScheduled(scheduled) => Some(&mut scheduled.arguments),
            _ => None,
        }
    }
}

/// What is asked of whom.
#[derive(Clone, Debug)]
pub struct Scheduled {
    /// Who is called.
    pub callee: Callee,
    /// With what.
    pub arguments: Payload,
    /// `TimeoutSeconds`, if it is set.
    pub timeout_seconds: Option<i64>,
    /// `HeartbeatSeconds`, if it is set.
    pub heartbeat_seconds: Option<i64>,
    /// The role of `Credentials`.
    pub credentials_role_arn: Option<Rc<str>>,
}

/// How an execution ended, as `DescribeExecution` says it.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// `SUCCEEDED`, with the output.
    Succeeded(Payload),
    /// `FAILED`, with error and cause.
    Failed(Failure),
    /// `TIMED_OUT`.
    TimedOut,
}

/// What is written down of an execution.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// What happened, in order.
    pub events: Vec<Event>,
    /// The lines of execution, in the order in which they began; the first is the top level.
    pub strands: Vec<Strand>,
    /// What else happened, in order.
    pub notes: Vec<Note>,
}

/// An execution that a Distributed Map started for an item or a batch of items.
#[derive(Clone, Debug)]
pub struct Child {
    /// The Map state.
    pub state: StateId,
    /// Which of the children of its Map Run it was, from 0.
    pub index: u64,
    /// How it ended.
    pub outcome: Outcome,
    /// What happened in it.
    pub record: Record,
}

/// How often a state was entered, and each way out of it taken, in an execution and its children.
#[derive(Clone, Debug, Default)]
pub struct Visits {
    /// It was entered.
    pub entered: u64,
    /// It was done, and led to its `Next`, or ended its scope.
    pub done: u64,
    /// No rule matched, and it led to its `Default`.
    pub defaults: u64,
    /// By choice rule: it matched, and it was asked and did not match.
    pub rules: Vec<(u64, u64)>,
    /// By retrier: it allowed another attempt.
    pub retriers: Vec<u64>,
    /// By catcher: it took an error.
    pub catchers: Vec<u64>,
}

/// An execution that is over.
#[derive(Clone, Debug)]
pub struct Execution {
    /// How it ended.
    pub outcome: Outcome,
    /// What happened in it, without its children.
    pub record: Record,
    /// The children of Distributed Maps, in the order in which they ended, if they were to be
    /// kept.
    pub children: Vec<Child>,
    /// What became of each state, by [`StateId`].
    pub visits: Vec<Visits>,
    /// Where it failed: the state whose error nobody caught.
    pub failed_state: Option<StateId>,
    /// Which field of that state is at fault, in the file, where that is known.
    pub failed_at: Option<Span>,
    /// Mocks that no call has used.
    pub unused_mocks: Vec<Finding>,
    /// When it started, in milliseconds since 1970-01-01T00:00:00Z.
    pub started_millis: i64,
    /// When it ended.
    pub ended_millis: i64,
}
