//! A variable is set before it is read.

use crate::analysis::{Facts, Known, Read};
use crate::diagnostic::{Finding};
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("variable-set-too-late", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let reads = facts.reads.iter().filter(|read| read.known == Known::SetElsewhere);
    findings.extend(reads.filter(|read| !read.is_guarded).map(|read| too_late(facts, read)));
}

fn too_late(facts: &Facts<'_>, read: &Read) -> Finding {
    let name = &read.name;
    let message = format!("`${name}` is not set on any way that leads here");
    let finding = Finding::new(read.span, message);
    let mut setters = facts.assignments().filter(|assignment| *assignment.name == **name);
    let Some(setter) = setters.next() else { return finding };
    let finding = finding.label(setter.member.key.span(), "it is set here");
    if setter.state.key == facts.machine.state(read.state).key {
        return finding.help("what a state sets is there from the next state on");
    }
    finding.help("set it in a state that comes before this one")
}
