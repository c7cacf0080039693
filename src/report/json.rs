//! One JSON object, whose shape is a promise: version 1.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};

use crate::diagnostic::{Edit, Finding, Fix, Label, Severity};
use crate::report::Report;
use crate::source::{LineIndex, Position, Span};

/// Writes the object, finding by finding, so that it is never held as a whole.
pub fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let document = Document {
        version: 1,
        files: report.files.len(),
        findings: Findings(report),
        summary: Summary {
            error: report.count(Severity::Error),
            warning: report.count(Severity::Warning),
            info: report.count(Severity::Info),
        },
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

/// Writes each finding as an object on a line of its own, the same as in [`write`](fn@write).
pub fn write_lines(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    for file in report.files_at_fault() {
        let index = LineIndex::new(&file.source.text);
        for (definition, finding) in file.shown() {
            let finding = finding_of(&file.source.name, definition, finding, &index);
            serde_json::to_writer(&mut *out, &finding)?;
            writeln!(out)?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Document<'r> {
    version: u32,
    files: usize,
    findings: Findings<'r>,
    summary: Summary,
}

#[derive(Serialize)]
struct Summary {
    error: usize,
    warning: usize,
    info: usize,
}

struct Findings<'r>(&'r Report);

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut sequence = serializer.serialize_seq(None)?;
        for file in self.0.files_at_fault() {
            let index = LineIndex::new(&file.source.text);
            for (definition, finding) in file.shown() {
                let name = &file.source.name;
                sequence.serialize_element(&finding_of(name, definition, finding, &index))?;
            }
        }
        sequence.end()
    }
}

#[derive(Serialize)]
pub(super) struct FindingJson<'r> {
    file: &'r str,
    definition: Option<&'r str>,
    rule: &'static str,
    severity: &'static str,
    message: &'r str,
    help: Option<&'r str>,
    pointer: &'r str,
    span: SpanJson,
    labels: Vec<LabelJson<'r>>,
    aws: Option<AwsJson<'r>>,
    fix: Option<FixJson<'r>>,
}

#[derive(Serialize)]
struct SpanJson {
    start: PlaceJson,
    end: PlaceJson,
}

#[derive(Serialize)]
struct PlaceJson {
    offset: u32,
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct LabelJson<'r> {
    message: &'r str,
    span: SpanJson,
}

#[derive(Serialize)]
struct AwsJson<'r> {
    code: &'static str,
    message: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<&'r str>,
}

#[derive(Serialize)]
struct FixJson<'r> {
    safe: bool,
    edits: Vec<EditJson<'r>>,
}

#[derive(Serialize)]
struct EditJson<'r> {
    span: SpanJson,
    text: &'r str,
}

/// A finding in the file of that name.
pub(super) fn finding_of<'r>(
    file: &'r str,
    definition: Option<&'r str>,
    finding: &'r Finding,
    index: &LineIndex<'_>,
) -> FindingJson<'r> {
    FindingJson {
        file,
        definition,
        rule: finding.rule,
        severity: finding.severity.as_str(),
        message: &finding.message,
        help: finding.help.as_deref(),
        pointer: &finding.pointer,
        span: span_of(finding.span, index),
        labels: finding.labels.iter().map(|label| label_of(label, index)).collect(),
        aws: aws_of(finding),
        fix: finding.fix.as_ref().map(|fix| fix_of(fix, index)),
    }
}

fn span_of(span: Span, index: &LineIndex<'_>) -> SpanJson {
    SpanJson { start: place_of(span.start, index), end: place_of(span.end, index) }
}

fn place_of(offset: u32, index: &LineIndex<'_>) -> PlaceJson {
    let Position { line, column } = index.position(offset);
    PlaceJson { offset, line, column }
}

fn label_of<'r>(label: &'r Label, index: &LineIndex<'_>) -> LabelJson<'r> {
    LabelJson { message: &label.message, span: span_of(label.span, index) }
}

fn aws_of(finding: &Finding) -> Option<AwsJson<'_>> {
    let aws = finding.aws.as_ref()?;
    Some(AwsJson { code: aws.code, message: &aws.message, location: aws.location.as_deref() })
}

fn fix_of<'r>(fix: &'r Fix, index: &LineIndex<'_>) -> FixJson<'r> {
    FixJson { safe: fix.safe, edits: fix.edits.iter().map(|edit| edit_of(edit, index)).collect() }
}

fn edit_of<'r>(edit: &'r Edit, index: &LineIndex<'_>) -> EditJson<'r> {
    EditJson { span: span_of(edit.span, index), text: &edit.text }
}
