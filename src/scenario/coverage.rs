//! Which parts of a definition executions have been through, as plain data.

use crate::exec::history::Visits;
use crate::model::{State, StateKind, StateMachine};
use crate::source::Span;
use crate::syntax::tree::Value;

/// A kind of part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A state: it was entered.
    State,
    /// A transition by `Next`, `Default`, a choice rule or a catcher: it was taken.
    Transition,
    /// A choice rule: it matched, or it was asked and did not match.
    Rule,
    /// A retrier: it allowed another attempt.
    Retrier,
    /// A catcher: it took an error.
    Catcher,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::State, Self::Transition, Self::Rule, Self::Retrier, Self::Catcher];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Transition => "transition",
            Self::Rule => "choice rule",
            Self::Retrier => "retrier",
            Self::Catcher => "catcher",
        }
    }

    /// The word for several.
    pub const fn words(self) -> &'static str {
        match self {
            Self::State => "states",
            Self::Transition => "transitions",
            Self::Rule => "choice rules",
            Self::Retrier => "retriers",
            Self::Catcher => "catchers",
        }
    }
}

/// A part of a definition, and how often executions have been through it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Of which kind it is.
    pub kind: Kind,
    /// The name of its state.
    pub state: String,
    /// What it is within the state: `Next`, `Choices[0] false`, `Retry[1]`; empty for a state.
    pub name: String,
    /// The state that it leads to; empty where it leads to none.
    pub target: String,
    /// Where it is in the definition.
    pub place: Span,
    /// How often.
    pub hits: u64,
}

/// What executions of one definition have been through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The parts, state by state in the order of the model. Two coverages of one definition have
    /// the same ones.
    pub parts: Vec<Part>,
}

/// How many parts there are, and how many of them executions have been through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Those that executions have been through.
    pub covered: usize,
    /// All of them.
    pub total: usize,
}

impl Count {
    /// The share in hundredths; 100 where there is nothing.
    #[expect(clippy::cast_precision_loss, reason = "no definition has 2^53 parts")]
    pub fn percent(self) -> f64 {
        if self.total == 0 { 100.0 } else { self.covered as f64 * 100.0 / self.total as f64 }
    }

    /// Both counts together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self { covered: self.covered + other.covered, total: self.total + other.total }
    }
}

impl Coverage {
    /// The parts of a machine, and what became of them: `visits` of one execution by
    /// [`StateId`](crate::model::StateId), or none at all.
    pub fn of(machine: &StateMachine<'_>, visits: &[Visits]) -> Self {
        let untouched = Visits::default();
        let mut coverage = Self::default();
        for (index, state) in machine.states.iter().enumerate() {
            coverage.add_state(state, visits.get(index).unwrap_or(&untouched));
        }
        coverage
    }

    /// Adds what other executions of the same definition have been through.
    pub fn add(&mut self, other: &Self) {
        if self.parts.is_empty() {
            self.parts.clone_from(&other.parts);
            return;
        }
        for (part, other) in self.parts.iter_mut().zip(&other.parts) {
            part.hits += other.hits;
        }
    }

    /// How many parts of a kind are covered.
    pub fn count(&self, kind: Kind) -> Count {
        let parts = self.parts.iter().filter(|part| part.kind == kind);
        parts.fold(Count::default(), |count, part| count.plus(one(part)))
    }

    /// How many parts of whatever kind are covered.
    pub fn total(&self) -> Count {
        self.parts.iter().fold(Count::default(), |count, part| count.plus(one(part)))
    }

    /// What no execution has been through.
    pub fn missed(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| part.hits == 0)
    }

    fn add_state(&mut self, state: &State<'_>, visits: &Visits) {
        self.push(state, Kind::State, "", None, state.key.span(), visits.entered);
        if let (true, Some(next)) = (state.has_next(), state.next) {
            self.push(state, Kind::Transition, "Next", Some(next), next.span(), visits.done);
        }
        if let StateKind::Choice { rules, default } = &state.kind {
            let top = rules.iter().filter(|rule| rule.parent.is_none());
            for (index, rule) in top.enumerate() {
                let (yes, no) = visits.rules.get(index).copied().unwrap_or_default();
                let name = format!("Choices[{index}]");
                let place = rule.object.opening();
                if let Some(next) = rule.next {
                    self.push(state, Kind::Transition, &name, Some(next), next.span(), yes);
                }
                let is_true = format!("{name} true");
                self.push(state, Kind::Rule, &is_true, rule.next, place, yes);
                if !rule.is_always_true() {
                    self.push(state, Kind::Rule, &format!("{name} false"), None, place, no);
                }
            }
            if let Some(next) = *default {
                let hits = visits.defaults;
                self.push(state, Kind::Transition, "Default", Some(next), next.span(), hits);
            }
        }
        let hits = |all: &[u64], index| all.get(index).copied().unwrap_or_default();
        for (index, retrier) in state.retry.iter().enumerate() {
            let (name, hits) = (format!("Retry[{index}]"), hits(&visits.retriers, index));
            self.push(state, Kind::Retrier, &name, None, retrier.place, hits);
        }
        for (index, catcher) in state.catch.iter().enumerate() {
            let (name, hits) = (format!("Catch[{index}]"), hits(&visits.catchers, index));
            self.push(state, Kind::Catcher, &name, catcher.next, catcher.place, hits);
            if let Some(next) = catcher.next {
                self.push(state, Kind::Transition, &name, Some(next), next.span(), hits);
            }
        }
    }

    fn push(
        &mut self,
        state: &State<'_>,
        kind: Kind,
        name: &str,
        target: Option<Value<'_>>,
        place: Span,
        hits: u64,
    ) {
        self.parts.push(Part {
            kind,
            state: state.name().to_owned(),
            name: name.to_owned(),
            target: target.map_or("", Value::text).to_owned(),
            place,
            hits,
        });
    }
}

fn one(part: &Part) -> Count {
    Count { covered: usize::from(part.hits > 0), total: 1 }
}

impl Part {
    /// What it is, for people.
    pub fn described(&self) -> String {
        let Self { state, name, target, .. } = self;
        let leads = if target.is_empty() { String::new() } else { format!(" → {target}") };
        match self.kind {
            Kind::State => state.clone(),
            _ => format!("{state}: {name}{leads}"),
        }
    }
}
