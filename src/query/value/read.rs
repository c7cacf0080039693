//! A value from a node of a tree, container after container.

use std::rc::Rc;

use crate::query::value::{Number, Object, Value};
use crate::syntax::tree;

/// The value that a node stands for.
pub(super) fn value(node: tree::Value<'_>) -> Value {
    let mut open = Vec::new();
    let mut pending = Some(node);
    loop {
        let mut done = match pending.take().map(Frame::open) {
            Some(Ok(frame)) => {
                open.push(frame);
                None
            }
            Some(Err(scalar)) => Some(scalar),
            None => None,
        };
        loop {
            match (done.take(), open.last_mut()) {
                (Some(value), None) => return value,
                (Some(value), Some(frame)) => frame.add(value),
                (None, _) => {}
            }
            let Some(frame) = open.last_mut() else { unreachable!("a value is still open") };
            if let Some(next) = frame.next() {
                pending = Some(next);
                break;
            }
            done = open.pop().map(Frame::close);
        }
    }
}

/// A container on the way from the tree.
enum Frame<'t> {
    Array { nodes: tree::Items<'t>, items: Vec<Value> },
    Object { nodes: tree::Members<'t>, members: Object, name: Rc<str> },
}

impl<'t> Frame<'t> {
    /// A container, or the scalar that the node is.
    fn open(node: tree::Value<'t>) -> Result<Self, Value> {
        match node.kind() {
            tree::Kind::Array => Ok(Self::Array { nodes: node.items(), items: Vec::new() }),
            tree::Kind::Object => Ok(Self::Object {
                nodes: node.members(),
                members: Object::default(),
                name: "".into(),
            }),
            tree::Kind::String => Err(node.text().into()),
            tree::Kind::Bool => Err((node.text() == "true").into()),
            tree::Kind::Number => {
                Err(Number::parse(node.text()).map_or(Value::Null, Value::Number))
            }
            tree::Kind::Null | tree::Kind::Opaque | tree::Kind::Missing => Err(Value::Null),
        }
    }

    fn next(&mut self) -> Option<tree::Value<'t>> {
        match self {
            Self::Array { nodes, .. } => nodes.next(),
            Self::Object { nodes, name, .. } => {
                let member = nodes.next()?;
                *name = member.name().into();
                Some(member.value)
            }
        }
    }

    fn add(&mut self, value: Value) {
        match self {
            Self::Array { items, .. } => items.push(value),
            Self::Object { members, name, .. } => {
                members.insert(Rc::clone(name), value);
            }
        }
    }

    fn close(self) -> Value {
        match self {
            Self::Array { items, .. } => items.into(),
            Self::Object { members, .. } => members.into(),
        }
    }
}
