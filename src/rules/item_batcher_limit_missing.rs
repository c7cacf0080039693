//! An `ItemBatcher` says how large a batch is.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::model::StateKind;
use crate::rules::{Rule, rule};
use crate::source::Span;
use crate::syntax::tree::Kind;

pub(super) const RULE: Rule = rule!("item-batcher-limit-missing", check);

const LIMITS: [&str; 4] = [
    "MaxItemsPerBatch",
    "MaxItemsPerBatchPath",
    "MaxInputBytesPerBatch",
    "MaxInputBytesPerBatchPath",
];

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let states = facts.machine.states.iter();
    for state in states.filter(|state| matches!(state.kind, StateKind::Map(_))) {
        let Some(batcher) = state.object.member("ItemBatcher") else { continue };
        let is_limited = batcher.value.kind() != Kind::Object
            || batcher.value.is_incomplete()
            || LIMITS.iter().any(|limit| batcher.value.get(limit).is_some())
            || facts.is_misspelt(batcher.value, &LIMITS);
        if !is_limited {
            findings.push(unlimited(batcher.key.span()));
        }
    }
}

fn unlimited(batcher: Span) -> Finding {
    Finding::new(batcher, "nothing says how large a batch is")
        .help("set `MaxItemsPerBatch` or `MaxInputBytesPerBatch`")
}
