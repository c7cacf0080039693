//! The functions of CloudFormation, in their long and short forms, as far as they stand for
//! definitions or for values in them.

use std::borrow::Cow;

use memchr::memmem;

use crate::hosts::Definition;
use crate::source::{SourceMap, Span};
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
#[derive(Clone, Debug)]
pub(super) enum Stand<'t> {
    /// Itself.
    Itself,
    /// This string, whose placeholders are filled in.
    String(Value<'t>),
    /// What a reference of that name gives.
    Reference(String),
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
            match whole(argument.text()) {
                Some(name) => Stand::Reference(name.to_owned()),
                None => Stand::String(argument),
            }
        }
        Some(call @ Call { name: "Ref" | "GetAtt", .. }) => match call.asked() {
            Some(asked) => Stand::Reference(asked.written()),
            None => Stand::Unknown,
        },
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
            map.anchor(text.len() as u32, own.span(Span::of(0..piece.text().len())).end);
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
    let name = call(piece).and_then(Call::asked).map(|asked| asked.written());
    let is_name = |c: char| c.is_ascii_alphanumeric() || ":.".contains(c);
    let name = name.filter(|name| !name.is_empty() && name.chars().all(is_name));
    format!("${{{}}}", name.as_deref().unwrap_or("unknown"))
}

/// The name in `${name}`, where a text is nothing else.
fn whole(text: &str) -> Option<&str> {
    let name = text.strip_prefix("${")?.strip_suffix('}')?;
    (!name.contains(['{', '}', '!'])).then_some(name)
}

/// What a reference asks for.
#[derive(Clone, Debug)]
pub(super) struct Asked<'t> {
    /// The logical id of a resource, or the name of a parameter.
    pub(super) id: &'t str,
    /// The attribute, unless it is a plain `Ref`.
    pub(super) attribute: Option<&'t str>,
    /// Where the id stands.
    pub(super) place: Span,
}

impl Asked<'_> {
    /// It as a placeholder has it: `Queue.Arn`.
    pub(super) fn written(&self) -> String {
        let dotted = self.attribute.map(|attribute| format!("{}.{attribute}", self.id));
        dotted.unwrap_or_else(|| self.id.to_owned())
    }
}

impl<'t> Call<'t> {
    /// What a `Ref` or a `Fn::GetAtt` asks for, where that is known.
    pub(super) fn asked(self) -> Option<Asked<'t>> {
        let Self { name, argument } = self;
        match name {
            "Ref" => Some(asked(argument.as_str()?, argument, 0)),
            "GetAtt" => {
                let mut items = argument.items();
                let Some(id) = items.next() else {
                    return Some(asked(argument.as_str()?, argument, 0));
                };
                let attribute = Some(items.next()?.as_str()?);
                Some(Asked { id: id.as_str()?, attribute, place: id.span() })
            }
            _ => None,
        }
    }
}

/// What a name such as `Queue.Arn` asks for, which stands at an offset of the text of a node.
pub(super) fn asked<'t>(name: &'t str, node: Value<'t>, offset: usize) -> Asked<'t> {
    let (id, attribute) = match name.split_once('.') {
        Some((id, attribute)) => (id, Some(attribute)),
        None => (name, None),
    };
    Asked { id, attribute, place: node.inner_span(offset..offset + id.len()) }
}

/// The names in the text of a `Fn::Sub`, each with its offset.
pub(super) fn names_in(text: &str) -> impl Iterator<Item = (usize, &str)> {
    memmem::find_iter(text.as_bytes(), "${").filter_map(move |at| {
        let (name, _) = text[at + 2..].split_once('}')?;
        Some((at + 2, name))
    })
}
