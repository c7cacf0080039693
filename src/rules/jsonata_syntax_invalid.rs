//! What stands between `{%` and `%}` is JSONata.

use crate::analysis::{Facts, JsonataExpression};
use crate::diagnostic::{Finding};
use crate::query::jsonata::Error;
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("jsonata-syntax-invalid", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for expression in &facts.jsonata.expressions {
        for (place, error) in expression.errors.iter().enumerate() {
            let finding = invalid(expression, error);
            // AWS tells the first fault of an expression.
            let told = place == 0;
            findings.push(if told { as_aws(finding, error) } else { finding });
        }
    }
}

fn invalid(expression: &JsonataExpression<'_>, error: &Error) -> Finding {
    let mut message = error.message.clone();
    if let Some(first) = message.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    let finding = Finding::new(expression.span(error.span), message);
    match error.code {
        "S0207" => finding.help("the expression is not finished"),
        _ => finding,
    }
}

fn as_aws(finding: Finding, error: &Error) -> Finding {
    finding.aws("INVALID_JSONATA_EXPRESSION", error.message.clone())
}
