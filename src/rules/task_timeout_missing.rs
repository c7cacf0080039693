//! A task that waits for someone else says for how long.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::model::{Pattern, Resource, State, StateKind, WorkflowType};
use crate::rules::{Rule, rule};
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("task-timeout-missing", check);

/// The fields that end the wait.
const BOUNDS: [&str; 4] =
    ["TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath"];

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let root = facts.machine.root;
    // An Express workflow has no such tasks.
    let is_express = facts.workflow_type == WorkflowType::Express;
    if is_express || root.is_incomplete() || root.get("TimeoutSeconds").is_some() {
        return;
    }
    for state in &facts.machine.states {
        let Some((resource, whom)) = awaited(state) else { continue };
        let is_bounded = state.object.is_incomplete()
            || BOUNDS.iter().any(|name| state.object.get(name).is_some())
            || facts.is_misspelt(state.object, &BOUNDS);
        if !is_bounded {
            findings.push(unbounded(resource, whom));
        }
    }
}

/// The resource of a task that waits for someone, and whom it waits for.
fn awaited<'t>(state: &State<'t>) -> Option<(Value<'t>, &'static str)> {
    let StateKind::Task(task) = &state.kind else { return None };
    let whom = match task.service? {
        Resource::Activity => "a worker",
        service if service.action()?.pattern == Pattern::WaitForTaskToken => "the task token",
        _ => return None,
    };
    Some((task.resource?, whom))
}

fn unbounded(resource: Value<'_>, whom: &str) -> Finding {
    Finding::new(resource.span(), format!("the task may wait for {whom} for a year"))
        .help("set `TimeoutSeconds` or `HeartbeatSeconds`")
}
