//! A machine has a state with which it ends.

use crate::analysis::Facts;
use crate::diagnostic::{AwsPlace, Finding};
use crate::model::ScopeId;
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("terminal-state-missing", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    if facts.lacks_terminal_state() {
        findings.push(missing(facts));
    }
}

fn missing(facts: &Facts<'_>) -> Finding {
    let scope = &facts.machine.scopes[0];
    let place = scope.object.member("States").map_or(scope.place, |states| states.key.span());
    let finding = Finding::new(place, "no state ends the machine")
        .help("add `\"End\": true` to the last state, or a Succeed or Fail state")
        .aws_at(AwsPlace::Nowhere, "MISSING_END_STATE", "Workflow has no terminal state");
    if facts.hides_ends(ScopeId(0)) { finding.consequence() } else { finding }
}
