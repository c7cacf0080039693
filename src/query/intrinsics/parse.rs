//! Texts into calls.

use std::ops::Range;

use crate::query::intrinsics::{
    Argument, ArgumentKind, Call, Fault, FaultKind, Function, PREFIX, Text,
};
use crate::query::json_path::{Path, TextRange};
use crate::query::value::{Number, Value};

/// How deep calls may nest.
const DEPTH_MAX: usize = 32;

/// The whole text as a call.
pub(super) fn call(text: &str) -> Result<Call, Fault> {
    let mut parser = Parser { text, at: 0 };
    parser.skip_blanks();
    let call = parser.call(0)?;
    parser.skip_blanks();
    if parser.at < text.len() {
        return Err(Fault { kind: FaultKind::TextAfter, range: parser.at..text.len() });
    }
    Ok(call)
}

struct Parser<'s> {
    text: &'s str,
    at: usize,
}

impl<'s> Parser<'s> {
    fn rest(&self) -> &'s str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn eat(&mut self, token: char) -> bool {
        let found = self.peek() == Some(token);
        self.at += if found { token.len_utf8() } else { 0 };
        found
    }

    /// The range of the character at hand.
    fn here(&self) -> Range<usize> {
        self.at..self.at + self.peek().map_or(0, char::len_utf8)
    }

    fn fault<T>(&self, kind: FaultKind) -> Result<T, Fault> {
        Err(Fault { kind, range: self.here() })
    }

    fn call(&mut self, depth: usize) -> Result<Call, Fault> {
        let start = self.at;
        let rest = self.rest();
        let part_of_name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_');
        let length = rest.find(|c| !part_of_name(c)).unwrap_or(rest.len());
        let name = &rest[..length];
        self.at += length;
        let name_range = start..self.at;
        if !name.starts_with(PREFIX) {
            return Err(Fault { kind: FaultKind::NoCall, range: name_range });
        }
        if depth > DEPTH_MAX {
            return Err(Fault { kind: FaultKind::TooDeep, range: name_range });
        }
        self.skip_blanks();
        let open = self.at;
        if !self.eat('(') {
            let kind = FaultKind::ParenthesisMissing(name.to_owned());
            return Err(Fault { kind, range: name_range });
        }
        let arguments = self.arguments(open, depth)?;
        Ok(Call {
            name: name.into(),
            name_range: TextRange(name_range),
            range: TextRange(start..self.at),
            function: Function::named(name),
            arguments,
        })
    }

    fn arguments(&mut self, open: usize, depth: usize) -> Result<Vec<Argument>, Fault> {
        let mut arguments = Vec::new();
        self.skip_blanks();
        if self.eat(')') {
            return Ok(arguments);
        }
        loop {
            self.skip_blanks();
            arguments.push(self.argument(depth)?);
            self.skip_blanks();
            match self.peek() {
                Some(',') => self.at += 1,
                Some(')') => {
                    self.at += 1;
                    return Ok(arguments);
                }
                None => {
                    return Err(Fault { kind: FaultKind::ParenthesisOpen, range: open..open + 1 });
                }
                Some(_) => return self.fault(FaultKind::CommaMissing),
            }
        }
    }

    fn argument(&mut self, depth: usize) -> Result<Argument, Fault> {
        let start = self.at;
        let kind = match self.peek() {
            Some('\'') => self.quoted().map(ArgumentKind::Text)?,
            Some('$') => self.path().map(ArgumentKind::Path)?,
            Some('"') => return self.fault(FaultKind::DoubleQuote),
            Some(',' | ')') | None => return self.fault(FaultKind::ArgumentMissing),
            Some(_) if self.rest().starts_with(PREFIX) => {
                ArgumentKind::Call(Box::new(self.call(depth + 1)?))
            }
            Some(_) => self.word().map(ArgumentKind::Literal)?,
        };
        Ok(Argument { kind, range: TextRange(start..self.at) })
    }

    /// A string. In it a backslash escapes a quote, a brace or a backslash, and nothing else.
    fn quoted(&mut self) -> Result<Text, Fault> {
        let start = self.at;
        let mut characters = self.rest().char_indices().skip(1);
        while let Some((offset, character)) = characters.next() {
            match character {
                '\'' => {
                    self.at += offset + 1;
                    return Ok(Text(self.text[start + 1..self.at - 1].into()));
                }
                '\\' => match characters.next() {
                    Some((_, '\'' | '{' | '}' | '\\')) => {}
                    Some((end, escaped)) => {
                        let range = start + offset..start + end + escaped.len_utf8();
                        return Err(Fault { kind: FaultKind::Escape, range });
                    }
                    None => break,
                },
                _ => {}
            }
        }
        Err(Fault { kind: FaultKind::QuoteOpen, range: start..start + 1 })
    }

    fn path(&mut self) -> Result<Path, Fault> {
        let start = self.at;
        self.at += path_length(self.rest());
        let end = start + self.text[start..self.at].trim_end().len();
        self.at = end;
        Path::parse_part(self.text, start..end)
            .map_err(|fault| Fault { kind: FaultKind::Path(fault.kind), range: fault.range })
    }

    /// A number, `true`, `false` or `null`.
    fn word(&mut self) -> Result<Value, Fault> {
        let rest = self.rest();
        let stop = |c: char| c.is_whitespace() || matches!(c, ',' | ')' | '(' | '\'' | '"');
        let word = &rest[..rest.find(stop).unwrap_or(rest.len()).max(1).min(rest.len())];
        let word = if rest.is_char_boundary(word.len()) { word } else { rest };
        let range = self.at..self.at + word.len();
        self.at = range.end;
        match word {
            "true" => Ok(true.into()),
            "false" => Ok(false.into()),
            "null" => Ok(Value::Null),
            _ => match Number::parse(word).filter(|_| !word.starts_with('+')) {
                Some(number) => Ok(Value::Number(number)),
                None => Err(Fault { kind: FaultKind::Word(word.to_owned()), range }),
            },
        }
    }
}

/// How long the path is that a text begins with: up to a comma or a parenthesis that is not
/// inside its brackets, its own parentheses, or quotes.
fn path_length(text: &str) -> usize {
    let mut open = 0_usize;
    let mut quote = None;
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        if let Some(closing) = quote {
            if byte == b'\\' {
                bytes.next();
            } else if byte == closing {
                quote = None;
            }
            continue;
        }
        match byte {
            b'\'' | b'"' if open > 0 => quote = Some(byte),
            b'(' | b'[' => open += 1,
            b')' | b']' if open > 0 => open -= 1,
            b')' | b',' | b' ' | b'\t' | b'\n' | b'\r' if open == 0 => return at,
            _ => {}
        }
    }
    text.len()
}
