//! Distributed Map states: a Map Run, and a child execution for each item or batch of items.

use std::collections::BTreeMap;
use std::fmt;
use std::mem;
use std::rc::Rc;

use crate::exec::dataset::{Batch, Batcher};
use crate::exec::engine::Engine;
use crate::exec::failure::Trouble;
use crate::exec::history::{Outcome, What};
use crate::exec::plan::{Distributed, MapPlan};
use crate::exec::states::items::{ItemsLeft, Written, objects};
use crate::exec::states::map::item_context;
use crate::exec::strand::{Fork, ForkKey, ForkKind, RunKey, Strand, StrandKey, Task};
use crate::exec::{Failure, Identity, Payload};
use crate::model::ScopeId;
use crate::query::value::Value;

/// How many children run at a time where nothing says fewer (quotas of Step Functions).
const CHILDREN_MAX: usize = 10_000;

/// How long an Express child may take.
const EXPRESS_MILLIS_MAX: i64 = 300_000;

/// The name of too many failures, and what AWS says of them (recorded).
const TOLERANCE_EXCEEDED: &str = "States.ExceedToleratedFailureThreshold";
const TOLERANCE_EXCEEDED_CAUSE: &str = "The specified tolerated failure threshold was exceeded";

/// A Map Run at work.
pub(crate) struct MapRun {
    /// What is left of the items.
    items: ItemsLeft,
    batcher: Option<Batcher>,
    /// What `ItemSelector` reads.
    input: Payload,
    /// How many items there are, where that is known before they have been read.
    length: Option<u64>,
    /// How many have been given to children.
    begun: u64,
    failed: u64,
    concurrency: usize,
    tolerated: Tolerated,
    processor: ScopeId,
    is_express: bool,
    label: Rc<str>,
    arn: Rc<str>,
    written: Written,
    /// The children at work, each with the number of its items.
    children: BTreeMap<RunKey, u64>,
}

/// What a Map Run begins with.
pub(crate) struct Beginning<'p> {
    pub(crate) distributed: &'p Distributed,
    pub(crate) processor: ScopeId,
    pub(crate) concurrency: Option<i64>,
    pub(crate) input: Payload,
    pub(crate) items: Value,
}

impl fmt::Debug for MapRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MapRun").field("begun", &self.begun).finish_non_exhaustive()
    }
}

/// How many failures a Map Run may have.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tolerated {
    count: Option<u64>,
    percentage: Option<f64>,
}

impl Tolerated {
    /// Whether so many failures among so many items are too many.
    #[expect(clippy::cast_precision_loss, reason = "items are fewer than 2^53")]
    fn is_exceeded(self, failed: u64, length: Option<u64>) -> bool {
        let too_many = match self.count {
            Some(count) => failed > count,
            None => self.percentage.is_none() && failed > 0,
        };
        let share = length.map(|length| failed as f64 * 100.0 / length.max(1) as f64);
        let too_much = self.percentage.zip(share).is_some_and(|(most, share)| share > most);
        too_many || too_much
    }
}

impl Engine<'_, '_> {
    /// How many failures are tolerated.
    pub(super) fn tolerated(
        &self,
        key: StrandKey,
        map: &MapPlan,
        input: &Payload,
    ) -> Result<Tolerated, Trouble> {
        let sight = self.sight(key);
        let count = sight.integer(&map.tolerated_count, input)?;
        let percentage = sight.float(&map.tolerated_percentage, input)?;
        let negative = || Trouble::runtime("ToleratedFailureCount cannot be negative.");
        let count = count.map(|count| u64::try_from(count).map_err(|_| negative())).transpose()?;
        if percentage.is_some_and(|percentage| !(0.0..=100.0).contains(&percentage)) {
            let cause = "ToleratedFailurePercentage must be between 0 and 100.";
            return Err(Trouble::runtime(cause));
        }
        Ok(Tolerated { count, percentage })
    }

