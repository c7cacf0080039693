//! What an execution is given: an input, and what tasks answer, call by call.

use std::collections::BTreeMap;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::analysis::origins::Source;
use crate::analysis::origins::place;
use crate::exec::mocks::least_result;
use crate::model::{StateId, StateKind, StateMachine};
use crate::query::reference_path::Step;
use crate::query::value::{Object, Value};
use crate::scenario::explore::solve::{self, Setting};

/// How often a task is answered before an execution is cut short.
const CALLS_MAX: u64 = 12;

/// How often a task is, where retriers ask for more.
const RETRIES_MAX: u64 = 120;

/// The cause of the error that cuts an execution short: no error of a task is called so.
pub(super) const CUT: &str = "this execution goes on and on";

/// The name of that error, which nobody can catch.
const CUT_ERROR: &str = "States.Runtime";

/// How a call fails.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Fault {
    /// With an error of that name.
    Throw(Rc<str>),
    /// It does not answer in time.
    Timeout,
    /// It gives signs of life, and does not answer in time.
    TimeoutAlive,
}

/// How a call goes that does not go as usual.
#[derive(Clone, Debug)]
enum Answer {
    Return(Value),
    Fault(Fault),
}

/// What an execution is given.
#[derive(Clone, Debug)]
pub(super) struct Script {
    pub(super) input: Value,
    /// What a state's task returns where nothing else is said.
    returns: BTreeMap<u32, Value>,
    /// What a call of it does, counted from 1.
    calls: BTreeMap<(u32, u64), Answer>,
    /// From which call on it fails, how, and how often retriers let it try again.
    failing: BTreeMap<u32, (u64, Fault, u64)>,
    /// How many things were decided.
    pub(super) decisions: usize,
    /// What tasks return at least.
    least: Rc<BTreeMap<u32, Value>>,
}

/// A longer result is not returned for the sake of what nobody reads of it.
const LEAST_MAX: usize = 200;

/// What the tasks of a machine return at least: what the called actions always give, where that
/// is little.
pub(super) fn least_results(machine: &StateMachine<'_>) -> BTreeMap<u32, Value> {
    let tasks = machine.states.iter().zip(0..);
    let tasks = tasks.filter(|(state, _)| matches!(state.kind, StateKind::Task(_)));
    let results = tasks.map(|(state, id)| (id, least_result(state)));
    results.filter(|(_, result)| result.to_string().len() <= LEAST_MAX).collect()
}

impl Script {
    pub(super) fn of(input: Value, least: BTreeMap<u32, Value>) -> Self {
        Self {
            input,
            returns: BTreeMap::new(),
            least: Rc::new(least),
            calls: BTreeMap::new(),
            failing: BTreeMap::new(),
            decisions: 0,
        }
    }

    /// Whether any task fails.
    pub(super) fn has_faults(&self) -> bool {
        let is_fault = |answer: &Answer| matches!(answer, Answer::Fault(_));
        !self.failing.is_empty() || self.calls.values().any(is_fault)
    }

    /// Whether a task fails with an error of that name.
    pub(super) fn throws(&self, error: &str) -> bool {
        let names = |fault: &Fault| match fault {
            Fault::Throw(name) => &**name == error,
            Fault::Timeout | Fault::TimeoutAlive => error == "States.Timeout",
        };
        self.failing.values().any(|(_, fault, _)| names(fault))
            || self
                .calls
                .values()
                .any(|answer| matches!(answer, Answer::Fault(fault) if names(fault)))
    }

    /// One call of a task fails.
    pub(super) fn fail_once(&mut self, StateId(state): StateId, call: u64, fault: Fault) {
        self.calls.insert((state, call), Answer::Fault(fault));
        self.decisions += 1;
    }

    /// All calls of a task fail from this one on.
    pub(super) fn fail_from(
        &mut self,
        StateId(state): StateId,
        call: u64,
        fault: Fault,
        retries: u64,
    ) {
        self.calls.retain(|(other, number), _| *other != state || *number < call);
        self.failing.insert(state, (call, fault, retries));
        self.decisions += 1;
    }

