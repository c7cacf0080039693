//! Where data comes from, state by state.

use std::cell::Cell;
use std::rc::Rc;

use crate::analysis::data::{Data, ERROR_OUTPUT, Sight, evaluated, one_of};
use crate::analysis::result_shape;
use crate::model::{Handler, ScopeId, State, StateId, StateKind, StateMachine, Via};
use crate::query::json_path::{Path, Root, Segment, SegmentKind};
use crate::schema::QueryLanguage;
use crate::syntax::tree::{Kind, Value};

/// How many steps are taken for one question.
pub(super) const STEPS_MAX: usize = 120;
/// How many states are gone back through.
const DEPTH_MAX: usize = 12;

/// Where data comes from, state by state.
pub(super) struct Flow<'m, 't> {
    pub(super) machine: &'m StateMachine<'t>,
    pub(super) steps: Rc<Cell<usize>>,
}

impl<'m, 't> Flow<'m, 't> {
    pub(super) fn may_go_on(&self, depth: usize) -> bool {
        let left = self.steps.get();
        self.steps.set(left.saturating_sub(1));
        left > 0 && depth < DEPTH_MAX
    }

    /// What a state gets.
    pub(super) fn input(&self, state: StateId, depth: usize) -> Data<'m, 't> {
        if !self.may_go_on(depth) {
            return Data::Unknown;
        }
        let State { scope, .. } = self.machine.state(state);
        let scope_id = *scope;
        let scope = self.machine.scope(scope_id);
        let mut ways = Vec::new();
        if scope.start_at.is_some_and(|start| scope.state_named(start.text()) == Some(state)) {
            ways.push(self.scope_input(scope_id, depth));
        }
        for id in scope.state_ids() {
            let from = self.machine.state(id);
            let to_here = from.transitions().filter(|transition| {
                scope.state_named(transition.target.text()) == Some(state) && id != state
            });
            for transition in to_here {
                ways.push(match transition.via {
                    Via::Catcher(place) => self.caught(id, &from.catch[place], depth),
                    _ => self.output(id, depth + 1),
                });
            }
        }
        one_of(ways)
    }

    /// What the first state of a scope gets.
    fn scope_input(&self, scope: ScopeId, depth: usize) -> Data<'m, 't> {
        let Some(id) = self.machine.scope(scope).holder else { return Data::Unknown };
        let holder = self.machine.state(id);
        let input = self.input(id, depth + 1);
        match &holder.kind {
            StateKind::Map(map) => {
                let selector = map.item_selector.or(holder.parameters);
                let effective = in_path(holder, holder.input_path, &input);
                if let Some(selector) = selector {
                    return self.written(id, selector, &effective);
                }
                let items = match (map.items_path, map.items) {
                    (Some(path), _) => in_path(holder, Some(path), &effective),
                    (None, Some(items)) => self.written(id, items, &input),
                    (None, None) => effective,
                };
                if map.item_batcher.is_some() { Data::Unknown } else { items.item() }
            }
            _ => self.effective(id, &input),
        }
    }

    fn caught(&self, id: StateId, catcher: &Handler<'t>, depth: usize) -> Data<'m, 't> {
        let error = Data::Texts(ERROR_OUTPUT);
        let state = self.machine.state(id);
        if let Some(output) = catcher.object.get("Output") {
            return self.written(id, output, &error);
        }
        match catcher.object.get("ResultPath") {
            Some(path) if state.query_language == QueryLanguage::JsonPath => {
                put(Some(path), || self.input(id, depth + 1), error).unwrap_or(Data::Unknown)
            }
            _ => error,
        }
    }

    /// What a state works on: its input behind `InputPath` and `Parameters`, or `Arguments`.
    fn effective(&self, id: StateId, input: &Data<'m, 't>) -> Data<'m, 't> {
        let state = self.machine.state(id);
        let selected = in_path(state, state.input_path, input);
        match state.parameters.or(state.arguments) {
            Some(template) => self.written(id, template, &selected),
            None => selected,
        }
    }

    /// What a state gives before anything is selected of it.
    pub(super) fn result(&self, id: StateId, input: &Data<'m, 't>) -> Data<'m, 't> {
        let state = self.machine.state(id);
        match &state.kind {
            StateKind::Task(_) => result_shape(state).map_or(Data::Unknown, Data::Shape),
            StateKind::Pass => match state.object.get("Result") {
                Some(result) => Data::Written(result, None),
                None => self.effective(id, input),
            },
            StateKind::Parallel(_) | StateKind::Map(_) => Data::Unknown,
            _ => in_path(state, state.input_path, input),
        }
    }

