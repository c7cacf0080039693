//! Texts into paths, the way Jayway reads them.

use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

use unicode_ident::{is_xid_continue, is_xid_start};

use crate::query::json_path::{Fault, FaultKind, Path, Root, Segment, SegmentKind, TextRange};

/// How deep filters and arguments may nest: far beyond what anyone means.
pub(super) const DEPTH_MAX: usize = 32;

/// A place in a text, on the way to its end.
#[derive(Clone, Debug)]
pub(super) struct Parser<'s> {
    pub text: &'s str,
    pub at: usize,
    pub end: usize,
    /// How many filters and arguments the path at hand is nested in.
    pub depth: usize,
}

impl<'s> Parser<'s> {
    /// A parser of a part of a text. Blanks around it count for nothing, as Jayway has it.
    pub fn new(text: &'s str, range: Range<usize>) -> Self {
        let part = &text[range.clone()];
        let start = range.start + (part.len() - part.trim_start().len());
        let end = (range.start + part.trim_end().len()).max(start);
        Self { text, at: start, end, depth: 0 }
    }

    pub fn rest(&self) -> &'s str {
        &self.text[self.at..self.end]
    }

    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        self.at += if found { token.len() } else { 0 };
        found
    }

    pub fn skip_blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    /// A fault from `from` to the end of the character at hand.
    pub fn fault<T>(&self, kind: FaultKind, from: usize) -> Result<T, Fault> {
        let end = self.at + self.peek().map_or(0, char::len_utf8);
        Err(Fault { kind, range: from..end.max(from) })
    }

    /// The whole text as a path.
    pub fn path(mut self) -> Result<Path, Fault> {
        if self.depth > DEPTH_MAX {
            return Err(Fault { kind: FaultKind::TooDeep, range: self.at..self.end });
        }
        let start = self.at;
        let root = self.root()?;
        let root_range = TextRange(start..self.at);
        let mut segments = Vec::new();
        while self.at < self.end {
            self.segment(&mut segments)?;
        }
        let dots = segments.last().filter(|segment| segment.kind == SegmentKind::Descent);
        if let Some(dots) = dots {
            return Err(Fault { kind: FaultKind::DotLast, range: dots.range.0.clone() });
        }
        Ok(Path { root, root_range, segments })
    }

    fn root(&mut self) -> Result<Root, Fault> {
        let start = self.at;
        let root = if self.depth > 0 && self.eat("@") {
            Root::Current
        } else if self.eat("$$") {
            Root::Context
        } else if self.eat("$") {
            match self.variable()? {
                "" => Root::Input,
                name => Root::Variable(name.into()),
            }
        } else {
            return self.fault(FaultKind::NoDollar, start);
        };
        match self.peek() {
            None | Some('.' | '[') => Ok(root),
            Some(found) => self.fault(FaultKind::RootFollowed(found), self.at),
        }
    }

    /// The name of a variable; nothing where none is named.
    fn variable(&mut self) -> Result<&'s str, Fault> {
        let rest = self.rest();
        let name = &rest[..rest.find(['.', '[']).unwrap_or(rest.len())];
        let Some(first) = name.chars().next() else { return Ok("") };
        if !is_xid_start(first) && first != '_' {
            return self.fault(FaultKind::RootFollowed(first), self.at);
        }
        if let Some((at, found)) = name.char_indices().find(|(_, c)| !is_xid_continue(*c)) {
            self.at += at;
            return self.fault(FaultKind::VariableName(found), self.at);
        }
        self.at += name.len();
        Ok(name)
    }

    fn segment(&mut self, segments: &mut Vec<Segment>) -> Result<(), Fault> {
        let start = self.at;
        if self.eat("..") {
            let range = TextRange(start..self.at);
            segments.push(Segment { kind: SegmentKind::Descent, range });
            return match self.peek() {
                None => Err(Fault { kind: FaultKind::DotLast, range: start..self.at }),
                Some('.') => self.fault(FaultKind::DotFollowed('.'), self.at),
                Some(_) => Ok(()),
            };
        }
        if self.eat(".") && self.peek().is_none() {
            return Err(Fault { kind: FaultKind::DotLast, range: start..self.at });
        }
        let kind = match self.peek() {
            Some('[') => self.bracket()?,
            Some('*') => {
                self.at += 1;
                SegmentKind::Wildcard
            }
            _ => self.name_or_function()?,
        };
        segments.push(Segment { kind, range: TextRange(start..self.at) });
        Ok(())
    }

    fn name_or_function(&mut self) -> Result<SegmentKind, Fault> {
        let start = self.at;
        let rest = self.rest();
        let mut is_escaped = false;
        let stop = rest.find(|c: char| {
            let is_stop = !is_escaped && matches!(c, '.' | '[' | '(' | ' ');
            is_escaped = c == '\\' && !is_escaped;
            is_stop
        });
        let stop = stop.unwrap_or(rest.len());
        let name = without_escapes(&rest[..stop]);
        self.at += stop;
        match self.peek() {
            Some(' ') => self.fault(FaultKind::Blank, start),
            Some(found) if name.is_empty() => self.fault(FaultKind::DotFollowed(found), self.at),
            Some('(') => {
                let inside = self.closed_by(')', FaultKind::ParenthesisOpen)?;
                let arguments = self.inner(inside).arguments()?;
                Ok(SegmentKind::Function { name: name.as_ref().into(), arguments })
            }
            _ => Ok(SegmentKind::Names(vec![name.as_ref().into()])),
        }
    }

    /// A parser of a part, one level deeper.
    pub fn inner(&self, range: Range<usize>) -> Self {
        Self { depth: self.depth + 1, ..Self::new(self.text, range) }
    }

    /// The range inside the parentheses or brackets that open here; goes on after them.
    pub fn closed_by(&mut self, closing: char, fault: FaultKind) -> Result<Range<usize>, Fault> {
        let start = self.at;
        let Some(length) = balanced_length(self.rest()) else {
            return Err(Fault { kind: fault, range: start..start + 1 });
        };
        self.at += length;
        if self.text[..self.at].ends_with(closing) {
            Ok(start + 1..self.at - 1)
        } else {
            Err(Fault { kind: fault, range: start..start + 1 })
        }
    }

    fn bracket(&mut self) -> Result<SegmentKind, Fault> {
        let start = self.at;
        let inside = self.closed_by(']', FaultKind::BracketOpen)?;
        let content = self.text[inside.clone()].trim();
        let whole = |kind| Err(Fault { kind, range: start..self.at });
        match content.chars().next() {
            None => whole(FaultKind::BracketEmpty),
            Some('*') if content == "*" => Ok(SegmentKind::Wildcard),
            Some('\'' | '"') => self.inner(inside).names().map(SegmentKind::Names),
            Some('?') => self.filter_in_brackets(inside),
            Some('(') => from_length(content).map_or_else(
                || whole(FaultKind::BracketContent),
                |distance| Ok(SegmentKind::FromLength(distance)),
            ),
            Some(c) if c.is_ascii_digit() || c == '-' || c == ':' => {
                numbers(content).or_else(whole)
            }
            Some(_) => whole(FaultKind::BracketContent),
        }
    }

    fn filter_in_brackets(&self, inside: Range<usize>) -> Result<SegmentKind, Fault> {
        let mut parser = self.inner(inside.clone());
        parser.eat("?");
        parser.skip_blanks();
        if parser.peek() != Some('(') {
            return Err(Fault { kind: FaultKind::FilterForm, range: inside });
        }
        let filter = parser.closed_by(')', FaultKind::ParenthesisOpen)?;
        if parser.at < parser.end {
            return Err(Fault { kind: FaultKind::FilterForm, range: inside });
        }
        let filter = self.inner(filter).filter()?;
        Ok(SegmentKind::Filter(Box::new(filter)))
    }

    /// `'a'` or `'a', 'b'`.
    fn names(mut self) -> Result<Vec<Rc<str>>, Fault> {
        let mut names = Vec::new();
        loop {
            self.skip_blanks();
            names.push(self.quoted(kept)?.into());
            self.skip_blanks();
            if self.at >= self.end {
                return Ok(names);
            }
            if !self.eat(",") {
                return self.fault(FaultKind::BracketContent, self.at);
            }
        }
    }

    /// A string in quotes of either kind; `escape` says what the character after a backslash
    /// comes to.
    pub fn quoted(&mut self, escape: fn(char, char, &mut String)) -> Result<String, Fault> {
        let start = self.at;
        let Some(quote @ ('\'' | '"')) = self.peek() else {
            return self.fault(FaultKind::BracketContent, start);
        };
        let mut text = String::new();
        let mut characters = self.rest().char_indices().skip(1);
        while let Some((offset, character)) = characters.next() {
            match character {
                '\\' => match characters.next() {
                    Some((_, escaped)) => escape(escaped, quote, &mut text),
                    None => break,
                },
                _ if character == quote => {
                    self.at += offset + 1;
                    return Ok(text);
                }
                _ => text.push(character),
            }
        }
        Err(Fault { kind: FaultKind::QuoteOpen, range: start..start + 1 })
    }
}

