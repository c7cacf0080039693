//! What may be expected of an execution, read from the section `expect`.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::diagnostic::{did_you_mean, name_list, quoted};
use crate::exec::mocks::Reader;
use crate::model::{ScopeId, StateId, StateKind, StateMachine};
use crate::query::duration;
use crate::query::value::Value;
use crate::scenario::SCENARIO_STATE_UNKNOWN;
use crate::scenario::pattern::{Form, Pattern, cell};
use crate::source::Span;
use crate::syntax::tree::{self, Kind, Member};

/// Something that is expected.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// The key that says so.
    pub place: Span,
    /// What it is.
    pub what: Expected,
}

/// What is expected.
#[derive(Clone, Debug)]
pub enum Expected {
    /// The status.
    Status(Pattern),
    /// The output, all of it.
    Output(Pattern),
    /// What the output has, perhaps among other things.
    OutputIncludes(Pattern),
    /// The error name.
    Error(Pattern),
    /// The cause.
    Cause(Pattern),
    /// The states of the top level, in the order in which they are entered.
    Path(Pattern, Vec<Named>),
    /// States that are entered, wherever they are.
    PassesThrough(Vec<Named>),
    /// States that are not.
    NeverEnters(Vec<Named>),
    /// By state, the inputs of its visits.
    Inputs(Vec<(Named, Pattern)>),
    /// By state, what its task is called with, call by call.
    Calls(Vec<(Named, Pattern)>),
    /// By state, how often it is tried.
    Attempts(Vec<(Named, Pattern)>),
    /// How many seconds it takes on the virtual clock.
    Duration(Pattern),
    /// The variables of the top level at the end, those that are named.
    Variables(Pattern),
}

/// A state where it is named.
#[derive(Clone, Copy, Debug)]
pub struct Named {
    /// The state.
    pub state: StateId,
    /// Where it is named.
    pub place: Span,
}

/// The keys of `expect`.
pub const KEYS: [&str; 13] = [
    "attempts",
    "calls",
    "cause",
    "duration",
    "error",
    "inputs",
    "never_enters",
    "output",
    "output_includes",
    "passes_through",
    "path",
    "status",
    "variables",
];

const STATUSES: [&str; 3] = ["FAILED", "SUCCEEDED", "TIMED_OUT"];

/// The states of a machine by their names.
#[derive(Debug)]
pub struct States<'m> {
    machine: &'m StateMachine<'m>,
    by_name: FxHashMap<&'m str, StateId>,
}

/// Which states may be named in a place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Allowed {
    All,
    TopLevel,
    Tasks,
}

impl<'m> States<'m> {
    /// The states of a machine.
    pub fn of(machine: &'m StateMachine<'m>) -> Self {
        let states = machine.states.iter().enumerate();
        let by_name = states.map(|(index, state)| (state.name(), StateId(index as u32))).collect();
        Self { machine, by_name }
    }

    fn named(
        &self,
        reader: &mut Reader<'_>,
        key: tree::Value<'_>,
        allowed: Allowed,
    ) -> Option<Named> {
        let place = key.span();
        let name = key.text();
        let Some(state) = self.by_name.get(name).copied() else {
            let meant = did_you_mean(name, self.by_name.keys().copied());
            let help = meant.map_or_else(
                || "name a state of the definition".to_owned(),
                |meant| format!("did you mean `{meant}`?"),
            );
            let message = format!("{} is not a state of the machine", quoted(name));
            reader.fault(place, message).rule(SCENARIO_STATE_UNKNOWN).help(help);
            return None;
        };
        let found = self.machine.state(state);
        if allowed == Allowed::TopLevel && found.scope != ScopeId(0) {
            let message = format!("{} is no state of the top level", quoted(name));
            let help = "`path` has the states of the top level; name others in `passes_through`";
            reader.fault(place, message).rule(SCENARIO_STATE_UNKNOWN).help(help);
            return None;
        }
        if allowed == Allowed::Tasks && !matches!(found.kind, StateKind::Task(_)) {
            let message = format!("{} is no Task state, so it calls nothing", quoted(name));
            let help = "only Task states call something; a state is given its input in `inputs`";
            reader.fault(place, message).rule(SCENARIO_STATE_UNKNOWN).help(help);
            return None;
        }
        Some(Named { state, place })
    }
}

/// Reads what is expected.
pub fn read(
    reader: &mut Reader<'_>,
    states: &States<'_>,
    node: tree::Value<'_>,
    row: Option<tree::Value<'_>>,
) -> Vec<Expectation> {
    let mut expectations = Vec::new();
    for member in reader.members(node, "an object such as `{ status: SUCCEEDED }`") {
        if let Some(what) = expected(reader, states, &member, row) {
            expectations.push(Expectation { place: member.key.span(), what });
        }
    }
    expectations
}

