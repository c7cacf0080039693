//! Inputs made of what a definition says about them.

use fancy_regex::Regex;

use crate::analysis::origins::reads::matching;
use crate::model::{ChoiceRule, ScopeId, State, StateKind, StateMachine};
use crate::query::jsonata_template::marked;
use crate::query::value::{Object, Value};
use crate::syntax::tree;

/// A path into a value, and what stands there.
pub(super) type Place = (Vec<String>, Value);

/// Scopes within scopes are looked into so deep.
const DEPTH_MAX: usize = 6;

/// An input that has what the states of the top level ask for.
pub(super) fn guessed(machine: &StateMachine<'_>) -> Value {
    guessed_scope(machine, ScopeId(0), DEPTH_MAX)
}

fn guessed_scope(machine: &StateMachine<'_>, scope: ScopeId, depth: usize) -> Value {
    let states = machine.states_of(machine.scope(scope));
    let results: Vec<_> = states.iter().filter_map(|state| state.result_path).collect();
    let is_result = |path: &[String]| {
        let mut results = results.iter().filter_map(|result| dotted(result.text()));
        results.any(|result| !result.is_empty() && path.starts_with(&result))
    };
    let mut places: Vec<_> = Vec::new();
    for state in states {
        let own = places_in(state.object, Some("ResultSelector"));
        places.extend(own.into_iter().chain(choice_places(state)));
        places.extend(inner_places(machine, state, depth));
    }
    places.retain(|(path, _)| !is_result(path));
    filled(&Object::default().into(), places)
}

