//! A call of a service integration says what it passes, even if that is nothing.

use crate::analysis::{Call, Facts};
use crate::diagnostic::{Finding, SCHEMA_VALIDATION_FAILED};
use crate::rules::{Rule, rule};
use crate::schema::QueryLanguage;

pub(super) const RULE: Rule = rule!("parameters-missing", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for call in facts.calls().filter(|call| call.target.action().is_some()) {
        let state = call.state;
        let is_known = !state.object.is_incomplete();
        let field = field(state.query_language);
        let is_absent = is_known && state.object.get(field).is_none();
        if is_absent && !facts.is_misspelt(state.object, &[field]) {
            findings.push(missing(&call, field));
        }
    }
}

fn field(language: QueryLanguage) -> &'static str {
    match language {
        QueryLanguage::JsonPath => "Parameters",
        QueryLanguage::Jsonata => "Arguments",
    }
}

fn missing(call: &Call<'_, '_>, field: &str) -> Finding {
    let arn = call.resource.text();
    let text = format!("{field} field is required for resource ARN: {arn}");
    Finding::new(call.resource.span(), format!("a call of this resource needs `{field}`"))
        .help(format!("add `{field}`; `{{}}` does where the action needs nothing"))
        .aws(SCHEMA_VALIDATION_FAILED, text)
}
