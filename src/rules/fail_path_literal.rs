//! `Error` and `Cause` of a Fail state are taken as they are written.

use crate::analysis::{Facts, looks_dynamic};
use crate::diagnostic::{Finding, quoted};
use crate::model::StateKind;
use crate::rules::{Rule, rule};
use crate::schema::QueryLanguage;
use crate::syntax::tree::Member;

pub(super) const RULE: Rule = rule!("fail-path-literal", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for state in &facts.machine.states {
        let is_template = state.query_language == QueryLanguage::JsonPath;
        if is_template && matches!(state.kind, StateKind::Fail) {
            let fields = ["Error", "Cause"].into_iter();
            let members = fields.filter_map(|field| state.object.member(field));
            findings.extend(members.filter_map(|member| literal(&member)));
        }
    }
}

fn literal(field: &Member<'_>) -> Option<Finding> {
    let text = field.value.as_str().filter(|text| looks_dynamic(text))?;
    let name = field.name();
    let message = format!("{} is taken as a text, not evaluated", quoted(text));
    let finding = Finding::new(field.value.span(), message)
        .help(format!("name the field `{name}Path`"))
        .fix(field.key.span(), field.key.respelled(&format!("{name}Path")));
    Some(finding)
}
