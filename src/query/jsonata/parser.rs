//! Tokens into a syntax tree, by operator precedence. Chains of operators are read in a loop;
//! what is nested is counted, so that no text exhausts the stack.

mod brackets;
mod calls;

use std::rc::Rc;

use crate::query::jsonata::Dialect;
use crate::query::jsonata::error::{Error, Fault};
use crate::query::jsonata::lexer::{Expected, Lexer, Token, TokenKind};
use crate::query::jsonata::syntax::{Kind, Node, NodeId, Operator, Tree, utf16_length};
use crate::query::value::Value;
use crate::source::Span;

/// How deeply expressions may be nested.
pub(super) const NESTING_MAX: u32 = 500;

/// More faults than these are not told.
const FAULTS_MAX: usize = 20;

/// Reads an expression. The faults are in the order in which they were met.
pub(super) fn parse(text: &str, dialect: Dialect) -> (Tree, Vec<Fault>) {
    let mut parser = Parser {
        text,
        lexer: Lexer::new(text, dialect),
        token: Token { kind: TokenKind::End, span: Span::default() },
        nodes: Vec::new(),
        nesting: 0,
        faults: Vec::new(),
        gave_up: false,
    };
    parser.advance(Expected::Operand);
    let root = parser.expression(0);
    if parser.token.kind != TokenKind::End {
        let fault = Error::new("S0201").token(parser.token.value());
        parser.fault_at_token(fault);
    }
    let Parser { nodes, faults, .. } = parser;
    (Tree { text: Rc::from(text), nodes, root }, faults)
}

#[derive(Debug)]
struct Parser<'t> {
    text: &'t str,
    lexer: Lexer<'t>,
    token: Token,
    nodes: Vec<Node>,
    nesting: u32,
    faults: Vec<Fault>,
    gave_up: bool,
}

/// How strongly an operator binds what stands to its left; zero for what is none.
fn binding(id: &str) -> u32 {
    match id {
        "[" | "(" | "@" | "#" => 80,
        "." => 75,
        "{" => 70,
        "*" | "/" | "%" => 60,
        "+" | "-" | "&" => 50,
        "=" | "<" | ">" | "!=" | "<=" | ">=" | "in" | "~>" | "^" | "??" | "?:" => 40,
        "and" => 30,
        "or" => 25,
        "?" => 20,
        ":=" => 10,
        _ => 0,
    }
}

