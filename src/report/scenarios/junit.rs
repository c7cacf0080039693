//! Scenarios as `JUnit` XML: a suite for each file, a case for each scenario.

use std::io::{self, Write};

use crate::report::scenarios::{FileResults, Results, messages, place};
use crate::report::xml::escaped;

/// Writes the document. It has no times: those of the clock differ from run to run.
pub fn write(out: &mut dyn Write, results: &Results) -> io::Result<()> {
    let (passed, failed) = results.counts();
    let errors = results.files.iter().filter(|file| file.has_errors()).count();
    let tests = passed + failed + errors;
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<testsuites name=\"aslint\" tests=\"{tests}\" failures=\"{failed}\" \
         errors=\"{errors}\">"
    )?;
    for file in &results.files {
        write_suite(out, file)?;
    }
    writeln!(out, "</testsuites>")
}

fn write_suite(out: &mut dyn Write, file: &FileResults) -> io::Result<()> {
    let verdicts: Vec<_> = file.verdicts().map(|(_, verdict)| verdict).collect();
    let failed = verdicts.iter().filter(|verdict| !verdict.has_passed()).count();
    let errors = usize::from(file.has_errors());
    let name = escaped(&file.source.name);
    let tests = verdicts.len() + errors;
    writeln!(
        out,
        "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failed}\" \
         errors=\"{errors}\">"
    )?;
    if file.has_errors() {
        writeln!(out, "    <testcase classname=\"{name}\" name=\"(the file)\">")?;
        let all = file.faults.iter().flat_map(|(source, findings)| {
            findings.iter().map(move |one| format!("{}: {}", place(source, one.span), one.message))
        });
        let text = all.collect::<Vec<_>>().join("\n");
        writeln!(out, "      <error message=\"it cannot be used\">{}</error>", escaped(&text))?;
        writeln!(out, "    </testcase>")?;
    }
    for verdict in verdicts {
        let case = escaped(&verdict.name);
        write!(out, "    <testcase classname=\"{name}\" name=\"{case}\"")?;
        let Some(first) = verdict.faults.first() else {
            writeln!(out, "/>")?;
            continue;
        };
        let text = format!(
            "{}\n{}",
            place(&file.source, first.finding.span),
            messages(verdict).join("\n")
        );
        let message = escaped(&first.finding.message);
        writeln!(out, ">")?;
        writeln!(out, "      <failure message=\"{message}\">{}</failure>", escaped(&text))?;
        writeln!(out, "    </testcase>")?;
    }
    writeln!(out, "  </testsuite>")
}
