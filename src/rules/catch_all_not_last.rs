//! `States.ALL` matches every error, so nothing may come after it.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, SCHEMA_VALIDATION_FAILED};
use crate::model::Handler;
use crate::rules::{Rule, rule};
use crate::syntax::edits::item_last;
use crate::syntax::tree::{Kind, Value};

pub(super) const RULE: Rule = rule!("catch-all-not-last", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for state in &facts.machine.states {
        for (field, handlers) in [("Retry", &state.retry), ("Catch", &state.catch)] {
            check_order(state.object.get(field), handlers, findings);
        }
    }
}

fn check_order(list: Option<Value<'_>>, handlers: &[Handler<'_>], findings: &mut Vec<Finding>) {
    for (index, handler) in handlers.iter().enumerate() {
        let Some(catch_all) = handler.names("States.ALL") else { continue };
        // A placeholder may stand for nothing at all.
        let mut later = handlers[index + 1..].iter();
        if let Some(hidden) = later.find(|later| later.object.kind() == Kind::Object) {
            let moved = list.and_then(|list| item_last(list, handler.object));
            let finding = not_last(catch_all, handler, hidden);
            findings.push(finding.edits(true, moved.into_iter().flatten()));
        }
    }
}

fn not_last(catch_all: Value<'_>, handler: &Handler<'_>, hidden: &Handler<'_>) -> Finding {
    let finding = Finding::new(catch_all.span(), "`States.ALL` comes before other handlers")
        .label(hidden.place, "never consulted")
        .help("move the handler for `States.ALL` to the end of the list");
    // AWS has one text for this and for company, and says it once of a name.
    if handler.errors.len() == 1 {
        finding.aws(SCHEMA_VALIDATION_FAILED, "States.ALL must appear alone and at end of list")
    } else {
        finding
    }
}
