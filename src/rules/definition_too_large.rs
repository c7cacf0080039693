//! A definition has at most 1,048,576 bytes.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::rules::{Rule, rule};
use crate::source::Span;
use crate::syntax::Format;

pub(super) const RULE: Rule = rule!("definition-too-large", check);

/// The most bytes that the API takes (`CreateStateMachine`, member `definition`).
const BYTES_MAX: usize = 1_048_576;

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let bytes = facts.parsed.tree.text().len();
    // Other formats become JSON first, whose size is not known.
    if bytes > BYTES_MAX && facts.parsed.format == Format::Json {
        let start = facts.machine.root.span().start;
        findings.push(too_large(Span::new(start, start + 1), bytes));
    }
}

fn too_large(start: Span, bytes: usize) -> Finding {
    Finding::new(start, format!("the definition has {bytes} bytes, and {BYTES_MAX} are allowed"))
        .help("take out blanks and comments, or move states into a state machine of their own")
}
