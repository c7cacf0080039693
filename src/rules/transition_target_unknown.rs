//! A transition leads to a state of the same scope.

use crate::analysis::{Facts, Unresolved};
use crate::diagnostic::{Finding, did_you_mean, quoted};
use crate::model::State;
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("transition-target-unknown", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let targets = facts.graph.unresolved.iter().filter(|unresolved| unresolved.from.is_some());
    findings.extend(targets.map(|target| unknown(facts, target)));
}

fn unknown(facts: &Facts<'_>, unresolved: &Unresolved<'_>) -> Finding {
    let target = unresolved.target;
    let name = target.text();
    let aws = format!("Missing 'Next' target: {name}");
    let finding = |message: String| {
        Finding::new(target.span(), message).aws("MISSING_TRANSITION_TARGET", aws)
    };
    if let Some(state) = elsewhere(facts, name) {
        return finding(format!("{} is a state of another scope", quoted(name)))
            .label(state.key.span(), "defined here")
            .help("a transition cannot lead into or out of a branch or an item processor");
    }
    let finding = finding(format!("{} is not a state of this machine", quoted(name)));
    let scope = facts.machine.scope(unresolved.scope);
    let states = facts.machine.states_of(scope);
    match did_you_mean(name, states.iter().map(State::name)) {
        Some(near) => {
            let defined = states.iter().filter(|state| state.name() == near);
            defined
                .fold(finding, |finding, state| finding.label(state.key.span(), "defined here"))
                .help(format!("did you mean `{near}`?"))
                .fix(target.span(), target.respelled(near))
        }
        None => finding,
    }
}

fn elsewhere<'f, 't>(facts: &'f Facts<'t>, name: &str) -> Option<&'f State<'t>> {
    facts.machine.states.iter().find(|state| state.name() == name)
}
