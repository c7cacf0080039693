//! The virtual clock: what is to be done, in the order in which it is due.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// What is to be done, now and later. What is due at the same moment is done in the order in
/// which it was asked for, so that every run is the same.
#[derive(Debug)]
pub(super) struct Agenda<T> {
    now_millis: i64,
    ready: VecDeque<T>,
    later: BinaryHeap<Reverse<Due<T>>>,
    count: u64,
}

/// What is due at a moment.
#[derive(Debug)]
struct Due<T> {
    at_millis: i64,
    /// Which of those due at the same moment comes first.
    number: u64,
    task: T,
}

impl<T> Agenda<T> {
    /// An empty agenda at a moment.
    pub(super) const fn new(now_millis: i64) -> Self {
        Self { now_millis, ready: VecDeque::new(), later: BinaryHeap::new(), count: 0 }
    }

    /// The moment, in milliseconds since 1970-01-01T00:00:00Z.
    pub(super) const fn now_millis(&self) -> i64 {
        self.now_millis
    }

    /// Asks for something to be done after so many milliseconds.
    pub(super) fn add(&mut self, delay_millis: i64, task: T) {
        if delay_millis <= 0 {
            self.ready.push_back(task);
            return;
        }
        self.count += 1;
        let at_millis = self.now_millis.saturating_add(delay_millis);
        self.later.push(Reverse(Due { at_millis, number: self.count, task }));
    }

    /// What is next; the clock moves on where nothing is left to do now.
    pub(super) fn next(&mut self) -> Option<T> {
        if let Some(task) = self.ready.pop_front() {
            return Some(task);
        }
        let Reverse(due) = self.later.pop()?;
        self.now_millis = due.at_millis;
        while self.later.peek().is_some_and(|Reverse(next)| next.at_millis == due.at_millis) {
            self.ready.extend(self.later.pop().map(|Reverse(next)| next.task));
        }
        Some(due.task)
    }
}

impl<T> Due<T> {
    const fn key(&self) -> (i64, u64) {
        (self.at_millis, self.number)
    }
}

impl<T> PartialEq for Due<T> {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl<T> Eq for Due<T> {}

impl<T> PartialOrd for Due<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Due<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_first_comes_first() {
        let mut agenda = Agenda::new(100);
        for (delay, task) in [(5, 'd'), (0, 'a'), (5, 'e'), (2, 'c'), (0, 'b')] {
            agenda.add(delay, task);
        }
        let mut done = Vec::new();
        while let Some(task) = agenda.next() {
            if task == 'c' {
                agenda.add(3, 'f');
            }
            done.push((task, agenda.now_millis()));
        }
        let expected = [('a', 100), ('b', 100), ('c', 102), ('d', 105), ('e', 105), ('f', 105)];
        assert_eq!(done, expected);
    }
}
