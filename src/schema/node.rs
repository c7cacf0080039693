//! Lets the crate jsonschema read our tree as it is, without building another one.

use std::borrow::Cow;

use jsonschema::json::{Array, Json, JsonNumber, Node, NodeIdentity, Object};
use jsonschema::types::JsonType;

use crate::syntax::tree::{Items, Kind, Member, Members, Value};

/// Our tree, as a representation of JSON.
#[derive(Debug)]
pub enum Spanned {}

/// A node of our tree, or a property name on its way through a schema for names.
#[derive(Clone, Copy, Debug)]
pub enum Instance<'t> {
    /// A node.
    Node(Value<'t>),
    /// A name.
    Name(&'t str),
}

impl Json for Spanned {
    type Node<'a> = Instance<'a>;
    type PreparedKey = String;
    type StringBuffer = String;

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>(
        buffer: &mut String,
        string: &str,
        f: impl FnOnce(Instance<'_>) -> T,
    ) -> T {
        buffer.clear();
        buffer.push_str(string);
        f(Instance::Name(buffer))
    }
}

impl<'a> Instance<'a> {
    fn node(self) -> Option<Value<'a>> {
        match self {
            Self::Node(value) => Some(value),
            Self::Name(_) => None,
        }
    }

    fn of_kind(self, kind: Kind) -> Option<Value<'a>> {
        self.node().filter(|value| value.kind() == kind)
    }
}

impl<'a> Node<'a, Spanned> for Instance<'a> {
    type Object = ObjectNode<'a>;
    type Array = ArrayNode<'a>;
    type Number = Number<'a>;

    fn as_object(&self) -> Option<ObjectNode<'a>> {
        self.of_kind(Kind::Object).map(ObjectNode)
    }

    fn as_array(&self) -> Option<ArrayNode<'a>> {
        self.of_kind(Kind::Array).map(ArrayNode)
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        match self {
            Self::Name(name) => Some(Cow::Borrowed(name)),
            Self::Node(value) => (value.kind() == Kind::String).then(|| value.text().into()),
        }
    }

    fn as_number(&self) -> Option<Number<'a>> {
        self.of_kind(Kind::Number).map(|value| Number(value.text()))
    }

    fn as_boolean(&self) -> Option<bool> {
        self.node()?.as_bool()
    }

    fn is_null(&self) -> bool {
        self.json_type() == JsonType::Null
    }

    fn is_number(&self) -> bool {
        self.json_type() == JsonType::Number
    }

    /// A placeholder passes for null; what is reported of one is dropped later.
    fn json_type(&self) -> JsonType {
        match self.node().map_or(Kind::String, Value::kind) {
            Kind::Null | Kind::Opaque | Kind::Missing => JsonType::Null,
            Kind::Bool => JsonType::Boolean,
            Kind::Number => JsonType::Number,
            Kind::String => JsonType::String,
            Kind::Array => JsonType::Array,
            Kind::Object => JsonType::Object,
        }
    }

    fn equals_value(&self, expected: &serde_json::Value) -> bool {
        match expected {
            serde_json::Value::String(expected) => {
                self.as_string().is_some_and(|string| string == expected.as_str())
            }
            _ => self.to_value().as_ref() == expected,
        }
    }

    /// Scalars only: our schemas compare nothing else, and errors are read by their path.
    fn to_value(&self) -> Cow<'a, serde_json::Value> {
        let text = self.as_string();
        Cow::Owned(match self.json_type() {
            JsonType::String => serde_json::Value::from(text.unwrap_or_default().into_owned()),
            JsonType::Boolean => self.as_boolean().into(),
            _ => serde_json::Value::Null,
        })
    }

    fn identity(&self) -> Option<NodeIdentity> {
        let value = self.node()?;
        Some(NodeIdentity::tagged(std::ptr::from_ref(value.tree()).addr(), value.id()))
    }
}

/// An object of our tree.
#[derive(Debug)]
pub struct ObjectNode<'a>(Value<'a>);

impl<'a> Object<'a, Spanned> for ObjectNode<'a> {
    type Node = Instance<'a>;
    type MemberName = &'a str;
    type MembersIter = std::iter::Map<Members<'a>, fn(Member<'a>) -> Pair<'a>>;

    fn len(&self) -> usize {
        self.0.members().count()
    }

    fn is_empty(&self) -> bool {
        self.0.members().next().is_none()
    }

    fn get(&self, key: &String) -> Option<Instance<'a>> {
        self.0.get(key).map(Instance::Node)
    }

    fn members(&self) -> Self::MembersIter {
        self.0.members().map(|member| (member.name(), Instance::Node(member.value)))
    }
}

type Pair<'a> = (&'a str, Instance<'a>);

/// An array of our tree.
#[derive(Debug)]
pub struct ArrayNode<'a>(Value<'a>);

impl<'a> Array<'a, Spanned> for ArrayNode<'a> {
    type Node = Instance<'a>;
    type ElementsIter = std::iter::Map<Items<'a>, fn(Value<'a>) -> Instance<'a>>;

    fn len(&self) -> usize {
        self.0.items().count()
    }

    fn elements(&self) -> Self::ElementsIter {
        self.0.items().map(Instance::Node)
    }
}

/// A number by its text.
#[derive(Debug)]
pub struct Number<'a>(&'a str);

impl JsonNumber for Number<'_> {
    fn as_u64(&self) -> Option<u64> {
        self.0.parse().ok()
    }

    fn as_i64(&self) -> Option<i64> {
        self.0.parse().ok()
    }

    fn as_f64(&self) -> Option<f64> {
        self.0.parse().ok()
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.0)
    }

    fn to_number(&self) -> Cow<'_, serde_json::Number> {
        Cow::Owned(self.0.parse().unwrap_or_else(|_| 0.into()))
    }
}