    /// Starts a Map Run, and as many children as may run at a time.
    pub(super) fn start_map_run(
        &mut self,
        key: StrandKey,
        beginning: Beginning<'_>,
        tolerated: Tolerated,
    ) -> Result<(), Trouble> {
        let Beginning { distributed, processor, concurrency, input, items } = beginning;
        let source = self.item_source(key, distributed, &input, items)?;
        let batcher = self.batcher(key, distributed, &input)?;
        let uuid = self.random.borrow_mut().uuid();
        let label: Rc<str> = match &distributed.label {
            Some(label) => Rc::clone(label),
            None => self.random.borrow_mut().uuid().into(),
        };
        let written = self.written(key, distributed, &input, &uuid)?;
        let run = self.strands[key].run;
        let map_run_arn = self.runs[run].identity.map_run_arn(&label, &uuid);
        let state = self.visit(key).state;
        let started =
            self.log(key, What::MapRunStarted { state, map_run_arn: Rc::clone(&map_run_arn) });
        let fork = |kind| Fork {
            holder: key,
            state,
            strands: BTreeMap::new(),
            outputs: Vec::new(),
            started,
            last: started,
            kind,
        };
        let objects = self.objects.get_or_insert_with(|| objects(self.mocks));
        let (items, length) = match source.open(objects) {
            Ok(opened) => opened,
            Err(failure) => {
                self.log(key, What::MapRunFailed(state, failure.clone()));
                return Err(Trouble::Failed(failure));
            }
        };
        let concurrency = match concurrency.map(usize::try_from) {
            None | Some(Ok(0)) => CHILDREN_MAX,
            Some(Err(_)) => 0,
            Some(Ok(number)) => number.min(CHILDREN_MAX),
        };
        let run = MapRun {
            items,
            batcher,
            input,
            length,
            begun: 0,
            failed: 0,
            concurrency,
            tolerated,
            processor,
            is_express: distributed.is_express,
            label,
            arn: map_run_arn,
            written,
            children: BTreeMap::new(),
        };
        let fork = self.forks.insert(fork(ForkKind::Distributed(Box::new(run))));
        self.visit_mut(key).fork = Some(fork);
        self.start_children(fork);
        Ok(())
    }

    /// The Map Run of a fork.
    pub(super) fn map_run(&mut self, fork: ForkKey) -> Option<&mut MapRun> {
        match &mut self.forks.get_mut(fork)?.kind {
            ForkKind::Distributed(run) => Some(run),
            ForkKind::Parallel | ForkKind::Map(_) => None,
        }
    }

    /// Starts as many children as there is room and work for; ends the run where none is left.
    fn start_children(&mut self, fork: ForkKey) {
        while let Some(run) = self.map_run(fork)
            && run.children.len() < run.concurrency
        {
            match self.next_input(fork) {
                Ok(Some((input, items))) => self.start_child(fork, input, items),
                Ok(None) => break,
                Err(trouble) => {
                    self.fail_map_run_with(fork, trouble);
                    return;
                }
            }
        }
        if self.map_run(fork).is_some_and(|run| run.children.is_empty() && run.concurrency > 0) {
            self.end_map_run(fork);
        }
    }

    /// The input of the next child and the number of its items; none where no items are left.
    fn next_input(&mut self, fork: ForkKey) -> Result<Option<(Payload, u64)>, Trouble> {
        loop {
            let Some(run) = self.map_run(fork) else { return Ok(None) };
            let Some(item) = run.items.next() else {
                let last = run.batcher.as_mut().and_then(Batcher::finish);
                return Ok(last.map(child_input));
            };
            let item = item.map_err(Trouble::Failed)?;
            let context =
                item_context(run.begun, item.key.as_ref(), &item.value, Some(&item.source));
            run.begun += 1;
            let input = run.input.clone();
            let holder = self.forks[fork].holder;
            let payload = self.item_input(holder, Some(context), &input, item.value)?;
            let Some(run) = self.map_run(fork) else { return Ok(None) };
            match &mut run.batcher {
                None => return Ok(Some((payload, 1))),
                Some(batcher) => {
                    if let Some(batch) = batcher.push(payload.value) {
                        return Ok(Some(child_input(batch)));
                    }
                }
            }
        }
    }

