//! Keys: the fields of objects, the parameters of actions.

use crate::analysis::passed_name;
use crate::cli::lsp::completion::item::{Item, Kind};
use crate::cli::lsp::completion::probe::Landing;
use crate::cli::lsp::guide;
use crate::cli::lsp::place::Inside;
use crate::schema::Object;
use crate::services::Kind as ShapeKind;
use crate::syntax::tree::Value;

/// The fields that an object may have and has not.
pub(super) fn fields(object: Object, owner: Value<'_>) -> Vec<Item> {
    let has = |name: &str| owner.member(name).is_some();
    let is_ruled_out = |name: &str| object.alternatives(name).into_iter().any(has);
    let fields = object.fields().into_iter().filter(|field| !has(field.name));
    let items = fields.map(|field| {
        let others = is_ruled_out(field.name);
        let item = Item::field(field)
            .detail(guide::field_type(field))
            .documentation(Some(guide::field(field, object)));
        if others { item.rank(2) } else { item }
    });
    items.collect()
}

/// The parameters that an object of parameters may have and has not.
pub(super) fn parameters<'t>(
    landing: &Landing<'_, 't>,
    inside: &Inside<'_, 't>,
) -> Option<Vec<Item>> {
    let (action, _) = inside.call(landing.machine)?;
    let action = format!("{}:{}", action.service, action.name);
    let shape = inside.shape(landing.machine)?;
    let object = inside.way.last()?.container;
    let language = inside.language();
    let has = |name: &str| {
        object
            .members()
            .any(|member| member.key != landing.node && passed_name(&member, language) == name)
    };
    let members = shape.members().filter(|member| !member.is_alias() && !has(member.name()));
    let items = members.map(|member| {
        let shape = member.shape();
        let value = match shape.kind() {
            ShapeKind::Structure | ShapeKind::Union | ShapeKind::Map => "{$1}",
            ShapeKind::List => "[$1]",
            ShapeKind::String | ShapeKind::Blob | ShapeKind::Timestamp => "\"$1\"",
            _ => "$1",
        };
        Item::new(member.name(), Kind::Field)
            .detail(shape.described())
            .documentation(Some(guide::parameter(member, &action)))
            .value(value)
            .rank(u8::from(!member.is_required()))
    });
    Some(items.collect())
}
