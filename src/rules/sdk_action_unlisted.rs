//! An action that is not in our table is new, or does not exist.

use crate::analysis::{Facts, Target};
use crate::diagnostic::{Finding, did_you_mean, quoted};
use crate::model::Action;
use crate::rules::{Rule, rule};
use crate::services::{self, Service};
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("sdk-action-unlisted", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for call in facts.calls() {
        if let Target::SdkActionUnlisted(action, service) = call.target {
            findings.push(unlisted(call.resource, action, service));
        }
    }
}

fn unlisted(resource: Value<'_>, action: Action<'_>, known: Service) -> Finding {
    let Action { service, name, .. } = action;
    let message = format!("`{service}` has no known action {}", quoted(name));
    let finding = Finding::new(resource.span(), message);
    let date = services::date();
    match did_you_mean(name, known.actions()) {
        Some(near) => {
            finding.help(format!("did you mean `{near}`? There was no `{name}` on {date}"))
        }
        None => finding.help(format!("there was no such name on {date}: check it")),
    }
}
