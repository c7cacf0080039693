//! One JSON value for all evaluators and the interpreter: cheap to copy, and it keeps what AWS
//! keeps: integers apart from doubles, the order of members, digits beyond any machine number.
//!
//! Nothing here recurses: a value may be nested as deep as memory goes.

mod container;
mod number;
mod print;
mod read;
pub mod yaml;

pub use container::{Array, Object};
pub use number::Number;

use std::rc::Rc;

use crate::syntax::tree;

/// A JSON value.
#[derive(Clone)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(Rc<str>),
    /// An array.
    Array(Rc<Array>),
    /// An object, its members in their order.
    Object(Rc<Object>),
}

impl Value {
    /// The value that a node of a tree stands for. Of duplicate members the last counts; what is
    /// opaque or missing is null.
    pub fn from_tree(node: tree::Value<'_>) -> Self {
        read::value(node)
    }

    /// The word for its type, as AWS's messages have it.
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::Array(_) => "array",
            Self::Object(_) => "object",
        }
    }

    /// The member of that name, if it is an object that has one.
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.get(name),
            _ => None,
        }
    }

    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The items, if it is an array.
    pub fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The members, if it is an object.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The nearest double, if it is a number.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number.as_f64()),
            _ => None,
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Number(Number::Integer(value))
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Number(Number::Double(value))
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::String(value.into())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::String(value.into())
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Self {
        Self::Array(Rc::new(items.into()))
    }
}

impl From<Array> for Value {
    fn from(items: Array) -> Self {
        Self::Array(Rc::new(items))
    }
}

impl FromIterator<Value> for Value {
    fn from_iter<I: IntoIterator<Item = Value>>(items: I) -> Self {
        Self::from(items.into_iter().collect::<Vec<_>>())
    }
}

impl From<Object> for Value {
    fn from(members: Object) -> Self {
        Self::Object(Rc::new(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Format, parse};

    fn printed(text: &str) -> String {
        let parsed = parse(text, Format::Json);
        Value::from_tree(parsed.tree.root()).to_string()
    }

    #[test]
    fn a_value_prints_as_aws_prints_it() {
        let table = [
            (
                "[1, 1.0, -0.0, 1e2, 12345678901234567890]",
                "[1,1.0,-0.0,100.0,12345678901234567890]",
            ),
            ("[1e7, 12345678.9, 1e-4, 1.5e300]", "[1.0E7,1.23456789E7,1.0E-4,1.5E300]"),
            (r#"{"b": {}, "a": [], "a": "\u0001\n\"é"}"#, r#"{"b":{},"a":"\u0001\n\"é"}"#),
            ("[[[]], null, true]", "[[[]],null,true]"),
            ("[1e400, -1e400]", r#"["Infinity","-Infinity"]"#),
        ];
        for (text, expected) in table {
            assert_eq!(printed(text), expected, "{text}");
        }
    }

    #[test]
    fn depth_costs_no_stack() {
        const DEPTH: usize = 200_000;
        let deep = |leaf: i64| {
            (0..DEPTH).fold(Value::from(leaf), |inner, level| {
                if level % 2 == 0 {
                    return Value::from(vec![inner]);
                }
                Object::from_iter([("a".into(), inner)]).into()
            })
        };
        let (one, two) = (deep(1), deep(1));
        assert!(one == two && one != deep(2));
        assert_eq!(one.to_string().len(), DEPTH / 2 * 2 + DEPTH / 2 * 6 + 1);
        let copy = one.clone();
        drop(one);
        assert!(copy == two);
        let text = "[".repeat(DEPTH) + &"]".repeat(DEPTH);
        assert_eq!(printed(&text).len(), 2 * DEPTH);
    }

    #[test]
    fn numbers_are_equal_by_value_and_objects_in_any_order() {
        let value = |text: &str| Value::from_tree(parse(text, Format::Json).tree.root());
        assert_eq!(value("[0, 1]"), value("[0.0, 1.0]"));
        assert_eq!(value(r#"{"a": 1, "b": 2}"#), value(r#"{"b": 2, "a": 1}"#));
        assert_ne!(value("9007199254740993"), value("9007199254740992"));
    }
}
