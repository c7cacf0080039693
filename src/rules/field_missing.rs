//! Every object has fields that it cannot do without.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, SCHEMA_VALIDATION_FAILED, name_list};
use crate::rules::{Rule, rule};
use crate::schema::{Fault, Violation};

pub(super) const RULE: Rule = rule!("field-missing", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for violation in &facts.violations {
        if let Fault::Missing(fields) = &violation.fault {
            let finding = missing(violation, fields);
            let misspelt = facts.is_misspelt(violation.object, fields);
            findings.push(if misspelt { finding.consequence() } else { finding });
        }
    }
}

fn missing(violation: &Violation<'_>, fields: &[&str]) -> Finding {
    let usual = || format!("These fields are required: [{}]", fields.join(", "));
    let text = violation.aws.map_or_else(usual, str::to_owned);
    let message = format!("{} needs {}", violation.object_kind(), name_list(fields));
    Finding::new(violation.place, message)
        .aws(SCHEMA_VALIDATION_FAILED, text)
}
