//! What the parser does where the text is not as it should be: one fault, then on.

use crate::source::Span;
use crate::syntax::json::{Dialect, Expect, Frame, Nameless, Parser, Role, faults, words};
use crate::syntax::tree::Kind;

impl Parser<'_> {
    /// The span of the byte at the current place, or of the character it begins.
    fn here(&self) -> Span {
        let length = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        Span::of(self.at..self.at + length)
    }

    /// The last character of the token before: where something is missing after it.
    fn token_last(&self) -> Span {
        let last = self.text[..self.token_end].chars().next_back().map_or(0, char::len_utf8);
        Span::of(self.token_end - last..self.token_end)
    }

    pub(super) fn is_templated(&self) -> bool {
        self.open.last().is_some_and(|frame| frame.templated)
    }

    /// Stands in for a value that is missing.
    pub(super) fn missing(&mut self) {
        let end = self.token_end;
        self.builder.leaf(Kind::Missing, Span::of(end..end));
        self.expect = Expect::Comma;
    }

    /// Begins a member whose key is missing or unknown.
    fn begin_nameless(&mut self, expect: Expect) {
        self.settle_nameless();
        self.builder.incomplete();
        let (depth, from) = (self.open.len(), self.builder.len());
        self.nameless.get_or_insert(Nameless { depth, from });
        self.builder.leaf(Kind::Opaque, Span::of(self.at..self.at));
        self.expect = expect;
    }

    /// After a string and its colon in an array that stands in an object: the array was never
    /// closed, and the string is the next key of the object. Goes back there. False where it
    /// must be something else.
    fn end_array_before_member(&mut self) -> bool {
        let [.., Frame { object: true, .. }, array] = self.open[..] else { return false };
        let last = self.builder.len() - 1;
        let item = self.builder.value(last);
        // What was read last may stand in a container within the array that is closed already.
        let is_item = item.span().end as usize == self.token_end;
        if item.kind() != Kind::String || !is_item || self.comma < array.start {
            return false;
        }
        let start = item.span().start as usize;
        self.builder.truncate(last);
        let comma = Span::of(self.comma..self.comma);
        let opener = Span::of(array.start..array.start + 1);
        self.fault(faults::closer_missing(Span::of(start..self.token_end), comma, opener, b']'));
        self.end_container(start);
        self.at = start;
        self.expect = Expect::Next;
        true
    }

    /// A value is wanted, and there stands `,`, `:` or a closing bracket.
    #[cold]
    pub(super) fn no_value(&mut self, byte: u8) {
        match byte {
            _ if self.open.is_empty() => self.skip_unexpected(Expect::Value),
            b':' => self.skip_unexpected(self.expect),
            _ if self.in_object() => {
                self.fault(faults::value_missing(self.token_last()));
                self.missing();
            }
            b',' => self.surplus_comma(),
            _ => self.close(byte),
        }
    }

    fn skip_unexpected(&mut self, expect: Expect) {
        let here = self.here();
        self.fault(faults::unexpected(here, self.text));
        self.at = here.end as usize;
        self.expect = expect;
    }

    /// A string stands for the value of a member, and a colon follows it.
    pub(super) fn value_is_next_key(&mut self) {
        self.fault(faults::value_missing(self.token_last()));
        self.missing();
        self.settle_nameless();
        self.expect = Expect::First;
    }

    fn surplus_comma(&mut self) {
        if !self.is_templated() {
            let span = self.here();
            self.fault(faults::surplus_comma(span));
        }
        self.comma = self.at;
        self.step(Expect::First);
    }

    pub(super) fn trailing_comma(&mut self) {
        if self.dialect == Dialect::Strict && !self.is_templated() {
            self.fault(faults::trailing_comma(Span::of(self.comma..self.comma + 1)));
        }
    }

    /// A key is wanted, and no double quote stands there.
    #[cold]
    pub(super) fn odd_key(&mut self, byte: u8) {
        match byte {
            b'\'' => self.odd_string(Role::Key),
            b',' => self.surplus_comma(),
            b']' => self.close(byte),
            b':' => self.no_key(Expect::Colon),
            b'{' | b'[' => self.no_key(Expect::Value),
            _ => self.bare_key(),
        }
    }

    fn no_key(&mut self, expect: Expect) {
        let span = self.here();
        self.fault(faults::key_missing(span));
        self.begin_nameless(expect);
    }

    fn bare_key(&mut self) {
        let word = self.word_here();
        let colon = self.next_is_colon(word.end);
        if word.placeholder {
            self.placeholder_member(word.end, colon);
        } else if let Some(end) = self.half_quoted_key(word.end) {
            self.push_bare_key(word.end, end, true);
        } else if colon {
            self.push_bare_key(word.end, word.end, false);
        } else {
            self.skip_words(word.end);
        }
    }

    /// A placeholder where a member should be stands for any members, before a colon for any
    /// key.
    fn placeholder_member(&mut self, end: usize, colon: bool) {
        self.templated(self.at);
        if colon {
            self.begin_nameless(Expect::Colon);
        } else {
            self.expect = Expect::Comma;
        }
        self.at = end;
    }

    fn half_quoted_key(&self, end: usize) -> Option<usize> {
        let end = self.half_quoted(end)?;
        self.next_is_colon(end).then_some(end)
    }

    fn push_bare_key(&mut self, word_end: usize, end: usize, half_quoted: bool) {
        let span = Span::of(self.at..end);
        let word = &self.text[self.at..word_end];
        if self.dialect == Dialect::Strict || half_quoted || !words::is_name(word) {
            self.fault(faults::bare_key(span, word, half_quoted));
        }
        self.builder.decoded(Kind::String, span, word);
        self.string_ends(Role::Key, end);
    }

    pub(super) fn next_is_colon(&self, at: usize) -> bool {
        let next = self.bytes[at..].iter().find(|byte| !byte.is_ascii_whitespace());
        next == Some(&b':')
    }

    /// Passes over text that means nothing, up to the end of the line at most.
    fn skip_words(&mut self, word_end: usize) {
        let end = self.words_end(word_end);
        let span = Span::of(self.at..end);
        self.fault(faults::unexpected(span, self.text));
        self.builder.incomplete();
        self.at = end;
    }

    /// A colon is wanted, and something else stands there.
    #[cold]
    pub(super) fn no_colon(&mut self, byte: u8) {
        match byte {
            b',' | b'}' | b']' => {
                let last = self.token_last();
                self.fault(faults::member_incomplete(last));
                self.missing();
            }
            b'=' => self.equals_sign(),
            b'"' if self.string_is_key() => {
                let last = self.token_last();
                self.fault(faults::member_incomplete(last));
                self.missing();
                self.settle_nameless();
                self.expect = Expect::First;
            }
            b'$' if self.bytes[self.at..].starts_with(b"${") => {
                self.templated(self.at);
                self.expect = Expect::Value;
            }
            _ => self.colon_missing(byte),
        }
    }

    fn equals_sign(&mut self) {
        let arrow = self.bytes.get(self.at + 1) == Some(&b'>');
        let end = self.at + 1 + usize::from(arrow);
        self.fault(faults::instead(Span::of(self.at..end), self.text, ":"));
        self.at = end;
        self.expect = Expect::Value;
    }

    fn colon_missing(&mut self, byte: u8) {
        let value = byte.is_ascii_alphanumeric() || b"\"'{[-+.".contains(&byte);
        if value {
            let last = self.token_last();
            self.fault(faults::colon_missing(last));
            self.expect = Expect::Value;
        } else {
            self.skip_unexpected(Expect::Value);
        }
    }

    /// A comma or the end of the container is wanted, and something else stands there.
    #[cold]
    pub(super) fn no_comma(&mut self, byte: u8) {
        let object = self.in_object();
        match byte {
            _ if self.open.is_empty() => self.text_after_end(),
            b'$' if self.bytes[self.at..].starts_with(b"${") => self.placeholder_after_value(),
            b';' => {
                self.fault(faults::instead(self.here(), self.text, ","));
                self.pass_comma();
            }
            b':' if object => {
                self.fault(faults::second_colon(self.here()));
                self.begin_nameless(Expect::Colon);
            }
            b':' if self.end_array_before_member() => {}
            b':' => self.skip_unexpected(Expect::First),
            _ if self.begins_next(byte, object) => self.comma_missing(),
            b'{' | b'[' | b'"' | b'\'' => {
                self.fault(faults::key_missing(self.here()));
                self.begin_nameless(Expect::Value);
            }
            _ => {
                let word = self.word_here();
                self.skip_words(word.end);
            }
        }
    }

    fn begins_next(&mut self, byte: u8, object: bool) -> bool {
        match byte {
            b'"' | b'\'' => !object || self.string_is_key(),
            b'{' | b'[' => !object,
            _ if object => {
                let end = self.word_here().end;
                self.next_is_colon(end) || self.half_quoted_key(end).is_some()
            }
            _ => byte.is_ascii_alphanumeric() || b"-+.".contains(&byte),
        }
    }

    fn comma_missing(&mut self) {
        self.settle_nameless();
        if !self.is_templated() {
            let last = self.token_last();
            self.fault(faults::comma_missing(last));
        }
        self.expect = Expect::First;
    }

    fn placeholder_after_value(&mut self) {
        self.settle_nameless();
        self.templated(self.at);
        self.expect = Expect::First;
    }

    /// After a string without closing quote nothing is said of what should follow it, which
    /// may well have been taken for part of it.
    pub(super) fn excuse_separator(&mut self, role: Role) {
        let next = self.bytes[self.at..].iter().find(|byte| !byte.is_ascii_whitespace());
        match (role, next) {
            (Role::Key, Some(b':')) | (Role::Value, Some(b',' | b'}' | b']') | None) => {}
            (Role::Key, _) => {
                self.token_end = self.at;
                self.missing();
                self.excuse_separator(Role::Value);
            }
            (Role::Value, _) if self.open.is_empty() => {}
            (Role::Value, _) => {
                self.settle_nameless();
                self.expect = Expect::First;
            }
        }
    }

    fn text_after_end(&mut self) {
        let word = self.word_here();
        let end = self.words_end(word.end).max(self.here().end as usize);
        let closer = matches!(self.bytes[self.at], b'}' | b']');
        let end = if closer { self.at + 1 } else { end };
        if self.bytes[self.at..].starts_with(b"${") {
            self.template.get_or_insert(self.at);
        } else {
            self.fault(faults::text_after_end(Span::of(self.at..end), closer));
        }
        self.at = self.bytes.len();
    }

    /// A closing bracket that does not match the bracket opened last.
    #[cold]
    pub(super) fn close_wrongly(&mut self, byte: u8) {
        let Some(&top) = self.open.last() else { return self.skip_unexpected(self.expect) };
        let matching = self.open.iter().rposition(|frame| frame.closer() == byte);
        let here = self.here();
        let opener = Span::of(top.start..top.start + 1);
        match matching.filter(|&depth| self.closes_outer(depth)) {
            Some(depth) => {
                self.fault(faults::closer_missing(here, self.token_last(), opener, top.closer()));
                while self.open.len() > depth + 1 {
                    self.end_container(self.token_end);
                }
            }
            None => self.fault(faults::closer_wrong(here, byte, opener, top.closer())),
        }
        self.end_container(self.at + 1);
        self.step(Expect::Comma);
    }

    /// Whether the closing bracket here rather closes the container at a depth, those inside it
    /// having been forgotten, than the innermost one by mistake. Indentation tells; where there
    /// is none, what follows does.
    fn closes_outer(&self, depth: usize) -> bool {
        let (top, outer) = (self.open[self.open.len() - 1].start, self.open[depth].start);
        let Some(indent) = self.indent_before(self.at) else {
            let same_line = !self.bytes[top..self.at].contains(&b'\n');
            let outer_line = !self.bytes[outer..self.at].contains(&b'\n');
            let ends = self.bytes[self.at + 1..].trim_ascii().is_empty();
            return if same_line && !outer_line { false } else { depth > 0 || ends };
        };
        let like = |start: usize| self.line_indent(start) == indent;
        like(outer) || !like(top)
    }

    /// How far the text at a place is indented, if it is the first of its line.
    fn indent_before(&self, at: usize) -> Option<usize> {
        let line = memchr::memrchr(b'\n', &self.bytes[..at])? + 1;
        let blank = self.bytes[line..at].iter().all(u8::is_ascii_whitespace);
        blank.then_some(at - line)
    }

    /// How far the line of a place is indented.
    fn line_indent(&self, at: usize) -> usize {
        let line = memchr::memrchr(b'\n', &self.bytes[..at]).map_or(0, |before| before + 1);
        self.bytes[line..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
    }

    /// The text has ended: says what is missing.
    pub(super) fn end_of_text(&mut self) {
        let Some(innermost) = self.open.last().copied() else {
            if self.builder.is_empty() && self.faults.is_empty() {
                self.fault(faults::empty(Span::of(0..self.text.len())));
            }
            return;
        };
        if self.open.iter().any(|frame| frame.templated) {
            return;
        }
        let last = self.token_last();
        let opener = Span::of(innermost.start..innermost.start + 1);
        let closers: Vec<u8> = self.open.iter().rev().map(|frame| frame.closer()).collect();
        self.fault(faults::closers_missing(last, opener, &closers));
    }
}
