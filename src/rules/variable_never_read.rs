//! A variable that is set is read somewhere.

use memchr::memmem;
use rustc_hash::FxHashSet;

use crate::analysis::{Assignment, Facts};
use crate::diagnostic::{Finding, quoted};
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("variable-never-read", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let read: FxHashSet<&str> = facts.reads.iter().map(|read| &*read.name).collect();
    let mut told = FxHashSet::default();
    for assignment in facts.assignments() {
        let name = assignment.name;
        // What cannot be read in full, such as a string with a placeholder, may read it too.
        let is_read = || {
            let text = facts.parsed.tree.text().as_bytes();
            memmem::find(text, format!("${name}").as_bytes()).is_some()
        };
        if !read.contains(name) && told.len() < TOLD_MAX && !is_read() && told.insert(name) {
            findings.push(never_read(&assignment));
        }
    }
}

/// How many are told: for each the whole text is searched.
const TOLD_MAX: usize = 100;

fn never_read(assignment: &Assignment<'_, '_>) -> Finding {
    let message = format!("no state reads the variable {}", quoted(assignment.name));
    Finding::new(assignment.member.key.span(), message).help("read it, or do not set it")
}
