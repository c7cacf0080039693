//! What one run has used of its mocks.

use rustc_hash::FxHashMap;

use crate::diagnostic::{Finding, Severity, quoted};
use crate::exec::mocks::{Call, Entries, Entry, MOCK_UNUSED, Mocks, Numbered, Response, Script};
use crate::source::Span;

/// The use of mocks in one run.
#[derive(Debug)]
pub struct Answers<'m> {
    mocks: &'m Mocks,
    uses: FxHashMap<&'m str, Uses>,
}

/// What has been used of the mocks of one state.
#[derive(Debug, Default)]
struct Uses {
    /// How often the state has called.
    calls: u64,
    /// By the place of an entry, whether it has answered a call; what is not there has not.
    has_answered: Vec<bool>,
    /// So many entries from the first on have answered.
    done: usize,
}

impl<'m> Answers<'m> {
    pub(super) fn new(mocks: &'m Mocks) -> Self {
        Self { mocks, uses: FxHashMap::default() }
    }

    /// How a call goes; none where the mocks have no entry for it. An entry of a list is used
    /// up by the call.
    pub fn answer(&mut self, call: &Call<'_>) -> Option<Response> {
        self.next(call).or(self.mocks.fallback.as_ref()).cloned()
    }

    /// The same for a state that does its own work, too, where the mocks have no entry.
    pub fn answer_for_whole(&mut self, call: &Call<'_>) -> Option<Response> {
        self.next(call).cloned()
    }

    fn next(&mut self, call: &Call<'_>) -> Option<&'m Response> {
        let (state, script) = self.mocks.scripts.get_key_value(call.state)?;
        self.uses.entry(state).or_default().next(script, call)
    }

    /// What the run had no use for, in the order of the file, each as a warning.
    pub fn unused(&self) -> Vec<Finding> {
        let untouched = Uses::default();
        let mut findings = Vec::new();
        for (state, script) in &self.mocks.scripts {
            let uses = self.uses.get(&**state).unwrap_or(&untouched);
            uses.report(state, script, &mut findings);
        }
        findings.sort_by_key(|finding| finding.span);
        findings
    }
}

impl Uses {
    fn next<'m>(&mut self, script: &'m Script, call: &Call<'_>) -> Option<&'m Response> {
        let number = self.calls;
        self.calls += 1;
        match &script.entries {
            Entries::Always(entry) => {
                let response = entry.condition.fits(call).then_some(&entry.response)?;
                self.mark(0);
                Some(response)
            }
            Entries::Once(entries) => {
                let is_next = |(place, entry): &(usize, &Entry)| {
                    !self.has_answered(*place) && entry.condition.fits(call)
                };
                let (place, entry) = entries.iter().enumerate().skip(self.done).find(is_next)?;
                self.mark(place);
                Some(&entry.response)
            }
            Entries::Numbered(entries) => {
                let is_meant = |entry: &&Numbered| (entry.first..=entry.last).contains(&number);
                entries.iter().find(is_meant)?.response.as_ref()
            }
        }
    }

    fn has_answered(&self, place: usize) -> bool {
        self.has_answered.get(place).copied().unwrap_or(false)
    }

    fn mark(&mut self, place: usize) {
        if self.has_answered.len() <= place {
            self.has_answered.resize(place + 1, false);
        }
        self.has_answered[place] = true;
        while self.has_answered(self.done) {
            self.done += 1;
        }
    }

    fn report(&self, state: &str, script: &Script, findings: &mut Vec<Finding>) {
        let entries = match &script.entries {
            Entries::Always(entry) => std::slice::from_ref(entry),
            Entries::Once(entries) => entries,
            Entries::Numbered(_) => &[],
        };
        let is_empty = matches!(&script.entries, Entries::Once(entries) if entries.is_empty());
        if self.calls == 0 && !is_empty {
            findings.push(unused(script.place, format!("{} was not called", quoted(state))));
            return;
        }
        let unused_entries =
            entries.iter().enumerate().filter(|(place, _)| !self.has_answered(*place));
        findings.extend(unused_entries.map(|(_, entry)| self.left_over(state, entry)));
    }

    fn left_over(&self, state: &str, entry: &Entry) -> Finding {
        let times =
            if self.calls == 1 { "once".to_owned() } else { format!("{} times", self.calls) };
        let message = format!("no call of {} has come to this answer", quoted(state));
        unused(entry.place, message).label(entry.place, format!("it was called {times}"))
    }
}

fn unused(place: Span, message: String) -> Finding {
    Finding { rule: MOCK_UNUSED, severity: Severity::Warning, ..Finding::new(place, message) }
}
