//! What the calls of Task states give.

use crate::analysis::{Call, Target};
use crate::model::{Pattern, State, StateKind};
use crate::services::Shape;
use crate::syntax::tree::Kind;

/// The shape of what a state's call gives; none where that may be anything, or is not known.
pub fn result_shape(state: &State<'_>) -> Option<Shape> {
    let StateKind::Task(task) = &state.kind else { return None };
    shape_of(state, Target::of(task.service?))
}

impl Call<'_, '_> {
    /// The shape of what it gives; none where that may be anything, or is not known.
    pub fn result_shape(&self) -> Option<Shape> {
        shape_of(self.state, self.target)
    }
}

fn shape_of(state: &State<'_>, target: Target<'_>) -> Option<Shape> {
    let (action, operation) = target.operation()?;
    let is_free = action.pattern != Pattern::RequestResponse && hands_token_over(state);
    if is_free { None } else { operation.result_with(action.pattern.suffix()) }
}

/// Whether a call is given the token with which anyone may end it, with any result (recorded).
fn hands_token_over(state: &State<'_>) -> bool {
    let mut pending: Vec<_> = state.parameters.into_iter().chain(state.arguments).collect();
    while let Some(value) = pending.pop() {
        if value.kind() == Kind::String && value.text().contains("Task.Token") {
            return true;
        }
        pending.extend(value.items());
        pending.extend(value.members().map(|member| member.value));
    }
    false
}
