//! Examples of what tasks return: what the called action always gives, and what the definition
//! reads of it, with plausible values.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::analysis::origins::place::{Shape as Use, is_parsed};
use crate::analysis::origins::{Origins, Possible, Source, reads};
use crate::analysis::{Target, result_shape};
use crate::exec::mocks::wanted::Wanted;
use crate::model::{Pattern, State, StateId, StateKind, StateMachine};
use crate::query::reference_path::Step;
use crate::query::value::{Object, Value};
use crate::services::{Kind, Member, Operation, Shape};

/// Structures within structures are filled so deep.
const DEPTH_MAX: usize = 24;

/// Lists that lie so deep, or deeper, have one item at most.
const LISTS_MAX: usize = 3;

/// The moment that all timestamps have.
const MOMENT: &str = "2026-01-01T00:00:00Z";

/// What the tasks of a machine may return.
#[derive(Debug)]
pub struct Examples<'m, 't> {
    machine: &'m StateMachine<'t>,
    /// What is read of the results of each state.
    wanted: FxHashMap<StateId, Wanted>,
}

impl<'m, 't> Examples<'m, 't> {
    /// Examples for the tasks of a machine, with all that its states read of them.
    pub fn new(machine: &'m StateMachine<'t>) -> Self {
        let mut wanted: FxHashMap<StateId, Wanted> = FxHashMap::default();
        let possible = Possible::new(machine);
        let origins = Origins { machine, visits: &possible };
        for (visit, state) in machine.states.iter().enumerate() {
            for (spot, read) in reads::of_visit(&origins, state, visit) {
                for source in origins.sources(spot) {
                    if let Source::Returned(state, _, steps) = source {
                        wanted.entry(state).or_default().insert(&steps, &read);
                    }
                }
            }
        }
        Self { machine, wanted }
    }

    /// An entry of a mock file for the calls of a state: `{return: {StatusCode: 200}}`.
    pub fn entry(&self, id: StateId) -> Value {
        let mut entry = Object::default();
        if let Some(submitted) = submitted(self.machine.state(id)) {
            entry.insert("submitted".into(), submitted);
        }
        entry.insert("return".into(), self.result(id));
        entry.into()
    }

    /// What the task of a state may return.
    pub fn result(&self, id: StateId) -> Value {
        let state = self.machine.state(id);
        let mut wanted = self.wanted.get(&id).cloned().unwrap_or_default();
        if let Some((operation, suffix)) = known_call(state) {
            wanted.give(operation, suffix);
        }
        made(result_shape(state), &wanted, "", 0)
    }
}

/// What a task always returns, as far as that is known, and nothing else.
pub fn least_result(state: &State<'_>) -> Value {
    made(result_shape(state), &Wanted::default(), "", 0)
}

/// What may stand at a place in the result of a task, a text being `name` where the steps to the
/// place have none.
pub fn part_of_result(state: &State<'_>, steps: &[Step], usage: Use, name: &str) -> Value {
    let mut shape = result_shape(state);
    let mut name = name;
    for step in steps {
        shape = match step {
            step if is_parsed(step) => None,
            Step::Member(member) => {
                name = &**member;
                shape.and_then(|shape| within_lists(shape).under(member))
            }
            Step::Item(_) => shape.and_then(Shape::item),
        };
    }
    let is_list = shape.is_some_and(|shape| shape.kind() == Kind::List);
    let item = is_list.then(|| Box::new(Wanted::default()));
    let wanted = Wanted { usage, items: usize::from(is_list), item, ..Wanted::default() };
    made(shape, &wanted, name, 0)
}

/// The answer to a request that starts what is waited for; none where nothing is.
fn submitted(state: &State<'_>) -> Option<Value> {
    let StateKind::Task(task) = &state.kind else { return None };
    match task.service?.action()?.pattern {
        Pattern::Sync | Pattern::Sync2 | Pattern::WaitForTaskToken => {}
        Pattern::RequestResponse | Pattern::Unknown(_) => return None,
    }
    let Some((operation, _)) = known_call(state) else { return Some(Object::default().into()) };
    let mut wanted = Wanted::default();
    wanted.give(operation, "");
    Some(made(Some(operation.output()), &wanted, "", 0))
}

