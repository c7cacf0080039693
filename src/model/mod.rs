//! The tree seen as a state machine: what the specification speaks of, each with its node.
//!
//! Nothing here judges. What the text lacks or gets wrong is a `None` here, and a finding of
//! the rule whose business it is.

mod choice;
mod handler;
mod operator;
mod read;
mod resource;
mod state;

pub use choice::ChoiceRule;
pub use handler::{ERROR_NAMES, ERRORS, Handler};
pub use operator::{Comparison, DataType, Operand, Operator, string_matches};
pub use resource::{Action, Pattern, Resource};
pub use state::{Map, Parallel, State, StateKind, Task, Transition, Via, Wait};

use rustc_hash::FxHashMap;

use crate::schema::QueryLanguage;
use crate::source::Span;
use crate::syntax::tree::Value;

/// Which kind of workflow a definition is deployed as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WorkflowType {
    /// `STANDARD`
    #[default]
    Standard,
    /// `EXPRESS`
    Express,
}

/// A state machine.
#[derive(Debug)]
pub struct StateMachine<'t> {
    /// The whole definition.
    pub root: Value<'t>,
    /// The query language of states that do not say their own.
    pub query_language: QueryLanguage,
    /// The top level first, then the machines inside Parallel and Map states, outer first.
    pub scopes: Vec<Scope<'t>>,
    /// The states of all scopes, scope by scope, in the order of the text.
    pub states: Vec<State<'t>>,
}

/// A scope, by its place in [`StateMachine::scopes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScopeId(pub u32);

/// A state, by its place in [`StateMachine::states`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StateId(pub u32);

/// States among which transitions are possible: the top level, a branch, an item processor.
#[derive(Debug)]
pub struct Scope<'t> {
    /// The object with `StartAt` and `States`.
    pub object: Value<'t>,
    /// Where to point when the scope as a whole is meant.
    pub place: Span,
    /// The Parallel or Map state that it belongs to; none for the top level.
    pub holder: Option<StateId>,
    /// The value of `StartAt`.
    pub start_at: Option<Value<'t>>,
    /// Its states, which lie together.
    pub states: std::ops::Range<u32>,
    /// Whether all of its states are known: no placeholder or fault hides any.
    pub is_complete: bool,
    names: FxHashMap<&'t str, StateId>,
}

impl Scope<'_> {
    /// The state of that name in this scope.
    pub fn state_named(&self, name: &str) -> Option<StateId> {
        self.names.get(name).copied()
    }

    /// The states of this scope.
    pub fn state_ids(&self) -> impl Iterator<Item = StateId> + use<> {
        self.states.clone().map(StateId)
    }
}

impl<'t> StateMachine<'t> {
    /// The state machine that a definition describes.
    pub fn read(root: Value<'t>) -> Self {
        read::machine(root)
    }

    /// A state.
    pub fn state(&self, StateId(index): StateId) -> &State<'t> {
        &self.states[index as usize]
    }

    /// The number of a state of this machine.
    pub fn state_id(&self, state: &State<'t>) -> StateId {
        let is_it = |id: &StateId| std::ptr::eq(self.state(*id), state);
        let scope = self.scope(state.scope);
        let named = scope.state_named(state.name()).filter(is_it);
        // Of several states of one name only the last is found by it.
        let found = named.or_else(|| scope.state_ids().find(is_it));
        found.expect("the state is one of the machine")
    }

    /// A scope.
    pub fn scope(&self, ScopeId(index): ScopeId) -> &Scope<'t> {
        &self.scopes[index as usize]
    }

    /// The states of a scope.
    pub fn states_of(&self, scope: &Scope<'t>) -> &[State<'t>] {
        &self.states[scope.states.start as usize..scope.states.end as usize]
    }
}

impl WorkflowType {
    /// The words for them, as people write them in flags and settings.
    pub const WORDS: [&str; 2] = ["standard", "express"];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Standard => Self::WORDS[0],
            Self::Express => Self::WORDS[1],
        }
    }

    /// The type of that word.
    pub fn named(word: &str) -> Option<Self> {
        match word {
            "standard" => Some(Self::Standard),
            "express" => Some(Self::Express),
            _ => None,
        }
    }
}