impl Parser<'_> {
    /// Takes the current token and reads the next.
    fn advance(&mut self, expected: Expected) -> Token {
        let mut next = if self.gave_up {
            Token { kind: TokenKind::End, span: self.end() }
        } else {
            self.lexer.next(expected)
        };
        for fault in std::mem::take(&mut self.lexer.faults) {
            self.report(fault);
        }
        if let TokenKind::Operator(symbol @ ("!" | "~")) = next.kind {
            let position = self.position(next.span.end);
            self.report(Error::new("S0204").token(symbol).at(next.span, position));
            self.gave_up = true;
            next = Token { kind: TokenKind::End, span: self.end() };
        }
        std::mem::replace(&mut self.token, next)
    }

    fn end(&self) -> Span {
        Span::of(self.text.len()..self.text.len())
    }

    fn position(&self, offset: u32) -> u32 {
        utf16_length(&self.text[..offset as usize])
    }

    /// Notes a fault, unless one of the same place is known.
    fn report(&mut self, fault: Fault) {
        let is_known = self.faults.iter().any(|known| known.span.start == fault.span.start);
        let at_end = fault.span.start as usize == self.text.len();
        let follows = at_end && !self.faults.is_empty();
        if is_known || follows || self.faults.len() >= FAULTS_MAX {
            return;
        }
        self.faults.push(fault);
    }

    fn fault_at_token(&mut self, fault: Fault) {
        if self.gave_up {
            return;
        }
        let span = self.token.span;
        let position = self.position(span.end);
        self.report(fault.at(span, position));
    }

    fn is(&self, id: &str) -> bool {
        self.token.id() == id
    }

    fn add(&mut self, kind: Kind, span: Span, token: Span) -> NodeId {
        self.nodes.push(Node { kind, span, token, keep_array: false });
        NodeId(self.nodes.len() as u32 - 1)
    }

    fn span(&self, id: NodeId) -> Span {
        self.nodes[id.index()].span
    }

    /// Takes the token that must come now. Where it does not, what stands before it is skipped.
    /// Returns where it ends.
    fn expect(&mut self, id: &'static str, expected: Expected) -> u32 {
        if self.is(id) {
            return self.advance(expected).span.end;
        }
        let code = if self.is("(end)") { "S0203" } else { "S0202" };
        let fault = Error::new(code).token(self.token.value()).value(Some(Value::from(id)));
        self.fault_at_token(fault);
        let end = self.token.span.start;
        self.skip_to(id);
        if self.is(id) { self.advance(expected).span.end } else { end }
    }

    /// Takes the token that should come now; where it does not, reading goes on without it.
    fn expect_here(&mut self, id: &'static str) {
        if self.is(id) {
            self.advance(Expected::Operand);
        } else {
            let code = if self.is("(end)") { "S0203" } else { "S0202" };
            let fault = Error::new(code).token(self.token.value()).value(Some(Value::from(id)));
            self.fault_at_token(fault);
        }
    }

    /// Skips to `id` at this level of brackets, or to what ends the level.
    fn skip_to(&mut self, id: &str) {
        let mut depth = 0_u32;
        while !self.is("(end)") {
            if depth == 0 && (self.is(id) || self.is(";")) {
                return;
            }
            match self.token.id() {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" if depth == 0 => return,
                ")" | "]" | "}" => depth -= 1,
                _ => {}
            }
            self.advance(Expected::Operator);
        }
    }

    /// An expression whose operators bind more strongly than `strength`.
    fn expression(&mut self, strength: u32) -> NodeId {
        if self.nesting >= NESTING_MAX {
            self.fault_at_token(Error::new("S0901"));
            self.gave_up = true;
            let token = self.advance(Expected::Operand);
            return self.add(Kind::Error, token.span, token.span);
        }
        self.nesting += 1;
        let token = self.advance(Expected::Operator);
        let mut left = self.operand(token);
        while strength < binding(self.token.id()) {
            let token = self.advance(Expected::Operand);
            left = self.operation(left, &token);
        }
        self.nesting -= 1;
        left
    }

    /// What begins with the token, where a value is expected.
    fn operand(&mut self, token: Token) -> NodeId {
        let span = token.span;
        let kind = match token.kind {
            TokenKind::End => Kind::End,
            TokenKind::Name(name) => Kind::Name(name),
            TokenKind::Variable(name) => Kind::Variable(name),
            TokenKind::String(text) => Kind::String(text),
            TokenKind::Number(number) => Kind::Number(number),
            TokenKind::Bool(value) => Kind::Bool(value),
            TokenKind::Null => Kind::Null,
            TokenKind::Regex { pattern, flags } => Kind::Regex { pattern, flags },
            TokenKind::Operator(symbol) => match symbol {
                "and" | "or" | "in" => Kind::Name(symbol.into()),
                "*" => Kind::Wildcard,
                "**" => Kind::Descendant,
                "%" => Kind::Parent,
                "-" => {
                    let operand = self.expression(70);
                    let whole = Span::new(span.start, self.span(operand).end);
                    return self.add(Kind::Negate(operand), whole, span);
                }
                "(" => return self.block(span),
                "[" => return self.array(span),
                "{" => return self.object(span),
                "|" => return self.transform(span),
                _ => {
                    let position = self.position(span.end);
                    self.report(Error::new("S0211").token(symbol).at(span, position));
                    return self.after_bad_operand(symbol, span);
                }
            },
        };
        self.add(kind, span, span)
    }

    /// A token that cannot begin a value was taken: where it closes something, it is given back.
    fn after_bad_operand(&mut self, symbol: &'static str, span: Span) -> NodeId {
        if matches!(symbol, ")" | "]" | "}" | "," | ";" | ":") {
            self.gave_up = true;
            self.token = Token { kind: TokenKind::End, span: self.end() };
        }
        self.add(Kind::Error, span, span)
    }

    /// What the operator makes of what stands to its left.
    fn operation(&mut self, left: NodeId, token: &Token) -> NodeId {
        let symbol = token.id();
        let strength = binding(symbol);
        let at = token.span;
        match symbol {
            "(" => self.call(left, at),
            "[" => self.filter(left, at),
            "{" => self.group(left, at),
            "^" => self.sort(left, at),
            "?" => self.condition(left, at),
            ":=" => self.bind(left, at),
            "@" | "#" => self.focus(left, symbol, at),
            "." => self.binary(left, strength, at, Kind::Map),
            "~>" => self.binary(left, strength, at, Kind::Apply),
            "??" => self.binary(left, 0, at, Kind::Coalesce),
            "?:" => self.binary(left, 0, at, Kind::Default),
            _ => {
                let operator = Operator::of(symbol).unwrap_or(Operator::Add);
                self.binary(left, strength, at, |one, two| Kind::Binary(operator, one, two))
            }
        }
    }

    fn binary(
        &mut self,
        left: NodeId,
        strength: u32,
        token: Span,
        kind: impl FnOnce(NodeId, NodeId) -> Kind,
    ) -> NodeId {
        let right = self.expression(strength);
        let span = Span::new(self.span(left).start, self.span(right).end);
        self.add(kind(left, right), span, token)
    }

    fn condition(&mut self, left: NodeId, token: Span) -> NodeId {
        let then = self.expression(0);
        let mut last = then;
        let mut otherwise = None;
        if self.is(":") {
            self.advance(Expected::Operand);
            last = self.expression(0);
            otherwise = Some(last);
        }
        let span = Span::new(self.span(left).start, self.span(last).end);
        self.add(Kind::Condition(left, then, otherwise), span, token)
    }

    fn bind(&mut self, left: NodeId, token: Span) -> NodeId {
        let node = &self.nodes[left.index()];
        if !matches!(node.kind, Kind::Variable(_)) {
            let fault = Error::new("S0212").token(self.token_value(left));
            let span = node.token;
            let position = self.position(span.end);
            self.report(fault.at(span, position));
        }
        self.binary(left, binding(":=") - 1, token, Kind::Bind)
    }

    fn focus(&mut self, left: NodeId, symbol: &'static str, token: Span) -> NodeId {
        let right = self.expression(binding(symbol));
        if !matches!(self.nodes[right.index()].kind, Kind::Variable(_)) {
            let span = self.nodes[right.index()].token;
            let position = self.position(span.end);
            self.report(Error::new("S0214").token(symbol).at(span, position));
        }
        let span = Span::new(self.span(left).start, self.span(right).end);
        let kind = if symbol == "@" { Kind::Focus } else { Kind::Index };
        self.add(kind(left, right), span, token)
    }

    /// What messages show of a node: the value of the token that names it.
    fn token_value(&self, id: NodeId) -> Value {
        let node = &self.nodes[id.index()];
        match &node.kind {
            Kind::Name(text) | Kind::Variable(text) | Kind::String(text) => {
                Value::String(Rc::clone(text))
            }
            Kind::Number(number) => (*number).into(),
            Kind::Bool(value) => (*value).into(),
            Kind::Null => Value::Null,
            Kind::End => "(end)".into(),
            _ => self.text[node.token.range()].into(),
        }
    }
}
