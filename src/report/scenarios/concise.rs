//! One line for each scenario that has not passed, and for each fault of a file.

use std::io::{self, Write};

use crate::diagnostic::Finding;
use crate::report::scenarios::{Results, place};
use crate::report::style::{self, Colours};
use crate::source::Source;

/// Writes the lines.
pub fn write(out: &mut dyn Write, results: &Results, colours: Colours) -> io::Result<()> {
    for file in &results.files {
        for (source, findings) in &file.faults {
            for finding in findings {
                write_line(out, source, finding, "", colours)?;
            }
        }
        for (definition, verdict) in file.verdicts() {
            let name = format!("{}: ", verdict.name);
            for fault in &verdict.faults {
                write_line(out, &file.source, &fault.finding, &name, colours)?;
                if let Some(cause) = &fault.cause {
                    write_line(out, definition, cause, &name, colours)?;
                }
            }
            for warning in &verdict.warnings {
                write_line(out, &file.source, warning, &name, colours)?;
            }
        }
    }
    Ok(())
}

fn write_line(
    out: &mut dyn Write,
    source: &Source,
    finding: &Finding,
    name: &str,
    colours: Colours,
) -> io::Result<()> {
    let Finding { severity, rule, message, span, .. } = finding;
    colours.write(out, style::STRONG, &place(source, *span))?;
    write!(out, ": ")?;
    colours.write(out, style::of_severity(*severity), severity.as_str())?;
    writeln!(out, "[{rule}] {name}{message}")
}
