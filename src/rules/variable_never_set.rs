//! A variable that is read is set somewhere.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::analysis::{Facts, Known, Read};
use crate::diagnostic::{Finding, did_you_mean};
use crate::rules::{Rule, rule};
use crate::source::Span;
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("variable-never-set", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let reads = facts.reads.iter().filter(|read| read.known == Known::Nowhere);
    // A call of what is no function is a fault of its own, and a name that is asked after may
    // well be unknown.
    let mut reads = reads.filter(|read| !read.is_guarded).peekable();
    if reads.peek().is_none() {
        return;
    }
    let called: FxHashSet<_> = called(facts).collect();
    let setters: BTreeMap<_, _> =
        facts.assignments().map(|assignment| (assignment.name, assignment.member.key)).collect();
    for read in reads.filter(|read| !called.contains(&read.span)) {
        findings.push(never_set(read, &setters));
    }
}

/// The places of functions that are called.
fn called(facts: &Facts<'_>) -> impl Iterator<Item = Span> {
    facts.jsonata.expressions.iter().flat_map(|expression| {
        expression.outline.calls.iter().map(|call| expression.span(call.span))
    })
}

fn never_set(read: &Read, setters: &BTreeMap<&str, Value<'_>>) -> Finding {
    let name = &read.name;
    if let Some(setter) = setters.get(&**name) {
        return Finding::new(read.span, format!("`${name}` is set in another scope only"))
            .label(setter.span(), "gone when this scope ends")
            .help("hand the value out in the output of the branch or the iteration");
    }
    let finding = Finding::new(read.span, format!("no state sets `${name}`"));
    match did_you_mean(name, setters.keys().copied()) {
        Some(near) => finding.help(format!("did you mean `${near}`?")),
        None => finding.help("set it in the `Assign` of an earlier state"),
    }
}
