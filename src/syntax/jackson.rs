//! What AWS's parser says of a broken definition: the first fault, in Jackson's words.
//!
//! One form is recorded (an unrecognized token at the beginning); the others follow the source
//! of Jackson 2.13, `ReaderBasedJsonParser`, as it reads a `String` into a tree. Jackson leaves
//! what follows the definition unread, so of that nothing is said.

mod numbers;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;

/// How many UTF-16 units of the text Jackson quotes in a location.
const SNIPPET_UNITS_MAX: usize = 500;

/// Above this many UTF-16 units Jackson reads through a `StringReader` and quotes nothing.
const STRING_UNITS_MAX: usize = 0x8000;

/// How many characters of an unrecognized token Jackson quotes.
const TOKEN_LENGTH_MAX: usize = 256;

const VALID_VALUE: &str = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

/// Jackson's message for a text and its location, such as
/// `[Source: (String)"{"; line: 1, column: 2]`; none where Jackson takes the text.
pub(super) fn verdict(text: &str) -> Option<(String, String)> {
    let source = source_description(text);
    let mut scan = Scan { text, source: &source, at: 0, open: Vec::new() };
    let stop = scan.document().err()?;
    Some((stop.message, scan.location(stop.at, stop.units_past)))
}

/// Jackson's name for the text: its type, and what it begins with.
fn source_description(text: &str) -> String {
    let units = text.encode_utf16().count();
    if units > STRING_UNITS_MAX {
        return "(StringReader)".to_owned();
    }
    let mut description = "(String)\"".to_owned();
    let first: Vec<u16> = text.encode_utf16().take(SNIPPET_UNITS_MAX).collect();
    for character in String::from_utf16_lossy(&first).chars() {
        if character.is_control() && !matches!(character, '\n' | '\r') {
            let _ = write!(description, "\\u{:04X}", u32::from(character));
        } else {
            description.push(character);
        }
    }
    description.push('"');
    if units > SNIPPET_UNITS_MAX {
        let _ = write!(description, "[truncated {} chars]", units - SNIPPET_UNITS_MAX);
    }
    description
}

/// Why and where Jackson stops.
#[derive(Debug)]
struct Stop {
    message: String,
    at: usize,
    /// How many UTF-16 units behind `at` Jackson's cursor stands.
    units_past: usize,
}

type Step<T = ()> = Result<T, Stop>;

#[derive(Debug)]
struct Scan<'s> {
    text: &'s str,
    source: &'s str,
    at: usize,
    /// Where each open container began, and whether it is an object.
    open: Vec<(usize, bool)>,
}

