//! `$states.errorOutput` is there for catchers only.

use crate::analysis::{Facts, JsonataExpression, Moment};
use crate::diagnostic::{AwsPlace, Finding};
use crate::query::jsonata::outline::Reference;
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("jsonata-error-output-misplaced", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let expressions = facts.jsonata.expressions.iter();
    for expression in expressions.filter(|expression| expression.moment != Moment::Caught) {
        let fields = expression.outline.states_fields.iter();
        let misplaced = fields.filter(|field| &*field.name == "errorOutput");
        findings.extend(misplaced.map(|field| not_there(expression, field)));
    }
}

fn not_there(expression: &JsonataExpression<'_>, field: &Reference) -> Finding {
    let text = "Field '$states.errorOutput' does not exist.";
    Finding::new(expression.span(field.span), "`$states.errorOutput` is not there at this place")
        .help("read it in the `Output` or `Assign` of a catcher")
        .aws_at(AwsPlace::Here, "UNSUPPORTED_JSONATA_EXPRESSION", text)
}
