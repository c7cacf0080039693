//! What is tried next after an execution: other ways out of its choices, failures of its tasks,
//! and values where a state found none.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::analysis::origins::place::{self, Place, Root, Shape};
use crate::analysis::origins::reads;
use crate::analysis::origins::{Origins, Source, Spot, Visits as _};
use crate::exec::history::{Execution, Outcome};
use crate::exec::mocks::part_of_result;
use crate::model::{State, StateId, StateKind, StateMachine};
use crate::query::value::Value;
use crate::scenario::explore::condition::{self, Test};
use crate::scenario::explore::coverage::{Goal, Obstacle};
use crate::scenario::explore::script::{CUT, Script};
use crate::scenario::explore::solve::{self, Setting, Settings};
use crate::scenario::explore::trace::{Chosen, Trace};
use crate::schema::QueryLanguage;

/// How many of the places that a state reads are tried with values of other kinds.
const REPAIRED_MAX: usize = 6;

/// How many sources of a value are tried.
const SOURCES_MAX: usize = 3;

/// How many places are tried that may have to do with a value that is computed.
const ALIKE_MAX: usize = 8;

/// The errors that a state makes itself.
pub(super) const OWN_ERRORS: [&str; 6] = [
    "States.IntrinsicFailure",
    "States.NoChoiceMatched",
    "States.ParameterPathFailure",
    "States.QueryEvaluationError",
    "States.ResultPathMatchFailure",
    "States.Runtime",
];

/// An execution that was tried.
pub(super) struct Tried {
    pub(super) script: Script,
    pub(super) execution: Execution,
    pub(super) trace: Trace,
}

impl Tried {
    /// Whether it was cut short, so that its ending means nothing.
    pub(super) fn is_cut(&self) -> bool {
        let is_cut = |outcome: &Outcome| match outcome {
            Outcome::Failed(failure) => failure.cause.as_deref() == Some(CUT),
            _ => false,
        };
        let children = self.execution.children.iter();
        is_cut(&self.execution.outcome) || children.map(|child| &child.outcome).any(is_cut)
    }

    /// The first visit that failed by its own fault, other than by lack of a choice.
    pub(super) fn trouble(&self, machine: &StateMachine<'_>) -> Option<usize> {
        let is_own = |error: &str| OWN_ERRORS.contains(&error) && !self.script.throws(error);
        let failed = match &self.execution.outcome {
            Outcome::Failed(failure) if is_own(failure.name()) && !self.is_cut() => {
                self.execution.failed_state
            }
            _ => None,
        };
        let holders = self.trace.visits.iter().filter(|visit| !visit.is_done);
        let holders: FxHashSet<_> = holders.filter_map(|visit| Some(visit.fork?.0)).collect();
        let mut visits = self.trace.visits.iter().enumerate();
        let found = visits.find(|(place, visit)| {
            let is_fail = matches!(machine.state(visit.state).kind, StateKind::Fail);
            let lacks_way = visit.chosen == Chosen::Default;
            let is_fatal = failed == Some(visit.state) && !visit.is_done && visit.error.is_none();
            let has_failed = visit.error.as_deref().is_some_and(is_own) && !is_fail;
            // What failed in a branch is no fault of the state that holds it.
            !lacks_way && !holders.contains(place) && (is_fatal || has_failed)
        });
        found.map(|(place, _)| place)
    }
}

/// The script with values where a visit found none.
pub(super) fn filled(tried: &Tried, machine: &StateMachine<'_>, visit: usize) -> Option<Script> {
    let origins = Origins { machine, visits: &tried.trace };
    let mut script = tried.script.clone();
    let mut has_filled = false;
    for (spot, read) in reads::of_visit(&origins, state_of(tried, machine, visit), visit) {
        let name = solve::name_of(&read.place);
        let sources = origins.sources(spot).into_iter();
        for source in sources.take(SOURCES_MAX) {
            let value = match &source {
                Source::Returned(state, _, steps) => {
                    part_of_result(machine.state(*state), steps, read.shape, name)
                }
                _ => read.shape.value(name),
            };
            if script.fill(&source, &value, false) {
                has_filled = true;
                break;
            }
        }
    }
    has_filled.then_some(script)
}

