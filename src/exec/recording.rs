//! What is written down of an execution: events, notes, and the end that the limit brings.

use std::mem;

use crate::exec::Failure;
use crate::exec::engine::{Engine, STANDARD_EVENTS_MAX};
use crate::exec::history::{self, Event, Note, Noted, Outcome, What};
use crate::exec::strand::{RunKey, Strand, StrandKey};
use crate::query::expression::RUNTIME;

/// How many bytes of payloads a history keeps. What comes later is not kept: AWS has a word for
/// that, truncated.
const HISTORY_BYTES_MAX: usize = 2 << 30;

impl Engine<'_, '_> {
    /// Writes down an event that the last one of the strand led to, and that will lead to the
    /// next. Gives its number.
    pub(super) fn log(&mut self, key: StrandKey, what: What) -> u64 {
        let Strand { run, line, last, .. } = self.strands[key];
        let id = self.record(run, line, last, what);
        self.strands[key].last = id;
        id
    }

    /// A new line of an execution, by its number; those of children are not counted.
    pub(super) fn line(&mut self, run: RunKey, line: history::Strand) -> u32 {
        let Some(record) = &mut self.runs[run].record else { return 0 };
        record.strands.push(line);
        record.strands.len() as u32 - 1
    }

    /// Writes down what the history does not tell.
    pub(super) fn note(&mut self, key: StrandKey, what: Noted) {
        let Strand { run, line, .. } = self.strands[key];
        let run = &mut self.runs[run];
        if let Some(record) = &mut run.record {
            let (after, at_millis) = (run.count, self.agenda.now_millis());
            record.notes.push(Note { strand: line, after, at_millis, what });
        }
    }

    /// Writes down an event of a line. Gives its number.
    pub(super) fn record(&mut self, key: RunKey, line: u32, previous: u64, what: What) -> u64 {
        let run = &mut self.runs[key];
        if run.count + 1 >= run.events_max {
            // The last event is that of the end.
            self.exhausted.push(key);
            return run.count;
        }
        run.count += 1;
        let id = run.count;
        if let Some(record) = &mut run.record {
            let at_millis = self.agenda.now_millis();
            let what = what.within(&mut self.history_bytes, HISTORY_BYTES_MAX);
            record.events.push(Event { id, previous, at_millis, strand: line, what });
        }
        id
    }

    /// Ends executions that have had all their events.
    pub(super) fn end_exhausted(&mut self) {
        for key in mem::take(&mut self.exhausted) {
            let Some(run) = self.runs.get_mut(key) else { continue };
            if mem::replace(&mut run.events_max, u64::MAX) == u64::MAX {
                continue;
            }
            let previous = run.count;
            if run.is_express {
                self.record(key, 0, 0, What::ExecutionTimedOut);
                self.end_run(key, Outcome::TimedOut);
                continue;
            }
            let cause = format!(
                "The execution reached the maximum number of history events \
                 ({STANDARD_EVENTS_MAX})."
            );
            let failure = Failure::new(RUNTIME, cause);
            self.record(key, 0, previous, What::ExecutionFailed(failure.clone()));
            self.end_run(key, Outcome::Failed(failure));
        }
    }
}
