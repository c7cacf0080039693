//! An intrinsic function is given what it can work with.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::query::intrinsics::FaultKind;
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("intrinsic-argument-wrong", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for (located, fault) in facts.expressions.call_faults() {
        if !matches!(fault.kind, FaultKind::Unknown(_) | FaultKind::Arity { .. }) {
            let span = located.member.value.inner_span(fault.range.clone());
            let finding = Finding::new(span, fault.to_string());
            findings.push(match fault.kind.help() {
                Some(help) => finding.help(help),
                None => finding,
            });
        }
    }
}
