//! States made ready to run: paths parsed, templates compiled, targets found. Each state is made
//! ready when it is first entered.

mod amount;
mod choice;
mod field;
mod handler;
mod map;
mod task;

pub(super) use amount::Amount;
pub(super) use choice::{Condition, Operand, Rule, Test};
pub(super) use field::{ErrorText, PathField, ResultPlace, Target, Template};
pub(super) use handler::{Catcher, Jitter, Retrier};
pub(super) use map::{Distributed, MapPlan};
pub(super) use task::{Awaits, CallTarget, TaskPlan};

use crate::model::{Scope, ScopeId, State, StateId, StateKind, StateMachine, Wait};
use crate::query::value::Value;
use crate::schema::QueryLanguage;
use crate::syntax::tree;

/// A state made ready to run.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) language: QueryLanguage,
    pub(super) input_path: Option<PathField>,
    pub(super) output_path: Option<PathField>,
    pub(super) result_path: ResultPlace,
    /// `Parameters` or `Arguments`.
    pub(super) arguments: Option<Template>,
    pub(super) result_selector: Option<Template>,
    pub(super) output: Option<Template>,
    pub(super) assign: Option<Template>,
    pub(super) retriers: Vec<Retrier>,
    pub(super) catchers: Vec<Catcher>,
    pub(super) next: Next,
    pub(super) kind: Kind,
}

/// Where a state goes when it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// To another state.
    State(StateId),
    /// Nowhere: the scope ends.
    End,
    /// Nobody knows: AWS would not have taken the definition.
    Missing,
}

/// What only states of one type have.
#[derive(Debug)]
pub(super) enum Kind {
    Pass {
        result: Option<Value>,
    },
    Task(Box<TaskPlan>),
    Choice {
        rules: Vec<Rule>,
        default: Option<Next>,
    },
    Wait(Amount),
    WaitUntil(Amount),
    Succeed,
    Fail {
        error: ErrorText,
        cause: ErrorText,
    },
    Parallel {
        branches: Vec<ScopeId>,
    },
    Map(Box<MapPlan>),
    /// Of a type that does not exist.
    Unknown,
}

impl Plan {
    /// Makes a state ready.
    pub(super) fn new(machine: &StateMachine<'_>, id: StateId) -> Self {
        let state = machine.state(id);
        let scope = machine.scope(state.scope);
        let language = state.query_language;
        let template = |node: Option<tree::Value<'_>>, location| {
            node.map(|node| Template::compile(language, node, location))
        };
        let paths = language == QueryLanguage::JsonPath;
        let path = |name, node| PathField::read(name, node).filter(|_| paths);
        let selects =
            matches!(state.kind, StateKind::Task(_) | StateKind::Parallel(_) | StateKind::Map(_));
        Self {
            language,
            input_path: path("InputPath", state.input_path),
            output_path: path("OutputPath", state.output_path),
            result_path: if paths {
                ResultPlace::read(state.result_path)
            } else {
                ResultPlace::Whole
            },
            arguments: if paths {
                template(state.parameters, "Parameters")
            } else {
                template(state.arguments, "Arguments")
            },
            result_selector: template(
                state.result_selector.filter(|_| paths && selects),
                "ResultSelector",
            ),
            output: template(state.output.filter(|_| !paths), "Output"),
            assign: template(state.assign, "Assign"),
            retriers: state.retry.iter().map(Retrier::read).collect(),
            catchers: catchers(state, scope),
            next: next(state, scope),
            kind: kind(state, scope),
        }
    }
}

fn catchers(state: &State<'_>, scope: &Scope<'_>) -> Vec<Catcher> {
    let catchers = state.catch.iter().enumerate();
    catchers
        .map(|(index, catcher)| Catcher::read(catcher, index, state.query_language, scope))
        .collect()
}

/// The state that a string names.
pub(super) fn target(scope: &Scope<'_>, name: Option<tree::Value<'_>>) -> Next {
    let name = name.filter(|name| name.kind() == tree::Kind::String);
    let found = name.and_then(|name| scope.state_named(name.text()));
    found.map_or(Next::Missing, Next::State)
}

fn next(state: &State<'_>, scope: &Scope<'_>) -> Next {
    match &state.kind {
        StateKind::Succeed => Next::End,
        _ if state.end.and_then(tree::Value::as_bool) == Some(true) => Next::End,
        _ => target(scope, state.next),
    }
}

fn kind(state: &State<'_>, scope: &Scope<'_>) -> Kind {
    let language = state.query_language;
    match &state.kind {
        StateKind::Pass => Kind::Pass { result: state.object.get("Result").map(Value::from_tree) },
        StateKind::Task(task) => Kind::Task(Box::new(TaskPlan::read(task, language))),
        StateKind::Choice { rules, default } => Kind::Choice {
            rules: choice::rules(rules, language, scope),
            default: default.map(|name| target(scope, Some(name))),
        },
        StateKind::Wait(wait) => wait_kind(wait, language),
        StateKind::Succeed => Kind::Succeed,
        StateKind::Fail => {
            let text = |name, path_name| ErrorText::read(state.object, language, name, path_name);
            Kind::Fail { error: text("Error", "ErrorPath"), cause: text("Cause", "CausePath") }
        }
        StateKind::Parallel(parallel) => Kind::Parallel { branches: parallel.branches.clone() },
        StateKind::Map(map) => Kind::Map(Box::new(MapPlan::read(state, map))),
        StateKind::Unknown => Kind::Unknown,
    }
}

fn wait_kind(wait: &Wait<'_>, language: QueryLanguage) -> Kind {
    let amount =
        |name, node, path_name, path| Amount::read(language, (name, node), (path_name, path));
    if wait.timestamp.is_some() || wait.timestamp_path.is_some() {
        let (name, path) = ("Timestamp", "TimestampPath");
        return Kind::WaitUntil(amount(name, wait.timestamp, path, wait.timestamp_path));
    }
    Kind::Wait(amount("Seconds", wait.seconds, "SecondsPath", wait.seconds_path))
}
