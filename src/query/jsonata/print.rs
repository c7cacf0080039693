//! A syntax tree back into text: reading that text gives the same tree.

use std::fmt::Write as _;

use crate::query::jsonata::functions::number;
use crate::query::jsonata::number_text::write_string;
use crate::query::jsonata::syntax::{Kind, Node, NodeId, Tree};

/// The text of a tree. What could not be read stands as it was written.
pub fn print(tree: &Tree) -> String {
    let mut printer = Printer { tree, text: String::new() };
    printer.node(tree.root);
    printer.text
}

struct Printer<'t> {
    tree: &'t Tree,
    text: String,
}

impl Printer<'_> {
    /// Prints a node; what stands to the left of operators is found in a loop, so that a long
    /// chain needs no stack.
    fn node(&mut self, id: NodeId) {
        let mut chain = vec![id];
        while let Some(left) = self.tree.node(chain[chain.len() - 1]).left() {
            chain.push(left);
        }
        // `a[b][]` marks `a`, yet is written behind the last filter.
        let mut keeps = false;
        while let Some(id) = chain.pop() {
            let node = self.tree.node(id);
            if node.left().is_some() {
                self.operation(node);
            } else {
                self.operand(node);
            }
            keeps |= node.keep_array;
            let outer = chain.last().map(|outer| &self.tree.node(*outer).kind);
            if keeps && !matches!(outer, Some(Kind::Filter(..))) {
                self.text.push_str("[]");
                keeps = false;
            }
        }
    }

    fn operand(&mut self, node: &Node) {
        match &node.kind {
            Kind::Name(name) => self.name(name),
            Kind::Variable(name) => {
                let _ = write!(self.text, "${name}");
            }
            Kind::String(text) => write_string(&mut self.text, text),
            Kind::Number(number) => self.text.push_str(&number::print(*number)),
            Kind::Bool(value) => self.text.push_str(if *value { "true" } else { "false" }),
            Kind::Null => self.text.push_str("null"),
            Kind::Regex { pattern, flags } => {
                let _ = write!(self.text, "/{pattern}/{flags}");
            }
            Kind::Wildcard => self.text.push('*'),
            Kind::Descendant => self.text.push_str("**"),
            Kind::Parent => self.text.push('%'),
            Kind::Placeholder => self.text.push('?'),
            Kind::Negate(operand) => {
                self.text.push('-');
                self.node(*operand);
            }
            Kind::Array(items) => self.list("[", items, ", ", "]"),
            Kind::Block(items) => self.list("(", items, "; ", ")"),
            Kind::Object(pairs) => self.pairs(pairs),
            Kind::Bind(name, value) => {
                self.node(*name);
                self.text.push_str(" := ");
                self.node(*value);
            }
            Kind::Lambda { parameters, signature, body } => {
                self.list("function(", parameters, ", ", ")");
                if let Some(signature) = signature {
                    self.text.push_str(&signature.text);
                }
                self.list("{ ", &[*body], "", " }");
            }
            Kind::Transform { pattern, update, delete } => {
                self.list("|", &[*pattern], "", "|");
                self.node(*update);
                if let Some(delete) = delete {
                    self.text.push_str(", ");
                    self.node(*delete);
                }
                self.text.push('|');
            }
            _ => self.text.push_str(&self.tree.text[node.span.range()]),
        }
    }

    /// Prints all of an operation but its left side.
    fn operation(&mut self, node: &Node) {
        match &node.kind {
            Kind::Map(_, right) => self.right(".", *right),
            Kind::Focus(_, right) => self.right("@", *right),
            Kind::Index(_, right) => self.right("#", *right),
            Kind::Apply(_, right) => self.right(" ~> ", *right),
            Kind::Coalesce(_, right) => self.right(" ?? ", *right),
            Kind::Default(_, right) => self.right(" ?: ", *right),
            Kind::Binary(operator, _, right) => {
                let _ = write!(self.text, " {} ", operator.symbol());
                self.node(*right);
            }
            Kind::Filter(_, filter) => self.list("[", &[*filter], "", "]"),
            Kind::Group(_, pairs) => self.pairs(pairs),
            Kind::Sort(_, terms) => {
                self.text.push_str("^(");
                for (index, term) in terms.iter().enumerate() {
                    self.text.push_str(if index > 0 { ", " } else { "" });
                    self.text.push_str(if term.descending { ">" } else { "<" });
                    self.node(term.expression);
                }
                self.text.push(')');
            }
            Kind::Condition(_, then, otherwise) => {
                self.right(" ? ", *then);
                if let Some(otherwise) = otherwise {
                    self.right(" : ", *otherwise);
                }
            }
            Kind::Call(_, arguments) | Kind::Partial(_, arguments) => {
                self.list("(", arguments, ", ", ")");
            }
            _ => {}
        }
    }

    fn right(&mut self, symbol: &str, right: NodeId) {
        self.text.push_str(symbol);
        self.node(right);
    }

    fn list(&mut self, open: &str, items: &[NodeId], separator: &str, close: &str) {
        self.text.push_str(open);
        for (index, item) in items.iter().enumerate() {
            self.text.push_str(if index > 0 { separator } else { "" });
            self.node(*item);
        }
        self.text.push_str(close);
    }

    fn pairs(&mut self, pairs: &[(NodeId, NodeId)]) {
        self.text.push('{');
        for (index, (name, value)) in pairs.iter().enumerate() {
            self.text.push_str(if index > 0 { ", " } else { "" });
            self.node(*name);
            self.right(": ", *value);
        }
        self.text.push('}');
    }

    /// A name, in backquotes unless it is a plain word.
    fn name(&mut self, name: &str) {
        let is_plain = name.chars().all(|c| c.is_alphanumeric() || c == '_')
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && !matches!(name, "" | "true" | "false" | "null" | "and" | "or" | "in");
        let is_quotable = !name.contains('`');
        match (is_plain, is_quotable) {
            (false, true) => {
                let _ = write!(self.text, "`{name}`");
            }
            _ => self.text.push_str(name),
        }
    }
}
