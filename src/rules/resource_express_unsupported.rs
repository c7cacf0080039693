//! An Express workflow cannot wait for a job, a callback or an activity.

use crate::analysis::{Call, Facts, Target};
use crate::diagnostic::{Finding, SCHEMA_VALIDATION_FAILED};
use crate::model::{Pattern, WorkflowType};
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("resource-express-unsupported", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    if facts.workflow_type == WorkflowType::Express {
        let calls = facts.calls();
        let own = calls.filter(|call| facts.distributed_map_around(call.state).is_none());
        findings.extend(own.filter_map(|call| unsupported(&call)));
    }
}

fn unsupported(call: &Call<'_, '_>) -> Option<Finding> {
    let span = call.resource.span();
    if matches!(call.target, Target::Activity) {
        let finding = Finding::new(span, "an Express workflow cannot wait for an activity")
            .aws(SCHEMA_VALIDATION_FAILED, "Express state machine does not support Activity ARN");
        return Some(finding);
    }
    // AWS's text of the callback ends in a blank (recorded).
    let end = match call.target.action()?.pattern {
        Pattern::Sync | Pattern::Sync2 => "",
        Pattern::WaitForTaskToken => " ",
        _ => return None,
    };
    let suffix = call.target.action()?.pattern.suffix();
    let text =
        format!("Express state machine does not support '{suffix}' service integration{end}");
    let resource = call.resource.text();
    let place = call.resource.inner_span(resource.len() - suffix.len()..resource.len());
    let finding = Finding::new(place, format!("an Express workflow does not take `{suffix}`"))
        .help("take the suffix off, or deploy the machine as a Standard workflow")
        .aws(SCHEMA_VALIDATION_FAILED, text);
    Some(finding)
}
