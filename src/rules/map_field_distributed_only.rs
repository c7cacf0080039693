//! Data sets, batches, exports and labels are for Map states in distributed mode.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::model::{Map, State, StateKind};
use crate::rules::{Rule, rule};
use crate::syntax::tree::Member;

pub(super) const RULE: Rule = rule!("map-field-distributed-only", check);

const FIELDS: [&str; 4] = ["ItemReader", "ItemBatcher", "ResultWriter", "Label"];

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for state in &facts.machine.states {
        if let StateKind::Map(map) = &state.kind
            && map.is_distributed() == Some(false)
        {
            let fields = FIELDS.into_iter().filter_map(|name| state.object.member(name));
            findings.extend(fields.map(|field| not_distributed(&field, state, map)));
        }
    }
}

fn not_distributed(field: &Member<'_>, state: &State<'_>, map: &Map<'_>) -> Finding {
    let message = format!("an inline Map state makes no use of `{}`", field.name());
    let mode = map.processor_config.and_then(|config| config.get("Mode"));
    let (place, label) = match mode {
        Some(mode) => (mode.span(), "inline"),
        None => (state.key.span(), "inline, since no `ProcessorConfig` says otherwise"),
    };
    Finding::new(field.key.span(), message).label(place, label).help(
        "set `Mode` to `DISTRIBUTED` in the `ProcessorConfig` of the `ItemProcessor`, \
         or take the field out",
    )
}
