//! States that only lead to each other are never reached.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, quoted};
use crate::model::{ScopeId, StateId};
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("state-island", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for (index, scope) in facts.machine.scopes.iter().enumerate() {
        let id = ScopeId(index as u32);
        let starts = scope.start_at.and_then(|start| scope.state_named(start.text()));
        if starts.is_none() || !facts.graph.is_decided(id) {
            continue;
        }
        let islands = scope.state_ids().filter(|state| is_island(facts, *state));
        let finding = islands.map(|state| island(facts, state));
        let hidden = facts.hides_transitions(id);
        findings.extend(finding.map(|f| if hidden { f.consequence() } else { f }));
    }
}

fn is_island(facts: &Facts<'_>, state: StateId) -> bool {
    facts.graph.is_entered(state) && !facts.graph.is_reached(state)
}

fn island(facts: &Facts<'_>, state: StateId) -> Finding {
    let state = facts.machine.state(state);
    let message = format!("no way from `StartAt` leads to {}", quoted(state.name()));
    Finding::new(state.key.span(), message)
        .help("only states that are not reached lead to it: connect them or take them out")
}
