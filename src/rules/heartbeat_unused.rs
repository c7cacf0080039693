//! Only activities, callbacks and jobs can send heartbeats.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::model::{Pattern, Resource, State, StateKind};
use crate::rules::{Rule, rule};
use crate::syntax::tree::{Member, Value};

pub(super) const RULE: Rule = rule!("heartbeat-unused", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    findings.extend(facts.machine.states.iter().filter_map(check_state));
}

fn check_state(state: &State<'_>) -> Option<Finding> {
    let StateKind::Task(task) = &state.kind else { return None };
    let heartbeat = ["HeartbeatSeconds", "HeartbeatSecondsPath"];
    let heartbeat = heartbeat.into_iter().find_map(|name| state.object.member(name))?;
    let answers_at_once = match task.service? {
        Resource::Function => true,
        Resource::Optimized(action) | Resource::Sdk(action) => {
            action.pattern == Pattern::RequestResponse
        }
        _ => false,
    };
    answers_at_once.then(|| unused(&heartbeat, task.resource))
}

fn unused(heartbeat: &Member<'_>, resource: Option<Value<'_>>) -> Finding {
    let finding = Finding::new(heartbeat.key.span(), "this task has no way to send a heartbeat")
        .help("use `TimeoutSeconds` to bound the call");
    let label = "gives its answer, and nothing before";
    resource.into_iter().fold(finding, |finding, at| finding.label(at.span(), label))
}
