//! Variables: where they are set.

use crate::analysis::Facts;
use crate::model::{State, StateKind};
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
        let states = self.machine.states.iter().filter(|state| {
            !matches!(state.kind, StateKind::Succeed | StateKind::Fail | StateKind::Unknown)
        });
        states.flat_map(|state| {
            assigns(state).flat_map(Value::members).filter_map(move |member| {
                let key = member.key.as_str()?;
                let name = match state.query_language {
                    QueryLanguage::JsonPath => key.strip_suffix(".$").unwrap_or(key),
                    QueryLanguage::Jsonata => key,
                };
                Some(Assignment { state, member, name })
            })
        })
    }
}

/// The values of the `Assign` fields of a state.
fn assigns<'f, 't>(state: &'f State<'t>) -> impl Iterator<Item = Value<'t>> + use<'f, 't> {
    let rules = match &state.kind {
        StateKind::Choice { rules, .. } => rules.as_slice(),
        _ => &[],
    };
    let chosen = rules.iter().filter(|rule| rule.parent.is_none()).filter_map(|rule| rule.assign);
    let caught = state.catch.iter().filter_map(|catcher| catcher.object.get("Assign"));
    state.assign.into_iter().chain(chosen).chain(caught)
}
