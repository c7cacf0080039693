//! An execution for people: state by state, what went in and out, what failed and what was done
//! about it, branches and iterations further in.
//!
//! A value is shown where it differs from the one shown last, so reading down the page is
//! following the data.

mod page;
mod strands;
mod verdict;

use std::io::{self, Write};

use crate::exec::history::{Callee, Event, Execution, Note, Noted, Scheduled, What};
use crate::exec::{Failure, Payload};
use crate::model::{StateId, StateKind, StateMachine};
use crate::query::duration;
use crate::query::value::Value;
use crate::report::brief::{self, grouped};
use crate::report::history::kind;
use crate::report::style::Colours;
use crate::report::trace::page::{Label, Page};
use crate::report::trace::strands::{End, Group, Item, Strands};
use crate::source::Source;

/// What a trace is shown on.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// How many columns a line has. Names, values and causes are shortened to it.
    pub columns: usize,
    /// Whether it has colours.
    pub colours: Colours,
}

/// Writes what happened, the place in `source` that is to blame for a failure, and a last line
/// with the status, the time on the virtual clock and the number of transitions and tasks.
pub fn write(
    out: &mut dyn Write,
    execution: &Execution,
    machine: &StateMachine<'_>,
    source: &Source,
    screen: Screen,
) -> io::Result<()> {
    let strands = Strands::of(execution);
    let times = execution.record.events.iter().map(|event| event.at_millis);
    let page = Page::new(&mut *out, screen, execution.started_millis, times);
    Trace { machine, strands: &strands, page, failure: None }.write()?;
    verdict::write(out, execution, machine, source, screen)
}

/// A trace on its way to the page.
struct Trace<'e, 'o> {
    machine: &'e StateMachine<'e>,
    strands: &'e Strands<'e>,
    page: Page<'o>,
    /// The failure that was shown last.
    failure: Option<&'e Failure>,
}

/// A strand on its way to the page.
#[derive(Clone, Copy)]
struct Frame<'e> {
    items: &'e [Item<'e>],
    /// How far in it is.
    level: usize,
    /// The state that it is in.
    state: Option<StateId>,
    /// The value that was shown last.
    value: Option<&'e Value>,
    /// What the task of the state was called with last.
    arguments: Option<&'e Value>,
    /// Whether an event has said what the state failed with.
    is_failure_shown: bool,
}

/// What is still to be written, the last first.
enum Pending<'e> {
    Strand(Frame<'e>),
    Heading { level: usize, words: String, end: End },
}

impl<'e> Frame<'e> {
    const fn new(items: &'e [Item<'e>], level: usize, value: Option<&'e Value>) -> Self {
        Self { items, level, state: None, value, arguments: None, is_failure_shown: false }
    }
}

