//! `End` is true or left out.

use crate::analysis::Facts;
use crate::diagnostic::{Finding};
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("state-end-false", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for state in &facts.machine.states {
        let Some(end) = state.end.filter(|_| state.has_next()) else { continue };
        if end.as_bool() == Some(false) {
            let finding = Finding::new(end.span(), "`\"End\": false` says nothing")
                .help("name the state that follows in `Next`, or write `true`");
            // Beside `Next` it is one of two fields that exclude each other.
            let is_second = state.next.is_some();
            findings.push(if is_second { finding.consequence() } else { finding });
        }
    }
}
