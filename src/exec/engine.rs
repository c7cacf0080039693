//! The event loop: takes what is due, lets a strand do it, and writes down what happens.

use std::cell::RefCell;
use std::rc::Rc;

use slotmap::SlotMap;

use crate::exec::blame;
use crate::exec::clock::Agenda;
use crate::exec::dataset::Objects;
use crate::exec::history::{self, Child, Execution, Outcome, Record, Visits, What};
use crate::exec::identity::object;
use crate::exec::mocks::{Answers, Mocks};
use crate::exec::plan::{Kind, Plan};
use crate::exec::sight::Sight;
use crate::exec::strand::{
    Action, Fork, ForkKey, Origin, Run, RunKey, Strand, StrandKey, Task, Visit,
};
use crate::exec::{Failure, Identity, Payload};
use crate::model::{ScopeId, StateId, StateMachine, WorkflowType};
use crate::query::expression::RUNTIME;
use crate::query::random::Random;
use crate::query::timestamp;
use crate::query::value::{Object, Value};
use crate::syntax::tree;

/// The most events that the history of a Standard workflow may have (quotas of Step Functions).
pub(super) const STANDARD_EVENTS_MAX: u64 = 25_000;

/// The most events of an Express workflow. AWS has no such limit, but it has five minutes, and
/// no machine gets so far in that time: one that goes on for ever takes no time here.
const EXPRESS_EVENTS_MAX: u64 = 1_000_000;

/// How long an execution may take: a year, or five minutes (quotas of Step Functions).
const STANDARD_MILLIS_MAX: i64 = 365 * 86_400_000;
const EXPRESS_MILLIS_MAX: i64 = 300_000;

/// What an execution is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// The input.
    pub input: Payload,
    /// The names and ARNs.
    pub identity: Identity,
    /// How the machine is deployed.
    pub workflow_type: WorkflowType,
    /// When it starts, in milliseconds since 1970-01-01T00:00:00Z.
    pub start_millis: i64,
    /// Where chance begins.
    pub seed: i64,
    /// What becomes of the histories of children.
    pub children: Children,
}

/// What becomes of the histories of the executions that Distributed Maps start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Children {
    /// They are forgotten: there may be millions.
    #[default]
    Forgotten,
    /// They are kept.
    Kept,
}

/// Why an execution cannot go on: no fault of the definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The state whose task has no mock.
    pub state: StateId,
    /// Which call of it found none: from 1.
    pub call: u64,
    /// The index of the iteration that it is in, if any.
    pub index: Option<u64>,
    /// What it was called with.
    pub arguments: String,
}

/// Executes a machine.
pub fn run(
    machine: &StateMachine<'_>,
    mocks: &Mocks,
    request: &Request,
) -> Result<Execution, Stop> {
    let mut engine = Engine::new(machine, mocks, request);
    engine.begin(request);
    while engine.outcome.is_none() {
        let Some(task) = engine.agenda.next() else { break };
        engine.take(task);
        engine.end_exhausted();
        if let Some(stop) = engine.stop.take() {
            return Err(stop);
        }
    }
    Ok(engine.finish(request))
}

/// An execution on its way.
pub(super) struct Engine<'m, 't> {
    pub(super) machine: &'m StateMachine<'t>,
    plans: Vec<Option<Rc<Plan>>>,
    /// Whether any expression may ask for the context object.
    reads_context: bool,
    pub(super) agenda: Agenda<Task>,
    pub(super) strands: SlotMap<StrandKey, Strand>,
    pub(super) forks: SlotMap<ForkKey, Fork>,
    pub(super) runs: SlotMap<RunKey, Run>,
    pub(super) mocks: &'m Mocks,
    /// What is stored in S3, once anybody asks.
    pub(super) objects: Option<Objects>,
    pub(super) answers: Answers<'m>,
    pub(super) random: RefCell<Random>,
    pub(super) visits: Vec<Visits>,
    keep: Children,
    children: Vec<Child>,
    top: RunKey,
    outcome: Option<Outcome>,
    /// Where the failure began that the execution ended with.
    pub(super) origin: Option<Origin>,
    /// Executions that have had all the events that they may have.
    pub(super) exhausted: Vec<RunKey>,
    pub(super) stop: Option<Stop>,
    /// How often each state's task has been called.
    pub(super) calls: Vec<u64>,
    /// The bytes of payloads that the history keeps.
    pub(super) history_bytes: usize,
}

