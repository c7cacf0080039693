//! Findings for people: the message, the lines it speaks of with carets, the help.

use std::io::{self, Write};

use anstyle::Style;
use codespan_reporting::diagnostic::{Diagnostic, Label, LabelStyle, Severity as Heading};
use codespan_reporting::files::Error;
use codespan_reporting::term::{self, Chars, Config, WriteStyle};

use crate::diagnostic::{Finding, Severity};
use crate::report::Report;
use crate::report::excerpt::{Excerpt, Lines};
use crate::report::style::{self, Colours};
use crate::source::{LineIndex, Source};

/// Writes all findings.
pub fn write(out: &mut dyn Write, report: &Report, colours: Colours) -> io::Result<()> {
    report.files_at_fault().try_for_each(|file| {
        let findings = file.shown().map(|(_, finding)| finding);
        write_findings(out, &file.source, findings, colours)
    })
}

/// Writes findings in one file.
pub fn write_findings<'f>(
    out: &mut dyn Write,
    source: &Source,
    findings: impl IntoIterator<Item = &'f Finding>,
    colours: Colours,
) -> io::Result<()> {
    let index = LineIndex::new(&source.text);
    let lines = Lines { name: &source.name, text: &source.text, index: &index };
    let config = Config { chars: Chars::ascii(), ..Config::default() };
    let mut painter = Painter { out, colours, heading: None };
    for finding in findings {
        painter.heading = None;
        write_finding(&mut painter, &config, lines, finding)?;
    }
    Ok(())
}

fn write_finding(
    painter: &mut Painter<'_>,
    config: &Config,
    lines: Lines<'_>,
    finding: &Finding,
) -> io::Result<()> {
    let labels = finding.labels.iter().map(|label| label.span);
    let spans: Vec<_> = std::iter::once(finding.span).chain(labels).collect();
    let excerpt = Excerpt::new(lines, &spans);
    let diagnostic = diagnostic(&excerpt, lines, finding, painter.colours);
    match term::emit_to_write_style(painter, config, &excerpt, &diagnostic) {
        Err(Error::Io(error)) => Err(error),
        Err(error) => Err(io::Error::other(error)),
        Ok(()) => Ok(()),
    }
}

fn diagnostic(
    excerpt: &Excerpt<'_>,
    lines: Lines<'_>,
    finding: &Finding,
    colours: Colours,
) -> Diagnostic<()> {
    let help = finding.help.iter().map(|help| format!("help: {help}"));
    Diagnostic::new(heading(finding.severity))
        .with_code(colours.rule(finding.rule))
        .with_message(&finding.message)
        .with_labels(labels(excerpt, lines, finding))
        .with_notes(help.collect())
}

/// The finding's own carets, with its remark if it has one, then the other places.
fn labels(excerpt: &Excerpt<'_>, lines: Lines<'_>, finding: &Finding) -> Vec<Label<()>> {
    let remarks = || finding.labels.iter().filter(|label| label.span == finding.span);
    let own = Label::primary((), excerpt.range(lines, finding.span));
    let remark = remarks().map(|label| label.message.as_str()).collect::<Vec<_>>().join("; ");
    let others = finding.labels.iter().filter(|label| label.span != finding.span).map(|label| {
        Label::secondary((), excerpt.range(lines, label.span)).with_message(&label.message)
    });
    std::iter::once(own.with_message(remark)).chain(others).collect()
}

const fn heading(severity: Severity) -> Heading {
    match severity {
        Severity::Error => Heading::Error,
        Severity::Warning => Heading::Warning,
        Severity::Info => Heading::Note,
    }
}

const fn heading_style(heading: Heading) -> Style {
    style::of_severity(match heading {
        Heading::Bug | Heading::Error => Severity::Error,
        Heading::Warning => Severity::Warning,
        Heading::Note | Heading::Help => Severity::Info,
    })
}

/// Gives the parts of a rendered finding their styles.
struct Painter<'o> {
    out: &'o mut dyn Write,
    colours: Colours,
    /// The heading whose word comes next.
    heading: Option<Heading>,
}

impl Painter<'_> {
    fn set(&mut self, style: Style) -> io::Result<()> {
        match self.colours {
            Colours::Linked | Colours::Shown => write!(self.out, "{style}"),
            Colours::None => Ok(()),
        }
    }
}

impl Write for Painter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // The renderer knows no `info`; what it calls a note is one.
        if self.heading.take() == Some(Heading::Note) && bytes == b"note" {
            self.out.write_all(b"info")?;
            return Ok(bytes.len());
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl WriteStyle for Painter<'_> {
    fn set_header(&mut self, severity: Heading) -> io::Result<()> {
        self.set(heading_style(severity))?;
        self.heading = Some(severity);
        Ok(())
    }

    fn set_header_message(&mut self) -> io::Result<()> {
        self.reset()?;
        self.set(style::STRONG)
    }

    fn set_line_number(&mut self) -> io::Result<()> {
        self.set(style::FAINT)
    }

    fn set_note_bullet(&mut self) -> io::Result<()> {
        self.set(style::FAINT)
    }

    fn set_source_border(&mut self) -> io::Result<()> {
        self.set(style::FAINT)
    }

    fn set_label(&mut self, severity: Heading, label_style: LabelStyle) -> io::Result<()> {
        self.set(match label_style {
            LabelStyle::Primary => heading_style(severity),
            LabelStyle::Secondary => style::FAINT,
        })
    }

    fn reset(&mut self) -> io::Result<()> {
        match self.colours {
            Colours::Linked | Colours::Shown => write!(self.out, "{}", anstyle::Reset),
            Colours::None => Ok(()),
        }
    }
}
