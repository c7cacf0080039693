//! The lines of a trace: a column of time, guides for what is nested, then words.

use std::io::{self, Write};

use anstyle::Style;

use crate::diagnostic::Severity;
use crate::query::duration;
use crate::report::brief;
use crate::report::style;
use crate::report::trace::Screen;

/// How wide the column of labels is.
const LABEL_COLUMNS: usize = 11;
/// Values are given this many columns even where the terminal is too narrow.
const VALUE_COLUMNS_MIN: usize = 24;
/// Lines go no further in than this many levels, however deep the states lie.
const LEVELS_MAX: usize = 12;

/// Where the lines go.
pub(super) struct Page<'o> {
    pub(super) out: &'o mut dyn Write,
    pub(super) screen: Screen,
    /// When the execution began.
    started_millis: i64,
    /// How wide the column of time is.
    time_columns: usize,
    /// The time that was last shown.
    shown_millis: Option<i64>,
}

/// The words that stand before a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Label<'l>(pub(super) &'l str, pub(super) Style);

impl<'o> Page<'o> {
    /// A page for an execution that began then and has events at such times.
    pub(super) fn new(
        out: &'o mut dyn Write,
        screen: Screen,
        started_millis: i64,
        times: impl Iterator<Item = i64>,
    ) -> Self {
        let widths = times.map(|at| since(started_millis, at).len());
        let time_columns = widths.max().unwrap_or_default();
        Self { out, screen, started_millis, time_columns, shown_millis: None }
    }

    /// A line that begins a state.
    pub(super) fn state(
        &mut self,
        at_millis: i64,
        level: usize,
        name: &str,
        remark: &str,
    ) -> io::Result<()> {
        self.begin(Some(at_millis), level, "")?;
        let name = brief::text(name, self.room(level, remark.len() + 2));
        self.paint(style::STRONG, &name)?;
        self.paint(style::FAINT, &format!("  {remark}"))?;
        writeln!(self.out)
    }

    /// A line of a state.
    pub(super) fn field(
        &mut self,
        at_millis: i64,
        level: usize,
        Label(label, style): Label<'_>,
        text: impl FnOnce(usize) -> String,
    ) -> io::Result<()> {
        self.begin(Some(at_millis), level, "  ")?;
        self.paint(style, label)?;
        let columns = LABEL_COLUMNS.max(brief::columns(label) + 1);
        let room = self.room(level, columns + 2);
        let text = text(room);
        if !text.is_empty() {
            let blanks = columns - brief::columns(label);
            write!(self.out, "{:blanks$}{text}", "")?;
        }
        writeln!(self.out)
    }

    /// A line that begins a branch or an iteration, or speaks of those that are not shown.
    pub(super) fn strand(
        &mut self,
        level: usize,
        words: &str,
        Label(end, style): Label<'_>,
    ) -> io::Result<()> {
        self.begin(None, level.saturating_sub(1), "├ ")?;
        self.out.write_all(words.as_bytes())?;
        if !end.is_empty() {
            self.out.write_all(b"  ")?;
            self.paint(style, end)?;
        }
        writeln!(self.out)
    }

    /// Writes the time, if it is another one, and the guides. Blanks at the end of a line are
    /// never written alone: something follows.
    fn begin(&mut self, at_millis: Option<i64>, level: usize, then: &str) -> io::Result<()> {
        let columns = self.time_columns;
        let time = at_millis.filter(|at| self.shown_millis != Some(*at));
        let time = time.map(|at| since(self.started_millis, at)).unwrap_or_default();
        self.shown_millis = at_millis.or(self.shown_millis);
        self.paint(style::FAINT, &format!("{time:>columns$}  "))?;
        let guides = "│ ".repeat(level.min(LEVELS_MAX)) + then;
        self.paint(if then == "  " && level == 0 { Style::new() } else { style::FAINT }, &guides)
    }

    /// How many columns are left after so many.
    fn room(&self, level: usize, columns: usize) -> usize {
        let taken = self.time_columns + 2 + 2 * level.min(LEVELS_MAX) + columns;
        self.screen.columns.saturating_sub(taken).max(VALUE_COLUMNS_MIN)
    }

    pub(super) fn paint(&mut self, style: Style, text: &str) -> io::Result<()> {
        if text.trim_start().is_empty() || style == Style::new() {
            return self.out.write_all(text.as_bytes());
        }
        self.screen.colours.write(self.out, style, text)
    }
}

impl Label<'_> {
    /// What went in or out.
    pub(super) const fn data(label: &str) -> Label<'_> {
        Label(label, style::FAINT)
    }

    /// What was done about an error.
    pub(super) const fn remedy(label: &str) -> Label<'_> {
        Label(label, style::of_severity(Severity::Warning))
    }

    /// What went wrong.
    pub(super) const fn wrong(label: &str) -> Label<'_> {
        Label(label, style::of_severity(Severity::Error))
    }
}

/// How long after the start something is: `+1m30s`.
fn since(started_millis: i64, at_millis: i64) -> String {
    format!("+{}", duration::text(at_millis.saturating_sub(started_millis)))
}
