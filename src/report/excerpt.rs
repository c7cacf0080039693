//! The lines of a file that a finding speaks of, long ones cut around what is labelled.
//!
//! A renderer that is given an excerpt for a file prints true lines and columns, and never
//! more than a few hundred characters of a line that has thousands.

use std::collections::BTreeMap;
use std::ops::Range;

use codespan_reporting::files::{Error, Files, Location};

use crate::source::{LineIndex, Position, Span};

/// The longest line that is shown whole, in bytes.
const LINE_BYTES_MAX: usize = 160;
/// How much of a longer line is shown on either side of a label.
const MARGIN_BYTES: usize = 40;
/// How much of a long label is shown.
const LABEL_BYTES_MAX: usize = 80;

/// A part of a file as a renderer sees it.
#[derive(Debug)]
pub(super) struct Excerpt<'s> {
    name: &'s str,
    /// Where the finding is, for the header.
    place: Position,
    /// The lines that are shown, one after the other.
    text: String,
    /// By the zero-based number of the line in the file.
    lines: BTreeMap<usize, Line>,
}

/// A line of the file, as shown.
#[derive(Debug)]
struct Line {
    /// In the text of the excerpt, line feed included.
    range: Range<usize>,
    /// What is shown of it.
    pieces: Vec<Piece>,
}

/// A part of a line that is shown as it is.
#[derive(Debug)]
struct Piece {
    /// In the file.
    source: Range<usize>,
    /// Where it begins in the text of the excerpt.
    shown: usize,
}

/// A file and its lines.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lines<'s> {
    pub(super) name: &'s str,
    pub(super) text: &'s str,
    pub(super) index: &'s LineIndex<'s>,
}

impl Lines<'_> {
    /// The number of the line where a span begins and the part of the span within that line: a
    /// span of many lines is shown by its first.
    fn clip(&self, span: Span) -> (usize, Range<usize>) {
        let start = self.text.floor_char_boundary(span.start as usize);
        let line = self.index.line_of(start as u32);
        let whole = self.range(line);
        let start = start.min(whole.end);
        let end = self.text.ceil_char_boundary(span.end as usize).clamp(start, whole.end);
        (line, start..end)
    }

    /// Where a line stands in the file, without byte order mark and line break.
    fn range(&self, line: usize) -> Range<usize> {
        let start = self.index.line_start(line) as usize;
        let whole = &self.text[start..self.index.line_start(line + 1) as usize];
        let shown = whole.trim_start_matches('\u{feff}');
        let start = start + whole.len() - shown.len();
        start..start + shown.trim_end_matches(['\r', '\n']).len()
    }
}

impl<'s> Excerpt<'s> {
    /// The excerpt that shows all of `spans`, the first of them being the finding's own.
    pub(super) fn new(file: Lines<'s>, spans: &[Span]) -> Self {
        let place = file.index.position(spans.first().map_or(0, |span| span.start));
        let mut labelled = BTreeMap::<usize, Vec<Range<usize>>>::new();
        for span in spans {
            let (line, range) = file.clip(*span);
            labelled.entry(line).or_default().push(range);
        }
        add_lines_between(&mut labelled);
        let mut excerpt =
            Self { name: file.name, place, text: String::new(), lines: BTreeMap::new() };
        for (line, ranges) in labelled {
            excerpt.add(file, line, &ranges);
        }
        excerpt
    }

    fn add(&mut self, file: Lines<'_>, line: usize, labelled: &[Range<usize>]) {
        let whole = file.range(line);
        let start = self.text.len();
        let mut pieces = Vec::new();
        let mut at = whole.start;
        for source in windows(file.text, &whole, labelled) {
            if source.start > at {
                self.text.push('…');
            }
            at = source.end;
            pieces.push(Piece { source: source.clone(), shown: self.text.len() });
            self.text.extend(file.text[source].chars().flat_map(visible));
        }
        self.text.push_str(if at < whole.end { "…\n" } else { "\n" });
        self.lines.insert(line, Line { range: start..self.text.len(), pieces });
    }

