//! What may stand at a place: fields and their values, states, errors, resources, parameters,
//! and the names in expressions.

mod expression;
mod item;
mod key;
mod probe;
mod resource;
mod value;

use serde_json::{Value as Json, json};

use crate::cli::definition::format_of;
use crate::cli::lsp::completion::item::{Item, Slot};
use crate::cli::lsp::completion::probe::{Landing, with_mark};
use crate::cli::lsp::document::Document;
use crate::cli::lsp::place::{Meaning, Place};

/// What is offered at a place.
#[derive(Default)]
struct Offer {
    items: Vec<Item>,
    /// Whether other things are offered once more is written.
    is_incomplete: bool,
}

impl From<Vec<Item>> for Offer {
    fn from(items: Vec<Item>) -> Self {
        Self { items, is_incomplete: false }
    }
}

/// Answers what may stand at a place; with snippets where the client takes them.
pub(super) fn completion(document: &Document, params: &Json, has_snippets: bool) -> Json {
    let lines = document.lines();
    let offset = lines.offset(&params["position"]);
    let format = format_of(&document.path, &document.text);
    let found = with_mark(document, offset, |landing| {
        let (slot, mut offer) = offer(document, landing)?;
        offer.items.sort_by_key(Item::order);
        let range = lines.range(slot.range);
        let items = offer.items.iter();
        let items = items.map(|item| slot.item(item, format, has_snippets, &range));
        Some(json!({
            "isIncomplete": offer.is_incomplete,
            "items": items.collect::<Vec<_>>(),
        }))
    });
    found.flatten().unwrap_or_else(|| json!({"isIncomplete": false, "items": []}))
}

/// What is offered where the mark is, and how it is written there.
fn offer(document: &Document, landing: &Landing<'_, '_>) -> Option<(Slot, Offer)> {
    let place = Place::of(landing.machine.root, landing.node);
    match place.meaning() {
        Meaning::Field(object) => {
            let owner = place.way.last()?.container;
            Some((Slot::key(document, landing), key::fields(object, owner).into()))
        }
        Meaning::Inside(inside) if place.is_key && inside.is_free() => {
            let items = key::parameters(landing, &inside)?;
            Some((Slot::key(document, landing), items.into()))
        }
        Meaning::Inside(inside) => expression::offer(landing, &place, &inside)
            .or_else(|| Some((Slot::value(landing), value::offer(landing, &place, &inside)))),
        Meaning::Other => None,
    }
}
