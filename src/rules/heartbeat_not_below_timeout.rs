//! `HeartbeatSeconds` is less than `TimeoutSeconds`.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::model::{StateKind, Task};
use crate::rules::{Rule, rule};
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("heartbeat-not-below-timeout", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for state in &facts.machine.states {
        if let StateKind::Task(task) = &state.kind {
            findings.extend(check_task(task));
        }
    }
}

fn check_task(task: &Task<'_>) -> Option<Finding> {
    let (heartbeat, timeout) = (task.heartbeat_seconds?, task.timeout_seconds?);
    // A number that is no time at all is a finding already.
    let seconds = |value: Value<'_>| value.as_i64().filter(|seconds| *seconds > 0);
    (seconds(heartbeat)? >= seconds(timeout)?).then(|| not_below(heartbeat, timeout))
}

fn not_below(heartbeat: Value<'_>, timeout: Value<'_>) -> Finding {
    Finding::new(heartbeat.span(), "the heartbeat is not shorter than the timeout")
        .label(timeout.span(), "the task ends here at the latest")
        .help("let `HeartbeatSeconds` be below `TimeoutSeconds`")
}