impl<'m, 't> Engine<'m, 't> {
    fn new(machine: &'m StateMachine<'t>, mocks: &'m Mocks, request: &Request) -> Self {
        let text = machine.root.tree().text();
        let reads_context = text.contains("$$") || text.contains("$states") || text.contains("\\u");
        Self {
            machine,
            plans: vec![None; machine.states.len()],
            reads_context,
            agenda: Agenda::new(request.start_millis),
            strands: SlotMap::with_key(),
            forks: SlotMap::with_key(),
            runs: SlotMap::with_key(),
            mocks,
            objects: None,
            answers: mocks.answers(),
            random: RefCell::new(Random::new(request.seed)),
            visits: vec![Visits::default(); machine.states.len()],
            keep: request.children,
            children: Vec::new(),
            top: RunKey::default(),
            outcome: None,
            origin: None,
            exhausted: Vec::new(),
            stop: None,
            calls: vec![0; machine.states.len()],
            history_bytes: 0,
        }
    }

    /// Starts the execution that was asked for.
    fn begin(&mut self, request: &Request) {
        let Request { identity, workflow_type, .. } = request;
        let is_express = *workflow_type == WorkflowType::Express;
        let input = request.input.clone();
        self.start_run(identity.clone(), is_express, input, None);
        let limit = if is_express { EXPRESS_MILLIS_MAX } else { STANDARD_MILLIS_MAX };
        let own = self.machine.root.get("TimeoutSeconds").and_then(tree::Value::as_i64);
        let own = own.map_or(limit, |seconds| seconds.saturating_mul(1000));
        // A budget of nothing is used up when the first event has been written.
        self.agenda.add(own.min(limit).max(1), Task::Deadline(self.top));
    }

    /// Starts an execution: the one that was asked for, or a child.
    pub(super) fn start_run(
        &mut self,
        identity: Identity,
        is_express: bool,
        input: Payload,
        parent: Option<(ForkKey, u64, ScopeId)>,
    ) -> RunKey {
        let role_arn = Rc::clone(&identity.role_arn);
        let context = identity.context(&input, self.agenda.now_millis());
        let run = self.runs.insert(Run {
            count: 0,
            record: (parent.is_none() || self.keep == Children::Kept).then(Record::default),
            events_max: if is_express { EXPRESS_EVENTS_MAX } else { STANDARD_EVENTS_MAX },
            is_express,
            identity,
            context,
            parent: parent.map(|(fork, place, _)| (fork, place)),
            strand: StrandKey::default(),
        });
        if parent.is_none() {
            self.top = run;
        }
        let line = self.line(run, history::Strand::default());
        self.record(run, line, 0, What::ExecutionStarted { input: input.clone(), role_arn });
        let strand = self.strands.insert(Strand {
            run,
            line,
            scope: parent.map_or(ScopeId(0), |(_, _, scope)| scope),
            variables: Rc::default(),
            last: 0,
            fork: None,
            map_context: None,
            iteration: parent.map(|(_, place, _)| place),
            visit: None,
        });
        self.runs[run].strand = strand;
        self.start_strand(strand, input);
        run
    }

    /// Lets a strand enter the first state of its scope.
    pub(super) fn start_strand(&mut self, key: StrandKey, input: Payload) {
        let scope = self.machine.scope(self.strands[key].scope);
        let name = scope.start_at.map(tree::Value::text).unwrap_or_default();
        if let Some(state) = scope.state_named(name) {
            self.later(key, 0, Action::Enter(state, input));
        } else {
            let cause = format!("StartAt names no state: {name}");
            self.fail_run(key, Failure::new(RUNTIME, cause));
        }
    }

    /// Asks for a strand to go on, so many milliseconds from now.
    pub(super) fn later(&mut self, key: StrandKey, delay_millis: i64, action: Action) {
        self.agenda.add(delay_millis, Task::Strand(key, action));
    }

    /// Does what is due. What strands were to do that are no longer there is done with.
    fn take(&mut self, task: Task) {
        match task {
            Task::Strand(key, action) if self.strands.contains_key(key) => self.act(key, action),
            Task::Deadline(run) if self.runs.contains_key(run) => {
                self.record(run, 0, 0, What::ExecutionTimedOut);
                self.end_run(run, Outcome::TimedOut);
            }
            Task::Strand(..) | Task::Deadline(_) => {}
        }
    }

    fn act(&mut self, key: StrandKey, action: Action) {
        let result = match action {
            Action::Enter(state, input) => {
                self.enter(key, state, input);
                self.work(key)
            }
            Action::Retry => self.work(key),
            Action::Start => {
                self.start_task(key);
                Ok(())
            }
            Action::Submit(output, delay_millis, ending) => {
                self.submit_task(key, output);
                self.later(key, delay_millis, Action::End(ending));
                Ok(())
            }
            Action::End(ending) => self.end_task(key, ending),
            Action::EndWhole(result) => self.end_whole(key, result),
            Action::Wake(payload) => self.complete(key, payload),
            Action::Handle(failure, missed) => {
                self.handle(key, failure, missed);
                Ok(())
            }
        };
        if let Err(trouble) = result {
            self.trouble(key, trouble);
        }
    }

