//! An expression ready to be evaluated: paths are lists of steps, filters are stages of a step,
//! parents are slots that steps fill, calls in tail position are marked.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::query::jsonata::functions::regex::Regex;
use crate::query::jsonata::signature::Signature;
use crate::query::jsonata::syntax::{Operator, utf16_length};
use crate::query::value::Value;
use crate::source::Span;

/// A program; its nodes refer to each other by number.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) text: Rc<str>,
    pub(super) nodes: Vec<Node>,
    pub(super) slots: Vec<Slot>,
    pub(super) root: Id,
}

/// The number of a node.
pub(super) type Id = usize;

/// The name under which the tuples of a path carry an ancestor.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) label: Rc<str>,
    pub(super) level: i32,
}

/// One node, with what may be attached to a step.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent of each other")]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) span: Span,
    pub(super) token: Span,
    /// Filters on a value that is no step of a path.
    pub(super) predicate: Vec<Stage>,
    /// Filters and positions on a step of a path.
    pub(super) stages: Vec<Stage>,
    pub(super) group: Option<Group>,
    /// The variable of `@`.
    pub(super) focus: Option<Rc<str>>,
    /// The variable of `#`.
    pub(super) index: Option<Rc<str>>,
    /// The slot that the value before this step fills.
    pub(super) ancestor: Option<usize>,
    /// Whether the step yields tuples.
    pub(super) tuple: bool,
    pub(super) keep_array: bool,
    /// Whether an array constructor is kept as one value.
    pub(super) cons_array: bool,
    pub(super) keep_singleton_array: bool,
    /// Slots that are not filled yet.
    pub(super) seeking: Vec<usize>,
}

/// What is done with the values of a step.
#[derive(Clone, Debug)]
pub(super) enum Stage {
    Filter(Id),
    Index(Rc<str>),
}

/// `{name: value}` behind a value.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) pairs: Vec<(Id, Id)>,
    pub(super) token: Span,
}

/// What a node is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Path(Vec<Id>),
    Name(Rc<str>),
    Variable(Rc<str>),
    Literal(Value),
    Regex {
        pattern: Rc<str>,
        flags: Rc<str>,
        /// What it is compiled to, from the first evaluation on.
        compiled: OnceCell<Rc<Regex>>,
    },
    Wildcard,
    Descendant,
    Parent(usize),
    Placeholder,
    Negate(Id),
    Array(Vec<Id>),
    Object(Vec<(Id, Id)>),
    Block(Vec<Id>),
    Binary(Operator, Id, Id),
    Bind(Rc<str>, Id),
    Sort(Vec<(Id, bool)>),
    Apply(Id, Id),
    Condition(Id, Id, Option<Id>),
    Coalesce(Id, Id),
    Default(Id, Id),
    Call(Id, Vec<Id>),
    Partial(Id, Vec<Id>),
    Lambda(Rc<Definition>),
    /// A call in tail position, left for the caller to make.
    Tail(Id),
    Transform {
        pattern: Id,
        update: Id,
        delete: Option<Id>,
    },
}

/// A function as it is written.
#[derive(Debug)]
pub(super) struct Definition {
    pub(super) parameters: Vec<Rc<str>>,
    pub(super) signature: Option<Rc<Signature>>,
    pub(super) body: Id,
}

impl Kind {
    /// The word that the reference has for it.
    pub(super) const fn type_name(&self) -> &'static str {
        match self {
            Self::Path(_) => "path",
            Self::Name(_) => "name",
            Self::Variable(_) => "variable",
            Self::Literal(Value::String(_)) => "string",
            Self::Literal(Value::Number(_)) => "number",
            Self::Literal(_) => "value",
            Self::Regex { .. } => "regex",
            Self::Wildcard => "wildcard",
            Self::Descendant => "descendant",
            Self::Parent(_) => "parent",
            Self::Placeholder => "operator",
            Self::Negate(_) | Self::Array(_) | Self::Object(_) => "unary",
            Self::Block(_) => "block",
            Self::Binary(..) => "binary",
            Self::Bind(..) => "bind",
            Self::Sort(_) => "sort",
            Self::Apply(..) => "apply",
            Self::Condition(..) | Self::Coalesce(..) | Self::Default(..) => "condition",
            Self::Call(..) => "function",
            Self::Partial(..) => "partial",
            Self::Lambda(_) | Self::Tail(_) => "lambda",
            Self::Transform { .. } => "transform",
        }
    }
}

impl Program {
    /// The end of a token as the reference counts it: in UTF-16 units.
    pub(super) fn position(&self, token: Span) -> u32 {
        utf16_length(&self.text[..token.end as usize])
    }
}
