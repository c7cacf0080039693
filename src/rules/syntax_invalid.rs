//! A text that is not JSON or YAML is refused before anything else is looked at.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("syntax-invalid", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    findings.extend_from_slice(&facts.parsed.faults);
}
