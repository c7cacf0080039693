//! States: what all have, and what those of one type have.

use crate::model::{ChoiceRule, Handler, Resource, ScopeId};
use crate::schema::QueryLanguage;
use crate::syntax::tree::{Kind, Value};

/// A state.
#[derive(Debug)]
pub struct State<'t> {
    /// Its key in `States`; the text of it is its name.
    pub key: Value<'t>,
    /// The object.
    pub object: Value<'t>,
    /// The scope that it is a state of.
    pub scope: ScopeId,
    /// The language in which it reads its data.
    pub query_language: QueryLanguage,
    /// The value of `Next`.
    pub next: Option<Value<'t>>,
    /// The value of `End`.
    pub end: Option<Value<'t>>,
    /// The value of `InputPath`.
    pub input_path: Option<Value<'t>>,
    /// The value of `OutputPath`.
    pub output_path: Option<Value<'t>>,
    /// The value of `ResultPath`.
    pub result_path: Option<Value<'t>>,
    /// The value of `Parameters`.
    pub parameters: Option<Value<'t>>,
    /// The value of `ResultSelector`.
    pub result_selector: Option<Value<'t>>,
    /// The value of `Arguments`.
    pub arguments: Option<Value<'t>>,
    /// The value of `Output`.
    pub output: Option<Value<'t>>,
    /// The value of `Assign`.
    pub assign: Option<Value<'t>>,
    /// The retriers.
    pub retry: Vec<Handler<'t>>,
    /// The catchers.
    pub catch: Vec<Handler<'t>>,
    /// What only states of its type have.
    pub kind: StateKind<'t>,
}

/// The types of states.
#[derive(Debug)]
pub enum StateKind<'t> {
    /// Passes its input on, or makes a value.
    Pass,
    /// Calls something.
    Task(Box<Task<'t>>),
    /// Chooses where to go.
    Choice {
        /// The rules, each followed by those nested in it.
        rules: Vec<ChoiceRule<'t>>,
        /// The value of `Default`.
        default: Option<Value<'t>>,
    },
    /// Waits.
    Wait(Wait<'t>),
    /// Ends the scope well.
    Succeed,
    /// Ends the scope with an error.
    Fail,
    /// Runs machines at the same time.
    Parallel(Parallel),
    /// Runs a machine for each item.
    Map(Box<Map<'t>>),
    /// A type that does not exist, or is not known.
    Unknown,
}

/// What a Task state has.
#[derive(Debug, Default)]
pub struct Task<'t> {
    /// The value of `Resource`.
    pub resource: Option<Value<'t>>,
    /// What `Resource` names; none where it is not known.
    pub service: Option<Resource<'t>>,
    /// The value of `TimeoutSeconds`.
    pub timeout_seconds: Option<Value<'t>>,
    /// The value of `TimeoutSecondsPath`.
    pub timeout_seconds_path: Option<Value<'t>>,
    /// The value of `HeartbeatSeconds`.
    pub heartbeat_seconds: Option<Value<'t>>,
    /// The value of `HeartbeatSecondsPath`.
    pub heartbeat_seconds_path: Option<Value<'t>>,
    /// The value of `Credentials`.
    pub credentials: Option<Value<'t>>,
}

/// What a Wait state has.
#[derive(Debug, Default)]
pub struct Wait<'t> {
    /// The value of `Seconds`.
    pub seconds: Option<Value<'t>>,
    /// The value of `SecondsPath`.
    pub seconds_path: Option<Value<'t>>,
    /// The value of `Timestamp`.
    pub timestamp: Option<Value<'t>>,
    /// The value of `TimestampPath`.
    pub timestamp_path: Option<Value<'t>>,
}

/// What a Parallel state has.
#[derive(Debug, Default)]
pub struct Parallel {
    /// The branches.
    pub branches: Vec<ScopeId>,
}

