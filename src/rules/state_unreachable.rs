//! Every state but the first is entered by some transition.

use crate::analysis::Facts;
use crate::diagnostic::{AwsPlace, Finding, quoted};
use crate::model::{Scope, ScopeId, State, StateId};
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("state-unreachable", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for (index, scope) in facts.machine.scopes.iter().enumerate() {
        if !facts.graph.is_decided(ScopeId(index as u32)) {
            continue;
        }
        let states = scope.state_ids().filter(|state| !is_entered(facts, scope, *state));
        findings.extend(states.map(|state| unreachable_state(facts, facts.machine.state(state))));
    }
}

fn is_entered(facts: &Facts<'_>, scope: &Scope<'_>, state: StateId) -> bool {
    let name = facts.machine.state(state).name();
    let is_start = scope.start_at.is_some_and(|start| start.text() == name);
    // Of two states of one name only the last can be entered; that they clash is said already.
    is_start || facts.graph.is_entered(state) || scope.state_named(name) != Some(state)
}

fn unreachable_state(facts: &Facts<'_>, state: &State<'_>) -> Finding {
    let name = state.name();
    let finding = Finding::new(state.key.span(), format!("nothing leads to {}", quoted(name)))
        .help("make a transition lead to it, or take it out");
    let finding = if facts.lacks_terminal_state() {
        // AWS then says no more of the graph (measured).
        finding
    } else {
        let text = format!("State \"{name}\" is not reachable.");
        finding.aws_at(AwsPlace::Here, "MISSING_TRANSITION_TARGET", text)
    };
    if facts.hides_way_to(state) { finding.consequence() } else { finding }
}
