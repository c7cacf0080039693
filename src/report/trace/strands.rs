//! The lines of an execution, taken apart: what happened in each, and which ones are shown.

use rustc_hash::FxHashMap;

use crate::exec::history::{Event, Execution, Note, Noted, What};
use crate::report::brief::grouped;

/// How many strands of a state are shown in any case.
const FIRST_SHOWN: usize = 3;
/// How many more are shown because they failed.
const FAILED_SHOWN: usize = 10;

/// What happened in a strand, one thing after the other.
#[derive(Clone, Copy, Debug)]
pub(super) enum Item<'e> {
    Event(&'e Event),
    Note(&'e Note),
}

/// How a strand ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Succeeded,
    Failed,
    Aborted,
}

/// All strands.
#[derive(Debug)]
pub(super) struct Strands<'e> {
    items: Vec<Vec<Item<'e>>>,
    /// By the number of the event that they began with, in the order of their places.
    begun: FxHashMap<u64, Vec<(u64, usize)>>,
}

/// The strands that began with one event.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// Those that are shown: which branch or iteration, and which strand.
    pub(super) shown: Vec<(u64, usize)>,
    /// What is to say of the others.
    pub(super) rest: Option<String>,
}

impl<'e> Strands<'e> {
    pub(super) fn of(execution: &'e Execution) -> Self {
        let mut items = vec![Vec::new(); execution.record.strands.len().max(1)];
        let mut notes = execution.record.notes.iter().peekable();
        for event in &execution.record.events {
            while let Some(note) = notes.next_if(|note| note.after < event.id) {
                items[note.strand as usize].push(Item::Note(note));
            }
            items[event.strand as usize].push(Item::Event(event));
        }
        for note in notes {
            items[note.strand as usize].push(Item::Note(note));
        }
        let mut begun: FxHashMap<u64, Vec<_>> = FxHashMap::default();
        for (number, strand) in execution.record.strands.iter().enumerate().skip(1) {
            begun.entry(strand.started).or_default().push((strand.index, number));
        }
        for strands in begun.values_mut() {
            strands.sort_unstable();
        }
        Self { items, begun }
    }

    /// What happened in a strand.
    pub(super) fn items(&self, strand: usize) -> &[Item<'e>] {
        &self.items[strand]
    }

    /// The strands that began with an event: the first ones, and those that failed.
    pub(super) fn begun_with(&self, event: u64) -> Group {
        let Some(all) = self.begun.get(&event) else { return Group::default() };
        // A line that says that one is left out takes as much room as its heading.
        if all.len() <= FIRST_SHOWN + 1 {
            return Group { shown: all.clone(), rest: None };
        }
        let (first, others) = all.split_at(FIRST_SHOWN);
        let mut shown = first.to_vec();
        let mut left = Vec::new();
        for strand in others {
            let end = self.end(strand.1);
            if end == End::Failed && shown.len() < FIRST_SHOWN + FAILED_SHOWN {
                shown.push(*strand);
            } else {
                left.push(end);
            }
        }
        Group { shown, rest: rest(&left) }
    }

    /// How a strand ended.
    pub(super) fn end(&self, strand: usize) -> End {
        let items = &self.items[strand];
        let is_failure = |item: &Item<'_>| match item {
            Item::Event(event) => matches!(event.what, What::IterationFailed(..)),
            Item::Note(_) => false,
        };
        let last_note = items.iter().rev().find_map(|item| match item {
            Item::Note(note) => Some(&note.what),
            Item::Event(_) => None,
        });
        // A failure about which something was done has another note after it.
        if matches!(last_note, Some(Noted::Failed(_))) || items.iter().any(is_failure) {
            return End::Failed;
        }
        match items.last() {
            Some(Item::Event(event)) if is_end(&event.what) => End::Succeeded,
            // Something was to follow, and did not: not every history says that it was aborted.
            _ => End::Aborted,
        }
    }
}

/// Whether a strand that succeeds may end with it.
const fn is_end(what: &What) -> bool {
    matches!(what, What::StateExited { .. } | What::IterationSucceeded(..))
}

/// What is to say of strands that are not shown.
fn rest(ends: &[End]) -> Option<String> {
    let count = |end| ends.iter().filter(|other| **other == end).count();
    let counts = [End::Succeeded, End::Failed, End::Aborted].map(|end| (count(end), end.word()));
    let counts: Vec<_> = counts.into_iter().filter(|(count, _)| *count > 0).collect();
    let all = grouped(ends.len() as u64);
    match counts.as_slice() {
        [] => None,
        [(_, word)] if ends.len() > 1 => Some(format!("... {all} more, all {word}")),
        counts => {
            let counts =
                counts.iter().map(|(count, word)| format!("{} {word}", grouped(*count as u64)));
            Some(format!("... {all} more: {}", counts.collect::<Vec<_>>().join(", ")))
        }
    }
}

impl End {
    /// The word for it.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Aborted => "aborted",
        }
    }
}
