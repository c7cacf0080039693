//! Quick fixes: what mends a finding, and what silences it.

use serde_json::{Value, json};

use crate::cli::lsp::document::Document;
use crate::diagnostic::{Finding, Fix};

pub(super) fn actions(document: &Document, params: &Value, findings: &[Finding]) -> Value {
    let Some(uri) = params["textDocument"]["uri"].as_str() else { return Value::Null };
    let lines = document.lines();
    let start = lines.offset(&params["range"]["start"]);
    let end = lines.offset(&params["range"]["end"]);
    let touched =
        findings.iter().filter(|finding| finding.span.start <= end && start <= finding.span.end);
    let action = |finding: &Finding, fix: &Fix| {
        let edits = fix.edits.iter();
        let edits =
            edits.map(|edit| json!({"range": lines.range(edit.span), "newText": edit.text}));
        let title = finding.help.clone().unwrap_or_else(|| format!("mend `{}`", finding.rule));
        json!({
            "title": title,
            "kind": "quickfix",
            "isPreferred": fix.safe,
            "diagnostics": [{"range": lines.range(finding.span), "message": finding.message,
                             "code": finding.rule, "source": "aslint"}],
            "edit": {"changes": {uri: edits.collect::<Vec<_>>()}},
        })
    };
    let fixes = touched.filter_map(|finding| Some(action(finding, finding.fix.as_ref()?)));
    Value::Array(fixes.collect())
}
