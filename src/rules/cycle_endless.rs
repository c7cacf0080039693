//! A cycle that no transition leaves runs until the execution is stopped.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, name_list, quoted};
use crate::model::{State, StateId};
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("cycle-endless", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for cycle in facts.graph.endless_cycles() {
        let scope = facts.machine.state(cycle[0]).scope;
        let unknown = !facts.graph.is_decided(scope) || facts.lacks_end(scope);
        if !unknown && !facts.hides_transitions(scope) {
            findings.push(endless(facts, &cycle));
        }
    }
}

fn endless(facts: &Facts<'_>, cycle: &[StateId]) -> Finding {
    let states: Vec<&State<'_>> = cycle.iter().map(|state| facts.machine.state(*state)).collect();
    let message = match states.as_slice() {
        [only] => format!("{} only leads to itself", quoted(only.name())),
        states => {
            let names = name_list(states.iter().map(|state| state.name()));
            format!("{names} only lead to each other")
        }
    };
    Finding::new(states[0].key.span(), message)
        .help("add a way out of the cycle, to a state that ends")
}
