//! How the decoded text of a scalar lies in its source: escapes, folded lines, stripped indents.
//!
//! Decoding is done once more here, slowly and with a record of where each character came from:
//! this is needed only for a place inside a string that something is wrong with.

use std::ops::Range;

use crate::source::SourceMap;

/// The map from `decoded` to the text around `literal`, which is how the scalar is written
/// (quotes or block header included) and begins at offset `start` there.
///
/// The literal is read as each notation that begins alike, until one gives the decoded text.
/// Where none does, what follows the first difference maps to the end of the literal.
pub fn source_map(literal: &str, decoded: &str, start: u32) -> SourceMap {
    let trace = match literal.as_bytes().first() {
        Some(b'"') => first_of([yaml_double, json], literal, decoded),
        Some(b'\'') => first_of([yaml_single, json], literal, decoded),
        Some(b'|' | b'>') => block(literal, decoded),
        _ => plain(literal),
    };
    trace.into_map(literal, decoded, start)
}

/// A decoded text, piece by piece, with the range in the literal of each.
#[derive(Default)]
struct Trace {
    text: String,
    pieces: Vec<(usize, Range<usize>)>,
}

impl Trace {
    /// Adds a text that is written as `source`.
    fn piece(&mut self, text: &str, source: Range<usize>) {
        self.pieces.push((self.text.len(), source));
        self.text.push_str(text);
    }

    /// Adds a character that is written as `source`.
    fn character(&mut self, character: char, source: Range<usize>) {
        self.piece(character.encode_utf8(&mut [0; 4]), source);
    }

    fn into_map(self, literal: &str, decoded: &str, start: u32) -> SourceMap {
        let mut map = SourceMap::copied(start);
        let is_same = self.text == decoded;
        let same = if is_same { decoded.len() } else { common_prefix(&self.text, decoded) };
        let ends = self.pieces.iter().skip(1).map(|piece| piece.0).chain([self.text.len()]);
        for ((from, source), to) in self.pieces.iter().zip(ends) {
            if *from >= same && to > same {
                break;
            }
            map.anchor(*from as u32, start + source.start as u32);
            // Only what is written as it reads can be the same in part.
            let (to, end) = match to.checked_sub(same) {
                Some(rest) => (same, source.end.saturating_sub(rest)),
                None => (to, source.end),
            };
            map.anchor(to as u32, start + end as u32);
        }
        if same < decoded.len() {
            let end = start + literal.len() as u32;
            map.anchor(same as u32, end);
            map.anchor(decoded.len() as u32, end);
        }
        map
    }
}

/// How many bytes two texts have in common at their start, in whole characters.
fn common_prefix(one: &str, other: &str) -> usize {
    let same = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    one.floor_char_boundary(same).min(other.floor_char_boundary(same))
}

fn first_of(readings: [fn(&str) -> Trace; 2], literal: &str, decoded: &str) -> Trace {
    let [first, second] = readings;
    let trace = first(literal);
    if trace.text == decoded { trace } else { second(literal) }
}

/// The offset after the character at `at`.
fn after(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(1, char::len_utf8)
}

/// The range of the line break at `at`, if there is one.
fn line_break(text: &str, at: usize) -> Option<Range<usize>> {
    match text.as_bytes().get(at)? {
        b'\r' if text.as_bytes().get(at + 1) == Some(&b'\n') => Some(at..at + 2),
        b'\r' | b'\n' => Some(at..at + 1),
        _ => None,
    }
}

/// The offset of the first byte from `at` on that is no blank.
fn skip_blanks(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + (rest.len() - rest.trim_start_matches([' ', '\t']).len())
}

/// The offsets between the quotes of a literal.
fn inside(literal: &str) -> Range<usize> {
    let quote = &literal[..1];
    let closed = literal.len() > 1 && literal.ends_with(quote);
    1..literal.len() - usize::from(closed)
}

fn plain(literal: &str) -> Trace {
    flow(literal, 0..literal.len(), b'\n', |_, _| None)
}

fn yaml_single(literal: &str) -> Trace {
    flow(literal, inside(literal), b'\'', |text, at| {
        text[at..].starts_with("''").then_some((Some('\''), at + 2))
    })
}

fn yaml_double(literal: &str) -> Trace {
    flow(literal, inside(literal), b'\\', |text, at| escape(text, at, yaml_escape))
}

/// What stands at an offset if it is an escape: its character, if it has one, and its end.
type Escape = Option<(Option<char>, usize)>;

