//! Strings that are not plain: escapes, other quotes, and quotes that were forgotten.

use std::ops::Range;

use crate::source::Span;
use crate::syntax::json::{Dialect, LOOK_AHEAD_BYTES_MAX, Parser, Role, faults};
use crate::syntax::tree::Kind;

/// Whether a byte after the closing quote of a string says that it is the closing quote.
pub(super) fn may_follow(byte: Option<&u8>, role: Role) -> bool {
    match byte {
        None | Some(b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t') => true,
        Some(b':') => role == Role::Key,
        Some(_) => false,
    }
}

/// A string as it was found.
#[derive(Clone, Copy, Debug)]
struct Scanned {
    /// Where what it says ends.
    inside_end: usize,
    /// Where it ends, its closing quote included.
    end: usize,
    closed: bool,
    escaped: bool,
}

impl Scanned {
    fn closed(inside_end: usize, escaped: bool) -> Self {
        Self { inside_end, end: inside_end + 1, closed: true, escaped }
    }

    fn unclosed(end: usize, escaped: bool) -> Self {
        Self { inside_end: end, end, closed: false, escaped }
    }
}

impl Parser<'_> {
    /// Reads a string that the fast path left alone.
    #[cold]
    pub(super) fn odd_string(&mut self, role: Role) {
        let quote = self.bytes[self.at];
        let mut found = self.scan_string(self.at, quote);
        if let Some(cut) = self.quote_of_next(found, role) {
            found = Scanned::unclosed(cut, found.escaped);
        } else if let Some(longer) = self.quotes_inside(found) {
            self.fault(faults::quote_unescaped(Span::of(found.inside_end..found.end)));
            found = longer;
        } else if !found.closed {
            let end = self.unclosed_end(found.inside_end);
            found = Scanned::unclosed(end, found.escaped);
        }
        if self.is_key_after_all(found, role) {
            return self.value_is_next_key();
        }
        if quote == b'\'' && found.closed && self.dialect == Dialect::Strict {
            self.fault(faults::single_quotes(Span::of(self.at..found.end), self.text));
        }
        if !found.closed {
            self.fault(faults::string_unclosed(Span::of(self.at..found.end), self.text));
        }
        self.push_string(found);
        self.string_ends(role, found.end);
        if !found.closed {
            self.excuse_separator(role);
        }
    }

    fn scan_string(&self, start: usize, quote: u8) -> Scanned {
        let (mut at, mut escaped, mut broken) = (start + 1, false, false);
        while let Some(found) = memchr::memchr3(quote, b'\\', b'\n', &self.bytes[at..]) {
            at += found;
            let byte = self.bytes[at];
            if byte == quote {
                return Scanned::closed(at, escaped);
            }
            let line_break = match byte {
                b'\\' => self.line_break_length(at + 1),
                _ => 1,
            };
            let continued = byte == b'\\' && self.dialect == Dialect::Relaxed;
            escaped |= byte == b'\\';
            if line_break > 0 && !continued && !broken {
                if !self.closes_below(at + 1, quote) {
                    let carriage = byte == b'\n' && self.bytes[at - 1] == b'\r';
                    let end = if byte == b'\\' { at + 1 } else { at - usize::from(carriage) };
                    return Scanned::unclosed(end, escaped);
                }
                broken = true;
            }
            let length = if byte == b'\\' { 1 + line_break.max(1) } else { 1 };
            at = (at + length).min(self.bytes.len());
        }
        Scanned::unclosed(self.bytes.len(), escaped)
    }

    /// Whether the string that begins here is a key, or would be one if it were closed.
    pub(super) fn string_is_key(&self) -> bool {
        let found = self.scan_string(self.at, self.bytes[self.at]);
        !found.closed || self.next_is_colon(found.end)
    }

    fn line_break_length(&self, at: usize) -> usize {
        match &self.bytes[at..] {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => 0,
        }
    }

    /// Whether the next quote below a line break looks like the end of a string that was
    /// broken over lines, and not like the beginning of another.
    fn closes_below(&self, from: usize, quote: u8) -> bool {
        let end = self.bytes.len().min(from + LOOK_AHEAD_BYTES_MAX);
        let mut at = from;
        while let Some(found) = memchr::memchr2(quote, b'\\', &self.bytes[at.min(end)..end]) {
            at += found;
            if self.bytes[at] == quote {
                return self.separator_follows(at + 1);
            }
            at += 2;
        }
        false
    }

    fn separator_follows(&self, at: usize) -> bool {
        let next = self.bytes[at..].iter().find(|byte| !byte.is_ascii_whitespace());
        next.is_some_and(|byte| b",:}]".contains(byte))
    }

    /// Where a string should have ended whose end is the first quote of the next one:
    /// `["a, "b"]`, `{"a: "b"}`.
    fn quote_of_next(&self, found: Scanned, role: Role) -> Option<usize> {
        let inside = self.text[self.at + 1..found.inside_end].trim_end();
        let separator = if role == Role::Key { ':' } else { ',' };
        let next = self.bytes.get(found.end)?;
        let begins = found.closed && (next.is_ascii_alphanumeric() || b"$_%{".contains(next));
        let cut = inside.strip_suffix(separator)?.trim_end();
        begins.then_some(self.at + 1 + cut.len())
    }

    /// The whole of a string with quotes inside that lack their backslashes.
    fn quotes_inside(&self, found: Scanned) -> Option<Scanned> {
        let next = self.bytes.get(found.end).filter(|_| found.closed)?;
        if !next.is_ascii_alphanumeric() && !b"_-.(\\<>=+*&|!?@".contains(next) {
            return None;
        }
        let end = self.bytes.len().min(found.end + LOOK_AHEAD_BYTES_MAX);
        let rest = &self.bytes[found.end..end];
        let line = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let quote = self.bytes[self.at];
        let closing = |&at: &usize| may_follow_inside(&rest[at + 1..line]);
        let end = memchr::memchr_iter(quote, &rest[..line]).find(closing)?;
        Some(Scanned::closed(found.end + end, true))
    }

    /// Where a string ends that has no closing quote before its line ends: before the
    /// punctuation that surely is not part of it.
    fn unclosed_end(&self, line_end: usize) -> usize {
        let mut inside = self.text[self.at + 1..line_end].trim_end();
        inside = inside.strip_suffix(',').unwrap_or(inside).trim_end();
        let count = |each: char| inside.matches(each).count();
        let mut braces = count('}').saturating_sub(count('{'));
        let mut brackets = count(']').saturating_sub(count('['));
        loop {
            let surplus = match inside.chars().next_back() {
                Some('}') => &mut braces,
                Some(']') => &mut brackets,
                _ => break,
            };
            if *surplus == 0 {
                break;
            }
            *surplus -= 1;
            inside = inside[..inside.len() - 1].trim_end();
        }
        self.at + 1 + inside.len()
    }

    /// Whether a string where a value should be is the key of the next member.
    fn is_key_after_all(&self, found: Scanned, role: Role) -> bool {
        let colon = self.bytes.get(found.end) == Some(&b':');
        role == Role::Value && self.in_object() && found.closed && colon
    }

    fn push_string(&mut self, found: Scanned) {
        let span = Span::of(self.at..found.end);
        let inside = self.at + 1..found.inside_end;
        self.control_fault(&inside);
        if found.closed && !found.escaped {
            return self.builder.quoted(span);
        }
        let text = &self.text[inside.clone()];
        let extended = self.dialect == Dialect::Relaxed;
        let escapes = match self.bytes[self.at] {
            _ if extended => Escapes::Extended,
            b'\'' => Escapes::Apostrophe,
            _ => Escapes::Json,
        };
        let mut invalid = Vec::new();
        self.builder.decoded_by(Kind::String, span, |sink| {
            decode(text, escapes, sink, &mut invalid);
        });
        for escape in invalid {
            let span = Span::of(inside.start + escape.start..inside.start + escape.end);
            self.fault(faults::escape(span, &self.text[span.range()]));
        }
    }

    /// Reports the first control character of a string: the rest of them are the same mistake.
    fn control_fault(&mut self, inside: &Range<usize>) {
        let tabs = self.dialect == Dialect::Relaxed;
        let mut at = inside.start;
        while at < inside.end {
            let byte = self.bytes[at];
            if byte == b'\\' {
                // What is escaped is told of with its escape.
                at += 1 + self.line_break_length(at + 1).max(1);
            } else if byte < b' ' && !(tabs && byte == b'\t') {
                let length = self.line_break_length(at).max(1);
                return self.fault(faults::control(Span::of(at..at + length), byte));
            } else {
                at += 1;
            }
        }
    }
}

