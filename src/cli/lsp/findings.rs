//! What is found in a document, and how it is told.

use std::path::Path;

use lsp_server::{Connection, Notification};
use serde_json::{Value, json};

use crate::cli::baseline;
use crate::cli::discovery::{Candidate, Reason};
use crate::cli::judge::{Outcome, Terms, judge_text};
use crate::cli::lsp::document::{Document, Lines, uri_of};
use crate::cli::settings::Configs;
use crate::cli::silence::Silencer;
use crate::diagnostic::{Finding, Severity};
use crate::model::WorkflowType;
use crate::rules::Rule;

/// What is found in a document, as its configuration has it.
pub(super) fn findings(configs: &mut Configs, document: &Document) -> Vec<Finding> {
    let path = document.path.clone();
    let settings = configs.of_file(&path);
    let config = &settings.located.config;
    let relative = settings.relative(&path).unwrap_or_default();
    let workflow_type = config.workflow_type_of(&relative).and_then(WorkflowType::named);
    let terms = Terms {
        workflow_type: workflow_type.unwrap_or_default(),
        surroundings: config.surroundings_of(&relative),
        levels: config.levels_of(&relative),
        ..Terms::default()
    };
    let reason = if is_asl(&path) { Reason::Asl } else { Reason::Named };
    let candidate = Candidate { path, reason, settings };
    let Outcome::Judged(mut file, _) = judge_text(&document.text, &candidate, &terms) else {
        return Vec::new();
    };
    // A baseline that cannot be read is told where it is used: on the command line.
    let folder = candidate.settings.located.folder.clone();
    let known = baseline::in_folder(&folder).ok().flatten();
    Silencer::new(known).silence(&mut file, &candidate.path, &candidate.settings);
    file.shown().map(|(_, finding)| finding.clone()).collect()
}

fn is_asl(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.contains(".asl.") || name.ends_with(".asl")
}

/// Tells the client what is found in a document.
pub(super) fn notify(connection: &Connection, uri: &str, diagnostics: &[Value]) {
    let params = json!({"uri": uri, "diagnostics": diagnostics});
    let method = "textDocument/publishDiagnostics".to_owned();
    // Where no one listens any more, the loop ends by itself.
    let _ = connection.sender.send(Notification { method, params }.into());
}

/// A finding as the protocol has it.
pub(super) fn diagnostic(finding: &Finding, lines: &Lines<'_>, uri: &str) -> Value {
    let others = finding.labels.iter().filter(|label| label.span != finding.span);
    let related: Vec<_> = others
        .map(|label| {
            let location = json!({"uri": uri, "range": lines.range(label.span)});
            json!({"location": location, "message": label.message})
        })
        .collect();
    let message = match &finding.help {
        Some(help) => format!("{}\n{help}", finding.message),
        None => finding.message.clone(),
    };
    let tags: &[u8] = match finding.rule {
        "state-unreachable" | "state-island" | "variable-never-read" => &[1],
        "map-field-deprecated" => &[2],
        _ => &[],
    };
    let mut diagnostic = json!({
        "range": lines.range(finding.span),
        "severity": match finding.severity {
            Severity::Error => 1,
            Severity::Warning => 2,
            Severity::Info => 3,
        },
        "code": finding.rule,
        "source": "aslint",
        "message": message,
        "relatedInformation": related,
        "tags": tags,
    });
    if let Some(rule) = Rule::named(finding.rule) {
        diagnostic["codeDescription"] = json!({"href": rule.address()});
    }
    diagnostic
}

/// Tells of the configurations that cannot be used as they are.
pub(super) fn tell_of_configurations(configs: &mut Configs, connection: &Connection) {
    for (source, faults) in configs.faulty.drain(..) {
        let path = Path::new(&source.name);
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let uri = uri_of(&path);
        let document = Document::new(path, &source.text);
        let lines = document.lines();
        let told: Vec<_> = faults.iter().map(|fault| diagnostic(fault, &lines, &uri)).collect();
        notify(connection, &uri, &told);
    }
}