/// What a state calls, and with which suffix.
fn known_call<'t>(state: &State<'t>) -> Option<(Operation, &'t str)> {
    let StateKind::Task(task) = &state.kind else { return None };
    let (action, operation) = Target::of(task.service?).operation()?;
    Some((operation, action.pattern.suffix()))
}

/// A value of a shape, with what is wanted of it.
fn made(shape: Option<Shape>, wanted: &Wanted, name: &str, depth: usize) -> Value {
    if let (Some(value), false) = (&wanted.value, wanted.has_parts())
        && shape.is_none_or(|shape| takes(shape, value))
    {
        return value.clone();
    }
    let Some(shape) = shape else { return free(wanted, name, depth) };
    match shape.kind() {
        Kind::Any => free(wanted, name, depth),
        Kind::Boolean => true.into(),
        Kind::Integer | Kind::Number => number(shape, name),
        Kind::String | Kind::Blob => text(shape, wanted, name, depth).into(),
        Kind::Timestamp => MOMENT.into(),
        Kind::Structure => structure(shape, wanted, depth),
        Kind::Union => union(shape, wanted, depth),
        Kind::List => list(shape, wanted, name, depth),
        Kind::Map => members(wanted, |_| shape.item(), depth).into(),
    }
}

/// A value of which nothing is known but what it is used for.
fn free(wanted: &Wanted, name: &str, depth: usize) -> Value {
    if let Some(json) = &wanted.json {
        return made(None, json, "", depth).to_string().into();
    }
    if !wanted.members.is_empty() {
        return members(wanted, |_| None, depth).into();
    }
    match &wanted.item {
        Some(item) => vec![made(None, item, name, depth + 1); count(wanted, depth)].into(),
        None if name.is_empty() => Object::default().into(),
        None if wanted.usage == Use::Any && name.ends_with("StatusCode") => 200.into(),
        None => wanted.usage.value(name),
    }
}

/// The members that are wanted, each of its shape.
fn members(wanted: &Wanted, shape_of: impl Fn(&str) -> Option<Shape>, depth: usize) -> Object {
    let wanted = wanted.members.iter();
    wanted
        .map(|(name, wanted)| (Rc::clone(name), made(shape_of(name), wanted, name, depth + 1)))
        .collect()
}

fn structure(shape: Shape, wanted: &Wanted, depth: usize) -> Value {
    let nothing = Wanted::default();
    let mut object = Object::default();
    for member in shape.members() {
        let name = member.name();
        let wanted = wanted.members.get(name);
        if wanted.is_some() || member.is_required() && depth < DEPTH_MAX {
            let value = made(Some(member.shape()), wanted.unwrap_or(&nothing), name, depth + 1);
            object.insert(name.into(), value);
        }
    }
    object.into()
}

/// A structure with one member: that which is wanted, else the simplest.
fn union(shape: Shape, wanted: &Wanted, depth: usize) -> Value {
    let effort = |member: &Member| match member.shape().kind() {
        Kind::Structure | Kind::Union => 2,
        Kind::List | Kind::Map => 1,
        _ => 0,
    };
    let own = shape.members().find(|member| wanted.members.contains_key(member.name()));
    let usual = || shape.members().filter(|one| !one.is_alias()).min_by_key(effort);
    let Some(member) = own.or_else(usual).filter(|_| depth < DEPTH_MAX) else {
        return Object::default().into();
    };
    let name = member.name();
    let nothing = Wanted::default();
    let inner = wanted.members.get(name).unwrap_or(&nothing);
    let value = made(Some(member.shape()), inner, name, depth + 1);
    [(name.into(), value)].into_iter().collect::<Object>().into()
}

