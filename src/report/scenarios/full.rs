//! Scenarios for people: a line for each, then what is not as expected, with the lines of the
//! files it speaks of.

use std::io::{self, Write};

use crate::diagnostic::{Finding, Severity};
use crate::query::duration;
use crate::report::full::write_findings;
use crate::report::scenarios::{FileResults, Results, place};
use crate::report::style::{self, Colours};
use crate::scenario::{Ending, Fault, Verdict};
use crate::source::Source;

/// Writes all results.
pub fn write(out: &mut dyn Write, results: &Results, colours: Colours) -> io::Result<()> {
    for (number, file) in results.files.iter().enumerate() {
        // Findings end with a line of their own.
        if number > 0 && !has_findings(&results.files[number - 1]) {
            writeln!(out)?;
        }
        write_file(out, file, colours)?;
    }
    Ok(())
}

fn has_findings(file: &FileResults) -> bool {
    !file.faults.is_empty() || file.verdicts().any(|(_, verdict)| has_something_to_tell(verdict))
}

fn has_something_to_tell(verdict: &Verdict) -> bool {
    !verdict.faults.is_empty() || !verdict.warnings.is_empty()
}

fn write_file(out: &mut dyn Write, file: &FileResults, colours: Colours) -> io::Result<()> {
    colours.write(out, style::STRONG, &file.source.name)?;
    writeln!(out)?;
    for (_, verdict) in file.verdicts() {
        write_line(out, verdict, colours)?;
    }
    if has_findings(file) {
        writeln!(out)?;
    }
    for (source, findings) in &file.faults {
        write_findings(out, source, findings, colours)?;
    }
    for (definition, verdict) in file.verdicts() {
        write_verdict(out, file, definition, verdict, colours)?;
    }
    Ok(())
}

fn write_line(out: &mut dyn Write, verdict: &Verdict, colours: Colours) -> io::Result<()> {
    write!(out, "  ")?;
    if verdict.has_passed() {
        colours.write(out, style::GOOD, "pass")?;
    } else {
        colours.write(out, style::of_severity(Severity::Error), "FAIL")?;
    }
    write!(out, "  {}", verdict.name)?;
    match &verdict.ending {
        Some(ending) => writeln!(out, ": {}", described(ending)),
        None => writeln!(out),
    }
}

/// How an execution ended and how long it took, in a few words.
pub(super) fn described(ending: &Ending) -> String {
    let time = duration::text(ending.duration_millis);
    match &ending.error {
        Some(error) => format!("{} with {error} after {time}", ending.status),
        None => format!("{} after {time}", ending.status),
    }
}

fn write_verdict(
    out: &mut dyn Write,
    file: &FileResults,
    definition: &Source,
    verdict: &Verdict,
    colours: Colours,
) -> io::Result<()> {
    if !has_something_to_tell(verdict) {
        return Ok(());
    }
    colours.write(out, style::STRONG, &format!("{}: {}", file.source.name, verdict.name))?;
    writeln!(out, "\n")?;
    for fault in &verdict.faults {
        write_fault(out, file, definition, fault, colours)?;
    }
    write_findings(out, &file.source, &verdict.warnings, colours)
}

fn write_fault(
    out: &mut dyn Write,
    file: &FileResults,
    definition: &Source,
    fault: &Fault,
    colours: Colours,
) -> io::Result<()> {
    let finding = match &fault.state {
        None => fault.finding.clone(),
        Some((name, span)) => {
            let place = format!("state `{name}` is at {}", place(definition, *span));
            let help = match &fault.finding.help {
                Some(help) => format!("{help}\n{place}"),
                None => place,
            };
            Finding { help: Some(help), ..fault.finding.clone() }
        }
    };
    write_findings(out, &file.source, [&finding], colours)?;
    write_findings(out, definition, &fault.cause, colours)
}
