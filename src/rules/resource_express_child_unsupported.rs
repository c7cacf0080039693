//! Iterations that run as Express workflows cannot wait for a job, a callback or an activity.

use crate::analysis::{Call, Facts, Target};
use crate::diagnostic::Finding;
use crate::model::{Pattern, StateKind, WorkflowType};
use crate::rules::{Rule, rule};
use crate::source::Span;

pub(super) const RULE: Rule = rule!("resource-express-child-unsupported", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for call in facts.calls() {
        if let Some(setting) = express_setting(facts, &call)
            && let Some(wait) = wait(&call)
        {
            findings.push(unsupported(&call, &wait, setting));
        }
    }
}

/// Where it is said that the executions around a call are Express workflows.
fn express_setting(facts: &Facts<'_>, call: &Call<'_, '_>) -> Option<Span> {
    let holder = facts.distributed_map_around(call.state)?;
    let StateKind::Map(map) = &holder.kind else { return None };
    let is_express = facts.workflow_type_of(call.state) == Some(WorkflowType::Express);
    let setting = map.processor_config?.get("ExecutionType")?;
    is_express.then(|| setting.span())
}

/// What a call waits for that is not there in an Express workflow.
fn wait(call: &Call<'_, '_>) -> Option<String> {
    if matches!(call.target, Target::Activity) {
        return Some("wait for an activity".to_owned());
    }
    match call.target.action()?.pattern {
        pattern @ (Pattern::Sync | Pattern::Sync2 | Pattern::WaitForTaskToken) => {
            Some(format!("take `{}`", pattern.suffix()))
        }
        _ => None,
    }
}

fn unsupported(call: &Call<'_, '_>, wait: &str, setting: Span) -> Finding {
    Finding::new(call.resource.span(), format!("an Express workflow cannot {wait}"))
        .label(setting, "each iteration runs as an Express workflow")
        .help("set `ExecutionType` to `STANDARD`, or do not wait")
}
