//! Of some fields exactly one must be there.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, SCHEMA_VALIDATION_FAILED, name_list};
use crate::rules::{Rule, rule};
use crate::schema::{Fault, Violation};

pub(super) const RULE: Rule = rule!("field-alternatives-missing", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for violation in &facts.violations {
        if let Fault::NoneOf(fields) = &violation.fault {
            let finding = none_of(violation, fields);
            let misspelt = facts.is_misspelt(violation.object, fields);
            findings.push(if misspelt { finding.consequence() } else { finding });
        }
    }
}

fn none_of(violation: &Violation<'_>, fields: &[&str]) -> Finding {
    let usual = || {
        let fields = fields.join(", ");
        format!("This object should have only one of the following fields: [{fields}]")
    };
    let text = violation.aws.map_or_else(usual, str::to_owned);
    let finding = Finding::new(violation.place, message(violation, fields));
    let finding = finding.aws(SCHEMA_VALIDATION_FAILED, text);
    match fields {
        ["Next", "End"] => {
            finding.help("name the state that follows in `Next`, or add `\"End\": true`")
        }
        _ => finding,
    }
}

fn message(violation: &Violation<'_>, fields: &[&str]) -> String {
    const NAMED_MAX: usize = 6;
    let kind = violation.object_kind();
    if fields.len() > NAMED_MAX {
        return format!("{kind} with `Variable` needs a comparison such as `{}`", fields[0]);
    }
    // AWS names the fields of both query languages, people write in one.
    let own = violation.fields().filter(|field| fields.contains(field));
    match own.collect::<Vec<_>>().as_slice() {
        [only] => format!("{kind} needs `{only}`"),
        own => format!("{kind} needs one of {}", name_list(own)),
    }
}
