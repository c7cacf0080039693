//! A service that is not in our table is new, or misspelt.

use crate::analysis::{Facts, Target};
use crate::diagnostic::{Finding, did_you_mean, quoted};
use crate::rules::{Rule, rule};
use crate::services::{self, SDK};
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("sdk-service-unlisted", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for call in facts.calls() {
        if let Target::SdkServiceUnlisted(action) = call.target {
            findings.push(unlisted(call.resource, action.service));
        }
    }
}

fn unlisted(resource: Value<'_>, service: &str) -> Finding {
    let date = services::date();
    let message = format!("no service {} is known", quoted(service));
    let finding = Finding::new(resource.span(), message);
    match did_you_mean(service, SDK.names()) {
        Some(near) => {
            finding.help(format!("did you mean `{near}`? There was no `{service}` on {date}"))
        }
        None => finding.help(format!("there was no such name on {date}: check it")),
    }
}
