//! What a template refers to is a resource or a parameter of it.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, quoted};
use crate::rules::{Rule, rule};
use crate::syntax::surroundings::Dangling;

pub(super) const RULE: Rule = rule!("reference-unknown", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    findings.extend(facts.parsed.surroundings.dangling.iter().map(unknown));
}

fn unknown(dangling: &Dangling) -> Finding {
    let Dangling { name, place, meant } = dangling;
    let message = format!("this template has no resource and no parameter {}", quoted(name));
    Finding::new(*place, message).help(match meant {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "declare it under `Resources` or `Parameters`".to_owned(),
    })
}
