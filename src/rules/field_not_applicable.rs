//! Some fields go only with certain values of others.

use crate::analysis::Facts;
use crate::diagnostic::{AwsPlace, Finding, SCHEMA_VALIDATION_FAILED};
use crate::rules::{Rule, rule};
use crate::syntax::edits::without_member;
use crate::schema::{Fault, Violation};
use crate::syntax::tree::Member;

pub(super) const RULE: Rule = rule!("field-not-applicable", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for violation in &facts.violations {
        if let Fault::Unsupported(member) = &violation.fault {
            findings.push(not_applicable(violation, member));
        }
    }
}

fn not_applicable(violation: &Violation<'_>, member: &Member<'_>) -> Finding {
    let name = member.name();
    let text = format!("Field '{name}' is not supported");
    let finding = Finding::new(member.key.span(), format!("`{name}` does not apply here"))
        .aws_at(AwsPlace::Parent, SCHEMA_VALIDATION_FAILED, text)
        .edits(false, without_member(violation.object, member));
    let (field, help) = match name {
        "ExecutionType" => ("Mode", "it goes with `\"Mode\": \"DISTRIBUTED\"` only"),
        "CSVHeaderLocation" => ("InputType", "it goes with `\"InputType\": \"CSV\"` only"),
        _ => return finding,
    };
    let finding = finding.help(help);
    match violation.object.get(field) {
        Some(value) => finding.label(value.span(), "because of this"),
        None => finding,
    }
}
