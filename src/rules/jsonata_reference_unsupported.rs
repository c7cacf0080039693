//! An expression reaches its data by `$states` and variables: on its own it has no input.

use crate::analysis::{Facts, JsonataExpression};
use crate::diagnostic::{Finding, quoted};
use crate::query::jsonata::outline::Reference;
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("jsonata-reference-unsupported", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for expression in &facts.jsonata.expressions {
        let references = &expression.outline.rootless;
        findings.extend(references.iter().map(|reference| unsupported(expression, reference)));
    }
}

fn unsupported(expression: &JsonataExpression<'_>, reference: &Reference) -> Finding {
    let name = &*reference.name;
    let text = match name {
        "$$" => "Reference to '$$' is not supported.".to_owned(),
        _ => format!("Reference to '{name}' at the top level is not supported."),
    };
    let (message, help) = match name {
        "$" | "$$" => {
            (format!("`{name}` refers to nothing here"), "use `$states.input`".to_owned())
        }
        _ => (
            format!("{} refers to nothing here", quoted(name)),
            format!("write `$states.input.{name}`, or `'{name}'` for a text"),
        ),
    };
    Finding::new(expression.span(reference.span), message)
        .help(help)
        .aws("UNSUPPORTED_JSONATA_EXPRESSION", text)
}