    fn start_child(&mut self, fork: ForkKey, input: Payload, items: u64) {
        let uuid = self.random.borrow_mut().uuid();
        let parent = self.strands[self.forks[fork].holder].run;
        let Some(run) = self.map_run(fork) else { return };
        let (label, is_express, scope) = (Rc::clone(&run.label), run.is_express, run.processor);
        let identity = self.runs[parent].identity.child(&label, &uuid);
        let place = self.forks[fork].outputs.len() as u64;
        self.forks[fork].outputs.push(None);
        let child = self.start_run(identity, is_express, input, Some((fork, place, scope)));
        if is_express {
            self.agenda.add(EXPRESS_MILLIS_MAX, Task::Deadline(child));
        }
        // A child whose StartAt leads nowhere has ended before it is known here.
        if self.runs.contains_key(child)
            && let Some(run) = self.map_run(fork)
        {
            run.children.insert(child, items);
        }
    }

    /// A child has ended.
    pub(crate) fn end_child(
        &mut self,
        (fork, place): (ForkKey, u64),
        child: RunKey,
        outcome: Outcome,
        identity: &Identity,
    ) {
        let ended_millis = self.agenda.now_millis();
        let Some(run) = self.map_run(fork) else { return };
        let items = run.children.remove(&child).unwrap_or(1);
        if !matches!(outcome, Outcome::Succeeded(_)) {
            run.failed += items;
        }
        let is_exceeded = run.tolerated.is_exceeded(run.failed, run.length);
        let output = run.written.output(outcome, identity, ended_millis);
        self.forks[fork].outputs[place as usize] = output;
        if is_exceeded {
            self.fail_map_run(fork, tolerance_exceeded());
        } else {
            self.start_children(fork);
        }
    }

    /// All children have ended.
    fn end_map_run(&mut self, key: ForkKey) {
        let Some(run) = self.map_run(key) else { return };
        if run.tolerated.is_exceeded(run.failed, Some(run.begun)) {
            self.fail_map_run(key, tolerance_exceeded());
            return;
        }
        let Some(fork) = self.forks.remove(key) else { return };
        let ForkKind::Distributed(run) = fork.kind else { return };
        let result = run.written.result(&run.arn, fork.outputs);
        let state = fork.state;
        let Strand { run: own, line, .. } = self.strands[fork.holder];
        let succeeded = self.record(own, line, fork.last, What::MapRunSucceeded(state));
        self.record(own, line, succeeded, What::MapSucceeded(state));
        self.end_fork_with(fork.holder, fork.last, result);
    }

    fn fail_map_run_with(&mut self, fork: ForkKey, trouble: Trouble) {
        match trouble {
            Trouble::Failed(failure) => self.fail_map_run(fork, failure),
            other => {
                let Some(Fork { holder, .. }) = self.forks.get(fork) else { return };
                self.trouble(*holder, other);
            }
        }
    }

    /// A Map Run fails: its children are stopped, and the state asks its retriers and catchers.
    fn fail_map_run(&mut self, fork: ForkKey, failure: Failure) {
        let Fork { holder, state, last: started, .. } = self.forks[fork];
        let Strand { run, line, .. } = self.strands[holder];
        let failed = self.record(run, line, started, What::MapRunFailed(state, failure.clone()));
        self.fail_fork(fork, failed, None, failure);
    }
}

impl MapRun {
    /// The children at work, taken out.
    pub(crate) fn take_children(&mut self) -> Vec<RunKey> {
        mem::take(&mut self.children).into_keys().collect()
    }
}

/// What a child is given for a batch, and the number of items in it.
fn child_input(Batch { input, item_count }: Batch) -> (Payload, u64) {
    (Payload::new(input), item_count as u64)
}

fn tolerance_exceeded() -> Failure {
    Failure::new(TOLERANCE_EXCEEDED, TOLERANCE_EXCEEDED_CAUSE)
}
