//! Of parameters that stand for one another, one is given.

use crate::analysis::{Facts, MisfitKind};
use crate::diagnostic::{Finding, quoted};
use crate::rules::{Rule, rule};
use crate::syntax::tree::Member;

pub(super) const RULE: Rule = rule!("parameter-alternatives-several", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for misfit in &facts.misfits {
        if let MisfitKind::Several(members) = &misfit.kind {
            findings.extend(several(members));
        }
    }
}

fn several(members: &[Member<'_>]) -> Option<Finding> {
    let [first, others @ ..] = members else { return None };
    let second = others.first()?;
    let (one, other) = (quoted(first.name()), quoted(second.name()));
    let finding = Finding::new(second.key.span(), format!("{other} excludes {one}"))
        .label(first.key.span(), "stands for the same")
        .help("keep one of them");
    Some(finding)
}
