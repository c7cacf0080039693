//! In a machine in JSONata, no state goes back to JSONPath.

use crate::analysis::Facts;
use crate::diagnostic::{AwsPlace, Finding, SCHEMA_VALIDATION_FAILED};
use crate::rules::{Rule, rule};
use crate::schema::QueryLanguage;
use crate::source::Span;
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("query-language-downgraded", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    if facts.machine.query_language != QueryLanguage::Jsonata {
        return;
    }
    let Some(setting) = facts.machine.root.get("QueryLanguage") else { return };
    let states = facts.machine.states.iter();
    let languages = states.filter_map(|state| state.object.get("QueryLanguage"));
    let downgrades = languages.filter(|language| language.as_str() == Some("JSONPath"));
    findings.extend(downgrades.map(|language| downgraded(language, setting.span())));
}

fn downgraded(language: Value<'_>, setting: Span) -> Finding {
    let text = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";
    Finding::new(language.span(), "a machine in JSONata has no states in JSONPath")
        .label(setting, "the whole machine is in JSONata")
        .help("write the state in JSONata, or set the language state by state")
        .aws_at(AwsPlace::Parent, SCHEMA_VALIDATION_FAILED, text)
}
