//! What is told of things, in Markdown: by hovers, and beside completions.

mod action;
mod function;

pub(super) use action::{Action, error, parameter};
pub(super) use function::{intrinsic, jsonata};

use std::fmt::Write;

use serde_json::Value as Json;

use crate::diagnostic::name_list;
use crate::query::context::{self, Shape};
use crate::schema::{Field, Object, types_with_field};

/// What is told of a field.
pub(super) fn field(field: Field, object: Object) -> String {
    let mut parts = vec![heading(field.name, &field_type(field), object.title())];
    parts.push(field.text().to_owned());
    parts.extend(listed_values(field));
    parts.extend(terms(field, object));
    parts.extend(field.address().map(|address| link("Guide of Step Functions", &address)));
    parts.join("\n\n")
}

/// `**name** · what it is · what it belongs to`
fn heading(name: &str, kind: &str, owner: &str) -> String {
    let more = [kind, owner].into_iter().filter(|part| !part.is_empty());
    more.fold(format!("**{name}**"), |text, part| format!("{text} · {part}"))
}

/// The types of values that a field takes, in words.
pub(super) fn field_type(field: Field) -> String {
    let mut types = field.types();
    if types.is_empty() {
        return "any value".to_owned();
    }
    if field.takes_expression() {
        types.push("expression");
    }
    types.join(" or ")
}

fn listed_values(field: Field) -> Option<String> {
    let (values, texts) = (field.values(), field.value_texts());
    if values.is_empty() {
        return None;
    }
    let lines = values.iter().enumerate().map(|(at, value)| match texts.get(at) {
        Some(text) => format!("- `{value}`: {text}"),
        None => format!("- `{value}`"),
    });
    Some(lines.collect::<Vec<_>>().join("\n"))
}

/// The default of a field, its bounds, and where else it may stand.
fn terms(field: Field, object: Object) -> Option<String> {
    let mut terms = Vec::new();
    if field.is_required() {
        terms.push("required".to_owned());
    }
    terms.extend(field.default().map(|default| format!("default `{default}`")));
    terms.extend(bounds(field.bounds()));
    terms.extend(field.language().map(|language| format!("only in {language}")));
    let others = object.alternatives(field.name);
    if !others.is_empty() && others.len() < 6 {
        terms.push(format!("instead of {}", name_list(others)));
    }
    let states = types_with_field(field.name);
    if object.title().ends_with(" state") && states.len() > 1 && states.len() < 8 {
        terms.push(format!("in states of type {}", name_list(states.iter().copied())));
    }
    (!terms.is_empty()).then(|| terms.join(" · "))
}

fn bounds((least, greatest): (Option<&Json>, Option<&Json>)) -> Option<String> {
    match (least, greatest) {
        (Some(least), Some(greatest)) => Some(format!("from {least} to {greatest}")),
        (Some(least), None) => Some(format!("at least {least}")),
        (None, Some(greatest)) => Some(format!("at most {greatest}")),
        (None, None) => None,
    }
}

/// What is told of one of the values of a field.
pub(super) fn value_of_field(field: Field, value: &str) -> Option<String> {
    let at = field.values().iter().position(|known| *known == value)?;
    let mut text = format!("**{value}**");
    if let Some(told) = field.value_texts().get(at) {
        let _ = write!(text, "\n\n{told}");
    }
    Some(text)
}

/// What is told of a field of the context object; `root` is how that is written.
pub(super) fn context_field(root: &str, names: &[&str]) -> Option<String> {
    let (last, before) = names.split_last()?;
    let shape = before.iter().try_fold(context::CONTEXT, |shape, name| shape.field(name))?;
    let field = shape.fields().iter().find(|field| field.name == *last)?;
    let path = names.iter().fold(root.to_owned(), |path, name| format!("{path}.{name}"));
    Some(format!("**{path}** · {}\n\n{}", context_type(field.shape), field.text))
}

/// What a field of the context object holds, in a word.
pub(super) const fn context_type(shape: Shape) -> &'static str {
    match shape {
        Shape::Any => "any value",
        Shape::Text => "string",
        Shape::Number => "number",
        Shape::Object(_) => "object",
    }
}

/// A link.
pub(super) fn link(text: &str, address: &str) -> String {
    format!("[{text}]({address})")
}