/// What a Map state has.
#[derive(Debug, Default)]
pub struct Map<'t> {
    /// The machine that runs for each item.
    pub processor: Option<ScopeId>,
    /// The value of `ItemProcessor` or, failing that, of `Iterator`.
    pub processor_object: Option<Value<'t>>,
    /// The value of `ProcessorConfig`.
    pub processor_config: Option<Value<'t>>,
    /// The value of `ItemsPath`.
    pub items_path: Option<Value<'t>>,
    /// The value of `Items`.
    pub items: Option<Value<'t>>,
    /// The value of `ItemSelector`.
    pub item_selector: Option<Value<'t>>,
    /// The value of `ItemReader`.
    pub item_reader: Option<Value<'t>>,
    /// The value of `ItemBatcher`.
    pub item_batcher: Option<Value<'t>>,
    /// The value of `ResultWriter`.
    pub result_writer: Option<Value<'t>>,
    /// The value of `Label`.
    pub label: Option<Value<'t>>,
}

impl Map<'_> {
    /// Whether the iterations run as executions of their own; `None` where that is not known.
    pub fn is_distributed(&self) -> Option<bool> {
        let Some(config) = self.processor_config else {
            return (!self.processor_object?.is_incomplete()).then_some(false);
        };
        match config.get("Mode") {
            Some(mode) if mode.is_opaque() => None,
            Some(mode) => Some(mode.as_str() == Some("DISTRIBUTED")),
            None => (!config.is_incomplete() && !config.is_opaque()).then_some(false),
        }
    }
}

/// A way from a state to another one.
#[derive(Clone, Copy, Debug)]
pub struct Transition<'t> {
    /// What makes it happen.
    pub via: Via,
    /// The string that names the state it leads to.
    pub target: Value<'t>,
}

/// What makes a transition happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Via {
    /// The state is done.
    Next,
    /// No choice rule matches.
    Default,
    /// This choice rule matches, by its place in the list of the state's rules.
    ChoiceRule(usize),
    /// This catcher matches.
    Catcher(usize),
}

impl<'t> State<'t> {
    /// The state's name.
    pub fn name(&self) -> &'t str {
        self.key.text()
    }

    /// The transitions out of the state, in the order in which AWS looks at them. Those whose
    /// target is not a string are left out.
    pub fn transitions(&self) -> impl Iterator<Item = Transition<'t>> + '_ {
        let (rules, default) = match &self.kind {
            StateKind::Choice { rules, default } => (rules.as_slice(), *default),
            _ => (&[][..], None),
        };
        let top_rules = rules.iter().enumerate().filter(|(_, rule)| rule.parent.is_none());
        let chosen =
            top_rules.filter_map(|(place, rule)| Some((Via::ChoiceRule(place), rule.next?)));
        let caught = self.catch.iter().enumerate();
        let caught =
            caught.filter_map(|(place, catcher)| Some((Via::Catcher(place), catcher.next?)));
        let next = if self.has_next() { self.next } else { None };
        let fixed = [(Via::Next, next), (Via::Default, default)];
        let fixed = fixed.into_iter().filter_map(|(via, target)| Some((via, target?)));
        fixed
            .chain(chosen)
            .chain(caught)
            .filter(|(_, target)| target.kind() == Kind::String)
            .map(|(via, target)| Transition { via, target })
    }

    /// Whether states of its type go on by `Next` or stop by `End`.
    pub fn has_next(&self) -> bool {
        !matches!(self.kind, StateKind::Choice { .. } | StateKind::Succeed | StateKind::Fail)
    }

    /// Whether its scope ends with it; `None` where that is not known.
    pub fn is_terminal(&self) -> Option<bool> {
        match &self.kind {
            StateKind::Succeed | StateKind::Fail => Some(true),
            StateKind::Choice { .. } => Some(false),
            StateKind::Unknown => None,
            _ if self.object.is_incomplete() => None,
            _ => match self.end {
                Some(end) if end.is_opaque() => None,
                Some(end) => Some(end.as_bool() == Some(true)),
                None => Some(false),
            },
        }
    }
}
