//! Where a value that a state sees came from: the input of the execution, or what a task
//! answered. Followed backwards through the visits of an execution, or of all that can be.

pub mod place;
mod possible;
pub mod reads;
mod template;

pub use possible::Possible;
pub use template::calls;

use std::rc::Rc;

use rustc_hash::FxHashSet;

use crate::analysis::origins::place::{Place, Root};
use crate::model::{State, StateId, StateKind, StateMachine};
use crate::query::reference_path::Step;
use crate::schema::QueryLanguage;
use crate::syntax::tree::{Kind, Value};

/// What decides a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The input of the execution.
    Input(Vec<Step>),
    /// What a call of a task returned.
    Returned(StateId, u64, Vec<Step>),
    /// The error that a call of a task ended with.
    Thrown(StateId, u64),
}

/// A place at a moment of an execution.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Spot {
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

/// Visits of states, and which led to which. A visit is known by its number.
pub trait Visits {
    /// How many places are looked at on the way back: the ways may be long, and many.
    const SPOTS_MAX: usize;

    /// The state that is visited.
    fn state(&self, visit: usize) -> StateId;

    /// The visits before it in its scope, the likeliest first.
    fn previous(&self, visit: usize) -> Vec<usize>;

    /// Whether its scope may begin with it.
    fn is_first(&self, visit: usize) -> bool;

    /// The visit of the Parallel or Map state whose branch or iteration it is in, and which one
    /// that is.
    fn fork(&self, visit: usize) -> Option<(usize, u64)>;

    /// The last visit of a branch or an iteration of a visit.
    fn last_of(&self, visit: usize, index: u64) -> Option<usize>;

    /// The number of the call that its task ended with, among all calls of the state.
    fn call(&self, visit: usize) -> Option<u64>;

    /// The catcher that took its error.
    fn catcher(&self, visit: usize) -> Option<usize>;

    /// The choice rule that matched.
    fn rule(&self, visit: usize) -> Option<usize>;

    /// Whether it set a variable.
    fn sets(&self, visit: usize, name: &str) -> bool;
}

/// Visits to follow values back in.
#[derive(Debug)]
pub struct Origins<'m, 't, V> {
    /// The machine whose states are visited.
    pub machine: &'m StateMachine<'t>,
    /// The visits.
    pub visits: &'m V,
}

impl<'m, 't, V: Visits> Origins<'m, 't, V> {
    /// What may decide what is at a place, the likeliest first.
    pub fn sources(&self, spot: Spot) -> Vec<Source> {
        let mut found = Vec::new();
        let mut seen = FxHashSet::default();
        let mut pending = vec![spot];
        for _ in 0..V::SPOTS_MAX {
            let Some(spot) = pending.pop() else { break };
            if !seen.insert(spot.clone()) {
                continue;
            }
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
    pub fn spot(
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
                        let (holder, index) = own.or(self.visits.fork(visit))?;
                        Spot::Item(holder, index, steps[3..].to_vec())
                    }
                    _ => return None,
                }
            }
        })
    }

    fn state(&self, visit: usize) -> &'m State<'t> {
        self.machine.state(self.visits.state(visit))
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
        let previous = self.visits.previous(visit).into_iter();
        let mut earlier: Vec<_> =
            previous.map(|previous| Spot::Output(previous, steps.clone())).collect();
        if self.visits.is_first(visit) {
            match self.visits.fork(visit) {
                None => earlier.push(Spot::Execution(steps)),
                Some((holder, index)) => earlier.extend(self.given(holder, index, steps)),
            }
        }
        earlier
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
                let Some(call) = self.visits.call(visit) else { return Ok(Vec::new()) };
                return Err(Source::Returned(self.visits.state(visit), call, steps));
            }
            StateKind::Parallel(_) | StateKind::Map(_) => {
                let Some((Step::Item(index), rest)) = steps.split_first() else {
                    return Ok(Vec::new());
                };
                let last = self.visits.last_of(visit, index.unsigned_abs());
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
        if let Some(catcher) = self.visits.catcher(visit).and_then(|place| state.catch.get(place)) {
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
        let place = self.visits.rule(visit)?;
        self.state(visit).object.get("Choices")?.items().nth(place)
    }

    fn thrown(&self, visit: usize, steps: &[Step]) -> Option<Source> {
        let call = self.visits.call(visit)?;
        let is_name = steps.first().is_none_or(|step| step_name(step) == "Error");
        is_name.then(|| Source::Thrown(self.visits.state(visit), call))
    }

    fn variable(&self, visit: usize, name: &str, steps: &[Step]) -> Vec<Spot> {
        let mut found = Vec::new();
        let mut seen = FxHashSet::default();
        let mut pending = vec![visit];
        for _ in 0..V::SPOTS_MAX {
            let Some(at) = pending.pop() else { break };
            for earlier in self.visits.previous(at).into_iter().rev() {
                if self.visits.sets(earlier, name) {
                    found.extend(self.assigned(earlier, name, steps));
                } else if seen.insert(earlier) {
                    pending.push(earlier);
                }
            }
            let holder = self.visits.fork(at).filter(|_| self.visits.is_first(at));
            pending.extend(holder.map(|(holder, _)| holder).filter(|one| seen.insert(*one)));
        }
        found
    }

    fn assigned(&self, visit: usize, name: &str, steps: &[Step]) -> Vec<Spot> {
        let state = self.state(visit);
        let catcher = self.visits.catcher(visit).and_then(|place| state.catch.get(place));
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
