//! A Parallel state has something to do at the same time.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::model::{State, StateKind};
use crate::rules::{Rule, rule};
use crate::source::Span;
use crate::syntax::tree::Kind;

pub(super) const RULE: Rule = rule!("parallel-branch-single", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let states = facts.machine.states.iter().filter(|state| has_one_branch(state));
    findings.extend(states.map(|state| single(state.key.span())));
}

/// Whether a state is a Parallel state of one branch that does not even serve as a `try`.
fn has_one_branch(state: &State<'_>) -> bool {
    let StateKind::Parallel(_) = &state.kind else { return false };
    let Some(branches) = state.object.get("Branches") else { return false };
    let mut items = branches.items();
    let is_one = items.next().is_some_and(|branch| branch.kind() == Kind::Object);
    let handles = ["Retry", "Catch"].iter().any(|name| state.object.get(name).is_some());
    let is_known = !branches.is_incomplete() && !state.object.is_incomplete();
    is_one && items.next().is_none() && is_known && !handles
}

fn single(name: Span) -> Finding {
    Finding::new(name, "a Parallel state with one branch and no handlers")
        .help("put the states of the branch in its place, or add a `Retry` or `Catch`")
}
