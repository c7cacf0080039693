//! The states as an outline, and what can be folded.

use serde_json::{Value, json};

use crate::cli::lsp::document::{Document, Lines};
use crate::cli::lsp::machines::{find, find_parsed};
use crate::model::{ScopeId, State, StateKind, StateMachine};
use crate::source::Span;
use crate::syntax::tree;

pub(super) fn symbols(document: &Document, _: &Value) -> Value {
    let mut symbols = Vec::new();
    find(document, |machine| {
        let lines = document.lines();
        symbols.extend(outline(machine, &lines));
        None::<()>
    });
    Value::Array(symbols)
}

/// The states of the top level, with those within them.
fn outline(machine: &StateMachine<'_>, lines: &Lines<'_>) -> Vec<Value> {
    // Inner scopes stand behind outer ones, so that children are there before they are asked for.
    let mut of_scope: Vec<Vec<Value>> = vec![Vec::new(); machine.scopes.len()];
    for (index, scope) in machine.scopes.iter().enumerate().rev() {
        let symbols = machine.states_of(scope).iter().map(|state| {
            let within = scopes_of(state);
            let children = within
                .iter()
                .flat_map(|ScopeId(inner)| std::mem::take(&mut of_scope[*inner as usize]));
            symbol(state, lines, &children.collect::<Vec<_>>())
        });
        let symbols: Vec<_> = symbols.collect();
        of_scope[index] = symbols;
    }
    of_scope.into_iter().next().unwrap_or_default()
}

fn scopes_of(state: &State<'_>) -> Vec<ScopeId> {
    match &state.kind {
        StateKind::Parallel(parallel) => parallel.branches.clone(),
        StateKind::Map(map) => map.processor.into_iter().collect(),
        _ => Vec::new(),
    }
}

fn symbol(state: &State<'_>, lines: &Lines<'_>, children: &[Value]) -> Value {
    let key = state.key.span();
    let name = if state.name().is_empty() { "(no name)" } else { state.name() };
    json!({
        "name": name,
        "detail": state.object.get("Type").map_or("", |kind| kind.text()),
        "kind": if children.is_empty() { 12 } else { 2 },
        "range": lines.range(Span::new(key.start, state.object.span().end.max(key.end))),
        "selectionRange": lines.range(key),
        "children": children,
    })
}

pub(super) fn folds(document: &Document, _: &Value) -> Value {
    let mut folds = Vec::new();
    find(document, |machine| {
        let lines = document.lines();
        for state in &machine.states {
            let line = |offset: u32| lines.position(offset)["line"].as_u64().unwrap_or(0);
            let (start, end) = (line(state.key.span().start), line(state.object.span().end));
            if start < end {
                folds.push(json!({"startLine": start, "endLine": end}));
            }
        }
        None::<()>
    });
    Value::Array(folds)
}

/// What is selected step by step from a place on: the value, what holds it, and so on.
pub(super) fn selections(document: &Document, params: &Value) -> Value {
    let lines = document.lines();
    let asked = params["positions"].as_array().into_iter().flatten();
    let offsets: Vec<_> = asked.map(|position| lines.offset(position)).collect();
    let mut around: Vec<Vec<Span>> = vec![Vec::new(); offsets.len()];
    find_parsed(document, |found| {
        let spans: Vec<_> = found.parsed.tree.nodes().map(tree::Value::span).collect();
        for (offset, around) in offsets.iter().zip(&mut around) {
            let holds = |span: &&Span| span.start <= *offset && *offset <= span.end;
            around.extend(spans.iter().filter(holds));
        }
        None::<()>
    });
    let chain = |(offset, mut spans): (&u32, Vec<Span>)| {
        spans.push(Span::new(*offset, *offset));
        spans.sort_by_key(|span| std::cmp::Reverse(span.len()));
        spans.dedup();
        spans.iter().fold(Value::Null, |parent, span| match parent {
            Value::Null => json!({"range": lines.range(*span)}),
            parent => json!({"range": lines.range(*span), "parent": parent}),
        })
    };
    offsets.iter().zip(around).map(chain).collect()
}
