//! Error names that begin with `States.` are those of the language and no others.

use rustc_hash::FxHashSet;

use crate::analysis::Facts;
use crate::diagnostic::{Finding, did_you_mean, quoted};
use crate::model::{ERROR_NAMES, StateKind};
use crate::rules::{Rule, rule};
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("error-name-unknown", check);

const PREFIX: &str = "States.";

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
    let meant = meant(error.text());
    let is_reserved = meant.is_some() || error.text().starts_with(PREFIX);
    is_reserved.then(|| unknown_name(error, meant))
}

/// The reserved name that a name looks like.
fn meant(name: &str) -> Option<&'static str> {
    if name.starts_with(PREFIX) {
        return did_you_mean(name, ERROR_NAMES);
    }
    let same = |reserved: &&str| letters(reserved).eq(letters(name));
    if let Some(reserved) = ERROR_NAMES.into_iter().find(same) {
        return Some(reserved);
    }
    // `State.` may as well begin a name of the user's own: only the rest can tell.
    let at = name.find(|character: char| !character.is_ascii_alphanumeric())?;
    let (first, rest) = (&name[..at], name.get(at + 1..)?);
    if !first.eq_ignore_ascii_case("state") && !first.eq_ignore_ascii_case("states") {
        return None;
    }
    let is_meant = |reserved: &&str| {
        let known = &reserved[PREFIX.len()..];
        known.eq_ignore_ascii_case(rest) || did_you_mean(rest, [known]).is_some()
    };
    ERROR_NAMES.into_iter().find(is_meant)
}

/// The letters and digits of a name, whatever their case and what stands between them.
fn letters(name: &str) -> impl Iterator<Item = u8> {
    let letters = name.bytes().filter(u8::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase())
}

fn unknown_name(error: Value<'_>, meant: Option<&str>) -> Finding {
    let name = quoted(error.text());
    let finding = Finding::new(error.span(), format!("{name} is not an error of Step Functions"));
    match meant {
        Some(near) => finding
            .help(format!("did you mean `{near}`?"))
            .fix(error.span(), error.respelled(near)),
        None => finding.help("names of your own must not begin with `States.`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_for_the_reserved_one_that_it_looks_like() {
        let table = [
            ("State.ALL", Some("States.ALL")),
            ("States.Al", Some("States.ALL")),
            ("states.all", Some("States.ALL")),
            ("StatesALL", Some("States.ALL")),
            ("STATES_ALL", Some("States.ALL")),
            ("State.TaskFail", Some("States.TaskFailed")),
            ("States.HeartBeatTimeout", Some("States.HeartbeatTimeout")),
            ("States.OutOfStock", None),
            ("State.Fail", None),
            ("StateNotFound", None),
            ("Status.Timeout", None),
            ("ALL", None),
            ("State.", None),
            ("", None),
        ];
        for (name, expected) in table {
            assert_eq!(meant(name), expected, "{name}");
        }
    }
}
