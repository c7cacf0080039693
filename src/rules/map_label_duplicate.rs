//! A Map state's `Label` is used once in the whole machine.

use rustc_hash::FxHashMap;

use crate::analysis::Facts;
use crate::diagnostic::{Finding, quoted};
use crate::model::StateKind;
use crate::rules::{Rule, rule};
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("map-label-duplicate", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let states = facts.machine.states.iter();
    let labels = states.filter_map(|state| match &state.kind {
        StateKind::Map(map) => map.label.filter(|label| label.as_str().is_some()),
        _ => None,
    });
    let mut seen: FxHashMap<&str, Value<'_>> = FxHashMap::default();
    let mut labels: Vec<_> = labels.collect();
    labels.sort_by_key(|label| label.span());
    for label in labels {
        match seen.get(label.text()) {
            Some(first) => findings.push(duplicate(label, *first)),
            None => drop(seen.insert(label.text(), label)),
        }
    }
}

fn duplicate(label: Value<'_>, first: Value<'_>) -> Finding {
    let name = label.text();
    Finding::new(label.span(), format!("{} is the label of another Map state", quoted(name)))
        .label(first.span(), "first used here")
        .aws("DUPLICATE_LABEL_NAME", format!("Duplicate Label name: {name}"))
}
