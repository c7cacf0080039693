//! Every field has a JSON type.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, SCHEMA_VALIDATION_FAILED, quoted};
use crate::rules::{Rule, rule};
use crate::schema::{Fault, Violation};
use crate::syntax::tree::{Kind, Value};

pub(super) const RULE: Rule = rule!("field-type-wrong", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for violation in &facts.violations {
        if let Fault::Type(value, types) = &violation.fault {
            findings.push(wrong_type(violation, *value, types));
        }
    }
}

fn wrong_type(violation: &Violation<'_>, value: Value<'_>, types: &[&str]) -> Finding {
    let expected = described(types);
    let usual = || format!("Expected value of type {}", aws_names(types));
    let text = violation.aws.map_or_else(usual, str::to_owned);
    let message = format!("expected {expected}, found {}", found(value, types));
    let finding = Finding::new(value.span(), message).aws(SCHEMA_VALIDATION_FAILED, text);
    match unquoted(value, types) {
        Some(number) => {
            finding.help(format!("write `{number}` without quotes")).safe_fix(value.span(), number)
        }
        // One name is a list of one name.
        None if types == ["array"] && is_one_name(violation, value) => {
            let item = value.respelled(value.text());
            finding.help("write brackets around it").safe_fix(value.span(), format!("[{item}]"))
        }
        None => finding,
    }
}

/// Whether a value is an error name where a list of them should be.
fn is_one_name(violation: &Violation<'_>, value: Value<'_>) -> bool {
    value.as_str().is_some() && violation.object.get("ErrorEquals") == Some(value)
}

/// What was found, with its text where the text is the point.
fn found(value: Value<'_>, types: &[&str]) -> String {
    match value.kind() {
        Kind::Number if types.contains(&"integer") => quoted(value.text()).into_owned(),
        kind => kind.described().to_owned(),
    }
}

/// The types as a person would say them: `a string or null`.
fn described(types: &[&str]) -> String {
    let words = types.iter().map(|kind| match *kind {
        "integer" => "an integer",
        "number" => "a number",
        "boolean" => "`true` or `false`",
        "array" => "an array",
        "object" => "an object",
        "null" => "null",
        _ => "a string",
    });
    words.collect::<Vec<_>>().join(" or ")
}

/// The types as AWS names them. Only `Integer` is measured.
fn aws_names(types: &[&str]) -> String {
    let words = types.iter().filter(|kind| **kind != "null").map(|kind| {
        let (first, rest) = kind.split_at(1);
        first.to_uppercase() + rest
    });
    words.collect::<Vec<_>>().join(" or ")
}

/// The number or boolean that a string holds, where one is expected.
fn unquoted<'t>(value: Value<'t>, types: &[&str]) -> Option<&'t str> {
    let text = value.as_str()?;
    let fits = types.iter().any(|kind| match *kind {
        "integer" => text.parse::<i64>().is_ok(),
        "number" => text.parse::<f64>().is_ok_and(f64::is_finite),
        "boolean" => matches!(text, "true" | "false"),
        _ => false,
    });
    fits.then_some(text)
}
