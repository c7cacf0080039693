//! Some lists and objects must hold something.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, SCHEMA_VALIDATION_FAILED};
use crate::rules::{Rule, rule};
use crate::schema::Fault;
use crate::syntax::tree::Kind;

pub(super) const RULE: Rule = rule!("field-empty", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for violation in &facts.violations {
        if let Fault::Empty(value) = &violation.fault {
            let message = match value.kind() {
                Kind::Object => "expected at least one field, found an empty object",
                _ => "expected at least one item, found an empty array",
            };
            let text = violation.aws.unwrap_or("Value cannot be empty");
            findings.push(Finding::new(value.span(), message).aws(SCHEMA_VALIDATION_FAILED, text));
        }
    }
}
