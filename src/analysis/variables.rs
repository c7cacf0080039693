//! Variables: where they are set, and by which name.

use crate::analysis::variable_flow::Flow;
use crate::analysis::{Facts, Graph};
use crate::model::{ScopeId, State, StateId, StateKind, StateMachine, Via};
use crate::schema::QueryLanguage;
use crate::syntax::tree::{Member, Value};

/// One member of an `Assign`.
#[derive(Clone, Copy, Debug)]
pub struct Assignment<'f, 't> {
    /// The state that it belongs to.
    pub state: &'f State<'t>,
    /// The key and the value.
    pub member: Member<'t>,
    /// The name of the variable: the key, without the `.$` of a payload template.
    pub name: &'t str,
}

impl<'t> Facts<'t> {
    /// All variables that are set: by states, by choice rules, by catchers. Those whose name is
    /// not known are left out, and so are those of states that cannot set any.
    pub fn assignments(&self) -> impl Iterator<Item = Assignment<'_, 't>> {
        assignments(&self.machine)
    }
}

/// All variables that a machine sets.
fn assignments<'m, 't>(machine: &'m StateMachine<'t>) -> impl Iterator<Item = Assignment<'m, 't>> {
    let states = machine.states.iter().filter(|state| {
        !matches!(state.kind, StateKind::Succeed | StateKind::Fail | StateKind::Unknown)
    });
    states.flat_map(|state| {
        assigned_in(state).flat_map(Value::members).filter_map(move |member| {
            let name = variable_name(member.key.as_str()?, state.query_language);
            Some(Assignment { state, member, name })
        })
    })
}

/// The variables that may be set when a state is entered, each with where that may have happened.
pub fn in_sight<'m, 't>(machine: &'m StateMachine<'t>, state: StateId) -> Vec<Assignment<'m, 't>> {
    let mut scopes = vec![machine.state(state).scope];
    while let Some(holder) = scopes.last().and_then(|scope| machine.scope(*scope).holder) {
        scopes.push(machine.state(holder).scope);
    }
    let graph = Graph::new(machine);
    let flow = Flow::new(machine, &graph);
    let all = assignments(machine).filter(|one| scopes.contains(&one.state.scope));
    all.filter(|one| flow.may_be_set(state, one.name)).collect()
}

/// The name that a key in `Assign` sets: in JSONPath without the `.$` of a payload template.
pub(super) fn variable_name(key: &str, language: QueryLanguage) -> &str {
    match language {
        QueryLanguage::JsonPath => key.strip_suffix(".$").unwrap_or(key),
        QueryLanguage::Jsonata => key,
    }
}

/// The values of the `Assign` fields of a state.
pub(super) fn assigned_in<'f, 't>(
    state: &'f State<'t>,
) -> impl Iterator<Item = Value<'t>> + use<'f, 't> {
    let rules = match &state.kind {
        StateKind::Choice { rules, .. } => rules.as_slice(),
        _ => &[],
    };
    let chosen = rules.iter().filter(|rule| rule.parent.is_none()).filter_map(|rule| rule.assign);
    let caught = state.catch.iter().filter_map(|catcher| catcher.object.get("Assign"));
    state.assign.into_iter().chain(chosen).chain(caught)
}

/// The value of the `Assign` that takes effect when a state is left in a certain way.
pub(super) fn assigned_on<'t>(state: &State<'t>, via: Via) -> Option<Value<'t>> {
    match (via, &state.kind) {
        (Via::Next | Via::Default, _) => state.assign,
        (Via::ChoiceRule(place), StateKind::Choice { rules, .. }) => rules.get(place)?.assign,
        (Via::ChoiceRule(_), _) => None,
        (Via::Catcher(place), _) => state.catch.get(place)?.object.get("Assign"),
    }
}

/// The keys of `Assign` in nested scopes that set a name which may be set in a scope around when
/// theirs begins.
pub(super) fn shadowing<'t>(machine: &StateMachine<'t>, flow: &Flow<'_, 't>) -> Vec<Value<'t>> {
    let nested = machine.states.iter().filter(|state| state.scope != ScopeId(0));
    let keys = nested.flat_map(|state| {
        let members = assigned_in(state).flat_map(Value::members);
        let clashes = move |member: &Member<'t>| {
            let name = variable_name(member.name(), state.query_language);
            member.key.as_str().is_some() && flow.is_set_around(state.scope, name)
        };
        members.filter(clashes).map(|member| member.key)
    });
    keys.collect()
}
