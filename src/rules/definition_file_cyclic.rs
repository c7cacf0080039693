//! The file that a host names as a definition does not lead back to itself.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::rules::{Rule, rule};
use crate::syntax::surroundings::{Refusal, Unread};

pub(super) const RULE: Rule = rule!("definition-file-cyclic", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let unread = facts.parsed.surroundings.unread.iter();
    findings.extend(unread.filter(|unread| unread.why == Refusal::Cyclic).map(cyclic));
}

fn cyclic(unread: &Unread) -> Finding {
    Finding::new(unread.place, unread.why.of(&unread.path))
        .help("put the definition where the first of the files names it")
}