    /// Where a span is in the excerpt.
    pub(super) fn range(&self, file: Lines<'_>, span: Span) -> Range<usize> {
        let (line, range) = file.clip(span);
        let pieces = &self.lines[&line].pieces;
        shown(pieces, range.start)..shown(pieces, range.end)
    }

    fn line(&self, index: usize) -> Result<&Line, Error> {
        let max = self.lines.last_key_value().map_or(0, |(index, _)| *index);
        self.lines.get(&index).ok_or(Error::LineTooLarge { given: index, max })
    }
}

/// A renderer shows the one line between two labelled ones rather than a gap.
fn add_lines_between(labelled: &mut BTreeMap<usize, Vec<Range<usize>>>) {
    let numbers: Vec<_> = labelled.keys().copied().collect();
    for pair in numbers.windows(2) {
        if pair[1] - pair[0] == 2 {
            labelled.insert(pair[0] + 1, Vec::new());
        }
    }
}

/// What is shown of a line, in order and without overlap.
fn windows(text: &str, line: &Range<usize>, labelled: &[Range<usize>]) -> Vec<Range<usize>> {
    if line.len() <= LINE_BYTES_MAX {
        return vec![line.clone()];
    }
    let mut windows: Vec<_> = labelled.iter().map(|label| window(text, line, label)).collect();
    if windows.is_empty() {
        windows.push(window(text, line, &(line.start..line.start)));
    }
    windows.sort_by_key(|window| window.start);
    windows.dedup_by(|next, last| {
        let touches = next.start <= last.end;
        if touches {
            last.end = last.end.max(next.end);
        }
        touches
    });
    windows
}

/// What is shown of a line around one label.
fn window(text: &str, line: &Range<usize>, label: &Range<usize>) -> Range<usize> {
    let start = label.start.saturating_sub(MARGIN_BYTES).max(line.start);
    let end = label.end.min(label.start + LABEL_BYTES_MAX) + MARGIN_BYTES;
    text.floor_char_boundary(start)..text.floor_char_boundary(end.min(line.end))
}

/// Where an offset of the file is shown; one that is left out stands at the gap.
fn shown(pieces: &[Piece], offset: usize) -> usize {
    let after = pieces.partition_point(|piece| piece.source.start <= offset);
    let Some(piece) = after.checked_sub(1).map(|index| &pieces[index]) else { return 0 };
    piece.shown + (offset.min(piece.source.end) - piece.source.start)
}

/// A character as it may be sent to a terminal: a control character would move the cursor or
/// worse, so as many question marks stand for it as it has bytes.
fn visible(character: char) -> impl Iterator<Item = char> {
    let hidden = character.is_control() && character != '\t';
    let (shown, times) = if hidden { ('?', character.len_utf8()) } else { (character, 1) };
    std::iter::repeat_n(shown, times)
}

impl<'a> Files<'a> for Excerpt<'_> {
    type FileId = ();
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, (): ()) -> Result<&'a str, Error> {
        Ok(self.name)
    }

    fn source(&'a self, (): ()) -> Result<&'a str, Error> {
        Ok(&self.text)
    }

    fn line_index(&'a self, (): (), offset: usize) -> Result<usize, Error> {
        let mut lines = self.lines.iter();
        let found = lines.find(|(_, line)| line.range.contains(&offset)).map(|(index, _)| *index);
        found.ok_or(Error::IndexTooLarge { given: offset, max: self.text.len() })
    }

    fn line_range(&'a self, (): (), line: usize) -> Result<Range<usize>, Error> {
        Ok(self.line(line)?.range.clone())
    }

    fn location(&'a self, (): (), _offset: usize) -> Result<Location, Error> {
        let Position { line, column } = self.place;
        Ok(Location { line_number: line as usize, column_number: column as usize })
    }
}
