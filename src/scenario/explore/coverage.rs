//! What there is to be reached, what an execution reached, and what can never be.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::analysis::Graph;
use crate::diagnostic::{Finding, Severity, quoted};
use crate::exec::history::Execution;
use crate::model::{ChoiceRule, Handler, State, StateId, StateKind, StateMachine, Via};
use crate::scenario::explore::Count;
use crate::scenario::explore::faults::attempts_max;
use crate::source::Span;
use crate::syntax::tree::Value;

/// Something that an execution can reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Goal {
    /// A state is entered.
    Entered(StateId),
    /// A Choice state takes the way of a rule, or `Default`.
    Way(StateId, Option<usize>),
    /// No rule of a Choice state without `Default` matches.
    NoMatch(StateId),
    /// A retrier lets a state try again.
    Retrier(StateId, usize),
    /// A catcher takes an error.
    Catcher(StateId, usize),
}

impl Goal {
    /// The state that it is about.
    const fn state(self) -> StateId {
        match self {
            Self::Entered(id)
            | Self::Way(id, _)
            | Self::NoMatch(id)
            | Self::Retrier(id, _)
            | Self::Catcher(id, _) => id,
        }
    }
}

/// Why the way of a choice could not be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// The condition is too hard.
    Condition,
    /// No values make it so.
    Unsatisfied,
    /// The values come neither from the input nor from a task.
    Source,
    /// The state is in a Map whose items are read from S3.
    Items,
}

/// Everything there is to be reached, in the order of the text.
pub(super) fn goals(machine: &StateMachine<'_>) -> Vec<Goal> {
    let mut goals = Vec::new();
    for (state, id) in machine.states.iter().zip(0..) {
        let id = StateId(id);
        goals.push(Goal::Entered(id));
        goals.extend(ways(state, id));
        goals.extend((0..state.retry.len()).map(|place| Goal::Retrier(id, place)));
        goals.extend((0..state.catch.len()).map(|place| Goal::Catcher(id, place)));
    }
    goals
}

/// The ways out of a Choice state.
pub(super) fn ways(state: &State<'_>, id: StateId) -> Vec<Goal> {
    let StateKind::Choice { default, .. } = &state.kind else { return Vec::new() };
    let count = top_rules(state).len();
    let mut ways: Vec<_> = (0..count).map(|place| Goal::Way(id, Some(place))).collect();
    ways.push(if default.is_some() { Goal::Way(id, None) } else { Goal::NoMatch(id) });
    ways
}

fn top_rules<'s, 't>(state: &'s State<'t>) -> Vec<&'s ChoiceRule<'t>> {
    let StateKind::Choice { rules, .. } = &state.kind else { return Vec::new() };
    rules.iter().filter(|rule| rule.parent.is_none()).collect()
}

/// What an execution reached.
pub(super) fn reached(execution: &Execution) -> Vec<Goal> {
    let mut goals = Vec::new();
    for (visits, id) in execution.visits.iter().zip(0..) {
        let id = StateId(id);
        let counted = |counts: &[u64], goal: fn(StateId, usize) -> Goal| {
            let counts = counts.iter().enumerate().filter(|(_, count)| **count > 0);
            counts.map(|(place, _)| goal(id, place)).collect::<Vec<_>>()
        };
        if visits.entered > 0 {
            goals.push(Goal::Entered(id));
        }
        if visits.defaults > 0 {
            goals.push(Goal::Way(id, None));
        }
        let rules: Vec<_> = visits.rules.iter().map(|(held, _)| *held).collect();
        goals.extend(counted(&rules, |id, place| Goal::Way(id, Some(place))));
        goals.extend(counted(&visits.retriers, Goal::Retrier));
        goals.extend(counted(&visits.catchers, Goal::Catcher));
    }
    goals
}

