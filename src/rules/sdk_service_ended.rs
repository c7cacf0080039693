//! A service that has ended is not called.

use crate::analysis::{Facts, Target};
use crate::diagnostic::Finding;
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("sdk-service-ended", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for call in facts.calls() {
        if let Target::SdkServiceEnded(action) = call.target {
            let message = format!("the service `{}` has ended", action.service);
            let finding = Finding::new(call.resource.span(), message)
                .help("AWS has taken its API out of the SDKs: call what replaces it");
            findings.push(finding);
        }
    }
}