fn may_follow_inside(rest: &[u8]) -> bool {
    let next = rest.iter().find(|byte| !matches!(byte, b' ' | b'\t'));
    next.is_none_or(|byte| b",:}]".contains(byte))
}

/// Which escapes a string may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Escapes {
    Json,
    /// Those of JSON and `\'`: the fault is in the quotes, not in the escape.
    Apostrophe,
    /// Those of JSON5.
    Extended,
}

/// Appends what the inside of a string says. The ranges of invalid escapes are noted; they
/// stay as they are written, since mostly a backslash was meant.
fn decode(text: &str, escapes: Escapes, sink: &mut String, invalid: &mut Vec<Range<usize>>) {
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &text.as_bytes()[at..]) {
        sink.push_str(&text[at..at + found]);
        at += found;
        let (length, decoded) = escape(&text[at..], escapes);
        match decoded {
            Decoded::Character(character) => sink.push(character),
            Decoded::Nothing => {}
            Decoded::Invalid => {
                sink.push_str(&text[at..at + length]);
                invalid.push(at..at + length);
            }
        }
        at += length;
    }
    sink.push_str(&text[at..]);
}

/// What an escape stands for.
#[derive(Clone, Copy, Debug)]
enum Decoded {
    Character(char),
    /// A line that is continued on the next.
    Nothing,
    Invalid,
}

