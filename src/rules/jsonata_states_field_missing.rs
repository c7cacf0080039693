//! `$states` has `input` and `context`, and at some places `result` or `errorOutput`.

use crate::analysis::{Facts, JsonataExpression, Moment};
use crate::diagnostic::{Finding, did_you_mean, quoted};
use crate::query::jsonata::outline::Reference;
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("jsonata-states-field-missing", check);

const FIELDS: [&str; 4] = ["input", "context", "result", "errorOutput"];

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for expression in &facts.jsonata.expressions {
        let fields = expression.outline.states_fields.iter();
        findings.extend(fields.filter_map(|field| check_field(expression, field)));
    }
}

fn check_field(expression: &JsonataExpression<'_>, field: &Reference) -> Option<Finding> {
    let help = match (&*field.name, expression.moment) {
        // That is an error of its own.
        ("input" | "context" | "errorOutput", _) | ("result", Moment::After) => return None,
        ("result", _) => {
            "it is there in the `Output` and `Assign` of Task, Parallel and Map states".to_owned()
        }
        (name, _) => match did_you_mean(name, FIELDS) {
            Some(known) => format!("did you mean `{known}`?"),
            None => "it has `input`, `context`, `result` and `errorOutput`".to_owned(),
        },
    };
    let message = format!("`$states` has no {} at this place", quoted(&field.name));
    Some(Finding::new(expression.span(field.span), message).help(help))
}
