//! Where a scalar is written, exactly: the parser leaves out the header of a block scalar.

use granit_parser::ScalarStyle;

use crate::source::Span;

/// The span of a scalar that the parser puts at `span`; the node before it ends at `from`.
pub(super) fn scalar(text: &str, from: u32, span: Span, style: ScalarStyle, decoded: &str) -> Span {
    match style {
        ScalarStyle::Plain if span.is_empty() => after_colon(text, span),
        ScalarStyle::Literal | ScalarStyle::Folded => block(text, from, span, decoded),
        _ => span,
    }
}

/// An empty value stands after its colon.
fn after_colon(text: &str, span: Span) -> Span {
    let colon = u32::from(text.as_bytes().get(span.start as usize) == Some(&b':'));
    Span::new(span.start + colon, span.start + colon)
}

fn block(text: &str, from: u32, span: Span, decoded: &str) -> Span {
    let Some(start) = header(text, from as usize, span.end as usize) else { return span };
    Span::of(start..start + written(&text[start..span.end as usize], decoded))
}

/// The offset of the `|` or `>` between two offsets: comments, anchors and tags may hold one.
fn header(text: &str, from: usize, to: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < to {
        let rest = &bytes[at..to];
        at += match bytes[at] {
            b'|' | b'>' => return Some(at),
            b'#' => memchr::memchr2(b'\n', b'\r', rest)?,
            b'!' | b'&' => rest.iter().position(u8::is_ascii_whitespace)?,
            _ => 1,
        };
    }
    None
}

/// How much of a block scalar, and of the blank lines after it, is decoded.
fn written(literal: &str, decoded: &str) -> usize {
    let content = literal.trim_end();
    if decoded.trim_end_matches('\n').is_empty() {
        return if decoded.is_empty() { content.len() } else { literal.len() };
    }
    let kept = decoded.len() - decoded.trim_end_matches('\n').len();
    let blanks_count = decoded.trim_end_matches('\n').ends_with([' ', '\t']);
    let line_end = literal[content.len()..].find(['\r', '\n']);
    let line_end = line_end.map_or(literal.len(), |end| content.len() + end);
    match kept {
        _ if blanks_count => literal.len(),
        0 => line_end,
        1 => line_end + break_length(&literal[line_end..]),
        _ => literal.len(),
    }
}

fn break_length(text: &str) -> usize {
    if text.starts_with("\r\n") { 2 } else { text.len().min(1) }
}