/// A name after a dot, in which a backslash takes the next character for itself.
fn without_escapes(name: &str) -> Cow<'_, str> {
    if !name.contains('\\') {
        return Cow::Borrowed(name);
    }
    let mut characters = name.chars();
    let mut plain = String::with_capacity(name.len());
    while let Some(character) = characters.next() {
        plain.push(if character == '\\' {
            characters.next().unwrap_or(character)
        } else {
            character
        });
    }
    Cow::Owned(plain)
}

/// In a name, a backslash escapes the quote and stays where it is otherwise (recorded).
fn kept(escaped: char, quote: char, name: &mut String) {
    if escaped != quote {
        name.push('\\');
    }
    name.push(escaped);
}

/// In a text that is compared, a backslash makes what it makes in JSON.
pub(super) fn unescaped(escaped: char, _: char, text: &mut String) {
    text.push(match escaped {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\u{8}',
        'f' => '\u{c}',
        other => other,
    });
}

/// `0`, `0,2`, `1:`, `:3`, `-2:-1`.
fn numbers(content: &str) -> Result<SegmentKind, FaultKind> {
    let number = |text: &str| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        // An index is a 32-bit integer to Jayway.
        let number = text.parse::<i32>().ok().filter(|_| is_number);
        number.map(i64::from).ok_or(FaultKind::Number)
    };
    let Some((from, to)) = content.split_once(':') else {
        let indices: Result<Vec<_>, _> =
            content.split(',').map(|index| number(index.trim())).collect();
        return indices.map(SegmentKind::Indices);
    };
    let bound = |text: &str| if text.is_empty() { Ok(None) } else { number(text).map(Some) };
    let (from, to) = (from.trim(), to.trim());
    if to.contains(':') || (from.is_empty() && to.is_empty()) {
        return Err(FaultKind::Slice);
    }
    Ok(SegmentKind::Slice { from: bound(from)?, to: bound(to)? })
}

