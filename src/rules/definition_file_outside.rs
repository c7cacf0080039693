//! The file that a host names as a definition lies within the project.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, quoted};
use crate::rules::{Rule, rule};
use crate::syntax::surroundings::{Refusal, Unread};

pub(super) const RULE: Rule = rule!("definition-file-outside", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let unread = facts.parsed.surroundings.unread.iter();
    findings.extend(unread.filter(|unread| unread.why == Refusal::Outside).map(outside));
}

fn outside(unread: &Unread) -> Finding {
    let message = format!("{} lies outside the project, so it is not read", quoted(&unread.path));
    Finding::new(unread.place, message)
        .help("name it on the command line to have it checked")
}
