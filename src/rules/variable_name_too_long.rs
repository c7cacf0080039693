//! The name of a variable has at most 80 characters.

use crate::analysis::{Assignment, Facts};
use crate::diagnostic::Finding;
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("variable-name-too-long", check);

const CHARACTERS_MAX: usize = 80;

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let is_long =
        |assignment: &Assignment<'_, '_>| assignment.name.chars().count() > CHARACTERS_MAX;
    findings.extend(facts.assignments().filter(is_long).map(|assignment| too_long(&assignment)));
}

fn too_long(assignment: &Assignment<'_, '_>) -> Finding {
    let length = assignment.name.chars().count();
    let message = format!(
        "the name of this variable has {length} characters, at most {CHARACTERS_MAX} are allowed"
    );
    Finding::new(assignment.member.key.span(), message).help("choose a shorter name")
}
