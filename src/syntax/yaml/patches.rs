//! A text with its faults painted over by bytes that hurt no parser: no offset ever moves.

use std::borrow::Cow;
use std::ops::Range;

/// A text and what was painted over in it.
#[derive(Clone)]
pub(super) struct Patches<'s> {
    /// The text as it is.
    pub text: &'s str,
    /// The text with the paint.
    pub working: Cow<'s, str>,
    /// Whole entries that are gone, in the order of the text.
    pub holes: Vec<Hole>,
}

/// An entry of a mapping or sequence, or several, of which nothing is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hole {
    /// Where it begins.
    pub start: u32,
    /// The column of its first character, in bytes.
    pub column: u32,
}

impl<'s> Patches<'s> {
    /// The text without any paint.
    pub fn new(text: &'s str) -> Self {
        Self { text, working: text.into(), holes: Vec::new() }
    }

    /// Whether nothing was painted over.
    pub fn is_empty(&self) -> bool {
        matches!(self.working, Cow::Borrowed(_))
    }

    /// Paints over all of a range but its line breaks. Whether that changed anything.
    pub fn paint(&mut self, range: Range<usize>, paint: u8) -> bool {
        let painted: String = self.working[range.clone()]
            .bytes()
            .map(|byte| if matches!(byte, b'\r' | b'\n') { byte } else { paint })
            .map(char::from)
            .collect();
        let changed = self.working[range.clone()] != painted;
        if changed {
            self.working.to_mut().replace_range(range, &painted);
        }
        changed
    }

    /// Puts a comma in the place of a blank or line break.
    pub fn comma(&mut self, at: usize) {
        self.working.to_mut().replace_range(at..=at, ",");
    }

    /// Blanks out whole entries from `range.start` on, which leaves a hole in what holds them.
    pub fn blank_entries(&mut self, range: Range<usize>) -> bool {
        let start = range.start;
        let column = start - self.line(start).start;
        let changed = self.paint(range, b' ');
        if changed {
            let hole = Hole { start: start as u32, column: column as u32 };
            let at = self.holes.partition_point(|other| other.start < hole.start);
            self.holes.insert(at, hole);
        }
        changed
    }

    /// The line that holds an offset, without its line feed and a byte order mark.
    pub fn line(&self, offset: usize) -> Range<usize> {
        let bytes = self.text.as_bytes();
        let start = memchr::memrchr(b'\n', &bytes[..offset]).map_or(0, |at| at + 1);
        let mark = if start == 0 && self.text.starts_with('\u{feff}') { 3 } else { 0 };
        let end = memchr::memchr(b'\n', &bytes[offset..]).map_or(bytes.len(), |at| offset + at);
        (start + mark).min(end)..end
    }

    /// The end of the lines after the one that holds `offset` which are indented further than
    /// `column`, or empty: the end of the entry that begins there.
    pub fn entry_end(&self, offset: usize, column: usize) -> usize {
        let mut end = self.line(offset).end;
        while end < self.text.len() {
            let line = self.line(end + 1);
            let text = &self.text[line.clone()];
            let inside = text.len() - text.trim_start_matches([' ', '\t']).len() > column;
            if !inside && !text.trim().is_empty() {
                break;
            }
            end = line.end;
        }
        end
    }

    /// Whether something was painted over on the line that holds an offset.
    pub fn touches_line(&self, offset: usize) -> bool {
        self.touches(&self.line(offset))
    }

    /// Whether something in the range was painted over.
    pub fn touches(&self, range: &Range<usize>) -> bool {
        self.text[range.clone()] != self.working[range.clone()]
    }
}
