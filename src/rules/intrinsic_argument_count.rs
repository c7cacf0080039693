//! An intrinsic function is given as many arguments as it takes.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::query::intrinsics::FaultKind;
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("intrinsic-argument-count", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for (located, fault) in facts.expressions.call_faults() {
        if matches!(fault.kind, FaultKind::Arity { .. }) {
            let span = located.member.value.inner_span(fault.range.clone());
            findings.push(Finding::new(span, fault.to_string()));
        }
    }
}
