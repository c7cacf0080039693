//! A Choice state says where to go when no rule matches.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::model::{ChoiceRule, State, StateKind};
use crate::rules::{Rule, rule};
use crate::source::Span;

pub(super) const RULE: Rule = rule!("choice-default-missing", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let states = facts.machine.states.iter().filter(|state| may_match_nothing(state));
    let states = states.filter(|state| !facts.is_misspelt(state.object, &["Default"]));
    findings.extend(states.map(|state| missing(state.key.span())));
}

fn may_match_nothing(state: &State<'_>) -> bool {
    let StateKind::Choice { rules, default: None } = &state.kind else { return false };
    !state.object.is_incomplete() && !rules.iter().any(ChoiceRule::is_always_true)
}

fn missing(name: Span) -> Finding {
    Finding::new(name, "the execution fails here when no rule matches")
        .help("add `Default`, if only to lead to a Fail state that says what went wrong")
}
