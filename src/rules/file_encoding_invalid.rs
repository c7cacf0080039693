//! A file must be UTF-8, since AWS takes a definition as nothing else.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::rules::{Rule, rule};
use crate::source::Span;

pub(super) const RULE: Rule = rule!("file-encoding-invalid", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    if let Some(bytes) = facts.parsed.invalid {
        findings.push(invalid(bytes, facts.parsed.tree.text()));
    }
}

fn invalid(bytes: Span, text: &str) -> Finding {
    // Every other byte of plain text is zero in UTF-16, and none is in any other encoding.
    let help = if text.contains('\0') {
        "the file seems to be in UTF-16; save it as UTF-8"
    } else {
        "save the file as UTF-8"
    };
    Finding::new(bytes, "these bytes are not UTF-8").help(help)
}