/// A YAML scalar whose lines fold, with the escapes of its notation, which begin with `mark`.
fn flow(
    literal: &str,
    range: Range<usize>,
    mark: u8,
    escape_at: impl Fn(&str, usize) -> Escape,
) -> Trace {
    let mut trace = Trace::default();
    let text = &literal[..range.end];
    let mut at = range.start;
    while at < text.len() {
        let (stop, end) = run(text, at, mark);
        if stop > at {
            trace.piece(&text[at..stop], at..stop);
            at = stop;
        } else if line_break(text, end).is_some() {
            at = fold(&mut trace, text, end);
        } else if let Some((character, end)) = escape_at(text, at) {
            at = match character {
                Some(character) => {
                    trace.character(character, at..end);
                    end
                }
                None => empty_lines(&mut trace, text, end),
            };
        } else {
            let end = after(text, at);
            trace.piece(&text[at..end], at..end);
            at = end;
        }
    }
    trace
}

/// Where what stands for itself ends, and where something else begins: between the two are blanks
/// before a line break.
fn run(text: &str, at: usize, mark: u8) -> (usize, usize) {
    let rest = &text.as_bytes()[at..];
    let end = at + memchr::memchr3(b'\r', b'\n', mark, rest).unwrap_or(rest.len());
    if line_break(text, end).is_none() {
        return (end, end);
    }
    (at + text[at..end].trim_end_matches([' ', '\t']).len(), end)
}

/// Reads the line break at `at` and the empty lines after it: alone it reads as a blank, else
/// it reads as nothing and each empty line as a line feed.
fn fold(trace: &mut Trace, text: &str, at: usize) -> usize {
    let first = line_break(text, at).expect("called at a line break");
    let next = skip_blanks(text, first.end);
    if line_break(text, next).is_some() {
        return empty_lines(trace, text, next);
    }
    trace.piece(" ", first);
    next
}

/// Reads empty lines and the indentation of the line after them.
fn empty_lines(trace: &mut Trace, text: &str, at: usize) -> usize {
    let mut at = skip_blanks(text, at);
    while let Some(range) = line_break(text, at) {
        at = skip_blanks(text, range.end);
        trace.piece("\n", range);
    }
    at
}

/// A JSON or JSON5 string.
fn json(literal: &str) -> Trace {
    let mut trace = Trace::default();
    let Range { start: mut at, end: body_end } = inside(literal);
    let text = &literal[..body_end];
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        let next = at + memchr::memchr(b'\\', rest).unwrap_or(rest.len());
        if next > at {
            trace.piece(&text[at..next], at..next);
        }
        let Some((character, end)) = escape(text, next, json_escape) else {
            // A backslash that nothing follows.
            trace.piece(&text[next..], next..text.len());
            break;
        };
        if let Some(character) = character {
            trace.character(character, next..end);
        }
        at = end;
    }
    trace
}

/// The escape at `at`, if a backslash stands there: an escaped line break has no character.
fn escape(text: &str, at: usize, named: fn(char) -> char) -> Escape {
    let letter = text[at..].strip_prefix('\\')?.chars().next()?;
    let end = at + 1 + letter.len_utf8();
    let digits = match letter {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        '\r' | '\n' => return Some((None, line_break(text, at + 1)?.end)),
        '\u{2028}' | '\u{2029}' => return Some((None, end)),
        _ => return Some((Some(named(letter)), end)),
    };
    let Some(code) = hexadecimal(text, end, digits) else { return Some((Some(letter), end)) };
    Some(code_point(text, code, end + digits))
}

fn hexadecimal(text: &str, at: usize, digits: usize) -> Option<u32> {
    let written = text.get(at..at + digits)?;
    let all = written.bytes().all(|byte| byte.is_ascii_hexdigit());
    if all { u32::from_str_radix(written, 16).ok() } else { None }
}

/// The character of a code, joined with the low surrogate that follows a high one.
fn code_point(text: &str, code: u32, end: usize) -> (Option<char>, usize) {
    if (0xD800..0xDC00).contains(&code) && text[end..].starts_with("\\u") {
        let low = hexadecimal(text, end + 2, 4).filter(|low| (0xDC00..0xE000).contains(low));
        if let Some(low) = low {
            let code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            return (char::from_u32(code), end + 6);
        }
    }
    (Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)), end)
}

fn json_escape(letter: char) -> char {
    match letter {
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        '0' => '\0',
        other => other,
    }
}

fn yaml_escape(letter: char) -> char {
    match letter {
        'a' => '\u{7}',
        'e' => '\u{1b}',
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        other => json_escape(other),
    }
}