/// A list with the items that are wanted; names read of the list itself are those of its items.
fn list(shape: Shape, wanted: &Wanted, name: &str, depth: usize) -> Value {
    let (item, count) = match &wanted.item {
        Some(item) => (&**item, count(wanted, depth)),
        None if !wanted.members.is_empty() => (wanted, 1),
        None if wanted.usage == Use::Array => (&Wanted::default(), 1),
        None => return Vec::new().into(),
    };
    vec![made(shape.item(), item, name, depth + 1); count].into()
}

/// Whether a value is one of a shape, as far as it is plain.
fn takes(shape: Shape, value: &Value) -> bool {
    let is_within = |size: f64| {
        shape.min().is_none_or(|min| size >= min) && shape.max().is_none_or(|max| size <= max)
    };
    match (shape.kind(), value) {
        (Kind::Any, _) | (Kind::Boolean, Value::Bool(_)) => true,
        (Kind::Integer | Kind::Number, Value::Number(number)) => is_within(number.as_f64()),
        (Kind::String, Value::String(text)) => {
            let mut values = shape.values();
            let is_one = values.len() == 0 || values.any(|known| known == &**text);
            is_one && is_within(length(text))
        }
        _ => false,
    }
}

/// How many items a list has of which some are wanted.
fn count(wanted: &Wanted, depth: usize) -> usize {
    if depth < LISTS_MAX { wanted.items } else { 1 }
}

fn number(shape: Shape, name: &str) -> Value {
    let usual = if name.ends_with("StatusCode") { 200.0 } else { 0.0 };
    let number = shape.max().map_or(usual, |max| max.min(usual));
    let number = shape.min().map_or(number, |min| min.max(number));
    let is_whole = number.fract() == 0.0 && number.abs() < 1e15;
    if is_whole { Value::from(number as i64) } else { number.into() }
}

fn text(shape: Shape, wanted: &Wanted, name: &str, depth: usize) -> String {
    if let Some(value) = shape.values().next() {
        return value.to_owned();
    }
    let usual = match (&wanted.json, wanted.usage) {
        (Some(json), _) => return made(None, json, "", depth).to_string(),
        (None, usage @ (Use::Json | Use::Base64 | Use::Timestamp)) => {
            return usage.value(name).as_str().unwrap_or_default().to_owned();
        }
        _ if name.is_empty() => "text",
        _ => name,
    };
    let count = shape.max().map_or(length(usual), |max| max.min(length(usual)));
    let count = shape.min().map_or(count, |min| min.max(count));
    let numbers = (1..).map(|number: u32| f64::from(number));
    let numbers = numbers.take_while(|number| *number <= count);
    usual.chars().cycle().zip(numbers).map(|(character, _)| character).collect()
}

fn length(text: &str) -> f64 {
    u32::try_from(text.chars().count()).map_or(f64::INFINITY, f64::from)
}

