//! How a state ends badly: retriers, catchers, and what a failure stops.

use std::mem;
use std::rc::Rc;

use crate::exec::engine::Engine;
use crate::exec::failure::{HEARTBEAT_TIMEOUT, QUERY_EVALUATION, TIMEOUT, Trouble};
use crate::exec::finishing::{assigned, place_result};
use crate::exec::history::{Noted, Outcome, What};
use crate::exec::plan::{Catcher, Jitter, Kind, Retrier};
use crate::exec::strand::{Action, Fork, ForkKey, ForkKind, Missed, Origin, Strand, StrandKey};
use crate::exec::{Failure, Payload};
use crate::query::expression::RUNTIME;
use crate::schema::QueryLanguage;

/// The names that stand for many errors.
const ALL: &str = "States.ALL";
const TASK_FAILED: &str = "States.TaskFailed";

impl Engine<'_, '_> {
    /// Something goes wrong within the state that a strand is in.
    pub(super) fn trouble(&mut self, key: StrandKey, trouble: Trouble) {
        self.begin_blame(key, &trouble);
        let failure = match trouble {
            Trouble::Failed(failure) => failure,
            Trouble::Named(error, _, cause) => Failure::new(error, self.blamed(key, &cause)),
            Trouble::Evaluation(location, cause) => {
                let failure = Failure::new(QUERY_EVALUATION, self.blamed(key, &cause));
                let visit = self.visit(key);
                let (state, trigger) = (visit.state, visit.trigger);
                self.strands[key].last = trigger;
                let failed = failure.clone();
                self.log(key, What::EvaluationFailed { state, location, failure: failed });
                failure
            }
        };
        self.later(key, 0, Action::Handle(failure, Missed::Nothing));
    }

    /// A failure begins with the state that a strand is in.
    fn begin_blame(&mut self, key: StrandKey, trouble: &Trouble) {
        let visit = self.visit_mut(key);
        visit.origin = Some(Origin { state: visit.state, location: trouble.location() });
    }

    /// A cause that names the state, as AWS has it.
    fn blamed(&self, key: StrandKey, cause: &str) -> String {
        let (name, entered) = (self.state_name(key), self.visit(key).entered);
        format!(
            "An error occurred while executing the state '{name}' (entered at the event id \
             #{entered}). {cause}"
        )
    }

    /// Asks retriers and catchers what to do about a failure.
    pub(super) fn handle(&mut self, key: StrandKey, failure: Failure, missed: Missed) {
        if failure.is_fatal() {
            self.fail_run(key, failure);
            return;
        }
        // What fails by itself while iterations are at work stops them.
        if let Some(fork) = self.visit_mut(key).fork.take() {
            let cause = self.strands[key].last;
            self.abort_fork(fork, cause);
            self.forks.remove(fork);
        }
        self.note(key, Noted::Failed(failure.clone()));
        let plan = Rc::clone(&self.visit(key).plan);
        let retried = self.retry_delay(key, &plan.retriers, &failure, missed);
        if let Some((retrier, delay_millis)) = retried {
            let state = self.visit(key).state;
            self.visit_counts(state, &plan).retriers[retrier] += 1;
            let trigger = self.strands[key].last;
            let visit = self.visit_mut(key);
            visit.retry_count += 1;
            visit.trigger = trigger;
            (visit.origin, visit.token, visit.call) = (None, None, None);
            let attempt = visit.retry_count;
            self.note(key, Noted::Retried { retrier, attempt, delay_millis });
            self.later(key, delay_millis, Action::Retry);
            return;
        }
        self.log_fork_failure(key);
        let mut catchers = plan.catchers.iter().enumerate();
        let catcher = catchers.find(|(_, catcher)| matches(&catcher.errors, &failure, missed));
        match catcher {
            Some((place, catcher)) => {
                self.note(key, Noted::Caught(place));
                let state = self.visit(key).state;
                self.visit_counts(state, &plan).catchers[place] += 1;
                if let Err(trouble) = self.take_catcher(key, catcher, &failure, plan.language) {
                    self.give_up(key, trouble);
                }
            }
            None => self.fail_scope(key, failure),
        }
    }