/// The lines of a block scalar: of each its content and its line break.
struct Line {
    content: Range<usize>,
    end: Range<usize>,
}

/// A literal or folded block scalar. The chomping is taken from the decoded text.
fn block(literal: &str, decoded: &str) -> Trace {
    let folded = literal.starts_with('>');
    let mut trace = Trace::default();
    let mut before: Option<bool> = None;
    let mut breaks: Vec<Range<usize>> = Vec::new();
    for line in lines(literal, decoded) {
        if !line.content.is_empty() {
            let content = &literal[line.content.clone()];
            let normal = folded && !content.starts_with([' ', '\t']);
            between(&mut trace, &breaks, normal && before == Some(true));
            breaks.clear();
            before = Some(normal);
            trace.piece(content, line.content);
        }
        breaks.push(line.end);
    }
    for range in breaks {
        if trace.text.len() < decoded.len() {
            trace.piece("\n", range);
        }
    }
    trace
}

/// Reads the line breaks between two lines with content.
fn between(trace: &mut Trace, breaks: &[Range<usize>], fold: bool) {
    let kept = match breaks {
        [only] if fold => return trace.piece(" ", only.clone()),
        [_, kept @ ..] if fold => kept,
        all => all,
    };
    for range in kept {
        trace.piece("\n", range.clone());
    }
}

/// The lines after the header, their indentation stripped.
fn lines(literal: &str, decoded: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = literal.find(['\r', '\n']).unwrap_or(literal.len());
    start = line_break(literal, start).map_or(start, |range| range.end);
    while start < literal.len() {
        let rest = &literal[start..];
        let stop = start + rest.find(['\r', '\n']).unwrap_or(rest.len());
        let end = line_break(literal, stop).unwrap_or(stop..stop);
        let next = end.end;
        lines.push(Line { content: start..stop, end });
        start = next;
    }
    let indent = indentation(literal, decoded, &lines);
    for line in &mut lines {
        line.content.start += indent.min(leading_spaces(&literal[line.content.clone()]));
    }
    lines
}

/// How far the content is indented: the first line that is not empty tells, as the empty ones
/// before it are line feeds in the decoded text too. Without content, blanks are all indent.
fn indentation(literal: &str, decoded: &str, lines: &[Line]) -> usize {
    let content = decoded.trim_start_matches('\n');
    let first = lines.get(decoded.len() - content.len()).filter(|_| !content.is_empty());
    first.map_or(usize::MAX, |first| {
        let written = leading_spaces(&literal[first.content.clone()]);
        written.saturating_sub(leading_spaces(content))
    })
}

fn leading_spaces(text: &str) -> usize {
    text.bytes().take_while(|byte| *byte == b' ').count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    /// Checks how each character of the decoded text is written.
    fn check(literal: &str, decoded: &str, written: &[&str]) {
        let map = source_map(literal, decoded, 0);
        let spans = decoded
            .char_indices()
            .map(|(at, character)| map.span(Span::of(at..at + character.len_utf8())));
        let found: Vec<_> = spans.map(|span| &literal[span.range()]).collect();
        assert_eq!(found, written, "{literal}");
    }

    #[test]
    fn each_character_leads_to_how_it_is_written() {
        check(r#""a\n\u00e9\ud83d\ude00""#, "a\né😀", &["a", r"\n", r"\u00e9", r"\ud83d\ude00"]);
        check(r#""\ud800x""#, "\u{fffd}x", &[r"\ud800", "x"]);
        check(r#""\ud800\u0041""#, "\u{fffd}A", &[r"\ud800", r"\u0041"]);
        check(r"'it\'s'", "it's", &["i", "t", r"\'", "s"]);
        check("'it''s'", "it's", &["i", "t", "''", "s"]);
        check("'a\\\n b'", "a b", &["a", " ", "b"]);
        check("\"a \n\n  b\"", "a\nb", &["a", "\n", "b"]);
        check("\"a\\\r\n  b\"", "ab", &["a", "b"]);
        check("a\n  b", "a b", &["a", "\n", "b"]);
        check("|2- # c\n   a\r\n\r\n  b", " a\n\nb", &[" ", "a", "\r\n", "\r\n", "b"]);
        check(">\n  a\n  b\n\n  c\n", "a b\nc\n", &["a", "\n", "b", "\n", "c", "\n"]);
    }

    #[test]
    fn what_reads_otherwise_leads_to_the_end() {
        check("\"abc\"", "axy", &["a", "", ""]);
    }
}
