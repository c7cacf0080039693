//! The `Result` of a Pass state is taken as it is written.

use crate::analysis::{Facts, TemplateString, looks_dynamic, template_strings};
use crate::diagnostic::{Finding, quoted};
use crate::model::StateKind;
use crate::rules::{Rule, rule};
use crate::schema::QueryLanguage;

pub(super) const RULE: Rule = rule!("pass-result-static", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for state in &facts.machine.states {
        let is_template = state.query_language == QueryLanguage::JsonPath;
        if is_template && matches!(state.kind, StateKind::Pass) {
            let result = state.object.get("Result");
            let strings = result.into_iter().flat_map(|result| template_strings(result, |_| true));
            findings.extend(strings.filter_map(is_static));
        }
    }
}

fn is_static(string: TemplateString<'_>) -> Option<Finding> {
    let text = string.value.as_str().filter(|text| looks_dynamic(text))?;
    let message = format!("{} is taken as a text: `Result` is not evaluated", quoted(text));
    Some(
        Finding::new(string.value.span(), message)
            .help("use `Parameters`, where keys that end in `.$` are evaluated"),
    )
}