    /// A Parallel or Map state says that it has failed.
    fn log_fork_failure(&mut self, key: StrandKey) {
        let visit = self.visit(key);
        let state = visit.state;
        match visit.plan.kind {
            Kind::Parallel { .. } => self.log(key, What::ParallelFailed(state)),
            Kind::Map(_) => self.log(key, What::MapFailed(state)),
            _ => return,
        };
    }

    /// Which retrier allows one more attempt, if one does, and how long to wait before it. Only
    /// the first retrier that names the error is asked.
    fn retry_delay(
        &mut self,
        key: StrandKey,
        retriers: &[Retrier],
        failure: &Failure,
        missed: Missed,
    ) -> Option<(usize, i64)> {
        let place =
            retriers.iter().position(|retrier| matches(&retrier.errors, failure, missed))?;
        let retrier = &retriers[place];
        let used = &mut self.visit_mut(key).used[place];
        if *used >= retrier.attempts_max {
            return None;
        }
        let exponent = i32::try_from(*used).unwrap_or(i32::MAX);
        *used += 1;
        let mut seconds = retrier.interval_seconds * retrier.backoff_rate.powi(exponent);
        seconds = seconds.min(retrier.delay_seconds_max.unwrap_or(f64::INFINITY));
        if retrier.jitter == Jitter::Full {
            seconds *= self.random.borrow_mut().unit();
        }
        Some((place, (seconds * 1000.0) as i64))
    }

    /// Goes where a catcher leads.
    fn take_catcher(
        &mut self,
        key: StrandKey,
        catcher: &Catcher,
        failure: &Failure,
        language: QueryLanguage,
    ) -> Result<(), Trouble> {
        let error_output = failure.error_output();
        let input = self.visit(key).input.clone();
        let mut sight = self.sight(key);
        sight.error_output = Some(error_output.clone());
        let assigned = assigned(&sight, catcher.assign.as_ref(), &error_output)?;
        let mut output = match (language, &catcher.output) {
            (QueryLanguage::Jsonata, Some(template)) => {
                Payload::new(sight.fill(template, &error_output)?)
            }
            (QueryLanguage::Jsonata, None) => Payload::new(error_output),
            (QueryLanguage::JsonPath, _) => {
                place_result(&catcher.result_path, &input, Payload::new(error_output))?
            }
        };
        if !output.fits() {
            return Err(Trouble::Failed(Failure::data_limit(self.state_name(key))));
        }
        self.exit(key, catcher.next, output, assigned)
    }

    /// A catcher fails itself: no other one is asked (measured).
    fn give_up(&mut self, key: StrandKey, trouble: Trouble) {
        self.begin_blame(key, &trouble);
        let failure = match trouble {
            Trouble::Failed(failure) => failure,
            Trouble::Named(error, _, cause) => Failure::new(error, self.blamed(key, &cause)),
            Trouble::Evaluation(location, cause) => {
                let failure = Failure::new(QUERY_EVALUATION, self.blamed(key, &cause));
                let state = self.visit(key).state;
                let failed = failure.clone();
                self.log(key, What::EvaluationFailed { state, location, failure: failed });
                self.log_fork_failure(key);
                failure
            }
        };
        if failure.is_fatal() { self.fail_run(key, failure) } else { self.fail_scope(key, failure) }
    }

    /// The scope of a strand fails: with it the state that it is a branch or an iteration of, or
    /// the execution.
    fn fail_scope(&mut self, key: StrandKey, failure: Failure) {
        match self.strands[key].fork {
            None => self.fail_run(key, failure),
            Some((fork, place)) => self.fail_branch(fork, place, key, failure),
        }
    }

    /// The execution that a strand belongs to fails, whatever else goes on in it.
    pub(super) fn fail_run(&mut self, key: StrandKey, failure: Failure) {
        let run = self.strands[key].run;
        if self.runs[run].parent.is_none() {
            self.origin = self.strands[key].visit.as_ref().map(|visit| visit.origin());
        }
        self.log(key, What::ExecutionFailed(failure.clone()));
        self.end_run(run, Outcome::Failed(failure));
    }