/// What the innermost items of lists are.
fn within_lists(mut shape: Shape) -> Shape {
    while let Some(item) = shape.item().filter(|_| shape.kind() == Kind::List) {
        shape = item;
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exec::mocks::result::{Misfit, Strictness, misfits};
    use crate::services::{OPTIMIZED, SDK, Services};
    use crate::syntax::{Format, parse};
    use rustc_hash::FxHashSet;

    /// What an example of a result lacks or has wrong, in the words of `TestState`.
    fn faults(shape: Shape, example: &Value) -> Vec<String> {
        let text = example.to_string();
        let parsed = parse(&text, Format::Json);
        let misfits = misfits(parsed.tree.root(), shape, Strictness::Strict);
        misfits.iter().map(Misfit::text).collect()
    }

    #[test]
    fn an_example_of_any_action_is_one_that_it_can_give() {
        let mut seen = FxHashSet::default();
        let operations = |table: Services| {
            table
                .all()
                .flat_map(|service| service.operations().map(move |operation| (service, operation)))
        };
        for (service, operation) in operations(SDK).chain(operations(OPTIMIZED)) {
            for suffix in ["", ".sync", ".sync:2"] {
                let Some(shape) = operation.result_with(suffix) else { continue };
                let mut wanted = Wanted::default();
                wanted.give(operation, suffix);
                if wanted.members.is_empty() && !seen.insert(shape) {
                    continue;
                }
                let example = made(Some(shape), &wanted, "", 0);
                let name = format!("{}:{}{suffix}", service.name(), operation.name());
                assert_eq!(faults(shape, &example), [""; 0], "{name}: {example}");
                assert!(example.to_string().len() < 8000, "{name}: {example}");
            }
        }
        assert!(seen.len() > 9_000, "{} shapes", seen.len());
    }

    /// An example of what a definition's first state returns.
    fn example(states: &str) -> String {
        let text = format!(r#"{{"StartAt": "A", "States": {{{states}}}}}"#);
        let parsed = parse(&text, Format::Json);
        assert!(parsed.faults.is_empty(), "{text}");
        let machine = StateMachine::read(parsed.tree.root());
        Examples::new(&machine).result(StateId(0)).to_string()
    }

    #[test]
    fn an_example_has_what_is_read_wherever_it_is_read() {
        let table = [
            (
                "lambda:invoke",
                r#""OutputPath": "$.Payload", "Next": "B"}, "B": {"Type": "Choice", "Choices": [
                    {"Variable": "$.order.total", "NumericLessThan": 5, "Next": "C"}]},
                    "C": {"Type": "Wait", "SecondsPath": "$.wait", "End": true"#,
                r#"{"ExecutedVersion":"$LATEST","Payload":{"order":{"total":4},"wait":1},
                    "StatusCode":200}"#,
            ),
            (
                "ecs:runTask.sync",
                r#""ResultPath": "$.task", "Next": "B"}, "B": {"Type": "Pass", "Parameters": {
                    "code.$": "$.task.Containers[1].ExitCode", "at.$": "$.task.StoppedAt"},
                    "End": true"#,
                r#"{"Containers":[{"ExitCode":0},{"ExitCode":0}],"LastStatus":"STOPPED",
                    "StoppedAt":"2026-01-01T00:00:00Z"}"#,
            ),
            (
                "states:startExecution.sync",
                r#""ResultSelector": {"all.$": "States.StringToJson($.Output)"}, "Next": "B"},
                    "B": {"Type": "Pass", "InputPath": "$.all.name", "End": true"#,
                r#"{"ExecutionArn":"ExecutionArn","Output":"{\"name\":\"name\"}",
                    "StartDate":"2026-01-01T00:00:00Z","StateMachineArn":"StateMachineArn",
                    "Status":"SUCCEEDED"}"#,
            ),
            (
                "aws-sdk:dynamodb:query",
                r#""QueryLanguage": "JSONata", "Output": "{% $states.result.Items.name.S %}",
                    "End": true"#,
                r#"{"Items":[{"name":{"S":"S"}}]}"#,
            ),
            (
                "aws-sdk:ec2:describeInstances",
                r#""Next": "B"}, "B": {"Type": "Map", "ItemsPath": "$.Reservations", "End": true,
                    "ItemProcessor": {"StartAt": "C", "States": {"C": {"Type": "Choice",
                    "Choices": [{"Variable": "$.Instances[0].State.Name", "StringEquals": "running",
                    "Next": "D"}]}, "D": {"Type": "Succeed"}}}"#,
                r#"{"Reservations":[{"Instances":[{"State":{"Name":"running"}}]}]}"#,
            ),
            (
                "sqs:sendMessage.waitForTaskToken",
                r#""Assign": {"who.$": "$.approver"}, "Next": "B"}, "B": {"Type": "Choice",
                    "Choices": [{"Variable": "$who.isBoss", "BooleanEquals": true, "Next": "B"}]"#,
                r#"{"approver":{"isBoss":true}}"#,
            ),
        ];
        for (resource, rest, expected) in table {
            let state = format!(
                r#""A": {{"Type": "Task", "Resource": "arn:aws:states:::{resource}", {rest}}}"#
            );
            let expected = Value::from_tree(parse(expected, Format::Json).tree.root());
            assert_eq!(example(&state), expected.to_string(), "{resource} {rest}");
        }
    }
}
