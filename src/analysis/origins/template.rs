//! Where the parts of what a template makes come from.

use crate::analysis::origins::place::{self, Place};
use crate::query::expression::Expression;
use crate::query::jsonata::syntax::{Kind as Node, NodeId, Tree};
use crate::query::jsonata::{self, Dialect};
use crate::query::jsonata_template::marked;
use crate::query::payload::SUFFIX;
use crate::query::reference_path::Step;
use crate::schema::QueryLanguage;
use crate::syntax::tree::{Kind, Value};

/// The places that may decide what stands at the end of `steps` in what a template makes.
pub(super) fn sources(node: Value<'_>, steps: &[Step], language: QueryLanguage) -> Vec<Place> {
    match language {
        QueryLanguage::JsonPath => by_path(node, steps),
        QueryLanguage::Jsonata => by_jsonata(node, steps),
    }
}

fn by_path(mut node: Value<'_>, mut steps: &[Step]) -> Vec<Place> {
    while let Some((step, rest)) = steps.split_first() {
        let inner = match step {
            Step::Member(name) => {
                if let Some(text) = node.get(&format!("{name}{SUFFIX}")) {
                    return of_expression(text.text(), rest);
                }
                node.get(name)
            }
            Step::Item(index) => usize::try_from(*index).ok().and_then(|at| node.items().nth(at)),
        };
        let Some(inner) = inner else { return Vec::new() };
        (node, steps) = (inner, rest);
    }
    Vec::new()
}

/// The places that an expression passes on, as they are or merged.
fn of_expression(text: &str, rest: &[Step]) -> Vec<Place> {
    match Expression::parse(text) {
        Ok(Expression::Path(_)) => {
            Place::of_path(text).map(|place| place.then(rest)).into_iter().collect()
        }
        Ok(Expression::Call(call)) if &*call.name == "States.JsonMerge" && !rest.is_empty() => {
            let texts = call.paths().filter_map(|(_, range)| text.get(range));
            texts.filter_map(Place::of_path).map(|place| place.then(rest)).collect()
        }
        Ok(Expression::Call(call)) if &*call.name == "States.StringToJson" => {
            let texts = call.paths().filter_map(|(_, range)| text.get(range));
            let places = texts.filter_map(Place::of_path);
            places.map(|place| place.then(&[place::parsed()]).then(rest)).collect()
        }
        _ => Vec::new(),
    }
}

fn by_jsonata(mut node: Value<'_>, mut steps: &[Step]) -> Vec<Place> {
    loop {
        if node.kind() == Kind::String {
            let Some(text) = marked(node.text()) else { return Vec::new() };
            let parsed = jsonata::parse(text, Dialect::Aws);
            if parsed.expression.is_none() {
                return Vec::new();
            }
            return of_node(&parsed.tree, parsed.tree.root, steps);
        }
        let Some((step, rest)) = steps.split_first() else { return Vec::new() };
        let inner = match step {
            Step::Member(name) => node.get(name),
            Step::Item(index) => usize::try_from(*index).ok().and_then(|at| node.items().nth(at)),
        };
        let Some(inner) = inner else { return Vec::new() };
        (node, steps) = (inner, rest);
    }
}

/// The same within an expression: objects that it makes, objects that it merges.
fn of_node(tree: &Tree, root: NodeId, steps: &[Step]) -> Vec<Place> {
    let mut found = Vec::new();
    let mut pending = vec![(root, steps)];
    while let Some((node, steps)) = pending.pop() {
        if let Some(place) = Place::of_node(tree, node) {
            found.push(place.then(steps));
            continue;
        }
        match &tree.node(node).kind {
            Node::Block(inner) => pending.extend(inner.last().map(|last| (*last, steps))),
            Node::Condition(_, then, otherwise) => {
                pending.extend(otherwise.map(|node| (node, steps)));
                pending.push((*then, steps));
            }
            Node::Coalesce(left, right) | Node::Default(left, right) => {
                pending.extend([(*right, steps), (*left, steps)]);
            }
            Node::Object(members) => {
                let Some((Step::Member(name), rest)) = steps.split_first() else { continue };
                let is_meant = |key: &NodeId| match &tree.node(*key).kind {
                    Node::String(text) => text == name,
                    _ => false,
                };
                let meant = members.iter().find(|(key, _)| is_meant(key));
                pending.extend(meant.map(|(_, value)| (*value, rest)));
            }
            Node::Call(function, arguments) if calls(tree, *function, "merge") => {
                pending.extend(arguments.iter().map(|argument| (*argument, steps)));
            }
            Node::Array(items) if !matches!(steps.first(), Some(Step::Item(_))) => {
                pending.extend(items.iter().map(|item| (*item, steps)));
            }
            Node::Array(items) => {
                let Some((Step::Item(index), rest)) = steps.split_first() else { continue };
                let item = usize::try_from(*index).ok().and_then(|index| items.get(index));
                pending.extend(item.map(|item| (*item, rest)));
            }
            _ => {}
        }
    }
    found
}

/// Whether a node names that function.
pub fn calls(tree: &Tree, function: NodeId, name: &str) -> bool {
    matches!(&tree.node(function).kind, Node::Variable(named) if &**named == name)
}
