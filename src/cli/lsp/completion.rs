//! What may stand at a place: states, types, fields, error names, resources.

use serde_json::{Value, json};

use crate::analysis::Target;
use crate::cli::definition::format_of;
use crate::cli::lsp::document::Document;
use crate::cli::lsp::machines::{find, scope_at, state_at};
use crate::model::{ERROR_NAMES, State, StateKind};
use crate::schema::{self, QueryLanguage};
use crate::services::OPTIMIZED;
use crate::syntax::Format;
use crate::syntax::tree::{Kind, Member};

/// The kinds of completions, as the protocol numbers them.
const FIELD: u8 = 5;
const VALUE: u8 = 12;
const REFERENCE: u8 = 18;

const TYPES: [&str; 8] = ["Choice", "Fail", "Map", "Parallel", "Pass", "Succeed", "Task", "Wait"];

pub(super) fn completion(document: &Document, params: &Value) -> Value {
    let offset = document.lines().offset(&params["position"]);
    let before = &document.text[..offset as usize];
    let line = before.rsplit('\n').next().unwrap_or_default();
    let is_yaml = format_of(&document.path, &document.text) == Format::Yaml;
    let found = find(document, |machine| {
        let scope = machine.scope(scope_at(machine, offset)?);
        let state = state_at(machine, offset);
        let items: Vec<(String, u8)> = match value_of(line, is_yaml) {
            Some("Next" | "Default" | "StartAt") => {
                let own = state.map(State::name);
                let states = machine.states_of(scope).iter().map(State::name);
                let others = states.filter(|name| Some(*name) != own);
                others.map(|name| (name.to_owned(), REFERENCE)).collect()
            }
            Some("Type") => listed(TYPES, VALUE),
            Some("QueryLanguage") => listed(["JSONPath", "JSONata"], VALUE),
            Some("ErrorEquals") => listed(ERROR_NAMES, VALUE),
            Some("Resource") => resources(),
            None if is_key(line, is_yaml) => {
                state.and_then(|state| parameters(state, offset)).unwrap_or_else(|| fields(state))
            }
            _ => return None,
        };
        Some(items)
    });
    let item = |(label, kind): (String, u8)| json!({"label": label, "kind": kind});
    Value::Array(found.into_iter().flatten().map(item).collect())
}

fn listed<'n>(names: impl IntoIterator<Item = &'n str>, kind: u8) -> Vec<(String, u8)> {
    names.into_iter().map(|name| (name.to_owned(), kind)).collect()
}

/// The field whose value a line ends in.
fn value_of(line: &str, is_yaml: bool) -> Option<&str> {
    let (key, value) = line.rsplit_once(if is_yaml { ": " } else { "\":" })?;
    let value = value.trim_start();
    if value.starts_with('{') {
        return None;
    }
    let is_open = value.matches('"').count() % 2 == 1 || is_yaml && !value.ends_with(',');
    let is_list = value.starts_with('[');
    let key = key.trim_end().trim_end_matches('"');
    let start = key.rfind(|c: char| !c.is_ascii_alphanumeric()).map_or(0, |at| at + 1);
    let is_one = !value[..value.len().saturating_sub(1)].trim_matches('"').contains('"');
    (is_open && (is_list || is_one)).then_some(&key[start..])
}

/// Whether a line ends in a key that is being written.
fn is_key(line: &str, is_yaml: bool) -> bool {
    let rest = line.trim_start();
    let word = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric());
    if is_yaml {
        return word(rest.trim_start_matches("- "));
    }
    let last = rest.rsplit(['{', ',']).next().unwrap_or_default().trim_start();
    last.strip_prefix('"').is_some_and(word) || last.is_empty()
}

/// The fields that a state may have and has not, or those of a machine.
fn fields(state: Option<&State<'_>>) -> Vec<(String, u8)> {
    let (object, language) = match state {
        Some(state) => (Some(state.object), state.query_language),
        None => (None, QueryLanguage::JsonPath),
    };
    let kind = object.and_then(|object| object.get("Type")).map_or("", |kind| kind.text());
    let has = |name: &str| object.is_some_and(|object| object.member(name).is_some());
    let names = schema::fields_of_state(kind, language);
    listed(names.into_iter().filter(|name| !has(name)), FIELD)
}

/// The optimized integrations, in each pattern.
fn resources() -> Vec<(String, u8)> {
    let mut resources = Vec::new();
    for service in OPTIMIZED.all() {
        for action in service.operations() {
            let arn = format!("arn:aws:states:::{}:{}", service.name(), action.name());
            let suffixes = std::iter::once("").chain(action.patterns());
            resources.extend(suffixes.map(|suffix| (format!("{arn}{suffix}"), VALUE)));
        }
    }
    resources
}

/// The parameters of the action that a state calls, at a place among them.
fn parameters(state: &State<'_>, offset: u32) -> Option<Vec<(String, u8)>> {
    let StateKind::Task(task) = &state.kind else { return None };
    let object = state.parameters.or(state.arguments)?;
    let span = object.span();
    let is_within = span.start < offset && offset <= span.end;
    let is_deeper = object.members().any(|Member { value, .. }| {
        value.span().start < offset && offset < value.span().end && value.kind() == Kind::Object
    });
    let (Target::Optimized(_, operation) | Target::Sdk(_, operation)) = Target::of(task.service?)
    else {
        return None;
    };
    let names = operation.input().names().filter(|name| object.member(name).is_none());
    (is_within && !is_deeper).then(|| listed(names, FIELD))
}
