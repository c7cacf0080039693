//! Error names: which one of the language's is meant by a name, if one is.

use crate::analysis::spelling::letters;
use crate::diagnostic::did_you_mean;
use crate::model::ERROR_NAMES;

const PREFIX: &str = "States.";

/// The reserved name that a name looks like.
pub fn reserved_name_meant(name: &str) -> Option<&'static str> {
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
            assert_eq!(reserved_name_meant(name), expected, "{name}");
        }
    }
}
