//! In `ErrorPath` and `CausePath` only functions may stand that give a string.

use crate::analysis::{Facts, PathField, PathKind};
use crate::diagnostic::{Finding, name_list};
use crate::query::expression::Expression;
use crate::query::intrinsics::Call;
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("fail-path-function-unsupported", check);

/// The functions that may be called there (guide of Step Functions).
const ALLOWED: [&str; 7] = [
    "States.Format",
    "States.JsonToString",
    "States.ArrayGetItem",
    "States.Base64Encode",
    "States.Base64Decode",
    "States.Hash",
    "States.UUID",
];

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for field in facts.expressions.paths.iter().filter(|field| field.kind == PathKind::Text) {
        if let Ok(Expression::Call(call)) = &field.expression
            && call.function.is_some()
            && !ALLOWED.contains(&&*call.name)
        {
            findings.push(unsupported(field, call));
        }
    }
}

fn unsupported(field: &PathField<'_>, call: &Call) -> Finding {
    let span = field.member.value.inner_span(call.name_range.0.clone());
    let message = format!("`{}` cannot be called in `{}`", call.name, field.member.name());
    Finding::new(span, message).help(format!("these can: {}", name_list(ALLOWED)))
}
