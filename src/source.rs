//! Files, spans in them, their lines, and maps from decoded text back to the file.

use std::ops::Range;

/// A range of bytes in one file: zero-based, end exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The span of the bytes `start..end`.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The span of a range of offsets; offsets above `u32::MAX` do not occur, since
    /// [`Source::new`] takes no text that long.
    pub const fn of(range: Range<usize>) -> Self {
        Self { start: range.start as u32, end: range.end as u32 }
    }

    /// The same span as a range for slicing.
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `other` lies within this span.
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// How many bytes the span covers.
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether the span covers nothing (a place between two bytes).
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// The text of one file, byte for byte as on disk.
#[derive(Debug, Clone)]
pub struct Source {
    /// The name people know the file by: its path as given, or `<stdin>`.
    pub name: String,
    /// The text. Bytes that are not UTF-8 stand as `?`, one for one, so that offsets hold.
    pub text: String,
    /// The first bytes that were not UTF-8, if any.
    pub invalid: Option<Span>,
}

/// The largest file that is read, in bytes (1 GiB): beyond it a definition cannot be meant.
pub const FILE_BYTES_MAX: u64 = 1 << 30;

impl Source {
    /// A source from the bytes of a file.
    pub fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        let name = name.into();
        match String::from_utf8(bytes) {
            Ok(text) => Self { name, text, invalid: None },
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let wrong = error.utf8_error().error_len().unwrap_or(1);
                let text = replace_invalid(error.into_bytes());
                Self { name, text, invalid: Some(Span::of(at..at + wrong)) }
            }
        }
    }
}

/// Replaces every byte that is not part of UTF-8 by `?`, so that no offset moves.
fn replace_invalid(mut bytes: Vec<u8>) -> String {
    let mut from = 0;
    while let Err(error) = std::str::from_utf8(&bytes[from..]) {
        let start = from + error.valid_up_to();
        let end = error.error_len().map_or(bytes.len(), |wrong| start + wrong);
        bytes[start..end].fill(b'?');
        from = end;
    }
    String::from_utf8(bytes).expect("every invalid byte was replaced")
}

/// Where the lines of a text begin: turns offsets into lines and columns.
#[derive(Debug)]
pub struct LineIndex<'s> {
    text: &'s str,
    starts: Vec<u32>,
    /// How many characters begin before each block, so that the columns of a text that is all
    /// one line need not be counted from its start.
    characters: Vec<u32>,
}

/// How many bytes are counted at once.
const BLOCK: usize = 1024;

/// How many characters begin in these bytes of UTF-8.
fn beginnings(bytes: &[u8]) -> u32 {
    bytes.iter().map(|byte| u32::from(byte & 0b1100_0000 != 0b1000_0000)).sum()
}

/// A place for people: both numbers are one-based, the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The character within the line.
    pub column: u32,
}

impl<'s> LineIndex<'s> {
    /// Reads the text once.
    pub fn new(text: &'s str) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes());
        let starts = std::iter::once(0).chain(ends.map(|end| end as u32 + 1)).collect();
        let counts = text.as_bytes().chunks(BLOCK).map(beginnings).scan(0, |sum, count| {
            *sum += count;
            Some(*sum)
        });
        let characters = std::iter::once(0).chain(counts).collect();
        Self { text, starts, characters }
    }

    /// How many characters begin before an offset.
    fn characters_before(&self, offset: u32) -> u32 {
        let block = offset as usize / BLOCK;
        let rest = &self.text.as_bytes()[block * BLOCK..offset as usize];
        self.characters[block] + beginnings(rest)
    }

    /// The position of a byte offset; an offset past the end is the end.
    pub fn position(&self, offset: u32) -> Position {
        let offset = self.text.floor_char_boundary(offset as usize) as u32;
        let line = self.line_of(offset);
        let start = self.starts[line];
        let has_mark = start == 0 && offset > 0 && self.text.starts_with('\u{feff}');
        let before = self.characters_before(offset) - self.characters_before(start);
        Position { line: line as u32 + 1, column: before - u32::from(has_mark) + 1 }
    }

    /// The zero-based number of the line that holds the offset.
    pub fn line_of(&self, offset: u32) -> usize {
        self.starts.partition_point(|&start| start <= offset) - 1
    }

    /// The offset at which a line begins; the end of the text for the line after the last.
    pub fn line_start(&self, line: usize) -> u32 {
        self.starts.get(line).copied().unwrap_or(self.text.len() as u32)
    }

    /// How many lines there are (a text without a line feed has one).
    pub fn lines(&self) -> usize {
        self.starts.len()
    }
}

/// Maps offsets in a decoded text to offsets in the text it was decoded from.
///
/// Between two anchors offsets advance in step, so a text that was copied needs one anchor
/// and each escape or stripped indent adds one or two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceMap {
    anchors: Vec<Anchor>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Anchor {
    decoded: u32,
    source: u32,
}

impl SourceMap {
    /// The map of a text that stands in its source as it is, from `source` on.
    pub fn copied(source: u32) -> Self {
        Self { anchors: vec![Anchor { decoded: 0, source }] }
    }

