//! JSON into a spanned tree, with every syntax error of the text and without recursion.

mod faults;
mod recovery;
mod strings;
#[cfg(test)]
mod tests;
mod trivia;
mod words;

use crate::diagnostic::{AwsPlace, Finding, SCHEMA_VALIDATION_FAILED};
use crate::source::Span;
use crate::syntax::jackson;
use crate::syntax::tree::{Builder, Kind, Tree};

/// Which texts are taken without complaint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// RFC 8259.
    Strict,
    /// JSON5.
    Relaxed,
}

/// How many faults of one text are reported; what follows the last of them is not read.
pub const FAULTS_MAX: usize = 200;

/// How far a guess looks ahead, in bytes: what is not bounded is not linear.
const LOOK_AHEAD_BYTES_MAX: usize = 1 << 16;

/// Parses JSON. Placeholders (`${...}`) and template directives (`%{...}`) between the tokens
/// are no faults: they become opaque values or leave their container incomplete.
pub fn parse(text: &str, dialect: Dialect) -> (Tree<'_>, Vec<Finding>) {
    let mut parser = Parser::new(text, dialect);
    parser.run();
    parser.finish()
}

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expect {
    /// A key, an item or the end: the container has just been opened, or a fault has been
    /// reported that excuses whatever stands here.
    First,
    /// A key or an item: a comma stands before.
    Next,
    /// The colon after a key.
    Colon,
    /// The value of a member, or of the whole text.
    Value,
    /// A comma or the end of the container; at the root, the end of the text.
    Comma,
}

/// Whether a string is a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Key,
    Value,
}

/// A container that has not been closed yet.
#[derive(Clone, Copy, Debug)]
struct Frame {
    start: usize,
    object: bool,
    /// A template fills part of it in, so nothing can be said of its commas.
    templated: bool,
}

impl Frame {
    fn closer(self) -> u8 {
        if self.object { b'}' } else { b']' }
    }
}

/// A member that has no key or an unknown one. It is read for its faults and then taken back.
#[derive(Clone, Copy, Debug)]
struct Nameless {
    depth: usize,
    from: u32,
}

#[derive(Debug)]
struct Parser<'s> {
    text: &'s str,
    bytes: &'s [u8],
    dialect: Dialect,
    at: usize,
    /// Where the token before `at` ended.
    token_end: usize,
    /// Where the last comma stood.
    comma: usize,
    expect: Expect,
    open: Vec<Frame>,
    builder: Builder<'s>,
    faults: Vec<Finding>,
    nameless: Option<Nameless>,
    /// Where the first placeholder or directive outside strings stood.
    template: Option<usize>,
}

impl<'s> Parser<'s> {
    fn new(text: &'s str, dialect: Dialect) -> Self {
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self {
            text,
            bytes: text.as_bytes(),
            dialect,
            at: start,
            token_end: start,
            comma: start,
            expect: Expect::Value,
            open: Vec::new(),
            builder: Builder::new(text),
            faults: Vec::new(),
            nameless: None,
            template: None,
        }
    }

    fn run(&mut self) {
        while self.faults.len() < FAULTS_MAX {
            self.token_end = self.at;
            let Some(byte) = self.pass_trivia() else { break };
            match self.expect {
                Expect::Value => self.value(byte),
                Expect::Comma => self.after_value(byte),
                Expect::Colon if byte == b':' => self.step(Expect::Value),
                Expect::Colon => self.no_colon(byte),
                Expect::First | Expect::Next => self.first_or_next(byte),
            }
        }
    }

    /// Passes over one byte.
    fn step(&mut self, expect: Expect) {
        self.at += 1;
        self.expect = expect;
    }

    fn in_object(&self) -> bool {
        self.open.last().is_some_and(|frame| frame.object)
    }

    fn first_or_next(&mut self, byte: u8) {
        match (byte, self.in_object()) {
            (b'"', true) => self.string(Role::Key),
            (b'}', true) | (b']', false) => self.close(byte),
            (_, true) => self.odd_key(byte),
            (_, false) => self.value(byte),
        }
    }

    fn value(&mut self, byte: u8) {
        match byte {
            b'"' => self.string(Role::Value),
            b'{' | b'[' => self.open(byte),
            b'0'..=b'9' | b'-' => self.number(),
            b't' => self.literal(Kind::Bool, b"true"),
            b'f' => self.literal(Kind::Bool, b"false"),
            b'n' => self.literal(Kind::Null, b"null"),
            b',' | b'}' | b']' | b':' => self.no_value(byte),
            b'\'' => self.odd_string(Role::Value),
            _ => self.word(),
        }
    }

