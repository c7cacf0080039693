//! Reads the path of an execution from its history, as `GetExecutionHistory` returns it.

use rustc_hash::FxHashMap;

use crate::model::{State, StateId, StateMachine, Via};
use crate::report::graph::marks::{Mark, Marks, Status};
use crate::syntax::tree::{Kind, Value};

/// What the events of a history tell, or why they are none. States are found by their names: of
/// several states of one name in different scopes, it is the one that the event before leads to.
pub fn read(history: Value<'_>, machine: &StateMachine<'_>) -> Result<Marks, String> {
    let list = history.get("events").unwrap_or(history);
    if list.kind() != Kind::Array {
        return Err("there is no list `events`".to_owned());
    }
    let mut events: Vec<_> = list.items().filter_map(Event::read).collect();
    events.sort_by_key(|event| event.id);
    if events.is_empty() {
        return Err("there is no event in it".to_owned());
    }
    let mut reader = Reader::new(machine, &events);
    reader.read()?;
    Ok(reader.marks)
}

/// An event of a history.
struct Event<'h> {
    id: i64,
    previous: i64,
    word: &'h str,
    object: Value<'h>,
}

impl<'h> Event<'h> {
    fn read(object: Value<'h>) -> Option<Self> {
        let previous = object.get("previousEventId").and_then(Value::as_i64).unwrap_or(0);
        let id = object.get("id")?.as_i64()?;
        // An event follows an earlier one: whoever says otherwise would lead in circles.
        let previous = if previous < id { previous } else { 0 };
        Some(Self { id, previous, word: object.get("type")?.text(), object })
    }

    /// The name of the state that it enters or leaves.
    fn state_name(&self) -> Option<&'h str> {
        let fields = ["stateEnteredEventDetails", "stateExitedEventDetails"];
        let details = fields.into_iter().find_map(|field| self.object.get(field))?;
        Some(details.get("name")?.text())
    }

    fn is_entering(&self) -> bool {
        self.word.ends_with("StateEntered")
    }

    fn is_leaving(&self) -> bool {
        self.word.ends_with("StateExited")
    }

    /// Whether it is the failure of something that a catcher may take.
    fn is_failure(&self) -> bool {
        self.word.ends_with("Failed") || self.word.ends_with("TimedOut")
    }

    /// Whether a scope ends by it because of an error within.
    fn breaks_scope(&self) -> bool {
        const WORDS: [&str; 6] = [
            "ExecutionFailed",
            "ExecutionTimedOut",
            "ExecutionAborted",
            "MapIterationFailed",
            "ParallelStateFailed",
            "MapStateFailed",
        ];
        WORDS.contains(&self.word)
    }

    /// The name of the error that it tells of.
    fn error(&self) -> Option<&'h str> {
        let details = self.object.members().find(|member| member.name().ends_with("Details"))?;
        Some(details.value.get("error")?.text())
    }
}

struct Reader<'e, 'm, 't, 'h> {
    machine: &'m StateMachine<'t>,
    events: &'e [Event<'h>],
    places: FxHashMap<i64, usize>,
    /// The states by name, in the order of the text.
    names: FxHashMap<&'t str, Vec<StateId>>,
    /// The state that each event belongs to, where it is known.
    states: Vec<Option<StateId>>,
    marks: Marks,
}

impl<'e, 'm, 't, 'h> Reader<'e, 'm, 't, 'h> {
    fn new(machine: &'m StateMachine<'t>, events: &'e [Event<'h>]) -> Self {
        let mut names: FxHashMap<_, Vec<_>> = FxHashMap::default();
        for (index, state) in machine.states.iter().enumerate() {
            names.entry(state.name()).or_default().push(StateId(index as u32));
        }
        let places = events.iter().enumerate().map(|(place, event)| (event.id, place)).collect();
        let states = vec![None; events.len()];
        Self { machine, events, places, names, states, marks: Marks::default() }
    }

    fn read(&mut self) -> Result<(), String> {
        let mut left: FxHashMap<usize, StateId> = FxHashMap::default();
        for (place, event) in self.events.iter().enumerate() {
            let before = self.places.get(&event.previous).copied().filter(|before| *before < place);
            let state = match event.state_name() {
                Some(name) => Some(self.state_named(name, before)?),
                None => before.and_then(|before| self.states[before]),
            };
            self.states[place] = state;
            let Some(state) = state else { continue };
            if event.is_entering() {
                self.enter(state);
                if let Some(from) = before.and_then(|before| left.remove(&before)) {
                    let before = before.unwrap_or_default();
                    self.take(from, state, before);
                }
            } else if event.is_leaving() {
                left.insert(place, state);
            } else if event.breaks_scope() {
                self.fail(state, event);
            }
        }
        for state in left.into_values() {
            if self.machine.state(state).is_terminal() == Some(true) {
                *self.marks.ends.entry(state).or_default() += 1;
            }
        }
        Ok(())
    }

    fn state_named(&self, name: &str, before: Option<usize>) -> Result<StateId, String> {
        let Some(states) = self.names.get(name) else {
            return Err(format!("it speaks of a state `{name}`, which this machine does not have"));
        };
        let before = before.and_then(|before| self.states[before]);
        let is_near = |state: &&StateId| {
            before.is_some_and(|before| {
                let scope = self.machine.state(**state).scope;
                let holder = self.machine.scope(scope).holder;
                scope == self.machine.state(before).scope || holder == Some(before)
            })
        };
        Ok(*states.iter().find(is_near).unwrap_or(&states[0]))
    }

    fn enter(&mut self, state: StateId) {
        let unseen = Mark { count: 0, status: Status::Visited };
        self.marks.states.entry(state).or_insert(unseen).count += 1;
    }

    /// A state has been left by the event at a place, and another one entered.
    fn take(&mut self, from: StateId, to: StateId, left: usize) {
        let before = self.places.get(&self.events[left].previous).map(|place| &self.events[*place]);
        let failure = before.filter(|event| event.is_failure());
        let state = self.machine.state(from);
        let name = self.machine.state(to).name();
        let mut ways = state.transitions().filter(|way| way.target.reads(name)).map(|way| way.via);
        let is_catcher = |via: &Via| matches!(via, Via::Catcher(_));
        let way = match failure {
            Some(failure) => {
                let ways: Vec<_> = ways.filter(is_catcher).collect();
                let takes = |via: &Via| catches(state, *via, failure.error());
                ways.iter().copied().find(takes).or_else(|| ways.first().copied())
            }
            None => ways.find(|via| !is_catcher(via)),
        };
        if let Some(way) = way {
            *self.marks.transitions.entry((from, way)).or_default() += 1;
        }
    }

    /// A state has failed, and so have those around it that end with the same event.
    fn fail(&mut self, state: StateId, event: &Event<'_>) {
        let mut failed = Some(state);
        while let Some(state) = failed {
            if let Some(mark) = self.marks.states.get_mut(&state) {
                mark.status = Status::Failed;
            }
            let holder = self.machine.scope(self.machine.state(state).scope).holder;
            failed = holder.filter(|_| event.word.starts_with("Execution"));
        }
    }
}

/// Whether a catcher takes an error of that name.
fn catches(state: &State<'_>, via: Via, error: Option<&str>) -> bool {
    let (Via::Catcher(place), Some(error)) = (via, error) else { return false };
    let catcher = &state.catch[place];
    [error, "States.ALL", "States.TaskFailed"].iter().any(|name| catcher.names(name).is_some())
}