    /// Enters a state.
    fn enter(&mut self, key: StrandKey, state: StateId, input: Payload) {
        let plan = self.plan(state);
        let trigger = self.strands[key].last;
        let entered = self.log(key, What::StateEntered { state, input: input.clone() });
        self.visit_counts(state, &plan).entered += 1;
        let used = vec![0; plan.retriers.len()];
        let entered_millis = self.agenda.now_millis();
        self.strands[key].visit = Some(Box::new(Visit {
            state,
            plan,
            input,
            entered,
            trigger,
            entered_millis,
            used,
            retry_count: 0,
            token: None,
            origin: None,
            fork: None,
            call: None,
        }));
    }

    /// The plan of a state, made when it is first wanted.
    fn plan(&mut self, state: StateId) -> Rc<Plan> {
        let StateId(index) = state;
        let machine = self.machine;
        let plan =
            self.plans[index as usize].get_or_insert_with(|| Rc::new(Plan::new(machine, state)));
        Rc::clone(plan)
    }

    /// What has become of a state, to be counted on.
    pub(super) fn visit_counts(&mut self, StateId(index): StateId, plan: &Plan) -> &mut Visits {
        let visits = &mut self.visits[index as usize];
        if visits.entered == 0 {
            visits.retriers.resize(plan.retriers.len(), 0);
            visits.catchers.resize(plan.catchers.len(), 0);
            if let Kind::Choice { rules, .. } = &plan.kind {
                visits.rules.resize(rules.len(), (0, 0));
            }
        }
        visits
    }

    /// The state that a strand is in.
    pub(super) fn visit(&self, key: StrandKey) -> &Visit {
        let visit = self.strands[key].visit.as_deref();
        visit.unwrap_or_else(|| unreachable!("only a strand in a state has something to do"))
    }

    /// The same, to change it.
    pub(super) fn visit_mut(&mut self, key: StrandKey) -> &mut Visit {
        let visit = self.strands[key].visit.as_deref_mut();
        visit.unwrap_or_else(|| unreachable!("only a strand in a state has something to do"))
    }

    /// The name of the state that a strand is in.
    pub(super) fn state_name(&self, key: StrandKey) -> &'t str {
        self.machine.state(self.visit(key).state).name()
    }

    /// What the expressions of the state see that a strand is in.
    pub(super) fn sight(&self, key: StrandKey) -> Sight<'_> {
        let strand = &self.strands[key];
        let visit = self.visit(key);
        let context = if self.reads_context { self.context(strand, visit) } else { Value::Null };
        Sight {
            input: visit.input.value.clone(),
            result: None,
            error_output: None,
            context,
            variables: Rc::clone(&strand.variables),
            now_millis: self.agenda.now_millis(),
            random: &self.random,
        }
    }

    /// The context object.
    fn context(&self, strand: &Strand, visit: &Visit) -> Value {
        let mut context = self.runs[strand.run].context.clone();
        let mut state = Object::default();
        let name = self.machine.state(visit.state).name();
        state.insert("Name".into(), name.into());
        state.insert("EnteredTime".into(), timestamp::text(visit.entered_millis).into());
        if matches!(visit.plan.kind, Kind::Task(_) | Kind::Parallel { .. } | Kind::Map(_)) {
            state.insert("RetryCount".into(), visit.retry_count.cast_signed().into());
        }
        context.insert("State".into(), state.into());
        if let Some(token) = &visit.token {
            context.insert("Task".into(), object([("Token", Value::String(Rc::clone(token)))]));
        }
        if let Some(map) = &strand.map_context {
            context.insert("Map".into(), map.clone());
        }
        context.into()
    }

    /// Ends an execution: nothing of it goes on.
    pub(super) fn end_run(&mut self, key: RunKey, outcome: Outcome) {
        if key == self.top {
            self.outcome = Some(outcome);
            return;
        }
        let Some(run) = self.runs.remove(key) else { return };
        self.drop_strand(run.strand);
        if let Some(place) = run.parent {
            if let (Some(record), Some(fork)) = (run.record, self.forks.get(place.0)) {
                let outcome = outcome.clone();
                self.children.push(Child { state: fork.state, index: place.1, outcome, record });
            }
            self.end_child(place, key, outcome, &run.identity);
        }
    }

    fn finish(mut self, request: &Request) -> Execution {
        let run = self.runs.remove(self.top);
        Execution {
            outcome: self.outcome.unwrap_or(Outcome::TimedOut),
            record: run.and_then(|run| run.record).unwrap_or_default(),
            children: self.children,
            visits: self.visits,
            failed_state: self.origin.as_ref().map(|origin| origin.state),
            failed_at: self.origin.and_then(|origin| blame::place(self.machine, &origin)),
            unused_mocks: self.answers.unused(),
            started_millis: request.start_millis,
            ended_millis: self.agenda.now_millis(),
        }
    }
}
