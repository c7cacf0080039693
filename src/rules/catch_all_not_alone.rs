//! `States.ALL` matches every error, so it stands alone in its `ErrorEquals`.

use crate::analysis::Facts;
use crate::diagnostic::{Edit, Finding, SCHEMA_VALIDATION_FAILED};
use crate::model::Handler;
use crate::rules::{Rule, rule};
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("catch-all-not-alone", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for state in &facts.machine.states {
        let handlers = state.retry.iter().chain(&state.catch);
        findings.extend(handlers.filter_map(companion));
    }
}

fn companion(handler: &Handler<'_>) -> Option<Finding> {
    let catch_all = handler.names("States.ALL")?;
    let mut names = handler.error_equals?.items();
    let other = names.find(|name| *name != catch_all)?;
    let list = handler.error_equals?;
    let text = format!("[{}]", catch_all.respelled("States.ALL"));
    let alone = Edit { span: list.span(), text };
    Some(not_alone(catch_all, other).edits(false, [alone]))
}

fn not_alone(catch_all: Value<'_>, other: Value<'_>) -> Finding {
    Finding::new(catch_all.span(), "`States.ALL` stands beside other error names")
        .label(other.span(), "`States.ALL` takes this one too")
        .help("take out the other names, or give `States.ALL` an entry of its own at the end")
        .aws(SCHEMA_VALIDATION_FAILED, "States.ALL must appear alone and at end of list")
}
