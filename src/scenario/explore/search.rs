//! The search: executions are tried breadth first, and those that reach something new lead on.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::{Finding, Severity, quoted};
use crate::exec::history::{Execution, Outcome};
use crate::exec::mocks;
use crate::exec::{self, Children, Failure, Identity, Payload, Request};
use crate::model::{StateId, StateKind, StateMachine};
use crate::query::value::Value;
use crate::scenario::explore::coverage::{self, Goal, Obstacle};
use crate::scenario::explore::expand::{self, Tests, Tried};
use crate::scenario::explore::script::{self, Fault, Script};
use crate::scenario::explore::trace::{Chosen, Trace};
use crate::scenario::explore::{Ending, Exploration, Options, faults};
use crate::syntax::{Format, parse};

/// How many events all executions together may have.
const EVENTS_MAX: usize = 2_000_000;

/// How often an execution is mended.
const MENDED_MAX: usize = 24;

/// How often mending a state may fail before it is not tried any more.
const HOPELESS_MAX: u32 = 3;

/// How often a way out of a Choice state is tried.
const ATTEMPTS_MAX: u32 = 40;

/// How many visits of a state lead on from one execution.
const VISITS_MAX: u32 = 2;

/// How many executions may be spent on making what shows an ending smaller.
const SHRINKING_MAX: usize = 80;

/// What the lack of a value on the way counts as much as.
const BESIDE_THE_POINT: usize = 10_000;

/// A longer path is not told.
const PATH_MAX: usize = 200;

/// When executions start: 2026-01-01T00:00:00Z.
const START_MILLIS: i64 = 1_767_225_600_000;

/// What tells endings apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    status: &'static str,
    error: Option<String>,
    state: Option<StateId>,
}

/// An ending, and the smallest of what shows it.
struct Found {
    key: Key,
    tried: Tried,
    size: usize,
}

/// A search on its way.
pub(super) struct Search<'m, 't> {
    machine: &'m StateMachine<'t>,
    options: &'m Options,
    request: Request,
    runs: usize,
    events: usize,
    reached: FxHashSet<Goal>,
    seen: FxHashSet<String>,
    queue: VecDeque<(Script, Option<Goal>)>,
    tests: Tests,
    attempts: FxHashMap<Goal, u32>,
    obstacles: FxHashMap<Goal, Obstacle>,
    failed: FxHashSet<(StateId, Fault, bool)>,
    hopeless: FxHashMap<StateId, u32>,
    found: Vec<Found>,
}

impl<'m, 't> Search<'m, 't> {
    pub(super) fn new(machine: &'m StateMachine<'t>, options: &'m Options) -> Self {
        let workflow_type = options.workflow_type;
        let request = Request {
            input: Payload::new(Value::Null),
            identity: Identity::of(&options.name, "execution", workflow_type),
            workflow_type,
            start_millis: START_MILLIS,
            seed: 0,
            children: Children::Kept,
        };
        Self {
            machine,
            options,
            request,
            runs: 0,
            events: 0,
            reached: FxHashSet::default(),
            seen: FxHashSet::default(),
            queue: VecDeque::new(),
            tests: Tests::default(),
            attempts: FxHashMap::default(),
            obstacles: FxHashMap::default(),
            failed: FxHashSet::default(),
            hopeless: FxHashMap::default(),
            found: Vec::new(),
        }
    }

    /// Tries what there is to be tried, as long as it may.
    pub(super) fn go(&mut self) {
        let least = script::least_results(self.machine);
        self.queue.push_back((Script::of(self.options.input.clone(), least), None));
        while self.has_time()
            && let Some((script, goal)) = self.queue.pop_front()
        {
            if goal.is_none_or(|goal| !self.reached.contains(&goal)) {
                self.consider(script);
            }
        }
    }

    fn has_time(&self) -> bool {
        self.runs < self.options.runs_max && self.events < EVENTS_MAX
    }

    fn consider(&mut self, script: Script) {
        let is_new = self.seen.insert(self.written(&script));
        let Some(tried) = is_new.then(|| self.attempt(script)).flatten() else { return };
        let tried = self.mended(tried);
        let mut has_new = false;
        for goal in coverage::reached(&tried.execution) {
            has_new |= self.reached.insert(goal);
        }
        if let Some(goal) = self.unmatched(&tried) {
            has_new |= self.reached.insert(goal);
        }
        let key = (!tried.is_cut()).then(|| key_of(&tried));
        let is_new_ending =
            key.as_ref().is_some_and(|key| self.found.iter().all(|found| found.key != *key));
        if has_new || is_new_ending {
            self.expand(&tried);
        }
        if let Some(key) = key {
            self.keep(key, tried);
        }
    }

