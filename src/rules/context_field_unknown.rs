//! A path into the context object names fields that it has.

use crate::analysis::{Facts, Located};
use crate::diagnostic::{Finding, name_list, quoted};
use crate::query::context::{self, Unknown};
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("context-field-unknown", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    // Where a result is written, the context object as a whole is out of place.
    let readable = facts.expressions.readable();
    for located in readable.filter(|located| located.member.name() != "ResultPath") {
        for (path, _) in located.paths() {
            findings.extend(context::unknown(path).map(|field| unknown(&located, &field)));
        }
    }
}

fn unknown(located: &Located<'_, '_>, field: &Unknown) -> Finding {
    let span = located.member.value.inner_span(field.range.clone());
    let message = format!("`{}` has no field {}", field.of, quoted(&field.name));
    let finding = Finding::new(span, message);
    match field.meant {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None if field.known.is_empty() => finding,
        None => finding.help(format!("there are {}", name_list(&field.known))),
    }
}
