//! Where results, messages and colours go.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use anstream::stream::{AsLockedWrite, RawStream};
use anstream::{AutoStream, ColorChoice};
use anstyle::Style;
use clap::ValueEnum;

use crate::cli::{Failure, written};
use crate::diagnostic::{Finding, Severity};
use crate::report::full;
use crate::report::style::{self, Colours};
use crate::source::Source;

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ColourChoice {
    /// Where the output is a terminal that has them.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How to speak to whoever runs the command.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terminal {
    pub(super) colour: ColourChoice,
    pub(super) quiet: bool,
    pub(super) verbose: bool,
}

/// Where results are written, and whether in colours.
pub(super) type Output = (Box<dyn Write>, Colours);

impl Terminal {
    /// The standard output, locked and buffered.
    pub(super) fn stdout(self) -> Output {
        let stdout = io::stdout().lock();
        let choice = self.choice(&stdout);
        let (out, colours) = painted(stdout, choice);
        let has_links = || supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
        let is_linked = colours == Colours::Shown && has_links();
        (out, if is_linked { Colours::Linked } else { colours })
    }

    /// A file, made anew. There are no colours in files unless they are asked for.
    pub(super) fn file(self, path: &Path) -> Result<Output, Failure> {
        let colours = match self.colour {
            ColourChoice::Always => Colours::Shown,
            ColourChoice::Auto | ColourChoice::Never => Colours::None,
        };
        let file = File::create(path).map_err(|error| {
            Failure(format!("{}: this file cannot be written: {error}", path.display()))
        })?;
        Ok((Box::new(BufWriter::new(file)), colours))
    }

    /// The standard error output, locked and buffered.
    pub(super) fn stderr(self) -> Output {
        let stderr = io::stderr().lock();
        let choice = self.choice(&stderr);
        painted(stderr, choice)
    }

    /// Tells of a failure.
    pub(super) fn error(self, message: &str) {
        self.say(style::of_severity(Severity::Error), "error", message);
    }

    /// Tells what only curious people want to know.
    pub(super) fn note(self, message: &str) {
        if self.verbose {
            self.say(style::of_severity(Severity::Info), "note", message);
        }
    }

    /// Tells what goes on, unless nobody wants to know.
    pub(super) fn tell(self, message: &str) {
        if !self.quiet {
            self.say(style::of_severity(Severity::Info), "note", message);
        }
    }

    /// How many columns a line of the standard output has; 100 where nobody knows.
    pub(super) fn columns() -> usize {
        let said = || std::env::var("COLUMNS").ok()?.parse().ok();
        let width = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        width.or_else(said).unwrap_or(100)
    }

    /// Shows findings in a file.
    pub(super) fn show(self, source: &Source, findings: &[Finding]) -> Result<(), Failure> {
        let (mut out, colours) = self.stderr();
        let shown = full::write_findings(&mut *out, source, findings, colours);
        written(shown.and_then(|()| out.flush()))
    }

    fn say(self, style: Style, word: &str, message: &str) {
        let (mut out, colours) = self.stderr();
        // Where a message cannot be written, there is no one to tell.
        let _ = colours
            .write(&mut *out, style, word)
            .and_then(|()| writeln!(out, ": {message}"))
            .and_then(|()| out.flush());
    }

    fn choice(self, stream: &impl RawStream) -> ColorChoice {
        let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        match self.colour {
            ColourChoice::Always => ColorChoice::Always,
            ColourChoice::Never => ColorChoice::Never,
            ColourChoice::Auto if set("NO_COLOR").is_some() => ColorChoice::Never,
            ColourChoice::Auto => {
                match set("FORCE_COLOR").as_deref().map(OsStr::as_encoded_bytes) {
                    Some(b"0" | b"false") => ColorChoice::Never,
                    Some(_) => ColorChoice::Always,
                    None => AutoStream::choice(stream),
                }
            }
        }
    }
}

/// A stream and its colours. One without colours is written to as it is: JSON need not be
/// searched for escape sequences.
fn painted(stream: impl RawStream + AsLockedWrite + 'static, choice: ColorChoice) -> Output {
    if choice == ColorChoice::Never {
        return (Box::new(BufWriter::new(stream)), Colours::None);
    }
    let stream = AutoStream::new(stream, choice);
    (Box::new(BufWriter::new(stream)), Colours::Shown)
}
