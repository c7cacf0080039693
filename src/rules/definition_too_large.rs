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
        findings.push(too_large(facts.machine.root.opening(), bytes));
    }
}

fn too_large(start: Span, bytes: usize) -> Finding {
    Finding::new(start, format!("the definition has {bytes} bytes, and {BYTES_MAX} are allowed"))
        .help("take out blanks and comments, or move states into a state machine of their own")
}

#[cfg(test)]
mod tests {
    use crate::config::Levels;
    use crate::model::WorkflowType;
    use crate::rules;
    use crate::syntax::{Format, parse};

    use super::BYTES_MAX;

    #[test]
    fn the_last_byte_counts() {
        let definition = r#"{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}"#;
        for (bytes, expected) in [(BYTES_MAX, 0), (BYTES_MAX + 1, 1)] {
            let text = definition.to_owned() + &" ".repeat(bytes - definition.len());
            let parsed = parse(&text, Format::Json);
            let findings = rules::check(&parsed, WorkflowType::Standard, &Levels::default());
            assert_eq!(findings.len(), expected, "{bytes} bytes: {findings:?}");
        }
    }
}
