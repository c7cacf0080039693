//! A call names an intrinsic function that exists.

use crate::analysis::{Facts, Located};
use crate::diagnostic::{AwsPlace, Finding, SCHEMA_VALIDATION_FAILED, name_list};
use crate::query::intrinsics::{FUNCTIONS, Fault, FaultKind, PREFIX};
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("intrinsic-unknown", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for (located, fault) in facts.expressions.call_faults() {
        if matches!(fault.kind, FaultKind::Unknown(_)) {
            findings.push(unknown(&located, fault));
        }
    }
}

fn unknown(located: &Located<'_, '_>, fault: &Fault) -> Finding {
    let span = located.member.value.inner_span(fault.range.clone());
    let finding = Finding::new(span, fault.to_string());
    let finding = match fault.kind.meant() {
        Some(meant) => finding.fix(span, meant),
        None => finding,
    };
    let help = fault.kind.help().unwrap_or_else(|| {
        let names = FUNCTIONS.iter().filter_map(|function| function.name.strip_prefix(PREFIX));
        format!("after `{PREFIX}` may follow {}", name_list(names))
    });
    let text = format!(
        "The value for the field '{}' must be a valid JSONPath or a valid intrinsic function call",
        located.member.name()
    );
    let Some(template) = located.template else { return finding.help(help) };
    let place = AwsPlace::At(template.value.span());
    finding.help(help).aws_at(place, SCHEMA_VALIDATION_FAILED, text)
}
