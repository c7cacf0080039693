//! A Map state in distributed mode needs a Standard workflow.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, SCHEMA_VALIDATION_FAILED};
use crate::model::{StateKind, WorkflowType};
use crate::rules::{Rule, rule};
use crate::source::Span;

pub(super) const RULE: Rule = rule!("map-distributed-in-express", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    if facts.workflow_type != WorkflowType::Express {
        return;
    }
    for state in &facts.machine.states {
        if let StateKind::Map(map) = &state.kind
            && let Some(mode) = map.processor_config.and_then(|config| config.get("Mode"))
            && mode.as_str() == Some("DISTRIBUTED")
        {
            findings.push(distributed(mode.span()));
        }
    }
}

fn distributed(mode: Span) -> Finding {
    let aws = "The field 'Mode' with value 'DISTRIBUTED' is not supported \
        inside 'EXPRESS' state machines";
    Finding::new(mode, "an Express workflow has no distributed Map states")
        .help("use `INLINE`, or deploy it as a Standard workflow")
        .aws(SCHEMA_VALIDATION_FAILED, aws)
}
