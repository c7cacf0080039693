//! Findings as Checkstyle's XML, which many CI servers read.

use std::io::{self, Write};

use crate::diagnostic::Finding;
use crate::report::xml::escaped;
use crate::report::{FileReport, Report};
use crate::source::{LineIndex, Position};

/// Writes the document: an element for each file that was looked at.
pub fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<checkstyle version=\"8.0\">")?;
    report.files.iter().try_for_each(|file| write_file(out, file))?;
    writeln!(out, "</checkstyle>")
}

fn write_file(out: &mut dyn Write, file: &FileReport) -> io::Result<()> {
    writeln!(out, "  <file name=\"{}\">", escaped(&file.source.name))?;
    let index = LineIndex::new(&file.source.text);
    for (_, finding) in file.shown() {
        write_error(out, finding, index.position(finding.span.start))?;
    }
    writeln!(out, "  </file>")
}

fn write_error(
    out: &mut dyn Write,
    finding: &Finding,
    Position { line, column }: Position,
) -> io::Result<()> {
    let Finding { severity, rule, .. } = finding;
    let message = escaped(&finding.message);
    writeln!(
        out,
        "    <error line=\"{line}\" column=\"{column}\" severity=\"{severity}\" \
         message=\"{message}\" source=\"aslint.{rule}\"/>"
    )
}
