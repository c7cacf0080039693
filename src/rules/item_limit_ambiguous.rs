//! A limit on items is given as a number or by a path, not both.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::model::StateKind;
use crate::rules::{Rule, rule};
use crate::source::Span;
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("item-limit-ambiguous", check);


fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for state in &facts.machine.states {
        let StateKind::Map(map) = &state.kind else { continue };
        let reader = map.item_reader.and_then(|reader| reader.get("ReaderConfig"));
        findings.extend(reader.and_then(check_reader));
    }
}

fn check_reader(reader: Value<'_>) -> Option<Finding> {
    let (number, path) = (reader.member("MaxItems")?, reader.member("MaxItemsPath")?);
    Some(ambiguous(path.key.span(), number.key.span()))
}

fn ambiguous(path: Span, number: Span) -> Finding {
    Finding::new(path, "the limit is given twice")
        .label(number, "given here too")
        .help("keep the number or the path, not both")
}
