//! How a task is made to fail: by each error that somebody is ready for, and by one more.

use std::rc::Rc;

use crate::model::{Handler, State, StateKind, StateMachine};
use crate::scenario::explore::script::Fault;
use crate::syntax::tree::Value;

/// The name of the error that nobody is ready for.
pub(super) const UNLISTED: &str = "UnlistedError";

/// The errors that a task cannot be made to end with.
const NEVER_THROWN: [&str; 5] = [
    "States.Runtime",
    "States.BranchFailed",
    "States.ExceedToleratedFailureThreshold",
    "States.ItemReaderFailed",
    "States.ResultWriterFailed",
];

/// How often retriers may let a task try again, so that it is worth waiting for the end of it.
const RETRIES_MAX: u64 = 100;

/// The faults of a task that may make a difference, each with how often all retriers together
/// may let it try again; none where that is too often to be waited for.
pub(super) fn of_task(machine: &StateMachine<'_>, state: &State<'_>) -> Vec<(Fault, Option<u64>)> {
    let StateKind::Task(task) = &state.kind else { return Vec::new() };
    let mut names: Vec<Rc<str>> = vec![UNLISTED.into()];
    let mut handlers: Vec<&Handler<'_>> = state.retry.iter().chain(&state.catch).collect();
    let mut scope = state.scope;
    while let Some(holder) = machine.scope(scope).holder {
        let holder = machine.state(holder);
        handlers.extend(holder.retry.iter().chain(&holder.catch));
        scope = holder.scope;
    }
    for name in handlers.iter().flat_map(|handler| &handler.errors) {
        if !names.iter().any(|known| **known == *name.text()) {
            names.push(name.text().into());
        }
    }
    let has_timeout = task.timeout_seconds.is_some() || task.timeout_seconds_path.is_some();
    let has_heartbeat = task.heartbeat_seconds.is_some() || task.heartbeat_seconds_path.is_some();
    let mut faults: Vec<Fault> = Vec::new();
    for name in names {
        match &*name {
            "States.ALL" | "States.TaskFailed" => {}
            "States.Timeout" if has_timeout => {}
            "States.HeartbeatTimeout" if has_heartbeat => {}
            known if NEVER_THROWN.contains(&known) => {}
            _ => faults.push(Fault::Throw(name)),
        }
    }
    if has_heartbeat {
        faults.push(Fault::Timeout);
    }
    if has_timeout {
        faults.push(if has_heartbeat { Fault::TimeoutAlive } else { Fault::Timeout });
    }
    let attempts: u64 = handlers.iter().map(|handler| attempts_max(handler)).sum();
    let attempts = (attempts <= RETRIES_MAX).then_some(attempts);
    faults.into_iter().map(|fault| (fault, attempts)).collect()
}

/// How often a handler lets a task try again; a catcher never does.
pub(super) fn attempts_max(handler: &Handler<'_>) -> u64 {
    if handler.next.is_some() {
        return 0;
    }
    let number = handler.object.get("MaxAttempts").and_then(Value::as_i64);
    number.map_or(3, i64::unsigned_abs)
}
