//! A definition is nested as deep as a person can follow.

use crate::analysis::{DEPTH_MAX, Facts};
use crate::diagnostic::Finding;
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("definition-too-deep", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let depth = facts.parsed.tree.depth;
    if depth > DEPTH_MAX {
        let message = format!("the definition is {depth} levels deep, and {DEPTH_MAX} are enough");
        findings.push(Finding::new(facts.parsed.tree.root().opening(), message));
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::DEPTH_MAX;
    use crate::config::Levels;
    use crate::model::WorkflowType;
    use crate::rules;
    use crate::syntax::{Format, parse};

    #[test]
    fn a_definition_that_is_too_deep_is_not_looked_into() {
        for (depth, expected) in [(DEPTH_MAX - 3, None), (DEPTH_MAX, Some("definition-too-deep"))] {
            let nested = "[".repeat(depth) + &"]".repeat(depth);
            let state = format!(r#"{{"Type": "Pass", "Result": {nested}, "End": true}}"#);
            let text = format!(r#"{{"StartAt": "A", "States": {{"A": {state}}}}}"#);
            let parsed = parse(&text, Format::Json);
            let findings = rules::check(&parsed, WorkflowType::Standard, &Levels::default());
            assert_eq!(findings.first().map(|finding| finding.rule), expected);
            assert!(findings.len() < 2, "{findings:?}");
        }
    }
}