    fn after_value(&mut self, byte: u8) {
        match byte {
            b',' if !self.open.is_empty() => self.pass_comma(),
            b'}' | b']' if !self.open.is_empty() => self.close(byte),
            _ => self.no_comma(byte),
        }
    }

    fn pass_comma(&mut self) {
        self.settle_nameless();
        self.comma = self.at;
        self.step(Expect::Next);
    }

    fn string(&mut self, role: Role) {
        let inside = &self.bytes[self.at + 1..];
        let found = memchr::memchr2(b'"', b'\\', inside).unwrap_or(inside.len());
        let plain = inside.get(found) == Some(&b'"')
            && strings::may_follow(inside.get(found + 1), role)
            && inside[..found].iter().fold(0, |any, &byte| any | u8::from(byte < b' ')) == 0;
        if !plain {
            return self.odd_string(role);
        }
        let end = self.at + found + 2;
        self.builder.quoted(Span::of(self.at..end));
        self.string_ends(role, end);
    }

    fn string_ends(&mut self, role: Role, end: usize) {
        self.at = end;
        self.expect = match role {
            Role::Key => Expect::Colon,
            Role::Value => Expect::Comma,
        };
    }

    fn leaf(&mut self, kind: Kind, end: usize) {
        self.builder.leaf(kind, Span::of(self.at..end));
        self.at = end;
        self.expect = Expect::Comma;
    }

    fn number(&mut self) {
        match words::number_end(self.bytes, self.at) {
            Some(end) => self.leaf(Kind::Number, end),
            None => self.word(),
        }
    }

    fn literal(&mut self, kind: Kind, literal: &[u8]) {
        let end = self.at + literal.len();
        let found = self.bytes[self.at..].starts_with(literal);
        if found && words::ends_at(self.bytes, end) {
            self.leaf(kind, end);
        } else {
            self.word();
        }
    }

    fn open(&mut self, byte: u8) {
        let object = byte == b'{';
        let kind = if object { Kind::Object } else { Kind::Array };
        self.open.push(Frame { start: self.at, object, templated: false });
        self.builder.open(kind, self.at as u32);
        self.step(Expect::First);
    }

    fn close(&mut self, byte: u8) {
        if self.open.last().is_none_or(|frame| frame.closer() != byte) {
            return self.close_wrongly(byte);
        }
        if self.expect == Expect::Next {
            self.trailing_comma();
        }
        self.end_container(self.at + 1);
        self.step(Expect::Comma);
    }

    fn end_container(&mut self, end: usize) {
        self.settle_nameless();
        self.builder.close(end as u32);
        self.open.pop();
    }

    /// Takes the nameless member back whose value has just ended.
    fn settle_nameless(&mut self) {
        let depth = self.open.len();
        if let Some(nameless) = self.nameless.take_if(|nameless| nameless.depth == depth) {
            self.builder.truncate(nameless.from);
        }
    }

    fn fault(&mut self, finding: Finding) {
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(finding);
        }
    }

    fn finish(mut self) -> (Tree<'s>, Vec<Finding>) {
        if self.faults.len() < FAULTS_MAX {
            self.end_of_text();
        }
        if matches!(self.expect, Expect::Colon | Expect::Value) && !self.open.is_empty() {
            self.missing();
        }
        while !self.open.is_empty() {
            self.builder.incomplete();
            self.end_container(self.text.len());
        }
        self.faults.sort_by_key(|fault| fault.span.start);
        // A word that is looked at ahead is read twice.
        self.faults.dedup();
        self.ask_aws();
        (self.builder.finish(), self.faults)
    }

    /// Adds AWS's verdict, which is about the first fault only. What a template will become is
    /// not known, so after one there is none.
    fn ask_aws(&mut self) {
        let Some(first) = self.faults.first_mut() else { return };
        let template = self.template.is_some_and(|at| at <= first.span.start as usize);
        if self.dialect == Dialect::Relaxed || template {
            return;
        }
        let text = self.text.trim_start_matches('\u{feff}');
        if text.trim().is_empty() {
            let message = "Definition must be a valid JSON object";
            let fault = first.clone();
            *first = fault.aws_at(AwsPlace::Nowhere, SCHEMA_VALIDATION_FAILED, message);
        } else if let Some((message, location)) = jackson::verdict(text) {
            let fault = first.clone();
            *first = fault.aws_at(AwsPlace::Nowhere, "INVALID_JSON_DESCRIPTION", message);
            if let Some(aws) = first.aws.as_mut() {
                aws.location = Some(location);
            }
        }
    }
}
