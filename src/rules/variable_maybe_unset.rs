//! A variable is set on every way that leads to where it is read.

use crate::analysis::{Facts, Known, Read};
use crate::diagnostic::{Finding};
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("variable-maybe-unset", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let reads = facts.reads.iter().filter(|read| read.known == Known::SetOnSomeWays);
    findings.extend(reads.filter(|read| !read.is_guarded).map(|read| maybe_unset(facts, read)));
}

fn maybe_unset(facts: &Facts<'_>, read: &Read) -> Finding {
    let name = &read.name;
    let message = format!("`${name}` is not set on every way that leads here");
    let finding = Finding::new(read.span, message)
        .help("set it on the other ways too, or ask for it with `$exists` or `IsPresent` first");
    let mut setters = facts.assignments().filter(|assignment| *assignment.name == **name);
    match setters.next() {
        Some(setter) => finding.label(setter.member.key.span(), "set on the way through here"),
        None => finding,
    }
}
