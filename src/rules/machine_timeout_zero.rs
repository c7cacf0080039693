//! The `TimeoutSeconds` of a machine is a time.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::rules::{Rule, rule};
use crate::source::Span;

pub(super) const RULE: Rule = rule!("machine-timeout-zero", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let timeout = facts.machine.root.get("TimeoutSeconds");
    let timeout = timeout.filter(|timeout| timeout.as_i64() == Some(0));
    findings.extend(timeout.map(|timeout| zero(timeout.span())));
}

fn zero(timeout: Span) -> Finding {
    Finding::new(timeout, "a timeout of 0 seconds is no timeout that the documentation knows")
        .help("give a positive number, or leave `TimeoutSeconds` out")
}
