//! A branch or an iteration sets no variable that has the name of one around it.

use rustc_hash::FxHashMap;

use crate::analysis::{Assignment, Facts};
use crate::diagnostic::{Finding, quoted};
use crate::model::{ScopeId, StateKind};
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("variable-name-shadowed", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let mut first: FxHashMap<(ScopeId, &str), Assignment<'_, '_>> = FxHashMap::default();
    for assignment in facts.assignments() {
        first.entry((assignment.state.scope, assignment.name)).or_insert(assignment);
    }
    for assignment in facts.assignments() {
        let around = scopes_around(facts, assignment.state.scope);
        let mut outer = around.filter_map(|scope| first.get(&(scope, assignment.name)));
        if let Some(outer) = outer.next() {
            findings.push(shadowed(&assignment, outer));
        }
    }
}

/// The scopes around one whose variables can be read in it, from the inside out.
fn scopes_around(facts: &Facts<'_>, scope: ScopeId) -> impl Iterator<Item = ScopeId> {
    std::iter::successors(Some(scope), |scope| {
        let holder = facts.machine.state(facts.machine.scope(*scope).holder?);
        match &holder.kind {
            StateKind::Map(map) if map.is_distributed() != Some(false) => None,
            _ => Some(holder.scope),
        }
    })
    .skip(1)
}

fn shadowed(inner: &Assignment<'_, '_>, outer: &Assignment<'_, '_>) -> Finding {
    let name = inner.name;
    let text = format!("The variable name '{name}' was already defined in a parent scope.");
    Finding::new(inner.member.key.span(), format!("{} is a variable of the scope around", quoted(name)))
        .label(outer.member.key.span(), "set here")
        .help("use another name here; to hand a value out, put it into the output of the branch")
        .aws("DUPLICATE_VARIABLE_NAME", text)
}