    /// Does what a setting says, where a source leads. Gives whether that was possible.
    pub(super) fn set(&mut self, source: &Source, setting: &Setting) -> bool {
        match source {
            Source::Input(steps) => apply(&mut self.input, steps, setting),
            Source::Returned(StateId(state), call, steps) => {
                let usual = Answer::Return(self.usual(*state));
                let answer = self.calls.entry((*state, *call)).or_insert(usual);
                match answer {
                    Answer::Return(value) => apply(value, steps, setting),
                    Answer::Fault(_) => false,
                }
            }
            Source::Thrown(StateId(state), call) => {
                let Setting::Put(Value::String(name)) = setting else { return false };
                let fault = Fault::Throw(Rc::clone(name));
                match self.failing.get_mut(state) {
                    Some((from, known, _)) if *from <= *call => *known = fault,
                    _ => {
                        self.calls.insert((*state, *call), Answer::Fault(fault));
                    }
                }
                !name.is_empty()
            }
        }
    }

    /// Puts a value wherever a source leads that has none: in all answers of a task.
    pub(super) fn fill(&mut self, source: &Source, new: &Value, replaces: bool) -> bool {
        let fill = |value: &mut Value, steps: &[_]| {
            let is_wanted = match place::get(value, steps) {
                None => true,
                Some(known) => replaces && known != *new,
            };
            if is_wanted {
                place::put(value, steps, new.clone());
            }
            is_wanted
        };
        match source {
            Source::Input(steps) => fill(&mut self.input, steps),
            Source::Thrown(..) => false,
            Source::Returned(StateId(state), _, steps) => {
                let usual = self.usual(*state);
                let usual = self.returns.entry(*state).or_insert(usual);
                let mut has_filled = fill(usual, steps);
                for ((other, _), answer) in &mut self.calls {
                    if let (true, Answer::Return(value)) = (other == state, answer) {
                        has_filled |= fill(value, steps);
                    }
                }
                has_filled
            }
        }
    }

    /// The places that hold a value like this one, which may be what another is computed from.
    pub(super) fn alike(&self, wanted: &Value) -> Vec<Source> {
        let mut found: Vec<_> =
            scalars(&self.input, wanted).into_iter().map(Source::Input).collect();
        for (state, value) in &self.returns {
            let scalars = scalars(value, wanted).into_iter();
            found.extend(scalars.map(|steps| Source::Returned(StateId(*state), 1, steps)));
        }
        found
    }

    /// The mocks for an execution of which nothing is known: as many answers as it may want, and
    /// then an error that ends it.
    pub(super) fn mocks(&self, machine: &StateMachine<'_>) -> Value {
        let mut mocks = Object::default();
        for (state, id) in machine.states.iter().zip(0_u32..) {
            if !matches!(state.kind, StateKind::Task(_)) {
                continue;
            }
            let last = self.calls.range((id, 0)..=(id, u64::MAX)).next_back();
            let last = last.map_or(0, |((_, call), _)| *call);
            let retries = self.failing.get(&id).map_or(0, |(from, _, retries)| from + retries + 1);
            let count = (last + CALLS_MAX).max(retries).min(RETRIES_MAX);
            let answers = (1..=count).map(|call| self.answer(id, call));
            let end = throw(CUT_ERROR, Some(CUT));
            mocks.insert(state.name().into(), answers.chain([end]).collect());
        }
        mocks.into()
    }

    /// The mocks that an execution used which called tasks so often.
    pub(super) fn used(
        &self,
        machine: &StateMachine<'_>,
        calls: &FxHashMap<StateId, u64>,
    ) -> Value {
        let mut mocks = Object::default();
        for (state, id) in machine.states.iter().zip(0_u32..) {
            let Some(count) = calls.get(&StateId(id)) else { continue };
            let answers: Vec<_> = (1..=*count).map(|call| self.answer(id, call)).collect();
            let is_always = answers.iter().all(|answer| *answer == answers[0]);
            let entry = if is_always { answers[0].clone() } else { answers.into_iter().collect() };
            mocks.insert(state.name().into(), entry);
        }
        mocks.into()
    }

    fn answer(&self, state: u32, call: u64) -> Value {
        if let Some((from, fault, _)) = self.failing.get(&state)
            && *from <= call
        {
            return mock_of(fault);
        }
        match self.calls.get(&(state, call)) {
            Some(Answer::Fault(fault)) => mock_of(fault),
            Some(Answer::Return(value)) => object("return", value.clone()),
            None => object("return", self.usual(state)),
        }
    }

