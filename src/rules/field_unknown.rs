//! AWS takes no field that it does not know, wherever it stands.

use crate::analysis::Facts;
use crate::diagnostic::{AwsPlace, Finding, SCHEMA_VALIDATION_FAILED, did_you_mean, quoted};
use crate::rules::{Rule, rule};
use crate::schema::{Fault, Violation, types_with_field};
use crate::syntax::edits::without_member;
use crate::syntax::tree::Member;

pub(super) const RULE: Rule = rule!("field-unknown", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for violation in &facts.violations {
        if let Fault::Unknown(member) = &violation.fault {
            findings.push(unknown(violation, member));
        }
    }
}

fn unknown(violation: &Violation<'_>, member: &Member<'_>) -> Finding {
    let name = member.name();
    let kind = violation.object_kind();
    let text = format!("Field '{name}' is not supported");
    let message = format!("{} is not a field of {kind}", quoted(name));
    let finding = Finding::new(member.key.span(), message)
        .aws_at(AwsPlace::Parent, SCHEMA_VALIDATION_FAILED, text);
    if let Some(known) = did_you_mean(name, violation.fields()) {
        return finding
            .help(format!("did you mean `{known}`?"))
            .rename(member.key.span(), name, known, member.key.respelled(known));
    }
    if !kind.ends_with(" state") {
        return finding;
    }
    let finding = match types_with_field(name) {
        [] => finding,
        _ => finding.edits(false, without_member(violation.object, member)),
    };
    match types_with_field(name) {
        [only] => finding.help(format!("only {only} states have it")),
        [] => finding,
        types => finding.help(format!("only {} states have it", types.join(", "))),
    }
}
