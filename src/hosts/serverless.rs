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
    let template = root.get("resources").map(Template::part).unwrap_or_default();
    let host = Host { root, template };
    root.get("stepFunctions").map(|plugin| host.of_plugin(plugin)).unwrap_or_default()
}

/// The machines that a file, or a part of one, gives to the configuration that includes it: that
/// may be the settings of the plugin, all machines, one of them, or its definition. None where it
/// is a definition as a whole.
pub(super) fn included<'t>(root: Value<'t>, part: Option<&str>) -> Option<Vec<Machine<'t>>> {
    let Some(value) = part.map_or(Some(root), |part| at(root, part)) else {
        return Some(Vec::new());
    };
    let host = Host { root, template: Template::default() };
    let value = host.resolved(value);
    let has_definition = |value: Value<'_>| value.get("definition").is_some();
    let (name, place) = (part.unwrap_or_default(), value.span());
    if value.get("StartAt").is_some() || value.get("States").is_some() {
        return part.map(|_| host.defined(name, place, value));
    }
    if value.get("stateMachines").is_some() {
        return Some(host.of_plugin(value));
    }
    if has_definition(value) {
        return Some(host.machine(name, place, value));
    }
    if value.members().any(|member| has_definition(host.resolved(member.value))) {
        return Some(host.of_all(value));
    }
    (part.is_some() || file(value).is_some()).then(|| host.defined(name, place, value))
}

/// A configuration, or a file that one includes.
struct Host<'t> {
    root: Value<'t>,
    /// The resources beside the machines.
    template: Template<'t>,
}

impl<'t> Host<'t> {
    /// The machines of what is set for the plugin.
    fn of_plugin(&self, plugin: Value<'t>) -> Vec<Machine<'t>> {
        let plugin = self.resolved(plugin);
        match file(plugin) {
            Some(file) => vec![of("", plugin.span(), file)],
            None => plugin.get("stateMachines").map(|all| self.of_all(all)).unwrap_or_default(),
        }
    }

    fn of_all(&self, machines: Value<'t>) -> Vec<Machine<'t>> {
        let machines = self.resolved(machines);
        if let Some(file) = file(machines) {
            return vec![of("", machines.span(), file)];
        }
        let machine = |member: Member<'t>| {
            self.machine(member.name(), member.key.span(), self.resolved(member.value))
        };
        machines.members().flat_map(machine).collect()
    }

    fn machine(&self, name: &str, place: Span, settings: Value<'t>) -> Vec<Machine<'t>> {
        if let Some(file) = file(settings) {
            return vec![of(name, place, file)];
        }
        let Some(definition) = settings.get("definition") else { return Vec::new() };
        let workflow_type = settings.get("type").map(|value| self.resolved(value));
        let workflow_type = workflow_type.filter(|value| value.as_str().is_some());
        let mut machines = self.defined(name, place, self.resolved(definition));
        for machine in &mut machines {
            machine.workflow_type = workflow_type.map(|word| Cow::Borrowed(word.text()));
        }
        machines
    }

    /// The machines with the definitions that a value may be.
    fn defined(&self, name: &str, place: Span, definition: Value<'t>) -> Vec<Machine<'t>> {
        let mut surroundings = Surroundings::default();
        self.template.note(definition, &mut surroundings);
        let machine = |definition| Machine {
            surroundings: surroundings.clone(),
            ..of(name, place, definition)
        };
        found(definition).into_iter().map(machine).collect()
    }

    /// The value that `${self:custom.orders}` stands for, where it is in the same file.
    fn resolved(&self, value: Value<'t>) -> Value<'t> {
        let next = |value: &Value<'t>| at(self.root, variable(*value)?.strip_prefix("self:")?);
        std::iter::successors(Some(value), next).take(HOPS_MAX).last().unwrap_or(value)
    }
}

fn of<'t>(name: &str, place: Span, definition: Definition<'t>) -> Machine<'t> {
    let (name, surroundings) = (name.to_owned(), Surroundings::default());
    Machine { name, place, workflow_type: None, surroundings, definition }
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