    /// A branch or an iteration fails: the others are aborted, and the state that they are of
    /// asks its own retriers and catchers. All events of that point at the event that failed
    /// (recorded).
    fn fail_branch(&mut self, fork: ForkKey, place: u64, key: StrandKey, failure: Failure) {
        let Strand { run, line, last: cause, .. } = self.strands[key];
        let Some(&Fork { state, .. }) = self.forks.get(fork) else { return };
        let is_map = matches!(self.forks[fork].kind, ForkKind::Map(_));
        if is_map {
            self.record(run, line, cause, What::IterationFailed(state, place));
        }
        let visit = self.strands.remove(key).and_then(|strand| strand.visit);
        let origin = visit.as_ref().map(|visit| visit.origin());
        if let Some(task) = visit.filter(|visit| matches!(visit.plan.kind, Kind::Task(_))) {
            self.record(run, line, cause, What::StateAborted(task.state));
        }
        self.fail_fork(fork, cause, origin, failure);
    }

    /// The state that a fork is of fails because of an event.
    pub(super) fn fail_fork(
        &mut self,
        fork: ForkKey,
        cause: u64,
        origin: Option<Origin>,
        failure: Failure,
    ) {
        self.abort_fork(fork, cause);
        let Some(Fork { holder, .. }) = self.forks.remove(fork) else { return };
        self.strands[holder].last = cause;
        let visit = self.visit_mut(holder);
        (visit.fork, visit.origin) = (None, origin);
        self.handle(holder, failure, Missed::Nothing);
    }

    /// Drops a strand and all that goes on in it, without a word.
    pub(super) fn drop_strand(&mut self, key: StrandKey) {
        let mut pending = vec![key];
        while let Some(key) = pending.pop() {
            let Some(strand) = self.strands.remove(key) else { continue };
            let fork = strand.visit.and_then(|visit| visit.fork);
            let Some(fork) = fork.and_then(|fork| self.forks.remove(fork)) else { continue };
            pending.extend(fork.strands.into_values());
            if let ForkKind::Distributed(mut run) = fork.kind {
                for child in run.take_children() {
                    pending.extend(self.runs.remove(child).map(|run| run.strand));
                }
            }
        }
    }

    /// Stops what goes on in a fork.
    pub(super) fn abort_fork(&mut self, fork: ForkKey, cause: u64) {
        let Some(fork) = self.forks.get_mut(fork) else { return };
        let state = fork.state;
        let is_map = matches!(fork.kind, ForkKind::Map(_));
        let strands = mem::take(&mut fork.strands);
        if let ForkKind::Distributed(run) = &mut fork.kind {
            for child in run.take_children() {
                if let Some(run) = self.runs.remove(child) {
                    self.drop_strand(run.strand);
                }
            }
        }
        for (place, key) in strands {
            let Some(strand) = self.strands.remove(key) else { continue };
            if is_map {
                self.record(strand.run, strand.line, cause, What::IterationAborted(state, place));
            }
            let Some(visit) = strand.visit else { continue };
            if let Some(inner) = visit.fork {
                self.abort_fork(inner, cause);
                self.forks.remove(inner);
            }
            let can_be_aborted = matches!(
                visit.plan.kind,
                Kind::Task(_)
                    | Kind::Wait(_)
                    | Kind::WaitUntil(_)
                    | Kind::Parallel { .. }
                    | Kind::Map(_)
            );
            if can_be_aborted {
                self.record(strand.run, strand.line, cause, What::StateAborted(visit.state));
            }
        }
    }
}

/// Whether a retrier or a catcher of these names is meant for a failure (reference, 4.1; a
/// misspelt `State.ALL` is a name like others).
fn matches(names: &[Rc<str>], failure: &Failure, missed: Missed) -> bool {
    let error = failure.name();
    names.iter().any(|name| match &**name {
        ALL => error != RUNTIME,
        TASK_FAILED => error != TIMEOUT && error != RUNTIME,
        HEARTBEAT_TIMEOUT if missed == Missed::Heartbeat => true,
        name => failure.error.as_deref() == Some(name),
    })
}
