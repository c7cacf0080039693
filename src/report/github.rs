//! Workflow commands: findings as annotations of GitHub Actions.

use std::io::{self, Write};

use crate::diagnostic::{Finding, Severity};
use crate::report::Report;
use crate::source::LineIndex;

/// Writes one command for each finding.
pub fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    for file in report.files_at_fault() {
        let index = LineIndex::new(&file.source.text);
        for (_, finding) in file.shown() {
            write_command(out, &file.source.name, finding, &index)?;
        }
    }
    Ok(())
}

fn write_command(
    out: &mut dyn Write,
    file: &str,
    finding: &Finding,
    index: &LineIndex<'_>,
) -> io::Result<()> {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let (start, end) = (index.position(finding.span.start), index.position(finding.span.end));
    let file = property(&file.replace('\\', "/"));
    write!(out, "::{command} title={},file={file}", property(finding.rule))?;
    write!(out, ",line={},endLine={},col={}", start.line, end.line, start.column)?;
    // Columns of several lines would be taken for those of the first one.
    if start.line == end.line {
        write!(out, ",endColumn={}", end.column)?;
    }
    let help = finding.help.iter().map(|help| format!("\n{help}"));
    let message = help.fold(finding.message.clone(), |message, help| message + &help);
    writeln!(out, "::{}", data(&message))
}

/// A text as the data of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text as the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
