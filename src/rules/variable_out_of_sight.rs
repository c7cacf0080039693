//! The iterations of a Distributed Map see no variables from around it.

use crate::analysis::{Facts, Known, Read};
use crate::diagnostic::{Finding};
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("variable-out-of-sight", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let reads = facts.reads.iter().filter(|read| read.known == Known::OutOfSight);
    findings.extend(reads.map(out_of_sight));
}

fn out_of_sight(read: &Read) -> Finding {
    let message = format!("`${}` is set outside, and a Distributed Map cannot see it", read.name);
    Finding::new(read.span, message).help("pass it on in `ItemSelector` or in the `BatchInput`")
}
