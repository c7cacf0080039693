//! The file that a host names as a definition lies within the project.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::rules::{Rule, rule};
use crate::syntax::surroundings::{Refusal, Unread};

pub(super) const RULE: Rule = rule!("definition-file-outside", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let unread = facts.parsed.surroundings.unread.iter();
    findings.extend(unread.filter(|unread| unread.why == Refusal::Outside).map(outside));
}

fn outside(unread: &Unread) -> Finding {
    Finding::new(unread.place, unread.why.of(&unread.path))
        .help("name it on the command line to have it checked")
}
