//! Numbers have bounds.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, SCHEMA_VALIDATION_FAILED};
use crate::rules::{Rule, rule};
use crate::schema::{Fault};

pub(super) const RULE: Rule = rule!("field-value-out-of-range", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for violation in &facts.violations {
        let (value, word, aws, limit) = match &violation.fault {
            Fault::Below(value, limit) => (value, "less", "Minimum", limit),
            Fault::Above(value, limit) => (value, "more", "Maximum", limit),
            _ => continue,
        };
        let message = format!("{} is {word} than {limit}", value.text());
        let text = format!("{aws} value is {limit}");
        findings.push(Finding::new(value.span(), message).aws(SCHEMA_VALIDATION_FAILED, text));
    }
}
