//! One JSON value for all evaluators and the interpreter: cheap to copy, and it keeps what AWS
//! keeps: integers apart from doubles, the order of members, digits beyond any machine number.

use std::borrow::Borrow;
use std::fmt::{self, Write as _};
use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use crate::syntax::tree;

/// A JSON value.
#[derive(Clone, Debug)]
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
    Array(Rc<Vec<Value>>),
    /// An object, its members in their order.
    Object(Rc<Object>),
}

/// The members of an object.
pub type Object = IndexMap<Rc<str>, Value, FxBuildHasher>;

/// A number as AWS's parser keeps it.
#[derive(Clone, Debug)]
pub enum Number {
    /// A whole number written without fraction and exponent.
    Integer(i64),
    /// Any other number.
    Double(f64),
    /// A whole number beyond 64 bits, by its digits.
    Big(Rc<str>),
}

impl Number {
    /// The number that a JSON text writes; none for a text that writes no number.
    pub fn parse(text: &str) -> Option<Self> {
        if text.contains(['.', 'e', 'E']) {
            return text.parse().ok().map(Self::Double);
        }
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_whole.then(|| text.parse().map_or_else(|_| Self::Big(text.into()), Self::Integer))
    }

    /// The nearest double.
    #[expect(clippy::cast_precision_loss, reason = "the nearest double is what is asked for")]
    pub fn as_f64(&self) -> f64 {
        match self {
            Self::Integer(integer) => *integer as f64,
            Self::Double(double) => *double,
            Self::Big(digits) => digits.parse().unwrap_or(f64::INFINITY),
        }
    }

    /// The number as an integer, where it is one that fits: also `2.0`.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Integer(integer) => Some(*integer),
            Self::Double(double) if double.fract() == 0.0 && double.abs() < 9.2e18 => {
                Some(*double as i64)
            }
            _ => None,
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Integer(one), Self::Integer(two)) => one == two,
            (Self::Big(one), Self::Big(two)) => one == two,
            (one, two) => one.as_f64() == two.as_f64(),
        }
    }
}

impl PartialEq for Value {
    /// Equality of values: members in any order, `0` equals `0.0`.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(one), Self::Bool(two)) => one == two,
            (Self::Number(one), Self::Number(two)) => one == two,
            (Self::String(one), Self::String(two)) => one == two,
            (Self::Array(one), Self::Array(two)) => Rc::ptr_eq(one, two) || one == two,
            (Self::Object(one), Self::Object(two)) => Rc::ptr_eq(one, two) || one == two,
            _ => false,
        }
    }
}

impl Value {
    /// The value that a node of a tree stands for. Of duplicate members the last counts; what is
    /// opaque or missing is null.
    pub fn from_tree(node: tree::Value<'_>) -> Self {
        let mut open = Vec::new();
        let mut pending = Some(node);
        loop {
            let mut done = match pending.take() {
                Some(node) => match Frame::open(node) {
                    Ok(frame) => {
                        open.push(frame);
                        None
                    }
                    Err(scalar) => Some(scalar),
                },
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
        Self::Array(Rc::new(items))
    }
}

impl From<Object> for Value {
    fn from(members: Object) -> Self {
        Self::Object(Rc::new(members))
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

/// Compact JSON text, numbers as Java writes them: what AWS shows and counts.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::String(text) => write_string(f, text),
            Self::Array(items) => write_items(f, items),
            Self::Object(members) => write_members(f, members),
        }
    }
}

fn write_items(f: &mut fmt::Formatter<'_>, items: &[Value]) -> fmt::Result {
    f.write_char('[')?;
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            f.write_char(',')?;
        }
        write!(f, "{item}")?;
    }
    f.write_char(']')
}

fn write_members(f: &mut fmt::Formatter<'_>, members: &Object) -> fmt::Result {
    f.write_char('{')?;
    for (index, (name, value)) in members.iter().enumerate() {
        if index > 0 {
            f.write_char(',')?;
        }
        write_string(f, name.borrow())?;
        f.write_char(':')?;
        write!(f, "{value}")?;
    }
    f.write_char('}')
}

fn write_string(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for character in text.chars() {
        match character {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            '\u{8}' => f.write_str("\\b")?,
            '\u{c}' => f.write_str("\\f")?,
            control if control < ' ' => write!(f, "\\u{:04X}", control as u32)?,
            other => f.write_char(other)?,
        }
    }
    f.write_char('"')
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(integer) => write!(f, "{integer}"),
            Self::Double(double) => write_double(f, *double),
            Self::Big(digits) => f.write_str(digits),
        }
    }
}

/// A double as Java's `Double.toString` writes it: `1.0`, `1.0E10`, `1.5E-5`.
fn write_double(f: &mut fmt::Formatter<'_>, double: f64) -> fmt::Result {
    let size = double.abs();
    if double == 0.0 || (1e-3..1e7).contains(&size) || !double.is_finite() {
        return write!(f, "{double:?}");
    }
    let mut buffer = ryu_js::Buffer::new();
    let text = buffer.format_finite(size);
    let (digits, exponent) = scientific(text);
    if double < 0.0 {
        f.write_char('-')?;
    }
    let (first, rest) = digits.split_at(1);
    let rest = if rest.is_empty() { "0" } else { rest };
    write!(f, "{first}.{rest}E{exponent}")
}

/// The significant digits of a decimal text, and the exponent of the first of them.
fn scientific(text: &str) -> (String, i64) {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let exponent: i64 = exponent.parse().unwrap_or(0);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let leading = all.len() - all.trim_start_matches('0').len();
    let digits = all.trim_matches('0').to_owned();
    let shift = whole.len().cast_signed() as i64 - 1 - leading.cast_signed() as i64;
    (digits, exponent + shift)
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
        ];
        for (text, expected) in table {
            assert_eq!(printed(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_equal_by_value_and_objects_in_any_order() {
        let value = |text: &str| Value::from_tree(parse(text, Format::Json).tree.root());
        assert_eq!(value("[0, 1]"), value("[0.0, 1.0]"));
        assert_eq!(value(r#"{"a": 1, "b": 2}"#), value(r#"{"b": 2, "a": 1}"#));
        assert_ne!(value("9007199254740993"), value("9007199254740992"));
    }
}
