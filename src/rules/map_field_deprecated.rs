//! A Map state uses the names of today: `ItemProcessor` and `ItemSelector`.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::model::{State, StateKind};
use crate::rules::{Rule, rule};
use crate::schema::QueryLanguage;
use crate::syntax::tree::Member;

pub(super) const RULE: Rule = rule!("map-field-deprecated", check);

/// The fields of old, and what took their place.
const FIELDS: [(&str, &str); 2] = [("Iterator", "ItemProcessor"), ("Parameters", "ItemSelector")];

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for state in &facts.machine.states {
        if matches!(state.kind, StateKind::Map(_)) {
            let fields = FIELDS.into_iter();
            findings.extend(fields.filter_map(|(old, new)| check_field(state, old, new)));
        }
    }
}

fn check_field(state: &State<'_>, old: &str, new: &str) -> Option<Finding> {
    let field = state.object.member(old)?;
    let is_wrong = old == "Parameters" && state.query_language == QueryLanguage::Jsonata;
    // Both at once, or one of the other query language, are findings already.
    let is_said = is_wrong || state.object.member(new).is_some();
    (!is_said).then(|| deprecated(&field, new))
}

fn deprecated(field: &Member<'_>, new: &str) -> Finding {
    Finding::new(field.key.span(), format!("`{}` is an old name for `{new}`", field.name()))
        .help(format!("write `{new}`"))
        .safe_fix(field.key.span(), field.key.respelled(new))
}
