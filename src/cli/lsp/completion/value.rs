//! Values: of fields that take only some, of parameters that list theirs, names of states and
//! errors.

use crate::cli::lsp::completion::Offer;
use crate::cli::lsp::completion::item::{Item, Kind};
use crate::cli::lsp::completion::probe::Landing;
use crate::cli::lsp::completion::resource;
use crate::cli::lsp::guide::{self, Action};
use crate::cli::lsp::machines::{scope_at, state_at};
use crate::cli::lsp::place::{Inside, Place};
use crate::model::{ERROR_NAMES, State};
use crate::services::Kind as ShapeKind;
use crate::syntax::tree::Value;

pub(super) fn offer<'t>(
    landing: &Landing<'_, 't>,
    place: &Place<'t>,
    inside: &Inside<'_, 't>,
) -> Offer {
    match inside.name() {
        "Next" | "Default" | "StartAt" => states(landing, inside).into(),
        "ErrorEquals" => errors(landing, place, inside).into(),
        "Resource" => resource::offer(landing, inside.object.title()),
        name => match inside.object.field(name) {
            Some(field) if inside.way.is_empty() || !inside.is_free() => {
                let mut items = Vec::new();
                for (at, value) in field.values().into_iter().enumerate() {
                    let text = guide::value_of_field(field, value);
                    let detail = field.value_texts().get(at).copied().unwrap_or_default();
                    let item = Item::new(value, Kind::EnumMember).detail(detail);
                    items.push(item.documentation(text));
                }
                if field.types().contains(&"boolean") && is_bare(landing) {
                    items.extend(booleans());
                }
                items.into()
            }
            _ => listed(landing, inside).into(),
        },
    }
}

/// Whether no quotes are there, so that something else than a text can be written.
fn is_bare(landing: &Landing<'_, '_>) -> bool {
    landing.quote().is_empty() || landing.is_bare()
}

fn booleans() -> impl Iterator<Item = Item> {
    ["true", "false"].into_iter().map(|word| Item::new(word, Kind::Constant).bare())
}

/// The states of the scope, but for the one that the place is in.
fn states<'t>(landing: &Landing<'_, 't>, inside: &Inside<'_, 't>) -> Vec<Item> {
    let machine = landing.machine;
    let at = landing.node.span().start;
    // A processor has states of its own, yet where a state goes is up to the scope around it.
    let own = state_at(machine, at).filter(|_| inside.name() != "StartAt");
    let scope = own.map(|state| state.scope).or_else(|| scope_at(machine, at));
    let Some(scope) = scope else { return Vec::new() };
    let states = machine.states_of(machine.scope(scope)).iter();
    let others = states.filter(|state| own.is_none_or(|own| own.key != state.key));
    let item = |state: &State<'_>| {
        let kind = state.object.get("Type").map_or("", Value::text);
        let comment = state.object.get("Comment").map(|comment| comment.text().to_owned());
        Item::new(state.name(), Kind::Reference).detail(kind).documentation(comment)
    };
    others.map(item).collect()
}

/// The errors that a state may retry or catch and that the list does not name yet.
fn errors<'t>(landing: &Landing<'_, 't>, place: &Place<'t>, inside: &Inside<'_, 't>) -> Vec<Item> {
    let list = inside.field.value;
    let is_named = |name: &str| list.items().any(|item| item != place.node && item.reads(name));
    let action = Action::around(landing.machine, place.node);
    let own = action.map(Action::errors).unwrap_or_default();
    let own = own.into_iter().map(|name| (name, 0));
    let all = own.chain(ERROR_NAMES.iter().map(|name| ((*name).to_owned(), 1)));
    let free = all.filter(|(name, _)| !is_named(name));
    let items = free.map(|(name, rank)| {
        let text = guide::error(&name, action);
        Item::new(name, Kind::Constant).documentation(text).rank(rank)
    });
    items.collect()
}

/// The values that a parameter lists.
fn listed<'t>(landing: &Landing<'_, 't>, inside: &Inside<'_, 't>) -> Vec<Item> {
    let Some(shape) = inside.value_shape(landing.machine) else { return Vec::new() };
    if shape.kind() == ShapeKind::Boolean && is_bare(landing) {
        return booleans().collect();
    }
    shape.values().map(|value| Item::new(value, Kind::EnumMember)).collect()
}
