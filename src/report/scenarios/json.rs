//! Scenarios as one JSON object.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::diagnostic::Finding;
use crate::report::json::finding_of;
use crate::report::scenarios::{FileResults, Results};
use crate::scenario::{Ending, Fault, Verdict};
use crate::source::{LineIndex, Source};

/// Writes the object.
pub fn write(out: &mut dyn Write, results: &Results) -> io::Result<()> {
    let (passed, failed) = results.counts();
    let scenarios = results.files.iter().flat_map(|file| {
        file.verdicts().map(move |(definition, verdict)| scenario(file, definition, verdict))
    });
    let findings = results.files.iter().flat_map(|file| &file.faults).flat_map(findings);
    let document = json!({
        "version": 1,
        "files": results.files.len(),
        "scenarios": scenarios.collect::<Vec<_>>(),
        "findings": findings.collect::<Vec<_>>(),
        "summary": { "passed": passed, "failed": failed },
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn findings((source, findings): &(Source, Vec<Finding>)) -> Vec<Value> {
    findings.iter().map(|one| finding(source, one)).collect()
}

fn finding(source: &Source, finding: &Finding) -> Value {
    let index = LineIndex::new(&source.text);
    let found = finding_of(&source.name, None, finding, &index);
    serde_json::to_value(found).unwrap_or_default()
}

fn scenario(file: &FileResults, definition: &Source, verdict: &Verdict) -> Value {
    let faults = verdict.faults.iter().map(|fault| fault_of(file, definition, fault));
    let warnings = verdict.warnings.iter().map(|warning| finding(&file.source, warning));
    json!({
        "file": file.source.name,
        "definition": definition.name,
        "scenario": verdict.name,
        "status": if verdict.has_passed() { "passed" } else { "failed" },
        "execution": verdict.ending.as_ref().map(execution),
        "failures": faults.collect::<Vec<_>>(),
        "warnings": warnings.collect::<Vec<_>>(),
    })
}

fn execution(ending: &Ending) -> Value {
    let mut execution = json!({ "status": ending.status });
    for (name, text) in [("error", &ending.error), ("cause", &ending.cause)] {
        if let Some(text) = text {
            execution[name] = json!(text);
        }
    }
    execution["durationMillis"] = json!(ending.duration_millis);
    execution
}

fn fault_of(file: &FileResults, definition: &Source, fault: &Fault) -> Value {
    let mut value = finding(&file.source, &fault.finding);
    value["state"] = json!(fault.state.as_ref().map(|(name, _)| name));
    value["cause"] = json!(fault.cause.as_ref().map(|cause| finding(definition, cause)));
    value
}