/// The scripts with a value of another kind in one of the places that a visit read.
pub(super) fn varied(tried: &Tried, machine: &StateMachine<'_>, visit: usize) -> Vec<Script> {
    let origins = Origins { machine, visits: &tried.trace };
    let reads = reads::of_visit(&origins, state_of(tried, machine, visit), visit);
    let shapes =
        [Shape::Number, Shape::Array, Shape::Object, Shape::Any, Shape::Timestamp, Shape::Json];
    let mut scripts = Vec::new();
    for (spot, read) in reads.into_iter().take(REPAIRED_MAX) {
        let Some(source) = origins.sources(spot).into_iter().next() else { continue };
        let name = solve::name_of(&read.place);
        let values = shapes.iter().map(|shape| shape.value(name));
        let objects = [Value::from(vec![Value::Object(std::rc::Rc::default())]), true.into()];
        for value in values.chain(objects) {
            let mut script = tried.script.clone();
            if script.fill(&source, &value, true) {
                scripts.push(script);
            }
        }
    }
    scripts
}

fn state_of<'m, 't>(tried: &Tried, machine: &'m StateMachine<'t>, visit: usize) -> &'m State<'t> {
    machine.state(tried.trace.visits[visit].state)
}

/// The tests of Choice states, made when they are first wanted.
#[derive(Default)]
pub(super) struct Tests(FxHashMap<StateId, Vec<Test>>);

impl Tests {
    fn of(&mut self, machine: &StateMachine<'_>, state: StateId) -> &[Test] {
        self.0.entry(state).or_insert_with(|| condition::of_state(machine.state(state)))
    }

    /// The scripts that may make a visit of a Choice state go a certain way, or why there is
    /// none.
    pub(super) fn towards(
        &mut self,
        goal: Goal,
        tried: &Tried,
        machine: &StateMachine<'_>,
        visit: usize,
    ) -> Result<Vec<Script>, Obstacle> {
        let (Goal::Way(state, _) | Goal::NoMatch(state)) = goal else { return Ok(Vec::new()) };
        let tests = self.of(machine, state);
        let wanted = match goal {
            Goal::Way(_, Some(rule)) => rule,
            _ => tests.len(),
        };
        let goals = tests.iter().take(wanted + 1).enumerate();
        let goals: Vec<_> = goals.map(|(place, test)| (test, place == wanted)).collect();
        let solutions = solve::solve(&goals);
        if solutions.is_empty() {
            let is_hard = goals.iter().any(|(test, _)| is_unknown(test));
            return Err(if is_hard { Obstacle::Condition } else { Obstacle::Unsatisfied });
        }
        if solutions.iter().all(Vec::is_empty) {
            return Err(Obstacle::Condition);
        }
        let mut scripts = Vec::new();
        for settings in &solutions {
            scripts.extend(apply(settings, tried, machine, visit));
        }
        if scripts.is_empty() { Err(Obstacle::Source) } else { Ok(scripts) }
    }

    /// Whether the condition that decides about a way cannot be read.
    pub(super) fn is_hard(&mut self, goal: Goal, machine: &StateMachine<'_>) -> bool {
        match goal {
            Goal::Way(state, Some(rule)) => {
                self.of(machine, state).get(rule).is_some_and(is_unknown)
            }
            Goal::Way(state, None) | Goal::NoMatch(state) => {
                self.of(machine, state).iter().any(is_unknown)
            }
            _ => false,
        }
    }
}

/// Whether a part of a test is too hard.
fn is_unknown(test: &Test) -> bool {
    let mut pending = vec![test];
    while let Some(test) = pending.pop() {
        match test {
            Test::Unknown => return true,
            Test::All(inner) | Test::Any(inner) => pending.extend(inner),
            Test::Not(inner) => pending.push(inner),
            Test::Constant(_) | Test::At(..) => {}
        }
    }
    false
}