    /// What a state passes on.
    fn output(&self, id: StateId, depth: usize) -> Data<'m, 't> {
        if !self.may_go_on(depth) {
            return Data::Unknown;
        }
        let state = self.machine.state(id);
        if state.query_language == QueryLanguage::Jsonata {
            let input = self.input(id, depth);
            let result = self.result(id, &input);
            return match state.output {
                Some(output) => self.written_with(id, output, input, result),
                None => result,
            };
        }
        let put = self.put_result(id, depth);
        in_path(state, state.output_path, &put)
    }

    /// The input of a state with its result in it.
    fn put_result(&self, id: StateId, depth: usize) -> Data<'m, 't> {
        let state = self.machine.state(id);
        let input = self.input(id, depth);
        let result = self.result(id, &input);
        let selected = match state.result_selector {
            Some(selector) => self.written(id, selector, &result),
            None => result,
        };
        put(state.result_path, || input, selected).unwrap_or(Data::Unknown)
    }

    /// What `$` is in a field of a state in `JSONPath`.
    pub(super) fn at_hand(&self, id: StateId, field: &str, input: &Data<'m, 't>) -> Data<'m, 't> {
        let state = self.machine.state(id);
        match field {
            "InputPath" | "ResultPath" => input.clone(),
            "ResultSelector" | "Assign" => self.result(id, input),
            "OutputPath" => self.put_result(id, 0),
            _ => in_path(state, state.input_path, input),
        }
    }

    fn written(&self, id: StateId, value: Value<'t>, at_hand: &Data<'m, 't>) -> Data<'m, 't> {
        self.written_with(id, value, at_hand.clone(), at_hand.clone())
    }

    fn written_with(
        &self,
        state: StateId,
        value: Value<'t>,
        input: Data<'m, 't>,
        at_hand: Data<'m, 't>,
    ) -> Data<'m, 't> {
        let steps = Rc::clone(&self.steps);
        let sight = Sight { machine: self.machine, state, input, at_hand, steps };
        evaluated(value, &Rc::new(sight))
    }
}

/// What a path leads to, if there is one: all of the data otherwise.
fn in_path<'m, 't>(
    state: &State<'t>,
    path: Option<Value<'t>>,
    data: &Data<'m, 't>,
) -> Data<'m, 't> {
    if state.query_language == QueryLanguage::Jsonata {
        return data.clone();
    }
    let Some(path) = path else { return data.clone() };
    match path.as_str().and_then(|text| Path::parse(text).ok()) {
        Some(Path { root: Root::Input, segments, .. }) => steps(data.clone(), &segments),
        _ => Data::Unknown,
    }
}

/// Data put into other data where a `ResultPath` says; none where that cannot be told.
fn put<'m, 't>(
    path: Option<Value<'t>>,
    input: impl FnOnce() -> Data<'m, 't>,
    data: Data<'m, 't>,
) -> Option<Data<'m, 't>> {
    let Some(path) = path else { return Some(data) };
    if path.kind() == Kind::Null {
        return Some(input());
    }
    let path = Path::parse(path.as_str()?).ok()?;
    let names = path.segments.iter().map(|segment| match &segment.kind {
        SegmentKind::Names(names) if names.len() == 1 => Some(names[0].to_string()),
        _ => None,
    });
    let names = names.collect::<Option<Vec<_>>>()?;
    if names.is_empty() {
        return Some(data);
    }
    Some(Data::Put(Rc::new(input()), names.into(), Rc::new(data)))
}

pub(super) fn steps<'m, 't>(data: Data<'m, 't>, segments: &[Segment]) -> Data<'m, 't> {
    segments.iter().fold(data, |data, segment| step(&data, segment))
}

fn step<'m, 't>(data: &Data<'m, 't>, segment: &Segment) -> Data<'m, 't> {
    match &segment.kind {
        SegmentKind::Names(names) if names.len() == 1 => data.under(&names[0]),
        SegmentKind::Indices(indices) if indices.len() == 1 => data.item(),
        _ => Data::Unknown,
    }
}
