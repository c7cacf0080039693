//! One line per finding: `path:line:column: severity[rule] message`.

use std::io::{self, Write};

use crate::diagnostic::Finding;
use crate::report::style::{self, Colours};
use crate::report::{FileReport, Report};
use crate::source::{LineIndex, Position};

/// Writes all findings.
pub fn write(out: &mut dyn Write, report: &Report, colours: Colours) -> io::Result<()> {
    report.files_at_fault().try_for_each(|file| write_file(out, file, colours))
}

fn write_file(out: &mut dyn Write, file: &FileReport, colours: Colours) -> io::Result<()> {
    let index = LineIndex::new(&file.source.text);
    for (_, finding) in file.shown() {
        let place = index.position(finding.span.start);
        write_finding(out, &file.source.name, place, finding, colours)?;
    }
    Ok(())
}

fn write_finding(
    out: &mut dyn Write,
    name: &str,
    Position { line, column }: Position,
    finding: &Finding,
    colours: Colours,
) -> io::Result<()> {
    let Finding { severity, rule, message, .. } = finding;
    colours.write(out, style::STRONG, name)?;
    write!(out, ":{line}:{column}: ")?;
    colours.write(out, style::of_severity(*severity), severity.as_str())?;
    writeln!(out, "[{}] {message}", colours.rule(rule))
}
