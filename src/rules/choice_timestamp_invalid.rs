//! What a timestamp is compared with is a timestamp by RFC 3339.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, quoted};
use crate::model::StateKind;
use crate::query::timestamp;
use crate::rules::{Rule, rule};
use crate::schema::QueryLanguage;
use crate::source::Span;
use crate::syntax::tree::Member;

pub(super) const RULE: Rule = rule!("choice-timestamp-invalid", check);

const OPERATORS: [&str; 5] = [
    "TimestampEquals",
    "TimestampLessThan",
    "TimestampGreaterThan",
    "TimestampLessThanEquals",
    "TimestampGreaterThanEquals",
];

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for state in &facts.machine.states {
        let StateKind::Choice { rules, .. } = &state.kind else { continue };
        if state.query_language == QueryLanguage::JsonPath {
            let operators = rules.iter().flat_map(|rule| &rule.operators);
            findings.extend(operators.filter_map(check_operator));
        }
    }
}

fn check_operator(operator: &Member<'_>) -> Option<Finding> {
    let text = operator.value.as_str().filter(|_| OPERATORS.contains(&operator.name()))?;
    timestamp::parse(text).err().map(|reason| invalid(operator.value.span(), text, reason))
}

fn invalid(span: Span, text: &str, reason: &str) -> Finding {
    Finding::new(span, format!("{} is not a timestamp", quoted(text)))
        .label(span, reason)
        .help("write it like `2030-01-31T09:30:00Z`")
}