/// What branches and iterations ask for.
fn inner_places(machine: &StateMachine<'_>, state: &State<'_>, depth: usize) -> Vec<Place> {
    let Some(depth) = depth.checked_sub(1) else { return Vec::new() };
    match &state.kind {
        StateKind::Parallel(parallel) => {
            let inputs =
                parallel.branches.iter().map(|scope| guessed_scope(machine, *scope, depth));
            let members = inputs.filter_map(|input| input.as_object().cloned()).flatten();
            members.map(|(name, value)| (vec![name.to_string()], value)).collect()
        }
        StateKind::Map(map) => {
            let items = map.items_path.map(tree::Value::text).or_else(|| {
                map.items.and_then(|items| path_of_input(items.text())).map(|(_, path)| path)
            });
            let path = items.and_then(|items| dotted(items).or_else(|| dotted_names(items)));
            let item = map.processor.map(|scope| guessed_scope(machine, scope, depth));
            path.zip(item).map(|(path, item)| (path, vec![item].into())).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// A value with others in their places; where one path leads through another, the longer decides.
pub(super) fn filled(base: &Value, mut places: Vec<Place>) -> Value {
    places.sort_by_key(|(path, _)| path.len());
    places.into_iter().fold(base.clone(), |base, (path, value)| {
        let path: Vec<_> = path.iter().map(String::as_str).collect();
        with(&base, &path, value)
    })
}

/// The places that an object of the definition asks for, each with a value that may stand there.
fn places_in(object: tree::Value<'_>, but: Option<&str>) -> Vec<Place> {
    let mut places = Vec::new();
    let mut pending = vec![object];
    while let Some(node) = pending.pop() {
        for member in node.members() {
            let name = member.name();
            // What lies in branches and item processors has an input of its own.
            if matches!(name, "Branches" | "Iterator" | "ItemProcessor") || Some(name) == but {
                continue;
            }
            pending.push(member.value);
            let is_path = name.ends_with(".$")
                || name.ends_with("Path") && name != "ResultPath" && name != "OutputPath";
            let text = member.value.text();
            if let Some(path) = dotted(text).filter(|path| is_path && !path.is_empty()) {
                places.push((path, value_for(name)));
            }
            if let Some((path, _)) = path_of_input(text) {
                places.push((path, value_for(name)));
            }
        }
        pending.extend(node.items());
    }
    places
}

/// What a Choice state compares. The first rule has the last word.
fn choice_places(state: &State<'_>) -> Vec<Place> {
    match &state.kind {
        StateKind::Choice { rules, .. } => {
            (0..rules.len()).rev().flat_map(|place| fitting(rules, place)).collect()
        }
        _ => Vec::new(),
    }
}

/// The path in an expression such as `{% $states.input.order.total %}`.
fn path_of_input(text: &str) -> Option<(Vec<String>, &str)> {
    let inside = marked(text)?.trim();
    let path = inside.strip_prefix("$states.input.")?;
    Some((dotted_names(path)?, path))
}

/// A value that makes a comparison fail which another one lets hold.
pub(super) fn contrary(value: &Value) -> Value {
    match value {
        Value::Bool(is_so) => (!is_so).into(),
        Value::Number(_) => (-1_i64).into(),
        Value::String(_) => "other".into(),
        other => other.clone(),
    }
}

fn value_for(field: &str) -> Value {
    match field {
        "ItemsPath" | "Items" => vec![Object::default().into()].into(),
        "TimestampPath" => "2026-01-01T00:00:00Z".into(),
        "SecondsPath" | "TimeoutSecondsPath" | "HeartbeatSecondsPath" => 60_i64.into(),
        _ => "text".into(),
    }
}

/// The names of a path such as `$.order.total`.
fn dotted(path: &str) -> Option<Vec<String>> {
    let rest = path.strip_prefix('$')?;
    if rest.is_empty() {
        return Some(Vec::new());
    }
    dotted_names(rest.strip_prefix('.')?)
}

/// The names of a path such as `order.total`.
fn dotted_names(path: &str) -> Option<Vec<String>> {
    let is_name =
        |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    path.split('.').map(|name| is_name(name).then(|| name.to_owned())).collect()
}

/// A value with another one at a path in it.
pub(super) fn with(value: &Value, path: &[&str], leaf: Value) -> Value {
    let Some((first, rest)) = path.split_first() else { return leaf };
    let mut members = value.as_object().cloned().unwrap_or_default();
    let inner = members.get(*first).cloned().unwrap_or_else(|| Object::default().into());
    members.insert((*first).into(), with(&inner, rest, leaf));
    members.into()
}

/// What a rule compares, with values that make it match; nothing where that is not simple.
pub(super) fn fitting(rules: &[ChoiceRule<'_>], place: usize) -> Vec<Place> {
    let is_inside = |inner: usize| {
        let mut at = Some(inner);
        while let Some(current) = at {
            if current == place {
                return true;
            }
            at = rules[current].parent;
        }
        false
    };
    let inside = rules.iter().enumerate().filter(|(inner, _)| is_inside(*inner));
    inside.filter_map(|(_, rule)| json_path(rule).or_else(|| jsonata(rule))).collect()
}

fn json_path(rule: &ChoiceRule<'_>) -> Option<Place> {
    let path = dotted(rule.variable?.text()).filter(|path| !path.is_empty())?;
    let operator = rule.operators.first()?;
    let value = matching(operator.name(), operator.value)?;
    Some((path, value))
}

/// The place of a condition such as `{% $states.input.kind = 'refund' %}`.
fn jsonata(rule: &ChoiceRule<'_>) -> Option<Place> {
    const SHAPE: &str = concat!(
        r"^\{%\s*\$states\.input\.([\w.]+)\s*",
        r#"(?:(=|>=|<=|>|<)\s*('[^']*'|"[^"]*"|-?\d+|true|false))?\s*%\}$"#,
    );
    let condition = rule.condition?.as_str()?;
    let captures = Regex::new(SHAPE).ok()?.captures(condition).ok()??;
    let path = captures.get(1)?.as_str().split('.').map(str::to_owned).collect();
    let literal = captures.get(3).map_or("true", |literal| literal.as_str());
    let operator = captures.get(2).map_or("=", |operator| operator.as_str());
    let number = || literal.parse::<i64>().ok();
    let value = match operator {
        ">" => number()?.checked_add(1)?.into(),
        "<" => number()?.checked_sub(1)?.into(),
        _ => number().map_or_else(
            || match literal {
                "true" => true.into(),
                "false" => false.into(),
                text => Value::from(text.trim_matches(['\'', '"'])),
            },
            Value::from,
        ),
    };
    Some((path, value))
}
