//! No two keys of a payload template come out under the same name.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, quoted};
use crate::rules::{Rule, rule};
use crate::syntax::tree::Member;

pub(super) const RULE: Rule = rule!("payload-key-collision", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for template in &facts.expressions.templates {
        for (dynamic, plain) in &template.survey.collisions {
            findings.push(collision(dynamic, plain));
        }
    }
}

fn collision(dynamic: &Member<'_>, plain: &Member<'_>) -> Finding {
    let message = format!("{} comes out as {} too", quoted(dynamic.name()), quoted(plain.name()));
    Finding::new(dynamic.key.span(), message)
        .label(plain.key.span(), "the same name")
        .help("take one of the two out")
}
