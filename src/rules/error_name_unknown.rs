//! Error names that begin with `States.` are those of the language and no others.

use rustc_hash::FxHashSet;

use crate::analysis::{Facts, reserved_name_meant};
use crate::diagnostic::{Finding, quoted};
use crate::model::{ERROR_NAMES, StateKind};
use crate::rules::{Rule, rule};
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("error-name-unknown", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let raised = raised(facts);
    for state in &facts.machine.states {
        let errors = state.retry.iter().chain(&state.catch).flat_map(|handler| &handler.errors);
        let unknown = errors.filter(|error| !is_known(error.text(), &raised));
        findings.extend(unknown.filter_map(|error| check_unknown(*error)));
    }
}

/// The errors that the machine itself raises, in Fail states.
fn raised<'t>(facts: &Facts<'t>) -> FxHashSet<&'t str> {
    let states = facts.machine.states.iter();
    let failing = states.filter(|state| matches!(state.kind, StateKind::Fail));
    failing.filter_map(|state| state.object.get("Error")?.as_str()).collect()
}

fn is_known(name: &str, raised: &FxHashSet<&str>) -> bool {
    let status = name.strip_prefix("States.Http.StatusCode.");
    let is_status =
        |code: &str| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit());
    ERROR_NAMES.contains(&name) || raised.contains(name) || status.is_some_and(is_status)
}

/// A name that is none of the language's is the user's own, unless it looks otherwise.
fn check_unknown(error: Value<'_>) -> Option<Finding> {
    let meant = reserved_name_meant(error.text());
    let is_reserved = meant.is_some() || error.text().starts_with("States.");
    is_reserved.then(|| unknown_name(error, meant))
}

fn unknown_name(error: Value<'_>, meant: Option<&str>) -> Finding {
    let name = quoted(error.text());
    let finding = Finding::new(error.span(), format!("{name} is not an error of Step Functions"));
    match meant {
        Some(near) => finding
            .help(format!("did you mean `{near}`?"))
            .rename(error.span(), error.text(), near, error.respelled(near)),
        None => finding.help("names of your own must not begin with `States.`"),
    }
}
