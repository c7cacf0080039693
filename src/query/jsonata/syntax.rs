//! The syntax tree of an expression as it is written: every node knows its place.
//!
//! Nodes stand in one list and refer to each other by number, so that walking over all of them
//! needs no recursion, and a chain of any length can be built and dropped.

use std::rc::Rc;

use crate::query::jsonata::signature::Signature;
use crate::source::Span;

/// A whole expression.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The text it was read from.
    pub text: Rc<str>,
    /// All nodes, in no particular order.
    pub nodes: Vec<Node>,
    /// The outermost node.
    pub root: NodeId,
}

/// The number of a node in its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// The same as an index into the list of nodes.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// One node.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// All that belongs to it, in bytes of the text.
    pub span: Span,
    /// The token that names it: the operator, the name, the opening bracket.
    pub token: Span,
    /// Whether `[]` follows: one value is an array of one.
    pub keep_array: bool,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// `name`
    Name(Rc<str>),
    /// `$name`; `$` is the empty name, `$$` is `$`.
    Variable(Rc<str>),
    /// `"text"`
    String(Rc<str>),
    /// `1.5`
    Number(f64),
    /// `true`, `false`
    Bool(bool),
    /// `null`
    Null,
    /// `/pattern/flags`
    Regex {
        /// What stands between the slashes.
        pattern: Rc<str>,
        /// The letters behind them.
        flags: Rc<str>,
    },
    /// `*`
    Wildcard,
    /// `**`
    Descendant,
    /// `%`
    Parent,
    /// `?` among the arguments of a call
    Placeholder,
    /// `-a`
    Negate(NodeId),
    /// `[a, b]`
    Array(Vec<NodeId>),
    /// `{a: b}`
    Object(Vec<(NodeId, NodeId)>),
    /// `(a; b)`
    Block(Vec<NodeId>),
    /// `a.b`
    Map(NodeId, NodeId),
    /// `a + b` and all others that merely compute
    Binary(Operator, NodeId, NodeId),
    /// `a[b]`
    Filter(NodeId, NodeId),
    /// `a{b: c}`
    Group(NodeId, Vec<(NodeId, NodeId)>),
    /// `a^(b, >c)`
    Sort(NodeId, Vec<Term>),
    /// `$a := b`
    Bind(NodeId, NodeId),
    /// `a@$b`
    Focus(NodeId, NodeId),
    /// `a#$b`
    Index(NodeId, NodeId),
    /// `a ~> b`
    Apply(NodeId, NodeId),
    /// `a ? b : c`
    Condition(NodeId, NodeId, Option<NodeId>),
    /// `a ?? b`
    Coalesce(NodeId, NodeId),
    /// `a ?: b`
    Default(NodeId, NodeId),
    /// `a(b, c)`
    Call(NodeId, Vec<NodeId>),
    /// `a(b, ?)`
    Partial(NodeId, Vec<NodeId>),
    /// `function($a)<s:s>{ b }`
    Lambda {
        /// Its variables.
        parameters: Vec<NodeId>,
        /// What they may be.
        signature: Option<Rc<Signature>>,
        /// What it computes.
        body: NodeId,
    },
    /// `|a|b, c|`
    Transform {
        /// What is changed.
        pattern: NodeId,
        /// The members that are set.
        update: NodeId,
        /// The names of the members that are removed.
        delete: Option<NodeId>,
    },
    /// The end of the text, where something else should stand
    End,
    /// Something that could not be read and was reported.
    Error,
}

/// One term of `^(...)`.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    /// What is compared.
    pub expression: NodeId,
    /// Whether the largest comes first.
    pub descending: bool,
}

/// An operator that computes something from two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `&`
    Concatenate,
    /// `and`
    And,
    /// `or`
    Or,
    /// `in`
    In,
    /// `..`
    Range,
}

impl Operator {
    const ALL: [(Self, &'static str); 16] = [
        (Self::Add, "+"),
        (Self::Subtract, "-"),
        (Self::Multiply, "*"),
        (Self::Divide, "/"),
        (Self::Remainder, "%"),
        (Self::Equal, "="),
        (Self::NotEqual, "!="),
        (Self::Less, "<"),
        (Self::LessOrEqual, "<="),
        (Self::Greater, ">"),
        (Self::GreaterOrEqual, ">="),
        (Self::Concatenate, "&"),
        (Self::And, "and"),
        (Self::Or, "or"),
        (Self::In, "in"),
        (Self::Range, ".."),
    ];

    /// How it is written.
    pub fn symbol(self) -> &'static str {
        let found = Self::ALL.iter().find(|(operator, _)| *operator == self);
        found.map_or("", |(_, symbol)| symbol)
    }

    /// The operator that is written so.
    pub(super) fn of(symbol: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == symbol).map(|(operator, _)| *operator)
    }
}

impl Node {
    /// What stands to the left of an operator: the node that a chain goes on with.
    pub fn left(&self) -> Option<NodeId> {
        match &self.kind {
            Kind::Map(left, _)
            | Kind::Binary(_, left, _)
            | Kind::Filter(left, _)
            | Kind::Group(left, _)
            | Kind::Sort(left, _)
            | Kind::Focus(left, _)
            | Kind::Index(left, _)
            | Kind::Apply(left, _)
            | Kind::Condition(left, ..)
            | Kind::Coalesce(left, _)
            | Kind::Default(left, _)
            | Kind::Call(left, _)
            | Kind::Partial(left, _) => Some(*left),
            _ => None,
        }
    }
}

impl Tree {
    /// The numbers of all nodes.
    pub fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.nodes.len() as u32).map(NodeId)
    }

    /// A node of this tree.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// The nodes that a node is made of, in the order of the text.
    pub fn children(&self, id: NodeId) -> Vec<NodeId> {
        let pairs = |pairs: &[(NodeId, NodeId)]| -> Vec<_> {
            pairs.iter().flat_map(|(name, value)| [*name, *value]).collect()
        };
        match &self.node(id).kind {
            Kind::Negate(operand) => vec![*operand],
            Kind::Array(items) | Kind::Block(items) => items.clone(),
            Kind::Object(members) => pairs(members),
            Kind::Map(left, right)
            | Kind::Binary(_, left, right)
            | Kind::Filter(left, right)
            | Kind::Bind(left, right)
            | Kind::Focus(left, right)
            | Kind::Index(left, right)
            | Kind::Apply(left, right)
            | Kind::Coalesce(left, right)
            | Kind::Default(left, right) => vec![*left, *right],
            Kind::Group(left, members) => [vec![*left], pairs(members)].concat(),
            Kind::Sort(left, terms) => {
                [vec![*left], terms.iter().map(|term| term.expression).collect()].concat()
            }
            Kind::Condition(condition, then, otherwise) => {
                [vec![*condition, *then], otherwise.iter().copied().collect()].concat()
            }
            Kind::Call(procedure, arguments) | Kind::Partial(procedure, arguments) => {
                [vec![*procedure], arguments.clone()].concat()
            }
            Kind::Lambda { parameters, body, .. } => [parameters.clone(), vec![*body]].concat(),
            Kind::Transform { pattern, update, delete } => {
                [vec![*pattern, *update], delete.iter().copied().collect()].concat()
            }
            _ => Vec::new(),
        }
    }

    /// A byte offset as the reference counts it: in UTF-16 units.
    pub fn position(&self, offset: u32) -> u32 {
        utf16_length(&self.text[..(offset as usize).min(self.text.len())])
    }
}

/// The length of a text in UTF-16 units.
pub(super) fn utf16_length(text: &str) -> u32 {
    text.chars().map(|character| character.len_utf16() as u32).sum()
}
