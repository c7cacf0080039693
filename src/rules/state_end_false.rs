//! `End` is true or left out.

use crate::analysis::Facts;
use crate::diagnostic::{Finding};
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("state-end-false", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for state in &facts.machine.states {
        let Some(end) = state.end.filter(|_| state.has_next()) else { continue };
        if end.as_bool() == Some(false) {
            let help = match state.next {
                Some(_) => "take it out",
                None => "name the state that follows in `Next`, or write `true`",
            };
            let message = "`\"End\": false` says nothing";
            findings.push(Finding::new(end.span(), message).help(help));
        }
    }
}
