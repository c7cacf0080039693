//! Parallel and Map states that are mocked as a whole: nothing in them runs.

use crate::exec::engine::Engine;
use crate::exec::failure::Trouble;
use crate::exec::history::What;
use crate::exec::mocks::{Answer, Call};
use crate::exec::plan::Kind;
use crate::exec::strand::{Action, Missed, StrandKey};
use crate::exec::{Failure, Payload};

impl Engine<'_, '_> {
    /// Lets a state that has started end as its mock says; gives whether there is one for it.
    pub(super) fn ends_as_mocked(&mut self, key: StrandKey, input: &Payload) -> bool {
        let index = self.strands[key].iteration;
        let (state, attempt) = (self.state_name(key), self.visit(key).retry_count);
        let call = Call { state, index, attempt, arguments: &input.value };
        let Some(response) = self.answers.answer_for_whole(&call) else { return false };
        let delay_millis = (response.after_seconds * 1000.0) as i64;
        let action = match response.answer {
            Answer::Return(value) => Action::EndWhole(Payload::new(value)),
            Answer::Throw { error, cause } => {
                Action::Handle(Failure { error, cause }, Missed::Nothing)
            }
            Answer::Timeout | Answer::Aborted => {
                Action::Handle(Failure::timeout(), Missed::Nothing)
            }
        };
        self.later(key, delay_millis, action);
        true
    }

    /// Ends such a state with its result.
    pub(crate) fn end_whole(&mut self, key: StrandKey, mut result: Payload) -> Result<(), Trouble> {
        if !result.fits() {
            return Err(Trouble::Failed(Failure::data_limit(self.state_name(key))));
        }
        let (strand, visit) = (&self.strands[key], self.visit(key));
        let what = match visit.plan.kind {
            Kind::Parallel { .. } => What::ParallelSucceeded(visit.state),
            _ => What::MapSucceeded(visit.state),
        };
        let (run, line, last) = (strand.run, strand.line, strand.last);
        self.record(run, line, last, what);
        self.end_fork_with(key, last, result.counted());
        Ok(())
    }
}
