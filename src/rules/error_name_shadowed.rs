//! An error goes to the first retrier or catcher that names it, and to no later one.

use rustc_hash::FxHashMap;

use crate::analysis::Facts;
use crate::diagnostic::{Edit, Finding, quoted};
use crate::model::Handler;
use crate::rules::{Rule, rule};
use crate::syntax::edits::without_item;
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("error-name-shadowed", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for state in &facts.machine.states {
        for (field, handlers) in [("Retry", &state.retry), ("Catch", &state.catch)] {
            check_names(state.object.get(field), handlers, findings);
        }
    }
}

fn check_names(
    list: Option<Value<'_>>,
    handlers: &[Handler<'_>],
    findings: &mut Vec<Finding>,
) {
    let mut seen: FxHashMap<&str, Value<'_>> = FxHashMap::default();
    let mut task_failed = None;
    for handler in handlers {
        // A second `States.ALL`, and what comes after one, are the business of other rules.
        for error in handler.errors.iter().filter(|error| error.text() != "States.ALL") {
            let name = error.text();
            if let Some(first) = seen.get(name) {
                let idle = without(list, handler, *error);
                findings.push(repeated(*error, *first).edits(true, idle));
            } else if let Some(wildcard) = task_failed.filter(|_| is_of_a_task(name)) {
                findings.push(covered(*error, wildcard));
            }
            seen.entry(name).or_insert(*error);
        }
        task_failed = task_failed.or_else(|| handler.names("States.TaskFailed"));
        if handler.names("States.ALL").is_some() {
            return;
        }
    }
}

/// Takes a name that nothing is ever compared with out of its list, or the handler whose only name
/// it is.
fn without(list: Option<Value<'_>>, handler: &Handler<'_>, error: Value<'_>) -> Option<Edit> {
    let names = handler.error_equals?;
    if names.items().nth(1).is_some() {
        return without_item(names, error);
    }
    without_item(list?, handler.object)
}

/// Whether it is certain that `States.TaskFailed` takes an error: documented for what a task
/// itself reports, not for each name that Step Functions reserves.
fn is_of_a_task(name: &str) -> bool {
    name == "States.Permissions" || !name.starts_with("States.")
}

fn repeated(error: Value<'_>, first: Value<'_>) -> Finding {
    let message = format!("{} is named a second time", quoted(error.text()));
    Finding::new(error.span(), message)
        .label(first.span(), "it is always handled here")
        .help("name each error once in a list")
}

fn covered(error: Value<'_>, wildcard: Value<'_>) -> Finding {
    let message = format!("{} is taken by `States.TaskFailed` before", quoted(error.text()));
    Finding::new(error.span(), message)
        .label(wildcard.span(), "matches every error of a task but `States.Timeout`")
        .help("move the entry for `States.TaskFailed` behind this one")
}
