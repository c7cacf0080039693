//! What an execution did, as visits of states that know where their data comes from.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::analysis::origins::Visits;
use crate::exec::history::{Execution, Noted, Record, What};
use crate::model::{StateId, StateMachine};
use crate::query::value::Value;

/// Which way a choice took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chosen {
    /// Nothing was chosen.
    Nothing,
    /// No rule matched.
    Default,
    /// The rule of that number matched.
    Rule(usize),
}

/// A visit of a state.
#[derive(Debug)]
pub(super) struct Visit {
    pub(super) state: StateId,
    pub(super) input: Value,
    /// Its output, once it is done.
    pub(super) is_done: bool,
    /// The calls of its task, by their numbers among all calls of the state.
    pub(super) calls: Vec<u64>,
    /// The catcher that took its error.
    pub(super) caught: Option<usize>,
    /// Which way a choice took.
    pub(super) chosen: Chosen,
    /// The variables that it set.
    pub(super) assigned: Vec<Rc<str>>,
    /// The visit before it in its scope.
    pub(super) previous: Option<usize>,
    /// The visit of the Parallel or Map state whose branch or iteration it is in, and which one
    /// that is.
    pub(super) fork: Option<(usize, u64)>,
    /// The error that it failed with last.
    pub(super) error: Option<Rc<str>>,
}

/// All visits, in the order in which they began.
#[derive(Debug, Default)]
pub(super) struct Trace {
    pub(super) visits: Vec<Visit>,
    /// How often each state's task was called.
    pub(super) calls: FxHashMap<StateId, u64>,
    /// The states entered at the top level.
    pub(super) path: Vec<StateId>,
    /// The last visit of each branch or iteration of a visit.
    last_of: FxHashMap<(usize, u64), usize>,
    pub(super) events: usize,
}

impl Trace {
    pub(super) fn of(execution: &Execution) -> Self {
        let mut trace = Self::default();
        trace.add(&execution.record, None);
        for child in &execution.children {
            let holder = trace.visits.iter().rposition(|visit| visit.state == child.state);
            trace.add(&child.record, holder.map(|holder| (holder, child.index)));
        }
        trace
    }

    fn add(&mut self, record: &Record, parent: Option<(usize, u64)>) {
        let mut current: Vec<Option<usize>> = vec![None; record.strands.len()];
        let mut at_event: FxHashMap<u64, usize> = FxHashMap::default();
        let mut notes = record.notes.iter().peekable();
        self.events += record.events.len();
        for event in &record.events {
            while let Some(note) = notes.next_if(|note| note.after < event.id) {
                let visit = current[note.strand as usize];
                self.note(visit, &note.what);
            }
            let strand = event.strand as usize;
            match &event.what {
                What::StateEntered { state, input } => {
                    let origin = record.strands[strand];
                    let previous = current[strand];
                    let fork = match previous {
                        Some(previous) => self.visits[previous].fork,
                        None if strand == 0 => parent,
                        None => at_event.get(&origin.started).map(|visit| (*visit, origin.index)),
                    };
                    if strand == 0 && parent.is_none() {
                        self.path.push(*state);
                    }
                    self.enter(*state, input.value.clone(), previous, fork);
                    current[strand] = Some(self.visits.len() - 1);
                }
                What::StateExited { assigned, .. } => {
                    if let Some(visit) = current[strand] {
                        self.visits[visit].is_done = true;
                        let names = assigned.iter().map(|(name, _)| name.clone());
                        self.visits[visit].assigned = names.collect();
                    }
                }
                What::TaskStarted(_) => {
                    if let Some(visit) = current[strand] {
                        let calls = self.calls.entry(self.visits[visit].state).or_default();
                        *calls += 1;
                        self.visits[visit].calls.push(*calls);
                    }
                }
                What::ParallelStarted(_) | What::MapStarted { .. } => {
                    at_event.extend(current[strand].map(|visit| (event.id, visit)));
                }
                _ => {}
            }
        }
        for note in notes {
            self.note(current[note.strand as usize], &note.what);
        }
    }

    fn enter(
        &mut self,
        state: StateId,
        input: Value,
        previous: Option<usize>,
        fork: Option<(usize, u64)>,
    ) {
        self.visits.push(Visit {
            state,
            input,
            is_done: false,
            calls: Vec::new(),
            caught: None,
            chosen: Chosen::Nothing,
            assigned: Vec::new(),
            previous,
            fork,
            error: None,
        });
        if let Some(fork) = fork {
            self.last_of.insert(fork, self.visits.len() - 1);
        }
    }

    fn note(&mut self, visit: Option<usize>, what: &Noted) {
        let Some(visit) = visit else { return };
        match what {
            Noted::Caught(catcher) => self.visits[visit].caught = Some(*catcher),
            Noted::Chosen(rule) => {
                self.visits[visit].chosen = rule.map_or(Chosen::Default, Chosen::Rule);
            }
            Noted::Failed(failure) => self.visits[visit].error.clone_from(&failure.error),
            Noted::Retried { .. } => self.visits[visit].error = None,
        }
    }

    /// The names of the states entered at the top level.
    pub(super) fn path_names(&self, machine: &StateMachine<'_>) -> Vec<String> {
        self.path.iter().map(|state| machine.state(*state).name().to_owned()).collect()
    }
}

impl Visits for Trace {
    const SPOTS_MAX: usize = 400;

    fn state(&self, visit: usize) -> StateId {
        self.visits[visit].state
    }

    fn previous(&self, visit: usize) -> Vec<usize> {
        self.visits[visit].previous.into_iter().collect()
    }

    fn is_first(&self, visit: usize) -> bool {
        self.visits[visit].previous.is_none()
    }

    fn fork(&self, visit: usize) -> Option<(usize, u64)> {
        self.visits[visit].fork
    }

    fn last_of(&self, visit: usize, index: u64) -> Option<usize> {
        self.last_of.get(&(visit, index)).copied()
    }

    fn call(&self, visit: usize) -> Option<u64> {
        self.visits[visit].calls.last().copied()
    }

    fn catcher(&self, visit: usize) -> Option<usize> {
        self.visits[visit].caught
    }

    fn rule(&self, visit: usize) -> Option<usize> {
        match self.visits[visit].chosen {
            Chosen::Rule(place) => Some(place),
            Chosen::Nothing | Chosen::Default => None,
        }
    }

    fn sets(&self, visit: usize, name: &str) -> bool {
        self.visits[visit].assigned.iter().any(|set| &**set == name)
    }
}
