//! Findings as `JUnit` XML: a suite for each file, a case for each finding, or one that passes.

use std::io::{self, Write};

use crate::diagnostic::Finding;
use crate::report::xml::escaped;
use crate::report::{FileReport, Report};
use crate::source::{LineIndex, Position};

/// Writes the document. It has no times: those of the clock differ from run to run.
pub fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let failures: usize = report.files.iter().map(|file| file.shown().count()).sum();
    let tests: usize = report.files.iter().map(|file| file.shown().count().max(1)).sum();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<testsuites name=\"aslint\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">"
    )?;
    report.files.iter().try_for_each(|file| write_suite(out, file))?;
    writeln!(out, "</testsuites>")
}

fn write_suite(out: &mut dyn Write, file: &FileReport) -> io::Result<()> {
    let name = escaped(&file.source.name);
    let failures = file.shown().count();
    let tests = failures.max(1);
    writeln!(
        out,
        "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">"
    )?;
    if failures == 0 {
        writeln!(out, "    <testcase classname=\"{name}\" name=\"check\"/>")?;
    }
    let index = LineIndex::new(&file.source.text);
    for (definition, finding) in file.shown() {
        write_case(out, &name, definition, finding, index.position(finding.span.start))?;
    }
    writeln!(out, "  </testsuite>")
}

fn write_case(
    out: &mut dyn Write,
    file: &str,
    definition: Option<&str>,
    finding: &Finding,
    Position { line, column }: Position,
) -> io::Result<()> {
    let Finding { severity, rule, pointer, .. } = finding;
    let place =
        format!("{}{pointer}", definition.map_or_else(String::new, |name| name.to_owned() + "#"));
    let message = escaped(&finding.message);
    let help = finding.help.as_ref().map_or_else(String::new, |help| format!("\n{help}"));
    writeln!(
        out,
        "    <testcase classname=\"{file}\" name=\"{rule} {}\" line=\"{line}\">",
        escaped(&place)
    )?;
    writeln!(
        out,
        "      <failure type=\"{severity}\" message=\"{message}\">{file}:{line}:{column}: \
         {message}{}</failure>",
        escaped(&help)
    )?;
    writeln!(out, "    </testcase>")
}
