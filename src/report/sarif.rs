//! SARIF 2.1.0, which code scanning services and editors read.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};

use crate::diagnostic::{Edit, Finding, Fix, Severity, Silence};
use crate::report::fingerprint::Fingerprints;
use crate::report::{FileReport, Report};
use crate::rules::Rule;
use crate::source::{LineIndex, Position, Span};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Writes one log with one run.
pub fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let rules = Rules::of(report);
    let mut results = Vec::new();
    let mut fingerprints = Fingerprints::default();
    for file in report.files.iter().filter(|file| told(file).next().is_some()) {
        let index = LineIndex::new(&file.source.text);
        let artifact = Artifact { name: &file.source.name, index: &index };
        for (definition, finding) in told(file) {
            let fingerprint = fingerprints.next(artifact.name, definition, finding);
            results.push(artifact.result(definition, finding, &rules, &fingerprint));
        }
    }
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run { tool: tool(&rules), column_kind: "unicodeCodePoints", results }],
    };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

/// What is told of a file: silenced findings are, as suppressed ones.
fn told(file: &FileReport) -> impl Iterator<Item = (Option<&str>, &Finding)> {
    file.shown().chain(file.silenced())
}

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Value,
    column_kind: &'static str,
    results: Vec<Value>,
}

/// The rules that have found something, each with its place in the list.
struct Rules(BTreeMap<&'static str, usize>);

impl Rules {
    fn of(report: &Report) -> Self {
        let told = report.files.iter().flat_map(told);
        let mut rules: BTreeMap<_, _> = told.map(|(_, finding)| (finding.rule, 0)).collect();
        rules.values_mut().enumerate().for_each(|(place, index)| *index = place);
        Self(rules)
    }
}

fn tool(rules: &Rules) -> Value {
    let rules: Vec<_> = rules.0.keys().map(|name| descriptor(name)).collect();
    json!({
        "driver": {
            "name": "aslint",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "informationUri": env!("CARGO_PKG_HOMEPAGE"),
            "rules": rules,
        }
    })
}

fn descriptor(name: &str) -> Value {
    let Some(rule) = Rule::named(name) else { return json!({"id": name}) };
    json!({
        "id": name,
        "shortDescription": {"text": plain(rule.summary())},
        "help": {"text": plain(rule.summary()), "markdown": rule.text()},
        "helpUri": rule.address(),
        "defaultConfiguration": {"level": level(rule.severity())},
    })
}

/// Markdown as a text: without the marks of code, on one line.
fn plain(markdown: &str) -> String {
    markdown.replace('`', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// A file and the places in it.
struct Artifact<'r> {
    name: &'r str,
    index: &'r LineIndex<'r>,
}

impl Artifact<'_> {
    fn result(
        &self,
        definition: Option<&str>,
        finding: &Finding,
        rules: &Rules,
        fingerprint: &str,
    ) -> Value {
        let mut text = finding.message.clone();
        if let Some(help) = &finding.help {
            text = format!("{text}: {help}");
        }
        let mut location = self.location(finding.span);
        location["logicalLocations"] = json!([{
            "fullyQualifiedName":
                format!("{}{}", definition.map_or_else(String::new, |name| name.to_owned() + "#"),
                    finding.pointer),
        }]);
        let mut result = json!({
            "ruleId": finding.rule,
            "ruleIndex": rules.0[finding.rule],
            "level": level(finding.severity),
            "message": {"text": text},
            "locations": [location],
            "partialFingerprints": {"aslint/v1": fingerprint},
        });
        let others = finding.labels.iter().filter(|label| label.span != finding.span);
        let related: Vec<_> = others
            .enumerate()
            .map(|(id, label)| {
                let mut location = self.location(label.span);
                location["id"] = json!(id + 1);
                location["message"] = json!({"text": label.message});
                location
            })
            .collect();
        if !related.is_empty() {
            result["relatedLocations"] = Value::Array(related);
        }
        if let Some(silence) = &finding.silenced {
            result["suppressions"] = json!([suppression(silence)]);
        }
        if let Some(fix) = &finding.fix {
            result["fixes"] = json!([self.fix(fix, finding)]);
        }
        result
    }

    fn location(&self, span: Span) -> Value {
        let place = json!({"artifactLocation": self.address(), "region": self.region(span)});
        json!({"physicalLocation": place})
    }

    fn address(&self) -> Value {
        json!({"uri": uri(self.name)})
    }

    fn region(&self, span: Span) -> Value {
        let start: Position = self.index.position(span.start);
        let end = self.index.position(span.end);
        json!({
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
            "byteOffset": span.start,
            "byteLength": span.end - span.start,
        })
    }

    fn fix(&self, fix: &Fix, finding: &Finding) -> Value {
        let replacement = |edit: &Edit| {
            json!({
                "deletedRegion": self.region(edit.span),
                "insertedContent": {"text": edit.text},
            })
        };
        let replacements: Vec<_> = fix.edits.iter().map(replacement).collect();
        let text = finding.help.as_deref().unwrap_or("mend it");
        json!({
            "description": {"text": text},
            "artifactChanges":
                [{"artifactLocation": self.address(), "replacements": replacements}],
        })
    }
}

fn suppression(silence: &Silence) -> Value {
    match silence {
        Silence::InSource(reason) => json!({"kind": "inSource", "justification": reason}),
        Silence::Configured(reason) => json!({"kind": "external", "justification": reason}),
        Silence::Baseline => json!({"kind": "external", "justification": "in the baseline"}),
    }
}

/// A path as a reference (RFC 3986): relative where the path is.
fn uri(path: &str) -> String {
    let mut uri = if Path::new(path).is_absolute() { "file://".to_owned() } else { String::new() };
    if uri.is_empty() && path.split('/').next().is_some_and(|first| first.contains(':')) {
        uri.push_str("./");
    }
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(byte.into());
            }
            other => {
                let _ = write!(uri, "%{other:02X}");
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_written_as_a_reference() {
        let table = [
            ("orders/my order.asl.json", "orders/my%20order.asl.json"),
            ("a\\b.yaml", "a/b.yaml"),
            ("/app/é.asl.json", "file:///app/%C3%A9.asl.json"),
            ("50%.json", "50%25.json"),
        ];
        for (path, expected) in table {
            assert_eq!(uri(path), expected, "{path}");
        }
    }
}
