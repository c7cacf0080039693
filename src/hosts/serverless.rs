//! Configurations of the Serverless Framework with its plugin for Step Functions.

use std::borrow::Cow;

use crate::hosts::functions::definitions;
use crate::hosts::template::Template;
use crate::hosts::{Definition, Machine};
use crate::source::Span;
use crate::syntax::surroundings::Surroundings;
use crate::syntax::tree::{Kind, Member, Value};

/// How many variables are followed from one value to the next.
const HOPS_MAX: usize = 8;

/// The state machines in a configuration.
pub(super) fn machines(root: Value<'_>) -> Vec<Machine<'_>> {
    let machines = root.get("stepFunctions").and_then(|plugin| plugin.get("stateMachines"));
    let machines = machines.map(|machines| resolved(root, machines));
    let template = root.get("resources").map(Template::part).unwrap_or_default();
    let members = machines.into_iter().flat_map(Value::members);
    members.flat_map(|member| machine(root, &member, &template)).collect()
}

/// The machine whose definition is a part of a file, or what such a file includes in its turn.
pub(super) fn included<'t>(root: Value<'t>, part: Option<&str>) -> Option<Vec<Machine<'t>>> {
    let Some(part) = part else {
        return file(root).map(|file| vec![of(String::new(), root.span(), file)]);
    };
    let Some(value) = at(root, part) else { return Some(Vec::new()) };
    let found = found(resolved(root, value));
    Some(found.into_iter().map(|found| of(part.to_owned(), value.span(), found)).collect())
}

fn of(name: String, place: Span, definition: Definition<'_>) -> Machine<'_> {
    let surroundings = Surroundings::default();
    Machine { name, place, workflow_type: None, surroundings, definition }
}

fn machine<'t>(root: Value<'t>, member: &Member<'t>, template: &Template<'t>) -> Vec<Machine<'t>> {
    let own = resolved(root, member.value);
    let Some(definition) = own.get("definition").map(|definition| resolved(root, definition))
    else {
        return Vec::new();
    };
    let mut surroundings = Surroundings::default();
    template.note(definition, &mut surroundings);
    let workflow_type = own.get("type").map(|value| resolved(root, value));
    let workflow_type = workflow_type.filter(|value| value.as_str().is_some());
    let machine = |definition| Machine {
        workflow_type: workflow_type.map(|word| Cow::Borrowed(word.text())),
        surroundings: surroundings.clone(),
        ..of(member.name().to_owned(), member.key.span(), definition)
    };
    found(definition).into_iter().map(machine).collect()
}

/// The definitions that a value may be.
fn found(value: Value<'_>) -> Vec<Definition<'_>> {
    match file(value) {
        Some(file) => vec![file],
        None => definitions(value),
    }
}

/// What a value as a whole is a variable for: `file(x.yml)` in `${file(x.yml)}`.
fn variable(value: Value<'_>) -> Option<&str> {
    if value.kind() != Kind::String {
        return None;
    }
    value.text().trim().strip_prefix("${")?.strip_suffix('}').map(str::trim)
}

/// The value that `${self:custom.orders}` stands for, where it is in the same file.
fn resolved<'t>(root: Value<'t>, value: Value<'t>) -> Value<'t> {
    let next = |value: &Value<'t>| at(root, variable(*value)?.strip_prefix("self:")?);
    std::iter::successors(Some(value), next).take(HOPS_MAX).last().unwrap_or(value)
}

/// What keys with points between them lead to.
fn at<'t>(root: Value<'t>, keys: &str) -> Option<Value<'t>> {
    keys.split('.').try_fold(root, |value, key| match value.kind() {
        Kind::Array => value.items().nth(key.parse().ok()?),
        _ => value.get(key),
    })
}

/// The file, or the part of one, that `${file(x.yml):key}` names, or what is not known for any
/// other variable.
fn file(value: Value<'_>) -> Option<Definition<'_>> {
    let variable = variable(value)?;
    let named = || {
        let (path, rest) = variable.strip_prefix("file(")?.split_once(')')?;
        let path = path.trim().trim_matches(['\'', '"']);
        let part = match rest.trim() {
            "" => None,
            rest => Some(rest.strip_prefix(':')?.to_owned()),
        };
        let is_plain = |text: &str| !text.contains(['$', ',', '(']) && !text.is_empty();
        let is_known = is_plain(path) && part.as_deref().is_none_or(is_plain);
        let path = Cow::Borrowed(path);
        is_known.then_some(Definition::File { path, place: value.span(), part })
    };
    Some(named().unwrap_or(Definition::Elsewhere))
}
