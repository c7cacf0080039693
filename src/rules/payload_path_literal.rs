//! In a payload template, a path is evaluated only under a key that ends in `.$`.

use crate::analysis::{Facts, TemplateString, looks_dynamic, template_strings};
use crate::diagnostic::{Finding, quoted};
use crate::model::{State, StateKind};
use crate::rules::{Rule, rule};
use crate::schema::QueryLanguage;
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("payload-path-literal", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let states = facts.machine.states.iter();
    for state in states.filter(|state| state.query_language == QueryLanguage::JsonPath) {
        for template in templates(state) {
            let strings = template_strings(template, is_ours).into_iter();
            findings.extend(strings.filter_map(literal));
        }
    }
}

/// The payload templates of a state.
fn templates<'t>(state: &State<'t>) -> Vec<Value<'t>> {
    let mut templates: Vec<_> =
        [state.parameters, state.result_selector, state.assign].into_iter().flatten().collect();
    if let StateKind::Map(map) = &state.kind {
        let parameters_of = |object: Option<Value<'t>>| object?.get("Parameters");
        templates.extend(map.item_selector);
        templates.extend(map.item_batcher.and_then(|batcher| batcher.get("BatchInput")));
        templates.extend(parameters_of(map.item_reader));
        templates.extend(parameters_of(map.result_writer));
    }
    templates
}

/// Whether paths below a key are for Step Functions: some services take JSONPath themselves.
fn is_ours(key: &str) -> bool {
    const THEIRS: [&str; 7] =
        ["Path", "PathsMap", "Mapping", "Filter", "Definition", "Query", "Expression"];
    let name = key.strip_suffix(".$").unwrap_or(key);
    !THEIRS.iter().any(|word| name.ends_with(word))
}

fn literal(string: TemplateString<'_>) -> Option<Finding> {
    let text = string.value.as_str()?;
    if string.is_evaluated() || !looks_dynamic(text) {
        return None;
    }
    let message = format!("{} is passed on as a text, not evaluated", quoted(text));
    let finding = Finding::new(string.value.span(), message);
    Some(match string.key {
        Some(key) => {
            let dynamic = format!("{}.$", key.text());
            finding
                .label(key.span(), "only a key that ends in `.$` is evaluated")
                .help(format!("name the key `{dynamic}`"))
                .fix(key.span(), key.respelled(&dynamic))
        }
        None => finding.help("items of an array are never evaluated: use `States.Array`"),
    })
}
