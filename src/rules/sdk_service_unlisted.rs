//! A service that is not in our table is new, or misspelt.

use crate::analysis::{Facts, Target};
use crate::diagnostic::{Finding, did_you_mean, quoted};
use crate::rules::{Rule, rule};
use crate::services;
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("sdk-service-unlisted", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for call in facts.calls() {
        if let Target::SdkUnlisted(action) = call.target {
            findings.push(unlisted(call.resource, action.service));
        }
    }
}

fn unlisted(resource: Value<'_>, service: &str) -> Finding {
    let message = format!("no service {} is known to this version", quoted(service));
    let finding = Finding::new(resource.span(), message);
    match did_you_mean(service, services::sdk_services()) {
        Some(near) => finding.help(format!("did you mean `{near}`? A new service may be missing")),
        None => finding.help("a new service may be missing from the table: check its name"),
    }
}
