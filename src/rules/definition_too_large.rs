//! A definition has at most 1,048,576 bytes.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::rules::{Rule, rule};
use crate::source::Span;
use crate::syntax::Format;
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("definition-too-large", check);

/// The most bytes that the API takes (`CreateStateMachine`, member `definition`).
const BYTES_MAX: usize = 1_048_576;

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let (root, text) = (facts.machine.root, facts.parsed.tree.text());
    let bytes = text.len();
    // Other formats become JSON first, whose size is not known; so does an object of a template.
    if bytes > BYTES_MAX && facts.parsed.format == Format::Json && is_whole(root, text) {
        findings.push(too_large(root.opening(), bytes));
    }
}

/// Whether nothing stands around a definition.
fn is_whole(root: Value<'_>, text: &str) -> bool {
    let range = root.local_span().range();
    let is_nothing = |text: &str| text.trim_matches(['\u{feff}']).trim().is_empty();
    is_nothing(&text[..range.start]) && is_nothing(&text[range.end..])
}

fn too_large(start: Span, bytes: usize) -> Finding {
    Finding::new(start, format!("the definition has {bytes} bytes, and {BYTES_MAX} are allowed"))
        .help("take out blanks and comments, or move states into a state machine of their own")
}

#[cfg(test)]
mod tests {
    use crate::config::Levels;
    use crate::hosts;
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

    #[test]
    fn what_stands_around_a_definition_does_not_count() {
        let definition = r#"{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}"#;
        let properties = format!(r#"{{"Definition": {definition}}}"#);
        let machine = format!(
            r#"{{"Type": "AWS::StepFunctions::StateMachine", "Properties": {properties}}}"#
        );
        let blank = " ".repeat(BYTES_MAX);
        let text = format!(r#"{{"Resources": {{"M": {machine}{blank}}}}}"#);
        let host = parse(&text, Format::Json);
        let machines = hosts::machines(&host);
        let parsed = machines[0].parsed(&host).expect("it stands here");
        let findings = rules::check(&parsed, WorkflowType::Standard, &Levels::default());
        assert!(findings.is_empty(), "{findings:?}");
    }
}
