//! Errors of the parser in our words, and how to get past them.

use std::ops::Range;

use granit_parser::ErrorKind;

use crate::diagnostic::{Finding, quoted};
use crate::source::Span;
use crate::syntax::yaml::assembly::{Failure, LEVELS_MAX};
use crate::syntax::yaml::patches::Patches;
use crate::syntax::yaml::quotes;
use crate::syntax::yaml::words;

/// Paint that makes a character part of a plain scalar.
const LETTER: u8 = b'_';

/// Says what is wrong and paints over it. Whether reading again can get further.
pub(super) fn recover(failure: &Failure, patches: &mut Patches<'_>) -> (Finding, bool) {
    let (finding, recovered) = Fault { failure, patches }.recover();
    (finding, recovered && !matches!(failure.error.kind(), ErrorKind::RecursionLimitExceeded))
}

struct Fault<'f, 'p, 's> {
    failure: &'f Failure,
    patches: &'p mut Patches<'s>,
}

impl Fault<'_, '_, '_> {
    fn recover(&mut self) -> (Finding, bool) {
        let at = self.failure.offset;
        match self.failure.error.kind() {
            ErrorKind::UnexpectedCharacter { character } => self.first_character(*character),
            ErrorKind::MissingAnchorOrAliasName => self.nameless(),
            ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabInPlainScalar => self.tab(),
            ErrorKind::UnclosedQuotedScalar
            | ErrorKind::InvalidQuotedScalarIndent
            | ErrorKind::DocumentIndicatorInQuotedScalar
            | ErrorKind::InvalidTrailingSingleQuotedScalar
            | ErrorKind::InvalidTrailingDoubleQuotedScalar => self.quote(),
            ErrorKind::UnknownQuotedScalarEscape
            | ErrorKind::InvalidQuotedScalarHexEscape
            | ErrorKind::InvalidUnicodeEscape => self.escape("an escape that YAML does not have"),
            ErrorKind::InvalidLowSurrogateHexEscape
            | ErrorKind::InvalidLowSurrogate
            | ErrorKind::MissingLowSurrogate
            | ErrorKind::UnpairedLowSurrogate => self.escape("half of a surrogate pair"),
            ErrorKind::MisplacedFlowCollectionEnd => self.stray_bracket(),
            ErrorKind::UnclosedFlowCollection { .. }
            | ErrorKind::MismatchedFlowCollectionEnd { .. } => self.bracket(at),
            ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::ExpectedFlowSequenceSeparator => {
                self.comma()
            }
            _ => self.by_place(),
        }
    }

    /// Errors that are best understood by where they are.
    fn by_place(&mut self) -> (Finding, bool) {
        let line = self.patches.line(self.failure.offset);
        match self.failure.flow {
            Some(_) if self.failure.all_flow => {
                return (self.told_by_kind(), false);
            }
            Some(open) if (open as usize) < line.start => return self.bracket(open as usize),
            Some(_) => return self.other(),
            None => {}
        }
        match self.failure.error.kind() {
            ErrorKind::MappingValueNotAllowed => self.colon(),
            ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => self.half_typed_key(),
            ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::ExpectedBlockSequenceEntry
            | ErrorKind::InvalidIndentation => self.indentation(),
            ErrorKind::BlockSequenceEntryNotAllowed => self.item_beside_key(),
            ErrorKind::RecursionLimitExceeded => (self.too_deep(), false),
            _ => self.other(),
        }
    }

    /// The line from an offset on, without blanks at its end.
    fn rest_of_line(&self, from: usize) -> Range<usize> {
        let end = self.patches.line(from).end;
        from..from + self.patches.text[from..end].trim_end().len()
    }

    /// The span of the character at an offset; of the one before it at the end of a line.
    fn character(&self, at: usize) -> Span {
        let text = self.patches.text;
        let next = text[at..].chars().next().filter(|next| !matches!(next, '\r' | '\n'));
        if let Some(next) = next {
            return Span::of(at..at + next.len_utf8());
        }
        let before = text[..at].chars().next_back().map_or(0, char::len_utf8);
        Span::of(at - before..at)
    }

    fn paint(&mut self, span: Span, paint: u8) -> bool {
        self.patches.paint(span.range(), paint)
    }

    fn first_character(&mut self, character: char) -> (Finding, bool) {
        let span = self.character(self.failure.offset);
        let name = quoted(character.encode_utf8(&mut [0; 4]));
        let finding =
            Finding::new(span, format!("a value without quotes cannot begin with {name}"))
                .help("put the value in quotes");
        let painted = self.paint(span, LETTER);
        (finding, painted || self.blank_entry())
    }

    /// A `*` or `&` without a name, as people write it for "all".
    fn nameless(&mut self) -> (Finding, bool) {
        let at = self.failure.offset;
        let mark = self.patches.text[at..].find(['*', '&']).map_or(at, |skip| at + skip);
        let before = self.patches.text[..at].ends_with(['*', '&']);
        let span =
            self.character(if before { at - 1 } else { mark.min(self.patches.line(at).end) });
        let name = quoted(&self.patches.text[span.range()]);
        let finding = Finding::new(span, format!("{name} stands here without a name"))
            .help("put the value in quotes: `*` begins an alias and `&` an anchor");
        let painted = self.paint(span, LETTER);
        (finding, painted || self.blank_entry())
    }

    /// Reported once: who indents one line with tabs does so with many.
    fn tab(&mut self) -> (Finding, bool) {
        let at = self.failure.offset;
        let line = self.patches.line(at);
        let tab = self.patches.text[line.clone()].find('\t').map_or(at, |skip| line.start + skip);
        let finding = Finding::new(self.character(tab), "a tab where YAML takes only blanks")
            .help("indent with blanks");
        let painted = self.paint_tabs(line.start);
        (finding, painted || self.blank_entry())
    }

    /// Paints over all tabs before the first word of a line, from the line at `from` on.
    fn paint_tabs(&mut self, from: usize) -> bool {
        let mut painted = false;
        let mut start = from;
        while start <= self.patches.text.len() {
            let line = self.patches.line(start);
            let text = &self.patches.text[line.clone()];
            let indent = text.len() - text.trim_start_matches([' ', '\t', '-']).len();
            let tabs = line.start..line.start + indent;
            for at in memchr::memchr_iter(b'\t', self.patches.text[tabs.clone()].as_bytes()) {
                let tab = tabs.start + at;
                painted |= self.patches.paint(tab..tab + 1, b' ');
            }
            start = line.end + 1;
        }
        painted
    }

    /// The quote that opens the scalar in which, or after which, the error was found. The
    /// nodes are known only up to some place before it.
    fn opening_quote(&self) -> usize {
        let (text, offset) = (&self.patches.working, self.failure.offset);
        let mut from = (self.failure.last.end as usize).min(offset);
        while let Some(open) = quotes::next_open(text, from, offset) {
            match quotes::end(text, open) {
                Some(end) if end <= offset && !text[end..offset].trim().is_empty() => from = end,
                _ => return open,
            }
        }
        offset
    }

    fn quote(&mut self) -> (Finding, bool) {
        let open = self.opening_quote();
        let one_line = self.patches.line(open).contains(&self.failure.offset);
        let closed = matches!(
            self.failure.error.kind(),
            ErrorKind::InvalidTrailingSingleQuotedScalar
                | ErrorKind::InvalidTrailingDoubleQuotedScalar
        );
        let finding = if closed && one_line {
            let span = Span::of(self.rest_of_line(self.failure.offset));
            Finding::new(span, "text follows the closing quote")
                .help("escape quotes within the value: `\\\"` in double quotes, `''` in single")
        } else {
            Finding::new(self.character(open), "the quote is not closed")
                .help("add the closing quote")
        };
        (finding, self.blank_value(open))
    }

    /// Paints over all backslashes of the scalar on its line that are at fault.
    fn escape(&mut self, what: &str) -> (Finding, bool) {
        let open = self.failure.offset;
        let line = self.rest_of_line(open);
        let mut spans = quotes::wrong_escapes(&self.patches.text[line.clone()], line.start);
        if spans.is_empty() {
            spans.push(self.character(open));
        }
        let finding = Finding::new(spans[0], what.to_owned())
            .help("write `\\\\` for a backslash, or use single quotes, which have no escapes");
        let mut painted = false;
        for span in spans {
            painted |= self.paint(self.character(span.start as usize), LETTER);
        }
        (finding, painted || self.blank_value(open))
    }

    fn stray_bracket(&mut self) -> (Finding, bool) {
        let span = self.character(self.failure.offset);
        let name = quoted(&self.patches.text[span.range()]);
        let finding = Finding::new(span, format!("{name} closes nothing")).help("remove it");
        let painted = self.paint(span, b' ');
        (finding, painted)
    }

    fn bracket(&mut self, open: usize) -> (Finding, bool) {
        let span = self.character(open);
        let name = quoted(&self.patches.text[span.range()]);
        let close = if self.patches.text[open..].starts_with('[') { "]" } else { "}" };
        let finding = Finding::new(span, format!("{name} is not closed"))
            .help(format!("add the `{close}`, or put the value in quotes if it is text"));
        (finding, self.blank_value(open))
    }

    /// Two values in a flow collection with only blanks between them: the comma is painted in,
    /// unless the bracket was more likely forgotten on a line before.
    fn comma(&mut self) -> (Finding, bool) {
        let (at, last) = (self.failure.offset, self.failure.last.end as usize);
        let one_line = self.patches.line(at).start <= last;
        let between = self.patches.working.get(last..at).unwrap_or("");
        let is_blank = |byte: u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        let blank = !between.is_empty() && between.bytes().all(is_blank);
        if !blank || !(one_line || self.failure.all_flow) {
            return self.by_place();
        }
        let finding = Finding::new(self.character(at), "a comma is missing before this")
            .label(Span::of(last..at), "between these two")
            .help("put a comma between the two");
        self.patches.comma(at - 1);
        (finding, true)
    }

    /// A colon after a value: within its line it is meant as text, on a further line it
    /// belongs to a key that is indented too far.
    fn colon(&mut self) -> (Finding, bool) {
        let (at, last) = (self.failure.offset, self.failure.last);
        let line = self.patches.line(at);
        if (last.start as usize) < line.start {
            return self.swallowed_key(line);
        }
        let end = self.rest_of_line(at).end;
        let comment = self.patches.text[at..end].find(" #").map_or(end, |skip| at + skip);
        let span =
            Span::of((last.start as usize).min(at)..comment.max(self.character(at).range().end));
        let finding = Finding::new(span, "a second `: ` on the line")
            .help("put the value in quotes if the colon belongs to it");
        let mut painted = false;
        for skip in memchr::memchr_iter(b':', &self.patches.text.as_bytes()[at..comment]) {
            painted |= self.patches.paint(at + skip..at + skip + 1, LETTER);
        }
        (finding, painted || self.blank_entry())
    }

    /// A key whose line was read as more of the value, or of the half-typed key, before it.
    fn swallowed_key(&mut self, line: Range<usize>) -> (Finding, bool) {
        if !self.failure.value_expected && !self.failure.last.is_empty() {
            let start = self.failure.last.start as usize;
            let before = self.patches.line(start);
            // A blank that is none to YAML begins a scalar.
            let first = self.entry(before).min(start);
            let entry = self.entry(line.clone());
            let is_value = self.patches.text[first..start].contains(':');
            if is_value {
                let entry_end = self.character(entry).range().end;
                let span = Span::of(entry..self.failure.offset.max(entry_end));
                let name = quoted(&self.patches.text[span.range()]);
                let message = format!("{name} is indented further than its neighbours");
                let finding = Finding::new(span, message)
                    .label(self.character(start), "so it is read as more of this value")
                    .help("align it with the key above");
                let column = entry - line.start;
                let end = self.patches.entry_end(line.start, column);
                return (finding, self.patches.blank_entries(entry..end));
            }
            return self.no_colon(start);
        }
        self.half_typed_key()
    }

    fn half_typed_key(&mut self) -> (Finding, bool) {
        let line = self.patches.line(self.failure.offset);
        let start = self.entry(line);
        self.no_colon(start)
    }

    fn no_colon(&mut self, start: usize) -> (Finding, bool) {
        let span = Span::of(self.rest_of_line(start));
        let span = if span.is_empty() { self.character(start) } else { span };
        let name = quoted(&self.patches.text[span.range()]);
        let finding = Finding::new(span, format!("{name} has no value"))
            .help("write a colon and a blank after a key");
        let line = self.patches.line(start);
        let end = self.patches.entry_end(start, start - line.start);
        (finding, self.patches.blank_entries(start..end))
    }

    fn indentation(&mut self) -> (Finding, bool) {
        let line = self.patches.line(self.failure.offset);
        let text = &self.patches.text[line.clone()];
        let start = line.start + (text.len() - text.trim_start().len());
        let start = start.min(self.failure.offset.max(line.start));
        let word = self.patches.text[start..line.end].find([':', ' ']).unwrap_or(line.end - start);
        let span = Span::of(start..start + word);
        let span = if span.is_empty() { self.character(start) } else { span };
        let (message, help) = if text.trim_start().starts_with("- ") {
            ("a list item where a key is expected", "indent the items below the key of their list")
        } else {
            ("the indentation is that of no line above", "align it with its neighbours")
        };
        let end = self.patches.entry_end(start, start - line.start);
        (Finding::new(span, message).help(help), self.patches.blank_entries(start..end))
    }

    fn item_beside_key(&mut self) -> (Finding, bool) {
        let at = self.failure.offset;
        let finding = Finding::new(self.character(at), "a list cannot begin beside its key")
            .help("begin the list on the next line, or put the value in quotes");
        (finding, self.blank_value(at))
    }

    fn too_deep(&self) -> Finding {
        let message = format!("more than {LEVELS_MAX} levels of nesting");
        Finding::new(self.character(self.failure.offset), message)
    }

    fn told_by_kind(&self) -> Finding {
        words::of(&self.failure.error, self.character(self.failure.offset))
    }

    /// Errors without a shape of their own.
    fn other(&mut self) -> (Finding, bool) {
        let at = self.failure.offset;
        if matches!(self.failure.error.kind(), ErrorKind::RecursionLimitExceeded) {
            return (self.too_deep(), false);
        }
        let finding = self.told_by_kind();
        let beside_key = self.patches.line(at).contains(&(self.failure.last.end as usize));
        let painted = match self.failure.flow {
            Some(open) => self.blank_value(open as usize),
            None if self.failure.value_expected && beside_key => self.blank_value(at),
            None => self.blank_entry(),
        };
        (finding, painted || self.blank_entry())
    }

    /// The offset of the first word of a line, after the dashes of list items.
    fn entry(&self, line: Range<usize>) -> usize {
        let text = &self.patches.text[line.clone()];
        let mut entry = text.trim_start();
        while let Some(rest) = entry.strip_prefix("- ") {
            entry = rest.trim_start();
        }
        line.start + (text.len() - entry.len())
    }

    /// Blanks out a value that begins at `from`, with the lines that belong to it: what was
    /// there is missing, but its key is known.
    fn blank_value(&mut self, from: usize) -> bool {
        let line = self.patches.line(from);
        let from = from.max(line.start);
        let column = self.entry(line.clone()).min(from) - line.start;
        let end = self.patches.entry_end(from, column);
        if self.patches.text[line.start..from].trim_end().ends_with(':') {
            self.patches.paint(from..end, b' ')
        } else {
            self.patches.blank_entries(from..end)
        }
    }

    /// Blanks out the entry on the line of the error, and at last the whole line.
    fn blank_entry(&mut self) -> bool {
        let line = self.patches.line(self.failure.offset);
        let start = self.entry(line.clone());
        let end = self.patches.entry_end(start, start - line.start);
        self.patches.blank_entries(start..end) || self.patches.blank_entries(line.start..line.end)
    }
}
