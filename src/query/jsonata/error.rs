//! What can be wrong with an expression, or go wrong when it is evaluated.

use std::fmt::Write as _;

use crate::query::jsonata::functions::{self, TOO_BIG, TOO_LONG};
use crate::query::jsonata::number_text::json_text;
use crate::query::jsonata::texts::template;
use crate::query::value::Value;
use crate::source::Span;

/// A fault of an expression: one of syntax, or one of evaluation.
#[derive(Clone, Debug)]
pub struct Error {
    /// The reference's code, such as `T2001`. `U1001` (a limit of ours; AWS shows its text
    /// without any code) and `S0901` (nested too deeply) do not exist there.
    pub code: &'static str,
    /// The reference's text, filled in.
    pub message: String,
    /// The place at fault, in bytes of the expression.
    pub span: Span,
    /// Where the reference says it is: the end of a token, in UTF-16 units.
    pub position: Option<u32>,
    /// The operator, function or token that is spoken of.
    pub token: Option<Value>,
    /// The value that is spoken of.
    pub value: Option<Value>,
    /// What else the text speaks of.
    pub(super) parts: Vec<(&'static str, Value)>,
    /// Whether the span is known.
    pub(super) placed: bool,
}

/// The code for all limits of ours, whose texts AWS shows without any code.
pub const LIMIT: &str = "U1001";

/// A fault on its way up.
pub(super) type Fault = Box<Error>;

impl Error {
    /// A fault of which nothing but the code is known.
    pub(super) fn new(code: &'static str) -> Fault {
        Box::new(Self {
            code,
            message: String::new(),
            span: Span::default(),
            position: None,
            token: None,
            value: None,
            parts: Vec::new(),
            placed: false,
        })
    }

    /// Says which token is spoken of.
    pub(super) fn token(mut self: Box<Self>, token: impl Into<Value>) -> Fault {
        self.token = Some(token.into());
        self
    }

    /// Says which value is spoken of; none for undefined.
    pub(super) fn value(mut self: Box<Self>, value: Option<Value>) -> Fault {
        self.value = value;
        self
    }

    /// Says another thing that the text speaks of.
    pub(super) fn part(mut self: Box<Self>, name: &'static str, value: impl Into<Value>) -> Fault {
        self.parts.push((name, value.into()));
        self
    }

    /// Says where it is, for the reference and for us; the innermost place is kept for us.
    pub(super) fn at(mut self: Box<Self>, span: Span, position: u32) -> Fault {
        self.position = Some(position);
        self.place(span);
        self
    }

    /// Says where it is, unless that is known.
    pub(super) fn place(&mut self, span: Span) {
        if !self.placed {
            self.span = span;
            self.placed = true;
        }
    }

    /// Fills in the text.
    pub(super) fn finish(mut self: Box<Self>) -> Fault {
        if let (true, Some(template)) = (self.message.is_empty(), template(self.code)) {
            self.message = self.fill(template);
        }
        self
    }

    fn fill(&self, template: &str) -> String {
        let mut text = String::new();
        let mut rest = template;
        while let Some(open) = rest.find("{{") {
            text.push_str(&rest[..open]);
            let is_raw = rest[open..].starts_with("{{{");
            let (skip, close) = if is_raw { (3, "}}}") } else { (2, "}}") };
            let after = &rest[open + skip..];
            let Some(end) = after.find(close) else { break };
            match self.named(&after[..end]) {
                None => text.push_str("undefined"),
                Some(Value::String(string)) if is_raw => text.push_str(string),
                Some(value) => {
                    let _ = write!(text, "{}", json_text(value));
                }
            }
            rest = &after[end + close.len()..];
        }
        text.push_str(rest);
        text
    }

    fn named(&self, name: &str) -> Option<&Value> {
        match name {
            "token" => self.token.as_ref(),
            "value" => self.value.as_ref(),
            _ => self.parts.iter().find(|(known, _)| *known == name).map(|(_, value)| value),
        }
    }
}

impl From<functions::Fault> for Fault {
    fn from(fault: functions::Fault) -> Self {
        let code = if matches!(fault.code, TOO_LONG | TOO_BIG) { LIMIT } else { fault.code };
        let mut error = Error::new(code);
        error.message = fault.message();
        error
    }
}