    /// All that a script says, to know it again.
    fn written(&self, script: &Script) -> String {
        format!("{} {}", script.input, script.mocks(self.machine))
    }

    /// Tries a script.
    fn attempt(&mut self, script: Script) -> Option<Tried> {
        let mocks = script.mocks(self.machine);
        self.runs += 1;
        let execution = self.execute(&script.input, &mocks)?;
        let trace = Trace::of(&execution);
        self.events += trace.events;
        Some(Tried { script, execution, trace })
    }

    /// Executes the machine with mocks as a mock file has them.
    fn execute(&self, input: &Value, mocks: &Value) -> Option<Execution> {
        let text = format!("{{\"mocks\":{mocks}}}");
        let parsed = parse(&text, Format::Json);
        let (mocks, _) = mocks::read(&parsed, self.machine, None);
        let request = Request { input: Payload::new(input.clone()), ..self.request.clone() };
        exec::run(self.machine, &mocks, &request).ok()
    }

    /// The execution with values wherever a state found none, as far as that helps.
    fn mended(&mut self, mut tried: Tried) -> Tried {
        for _ in 0..MENDED_MAX {
            let Some(visit) = tried.trouble(self.machine) else { break };
            if !self.has_time() {
                break;
            }
            let state = tried.trace.visits[visit].state;
            let filled = expand::filled(&tried, self.machine, visit);
            if let Some(next) = filled.and_then(|script| self.attempt(script)) {
                tried = next;
                continue;
            }
            if self.hopeless.get(&state).is_some_and(|times| *times >= HOPELESS_MAX) {
                break;
            }
            let Some(next) = self.varied(&tried, visit) else {
                *self.hopeless.entry(state).or_default() += 1;
                break;
            };
            tried = next;
        }
        tried
    }

    /// The first execution with a value of another kind in which a visit is no longer in trouble.
    fn varied(&mut self, tried: &Tried, visit: usize) -> Option<Tried> {
        for script in expand::varied(tried, self.machine, visit) {
            let Some(next) = self.attempt(script) else { continue };
            let is_better = match next.trouble(self.machine) {
                None => true,
                Some(other) => other > visit,
            };
            let is_same = next.trace.visits.get(visit).map(|visit| visit.state);
            if is_better && is_same == Some(tried.trace.visits[visit].state) {
                return Some(next);
            }
        }
        None
    }

    /// The Choice state that it failed in because no rule matched.
    fn unmatched(&self, tried: &Tried) -> Option<Goal> {
        let state = tried.execution.failed_state?;
        let StateKind::Choice { default: None, .. } = self.machine.state(state).kind else {
            return None;
        };
        let mut visits = tried.trace.visits.iter();
        let is_it = visits.any(|visit| visit.state == state && visit.chosen == Chosen::Default);
        is_it.then_some(Goal::NoMatch(state))
    }

    /// Asks for other ways out of the choices, and for failures of the tasks.
    fn expand(&mut self, tried: &Tried) {
        let mut counts: FxHashMap<StateId, u32> = FxHashMap::default();
        for (place, visit) in tried.trace.visits.iter().enumerate() {
            let count = counts.entry(visit.state).or_default();
            *count += 1;
            if *count > VISITS_MAX {
                continue;
            }
            self.expand_choice(tried, place);
            if let Some(script) = expand::with_item(tried, self.machine, place) {
                self.queue.push_back((script, None));
            }
            if let Some(call) = visit.calls.first() {
                self.expand_task(tried, visit.state, *call);
            }
        }
    }

    fn expand_choice(&mut self, tried: &Tried, place: usize) {
        let id = tried.trace.visits[place].state;
        for goal in coverage::ways(self.machine.state(id), id) {
            let attempts = self.attempts.entry(goal).or_default();
            if self.reached.contains(&goal) || *attempts >= ATTEMPTS_MAX {
                continue;
            }
            match self.tests.towards(goal, tried, self.machine, place) {
                Ok(scripts) => {
                    *attempts += scripts.len() as u32;
                    self.obstacles.remove(&goal);
                    self.queue.extend(scripts.into_iter().map(|script| (script, Some(goal))));
                }
                Err(obstacle) if *attempts == 0 => {
                    self.obstacles.insert(goal, obstacle);
                }
                Err(_) => {}
            }
        }
    }

    fn expand_task(&mut self, tried: &Tried, id: StateId, call: u64) {
        let state = self.machine.state(id);
        for (fault, attempts) in faults::of_task(self.machine, state) {
            if self.failed.insert((id, fault.clone(), false)) {
                let mut script = tried.script.clone();
                script.fail_once(id, call, fault.clone());
                self.queue.push_back((script, None));
            }
            if let Some(attempts) = attempts.filter(|attempts| *attempts > 0)
                && self.failed.insert((id, fault.clone(), true))
            {
                let mut script = tried.script.clone();
                script.fail_from(id, call, fault, attempts);
                self.queue.push_back((script, None));
            }
        }
    }