    /// Says that from the decoded offset on, the source continues at `source`. Offsets must
    /// not decrease. Of two anchors at one decoded offset the first is where the character
    /// before ends, the last is where the character after begins.
    pub fn anchor(&mut self, decoded: u32, source: u32) {
        let new = Anchor { decoded, source };
        if let [.., before, last] = self.anchors.as_mut_slice() {
            let gap = before.decoded == decoded;
            if gap || (in_step(*before, *last) && in_step(*last, new)) {
                *last = new;
                return;
            }
        }
        if self.anchors.last() != Some(&new) {
            self.anchors.push(new);
        }
    }

    /// This map, of a text whose source is itself a text that `outer` maps.
    #[must_use]
    pub fn within(&self, outer: &Self) -> Self {
        let first = self.anchors.first().map_or(0, |anchor| anchor.source);
        let mut composed = Self::copied(outer.offset(first));
        for (place, anchor) in self.anchors.iter().enumerate() {
            composed.anchor(anchor.decoded, outer.offset(anchor.source));
            // Where the outer text has a seam, the inner one has it as well.
            let end = self.anchors.get(place + 1).map_or(u32::MAX, |next| next.decoded);
            let seams = outer.anchors.partition_point(|seam| seam.decoded <= anchor.source);
            for seam in &outer.anchors[seams..] {
                let decoded = anchor.decoded + (seam.decoded - anchor.source);
                if decoded >= end {
                    break;
                }
                composed.anchor(decoded, seam.source);
            }
        }
        composed
    }

    /// Adds this map to that of a longer text, in which its own begins at an offset.
    pub fn append_to(&self, longer: &mut Self, decoded: u32) {
        for anchor in &self.anchors {
            longer.anchor(decoded + anchor.decoded, anchor.source);
        }
    }

    /// The source offset of a decoded offset.
    pub fn offset(&self, decoded: u32) -> u32 {
        let after = self.anchors.partition_point(|anchor| anchor.decoded <= decoded);
        let anchor = self.anchors[after.saturating_sub(1)];
        let step = decoded.saturating_sub(anchor.decoded);
        let next = self.anchors.get(after).map_or(u32::MAX, |anchor| anchor.source);
        (anchor.source + step).min(next)
    }

    /// The source offset at which the character before a decoded offset ends.
    fn end_offset(&self, decoded: u32) -> u32 {
        let at = self.anchors.partition_point(|anchor| anchor.decoded < decoded);
        match self.anchors.get(at) {
            Some(anchor) if anchor.decoded == decoded => anchor.source,
            _ => self.offset(decoded),
        }
    }

    /// The decoded span of what is written in a source span, where that is written as it reads.
    pub fn copied_span(&self, source: Span) -> Option<Span> {
        let after = self.anchors.partition_point(|anchor| anchor.source <= source.start);
        let run = self.anchors[after.checked_sub(1)?];
        let decoded = |offset: u32| run.decoded + (offset - run.source);
        let span = Span::new(decoded(source.start), decoded(source.end));
        let is_whole = |next: &Anchor| source.end <= next.source && span.end <= next.decoded;
        self.anchors.get(after).is_none_or(is_whole).then_some(span)
    }

    /// The source span of a decoded span. The end is where the last character ends, so an
    /// escape is covered whole.
    pub fn span(&self, decoded: Span) -> Span {
        let start = self.offset(decoded.start);
        if decoded.is_empty() {
            return Span::new(start, start);
        }
        Span::new(start, self.end_offset(decoded.end).max(start))
    }
}

/// Whether decoded and source text advance alike from one anchor to a later one.
fn in_step(from: Anchor, to: Anchor) -> bool {
    to.source - from.source == to.decoded - from.decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_a_byte_order_mark_counts_none() {
        let index = LineIndex::new("\u{feff}{\n  \"ä\": 1\r\n}");
        assert_eq!(index.position(3), Position { line: 1, column: 1 });
        assert_eq!(index.position(5 + 5), Position { line: 2, column: 5 });
        assert_eq!(index.position(999), Position { line: 3, column: 2 });
    }

    #[test]
    fn columns_in_a_long_line_are_counted_from_its_start() {
        let text = format!("x\n{}", "aä".repeat(2000));
        let index = LineIndex::new(&text);
        assert_eq!(index.position(2 + 3000), Position { line: 2, column: 2001 });
    }

    #[test]
    fn bytes_that_are_not_utf8_keep_every_offset() {
        let source = Source::new("x", b"a\xff\xe2\x82b\xc3".to_vec());
        assert_eq!(source.text, "a???b?");
        assert_eq!(source.invalid, Some(Span::new(1, 2)));
    }

    #[test]
    fn an_escape_is_covered_whole() {
        // The source is `a\nb` from offset 10 on; decoded it is three bytes.
        let mut map = SourceMap::copied(10);
        map.anchor(1, 11);
        map.anchor(2, 13);
        assert_eq!(map.span(Span::new(1, 2)), Span::new(11, 13));
        assert_eq!(map.span(Span::new(0, 3)), Span::new(10, 14));
        assert_eq!(map.span(Span::new(2, 2)), Span::new(13, 13));
    }

    #[test]
    fn a_gap_belongs_to_neither_side() {
        // The source is `ab` from offset 10 on, three bytes that read as nothing, then `cd`.
        let mut map = SourceMap::copied(10);
        map.anchor(2, 12);
        map.anchor(2, 15);
        assert_eq!(map.span(Span::new(0, 2)), Span::new(10, 12));
        assert_eq!(map.span(Span::new(2, 4)), Span::new(15, 17));
        assert_eq!(map.span(Span::new(1, 3)), Span::new(11, 16));
    }
}
