//! A function takes so many arguments and no others.

use crate::analysis::{Facts, JsonataExpression};
use crate::diagnostic::{Finding};
use crate::query::jsonata;
use crate::query::jsonata::outline::CallUse;
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("jsonata-argument-count-wrong", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for expression in &facts.jsonata.expressions {
        for call in &expression.outline.calls {
            findings.extend(check_call(expression, call));
        }
    }
}

fn check_call(expression: &JsonataExpression<'_>, call: &CallUse) -> Option<Finding> {
    let (least, most) = jsonata::arity(&call.name)?;
    let given = call.arguments?;
    let expected = match most {
        _ if given < least => least,
        Some(most) if given > most => most,
        _ => return None,
    };
    let few = if given < least { "at least" } else { "at most" };
    let plural = if expected == 1 { "" } else { "s" };
    let message = format!("`${}` takes {few} {expected} argument{plural}, not {given}", call.name);
    Some(Finding::new(expression.span(call.span), message))
}
