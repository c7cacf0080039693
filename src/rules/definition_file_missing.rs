//! The file that a host names as a definition is there.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::rules::{Rule, rule};
use crate::syntax::surroundings::{Refusal, Unread};

pub(super) const RULE: Rule = rule!("definition-file-missing", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let unread = facts.parsed.surroundings.unread.iter();
    findings.extend(unread.filter(|unread| unread.why == Refusal::Missing).map(missing));
}

fn missing(unread: &Unread) -> Finding {
    Finding::new(unread.place, unread.why.of(&unread.path))
        .help("paths begin at the folder of this file; what a build makes is not looked into")
}
