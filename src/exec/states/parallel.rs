//! Parallel states: branches side by side.

use std::collections::BTreeMap;

use crate::exec::Payload;
use crate::exec::engine::Engine;
use crate::exec::failure::Trouble;
use crate::exec::history::{self, What};
use crate::exec::plan::Plan;
use crate::exec::strand::{Fork, ForkKey, ForkKind, Strand, StrandKey};
use crate::model::{ScopeId, StateId};

impl Engine<'_, '_> {
    /// Starts all branches with the same input.
    pub(super) fn start_branches(
        &mut self,
        key: StrandKey,
        plan: &Plan,
        branches: &[ScopeId],
    ) -> Result<(), Trouble> {
        let input = self.effective_input(key, plan)?;
        let state = self.visit(key).state;
        let started = self.log(key, What::ParallelStarted(state));
        if self.ends_as_mocked(key, &input) {
            return Ok(());
        }
        let fork = self.forks.insert(Fork {
            holder: key,
            state,
            strands: BTreeMap::new(),
            outputs: vec![None; branches.len()],
            started,
            last: started,
            kind: ForkKind::Parallel,
        });
        self.visit_mut(key).fork = Some(fork);
        for (place, scope) in (0..).zip(branches) {
            let strand = self.branch(fork, place, *scope, started);
            self.start_strand(strand, input.clone());
        }
        if branches.is_empty() {
            self.end_fork(fork, What::ParallelSucceeded);
        }
        Ok(())
    }

    /// A new strand of a fork, in a scope, led to by an event.
    pub(crate) fn branch(
        &mut self,
        fork: ForkKey,
        place: u64,
        scope: ScopeId,
        last: u64,
    ) -> StrandKey {
        let Fork { holder, started, .. } = self.forks[fork];
        let run = self.strands[holder].run;
        let line = self.line(run, history::Strand { started, index: place });
        let holder = &self.strands[holder];
        let strand = Strand {
            run,
            line,
            scope,
            variables: holder.variables.clone(),
            last,
            fork: Some((fork, place)),
            map_context: holder.map_context.clone(),
            iteration: holder.iteration,
            visit: None,
        };
        let key = self.strands.insert(strand);
        self.forks[fork].strands.insert(place, key);
        key
    }

    /// A branch or an iteration ends with an output.
    pub(crate) fn end_branch(
        &mut self,
        key: ForkKey,
        place: u64,
        strand: StrandKey,
        output: Payload,
    ) {
        let Some(strand) = self.strands.remove(strand) else { return };
        let fork = &mut self.forks[key];
        fork.strands.remove(&place);
        fork.outputs[place as usize] = Some(output);
        fork.last = strand.last;
        match fork.kind {
            ForkKind::Parallel if fork.strands.is_empty() => {
                self.end_fork(key, What::ParallelSucceeded);
            }
            ForkKind::Parallel | ForkKind::Distributed(_) => {}
            ForkKind::Map(_) => self.end_iteration(key, place, &strand),
        }
    }

    /// All branches or iterations have ended: the array of their outputs is the result. The event
    /// of success and that of leaving the state point at the same event (recorded).
    pub(crate) fn end_fork(&mut self, key: ForkKey, what: fn(StateId) -> What) {
        let Some(fork) = self.forks.remove(key) else { return };
        let outputs: Vec<_> = fork.outputs.into_iter().flatten().collect();
        let Strand { run, line, .. } = self.strands[fork.holder];
        self.record(run, line, fork.last, what(fork.state));
        self.end_fork_with(fork.holder, fork.last, Payload::array(&outputs));
    }

    /// Ends a state whose branches, iterations or children have ended, with its result.
    pub(crate) fn end_fork_with(&mut self, holder: StrandKey, last: u64, result: Payload) {
        let visit = self.visit_mut(holder);
        (visit.fork, visit.trigger) = (None, last);
        self.strands[holder].last = last;
        if let Err(trouble) = self.complete(holder, result) {
            self.trouble(holder, trouble);
        }
    }
}
