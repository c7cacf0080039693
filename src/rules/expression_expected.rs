//! Where a number, an array or an object may be, no text may be unless it is an expression.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, SCHEMA_VALIDATION_FAILED, quoted};
use crate::rules::{Rule, rule};
use crate::schema::{Fault, Violation};
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("expression-expected", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for violation in &facts.violations {
        if let Fault::NotExpression(value, types) = &violation.fault {
            findings.push(not_expression(violation, *value, types));
        }
    }
}

fn not_expression(violation: &Violation<'_>, value: Value<'_>, types: &[&str]) -> Finding {
    let names: Vec<_> = types.iter().map(|kind| format!("{} {kind}", article(kind))).collect();
    let names = names.join(", ");
    let found = quoted(value.text());
    let message = format!("expected {names} or an expression, found the string {found}");
    let help = match value.text() {
        number if types.contains(&"integer") && number.parse::<i64>().is_ok() => {
            format!("write `{number}` without quotes")
        }
        _ => "write the expression as `{% ... %}`".to_owned(),
    };
    let text = violation.aws.unwrap_or("JSONata string must start with {% and end with %}");
    Finding::new(value.span(), message)
        .help(help)
        .aws(SCHEMA_VALIDATION_FAILED, text)
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'i', 'o']) { "an" } else { "a" }
}
