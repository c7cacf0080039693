//! A Code Quality report, as GitLab shows it in merge requests.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeSeq as _, Serializer as _};

use crate::diagnostic::{Finding, Severity};
use crate::report::Report;
use crate::report::fingerprint::Fingerprints;
use crate::source::{LineIndex, Position};

/// Writes one array with an issue for each finding.
pub fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::pretty(&mut *out);
    let mut issues = serializer.serialize_seq(None)?;
    let mut fingerprints = Fingerprints::default();
    for file in report.files_at_fault() {
        let index = LineIndex::new(&file.source.text);
        let name = &file.source.name;
        for (definition, finding) in file.shown() {
            let fingerprint = fingerprints.next(name, definition, finding);
            issues.serialize_element(&issue(name, finding, fingerprint, &index))?;
        }
    }
    issues.end()?;
    writeln!(out)
}

#[derive(Serialize)]
struct Issue<'r> {
    #[serde(rename = "type")]
    kind: &'static str,
    check_name: &'static str,
    description: &'r str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'r>,
}

#[derive(Serialize)]
struct Location<'r> {
    path: &'r str,
    positions: Positions,
}

#[derive(Serialize)]
struct Positions {
    begin: Place,
    end: Place,
}

#[derive(Serialize)]
struct Place {
    line: u32,
    column: u32,
}

fn issue<'r>(
    path: &'r str,
    finding: &'r Finding,
    fingerprint: String,
    index: &LineIndex<'_>,
) -> Issue<'r> {
    let place = |offset| {
        let Position { line, column } = index.position(offset);
        Place { line, column }
    };
    let positions = Positions { begin: place(finding.span.start), end: place(finding.span.end) };
    Issue {
        kind: "issue",
        check_name: finding.rule,
        description: &finding.message,
        fingerprint,
        severity: match finding.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Info => "info",
        },
        location: Location { path, positions },
    }
}