fn expected(
    reader: &mut Reader<'_>,
    states: &States<'_>,
    member: &Member<'_>,
    row: Option<tree::Value<'_>>,
) -> Option<Expected> {
    let value = member.value;
    let mut pattern = || Pattern::read(reader, value, row);
    Some(match member.name() {
        "status" => Expected::Status(status(reader, value, row)?),
        "output" => Expected::Output(pattern()),
        "output_includes" => Expected::OutputIncludes(pattern()),
        "error" => Expected::Error(text(reader, value, row)?),
        "cause" => Expected::Cause(text(reader, value, row)?),
        "duration" => Expected::Duration(seconds(reader, value, row)?),
        "path" => {
            let list = cell(value, row).unwrap_or(value);
            let names = names(reader, states, list, Allowed::TopLevel);
            Expected::Path(Pattern::read(reader, list, None), names)
        }
        "passes_through" => Expected::PassesThrough(names(
            reader,
            states,
            cell(value, row).unwrap_or(value),
            Allowed::All,
        )),
        "never_enters" => Expected::NeverEnters(names(
            reader,
            states,
            cell(value, row).unwrap_or(value),
            Allowed::All,
        )),
        "inputs" => Expected::Inputs(by_state(reader, states, value, Allowed::All, row)),
        "calls" => Expected::Calls(by_state(reader, states, value, Allowed::Tasks, row)),
        "attempts" => Expected::Attempts(by_state(reader, states, value, Allowed::All, row)),
        "variables" => {
            reader.members(value, "an object with a member for each variable");
            Expected::Variables(Pattern::read(reader, value, row))
        }
        _ => {
            let help = format!("there are {}", name_list(KEYS));
            reader.unknown(member.key, "nothing can be expected of", &KEYS, &help);
            return None;
        }
    })
}

fn status(
    reader: &mut Reader<'_>,
    value: tree::Value<'_>,
    row: Option<tree::Value<'_>>,
) -> Option<Pattern> {
    let pattern = text(reader, value, row)?;
    if let Form::Scalar(Value::String(status)) = &pattern.form
        && !STATUSES.contains(&&**status)
    {
        let meant = did_you_mean(status, STATUSES);
        let help = meant.map_or_else(
            || format!("it is one of {}", name_list(STATUSES)),
            |meant| format!("did you mean `{meant}`?"),
        );
        let message = format!("no execution ends with the status {}", quoted(status));
        reader.fault(pattern.place, message).help(help);
        return None;
    }
    Some(pattern)
}

/// A text, or a matcher.
fn text(
    reader: &mut Reader<'_>,
    value: tree::Value<'_>,
    row: Option<tree::Value<'_>>,
) -> Option<Pattern> {
    let pattern = Pattern::read(reader, value, row);
    let is_text = match &pattern.form {
        Form::Scalar(value) => matches!(value, Value::String(_) | Value::Null),
        Form::Includes(_) | Form::Tests(_) => true,
        Form::Items(_) | Form::Members(_) => false,
    };
    if !is_text {
        reader.fault(pattern.opening, "this must be a text, or a matcher for one");
    }
    is_text.then_some(pattern)
}

/// Seconds, a text such as `1m30s`, or a matcher of seconds.
fn seconds(
    reader: &mut Reader<'_>,
    value: tree::Value<'_>,
    row: Option<tree::Value<'_>>,
) -> Option<Pattern> {
    let mut pattern = Pattern::read(reader, value, row);
    match &pattern.form {
        Form::Scalar(Value::Number(_)) | Form::Tests(_) => return Some(pattern),
        Form::Scalar(Value::String(text)) => {
            if let Some(millis) = duration::parse(text) {
                #[expect(clippy::cast_precision_loss, reason = "2^53 ms are 285 millennia")]
                let seconds = millis as f64 / 1000.0;
                pattern.form = Form::Scalar(seconds.into());
                return Some(pattern);
            }
        }
        _ => {}
    }
    let help = "write seconds, or a text such as `1m30s`";
    reader.fault(pattern.opening, "this is no length of time").help(help);
    None
}

fn names(
    reader: &mut Reader<'_>,
    states: &States<'_>,
    value: tree::Value<'_>,
    allowed: Allowed,
) -> Vec<Named> {
    if value.kind() != Kind::Array {
        reader.wrong_type(value, "a list of states");
    }
    value.items().filter_map(|item| states.named(reader, item, allowed)).collect()
}

fn by_state(
    reader: &mut Reader<'_>,
    states: &States<'_>,
    value: tree::Value<'_>,
    allowed: Allowed,
    row: Option<tree::Value<'_>>,
) -> Vec<(Named, Pattern)> {
    let members = reader.members(value, "an object with a member for each state");
    let read = |member: Member<'_>| {
        let named = states.named(reader, member.key, allowed)?;
        Some((named, Pattern::read(reader, member.value, row)))
    };
    members.into_iter().filter_map(read).collect()
}

impl Pattern {
    /// What is expected of each of several values: a list has one item for each, anything else
    /// is for the first.
    pub fn each(&self) -> Each<'_> {
        match &self.form {
            Form::Items(items) => Each::Of(items),
            _ => Each::First(self),
        }
    }
}

/// See [`Pattern::each`].
#[derive(Debug)]
pub enum Each<'p> {
    /// The first is so.
    First(&'p Pattern),
    /// There are so many, each so.
    Of(&'p [Pattern]),
}

/// The name of a state as an expected value.
pub fn name_value(name: &str) -> Value {
    Value::String(Rc::from(name))
}