/// The distance from the end that `(@.length-1)` names.
fn from_length(content: &str) -> Option<i64> {
    let inside = content.strip_prefix('(')?.strip_suffix(')')?.trim();
    let after = inside.strip_prefix("@.length")?;
    let after = after.strip_prefix("()").unwrap_or(after).trim();
    match after.strip_prefix('-') {
        Some(distance) => distance.trim().parse::<u32>().ok().map(i64::from),
        None => after.is_empty().then_some(0),
    }
}

/// The length of the text up to the bracket or parenthesis that closes the one it begins with,
/// brackets in quotes and in regular expressions left alone.
pub(super) fn balanced_length(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    let mut bytes = text.bytes().enumerate();
    while let Some((offset, byte)) = bytes.next() {
        match byte {
            b'(' => open.push(b')'),
            b'[' => open.push(b']'),
            b')' | b']' => {
                if open.pop() != Some(byte) {
                    return None;
                }
                if open.is_empty() {
                    return Some(offset + 1);
                }
            }
            b'\'' | b'"' => skip_quoted(&mut bytes, byte)?,
            b'/' if begins_pattern(&text[..offset]) => skip_quoted(&mut bytes, b'/')?,
            _ => {}
        }
    }
    None
}

/// Whether a slash after this text begins a regular expression.
fn begins_pattern(before: &str) -> bool {
    before.trim_end().ends_with('~')
}

fn skip_quoted(bytes: &mut impl Iterator<Item = (usize, u8)>, quote: u8) -> Option<()> {
    while let Some((_, byte)) = bytes.next() {
        if byte == b'\\' {
            bytes.next();
        } else if byte == quote {
            return Some(());
        }
    }
    None
}
