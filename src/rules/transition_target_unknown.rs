//! A transition leads to a state of the same scope.

use crate::analysis::{Facts, Unresolved};
use crate::diagnostic::{Finding, did_you_mean, quoted};
use crate::model::State;
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("transition-target-unknown", check);

/// How many names are compared with unknown ones, so that a file full of them is no trouble.
const COMPARISONS_MAX: usize = 500_000;

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let targets = facts.graph.unresolved.iter().filter(|unresolved| unresolved.from.is_some());
    let mut targets = targets.peekable();
    if targets.peek().is_none() {
        return;
    }
    let elsewhere = facts.states_by_name();
    let suggestions_max = COMPARISONS_MAX / facts.machine.states.len().max(1);
    for (place, target) in targets.enumerate() {
        findings.push(match elsewhere.get(target.target.text()) {
            Some(state) => of_another_scope(target, state),
            None => unknown(facts, target, place <= suggestions_max),
        });
    }
}

fn of_another_scope(unresolved: &Unresolved<'_>, state: &State<'_>) -> Finding {
    finding(unresolved, format!("{} is a state of another scope", quoted(state.name())))
        .label(state.key.span(), "defined here")
        .help("a transition cannot lead into or out of a branch or an item processor")
}

fn finding(unresolved: &Unresolved<'_>, message: String) -> Finding {
    let text = format!("Missing 'Next' target: {}", unresolved.target.text());
    Finding::new(unresolved.target.span(), message).aws("MISSING_TRANSITION_TARGET", text)
}

fn unknown(facts: &Facts<'_>, unresolved: &Unresolved<'_>, may_suggest: bool) -> Finding {
    let target = unresolved.target;
    let name = target.text();
    let message = format!("{} is not a state of this machine", quoted(name));
    let finding = finding(unresolved, message);
    if !may_suggest {
        return finding;
    }
    let scope = facts.machine.scope(unresolved.scope);
    let states = facts.machine.states_of(scope);
    match did_you_mean(name, states.iter().map(State::name)) {
        Some(near) => {
            let defined = states.iter().filter(|state| state.name() == near);
            defined
                .fold(finding, |finding, state| finding.label(state.key.span(), "defined here"))
                .help(format!("did you mean `{near}`?"))
                .rename(target.span(), target.text(), near, target.respelled(near))
        }
        None => finding,
    }
}
