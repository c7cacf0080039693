//! Numbers, literals, placeholders and whatever else stands without quotes.

use std::borrow::Cow;

use crate::source::Span;
use crate::syntax::json::{Dialect, Expect, LOOK_AHEAD_BYTES_MAX, Parser, faults};
use crate::syntax::tree::Kind;

/// Where the number that begins at `at` ends, if it is a number of JSON and stands alone.
pub(super) fn number_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut end = at + usize::from(bytes.get(at) == Some(&b'-'));
    let first = end;
    end = digits_end(bytes, end)?;
    if bytes[first] == b'0' && end > first + 1 {
        return None;
    }
    if bytes.get(end) == Some(&b'.') {
        end = digits_end(bytes, end + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(end) {
        let sign = matches!(bytes.get(end + 1), Some(b'+' | b'-'));
        end = digits_end(bytes, end + 1 + usize::from(sign))?;
    }
    ends_at(bytes, end).then_some(end)
}

/// Where the digits end of which the first stands at `at`.
fn digits_end(bytes: &[u8], at: usize) -> Option<usize> {
    let length = bytes.get(at..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (length > 0).then_some(at + length)
}

/// Whether a bare word ends at an offset.
pub(super) fn ends_at(bytes: &[u8], at: usize) -> bool {
    let next = bytes.get(at + 1);
    match bytes.get(at) {
        None => true,
        Some(b'/') => matches!(next, Some(b'/' | b'*')),
        Some(b'%') => next == Some(&b'{'),
        Some(&byte) => byte <= b' ' || b",:;{}[]\"'=".contains(&byte),
    }
}

/// Where the braces end of which the first opens at or after `at`.
pub(super) fn braces_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for found in memchr::memchr2_iter(b'{', b'}', bytes.get(at..)?) {
        if bytes[at + found] == b'{' {
            depth += 1;
        } else if depth <= 1 {
            return Some(at + found + 1);
        } else {
            depth -= 1;
        }
    }
    None
}

/// Where the region ends that the directive `text[start..end]` begins: after its `endif` or
/// `endfor`, and after itself where it has none.
pub(super) fn directive_end(text: &str, start: usize, end: usize) -> usize {
    let mut depth = 0_usize;
    let mut next = Some(start);
    while let Some(at) = next {
        let Some(after) = braces_end(text.as_bytes(), at + 1) else { break };
        let word = text[at + 2..after].trim_start_matches('~').trim_start();
        if word.starts_with("end") {
            depth = depth.saturating_sub(1);
        } else if !word.starts_with("else") {
            depth += 1;
        }
        if depth == 0 {
            return after;
        }
        if after - start > LOOK_AHEAD_BYTES_MAX {
            break;
        }
        next = text[after..].find("%{").map(|found| after + found);
    }
    end
}

/// A run of text without quotes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// Where it ends.
    pub(super) end: usize,
    /// Whether a placeholder is part of it.
    pub(super) placeholder: bool,
}

impl<'s> Parser<'s> {
    /// The word at the current place: one character at least.
    pub(super) fn word_here(&mut self) -> Word {
        let mut word = Word { end: self.at, placeholder: false };
        loop {
            if self.bytes[word.end..].starts_with(b"${") {
                word.placeholder = true;
                word.end = self.placeholder_end(word.end);
            } else if word.end > self.at && ends_at(self.bytes, word.end) {
                return word;
            } else {
                let first = self.text[word.end..].chars().next();
                let Some(first) = first else { return word };
                word.end += first.len_utf8();
            }
        }
    }

    fn placeholder_end(&mut self, at: usize) -> usize {
        self.template.get_or_insert(at);
        if let Some(end) = braces_end(self.bytes, at + 1) {
            return end;
        }
        self.fault(faults::placeholder_unclosed(Span::of(at..at + 2)));
        at + memchr::memchr2(b'\n', b'\r', &self.bytes[at..]).unwrap_or(self.bytes.len() - at)
    }

    /// Reads a value without quotes.
    #[cold]
    pub(super) fn word(&mut self) {
        let word = self.word_here();
        if word.placeholder {
            if !self.in_object() {
                // It may stand for any number of items.
                self.templated(self.at);
            }
            return self.leaf(Kind::Opaque, word.end);
        }
        let span = Span::of(self.at..word.end);
        match Meaning::of(&self.text[span.range()]) {
            Meaning::Number(number, why) => self.odd_number(span, number, why),
            Meaning::Literal(kind, literal) => self.odd_literal(span, kind, literal),
            Meaning::Unknown => self.unknown_word(word.end),
        }
        self.expect = Expect::Comma;
    }

    fn odd_number(&mut self, span: Span, number: Cow<'s, str>, why: &'static str) {
        if self.dialect == Dialect::Strict {
            self.fault(faults::number(span, &self.text[span.range()], &number, why));
        }
        self.builder.decoded(Kind::Number, span, number);
        self.at = span.end as usize;
    }

