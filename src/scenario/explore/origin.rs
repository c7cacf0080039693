//! Where a value that a state sees came from: the input of the execution, or what a task
//! answered. Followed backwards through the visits of an execution.

use std::rc::Rc;

use crate::model::{State, StateId, StateKind, StateMachine};
use crate::query::reference_path::Step;
use crate::scenario::explore::place::{Place, Root};
use crate::scenario::explore::template;
use crate::scenario::explore::trace::{Chosen, Trace, Visit};
use crate::schema::QueryLanguage;
use crate::syntax::tree::{Kind, Value};

/// How many places are looked at on the way back; loops of states may be long.
const SPOTS_MAX: usize = 400;

/// What decides a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The input of the execution.
    Input(Vec<Step>),
    /// What a call of a task returned.
    Returned(StateId, u64, Vec<Step>),
    /// The error that a call of a task ended with.
    Thrown(StateId, u64),
}

/// A place at a moment of an execution.
#[derive(Clone, Debug)]
pub(super) enum Spot {
    /// In the input of a visit.
    Raw(usize, Vec<Step>),
    /// In what `InputPath` makes of it.
    Selected(usize, Vec<Step>),
    /// In what `Parameters` or `Arguments` make of that.
    Effective(usize, Vec<Step>),
    /// In the item of an iteration of a Map.
    Item(usize, u64, Vec<Step>),
    /// In the result of a visit.
    Result(usize, Vec<Step>),
    /// In what `ResultPath` makes of it.
    Combined(usize, Vec<Step>),
    /// In its output.
    Output(usize, Vec<Step>),
    /// In the error that it ended with.
    Error(usize, Vec<Step>),
    /// In a variable, as it was when the visit began.
    Variable(usize, Rc<str>, Vec<Step>),
    /// In the input of the execution.
    Execution(Vec<Step>),
}

/// An execution to follow values back in.
#[derive(Clone, Copy)]
pub(super) struct Origins<'m, 't> {
    pub(super) machine: &'m StateMachine<'t>,
    pub(super) trace: &'m Trace,
}

impl<'m, 't> Origins<'m, 't> {
    /// What may decide what is at a place, the likeliest first.
    pub(super) fn sources(&self, spot: Spot) -> Vec<Source> {
        let mut found = Vec::new();
        let mut pending = vec![spot];
        for _ in 0..SPOTS_MAX {
            let Some(spot) = pending.pop() else { break };
            let mut earlier = match spot {
                Spot::Execution(steps) => {
                    found.push(Source::Input(steps));
                    continue;
                }
                Spot::Raw(visit, steps) => self.raw(visit, steps),
                Spot::Selected(visit, steps) => self.selected(visit, &steps),
                Spot::Effective(visit, steps) => self.effective(visit, steps),
                Spot::Item(visit, index, steps) => self.item(visit, index, &steps),
                Spot::Result(visit, steps) => match self.result(visit, steps) {
                    Ok(earlier) => earlier,
                    Err(source) => {
                        found.push(source);
                        continue;
                    }
                },
                Spot::Combined(visit, steps) => self.combined(visit, steps),
                Spot::Output(visit, steps) => self.output(visit, steps),
                Spot::Error(visit, steps) => {
                    found.extend(self.thrown(visit, &steps));
                    continue;
                }
                Spot::Variable(visit, name, steps) => self.variable(visit, &name, &steps),
            };
            earlier.reverse();
            pending.extend(earlier);
        }
        found
    }

    /// The spot that a place means in a visit; `input` says what its `$` is.
    pub(super) fn spot(
        &self,
        visit: usize,
        place: Place,
        input: fn(usize, Vec<Step>) -> Spot,
    ) -> Option<Spot> {
        let Place { root, steps } = place;
        Some(match root {
            Root::Input => input(visit, steps),
            Root::Result => Spot::Result(visit, steps),
            Root::Error => Spot::Error(visit, steps),
            Root::Variable(name) => Spot::Variable(visit, name, steps),
            Root::Context => {
                let names: Vec<&str> = steps.iter().map(step_name).collect();
                match names.as_slice() {
                    ["Execution", "Input", ..] => Spot::Execution(steps[2..].to_vec()),
                    ["Map", "Item", "Value", ..] => {
                        let is_map = matches!(self.state(visit).kind, StateKind::Map(_));
                        let own = is_map.then_some((visit, 0));
                        let (holder, index) = own.or(self.visit(visit).fork)?;
                        Spot::Item(holder, index, steps[3..].to_vec())
                    }
                    _ => return None,
                }
            }
        })
    }

