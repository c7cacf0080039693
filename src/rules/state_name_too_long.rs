//! A state's name has at most 80 characters.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, quoted};
use crate::rules::{Rule, rule};
use crate::source::Span;

pub(super) const RULE: Rule = rule!("state-name-too-long", check);

/// The most characters that a name may have.
const CHARACTERS_MAX: usize = 80;

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for state in &facts.machine.states {
        if state.name().len() <= CHARACTERS_MAX {
            continue;
        }
        let Some(name) = state.key.as_str() else { continue };
        if name.chars().count() > CHARACTERS_MAX {
            findings.push(too_long(state.key.span(), name));
        }
    }
}

fn too_long(span: Span, name: &str) -> Finding {
    let length = name.chars().count();
    let aws = format!(
        "Invalid State name: '{name}' exceeds the 80-character limit allowed by the service"
    );
    let name = quoted(name);
    let message = format!("{name} has {length} characters, and {CHARACTERS_MAX} are allowed");
    Finding::new(span, message).aws("INVALID_STATE_NAME", aws)
}