    /// Keeps an execution if nothing smaller shows how it ended.
    fn keep(&mut self, key: Key, tried: Tried) {
        let size = self.size(&tried);
        match self.found.iter_mut().find(|found| found.key == key) {
            Some(found) if found.size <= size => {}
            Some(found) => (found.tried, found.size) = (tried, size),
            None => self.found.push(Found { key, tried, size }),
        }
    }

    /// How much there is to read in what shows an ending.
    fn size(&self, tried: &Tried) -> usize {
        let mocks = tried.script.used(self.machine, &tried.trace.calls);
        let size = tried.script.input.to_string().len() + mocks.to_string().len();
        // An ending by way of a state that lacked something shows least what it is about.
        let is_beside_the_point = tried.trouble(self.machine).is_some();
        size + 8 * tried.trace.path.len() + if is_beside_the_point { BESIDE_THE_POINT } else { 0 }
    }

    /// Leaves out of the input and the results what does not matter for an ending.
    fn shrunk(&self, found: Found) -> Found {
        let Found { key, mut tried, .. } = found;
        let mut left = SHRINKING_MAX;
        'smaller: loop {
            let size = self.size(&tried);
            for script in tried.script.smaller() {
                if left == 0 {
                    break 'smaller;
                }
                left -= 1;
                let mocks = script.mocks(self.machine);
                let Some(execution) = self.execute(&script.input, &mocks) else { continue };
                let trace = Trace::of(&execution);
                let next = Tried { script, execution, trace };
                let is_same = key_of(&next) == key
                    && next.trace.path == tried.trace.path
                    && next.trouble(self.machine) == tried.trouble(self.machine)
                    && next.execution.failed_at == tried.execution.failed_at;
                if is_same && !next.is_cut() && self.size(&next) < size {
                    tried = next;
                    continue 'smaller;
                }
            }
            break;
        }
        Found { size: 0, key, tried }
    }

    /// The ending as it is told, if the mocks that are told show it.
    fn ending(&self, found: &Found) -> Option<Ending> {
        let Found { key, tried, .. } = found;
        let mocks = tried.script.used(self.machine, &tried.trace.calls);
        let execution = self.execute(&tried.script.input, &mocks)?;
        let trace = Trace::of(&execution);
        let again = Tried { script: tried.script.clone(), execution, trace };
        if key_of(&again) != *key || again.trace.path != tried.trace.path {
            return None;
        }
        let execution = &again.execution;
        let (status, failure) = told(&execution.outcome);
        let is_fail = key
            .state
            .is_some_and(|state| matches!(self.machine.state(state).kind, StateKind::Fail));
        let is_thrown = key.error.as_deref().is_some_and(|error| tried.script.throws(error));
        let is_own = expand::OWN_ERRORS.contains(&failure.name());
        let is_own = is_own && !is_thrown && (!is_fail || execution.failed_at.is_some());
        let trouble = again.trouble(self.machine);
        let may_be_mended =
            trouble.is_some_and(|visit| expand::may_be_mended(&again, self.machine, visit));
        let mut path = again.trace.path_names(self.machine);
        if path.len() > PATH_MAX {
            path.clear();
        }
        Some(Ending {
            name: self.name(key),
            status,
            state: key.state,
            place: execution.failed_at,
            path,
            input: tried.script.input.clone(),
            mocks,
            is_own_fault: is_own && !may_be_mended,
            may_be_mended: is_own && may_be_mended,
            has_faults: tried.script.has_faults(),
            failure,
        })
    }

    fn name(&self, key: &Key) -> String {
        let state = key.state.map_or("the start", |state| self.machine.state(state).name());
        match (key.status, &key.error) {
            ("SUCCEEDED", _) => format!("succeeds at {state}"),
            ("FAILED", Some(error)) => format!("fails at {state} with {error}"),
            ("FAILED", None) => format!("fails at {state}"),
            _ => format!("times out at {state}"),
        }
    }

    /// All that was found out.
    pub(super) fn finish(mut self) -> Exploration {
        let is_exhausted = self.queue.is_empty();
        let found = std::mem::take(&mut self.found);
        let found: Vec<_> = found.into_iter().map(|found| self.shrunk(found)).collect();
        let mut endings: Vec<_> = found.iter().filter_map(|found| self.ending(found)).collect();
        let rank = |ending: &Ending| (ending.status != "SUCCEEDED", ending.status == "TIMED_OUT");
        endings.sort_by_key(|ending| (rank(ending), ending.has_faults));
        let failures = endings.iter().filter(|ending| ending.is_own_fault);
        let failures = failures.map(|ending| self.failure(ending)).collect();
        let goals = coverage::goals(self.machine);
        let count = |is_meant| coverage::count(&goals, &self.reached, is_meant);
        let mut exploration = Exploration {
            failures,
            endings,
            unreachable: Vec::new(),
            not_reached: Vec::new(),
            undecided: Vec::new(),
            runs: self.runs,
            is_exhausted,
            states: count(|goal| matches!(goal, Goal::Entered(_))),
            ways: count(|goal| matches!(goal, Goal::Way(..))),
            retriers: count(|goal| matches!(goal, Goal::Retrier(..))),
            catchers: count(|goal| matches!(goal, Goal::Catcher(..))),
        };
        let unmended = exploration.endings.iter().filter(|ending| ending.may_be_mended);
        let unmended: Vec<_> = unmended.map(|ending| self.unmended(ending)).collect();
        exploration.undecided.extend(unmended);
        self.tell_the_rest(&goals, &mut exploration);
        exploration
    }

    /// Sorts what was not reached by what is known about it.
    fn tell_the_rest(&mut self, goals: &[Goal], exploration: &mut Exploration) {
        let proofs = coverage::proofs(self.machine);
        for goal in goals {
            if self.reached.contains(goal) {
                continue;
            }
            if let Some(why) = proofs.get(goal) {
                if *why != "its state is never entered" {
                    let told = coverage::finding(
                        self.machine,
                        *goal,
                        "unreachable",
                        Severity::Warning,
                        why,
                    );
                    exploration.unreachable.push(told);
                }
                continue;
            }
            let is_hard = self.tests.is_hard(*goal, self.machine);
            let obstacle = self.obstacles.get(goal).copied();
            let obstacle = coverage::reads_items(self.machine, *goal).or(obstacle);
            let obstacle = obstacle.or(is_hard.then_some(Obstacle::Condition));
            let why = match obstacle {
                Some(Obstacle::Condition) => "its condition could not be solved",
                Some(Obstacle::Source) => {
                    "what decides comes neither from the input nor from a task"
                }
                Some(Obstacle::Items) => "its items are read from S3, and no objects are made up",
                Some(Obstacle::Unsatisfied) => "no values were found that make it so",
                None => {
                    // That no rule matches is something to know, and nothing to be missed.
                    if !matches!(goal, Goal::NoMatch(_)) {
                        let why = format!("not reached within {} executions", self.runs);
                        exploration.not_reached.push(coverage::finding(
                            self.machine,
                            *goal,
                            "not-reached",
                            Severity::Info,
                            &why,
                        ));
                    }
                    continue;
                }
            };
            let told = coverage::finding(self.machine, *goal, "undecided", Severity::Info, why);
            exploration.undecided.push(told);
        }
    }

    /// That a state failed, and other values might have helped.
    fn unmended(&self, ending: &Ending) -> Finding {
        let told = self.failure(ending);
        let span = told.span;
        let finding = Finding { rule: "undecided", severity: Severity::Info, ..told };
        finding.label(span, "no values were found with which it does its work")
    }

    fn failure(&self, ending: &Ending) -> Finding {
        let state = ending.state.map(|state| self.machine.state(state));
        let key = state.map_or_else(|| self.machine.root.opening(), |state| state.key.span());
        let span = ending.place.unwrap_or(key);
        let name = quoted(state.map_or("", |state| state.name()));
        let error = quoted(ending.failure.name()).into_owned();
        let message = match &ending.failure.cause {
            Some(cause) => format!("state {name} fails with {error}: {cause}"),
            None => format!("state {name} fails with {error}"),
        };
        let severity = if ending.has_faults { Severity::Warning } else { Severity::Error };
        let finding = Finding { rule: "fails-by-itself", severity, ..Finding::new(span, message) };
        finding.help(format!("the scenario {} shows it", quoted(&ending.name)))
    }
}

/// What tells the ending of an execution from others.
fn key_of(tried: &Tried) -> Key {
    let execution = &tried.execution;
    let (status, failure) = told(&execution.outcome);
    let state = match execution.outcome {
        Outcome::Failed(_) => execution.failed_state.or(tried.trace.path.last().copied()),
        Outcome::Succeeded(_) | Outcome::TimedOut => tried.trace.path.last().copied(),
    };
    Key { status, error: failure.error.as_deref().map(str::to_owned), state }
}

/// How an execution ended, in the words of AWS.
fn told(outcome: &Outcome) -> (&'static str, Failure) {
    match outcome {
        Outcome::Succeeded(_) => ("SUCCEEDED", Failure::default()),
        Outcome::Failed(failure) => ("FAILED", failure.clone()),
        Outcome::TimedOut => ("TIMED_OUT", Failure::default()),
    }
}
