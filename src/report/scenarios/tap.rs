//! Scenarios as the Test Anything Protocol has them, version 14.

use std::io::{self, Write};

use crate::query::value::Value;
use crate::report::scenarios::{Results, messages, place};
use crate::scenario::print;

/// Writes the lines.
pub fn write(out: &mut dyn Write, results: &Results) -> io::Result<()> {
    let errors = results.files.iter().filter(|file| file.has_errors()).count();
    let (passed, failed) = results.counts();
    writeln!(out, "TAP version 14\n1..{}", passed + failed + errors)?;
    let mut number = 0;
    for file in &results.files {
        let name = &file.source.name;
        if file.has_errors() {
            number += 1;
            writeln!(out, "not ok {number} - {}", escaped(name))?;
            let all = file.faults.iter().flat_map(|(_, findings)| findings);
            write_block(out, name, all.map(|finding| finding.message.clone()).collect())?;
        }
        for (_, verdict) in file.verdicts() {
            number += 1;
            let what = escaped(&format!("{name}::{}", verdict.name));
            match verdict.faults.first() {
                None => writeln!(out, "ok {number} - {what}")?,
                Some(first) => {
                    writeln!(out, "not ok {number} - {what}")?;
                    let at = place(&file.source, first.finding.span);
                    write_block(out, &at, messages(verdict))?;
                }
            }
        }
    }
    Ok(())
}

fn write_block(out: &mut dyn Write, at: &str, messages: Vec<String>) -> io::Result<()> {
    writeln!(out, "  ---\n  at: {}\n  messages:", Value::from(at))?;
    for message in messages {
        writeln!(out, "    - {}", print::line(&Value::from(message)))?;
    }
    writeln!(out, "  ...")
}

/// A description: `#` would begin a directive.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('#', "\\#").replace(['\n', '\r'], " ")
}
