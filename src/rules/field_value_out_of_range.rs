//! Numbers have bounds.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, SCHEMA_VALIDATION_FAILED, quoted};
use crate::rules::{Rule, rule};
use crate::schema::{Fault};

pub(super) const RULE: Rule = rule!("field-value-out-of-range", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for violation in &facts.violations {
        let (value, word, bound, limit) = match &violation.fault {
            Fault::Below(value, limit) => (value, "below", "Minimum", limit),
            Fault::Above(value, limit) => (value, "above", "Maximum", limit),
            _ => continue,
        };
        let shown = quoted(value.text());
        let message = format!("{shown} is {word} the {} of {limit}", bound.to_lowercase());
        let text = format!("{bound} value is {limit}");
        let finding = Finding::new(value.span(), message).aws(SCHEMA_VALIDATION_FAILED, text);
        findings.push(finding.fix(value.span(), limit.to_string()));
    }
}