/// What can never be reached, and why; goals not listed may be.
pub(super) fn proofs(machine: &StateMachine<'_>) -> FxHashMap<Goal, &'static str> {
    let graph = Graph::new(machine);
    let mut proofs = FxHashMap::default();
    let mut dead: FxHashSet<StateId> = FxHashSet::default();
    for (state, id) in machine.states.iter().zip(0..) {
        let id = StateId(id);
        // Scopes stand behind the states that hold them.
        let holder = machine.scope(state.scope).holder;
        let is_out_of_reach = graph.is_decided(state.scope) && !graph.is_reached(id);
        if is_out_of_reach || holder.is_some_and(|holder| dead.contains(&holder)) {
            dead.insert(id);
            proofs.insert(Goal::Entered(id), "no way leads to it");
            let inner = ways(state, id).into_iter();
            let retriers = (0..state.retry.len()).map(|place| Goal::Retrier(id, place));
            let catchers = (0..state.catch.len()).map(|place| Goal::Catcher(id, place));
            let inner = inner.chain(retriers).chain(catchers);
            proofs.extend(inner.map(|goal| (goal, "its state is never entered")));
            continue;
        }
        let rules = top_rules(state);
        if let Some(first) = rules.iter().position(|rule| rule.is_always_true()) {
            let behind = ways(state, id).into_iter().skip(first + 1);
            proofs.extend(behind.map(|way| (way, "a rule before it always matches")));
        }
        for (place, rule) in rules.iter().enumerate() {
            if rule.constant() == Some(false) {
                proofs.insert(Goal::Way(id, Some(place)), "its condition is never true");
            }
        }
        let retriers = hidden(&state.retry);
        proofs.extend(retriers.map(|(place, why)| (Goal::Retrier(id, place), why)));
        let catchers = hidden(&state.catch);
        proofs.extend(catchers.map(|(place, why)| (Goal::Catcher(id, place), why)));
        for (place, retrier) in state.retry.iter().enumerate() {
            if attempts_max(retrier) == 0 {
                proofs.insert(Goal::Retrier(id, place), "it allows no attempt");
            }
        }
    }
    behind_dead_ways(machine, &mut proofs);
    proofs
}

/// Adds the states to which only ways lead that are never taken.
fn behind_dead_ways(machine: &StateMachine<'_>, proofs: &mut FxHashMap<Goal, &'static str>) {
    let mut met: FxHashSet<StateId> = FxHashSet::default();
    let starts = machine.scopes.iter();
    let mut pending: Vec<_> =
        starts.filter_map(|scope| scope.state_named(scope.start_at?.as_str()?)).collect();
    while let Some(id) = pending.pop() {
        let state = machine.state(id);
        if !met.insert(id) || proofs.contains_key(&Goal::Entered(id)) {
            continue;
        }
        for transition in state.transitions() {
            let goal = match transition.via {
                Via::Next => None,
                Via::Default => Some(Goal::Way(id, None)),
                Via::Catcher(place) => Some(Goal::Catcher(id, place)),
                Via::ChoiceRule(place) => {
                    let StateKind::Choice { rules, .. } = &state.kind else { continue };
                    let before = rules[..place].iter().filter(|rule| rule.parent.is_none());
                    Some(Goal::Way(id, Some(before.count())))
                }
            };
            if goal.is_none_or(|goal| !proofs.contains_key(&goal)) {
                let scope = machine.scope(state.scope);
                pending.extend(scope.state_named(transition.target.text()));
            }
        }
    }
    let graph = Graph::new(machine);
    for (state, id) in machine.states.iter().zip(0..) {
        if graph.is_decided(state.scope) && !met.contains(&StateId(id)) {
            let why = "no way leads to it that is ever taken";
            proofs.entry(Goal::Entered(StateId(id))).or_insert(why);
        }
    }
}

/// The handlers that are never asked, or never meant.
fn hidden<'h>(
    handlers: &'h [Handler<'_>],
) -> impl Iterator<Item = (usize, &'static str)> + use<'h> {
    let named = |handler: &Handler<'_>, name: &str| handler.names(name).is_some();
    handlers.iter().enumerate().filter_map(move |(place, handler)| {
        let before = &handlers[..place];
        let is_taken = |name: &str| {
            let is_late = name == "States.Timeout" || name == "States.HeartbeatTimeout";
            let takes_all = |handler: &Handler<'_>| {
                let takes_failed = named(handler, "States.TaskFailed") && !is_late;
                named(handler, "States.ALL") || takes_failed && name != "States.ALL"
            };
            before.iter().any(|handler| named(handler, name) || takes_all(handler))
        };
        let is_whole = handler.error_equals.is_some_and(|list| {
            list.items().count() == handler.errors.len() && !handler.errors.is_empty()
        });
        if !is_whole {
            return None;
        }
        if handler.errors.iter().all(|error| error.text() == "States.Runtime") {
            return Some((place, "nobody can catch `States.Runtime`"));
        }
        let all_taken = handler.errors.iter().all(|error| is_taken(error.text()));
        all_taken.then_some((place, "others before it take all of its errors"))
    })
}

/// Whether a goal lies within a Map state whose items are read from S3.
pub(super) fn reads_items(machine: &StateMachine<'_>, goal: Goal) -> Option<Obstacle> {
    let mut scope = machine.state(goal.state()).scope;
    while let Some(holder) = machine.scope(scope).holder {
        let holder = machine.state(holder);
        if matches!(&holder.kind, StateKind::Map(map) if map.item_reader.is_some()) {
            return Some(Obstacle::Items);
        }
        scope = holder.scope;
    }
    None
}

/// What was reached of which kind.
pub(super) fn count(
    goals: &[Goal],
    reached: &FxHashSet<Goal>,
    is_meant: fn(&Goal) -> bool,
) -> Count {
    let meant = goals.iter().filter(|goal| is_meant(goal));
    let all = meant.clone().count();
    Count { reached: meant.filter(|goal| reached.contains(goal)).count(), all }
}

/// That something is as it is, at its place.
pub(super) fn finding(
    machine: &StateMachine<'_>,
    goal: Goal,
    rule: &'static str,
    severity: Severity,
    remark: &str,
) -> Finding {
    let (span, what) = place(machine, goal);
    let finding = Finding { rule, severity, ..Finding::new(span, what) };
    finding.label(span, remark)
}

/// Where a goal stands in the file, and what it is.
fn place(machine: &StateMachine<'_>, goal: Goal) -> (Span, String) {
    let id = goal.state();
    let state = machine.state(id);
    let name = quoted(state.name());
    match goal {
        Goal::Entered(_) => (state.key.span(), format!("state {name} is not reached")),
        Goal::NoMatch(_) => {
            (state.key.span(), format!("that no rule of {name} matches is not reached"))
        }
        Goal::Way(_, None) => {
            let span = state.object.member("Default").map(|member| member.key.span());
            (span.unwrap_or(state.key.span()), format!("`Default` of {name} is not taken"))
        }
        Goal::Way(_, Some(rule)) => {
            let rules = top_rules(state);
            let own =
                rules.get(rule).map(|rule| rule.condition.or(rule.next).unwrap_or(rule.object));
            let span = own.map_or(state.key.span(), Value::span);
            (span, format!("choice rule {rule} of {name} does not match"))
        }
        Goal::Retrier(_, place) => {
            (state.retry[place].place, format!("retrier {place} of {name} is not used"))
        }
        Goal::Catcher(_, place) => {
            (state.catch[place].place, format!("catcher {place} of {name} is not used"))
        }
    }
}