/// The length of the escape that a text begins with, and what it stands for.
fn escape(text: &str, escapes: Escapes) -> (usize, Decoded) {
    let Some(letter) = text[1..].chars().next() else { return (1, Decoded::Invalid) };
    let decoded = match letter {
        '"' | '\\' | '/' => letter,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return unicode_escape(text),
        '\'' if escapes == Escapes::Apostrophe => letter,
        _ if escapes == Escapes::Extended => return extended_escape(text, letter),
        // The span of a fault is shown: let it not run over the end of its line.
        '\r' | '\n' => return (1, Decoded::Invalid),
        _ => return (1 + letter.len_utf8(), Decoded::Invalid),
    };
    (2, Decoded::Character(decoded))
}

/// The same for what only JSON5 has; a letter without meaning stands for itself.
fn extended_escape(text: &str, letter: char) -> (usize, Decoded) {
    match letter {
        '\r' if text[2..].starts_with('\n') => (3, Decoded::Nothing),
        '\r' | '\n' | '\u{2028}' | '\u{2029}' => (1 + letter.len_utf8(), Decoded::Nothing),
        'v' => (2, Decoded::Character('\u{b}')),
        '0' => (2, Decoded::Character('\0')),
        'x' => match text.get(2..4).map(|digits| u8::from_str_radix(digits, 16)) {
            Some(Ok(byte)) => (4, Decoded::Character(char::from(byte))),
            _ => (2, Decoded::Invalid),
        },
        _ => (1 + letter.len_utf8(), Decoded::Character(letter)),
    }
}

/// The same for `\u`: a pair of surrogates is one character, a lone one cannot be told.
fn unicode_escape(text: &str) -> (usize, Decoded) {
    let Some(first) = unicode_unit(text) else {
        let digits = text[2..].bytes().take(4).take_while(u8::is_ascii_hexdigit).count();
        return (2 + digits, Decoded::Invalid);
    };
    let second = (0xd800..0xdc00).contains(&first).then(|| unicode_unit(&text[6..])).flatten();
    if let Some(second) = second.filter(|unit| (0xdc00..0xe000).contains(unit)) {
        let point = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        let character = char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER);
        return (12, Decoded::Character(character));
    }
    let character = char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER);
    (6, Decoded::Character(character))
}

/// The number of the `\uXXXX` that a text begins with.
fn unicode_unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let all = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    all.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
}