    fn visit(&self, visit: usize) -> &'m Visit {
        &self.trace.visits[visit]
    }

    fn state(&self, visit: usize) -> &'m State<'t> {
        self.machine.state(self.visit(visit).state)
    }

    /// What a template makes a part of its value from.
    fn made(
        &self,
        visit: usize,
        node: Value<'_>,
        steps: &[Step],
        input: fn(usize, Vec<Step>) -> Spot,
    ) -> Vec<Spot> {
        let places = template::sources(node, steps, self.state(visit).query_language);
        places.into_iter().filter_map(|place| self.spot(visit, place, input)).collect()
    }

    fn raw(&self, visit: usize, steps: Vec<Step>) -> Vec<Spot> {
        let Visit { previous, fork, .. } = self.visit(visit);
        vec![match (previous, fork) {
            (Some(previous), _) => Spot::Output(*previous, steps),
            (None, None) => Spot::Execution(steps),
            (None, Some((holder, index))) => return self.given(*holder, *index, steps),
        }]
    }

    /// What a Parallel or Map state gives to a branch or an iteration.
    fn given(&self, holder: usize, index: u64, steps: Vec<Step>) -> Vec<Spot> {
        let state = self.state(holder);
        let StateKind::Map(map) = &state.kind else { return vec![Spot::Effective(holder, steps)] };
        let selector = map.item_selector.or(state.parameters);
        match (selector, steps.as_slice()) {
            (Some(selector), _) => self.made(holder, selector, &steps, Spot::Selected),
            (None, [Step::Member(items), Step::Item(place), rest @ ..])
                if map.item_batcher.is_some() && &**items == "Items" =>
            {
                vec![Spot::Item(holder, place.unsigned_abs(), rest.to_vec())]
            }
            _ => vec![Spot::Item(holder, index, steps)],
        }
    }

    fn item(&self, holder: usize, index: u64, steps: &[Step]) -> Vec<Spot> {
        let StateKind::Map(map) = &self.state(holder).kind else { return Vec::new() };
        let mut inner = vec![Step::Item(index.cast_signed())];
        inner.extend_from_slice(steps);
        match (map.items_path, map.items) {
            (Some(path), _) => {
                let place = Place::of_path(path.text()).map(|place| place.then(&inner));
                place
                    .and_then(|place| self.spot(holder, place, Spot::Selected))
                    .into_iter()
                    .collect()
            }
            (None, Some(items)) => self.made(holder, items, &inner, Spot::Raw),
            (None, None) => vec![Spot::Selected(holder, inner)],
        }
    }

    fn selected(&self, visit: usize, steps: &[Step]) -> Vec<Spot> {
        match self.state(visit).input_path {
            None => vec![Spot::Raw(visit, steps.to_vec())],
            Some(path) => {
                let place = Place::of_path(path.text()).map(|place| place.then(steps));
                place.and_then(|place| self.spot(visit, place, Spot::Raw)).into_iter().collect()
            }
        }
    }

    fn effective(&self, visit: usize, steps: Vec<Step>) -> Vec<Spot> {
        let state = self.state(visit);
        match state.parameters.or(state.arguments) {
            Some(template) => self.made(visit, template, &steps, Spot::Selected),
            None => vec![Spot::Selected(visit, steps)],
        }
    }

    fn result(&self, visit: usize, steps: Vec<Step>) -> Result<Vec<Spot>, Source> {
        let state = self.state(visit);
        Ok(match &state.kind {
            StateKind::Task(_) => {
                let Some(call) = self.visit(visit).calls.last() else { return Ok(Vec::new()) };
                return Err(Source::Returned(self.visit(visit).state, *call, steps));
            }
            StateKind::Parallel(_) | StateKind::Map(_) => {
                let Some((Step::Item(index), rest)) = steps.split_first() else {
                    return Ok(Vec::new());
                };
                let last = self.trace.last_of(visit, index.unsigned_abs());
                last.map(|last| Spot::Output(last, rest.to_vec())).into_iter().collect()
            }
            StateKind::Pass if state.object.get("Result").is_some() => Vec::new(),
            StateKind::Pass => vec![Spot::Effective(visit, steps)],
            _ => vec![Spot::Selected(visit, steps)],
        })
    }

    /// What `ResultSelector` makes of a result.
    fn picked(&self, visit: usize, steps: Vec<Step>) -> Vec<Spot> {
        match self.state(visit).result_selector {
            Some(template) => self.made(visit, template, &steps, Spot::Result),
            None => vec![Spot::Result(visit, steps)],
        }
    }

    fn combined(&self, visit: usize, steps: Vec<Step>) -> Vec<Spot> {
        match self.state(visit).result_path {
            None => self.picked(visit, steps),
            Some(path) => placed(path, visit, steps, |steps| self.picked(visit, steps)),
        }
    }

    fn output(&self, visit: usize, steps: Vec<Step>) -> Vec<Spot> {
        let state = self.state(visit);
        if let Some(catcher) = self.visit(visit).caught.and_then(|place| state.catch.get(place)) {
            let error = |steps| vec![Spot::Error(visit, steps)];
            return match state.query_language {
                QueryLanguage::Jsonata => match catcher.object.get("Output") {
                    Some(template) => self.made(visit, template, &steps, Spot::Raw),
                    None => error(steps),
                },
                QueryLanguage::JsonPath => match catcher.object.get("ResultPath") {
                    Some(path) => placed(path, visit, steps, error),
                    None => error(steps),
                },
            };
        }
        if state.query_language == QueryLanguage::Jsonata {
            return match self.chosen_rule(visit).map_or(state.output, |rule| rule.get("Output")) {
                Some(template) => self.made(visit, template, &steps, Spot::Raw),
                None => vec![Spot::Result(visit, steps)],
            };
        }
        match state.output_path {
            None => vec![Spot::Combined(visit, steps)],
            Some(path) => {
                let place = Place::of_path(path.text()).map(|place| place.then(&steps));
                place
                    .and_then(|place| self.spot(visit, place, Spot::Combined))
                    .into_iter()
                    .collect()
            }
        }
    }

    /// The choice rule that matched.
    fn chosen_rule(&self, visit: usize) -> Option<Value<'t>> {
        let Chosen::Rule(place) = self.visit(visit).chosen else { return None };
        self.state(visit).object.get("Choices")?.items().nth(place)
    }

    fn thrown(&self, visit: usize, steps: &[Step]) -> Option<Source> {
        let call = *self.visit(visit).calls.last()?;
        let is_name = steps.first().is_none_or(|step| step_name(step) == "Error");
        is_name.then(|| Source::Thrown(self.visit(visit).state, call))
    }

    fn variable(&self, visit: usize, name: &str, steps: &[Step]) -> Vec<Spot> {
        let mut at = visit;
        for _ in 0..SPOTS_MAX {
            let before = self.visit(at).previous;
            let Some(earlier) = before.or(self.visit(at).fork.map(|(holder, _)| holder)) else {
                return Vec::new();
            };
            at = earlier;
            if before.is_some() && self.visit(at).assigned.iter().any(|set| &**set == name) {
                return self.assigned(at, name, steps);
            }
        }
        Vec::new()
    }

    fn assigned(&self, visit: usize, name: &str, steps: &[Step]) -> Vec<Spot> {
        let state = self.state(visit);
        let catcher = self.visit(visit).caught.and_then(|place| state.catch.get(place));
        let rule = self.chosen_rule(visit);
        let holder = catcher.map(|catcher| catcher.object).or(rule);
        let node = holder.map_or(state.assign, |holder| holder.get("Assign"));
        let Some(node) = node else { return Vec::new() };
        let mut path = vec![Step::Member(name.into())];
        path.extend_from_slice(steps);
        let input = match (state.query_language, catcher) {
            (QueryLanguage::Jsonata, _) => Spot::Raw,
            (QueryLanguage::JsonPath, Some(_)) => Spot::Error,
            (QueryLanguage::JsonPath, None) => Spot::Result,
        };
        self.made(visit, node, &path, input)
    }
}

/// What stands at a place of the input of a visit with something put at a path of it.
fn placed(
    path: Value<'_>,
    visit: usize,
    steps: Vec<Step>,
    inner: impl Fn(Vec<Step>) -> Vec<Spot>,
) -> Vec<Spot> {
    if path.kind() == Kind::Null {
        return vec![Spot::Raw(visit, steps)];
    }
    let Some(place) = Place::of_path(path.text()) else { return Vec::new() };
    match steps.strip_prefix(place.steps.as_slice()) {
        Some(rest) => inner(rest.to_vec()),
        None if place.steps.starts_with(&steps) => inner(Vec::new()),
        None => vec![Spot::Raw(visit, steps)],
    }
}

fn step_name(step: &Step) -> &str {
    match step {
        Step::Member(name) => name,
        Step::Item(_) => "",
    }
}
