//! The `Timestamp` of a Wait state is a timestamp by RFC 3339.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, SCHEMA_VALIDATION_FAILED, quoted};
use crate::model::{State, StateKind};
use crate::query::timestamp;
use crate::rules::{Rule, rule};
use crate::schema::QueryLanguage;
use crate::syntax::tree::Value;

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
    timestamp::parse(text).err().map(|reason| invalid(value, reason))
}

fn invalid(value: Value<'_>, reason: &str) -> Finding {
    let text = value.text();
    let finding = Finding::new(value.span(), format!("{} is not a timestamp", quoted(text)))
        .label(value.span(), reason)
        .aws(SCHEMA_VALIDATION_FAILED, "String does not match RFC3339 timestamp");
    match meant(text) {
        Some(meant) => finding
            .help(format!("write it like `{meant}`"))
            .fix(value.span(), value.respelled(&meant)),
        None => finding.help("write it like `2030-01-31T09:30:00Z`"),
    }
}

/// The timestamp that a text is but for its capitals, its blank, or its zone, which is then UTC.
fn meant(text: &str) -> Option<String> {
    let spelled = text.trim().replacen(' ', "T", 1).to_ascii_uppercase();
    let in_utc = format!("{spelled}Z");
    [spelled, in_utc].into_iter().find(|text| timestamp::parse(text).is_ok())
}