    fn odd_literal(&mut self, span: Span, kind: Kind, literal: &'static str) {
        let written = &self.text[span.range()];
        if self.dialect == Dialect::Strict || written != "NaN" {
            self.fault(faults::literal(span, written, literal));
        }
        self.builder.decoded(kind, span, literal);
        self.at = span.end as usize;
    }

    /// Text that means nothing, up to the end of the line at most. One name is taken for a
    /// string that lacks its quotes.
    fn unknown_word(&mut self, word_end: usize) {
        let end = self.words_end(word_end);
        let written = &self.text[self.at..end];
        let half = self.half_quoted(end);
        let span = Span::of(self.at..half.unwrap_or(end));
        if half.is_some() || end == word_end && is_name(written) {
            self.fault(faults::unquoted_value(span, written, half.is_some()));
            self.builder.decoded(Kind::String, span, written);
        } else {
            self.fault(faults::no_value_of_json(span, written, self.open.is_empty()));
            self.builder.leaf(Kind::Missing, span);
        }
        self.at = span.end as usize;
    }

    /// Where the words end that follow one on its line.
    pub(super) fn words_end(&self, word_end: usize) -> usize {
        let stops = |&byte: &u8| b",:;{}[]\"\n\r".contains(&byte);
        let rest = &self.bytes[word_end..];
        let length = rest.iter().position(stops).unwrap_or(rest.len());
        word_end + self.text[word_end..word_end + length].trim_end().len()
    }

    /// The end of a word and its closing quote, where it only lacks the opening one.
    pub(super) fn half_quoted(&self, end: usize) -> Option<usize> {
        let quote = self.bytes.get(end) == Some(&b'"');
        let after = self.bytes.get(end + 1);
        let closes = after.is_none_or(|byte| b",:}]\r\n".contains(byte));
        (quote && closes).then_some(end + 1)
    }
}

/// Whether a text is a word that somebody forgot to quote.
pub(super) fn is_name(text: &str) -> bool {
    let starts = text.starts_with(|first: char| first.is_alphabetic() || "_$".contains(first));
    starts && text.chars().all(|each| each.is_alphanumeric() || "_$.-".contains(each))
}

/// What a word without quotes is meant to be.
#[derive(Debug)]
enum Meaning<'s> {
    /// A number, as JSON writes it, and what is wrong with how it is written.
    Number(Cow<'s, str>, &'static str),
    /// A literal of JSON.
    Literal(Kind, &'static str),
    Unknown,
}

impl<'s> Meaning<'s> {
    fn of(word: &'s str) -> Self {
        if let Some((number, why)) = number_meant(word) {
            return Self::Number(number.into(), why);
        }
        match word.to_ascii_lowercase().as_str() {
            "true" => Self::Literal(Kind::Bool, "true"),
            "false" => Self::Literal(Kind::Bool, "false"),
            "null" | "none" | "nil" | "undefined" | "nan" => Self::Literal(Kind::Null, "null"),
            _ => Self::Unknown,
        }
    }
}

/// The number of JSON that a word is meant to be, and why it is none.
fn number_meant(word: &str) -> Option<(String, &'static str)> {
    let (sign, unsigned) = match word.split_at_checked(1) {
        Some(("-", rest)) => ("-", rest),
        Some(("+", rest)) => ("", rest),
        _ => ("", word),
    };
    if unsigned == "Infinity" {
        // The nearest number that JSON can write: every reader takes it for infinity.
        return Some((format!("{sign}1e999"), "JSON has no infinity"));
    }
    if let Some(digits) = unsigned.strip_prefix("0x").or_else(|| unsigned.strip_prefix("0X")) {
        let number = u64::from_str_radix(digits, 16).ok()?;
        let digits_only = !digits.starts_with('+');
        return digits_only.then(|| (format!("{sign}{number}"), "JSON has no hexadecimal numbers"));
    }
    let (whole, rest) = unsigned.split_at(unsigned.find(['.', 'e', 'E']).unwrap_or(unsigned.len()));
    let trimmed = whole.trim_start_matches('0');
    let whole = if trimmed.is_empty() { "0" } else { trimmed };
    let rest = match rest.strip_prefix('.') {
        Some(after) if !after.starts_with(|first: char| first.is_ascii_digit()) => after,
        _ => rest,
    };
    let number = format!("{sign}{whole}{rest}");
    let meant = unsigned.contains(|digit: char| digit.is_ascii_digit())
        && number_end(number.as_bytes(), 0) == Some(number.len());
    meant.then(|| (number, why_no_number(word, unsigned)))
}

fn why_no_number(word: &str, unsigned: &str) -> &'static str {
    if word.starts_with('+') {
        "a number has no `+` before it"
    } else if unsigned.starts_with('.') {
        "a digit is missing before the decimal point"
    } else if unsigned.starts_with('0') && unsigned[1..].starts_with(|c: char| c.is_ascii_digit()) {
        "a number has no leading zeroes"
    } else {
        "a digit is missing after the decimal point"
    }
}
