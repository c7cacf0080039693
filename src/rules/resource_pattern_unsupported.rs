//! Not every action can be waited for in every way.

use crate::analysis::{Facts, Target};
use crate::diagnostic::{Finding, SCHEMA_VALIDATION_FAILED, did_you_mean, name_list, quoted};
use crate::model::Action;
use crate::rules::{Rule, rule};
use crate::services::Operation;
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("resource-pattern-unsupported", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for call in facts.calls() {
        if let Target::PatternUnsupported(action, operation) = call.target {
            findings.push(unsupported(call.resource, action, operation));
        }
        if matches!(call.target, Target::Function) {
            findings.extend(suffix_of_function(call.resource));
        }
    }
}

fn unsupported(resource: Value<'_>, action: Action<'_>, operation: Operation) -> Finding {
    let Action { service, name, pattern } = action;
    let text = resource.text();
    let message = format!("`{service}:{name}` does not take {}", quoted(pattern.suffix()));
    let aws = format!(
        "The resource provided {text} is not recognized. The value is not a valid resource ARN, \
         or the resource is not available in this region."
    );
    let suffix = text.len() - pattern.suffix().len()..text.len();
    let place = resource.inner_span(suffix);
    let finding = Finding::new(place, message).aws(SCHEMA_VALIDATION_FAILED, aws);
    let patterns = operation.patterns();
    match did_you_mean(pattern.suffix(), patterns.clone()) {
        Some(near) => finding.help(format!("did you mean `{near}`?")).fix(place, near),
        None if patterns.len() == 0 => {
            finding.help("take the suffix off: the call ends when the service answers")
        }
        None => finding.help(format!("take the suffix off, or use {}", name_list(patterns))),
    }
}

/// A function by its ARN has no suffix: its name has no dot.
fn suffix_of_function(resource: Value<'_>) -> Option<Finding> {
    const SUFFIXES: [&str; 3] = [".waitForTaskToken", ".sync", ".sync:2"];
    let text = resource.text();
    let suffix = SUFFIXES.into_iter().find(|suffix| text.ends_with(suffix))?;
    let place = resource.inner_span(text.len() - suffix.len()..text.len());
    let finding = Finding::new(place, format!("a function by its ARN does not take `{suffix}`"));
    Some(if suffix == SUFFIXES[0] {
        let invoke = "arn:aws:states:::lambda:invoke.waitForTaskToken";
        finding.help(format!("call `{invoke}` with the function as `FunctionName`"))
    } else {
        finding.help("take the suffix off: the task ends when the function does")
    })
}
