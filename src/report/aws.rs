//! What `ValidateStateMachineDefinition` returns: a projection of the findings, never a
//! judgement of its own.

use std::io::{self, Write};

use serde::Serialize;

use crate::diagnostic::{Aws, Finding, SCHEMA_VALIDATION_FAILED, Severity};
use crate::report::Report;
use crate::rules::Rule;

/// AWS tells no more faults than this at once.
const DIAGNOSTICS_MAX: usize = 100;

#[derive(Serialize)]
struct Answer<'r> {
    result: &'static str,
    diagnostics: Vec<Diagnostic<'r>>,
    truncated: bool,
}

#[derive(Serialize)]
struct Diagnostic<'r> {
    severity: &'static str,
    code: &'static str,
    message: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<&'r str>,
}

/// Writes AWS's answer, consequences included, in AWS's order.
pub fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &answer(report))?;
    writeln!(out)
}

fn answer(report: &Report) -> Answer<'_> {
    let definitions = report.files.iter().flat_map(|file| &file.definitions);
    let mut findings: Vec<_> = definitions.flat_map(|definition| &definition.findings).collect();
    findings.sort_by_key(|finding| finding.aws.as_ref().map(|aws| (phase(aws), aws.offset)));
    let mut diagnostics: Vec<_> = findings.into_iter().filter_map(diagnostic).collect();
    let failed = diagnostics.iter().any(|diagnostic| diagnostic.severity == "ERROR");
    let truncated = diagnostics.len() > DIAGNOSTICS_MAX;
    diagnostics.truncate(DIAGNOSTICS_MAX);
    Answer { result: if failed { "FAIL" } else { "OK" }, diagnostics, truncated }
}

/// AWS judges in turns: the text and its schema, expressions and names, then the graph, where
/// missing targets come first and unreachable states last (measured).
fn phase(aws: &Aws) -> u8 {
    match aws.code {
        "INVALID_JSON_DESCRIPTION" | SCHEMA_VALIDATION_FAILED => 0,
        "MISSING_TRANSITION_TARGET" if aws.message.starts_with("Missing") => 2,
        "MISSING_END_STATE" => 3,
        "MISSING_TRANSITION_TARGET" => 4,
        _ => 1,
    }
}

fn diagnostic(finding: &Finding) -> Option<Diagnostic<'_>> {
    let Aws { code, message, location, .. } = finding.aws.as_ref()?;
    // AWS does not know what people have set: the rule's own severity counts.
    let severity = match Rule::named(finding.rule).map_or(finding.severity, Rule::severity) {
        Severity::Error => "ERROR",
        Severity::Warning | Severity::Info => "WARNING",
    };
    Some(Diagnostic { severity, code, message, location: location.as_deref() })
}