impl<'e> Trace<'e, '_> {
    /// Writes all strands. There is no recursion: states may be nested as deep as a text goes.
    fn write(&mut self) -> io::Result<()> {
        let mut pending = vec![Pending::Strand(Frame::new(self.strands.items(0), 0, None))];
        while let Some(next) = pending.last_mut() {
            match next {
                Pending::Heading { level, words, end } => {
                    self.page.strand(*level, words, heading(*end))?;
                    pending.pop();
                }
                Pending::Strand(frame) => {
                    let Some((item, rest)) = frame.items.split_first() else {
                        pending.pop();
                        continue;
                    };
                    frame.items = rest;
                    match item {
                        Item::Note(note) => self.note(frame, note)?,
                        Item::Event(event) => {
                            self.event(frame, event)?;
                            let inner = self.begun_with(frame, event.id);
                            pending.extend(inner.into_iter().rev());
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// The strands that began with an event of a strand, each after its heading.
    fn begun_with(&self, frame: &Frame<'e>, event: u64) -> Vec<Pending<'e>> {
        let Group { shown, rest } = self.strands.begun_with(event);
        let level = frame.level + 1;
        let is_map = frame
            .state
            .is_some_and(|state| matches!(self.machine.state(state).kind, StateKind::Map(_)));
        let mut pending = Vec::new();
        for (index, strand) in shown {
            let words = format!("{} {index}", if is_map { "item" } else { "branch" });
            pending.push(Pending::Heading { level, words, end: self.strands.end(strand) });
            let items = self.strands.items(strand);
            pending.push(Pending::Strand(Frame::new(items, level, frame.value)));
        }
        let rest = rest.map(|words| Pending::Heading { level, words, end: End::Succeeded });
        pending.extend(rest);
        pending
    }

    fn event(&mut self, frame: &mut Frame<'e>, event: &'e Event) -> io::Result<()> {
        let at = event.at_millis;
        match &event.what {
            What::StateEntered { state, input } => {
                *frame = Frame {
                    state: Some(*state),
                    ..Frame::new(frame.items, frame.level, frame.value)
                };
                let name = self.machine.state(*state).name();
                self.page.state(at, frame.level, name, &self.remark(*state))?;
                self.payload(frame, at, "input", input)
            }
            What::StateExited { output, assigned, .. } => {
                self.payload(frame, at, "output", output)?;
                assigned.iter().try_for_each(|(name, value)| {
                    self.page.field(at, frame.level, Label::data("assign"), |columns| {
                        let name = format!("${} = ", brief::text(name, columns / 2));
                        let rest = columns.saturating_sub(brief::columns(&name));
                        name + &brief::value(value, rest)
                    })
                })
            }
            What::EvaluationFailed { location, failure, .. } => {
                self.failed(frame, at, failure, location.as_deref())
            }
            What::TaskScheduled(scheduled) => self.call(frame, at, scheduled),
            What::TaskSubmitted(_, answer) => self.payload(frame, at, "submitted", answer),
            What::TaskSucceeded(_, result) => self.payload(frame, at, "result", result),
            What::TaskFailed(_, failure)
            | What::TaskTimedOut(_, failure)
            | What::MapRunFailed(_, failure) => self.failed(frame, at, failure, None),
            What::MapStarted { length, .. } if *length > 0 => {
                let items = Label::data("items");
                self.page.field(at, frame.level, items, |_| grouped(*length))
            }
            _ => Ok(()),
        }
    }

    fn note(&mut self, frame: &mut Frame<'e>, note: &'e Note) -> io::Result<()> {
        let (at, level) = (note.at_millis, frame.level);
        match &note.what {
            Noted::Failed(_) if frame.is_failure_shown => Ok(()),
            // What fails because of what is in it is not explained again.
            Noted::Failed(failure) if self.is_explained(frame, failure) => {
                frame.is_failure_shown = true;
                let error = |columns| brief::text(failure.name(), columns);
                self.page.field(at, level, Label::wrong("failed"), error)
            }
            Noted::Failed(failure) => self.failed(frame, at, failure, None),
            Noted::Retried { attempt, delay_millis, .. } => {
                frame.is_failure_shown = false;
                let label = format!("retry {attempt}");
                let delay = format!("in {}", duration::text(*delay_millis));
                self.page.field(at, level, Label::remedy(&label), |_| delay)
            }
            Noted::Caught(place) => {
                let state = frame.state.map(|state| self.machine.state(state));
                let catcher = state.and_then(|state| state.catch.get(*place));
                let next = catcher.and_then(|catcher| catcher.next);
                let next = next.map_or_else(String::new, |next| format!("next is {}", next.text()));
                let next = |columns| brief::text(&next, columns);
                self.page.field(at, level, Label::remedy("caught"), next)
            }
            Noted::Chosen(rule) => {
                let rule =
                    rule.map_or_else(|| "Default".to_owned(), |rule| format!("Choices[{rule}]"));
                self.page.field(at, level, Label::data("choice"), |_| rule)
            }
        }
    }

    /// Whether a state failed with what a state in it has just been said to fail with.
    fn is_explained(&self, frame: &Frame<'e>, failure: &Failure) -> bool {
        let kind = frame.state.map(|state| &self.machine.state(state).kind);
        let holds_states = matches!(kind, Some(StateKind::Parallel(_) | StateKind::Map(_)));
        holds_states && self.failure == Some(failure)
    }

    /// A payload, unless it is what the reader has seen last.
    fn payload(
        &mut self,
        frame: &mut Frame<'e>,
        at: i64,
        label: &'static str,
        payload: &'e Payload,
    ) -> io::Result<()> {
        if frame.value.is_some_and(|shown| *shown == payload.value) {
            return Ok(());
        }
        frame.value = Some(&payload.value);
        let shown = |columns| shown(payload, columns);
        self.page.field(at, frame.level, Label::data(label), shown)
    }

    /// A call of a task; what it is called with is not shown again in the next attempt.
    fn call(&mut self, frame: &mut Frame<'e>, at: i64, scheduled: &'e Scheduled) -> io::Result<()> {
        let arguments = &scheduled.arguments;
        let is_same = frame.arguments.is_some_and(|last| *last == arguments.value);
        frame.arguments = Some(&arguments.value);
        frame.is_failure_shown = false;
        self.page.field(at, frame.level, Label::data("call"), |columns| {
            let callee = brief::text(&callee(&scheduled.callee), columns);
            let rest = columns.saturating_sub(brief::columns(&callee) + 1);
            let arguments = if is_same { "as before".to_owned() } else { shown(arguments, rest) };
            format!("{callee} {arguments}")
        })
    }

    fn failed(
        &mut self,
        frame: &mut Frame<'e>,
        at: i64,
        failure: &'e Failure,
        location: Option<&str>,
    ) -> io::Result<()> {
        self.failure = Some(failure);
        frame.is_failure_shown = true;
        let place = location.map_or_else(String::new, |location| format!(" in {location}"));
        self.page.field(at, frame.level, Label::wrong("failed"), |columns| {
            let error = failure.error.as_deref().unwrap_or("without an error name");
            let cause = failure.cause.as_deref().unwrap_or_default();
            let separator = if cause.is_empty() { "" } else { ": " };
            brief::text(&format!("{error}{place}{separator}{cause}"), columns)
        })
    }

    /// What there is to say of a state beside its name.
    fn remark(&self, state: StateId) -> String {
        let kind = kind(self.machine, state);
        match &self.machine.state(state).kind {
            StateKind::Parallel(parallel) => match parallel.branches.len() {
                1 => format!("{kind}, 1 branch"),
                count => format!("{kind}, {count} branches"),
            },
            _ => kind.to_owned(),
        }
    }
}

/// What is said at the heading of a strand of how it ended.
fn heading(end: End) -> Label<'static> {
    match end {
        End::Succeeded => Label::data(""),
        End::Failed => Label::wrong(end.word()),
        End::Aborted => Label::data(end.word()),
    }
}

fn shown(payload: &Payload, columns: usize) -> String {
    if payload.is_truncated() {
        return "(left out: the history is too large)".to_owned();
    }
    brief::value(&payload.value, columns)
}

/// Who is called, as people speak of it.
fn callee(callee: &Callee) -> String {
    let named = |arn: &str, kind: &str| match arn.split_once(&format!(":{kind}:")) {
        Some((_, name)) => format!("{kind} {name}"),
        None => arn.to_owned(),
    };
    match callee {
        Callee::Function(arn) => named(arn, "function"),
        Callee::Activity(arn) => named(arn, "activity"),
        Callee::Service { resource_type, resource, .. } => format!("{resource_type}:{resource}"),
    }
}
