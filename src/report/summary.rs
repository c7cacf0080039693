//! The last line: how many findings there are in how many files.

use std::io::{self, Write};

use crate::diagnostic::Severity;
use crate::report::Report;
use crate::report::style::{self, Colours};

/// Writes the line.
pub fn write(out: &mut dyn Write, report: &Report, colours: Colours) -> io::Result<()> {
    let files = counted(report.files.len(), "file");
    let counts: Vec<_> = Severity::ALL
        .into_iter()
        .map(|severity| (severity, report.count(severity)))
        .filter(|(_, count)| *count > 0)
        .collect();
    if counts.is_empty() {
        colours.write(out, style::GOOD, &format!("{files} checked, no findings"))?;
        return writeln!(out);
    }
    for (index, (severity, count)) in counts.iter().enumerate() {
        out.write_all(separator(index, counts.len()).as_bytes())?;
        colours.write(out, style::of_severity(*severity), &counted_severity(*count, *severity))?;
    }
    writeln!(out, " in {files}")
}

/// What stands before an item of a list.
fn separator(index: usize, count: usize) -> &'static str {
    match index {
        0 => "",
        _ if index + 1 == count => " and ",
        _ => ", ",
    }
}

fn counted_severity(count: usize, severity: Severity) -> String {
    match severity {
        Severity::Info => format!("{count} info"),
        Severity::Error | Severity::Warning => counted(count, severity.as_str()),
    }
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
