//! Which states have the result of one call, whole and unchanged, as their only possible input.

use crate::analysis::Facts;
use crate::model::{ScopeId, State, StateId, StateKind, StateMachine, Via};
use crate::schema::QueryLanguage;
use crate::syntax::tree::Kind;

/// What is known of the input of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Input {
    /// Nothing has been found that leads to it.
    Nothing,
    /// It is the result of the task of that state.
    ResultOf(StateId),
    /// It may be several things, or is not known.
    Anything,
}

impl Input {
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Nothing, other) => other,
            (own, Self::Nothing) => own,
            (own, other) if own == other => own,
            _ => Self::Anything,
        }
    }
}

impl Facts<'_> {
    /// The state whose call gives all of the input of a state, by the place of the latter; none
    /// where that is not certain. Nothing is worked out where no result is known.
    pub fn givers_of_input(&self) -> Vec<Option<StateId>> {
        let machine = &self.machine;
        let mut is_whole = vec![false; machine.states.len()];
        for call in self.calls().filter(|call| hands_result_on(call.state)) {
            let StateId(place) = call.id;
            is_whole[place as usize] = call.result_shape().is_some();
        }
        if !is_whole.contains(&true) {
            return vec![None; machine.states.len()];
        }
        let mut inputs = vec![Input::Nothing; machine.states.len()];
        let mut pending: Vec<StateId> = Vec::new();
        for (scope, id) in machine.scopes.iter().zip(0..) {
            let first = scope.start_at.and_then(|start| scope.state_named(start.text()));
            let is_known = self.graph.is_decided(ScopeId(id));
            for StateId(state) in scope.state_ids() {
                if !is_known || first == Some(StateId(state)) {
                    inputs[state as usize] = Input::Anything;
                }
                pending.push(StateId(state));
            }
        }
        while let Some(StateId(from)) = pending.pop() {
            for (StateId(to), input) in
                outputs(machine, from, is_whole[from as usize], inputs[from as usize])
            {
                let known = inputs[to as usize].or(input);
                if known != inputs[to as usize] {
                    inputs[to as usize] = known;
                    pending.push(StateId(to));
                }
            }
        }
        let giver = |input: Input| match input {
            Input::ResultOf(state) => Some(state),
            Input::Nothing | Input::Anything => None,
        };
        inputs.into_iter().map(giver).collect()
    }
}

/// What a state hands to each that it leads to.
fn outputs(
    machine: &StateMachine<'_>,
    from: u32,
    gives_result: bool,
    input: Input,
) -> Vec<(StateId, Input)> {
    let state = &machine.states[from as usize];
    let output = if gives_result {
        Input::ResultOf(StateId(from))
    } else if passes_input_on(state) {
        input
    } else {
        Input::Anything
    };
    let scope = machine.scope(state.scope);
    let handed = state.transitions().filter_map(|transition| {
        let target = scope.state_named(transition.target.text())?;
        let is_caught = matches!(transition.via, Via::Catcher(_));
        Some((target, if is_caught { Input::Anything } else { output }))
    });
    handed.collect()
}

/// Whether the output of a state is what its call gives.
fn hands_result_on(state: &State<'_>) -> bool {
    let is_whole = match state.query_language {
        QueryLanguage::JsonPath => {
            let changed = [state.result_selector, state.result_path, state.output_path];
            changed.iter().all(Option::is_none)
        }
        QueryLanguage::Jsonata => state.output.is_none(),
    };
    is_whole && !state.object.is_incomplete()
}

/// Whether the output of a state is its input.
fn passes_input_on(state: &State<'_>) -> bool {
    if state.object.is_incomplete() {
        return false;
    }
    let keeps = match &state.kind {
        StateKind::Choice { rules, .. } => rules.iter().all(|rule| rule.output.is_none()),
        StateKind::Wait(_) => true,
        StateKind::Pass => {
            let makers = [state.parameters, state.result_path, state.object.get("Result")];
            makers.iter().all(Option::is_none)
        }
        _ => {
            let is_null = state.result_path.is_some_and(|path| path.kind() == Kind::Null);
            state.query_language == QueryLanguage::JsonPath && is_null
        }
    };
    let others = [state.input_path, state.output_path, state.output];
    keeps && others.iter().all(Option::is_none)
}
