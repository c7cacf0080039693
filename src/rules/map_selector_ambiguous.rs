//! A Map state says once what each iteration gets.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::model::StateKind;
use crate::rules::{Rule, rule};
use crate::schema::QueryLanguage;
use crate::source::Span;

pub(super) const RULE: Rule = rule!("map-selector-ambiguous", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for state in &facts.machine.states {
        let is_map = matches!(state.kind, StateKind::Map(_));
        // In JSONata there is no `Parameters`, which is a finding already.
        if is_map
            && state.query_language == QueryLanguage::JsonPath
            && let Some(old) = state.object.member("Parameters")
            && let Some(new) = state.object.member("ItemSelector")
        {
            findings.push(ambiguous(old.key.span(), new.key.span()));
        }
    }
}

fn ambiguous(old: Span, new: Span) -> Finding {
    Finding::new(old, "`Parameters` says what `ItemSelector` says")
        .label(new, "the name for it today")
        .help("keep `ItemSelector` only")
}
