//! `States.Runtime` ends the execution, whatever handlers name it.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::rules::{Rule, rule};
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("error-name-uncatchable", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for state in &facts.machine.states {
        let retriers = state.retry.iter().filter_map(|handler| handler.names("States.Runtime"));
        findings.extend(retriers.map(|name| uncatchable(name, "retried")));
        let catchers = state.catch.iter().filter_map(|handler| handler.names("States.Runtime"));
        findings.extend(catchers.map(|name| uncatchable(name, "caught")));
    }
}

fn uncatchable(name: Value<'_>, done: &str) -> Finding {
    Finding::new(name.span(), format!("`States.Runtime` is never {done}"))
        .help("test the input before the state that may fail on it")
}
