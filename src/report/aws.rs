//! What `ValidateStateMachineDefinition` returns: a projection of the findings, never a
//! judgement of its own.

use std::io::{self, Write};

use serde::Serialize;

use crate::diagnostic::{Aws, Finding, Severity};
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

/// Writes AWS's answer, consequences included, in the order of the findings.
pub fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &answer(report))?;
    writeln!(out)
}

fn answer(report: &Report) -> Answer<'_> {
    let definitions = report.files.iter().flat_map(|file| &file.definitions);
    let findings = definitions.flat_map(|definition| &definition.findings);
    let mut diagnostics: Vec<_> = findings.filter_map(diagnostic).collect();
    let failed = diagnostics.iter().any(|diagnostic| diagnostic.severity == "ERROR");
    let truncated = diagnostics.len() > DIAGNOSTICS_MAX;
    diagnostics.truncate(DIAGNOSTICS_MAX);
    Answer { result: if failed { "FAIL" } else { "OK" }, diagnostics, truncated }
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
