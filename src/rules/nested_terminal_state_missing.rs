//! A branch or an item processor has a state with which it ends.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::model::{Scope, ScopeId};
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("nested-terminal-state-missing", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for (index, scope) in facts.machine.scopes.iter().enumerate().skip(1) {
        let id = ScopeId(index as u32);
        if facts.lacks_end(id) {
            let finding = missing(scope);
            findings.push(if facts.hides_ends(id) { finding.consequence() } else { finding });
        }
    }
}

fn missing(scope: &Scope<'_>) -> Finding {
    Finding::new(scope.place, "no state ends this part of the machine")
        .help("add `\"End\": true` to its last state, or a Succeed or Fail state")
}
