//! The functions of CloudFormation, in their long and short forms, as far as they stand for
//! definitions or for values in them.

use std::borrow::Cow;

use crate::hosts::Definition;
use crate::source::SourceMap;
use crate::syntax::tree::{Kind, Member, Value};

/// A call of a function.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call<'t> {
    /// Its name without `Fn::`: `Sub`, `Ref`.
    pub(super) name: &'t str,
    /// What it is given.
    pub(super) argument: Value<'t>,
}

/// What a node of a definition stands for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stand<'t> {
    /// Itself.
    Itself,
    /// This string, whose placeholders are filled in.
    String(Value<'t>),
    /// Something that is not known.
    Unknown,
}

/// The call that a node is, if it is one: `{"Fn::Sub": ...}`, `{"Ref": ...}`, `!Sub ...`.
pub(super) fn call(node: Value<'_>) -> Option<Call<'_>> {
    if let (Some(tag), Some(argument)) = (node.tag(), node.tagged()) {
        let name = tag.trim_start_matches('!');
        return Some(Call { name, argument });
    }
    if node.kind() != Kind::Object {
        return None;
    }
    let mut members = node.members();
    let (Some(Member { key, value }), None) = (members.next(), members.next()) else {
        return None;
    };
    let name = match key.text() {
        name @ ("Ref" | "Condition") if value.kind() == Kind::String => name,
        name => name.strip_prefix("Fn::")?,
    };
    Some(Call { name, argument: value })
}

/// What a node stands for.
pub(super) fn stand(node: Value<'_>) -> Stand<'_> {
    match call(node) {
        Some(Call { name: "Sub", argument }) if argument.kind() == Kind::String => {
            Stand::String(argument)
        }
        Some(Call { name: "Condition", .. }) | None => Stand::Itself,
        Some(_) => Stand::Unknown,
    }
}

/// The definitions that a value may be: as an object, as a text, by a function that makes a
/// text; of a condition both branches.
pub(super) fn definitions(value: Value<'_>) -> Vec<Definition<'_>> {
    let mut found = Vec::new();
    let mut pending = vec![value];
    while let Some(value) = pending.pop() {
        match call(value) {
            Some(Call { name: "If", argument }) => {
                let branches: Vec<_> = argument.items().skip(1).collect();
                pending.extend(branches.into_iter().rev());
            }
            Some(Call { name: "Ref", argument }) if argument.reads("AWS::NoValue") => {}
            Some(call) => found.push(made(call)),
            None => found.push(literal(value)),
        }
    }
    found
}

/// A definition that no function makes.
fn literal(value: Value<'_>) -> Definition<'_> {
    match value.kind() {
        Kind::Object => Definition::Object(value),
        Kind::String => text(value),
        _ => Definition::Elsewhere,
    }
}

fn text(value: Value<'_>) -> Definition<'_> {
    Definition::Text { text: Cow::Borrowed(value.text()), map: value.source_map() }
}

/// A definition that a function makes.
fn made(call: Call<'_>) -> Definition<'_> {
    match call.name {
        "Sub" => match call.argument.items().next() {
            Some(template) if template.kind() == Kind::String => text(template),
            None if call.argument.kind() == Kind::String => text(call.argument),
            _ => Definition::Elsewhere,
        },
        "Join" => joined(call.argument),
        // `Fn::ToJsonString` takes an object.
        "ToJsonString" => literal(call.argument),
        _ => Definition::Elsewhere,
    }
}

/// The text that `Fn::Join` makes, with placeholders for the pieces that are not known.
fn joined(argument: Value<'_>) -> Definition<'_> {
    let mut arguments = argument.items();
    let (Some(separator), Some(pieces)) = (arguments.next(), arguments.next()) else {
        return Definition::Elsewhere;
    };
    if separator.kind() != Kind::String || pieces.kind() != Kind::Array {
        return Definition::Elsewhere;
    }
    let separator = separator.text();
    let mut text = String::new();
    let mut map = SourceMap::copied(pieces.span().start);
    for (place, piece) in pieces.items().enumerate() {
        let span = piece.span();
        if place > 0 {
            map.anchor(text.len() as u32, span.start);
            text.push_str(separator);
        }
        if piece.kind() == Kind::String {
            let own = piece.source_map();
            own.append_to(&mut map, text.len() as u32);
            text.push_str(piece.text());
            continue;
        }
        map.anchor(text.len() as u32, span.start);
        text.push_str(&placeholder(piece));
        map.anchor(text.len() as u32, span.end);
    }
    Definition::Text { text: Cow::Owned(text), map }
}

/// What stands in a text for a piece that is not known: `${AWS::Partition}` for
/// `{"Ref": "AWS::Partition"}`.
fn placeholder(piece: Value<'_>) -> String {
    let name = match call(piece) {
        Some(Call { name: "Ref", argument }) => argument.text().to_owned(),
        Some(Call { name: "GetAtt", argument }) => {
            let parts: Vec<_> = argument.items().map(Value::text).collect();
            if parts.is_empty() { argument.text().to_owned() } else { parts.join(".") }
        }
        _ => String::new(),
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || ":.".contains(c);
    if name.is_empty() || !name.chars().all(is_name) {
        return "${unknown}".to_owned();
    }
    format!("${{{name}}}")
}
