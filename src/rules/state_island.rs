//! States that only lead to each other are never reached.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, name_list};
use crate::model::{State, StateId};
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("state-island", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for island in facts.graph.islands() {
        let states = island.iter().map(|StateId(state)| &facts.machine.states[*state as usize]);
        let states: Vec<_> = states.collect();
        if facts.graph.is_decided(states[0].scope) {
            let hidden = states.iter().any(|state| facts.hides_way_to(state));
            let finding = stranded(&states);
            findings.push(if hidden { finding.consequence() } else { finding });
        }
    }
}

fn stranded(states: &[&State<'_>]) -> Finding {
    let names = name_list(states.iter().map(|state| state.name()));
    let help = match states {
        [_] => "only the state itself leads to it: make another lead to it, or take it out",
        _ => "they only lead to each other: make another state lead to them, or take them out",
    };
    Finding::new(states[0].key.span(), format!("no way from `StartAt` leads to {names}"))
        .help(help)
}
