//! Calls, partial calls, and definitions of functions, which begin like a call.

use std::rc::Rc;

use crate::query::jsonata::error::Error;
use crate::query::jsonata::lexer::Expected;
use crate::query::jsonata::parser::Parser;
use crate::query::jsonata::signature::Signature;
use crate::query::jsonata::syntax::{Kind, Node, NodeId};
use crate::query::value::Value;
use crate::source::Span;

impl Parser<'_> {
    /// `a(b)`, from behind the bracket.
    pub(super) fn call(&mut self, left: NodeId, open: Span) -> NodeId {
        let (arguments, is_partial) = self.arguments();
        let end = self.expect(")", Expected::Operator);
        let start = self.span(left).start;
        let is_definition = matches!(&self.nodes[left.index()].kind,
            Kind::Name(name) if matches!(name.as_ref(), "function" | "λ"));
        if is_definition {
            return self.definition(left, open, arguments);
        }
        let kind = if is_partial { Kind::Partial } else { Kind::Call };
        self.add(kind(left, arguments), Span::new(start, end), open)
    }

    fn arguments(&mut self) -> (Vec<NodeId>, bool) {
        let mut arguments = Vec::new();
        let mut is_partial = false;
        while !self.is(")") || !arguments.is_empty() {
            if self.is("?") {
                let token = self.advance(Expected::Operand).span;
                arguments.push(self.add(Kind::Placeholder, token, token));
                is_partial = true;
            } else {
                arguments.push(self.expression(0));
            }
            if !self.is(",") {
                break;
            }
            self.advance(Expected::Operand);
        }
        (arguments, is_partial)
    }

    /// The rest of a definition, from behind its parameters. It takes the place of the node for
    /// the word `function`, which is no name after all.
    fn definition(&mut self, word: NodeId, open: Span, parameters: Vec<NodeId>) -> NodeId {
        let start = self.span(word).start;
        for (index, parameter) in parameters.iter().enumerate() {
            let node = &self.nodes[parameter.index()];
            if !matches!(node.kind, Kind::Variable(_)) {
                let token = node.token;
                let number = Value::from(i64::try_from(index).unwrap_or(i64::MAX - 1) + 1);
                let fault = Error::new("S0208").token(self.token_value(*parameter));
                let position = self.position(token.end);
                self.report(fault.value(Some(number)).at(token, position));
            }
        }
        let signature = if self.is("<") { self.signature() } else { None };
        self.expect("{", Expected::Operand);
        let body = self.expression(0);
        let end = self.expect("}", Expected::Operand);
        let kind = Kind::Lambda { parameters, signature, body };
        let span = Span::new(start, end);
        self.nodes[word.index()] = Node { kind, span, token: open, keep_array: false };
        word
    }

    /// `<s-n?:s>`; the current token is its `<`.
    fn signature(&mut self) -> Option<Rc<Signature>> {
        let open = self.token.span;
        let mut depth = 1;
        let mut text = "<".to_owned();
        while depth > 0 && !self.is("{") && !self.is("(end)") {
            self.advance(Expected::Operand);
            match self.token.id() {
                ">" => depth -= 1,
                "<" => depth += 1,
                _ => {}
            }
            if let Value::String(piece) = self.token.value() {
                text.push_str(&piece);
            }
        }
        let end = self.expect(">", Expected::Operand);
        match Signature::parse(&text) {
            Ok(signature) => Some(Rc::new(signature)),
            Err((fault, offset)) => {
                let position = self.position(open.end) + offset;
                self.report(fault.at(Span::new(open.start, end), position));
                None
            }
        }
    }
}
