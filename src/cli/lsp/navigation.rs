//! From where a state is named to where it stands, and to wherever else it is named.

use serde_json::{Value, json};

use crate::cli::lsp::document::Document;
use crate::cli::lsp::machines::{Mention, find, mentions};

/// The places at which the state is named that is named at a position, the one that is asked
/// about first.
fn named_at<R>(
    document: &Document,
    params: &Value,
    act: impl Fn(&[Mention<'_>]) -> R,
) -> Option<R> {
    let offset = document.lines().offset(&params["position"]);
    find(document, |machine| {
        let mut mentions = mentions(machine);
        let holds = |mention: &Mention<'_>| {
            let span = mention.value.span();
            span.start <= offset && offset <= span.end
        };
        let asked = *mentions.iter().find(|mention| holds(mention))?;
        mentions.retain(|mention| mention.state == asked.state);
        mentions.sort_by_key(|mention| mention.value.span() != asked.value.span());
        Some(act(&mentions))
    })
}

pub(super) fn definition(document: &Document, params: &Value) -> Value {
    let uri = &params["textDocument"]["uri"];
    let found = named_at(document, params, |mentions| {
        let own = mentions.iter().find(|mention| mention.is_definition)?;
        Some(json!({"uri": uri, "range": document.lines().range(own.value.span())}))
    });
    found.flatten().unwrap_or_default()
}

pub(super) fn references(document: &Document, params: &Value) -> Value {
    let uri = &params["textDocument"]["uri"];
    let includes_own = params["context"]["includeDeclaration"].as_bool().unwrap_or(true);
    let found = named_at(document, params, |mentions| {
        let lines = document.lines();
        let shown = mentions.iter().filter(|mention| includes_own || !mention.is_definition);
        shown
            .map(|mention| json!({"uri": uri, "range": lines.range(mention.value.span())}))
            .collect()
    });
    Value::Array(found.unwrap_or_default())
}

pub(super) fn highlights(document: &Document, params: &Value) -> Value {
    let found = named_at(document, params, |mentions| {
        let lines = document.lines();
        mentions.iter().map(|mention| json!({"range": lines.range(mention.value.span())})).collect()
    });
    Value::Array(found.unwrap_or_default())
}

pub(super) fn prepare_rename(document: &Document, params: &Value) -> Value {
    let found = named_at(document, params, |mentions| {
        let asked = mentions.first()?;
        let range = document.lines().range(asked.value.span());
        Some(json!({"range": range, "placeholder": asked.value.text()}))
    });
    found.flatten().unwrap_or_default()
}

pub(super) fn rename(document: &Document, params: &Value) -> Value {
    let Some(uri) = params["textDocument"]["uri"].as_str() else { return Value::Null };
    let name = params["newName"].as_str().unwrap_or_default();
    let found = named_at(document, params, |mentions| {
        let lines = document.lines();
        let edit = |mention: &Mention<'_>| {
            // A text within a text would have to be written in the quotes of both.
            let is_plain = !mention.value.tree().is_mapped();
            let text = mention.value.respelled(name);
            is_plain.then(|| json!({"range": lines.range(mention.value.span()), "newText": text}))
        };
        mentions.iter().map(edit).collect::<Option<Vec<_>>>()
    });
    found.flatten().map_or(Value::Null, |edits| json!({"changes": {uri: edits}}))
}
