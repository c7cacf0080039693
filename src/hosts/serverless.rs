//! Configurations of the Serverless Framework with its plugin for Step Functions.

use std::borrow::Cow;

use crate::hosts::functions::definitions;
use crate::hosts::template::Template;
use crate::hosts::{Definition, Machine};
use crate::syntax::surroundings::Surroundings;
use crate::syntax::tree::{Kind, Member, Value};

/// The state machines in a configuration.
pub(super) fn machines(root: Value<'_>) -> Vec<Machine<'_>> {
    let machines = root.get("stepFunctions").and_then(|plugin| plugin.get("stateMachines"));
    let template = root.get("resources").map(Template::part).unwrap_or_default();
    let members = machines.into_iter().flat_map(Value::members);
    members.flat_map(|member| machine(&member, &template)).collect()
}

fn machine<'t>(member: &Member<'t>, template: &Template<'t>) -> Vec<Machine<'t>> {
    let Some(definition) = member.value.get("definition") else {
        return Vec::new();
    };
    let found = match file(definition) {
        Some(file) => vec![file],
        None => definitions(definition),
    };
    let mut surroundings = Surroundings::default();
    template.note(definition, &mut surroundings);
    let workflow_type = member.value.get("type").filter(|value| value.as_str().is_some());
    let machine = |definition| Machine {
        name: member.name().to_owned(),
        place: member.key.span(),
        surroundings: surroundings.clone(),
        workflow_type: workflow_type.map(|word| Cow::Borrowed(word.text())),
        definition,
    };
    found.into_iter().map(machine).collect()
}

/// The file that `${file(...)}` names, or what is not known for any other variable.
fn file(value: Value<'_>) -> Option<Definition<'_>> {
    if value.kind() != Kind::String {
        return None;
    }
    let text = value.text().trim();
    let inner = text.strip_prefix("${")?.strip_suffix('}')?;
    let path = inner.trim().strip_prefix("file(").and_then(|rest| rest.strip_suffix(')'));
    let path = path.map(|path| path.trim().trim_matches(['\'', '"']));
    Some(match path.filter(|path| !path.contains(['$', ')'])) {
        Some(path) => Definition::File { path: Cow::Borrowed(path), place: value.span() },
        None => Definition::Elsewhere,
    })
}
