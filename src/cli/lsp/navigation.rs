//! From where a state or a variable is named to where it stands, and to wherever else it is named.

use memchr::memmem;
use serde_json::{Value, json};
use unicode_ident::{is_xid_continue, is_xid_start};

use crate::cli::lsp::document::Document;
use crate::cli::lsp::machines::{Found, find_parsed, mentions};
use crate::cli::lsp::variables;
use crate::diagnostic::quoted;
use crate::model::StateMachine;
use crate::source::Span;
use crate::syntax::tree;

/// The longest name (80 characters) of a state or a variable.
const CHARACTERS_MAX: usize = 80;

/// All places at which something is named, the one that is asked about first.
struct Named {
    kind: Kind,
    name: String,
    /// Whether its new name is that of another.
    is_taken: bool,
    places: Vec<Place>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    State,
    Variable,
}

struct Place {
    /// The name alone.
    span: Span,
    is_definition: bool,
    /// The text with another name that takes the place of a span, as far as it can be told.
    renamed: Option<(Span, String)>,
}

fn named_at(document: &Document, params: &Value, new: &str) -> Option<Named> {
    let offset = document.lines().offset(&params["position"]);
    find_parsed(document, |found| {
        state_at(found, document, offset, new).or_else(|| variable_at(found, document, offset, new))
    })
}

fn state_at(found: &Found<'_>, document: &Document, offset: u32, new: &str) -> Option<Named> {
    let machine = StateMachine::read(found.parsed.tree.root());
    let mut mentions = mentions(&machine);
    let asked = *mentions.iter().find(|mention| {
        let span = mention.value.span();
        span.start <= offset && offset <= span.end
    })?;
    mentions.retain(|mention| mention.state == asked.state);
    mentions.sort_by_key(|mention| mention.value.span() != asked.value.span());
    let place = |value: tree::Value<'_>| {
        let name = value.inner_span(0..value.text().len());
        let is_plain = document.text.get(name.range()) == Some(value.text());
        // A text within a text would have to be written in the quotes of both.
        let renamed = match is_plain && new.chars().all(needs_no_escape) {
            true => Some((name, new.to_owned())),
            false if value.tree().is_mapped() => None,
            false => Some((value.span(), value.respelled(new))),
        };
        (if is_plain { name } else { value.span() }, renamed)
    };
    let places = mentions.iter().map(|mention| {
        let (span, renamed) = place(mention.value);
        Place { span, is_definition: mention.is_definition, renamed }
    });
    let name = machine.state(asked.state).name().to_owned();
    let is_taken = name != new && machine.states.iter().any(|state| state.name() == new);
    Some(Named { kind: Kind::State, name, is_taken, places: places.collect() })
}

/// Whether a character stands for itself in every kind of text that a definition is written in.
fn needs_no_escape(character: char) -> bool {
    character.is_alphanumeric() || " _-".contains(character)
}

fn variable_at(found: &Found<'_>, document: &Document, offset: u32, new: &str) -> Option<Named> {
    // Only what is set somewhere is a variable.
    memmem::find(document.text.as_bytes(), b"Assign")?;
    let all = variables::mentions(found.parsed, &document.text);
    let mentions = variables::at(&all, offset)?;
    let name = mentions.first()?.name.clone();
    let is_taken = name != new && all.iter().any(|mention| mention.name == new);
    let places = mentions.iter().map(|mention| Place {
        span: mention.place,
        is_definition: mention.is_definition,
        renamed: Some((mention.place, new.to_owned())),
    });
    Some(Named { kind: Kind::Variable, name, is_taken, places: places.collect() })
}

pub(super) fn definition(document: &Document, params: &Value) -> Value {
    let uri = &params["textDocument"]["uri"];
    let Some(named) = named_at(document, params, "") else { return Value::Null };
    let lines = document.lines();
    let own = named.places.iter().filter(|place| place.is_definition);
    own.map(|place| json!({"uri": uri, "range": lines.range(place.span)})).collect()
}

pub(super) fn references(document: &Document, params: &Value) -> Value {
    let uri = &params["textDocument"]["uri"];
    let includes_own = params["context"]["includeDeclaration"].as_bool().unwrap_or(true);
    let places = named_at(document, params, "").map(|named| named.places).unwrap_or_default();
    let lines = document.lines();
    let shown = places.iter().filter(|place| includes_own || !place.is_definition);
    shown.map(|place| json!({"uri": uri, "range": lines.range(place.span)})).collect()
}

/// The kinds of highlights, as the protocol numbers them.
const READ: u8 = 2;
const WRITE: u8 = 3;

pub(super) fn highlights(document: &Document, params: &Value) -> Value {
    let places = named_at(document, params, "").map(|named| named.places).unwrap_or_default();
    let lines = document.lines();
    let highlight = |place: &Place| {
        let kind = if place.is_definition { WRITE } else { READ };
        json!({"range": lines.range(place.span), "kind": kind})
    };
    places.iter().map(highlight).collect()
}

pub(super) fn prepare_rename(document: &Document, params: &Value) -> Value {
    let Some(named) = named_at(document, params, "Name") else { return Value::Null };
    let is_possible = named.places.iter().all(|place| place.renamed.is_some());
    let Some(asked) = named.places.first().filter(|_| is_possible) else { return Value::Null };
    json!({"range": document.lines().range(asked.span), "placeholder": named.name})
}

/// The edits that give something another name, or why they cannot be made.
pub(super) fn rename(document: &Document, params: &Value) -> Result<Value, String> {
    let Some(uri) = params["textDocument"]["uri"].as_str() else { return Ok(Value::Null) };
    let new = params["newName"].as_str().unwrap_or_default();
    let Some(named) = named_at(document, params, new) else { return Ok(Value::Null) };
    if let Some(fault) = fault_of_name(new, named.kind) {
        return Err(fault);
    }
    if named.is_taken {
        return Err(format!("{} is another {} already", quoted(new), named.kind.word()));
    }
    let lines = document.lines();
    let edit = |place: Place| {
        let (span, text) = place.renamed?;
        Some(json!({"range": lines.range(span), "newText": text}))
    };
    let edits: Option<Vec<_>> = named.places.into_iter().map(edit).collect();
    match edits {
        Some(edits) => Ok(json!({"changes": {uri: edits}})),
        None => Err("a text within a text cannot take this name: write it by hand".to_owned()),
    }
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Variable => "variable",
        }
    }
}

/// Why AWS would not take a name, if it would not.
fn fault_of_name(name: &str, kind: Kind) -> Option<String> {
    let characters = name.chars().count();
    let is_first = |c: char| c == '_' || is_xid_start(c);
    match kind {
        _ if name.is_empty() => Some("a name has at least one character".to_owned()),
        _ if characters > CHARACTERS_MAX => {
            Some(format!("a name has at most {CHARACTERS_MAX} characters"))
        }
        Kind::Variable if name == "states" => Some("`states` is reserved".to_owned()),
        Kind::Variable if !name.starts_with(is_first) || !name.chars().all(is_xid_continue) => {
            Some("a variable's name is made of letters, digits and `_`, no digit first".to_owned())
        }
        Kind::State | Kind::Variable => None,
    }
}
