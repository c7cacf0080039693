//! Text into tokens. Whether `/` divides or opens a regular expression is for the parser to say.

use std::rc::Rc;

use crate::query::jsonata::error::{Error, Fault};
use crate::query::jsonata::syntax::utf16_length;
use crate::query::jsonata::{Dialect, LONE_SURROGATE_BASE};
use crate::query::value::Value;
use crate::source::Span;

/// A token with its place.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Span,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    End,
    Operator(&'static str),
    Name(Rc<str>),
    Variable(Rc<str>),
    String(Rc<str>),
    Number(f64),
    Bool(bool),
    Null,
    Regex { pattern: Rc<str>, flags: Rc<str> },
}

/// What is expected next: an operand (so `/` opens a regular expression) or an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    Operand,
    Operator,
}

const DOUBLE: [&str; 9] = ["..", ":=", "!=", ">=", "<=", "**", "~>", "?:", "??"];
const SINGLE: [&str; 25] = [
    ".", "[", "]", "{", "}", "(", ")", ",", "@", "#", ";", ":", "?", "+", "-", "*", "/", "%", "|",
    "=", "<", ">", "^", "&", "!",
];

impl Token {
    /// The symbol that the parser goes by.
    pub(super) fn id(&self) -> &'static str {
        match &self.kind {
            TokenKind::End => "(end)",
            TokenKind::Operator(symbol) => symbol,
            TokenKind::Name(_) | TokenKind::Variable(_) => "(name)",
            TokenKind::Regex { .. } => "(regex)",
            _ => "(literal)",
        }
    }

    /// What messages show of it.
    pub(super) fn value(&self) -> Value {
        match &self.kind {
            TokenKind::End => "(end)".into(),
            TokenKind::Operator(symbol) => (*symbol).into(),
            TokenKind::Name(text) | TokenKind::Variable(text) | TokenKind::String(text) => {
                Value::String(Rc::clone(text))
            }
            TokenKind::Number(number) => (*number).into(),
            TokenKind::Bool(value) => (*value).into(),
            TokenKind::Null => Value::Null,
            TokenKind::Regex { pattern, .. } => Value::String(Rc::clone(pattern)),
        }
    }
}

/// Reads tokens one by one; faults are collected, and reading goes on where it can.
#[derive(Debug)]
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    dialect: Dialect,
    pub(super) faults: Vec<Fault>,
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b)
}

