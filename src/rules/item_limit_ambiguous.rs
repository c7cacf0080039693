//! A limit on items is given as a number or by a path, not both.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::model::{Map, StateKind};
use crate::rules::{Rule, rule};
use crate::source::Span;
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("item-limit-ambiguous", check);

/// The limits that a `ReaderConfig` or an `ItemBatcher` may have, and how they are given by path.
const LIMITS: [(&str, &str); 3] = [
    ("MaxItems", "MaxItemsPath"),
    ("MaxItemsPerBatch", "MaxItemsPerBatchPath"),
    ("MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"),
];

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for state in &facts.machine.states {
        if let StateKind::Map(map) = &state.kind {
            for object in limited(map) {
                check_object(object, findings);
            }
        }
    }
}

/// The objects of a Map state that may hold limits.
fn limited<'t>(map: &Map<'t>) -> impl Iterator<Item = Value<'t>> + use<'t> {
    let reader = map.item_reader.and_then(|reader| reader.get("ReaderConfig"));
    [reader, map.item_batcher].into_iter().flatten()
}

fn check_object(object: Value<'_>, findings: &mut Vec<Finding>) {
    for (number, path) in LIMITS {
        if let (Some(number), Some(path)) = (object.member(number), object.member(path)) {
            findings.push(ambiguous(path.key.span(), number.key.span()));
        }
    }
}

fn ambiguous(path: Span, number: Span) -> Finding {
    Finding::new(path, "the limit is given twice")
        .label(number, "given here too")
        .help("keep the number or the path, not both")
}
