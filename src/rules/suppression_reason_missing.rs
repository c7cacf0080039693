//! A suppression says why.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::rules::{Rule, rule};
use crate::syntax::suppressions::Suppression;

pub(super) const RULE: Rule = rule!("suppression-reason-missing", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let suppressions = facts.suppressions.iter();
    let silent = suppressions.filter(|one| one.reason.is_empty() && !one.rules.is_empty());
    findings.extend(silent.map(unexplained));
}

fn unexplained(suppression: &Suppression<'_>) -> Finding {
    Finding::new(suppression.place, "nothing says why this is ignored")
        .help("write the reason behind the names of the rules")
}