fn ends_name(byte: u8) -> bool {
    is_blank(byte) || byte == b'~' || SINGLE.iter().any(|symbol| symbol.as_bytes() == [byte])
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str, dialect: Dialect) -> Self {
        Self { text, at: 0, dialect, faults: Vec::new() }
    }

    /// The next token; `End` for ever once the text is over.
    pub(super) fn next(&mut self, expected: Expected) -> Token {
        self.skip_blanks();
        let start = self.at;
        let kind = self.token(expected);
        Token { kind, span: Span::of(start..self.at) }
    }

    fn bytes(&self) -> &'t [u8] {
        self.text.as_bytes()
    }

    fn skip_blanks(&mut self) {
        loop {
            while self.bytes().get(self.at).is_some_and(|byte| is_blank(*byte)) {
                self.at += 1;
            }
            if !self.text[self.at..].starts_with("/*") {
                return;
            }
            let open = self.at;
            if let Some(length) = self.text[open + 2..].find("*/") {
                self.at = open + 2 + length + 2;
            } else {
                self.at = self.text.len();
                let position = utf16_length(&self.text[..open]);
                self.faults.push(Error::new("S0106").at(Span::of(open..self.at), position));
            }
        }
    }

    /// Notes a fault whose position is the place of the given byte.
    fn fault(&mut self, fault: Fault, span: Span, position: usize) {
        let position = utf16_length(&self.text[..position.min(self.text.len())]);
        self.faults.push(fault.at(span, position));
    }

    fn token(&mut self, expected: Expected) -> TokenKind {
        let rest = &self.text[self.at..];
        let Some(first) = rest.bytes().next() else { return TokenKind::End };
        if first == b'/' && expected == Expected::Operand {
            return self.regex();
        }
        let allowed =
            |symbol: &&&str| self.dialect == Dialect::V2_2 || !matches!(**symbol, "?:" | "??");
        let doubles = DOUBLE.iter().filter(allowed);
        if let Some(symbol) = doubles.chain(&SINGLE).find(|symbol| rest.starts_with(**symbol)) {
            self.at += symbol.len();
            return TokenKind::Operator(symbol);
        }
        match first {
            b'~' => {
                self.at += 1;
                TokenKind::Operator("~")
            }
            b'"' | b'\'' => self.string(first),
            b'0'..=b'9' => self.number(),
            b'`' => self.quoted_name(),
            _ => self.name(),
        }
    }

    fn name(&mut self) -> TokenKind {
        let start = self.at;
        let length = self.text[start..].bytes().position(ends_name);
        self.at = length.map_or(self.text.len(), |length| start + length);
        let name = &self.text[start..self.at];
        if let Some(name) = name.strip_prefix('$') {
            return TokenKind::Variable(name.into());
        }
        match name {
            "or" => TokenKind::Operator("or"),
            "in" => TokenKind::Operator("in"),
            "and" => TokenKind::Operator("and"),
            "true" => TokenKind::Bool(true),
            "false" => TokenKind::Bool(false),
            "null" => TokenKind::Null,
            name => TokenKind::Name(name.into()),
        }
    }

    fn quoted_name(&mut self) -> TokenKind {
        let start = self.at + 1;
        if let Some(length) = self.text[start..].find('`') {
            self.at = start + length + 1;
            return TokenKind::Name(self.text[start..start + length].into());
        }
        self.at = self.text.len();
        self.fault(Error::new("S0105"), Span::of(start - 1..self.at), self.at);
        TokenKind::End
    }

    fn number(&mut self) -> TokenKind {
        let start = self.at;
        let bytes = self.bytes();
        let digits = |mut at: usize| {
            while bytes.get(at).is_some_and(u8::is_ascii_digit) {
                at += 1;
            }
            at
        };
        let mut end = if bytes[start] == b'0' { start + 1 } else { digits(start) };
        if bytes.get(end) == Some(&b'.') && digits(end + 1) > end + 1 {
            end = digits(end + 1);
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            if digits(end + 1 + sign) > end + 1 + sign {
                end = digits(end + 1 + sign);
            }
        }
        self.at = end;
        let text = &self.text[start..end];
        let number = text.parse().unwrap_or(f64::INFINITY);
        if number.is_finite() {
            return TokenKind::Number(number);
        }
        self.fault(Error::new("S0102").token(text), Span::of(start..end), start);
        TokenKind::Number(0.0)
    }

    fn string(&mut self, quote: u8) -> TokenKind {
        let start = self.at;
        let mut units = Units::default();
        self.at += 1;
        loop {
            let Some(character) = self.text[self.at..].chars().next() else {
                self.fault(Error::new("S0101"), Span::of(start..self.at), self.at);
                return TokenKind::End;
            };
            match character {
                '\\' => {
                    self.at += 1;
                    self.escape(&mut units);
                }
                _ if character == char::from(quote) => {
                    self.at += 1;
                    return TokenKind::String(units.finish().into());
                }
                _ => {
                    units.push(character);
                    self.at += character.len_utf8();
                }
            }
        }
    }

    /// Reads what follows a backslash.
    fn escape(&mut self, units: &mut Units) {
        let start = self.at;
        let Some(character) = self.text[start..].chars().next() else { return };
        self.at += character.len_utf8();
        match character {
            '"' | '\\' | '/' => units.push(character),
            'b' => units.push('\u{8}'),
            'f' => units.push('\u{c}'),
            'n' => units.push('\n'),
            'r' => units.push('\r'),
            't' => units.push('\t'),
            'u' => {
                let digits = self.text.get(self.at..self.at + 4);
                let is_hex = |digits: &&str| digits.bytes().all(|byte| byte.is_ascii_hexdigit());
                let unit = digits.filter(is_hex).and_then(|d| u16::from_str_radix(d, 16).ok());
                if let Some(unit) = unit {
                    self.at += 4;
                    units.push_unit(unit);
                } else {
                    self.fault(Error::new("S0104"), Span::of(start - 1..self.at), start);
                }
            }
            other => {
                let fault = Error::new("S0103").token(other.to_string());
                self.fault(fault, Span::of(start - 1..self.at), start);
            }
        }
    }

    fn regex(&mut self) -> TokenKind {
        let open = self.at;
        let start = open + 1;
        let bytes = self.bytes();
        let mut depth = 0_i32;
        let mut at = start;
        while at < bytes.len() {
            let byte = bytes[at];
            let is_escaped = bytes[at - 1] == b'\\';
            if byte == b'/' && depth == 0 {
                let slashes = bytes[..at].iter().rev().take_while(|byte| **byte == b'\\').count();
                if slashes.is_multiple_of(2) {
                    return self.regex_end(open, at);
                }
            }
            match byte {
                b'(' | b'[' | b'{' if !is_escaped => depth += 1,
                b')' | b']' | b'}' if !is_escaped => depth -= 1,
                _ => {}
            }
            at += 1;
        }
        self.at = bytes.len();
        self.fault(Error::new("S0302"), Span::of(open..self.at), self.at);
        TokenKind::End
    }

    /// Reads the flags behind the closing slash at `close`.
    fn regex_end(&mut self, open: usize, close: usize) -> TokenKind {
        let pattern = &self.text[open + 1..close];
        let flags = self.text[close + 1..].bytes().take_while(|byte| matches!(byte, b'i' | b'm'));
        self.at = close + 1 + flags.count();
        if pattern.is_empty() {
            self.fault(Error::new("S0301"), Span::of(open..self.at), close);
        }
        TokenKind::Regex { pattern: pattern.into(), flags: self.text[close + 1..self.at].into() }
    }
}

/// Gathers characters; halves of a surrogate pair that are written apart are joined.
#[derive(Debug, Default)]
struct Units {
    text: String,
    high: Option<u16>,
}

impl Units {
    fn push(&mut self, character: char) {
        self.flush();
        self.text.push(character);
    }

    fn push_unit(&mut self, unit: u16) {
        match (self.high.take(), unit) {
            (Some(high), 0xDC00..=0xDFFF) => {
                let pair = char::decode_utf16([high, unit]).next();
                self.text.extend(pair.and_then(Result::ok));
            }
            (high, unit) => {
                self.high = high;
                self.flush();
                match unit {
                    0xD800..=0xDBFF => self.high = Some(unit),
                    0xDC00..=0xDFFF => self.text.push(lone(unit)),
                    _ => self.text.extend(char::from_u32(u32::from(unit))),
                }
            }
        }
    }

    fn flush(&mut self) {
        self.text.extend(self.high.take().map(lone));
    }

    fn finish(mut self) -> String {
        self.flush();
        self.text
    }
}

/// What stands for half of a surrogate pair, which no string of ours can hold.
fn lone(unit: u16) -> char {
    char::from_u32(LONE_SURROGATE_BASE + u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER)
}