impl Scan<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// Stops with the cursor at an offset.
    fn stop<T>(&self, at: usize, message: impl Into<String>) -> Step<T> {
        Err(Stop { message: message.into(), at: at.min(self.text.len()), units_past: 0 })
    }

    /// Stops with the cursor behind the current character.
    fn stop_behind<T>(&self, message: impl Into<String>) -> Step<T> {
        let units_past = usize::from(self.at < self.text.len());
        Err(Stop { message: message.into(), at: self.at, units_past })
    }

    fn unexpected<T>(&self, character: char, comment: &str) -> Step<T> {
        self.stop_behind(format!("Unexpected character ({}): {comment}", described(character)))
    }

    fn end_of_input<T>(&self, what: &str) -> Step<T> {
        self.stop(self.text.len(), format!("Unexpected end-of-input{what}"))
    }

    /// Jackson's notation of a place; lines and columns are one-based, columns count UTF-16
    /// units, and a carriage return alone ends a line.
    fn location(&self, at: usize, units_past: usize) -> String {
        let before = self.text[..at].replace("\r\n", "\n").replace('\r', "\n");
        let line = before.matches('\n').count() + 1;
        let row = &before[before.rfind('\n').map_or(0, |found| found + 1)..];
        let column = row.encode_utf16().count() + units_past + 1;
        format!("[Source: {}; line: {line}, column: {column}]", self.source)
    }

    fn container(&self) -> &'static str {
        match self.open.last() {
            None => "root",
            Some((_, true)) => "Object",
            Some((_, false)) => "Array",
        }
    }

    /// Where the innermost container began, as Jackson names it.
    fn container_start(&self) -> String {
        match self.open.last() {
            Some(&(start, _)) => self.location(start, 0),
            None => format!("[Source: {}; line: 1, column: 0]", self.source),
        }
    }

    /// Reads one value and everything in it.
    fn document(&mut self) -> Step {
        let Some(first) = self.space()? else { return Ok(()) };
        if matches!(first, '}' | ']') {
            return self.close(first);
        }
        self.value(first)?;
        while !self.open.is_empty() {
            let Some(next) = self.space()? else { return self.unclosed() };
            self.entry(next)?;
        }
        Ok(())
    }

    /// Reads the next member or item, or the end of the container.
    fn entry(&mut self, next: char) -> Step {
        if matches!(next, '}' | ']') {
            return self.close(next);
        }
        let next = self.comma(next)?;
        if self.open.last().is_some_and(|&(_, object)| object) {
            let value = self.name_and_colon(next)?;
            return self.value(value);
        }
        if next == '}' {
            return self.unexpected(next, "expected a value");
        }
        self.value(next)
    }

    /// Passes over the comma before an entry that is not the first.
    fn comma(&mut self, next: char) -> Step<char> {
        let opened = self.open.last().map_or(0, |&(start, _)| start + 1);
        if self.text[..self.at].trim_end().len() == opened {
            return Ok(next);
        }
        if next != ',' {
            let container = self.container();
            let comment = format!("was expecting comma to separate {container} entries");
            return self.unexpected(next, &comment);
        }
        self.at += 1;
        self.space()?.map_or_else(|| self.between_entries(), Ok)
    }

    fn between_entries<T>(&self) -> Step<T> {
        self.end_of_input(&format!(" within/between {} entries", self.container()))
    }

    fn name_and_colon(&mut self, next: char) -> Step<char> {
        if next != '"' {
            return self.unexpected(next, "was expecting double-quote to start field name");
        }
        self.string(" in field name", "name")?;
        match self.space()? {
            None => return self.between_entries(),
            Some(':') => self.at += 1,
            Some(other) => {
                let comment = "was expecting a colon to separate field name and value";
                return self.unexpected(other, comment);
            }
        }
        self.space()?.map_or_else(|| self.between_entries(), Ok)
    }

    fn unclosed(&self) -> Step {
        let (container, start) = (self.container(), self.container_start());
        let what = format!(": expected close marker for {container} (start marker at {start})");
        self.end_of_input(&what)
    }

    fn close(&mut self, closer: char) -> Step {
        let expected = match self.open.last() {
            Some((_, object)) => {
                if *object {
                    '}'
                } else {
                    ']'
                }
            }
            None => {
                if closer == '}' {
                    ']'
                } else {
                    '}'
                }
            }
        };
        if closer != expected {
            let (container, start) = (self.container(), self.container_start());
            return self.stop_behind(format!(
                "Unexpected close marker '{closer}': expected '{expected}' \
                 (for {container} starting at {start})"
            ));
        }
        self.at += 1;
        self.open.pop();
        Ok(())
    }

    fn value(&mut self, first: char) -> Step {
        match first {
            '{' | '[' => {
                self.open.push((self.at, first == '{'));
                self.at += 1;
                Ok(())
            }
            '"' => self.string(": was expecting closing quote for a string value", "string value"),
            '-' | '0'..='9' => self.number(),
            't' => self.token("true"),
            'f' => self.token("false"),
            'n' => self.token("null"),
            'N' => self.non_standard("NaN"),
            'I' => self.non_standard("Infinity"),
            '+' => self.plus(),
            _ if begins_identifier(first) => self.unrecognized(0),
            _ => self.unexpected(first, &format!("expected a valid value {VALID_VALUE}")),
        }
    }

    /// Passes over white space and gives the character after it.
    fn space(&mut self) -> Step<Option<char>> {
        while let Some(next) = self.peek() {
            match next {
                ' ' | '\t' | '\n' | '\r' => self.at += 1,
                '/' => {
                    let comment = "maybe a (non-standard) comment? (not recognized as one since \
                                   Feature 'ALLOW_COMMENTS' not enabled for parser)";
                    return self.unexpected(next, comment);
                }
                '\0'..' ' => {
                    return self.stop_behind(format!(
                        "Illegal character ({}): only regular white space (\\r, \\n, \\t) is \
                         allowed between tokens",
                        described(next)
                    ));
                }
                _ => return Ok(Some(next)),
            }
        }
        Ok(None)
    }

    fn string(&mut self, end_of_input: &str, name: &str) -> Step {
        self.at += 1;
        while let Some(next) = self.peek() {
            match next {
                '"' => {
                    self.at += 1;
                    return Ok(());
                }
                '\\' => self.escape()?,
                '\0'..' ' => {
                    return self.stop_behind(format!(
                        "Illegal unquoted character ({}): has to be escaped using backslash to \
                         be included in {name}",
                        described(next)
                    ));
                }
                _ => self.at += next.len_utf8(),
            }
        }
        self.end_of_input(end_of_input)
    }

    fn escape(&mut self) -> Step {
        self.at += 1;
        let Some(letter) = self.peek() else { return self.escape_unfinished() };
        if letter != 'u' && !"bfnrt\"/\\".contains(letter) {
            let escape = described(letter);
            return self.stop_behind(format!("Unrecognized character escape {escape}"));
        }
        self.at += 1;
        for _ in 0..if letter == 'u' { 4 } else { 0 } {
            match self.peek() {
                None => return self.escape_unfinished(),
                Some(digit) if digit.is_ascii_hexdigit() => self.at += 1,
                Some(other) => {
                    let comment = "expected a hex-digit for character escape sequence";
                    return self.unexpected(other, comment);
                }
            }
        }
        Ok(())
    }

    fn escape_unfinished(&self) -> Step {
        self.end_of_input(" in character escape sequence")
    }

    fn token(&mut self, token: &str) -> Step {
        let rest = &self.text[self.at..];
        let after = rest.strip_prefix(token).map(|after| after.chars().next());
        if after.is_none_or(|next| next.is_some_and(continues_identifier)) {
            let pairs = rest.bytes().zip(token.bytes());
            return self.unrecognized(pairs.take_while(|(a, b)| a == b).count());
        }
        self.at += token.len();
        Ok(())
    }

    /// A token that is known and not allowed.
    fn non_standard(&mut self, token: &str) -> Step {
        self.token(token)?;
        let feature = "JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS";
        self.stop(self.at, format!("Non-standard token '{token}': enable {feature} to allow"))
    }

    /// A token of which Jackson has read some bytes, and which it quotes up to its end.
    fn unrecognized(&self, read: usize) -> Step {
        let rest = &self.text[self.at..];
        let first = rest.chars().next().map_or(0, char::len_utf8).max(read);
        let mut token = rest[..first].to_owned();
        let more = rest[first..].chars().take_while(|&next| continues_identifier(next));
        token.extend(more.take(TOKEN_LENGTH_MAX.saturating_sub(token.chars().count())));
        let end = self.at + token.len();
        let dots = if token.chars().count() >= TOKEN_LENGTH_MAX { "..." } else { "" };
        self.stop(end, format!("Unrecognized token '{token}{dots}': was expecting {VALID_VALUE}"))
    }
}

/// A character as Jackson shows it: one unit of UTF-16, so half of it beyond the first plane.
fn described(character: char) -> String {
    let code = character.encode_utf16(&mut [0; 2])[0];
    let shown = if u32::from(character) > 0xffff { '?' } else { character };
    match code {
        _ if character.is_control() => format!("(CTRL-CHAR, code {code})"),
        256.. => format!("'{shown}' (code {code} / 0x{code:x})"),
        _ => format!("'{shown}' (code {code})"),
    }
}

/// `Character.isJavaIdentifierStart`, nearly.
fn begins_identifier(character: char) -> bool {
    let letter = character.is_alphabetic() && u32::from(character) <= 0xffff;
    letter || matches!(character, '_' | '$' | '¢'..='¥' | '€')
}

/// `Character.isJavaIdentifierPart`, nearly.
fn continues_identifier(character: char) -> bool {
    let space = matches!(character, '\t'..='\r' | '\u{1c}'..='\u{1f}');
    let ignorable = character.is_control() && !space;
    let digit = character.is_numeric() && u32::from(character) <= 0xffff;
    begins_identifier(character) || digit || ignorable
}
