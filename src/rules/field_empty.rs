//! Some lists and objects must hold something.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, SCHEMA_VALIDATION_FAILED};
use crate::rules::{Rule, rule};
use crate::schema::{Fault};

pub(super) const RULE: Rule = rule!("field-empty", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for violation in &facts.violations {
        if let Fault::Empty(value) = &violation.fault {
            let message = format!("expected at least one item in {}", value.kind().described());
            let text = violation.aws.unwrap_or("Value cannot be empty");
            findings.push(Finding::new(value.span(), message).aws(SCHEMA_VALIDATION_FAILED, text));
        }
    }
}
