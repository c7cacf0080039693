//! A role can be assumed for calls of functions and services, not for activities.

use crate::analysis::{Facts, Target};
use crate::diagnostic::{Finding, SCHEMA_VALIDATION_FAILED};
use crate::rules::{Rule, rule};
use crate::source::Span;

pub(super) const RULE: Rule = rule!("credentials-not-applicable", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for call in facts.calls().filter(|call| matches!(call.target, Target::Activity)) {
        if let Some(field) = call.state.object.member("Credentials") {
            findings.push(not_applicable(field.key.span(), call.resource.span()));
        }
    }
}

fn not_applicable(field: Span, resource: Span) -> Finding {
    let text = "The field 'Credentials' is not supported for activities";
    Finding::new(field, "an activity cannot be called in another role")
        .label(resource, "an activity: its workers bring their own credentials")
        .help("take `Credentials` out")
        .aws(SCHEMA_VALIDATION_FAILED, text)
}
