//! Some fields exclude each other.

use crate::analysis::Facts;
use crate::diagnostic::{AwsPlace, Finding, SCHEMA_VALIDATION_FAILED, name_list};
use crate::rules::{Rule, rule};
use crate::schema::{Fault, Violation};
use crate::syntax::tree::Member;

pub(super) const RULE: Rule = rule!("field-alternatives-several", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for violation in &facts.violations {
        if let Fault::SeveralOf(fields) = &violation.fault {
            findings.extend(several(violation, fields));
        }
    }
}

fn several(violation: &Violation<'_>, fields: &[&str]) -> Option<Finding> {
    let mut present: Vec<Member<'_>> = Vec::new();
    for member in violation.object.members() {
        let again = present.iter().any(|other| other.name() == member.name());
        if fields.contains(&member.name()) && !again {
            present.push(member);
        }
    }
    let (last, others) = present.split_last()?;
    let usual = || {
        let fields = fields.join(", ");
        format!("There should only be one of the following fields: [{fields}]")
    };
    let text = violation.aws.map_or_else(usual, str::to_owned);
    let names = name_list(present.iter().map(Member::name));
    let finding = Finding::new(last.key.span(), format!("{names} exclude each other"))
        .help(format!("keep one of {names}"))
        .aws_at(AwsPlace::Parent, SCHEMA_VALIDATION_FAILED, text);
    let beside = |finding: Finding, other: &Member<'_>| {
        finding.label(other.key.span(), "beside this")
    };
    let finding = others.iter().fold(finding, beside);
    // A field of the other query language is a finding already.
    let is_own = |member: &Member<'_>| violation.fields().any(|field| field == member.name());
    let clash = present.iter().all(is_own);
    Some(if clash { finding } else { finding.consequence() })
}
