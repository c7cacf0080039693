//! What an execution did, as far as expectations ask for it.

use rustc_hash::FxHashMap;

use crate::exec::history::{Child, Execution, Record, What};
use crate::model::StateId;
use crate::query::value::{Object, Value};

/// What an execution and its children did.
#[derive(Debug, Default)]
pub(super) struct Observed {
    /// The states of the top level, in the order in which they were entered.
    pub(super) path: Vec<StateId>,
    /// By state, the input of each visit.
    pub(super) inputs: FxHashMap<StateId, Vec<Value>>,
    /// By state, the arguments of each call.
    pub(super) calls: FxHashMap<StateId, Vec<Value>>,
    /// The variables of the top level at the end.
    pub(super) variables: Object,
}

impl Observed {
    pub(super) fn of(execution: &Execution) -> Self {
        let mut observed = Self::default();
        observed.add_top_level(&execution.record);
        observed.add(&execution.record);
        // In the order of the items, not of the ends of their executions.
        let mut children: Vec<&Child> = execution.children.iter().collect();
        children.sort_by_key(|child| (child.state, child.index));
        for child in children {
            observed.add(&child.record);
        }
        observed
    }

    fn add_top_level(&mut self, record: &Record) {
        for event in record.events.iter().filter(|event| event.strand == 0) {
            match &event.what {
                What::StateEntered { state, .. } => self.path.push(*state),
                What::StateExited { assigned, .. } => {
                    self.variables.extend(assigned.iter().cloned());
                }
                _ => {}
            }
        }
    }

    fn add(&mut self, record: &Record) {
        let mut states: Vec<Option<StateId>> = vec![None; record.strands.len()];
        for event in &record.events {
            let Some(current) = states.get_mut(event.strand as usize) else { continue };
            match &event.what {
                What::StateEntered { state, input } => {
                    *current = Some(*state);
                    self.inputs.entry(*state).or_default().push(input.value.clone());
                }
                What::TaskScheduled(scheduled) => {
                    if let Some(state) = *current {
                        let arguments = scheduled.arguments.value.clone();
                        self.calls.entry(state).or_default().push(arguments);
                    }
                }
                _ => {}
            }
        }
    }
}
