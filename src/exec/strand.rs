//! Lines of execution: the top level, a branch, an iteration, a child of a Distributed Map.

use std::collections::BTreeMap;
use std::rc::Rc;

use slotmap::new_key_type;

use crate::exec::Payload;
use crate::exec::history::Record;
use crate::exec::plan::Plan;
use crate::exec::sight::Variables;
use crate::exec::states::distributed::MapRun;
use crate::exec::states::map::Iterations;
use crate::exec::{Failure, Identity};
use crate::model::{ScopeId, StateId};
use crate::query::value::{Object, Value};

new_key_type! {
    /// A line of execution.
    pub(super) struct StrandKey;
    /// A Parallel or Map state at work.
    pub(super) struct ForkKey;
    /// An execution: the one that was asked for, or a child.
    pub(super) struct RunKey;
}

/// A line of execution: at any moment it is in one state.
#[derive(Debug)]
pub(super) struct Strand {
    pub(super) run: RunKey,
    /// Its number among the lines of its execution.
    pub(super) line: u32,
    pub(super) scope: ScopeId,
    pub(super) variables: Rc<Variables>,
    /// The last event of it, which leads to the next.
    pub(super) last: u64,
    /// The state that it is a branch or an iteration of, and its place there; none for the top
    /// level of an execution.
    pub(super) fork: Option<(ForkKey, u64)>,
    /// `Map` of the context object, within iterations.
    pub(super) map_context: Option<Value>,
    /// The index of the innermost iteration.
    pub(super) iteration: Option<u64>,
    /// The state that it is in.
    pub(super) visit: Option<Box<Visit>>,
}

/// A stay in a state, from entering it to leaving it, retries included.
#[derive(Debug)]
pub(super) struct Visit {
    pub(super) state: StateId,
    pub(super) plan: Rc<Plan>,
    /// The input as it came.
    pub(super) input: Payload,
    /// The number of the event of entering.
    pub(super) entered: u64,
    /// The event that led to what is being done: JSONata failures point at it (recorded).
    pub(super) trigger: u64,
    pub(super) entered_millis: i64,
    /// How often each retrier has been used.
    pub(super) used: Vec<u64>,
    /// How often the state has been retried.
    pub(super) retry_count: u64,
    /// The token of a task that waits for one.
    pub(super) token: Option<Rc<str>>,
    /// Where a failure that is now its own began.
    pub(super) origin: Option<Origin>,
    /// The branches or iterations at work.
    pub(super) fork: Option<ForkKey>,
    /// What a task was called with and how it goes.
    pub(super) call: Option<Box<Call>>,
}

impl Visit {
    /// Where a failure of the state began: within it, or with it.
    pub(super) fn origin(&self) -> Origin {
        self.origin.clone().unwrap_or(Origin { state: self.state, location: None })
    }
}

/// Where a failure began.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    pub(super) state: StateId,
    /// Which field of it is at fault: `Parameters/order/id.$`.
    pub(super) location: Option<Rc<str>>,
}

/// A call of a task on its way.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) arguments: Payload,
    pub(super) timeout_seconds: Option<i64>,
    pub(super) heartbeat_seconds: Option<i64>,
}

/// A Parallel or Map state at work.
#[derive(Debug)]
pub(super) struct Fork {
    /// The strand that is in the state.
    pub(super) holder: StrandKey,
    /// The state.
    pub(super) state: StateId,
    /// The strands at work, by their places.
    pub(super) strands: BTreeMap<u64, StrandKey>,
    /// The outputs, by place; none where there is none yet, or never.
    pub(super) outputs: Vec<Option<Payload>>,
    /// The event that it began with.
    pub(super) started: u64,
    /// The event that the end of the state will point at.
    pub(super) last: u64,
    pub(super) kind: ForkKind,
}

/// What a fork is of.
#[derive(Debug)]
pub(super) enum ForkKind {
    Parallel,
    Map(Box<Iterations>),
    Distributed(Box<MapRun>),
}

/// An execution.
#[derive(Debug)]
pub(super) struct Run {
    /// How many events there have been.
    pub(super) count: u64,
    /// What happened, where anybody will ask for it.
    pub(super) record: Option<Record>,
    /// The most events that there may be.
    pub(super) events_max: u64,
    pub(super) is_express: bool,
    pub(super) identity: Identity,
    /// `Execution` and `StateMachine` of the context object.
    pub(super) context: Object,
    /// The Map state that it is a child of, and its place there.
    pub(super) parent: Option<(ForkKey, u64)>,
    /// Its top level.
    pub(super) strand: StrandKey,
}

/// What is to be done.
#[derive(Debug)]
pub(super) enum Task {
    /// A strand goes on.
    Strand(StrandKey, Action),
    /// An execution has had its time.
    Deadline(RunKey),
}

/// How a strand goes on.
#[derive(Debug)]
pub(super) enum Action {
    /// It enters a state.
    Enter(StateId, Payload),
    /// It does the work of its state again.
    Retry,
    /// Its task starts.
    Start,
    /// The request of its task has been answered.
    Submit(Payload, i64, Ending),
    /// Its task ends.
    End(Ending),
    /// Its Parallel or Map state ends, which is mocked as a whole.
    EndWhole(Payload),
    /// It has waited long enough; this is what it waited with.
    Wake(Payload),
    /// Its state has failed: retriers and catchers are asked. A missed heartbeat has two names.
    Handle(Failure, Missed),
}

/// Whether a failure is that of a heartbeat that did not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missed {
    Heartbeat,
    Nothing,
}

/// How a task ends.
#[derive(Debug)]
pub(super) enum Ending {
    Return(Value),
    Throw(Failure),
    Timeout(Missed),
}
