//! What stands in brackets: blocks, arrays, objects, filters, groups, orders, transforms.

use crate::query::jsonata::lexer::Expected;
use crate::query::jsonata::parser::Parser;
use crate::query::jsonata::syntax::{Kind, NodeId, Operator, Term};
use crate::source::Span;

impl Parser<'_> {
    /// `(a; b)`, from behind the bracket.
    pub(super) fn block(&mut self, open: Span) -> NodeId {
        let mut expressions = Vec::new();
        while !self.is(")") {
            expressions.push(self.expression(0));
            if !self.is(";") {
                break;
            }
            self.advance(Expected::Operand);
        }
        let end = self.expect(")", Expected::Operator);
        self.add(Kind::Block(expressions), Span::new(open.start, end), open)
    }

    /// `[a, b..c]`, from behind the bracket.
    pub(super) fn array(&mut self, open: Span) -> NodeId {
        let mut items = Vec::new();
        if !self.is("]") {
            loop {
                let mut item = self.expression(0);
                if self.is("..") {
                    let token = self.advance(Expected::Operand).span;
                    let range = |one, two| Kind::Binary(Operator::Range, one, two);
                    item = self.binary(item, 0, token, range);
                }
                items.push(item);
                if !self.is(",") {
                    break;
                }
                self.advance(Expected::Operand);
            }
        }
        let end = self.expect("]", Expected::Operator);
        self.add(Kind::Array(items), Span::new(open.start, end), open)
    }

    /// `{a: b}`, from behind the bracket.
    pub(super) fn object(&mut self, open: Span) -> NodeId {
        let (pairs, end) = self.pairs();
        self.add(Kind::Object(pairs), Span::new(open.start, end), open)
    }

    /// `a{b: c}`, from behind the bracket.
    pub(super) fn group(&mut self, left: NodeId, open: Span) -> NodeId {
        let (pairs, end) = self.pairs();
        self.add(Kind::Group(left, pairs), Span::new(self.span(left).start, end), open)
    }

    fn pairs(&mut self) -> (Vec<(NodeId, NodeId)>, u32) {
        let mut pairs = Vec::new();
        if !self.is("}") {
            loop {
                let name = self.expression(0);
                self.expect_here(":");
                let value = self.expression(0);
                pairs.push((name, value));
                if !self.is(",") {
                    break;
                }
                self.advance(Expected::Operand);
            }
        }
        let end = self.expect("}", Expected::Operator);
        (pairs, end)
    }

    /// `a[b]` or `a[]`, from behind the bracket.
    pub(super) fn filter(&mut self, left: NodeId, open: Span) -> NodeId {
        if self.is("]") {
            let end = self.advance(Expected::Operand).span.end;
            let mut step = left;
            self.nodes[left.index()].span.end = end;
            while let Kind::Filter(inner, _) = self.nodes[step.index()].kind {
                step = inner;
            }
            self.nodes[step.index()].keep_array = true;
            return left;
        }
        let filter = self.expression(0);
        let end = self.expect("]", Expected::Operator);
        self.add(Kind::Filter(left, filter), Span::new(self.span(left).start, end), open)
    }

    /// `a^(b, >c)`, from behind the `^`.
    pub(super) fn sort(&mut self, left: NodeId, token: Span) -> NodeId {
        self.expect("(", Expected::Operand);
        let mut terms = Vec::new();
        loop {
            let descending = self.is(">");
            if descending || self.is("<") {
                self.advance(Expected::Operand);
            }
            terms.push(Term { expression: self.expression(0), descending });
            if !self.is(",") {
                break;
            }
            self.advance(Expected::Operand);
        }
        let end = self.expect(")", Expected::Operand);
        self.add(Kind::Sort(left, terms), Span::new(self.span(left).start, end), token)
    }

    /// `|a|b, c|`, from behind the first bar.
    pub(super) fn transform(&mut self, open: Span) -> NodeId {
        let pattern = self.expression(0);
        self.expect("|", Expected::Operand);
        let update = self.expression(0);
        let mut delete = None;
        if self.is(",") {
            self.advance(Expected::Operand);
            delete = Some(self.expression(0));
        }
        let end = self.expect("|", Expected::Operand);
        let kind = Kind::Transform { pattern, update, delete };
        self.add(kind, Span::new(open.start, end), open)
    }
}
