//! What stands between the tokens: white space, comments, template directives.

use crate::source::Span;
use crate::syntax::json::{Dialect, Expect, Parser, faults, words};
use crate::syntax::tree::Kind;

const EIGHT_SPACES: [u8; 8] = *b"        ";

impl Parser<'_> {
    /// Passes over what stands before the next token, and gives the token's first byte.
    pub(super) fn pass_trivia(&mut self) -> Option<u8> {
        loop {
            match *self.bytes.get(self.at)? {
                // Most of a definition is indentation.
                b' ' if self.bytes[self.at..].starts_with(&EIGHT_SPACES) => self.at += 8,
                b' ' | b'\n' | b'\t' | b'\r' => self.at += 1,
                byte @ (b'!'..=b'"' | b'$' | b'&'..=b'.' | b'0'..=0x7e) => return Some(byte),
                byte if !self.pass_odd_trivia(byte) => return Some(byte),
                _ => {}
            }
        }
    }

    /// Passes over a comment, a directive or strange white space; false where none stands.
    #[cold]
    fn pass_odd_trivia(&mut self, byte: u8) -> bool {
        let next = self.bytes.get(self.at + 1);
        match (byte, next) {
            (b'/', Some(b'/')) | (b'#', _) => self.line_comment(),
            (b'/', Some(b'*')) => self.block_comment(),
            (b'%', Some(b'{')) => return self.directive(),
            _ => return self.pass_strange_space(),
        }
        true
    }

    fn line_comment(&mut self) {
        let rest = &self.text[self.at..];
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let span = Span::of(self.at..self.at + rest[..length].trim_end().len());
        if self.dialect == Dialect::Strict || rest.starts_with('#') {
            self.fault(faults::comment(span));
        }
        self.builder.comment(span);
        self.at += length;
    }

    fn block_comment(&mut self) {
        let inside = &self.bytes[self.at + 2..];
        let found = memchr::memmem::find(inside, b"*/");
        let end = found.map_or(self.bytes.len(), |length| self.at + length + 4);
        let span = Span::of(self.at..end);
        if found.is_none() {
            self.fault(faults::comment_unclosed(Span::of(self.at..self.at + 2)));
        } else if self.dialect == Dialect::Strict {
            self.fault(faults::comment(span));
        }
        self.builder.comment(span);
        self.at = end;
    }

    /// Passes over `%{ if ... }` and the like. Where a value should be, the value is whatever
    /// the directive and its end enclose.
    fn directive(&mut self) -> bool {
        let Some(end) = words::braces_end(self.bytes, self.at + 1) else { return false };
        self.templated(self.at);
        let value = matches!(self.expect, Expect::Colon | Expect::Value);
        if value && !self.open.is_empty() {
            let end = words::directive_end(self.text, self.at, end);
            self.leaf(Kind::Opaque, end);
        } else {
            self.at = end;
        }
        true
    }

    /// Notes that a template fills in part of the container.
    pub(super) fn templated(&mut self, at: usize) {
        self.template.get_or_insert(at);
        self.builder.incomplete();
        if let Some(frame) = self.open.last_mut() {
            frame.templated = true;
        }
    }

    fn pass_strange_space(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let length = rest.len() - rest.trim_start_matches(is_strange_space).len();
        if length > 0 && self.dialect == Dialect::Strict {
            self.fault(faults::strange_space(Span::of(self.at..self.at + length), rest));
        }
        self.at += length;
        length > 0
    }
}

/// White space of JSON5, controls and the byte order mark: no white space of JSON.
fn is_strange_space(character: char) -> bool {
    let usual = matches!(character, ' ' | '\t' | '\n' | '\r');
    let odd = character.is_whitespace() || character.is_control();
    odd && !usual || matches!(character, '\u{feff}' | '\u{200b}')
}
