//! Quoted scalars as they are written, where the parser has given up on one.

use crate::source::Span;

/// The first quote that opens a scalar in `from..=to`; comments and apostrophes do not.
pub(super) fn next_open(text: &str, from: usize, to: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at <= to && at < bytes.len() {
        let begins = at == 0 || b" \t\r\n,[{:-?".contains(&bytes[at - 1]);
        match bytes[at] {
            b'#' if begins => at += memchr::memchr(b'\n', &bytes[at..])?,
            b'"' | b'\'' if begins => return Some(at),
            _ => at += 1,
        }
    }
    None
}

/// The offset after the quote that closes the scalar which opens at `open`.
pub(super) fn end(text: &str, open: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let quote = bytes[open];
    let mut at = open + 1;
    loop {
        at += memchr::memchr2(quote, b'\\', bytes.get(at..)?)?;
        let doubled = quote == b'\'' && bytes.get(at + 1) == Some(&quote);
        match bytes[at] {
            b'\\' if quote == b'"' => at += 2,
            b'\'' if doubled => at += 2,
            b'\\' => at += 1,
            _ => return Some(at + 1),
        }
    }
}

/// The spans of the escapes that YAML does not have, in a text that begins at `start`.
pub(super) fn wrong_escapes(text: &str, start: usize) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut from = 0;
    while let Some(skip) = text[from..].find('\\') {
        let at = from + skip;
        let Some((end, valid)) = escape(text, at) else { break };
        if !valid {
            spans.push(Span::of(start + at..start + end));
        }
        from = end;
    }
    spans
}

/// Where the escape at `at` ends and whether YAML has it; none at the end of the text.
fn escape(text: &str, at: usize) -> Option<(usize, bool)> {
    const KNOWN: &str = "0abtnvfre \"/\\N_LP\t\r\n";
    let letter = text[at + 1..].chars().next()?;
    let end = at + 1 + letter.len_utf8();
    let digits = match letter {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => return Some((end, KNOWN.contains(letter))),
    };
    let code = text.get(end..end + digits).and_then(|code| u32::from_str_radix(code, 16).ok());
    let end = if code.is_some() { end + digits } else { end };
    Some((end, code.is_some_and(|code| char::from_u32(code).is_some())))
}
