//! The name of a variable is an identifier.

use unicode_ident::{is_xid_continue, is_xid_start};

use crate::analysis::{Assignment, Facts};
use crate::diagnostic::{AwsPlace, Finding, quoted};
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("variable-name-invalid", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let invalid = facts.assignments().filter(|assignment| !is_identifier(assignment.name));
    findings.extend(invalid.map(|assignment| invalid_name(&assignment)));
}

/// Whether a name is an identifier as UAX #31 has it. An underscore may come first as well:
/// whether AWS takes one there is not known.
fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    let starts = characters.next().is_some_and(|first| first == '_' || is_xid_start(first));
    starts && characters.all(is_xid_continue)
}

fn invalid_name(assignment: &Assignment<'_, '_>) -> Finding {
    let name = assignment.name;
    let message = format!("{} cannot be the name of a variable", quoted(name));
    let text =
        format!("Invalid variable name '{name}': the variable name contains invalid characters.");
    Finding::new(assignment.member.key.span(), message)
        .help("a name begins with a letter and goes on with letters, digits and underscores")
        .aws_at(AwsPlace::Parent, "INVALID_VARIABLE_NAME", text)
}
