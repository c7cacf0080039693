//! Reads a tree into the model: scope by scope, so that depth costs no stack.

use rustc_hash::FxHashMap;

use crate::model::{
    ChoiceRule, Handler, Map, Parallel, Resource, Scope, ScopeId, State, StateId, StateKind,
    StateMachine, Task, Wait,
};
use crate::schema::QueryLanguage;
use crate::source::Span;
use crate::syntax::tree::{Kind, Value};

pub(super) fn machine(root: Value<'_>) -> StateMachine<'_> {
    let query_language = QueryLanguage::of(root, QueryLanguage::JsonPath);
    let machine = StateMachine { root, query_language, scopes: Vec::new(), states: Vec::new() };
    let mut reader = Reader { machine };
    reader.add_scope(root, root.opening(), None);
    // Reading the states of a scope adds the scopes inside it, so the list grows meanwhile.
    let mut done = 0;
    while done < reader.machine.scopes.len() {
        reader.read_states(ScopeId(done as u32));
        done += 1;
    }
    reader.machine
}

struct Reader<'t> {
    machine: StateMachine<'t>,
}

impl<'t> Reader<'t> {
    fn add_scope(&mut self, object: Value<'t>, place: Span, holder: Option<StateId>) -> ScopeId {
        let states = object.get("States");
        let known = |value: Value<'_>| !value.is_opaque() && !value.is_incomplete();
        self.machine.scopes.push(Scope {
            object,
            place,
            holder,
            start_at: object.get("StartAt"),
            states: 0..0,
            is_complete: known(object) && states.is_some_and(known),
            names: FxHashMap::default(),
        });
        ScopeId(self.machine.scopes.len() as u32 - 1)
    }

    fn read_states(&mut self, id: ScopeId) {
        let from = self.machine.states.len() as u32;
        let states = self.machine.scope(id).object.get("States");
        let mut names = FxHashMap::default();
        for member in states.into_iter().flat_map(Value::members) {
            let state = StateId(self.machine.states.len() as u32);
            names.insert(member.name(), state);
            let read = self.state(member.key, member.value, id, state);
            self.machine.states.push(read);
        }
        let scope = &mut self.machine.scopes[id.0 as usize];
        scope.states = from..self.machine.states.len() as u32;
        scope.names = names;
    }

    fn state(
        &mut self,
        key: Value<'t>,
        object: Value<'t>,
        scope: ScopeId,
        id: StateId,
    ) -> State<'t> {
        let mut state = State {
            key,
            object,
            scope,
            query_language: QueryLanguage::of(object, self.machine.query_language),
            next: None,
            end: None,
            input_path: None,
            output_path: None,
            result_path: None,
            parameters: None,
            result_selector: None,
            arguments: None,
            output: None,
            assign: None,
            retry: Vec::new(),
            catch: Vec::new(),
            kind: self.kind(object, id),
        };
        for member in object.members() {
            let value = Some(member.value);
            match member.name() {
                "Next" => state.next = value,
                "End" => state.end = value,
                "InputPath" => state.input_path = value,
                "OutputPath" => state.output_path = value,
                "ResultPath" => state.result_path = value,
                "Parameters" => state.parameters = value,
                "ResultSelector" => state.result_selector = value,
                "Arguments" => state.arguments = value,
                "Output" => state.output = value,
                "Assign" => state.assign = value,
                "Retry" => state.retry = Handler::read_all(member.value),
                "Catch" => state.catch = Handler::read_all(member.value),
                _ => {}
            }
        }
        state
    }

    fn kind(&mut self, object: Value<'t>, id: StateId) -> StateKind<'t> {
        match object.get("Type").and_then(Value::as_str) {
            Some("Pass") => StateKind::Pass,
            Some("Task") => StateKind::Task(Box::new(task(object))),
            Some("Choice") => choice(object),
            Some("Wait") => StateKind::Wait(wait(object)),
            Some("Succeed") => StateKind::Succeed,
            Some("Fail") => StateKind::Fail,
            Some("Parallel") => StateKind::Parallel(self.parallel(object, id)),
            Some("Map") => StateKind::Map(Box::new(self.map(object, id))),
            _ => StateKind::Unknown,
        }
    }

    fn parallel(&mut self, object: Value<'t>, id: StateId) -> Parallel {
        let branches = object.get("Branches").into_iter().flat_map(Value::items);
        let branches = branches.filter(|branch| branch.kind() == Kind::Object);
        let branches =
            branches.map(|branch| self.add_scope(branch, branch.opening(), Some(id))).collect();
        Parallel { branches }
    }

    fn map(&mut self, object: Value<'t>, id: StateId) -> Map<'t> {
        let mut map = Map::default();
        for member in object.members() {
            let value = Some(member.value);
            match member.name() {
                "ItemsPath" => map.items_path = value,
                "Items" => map.items = value,
                "ItemSelector" => map.item_selector = value,
                "ItemReader" => map.item_reader = value,
                "ItemBatcher" => map.item_batcher = value,
                "ResultWriter" => map.result_writer = value,
                "Label" => map.label = value,
                _ => {}
            }
        }
        let processor = object.member("ItemProcessor").or_else(|| object.member("Iterator"));
        if let Some(member) = processor.filter(|member| member.value.kind() == Kind::Object) {
            map.processor_object = Some(member.value);
            map.processor_config = member.value.get("ProcessorConfig");
            map.processor = Some(self.add_scope(member.value, member.key.span(), Some(id)));
        }
        map
    }
}

fn task(object: Value<'_>) -> Task<'_> {
    let mut task = Task::default();
    for member in object.members() {
        let value = Some(member.value);
        match member.name() {
            "Resource" => task.resource = value,
            "TimeoutSeconds" => task.timeout_seconds = value,
            "TimeoutSecondsPath" => task.timeout_seconds_path = value,
            "HeartbeatSeconds" => task.heartbeat_seconds = value,
            "HeartbeatSecondsPath" => task.heartbeat_seconds_path = value,
            "Credentials" => task.credentials = value,
            _ => {}
        }
    }
    task.service = task.resource.and_then(|resource| match resource.as_str() {
        Some(text) => Some(Resource::parse(text)),
        None => Resource::parse_in_any_partition(resource.text()),
    });
    task
}

fn choice(object: Value<'_>) -> StateKind<'_> {
    let rules = object.get("Choices").map(ChoiceRule::read_all).unwrap_or_default();
    StateKind::Choice { rules, default: object.get("Default") }
}

fn wait(object: Value<'_>) -> Wait<'_> {
    Wait {
        seconds: object.get("Seconds"),
        seconds_path: object.get("SecondsPath"),
        timestamp: object.get("Timestamp"),
        timestamp_path: object.get("TimestampPath"),
    }
}