    /// What a task returns where nothing else is said.
    fn usual(&self, state: u32) -> Value {
        let usual = self.returns.get(&state).or_else(|| self.least.get(&state));
        usual.cloned().unwrap_or_else(|| Object::default().into())
    }

    /// The members of the input and of what tasks return, each as a way to leave it out, but for
    /// what the called actions always give.
    pub(super) fn smaller(&self) -> Vec<Self> {
        let mut smaller = Vec::new();
        for input in without_each(&self.input, None) {
            smaller.push(Self { input, ..self.clone() });
        }
        for (state, value) in &self.returns {
            for less in without_each(value, self.least.get(state)) {
                let mut script = self.clone();
                script.returns.insert(*state, less);
                smaller.push(script);
            }
        }
        for (call @ (state, _), answer) in &self.calls {
            let mut script = self.clone();
            script.calls.remove(call);
            smaller.push(script);
            if let Answer::Return(value) = answer {
                for less in without_each(value, self.least.get(state)) {
                    let mut script = self.clone();
                    script.calls.insert(*call, Answer::Return(less));
                    smaller.push(script);
                }
            }
        }
        smaller
    }
}

/// The places in a value that hold one of the same type.
fn scalars(value: &Value, wanted: &Value) -> Vec<Vec<Step>> {
    let mut found = Vec::new();
    let mut pending = vec![(Vec::new(), value)];
    while let Some((steps, value)) = pending.pop() {
        let inner = parts(value);
        if inner.is_empty() && value.type_name() == wanted.type_name() {
            found.push(steps.clone());
        }
        pending.extend(inner.into_iter().map(|(step, value)| {
            let mut steps = steps.clone();
            steps.push(step);
            (steps, value)
        }));
    }
    found
}

/// The members or items of a value.
fn parts(value: &Value) -> Vec<(Step, &Value)> {
    match value {
        Value::Object(members) => {
            let members = members.iter();
            members.map(|(name, value)| (Step::Member(Rc::clone(name)), value)).collect()
        }
        Value::Array(items) => (0..).map(Step::Item).zip(items.iter()).collect(),
        _ => Vec::new(),
    }
}

/// The same value without a member, for each that it has at any depth and `kept` has not.
fn without_each(value: &Value, kept: Option<&Value>) -> Vec<Value> {
    let mut places: Vec<Vec<Step>> = Vec::new();
    let mut pending = vec![(Vec::new(), value)];
    while let Some((steps, value)) = pending.pop() {
        for (step, value) in parts(value) {
            let mut steps = steps.clone();
            steps.push(step);
            let is_kept = kept.is_some_and(|kept| place::get(kept, &steps).is_some());
            if matches!(steps.last(), Some(Step::Member(_))) && !is_kept {
                places.push(steps.clone());
            }
            pending.push((steps, value));
        }
    }
    places.sort_by_key(Vec::len);
    let without = |steps: Vec<Step>| {
        let mut value = value.clone();
        place::remove(&mut value, &steps);
        value
    };
    places.into_iter().map(without).collect()
}

fn apply(value: &mut Value, steps: &[Step], setting: &Setting) -> bool {
    match setting {
        Setting::Absent => place::remove(value, steps),
        Setting::Put(new) => place::put(value, steps, new.clone()),
        Setting::Present => {
            if place::get(value, steps).is_none() {
                let name = solve::last_name(steps);
                place::put(value, steps, name.into());
            }
        }
    }
    true
}

fn mock_of(fault: &Fault) -> Value {
    match fault {
        Fault::Throw(name) => throw(name, None),
        Fault::Timeout => object("timeout", true.into()),
        Fault::TimeoutAlive => {
            let members = [("timeout".into(), true.into()), ("heartbeat".into(), 1_i64.into())];
            members.into_iter().collect::<Object>().into()
        }
    }
}

fn throw(error: &str, cause: Option<&str>) -> Value {
    let mut members = Object::default();
    members.insert("error".into(), error.into());
    if let Some(cause) = cause {
        members.insert("cause".into(), cause.into());
    }
    object("throw", members.into())
}

fn object(name: &str, value: Value) -> Value {
    [(name.into(), value)].into_iter().collect::<Object>().into()
}
