//! Which part of a report has which colour.

use std::borrow::Cow;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::diagnostic::Severity;
use crate::rules::Rule;

/// Whether a report may have colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    /// It is written to someone who sees them, and can follow links.
    Linked,
    /// It is written to someone who sees them.
    Shown,
    /// It is plain text.
    None,
}

/// What people look for first.
pub const STRONG: Style = Style::new().bold();

/// What says that all is well.
pub const GOOD: Style = AnsiColor::Green.on_default().bold();

/// What only guides the eye: borders, line numbers.
pub const FAINT: Style = AnsiColor::Blue.on_default();

/// The style of a severity's word and carets.
pub const fn of_severity(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::Red.on_default().bold(),
        Severity::Warning => AnsiColor::Yellow.on_default().bold(),
        Severity::Info => AnsiColor::Cyan.on_default().bold(),
    }
}

impl Colours {
    /// The name of a rule, which leads to its page where links can be followed (OSC 8).
    pub fn rule(self, name: &'static str) -> Cow<'static, str> {
        match (self, Rule::named(name)) {
            (Self::Linked, Some(rule)) => {
                let address = rule.address();
                format!("\u{1b}]8;;{address}\u{1b}\\{name}\u{1b}]8;;\u{1b}\\").into()
            }
            _ => name.into(),
        }
    }

    /// Writes a text in a style.
    pub fn write(self, out: &mut dyn Write, style: Style, text: &str) -> io::Result<()> {
        match self {
            Self::Linked | Self::Shown => write!(out, "{style}{text}{style:#}"),
            Self::None => out.write_all(text.as_bytes()),
        }
    }
}
