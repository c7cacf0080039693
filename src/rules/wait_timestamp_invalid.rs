//! The `Timestamp` of a Wait state is a timestamp by RFC 3339.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, SCHEMA_VALIDATION_FAILED, quoted};
use crate::model::{State, StateKind};
use crate::query::timestamp;
use crate::rules::{Rule, rule};
use crate::schema::QueryLanguage;
use crate::source::Span;

pub(super) const RULE: Rule = rule!("wait-timestamp-invalid", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    findings.extend(facts.machine.states.iter().filter_map(check_state));
}

fn check_state(state: &State<'_>) -> Option<Finding> {
    let StateKind::Wait(wait) = &state.kind else { return None };
    let value = wait.timestamp?;
    let text = value.as_str()?;
    if state.query_language == QueryLanguage::Jsonata && text.starts_with("{%") {
        return None;
    }
    timestamp::parse(text).err().map(|reason| invalid(value.span(), text, reason))
}

fn invalid(span: Span, text: &str, reason: &str) -> Finding {
    Finding::new(span, format!("{} is not a timestamp", quoted(text)))
        .label(span, reason)
        .help("write it like `2030-01-31T09:30:00Z`")
        .aws(SCHEMA_VALIDATION_FAILED, "String does not match RFC3339 timestamp")
}
