//! `StartAt` names a state of its own scope.

use crate::analysis::{Facts, Unresolved};
use crate::diagnostic::{Finding, did_you_mean, quoted};
use crate::model::State;
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("start-at-unknown", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let starts = facts.graph.unresolved.iter().filter(|unresolved| unresolved.from.is_none());
    findings.extend(starts.map(|start| unknown(facts, start)));
}

fn unknown(facts: &Facts<'_>, start: &Unresolved<'_>) -> Finding {
    let name = start.target.text();
    let scope = facts.machine.scope(start.scope);
    let states = facts.machine.states_of(scope).iter().map(State::name);
    let message = format!("{} is not among the `States` beside it", quoted(name));
    let finding = Finding::new(start.target.span(), message)
        .aws("MISSING_TRANSITION_TARGET", format!("Missing 'Next' target: {name}"));
    match did_you_mean(name, states) {
        Some(state) => finding
            .help(format!("did you mean `{state}`?"))
            .rename(start.target.span(), start.target.text(), state, start.target.respelled(state)),
        None => finding.help("name the state to begin with"),
    }
}
