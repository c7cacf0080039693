//! A path into the context object names fields that it has.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, name_list, quoted};
use crate::query::context::{self, Unknown};
use crate::rules::{Rule, rule};
use crate::source::Span;

pub(super) const RULE: Rule = rule!("context-field-unknown", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    // Where a result is written, the context object as a whole is out of place.
    let readable = facts.expressions.readable();
    for located in readable.filter(|located| located.member.name() != "ResultPath") {
        for (path, _) in located.paths() {
            let field = context::unknown(path);
            findings.extend(field.map(|field| {
                let span = located.member.value.inner_span(field.range.clone());
                unknown(span, &field)
            }));
        }
    }
    for expression in &facts.jsonata.expressions {
        for names in &expression.outline.context_fields {
            let names = names.iter().map(|one| (&*one.name, one.span.range()));
            let field = context::unknown_among("$states.context", names);
            let span = |field: &Unknown| expression.span(Span::of(field.range.clone()));
            findings.extend(field.map(|field| unknown(span(&field), &field)));
        }
    }
}

fn unknown(span: Span, field: &Unknown) -> Finding {
    let message = format!("`{}` has no field {}", field.of, quoted(&field.name));
    let finding = Finding::new(span, message);
    match field.meant {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None if field.known.is_empty() => finding,
        None => finding.help(format!("there are {}", name_list(&field.known))),
    }
}
