//! A branch or an item processor has a state with which it ends.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::model::{Scope, ScopeId, StateKind};
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("nested-terminal-state-missing", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for (index, scope) in facts.machine.scopes.iter().enumerate().skip(1) {
        let id = ScopeId(index as u32);
        if facts.lacks_end(id) {
            let finding = missing(facts, scope);
            findings.push(if facts.hides_ends(id) { finding.consequence() } else { finding });
        }
    }
}

fn missing(facts: &Facts<'_>, scope: &Scope<'_>) -> Finding {
    let part = match scope.holder.map(|holder| &facts.machine.state(holder).kind) {
        Some(StateKind::Map(_)) => "item processor",
        _ => "branch",
    };
    Finding::new(scope.place, format!("no state ends this {part}"))
        .help("add `\"End\": true` to its last state, or a Succeed or Fail state")
}
