//! Which faults that are reported anyway may be why something else seems wrong.

use rustc_hash::FxHashMap;

use crate::analysis::Unresolved;
use crate::diagnostic::did_you_mean;
use crate::model::{ScopeId, State, StateMachine};
use crate::schema::{Fault, Violation};

/// Of very many unresolved names only so many are compared with the names of states.
const COMPARED_MAX: usize = 100;

/// What reported faults may explain.
#[derive(Debug)]
pub(super) struct Blame<'t> {
    /// The fields that objects do not have, by the object's node.
    unknown_fields: FxHashMap<u32, Vec<&'t str>>,
    /// For each scope, whether a fault in it may hide a transition.
    hides_transitions: Vec<bool>,
    /// For each scope, the names in it that are unresolved.
    unresolved: FxHashMap<ScopeId, Vec<&'t str>>,
    /// The scopes whose `StartAt` is unresolved.
    lost_starts: Vec<ScopeId>,
}

impl<'t> Blame<'t> {
    pub(super) fn new(
        machine: &StateMachine<'t>,
        violations: &[Violation<'t>],
        names: &[Unresolved<'t>],
    ) -> Self {
        let mut unknown_fields: FxHashMap<u32, Vec<&'t str>> = FxHashMap::default();
        for violation in violations {
            if let Fault::Unknown(member) = &violation.fault {
                unknown_fields.entry(violation.object.id()).or_default().push(member.name());
            }
        }
        let mut unresolved: FxHashMap<ScopeId, Vec<&'t str>> = FxHashMap::default();
        for name in names {
            unresolved.entry(name.scope).or_default().push(name.target.text());
        }
        let starts = names.iter().filter(|name| name.from.is_none());
        let lost_starts = starts.map(|name| name.scope).collect();
        let hides_transitions = hiding_scopes(machine, violations);
        Self { unknown_fields, hides_transitions, unresolved, lost_starts }
    }

    pub(super) fn is_misspelt(&self, object: u32, fields: &[&str]) -> bool {
        let unknown = self.unknown_fields.get(&object);
        unknown
            .into_iter()
            .flatten()
            .any(|name| did_you_mean(name, fields.iter().copied()).is_some())
    }

    pub(super) fn hides_transitions(&self, ScopeId(scope): ScopeId) -> bool {
        self.hides_transitions[scope as usize]
    }

    pub(super) fn hides_ends(&self, scope: ScopeId) -> bool {
        self.unresolved.contains_key(&scope) || self.hides_transitions(scope)
    }

    pub(super) fn hides_way_to(&self, state: &State<'_>) -> bool {
        let names = self.unresolved.get(&state.scope).into_iter().flatten();
        self.lost_starts.binary_search(&state.scope).is_ok()
            || self.hides_transitions(state.scope)
            || names.take(COMPARED_MAX).any(|name| did_you_mean(name, [state.name()]).is_some())
    }
}

/// For each scope, whether a violation in it, or in a scope inside it, may hide a transition.
fn hiding_scopes(machine: &StateMachine<'_>, violations: &[Violation<'_>]) -> Vec<bool> {
    let mut hides = vec![false; machine.scopes.len()];
    let mut hiding = violations.iter().filter(|violation| hides_transition(violation)).peekable();
    if hiding.peek().is_none() {
        return hides;
    }
    let mut by_start: Vec<_> = machine
        .scopes
        .iter()
        .zip(0..)
        .map(|(scope, id)| (scope.object.id(), ScopeId(id)))
        .collect();
    by_start.sort_unstable();
    for violation in hiding {
        let node = violation.object.id();
        let after = by_start.partition_point(|(start, _)| *start <= node);
        let mut around = after.checked_sub(1).map(|place| by_start[place].1);
        while let Some(scope) = around {
            let object = machine.scope(scope).object;
            let contains = node < object.id() + object.node_count();
            if contains && std::mem::replace(&mut hides[scope.0 as usize], true) {
                // Whoever said so of this scope said so of all around it.
                break;
            }
            around = machine.scope(scope).holder.map(|holder| machine.state(holder).scope);
        }
    }
    hides
}

/// The fields that lead from state to state.
const TRANSITION_FIELDS: [&str; 7] =
    ["Next", "End", "Default", "Choices", "Catch", "Type", "StartAt"];

/// Whether a violation is about a field that leads from state to state.
fn hides_transition(violation: &Violation<'_>) -> bool {
    let is_one = |name: &str| TRANSITION_FIELDS.contains(&name);
    match &violation.fault {
        Fault::Missing(fields) | Fault::NoneOf(fields) => fields.iter().any(|field| is_one(field)),
        Fault::Unknown(member) => did_you_mean(member.name(), TRANSITION_FIELDS).is_some(),
        Fault::Unsupported(_) | Fault::WrongLanguage(_) | Fault::SeveralOf(_) => false,
        _ => violation.value().is_some_and(|value| {
            let members = violation.object.members();
            let mut fields = members.filter(|member| is_one(member.name()));
            fields.any(|member| member.value == value)
        }),
    }
}
