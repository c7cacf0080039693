//! A Map state's `Label` has 1 to 40 characters, all of them allowed in a name.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, quoted};
use crate::model::{State, StateKind};
use crate::rules::{Rule, rule};
use crate::source::Span;

pub(super) const RULE: Rule = rule!("map-label-invalid", check);

/// The most characters that a label may have.
const CHARACTERS_MAX: usize = 40;

/// What a label must not hold, besides white space and control characters.
const FORBIDDEN: &str = "?*<>{}[]:;,\\|^~$#%&`\"";

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    findings.extend(facts.machine.states.iter().filter_map(check_state));
}

fn check_state(state: &State<'_>) -> Option<Finding> {
    let StateKind::Map(map) = &state.kind else { return None };
    let value = map.label?;
    let label = value.as_str()?;
    let length = label.chars().count();
    if length > CHARACTERS_MAX {
        return Some(too_long(value.span(), label, length));
    }
    if length == 0 {
        return Some(Finding::new(value.span(), "the label is empty"));
    }
    label.chars().find(|character| is_forbidden(*character)).map(|bad| holds(value.span(), bad))
}

fn is_forbidden(character: char) -> bool {
    character.is_whitespace() || character.is_control() || FORBIDDEN.contains(character)
}

fn too_long(span: Span, label: &str, length: usize) -> Finding {
    let aws = format!(
        "Invalid Label name: '{label}' exceeds the 40-character limit allowed by the service"
    );
    let label = quoted(label);
    let message = format!("{label} has {length} characters, and {CHARACTERS_MAX} are allowed");
    Finding::new(span, message).aws("INVALID_LABEL_NAME", aws)
}

fn holds(span: Span, bad: char) -> Finding {
    let bad = if bad == ' ' { "a blank".into() } else { quoted(bad.encode_utf8(&mut [0; 4])) };
    Finding::new(span, format!("{bad} is not allowed in a label"))
        .help("use letters, digits, `-` and `_`")
}
