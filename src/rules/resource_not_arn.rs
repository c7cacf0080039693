//! The `Resource` of a Task state is an ARN.

use crate::analysis::{Facts, Target};
use crate::diagnostic::{Finding, SCHEMA_VALIDATION_FAILED, quoted};
use crate::rules::{Rule, rule};
use crate::services;
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("resource-not-arn", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let calls = facts.calls().filter(|call| matches!(call.target, Target::NotAnArn));
    findings.extend(calls.map(|call| not_arn(call.resource)));
}

fn not_arn(resource: Value<'_>) -> Finding {
    let message = match resource.text() {
        "" => "an empty text is not an ARN".to_owned(),
        text => format!("{} is not an ARN", quoted(text)),
    };
    let finding = Finding::new(resource.span(), message)
        .aws(SCHEMA_VALIDATION_FAILED, "Value is not a valid resource ARN");
    match integration(resource.text()) {
        Some(arn) => finding
            .help(format!("write the whole ARN: `{arn}`"))
            .fix(resource.span(), resource.respelled(&arn)),
        None => finding.help("give the ARN of a function, an activity or a service integration"),
    }
}

/// The ARN of the integration that a text such as `lambda:invoke` stands for.
fn integration(text: &str) -> Option<String> {
    let call = text.rsplit_once(":::").map_or(text, |(_, call)| call);
    let (service, action) = call.split_once(':')?;
    let (name, _) = action.split_at(action.find('.').unwrap_or(action.len()));
    services::optimized(service, name)?;
    Some(format!("arn:aws:states:::{call}"))
}
