//! The variable `$states` belongs to Step Functions.

use crate::analysis::{Assignment, Facts};
use crate::diagnostic::{AwsPlace, Finding};
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("variable-name-reserved", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let reserved = facts.assignments().filter(|assignment| assignment.name == "states");
    findings.extend(reserved.map(|assignment| reserved_name(&assignment)));
}

fn reserved_name(assignment: &Assignment<'_, '_>) -> Finding {
    let text = "Cannot assign to reserved variable '$states'.";
    Finding::new(assignment.member.key.span(), "the variable `$states` cannot be set")
        .help("choose another name")
        .aws_at(AwsPlace::Parent, "RESERVED_VARIABLE_NAME", text)
}
