//! A variable that is set is read somewhere.

use memchr::memmem;
use rustc_hash::FxHashSet;
use unicode_ident::is_xid_continue;

use crate::analysis::{Assignment, Facts, Known};
use crate::diagnostic::{Finding, did_you_mean, quoted};
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("variable-never-read", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let read: FxHashSet<&str> = facts.reads.iter().map(|read| &*read.name).collect();
    // A name that is misspelt where it is read, and one that cannot be a name, are told already.
    let missed = facts.reads.iter().filter(|read| read.known == Known::Nowhere);
    let missed: Vec<&str> = missed.map(|read| &*read.name).take(TOLD_MAX).collect();
    let is_told = |name: &str| {
        name == "states"
            || name.len() > CHARACTERS_MAX
            || !name.chars().all(is_xid_continue)
            || missed.iter().any(|read| did_you_mean(read, [name]).is_some())
    };
    let mut told = FxHashSet::default();
    for assignment in facts.assignments() {
        let name = assignment.name;
        // What cannot be read in full, such as a string with a placeholder, may read it too.
        let is_read = || {
            let text = facts.parsed.tree.text().as_bytes();
            memmem::find(text, format!("${name}").as_bytes()).is_some()
        };
        let may_tell = told.len() < TOLD_MAX && !read.contains(name) && !is_told(name);
        if may_tell && !is_read() && told.insert(name) {
            findings.push(never_read(&assignment));
        }
    }
}

/// A longer name is refused.
const CHARACTERS_MAX: usize = 80;

/// How many are told: for each the whole text is searched.
const TOLD_MAX: usize = 100;

fn never_read(assignment: &Assignment<'_, '_>) -> Finding {
    let message = format!("no state reads the variable {}", quoted(assignment.name));
    Finding::new(assignment.member.key.span(), message).help("read it, or do not set it")
}