/// The scripts in which the settings are made, wherever the values may come from.
fn apply(
    settings: &Settings,
    tried: &Tried,
    machine: &StateMachine<'_>,
    visit: usize,
) -> Vec<Script> {
    let origins = Origins { machine, visits: &tried.trace };
    let mut settings: Vec<_> = settings.iter().collect();
    settings.sort_by_key(|(place, _)| place.steps.len());
    let mut sources: Vec<(Vec<Source>, &Setting)> = Vec::new();
    for (place, setting) in settings {
        if is_so_already(tried, machine, visit, place, setting) {
            continue;
        }
        let input = match state_of(tried, machine, visit).query_language {
            QueryLanguage::JsonPath => Spot::Selected,
            QueryLanguage::Jsonata => Spot::Raw,
        };
        let spot = origins.spot(visit, place.clone(), input);
        let mut found = spot.map(|spot| origins.sources(spot)).unwrap_or_default();
        found.truncate(SOURCES_MAX);
        if let (true, Setting::Put(value)) = (found.is_empty(), setting) {
            found = tried.script.alike(value);
            found.truncate(ALIKE_MAX);
        }
        if found.is_empty() {
            return Vec::new();
        }
        sources.push((found, setting));
    }
    let count = sources.iter().map(|(found, _)| found.len()).max().unwrap_or(0);
    let mut scripts = Vec::new();
    for turn in 0..count {
        let mut script = tried.script.clone();
        script.decisions += 1;
        let set = sources
            .iter()
            .all(|(found, setting)| script.set(&found[turn.min(found.len() - 1)], setting));
        if set {
            scripts.push(script);
        }
    }
    scripts
}

/// Whether other values might mend a visit that failed: all that it reads and lacks, or at least
/// something where it lacks nothing, comes from the input or from a task.
pub(super) fn may_be_mended(tried: &Tried, machine: &StateMachine<'_>, visit: usize) -> bool {
    let origins = Origins { machine, visits: &tried.trace };
    let state = state_of(tried, machine, visit);
    let is_there = |spot: &Spot| match spot {
        Spot::Raw(_, steps) => place::get(&tried.trace.visits[visit].input, steps).is_some(),
        Spot::Selected(_, steps) if state.input_path.is_none() => {
            place::get(&tried.trace.visits[visit].input, steps).is_some()
        }
        Spot::Variable(_, name, _) => {
            tried.trace.visits.iter().any(|visit| visit.assigned.contains(name))
        }
        _ => false,
    };
    let mut has_source = false;
    for (spot, _) in reads::of_visit(&origins, state, visit) {
        let lacks = !is_there(&spot);
        let is_settable =
            origins.sources(spot).iter().any(|source| !matches!(source, Source::Thrown(..)));
        has_source |= is_settable;
        if lacks && !is_settable {
            return false;
        }
    }
    has_source
}

/// The script in which a Map state that had no items has one.
pub(super) fn with_item(tried: &Tried, machine: &StateMachine<'_>, visit: usize) -> Option<Script> {
    let StateKind::Map(map) = &state_of(tried, machine, visit).kind else { return None };
    let is_empty = tried.trace.visits[visit].is_done && tried.trace.last_of(visit, 0).is_none();
    if !is_empty || map.item_reader.is_some() {
        return None;
    }
    let origins = Origins { machine, visits: &tried.trace };
    let source = origins.sources(Spot::Item(visit, 0, Vec::new())).into_iter().next()?;
    let mut script = tried.script.clone();
    script.decisions += 1;
    script.set(&source, &Setting::Put("item".into())).then_some(script)
}

/// Whether a visit finds what a setting wants.
fn is_so_already(
    tried: &Tried,
    machine: &StateMachine<'_>,
    visit: usize,
    place: &Place,
    setting: &Setting,
) -> bool {
    if place.root != Root::Input || state_of(tried, machine, visit).input_path.is_some() {
        return false;
    }
    let found = place::get(&tried.trace.visits[visit].input, &place.steps);
    match setting {
        Setting::Absent => found.is_none(),
        Setting::Present => found.is_some(),
        Setting::Put(value) => found.as_ref() == Some(value),
    }
}
