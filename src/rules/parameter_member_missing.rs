//! An object inside of a parameter has the members that the API asks for.

use crate::analysis::{Facts, Misfit, MisfitKind};
use crate::diagnostic::{Finding, did_you_mean, quoted};
use crate::rules::{Rule, rule};
use crate::syntax::tree::Member;

pub(super) const RULE: Rule = rule!("parameter-member-missing", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for misfit in facts.misfits.iter().filter(|misfit| misfit.is_nested) {
        if let MisfitKind::Missing(name, unknown) = &misfit.kind {
            findings.push(missing(misfit, name, unknown));
        }
    }
}

fn missing(misfit: &Misfit<'_>, lacks: &str, unknown: &[Member<'_>]) -> Finding {
    let (service, name) = misfit.action;
    let message = format!("{} lacks `{lacks}`", quoted(misfit.key.text()));
    let finding = Finding::new(misfit.key.span(), message)
        .help(format!("`{service}:{name}` is refused without it when the state runs"));
    let bare = |member: &Member<'_>| member.name().trim_end_matches(".$").to_owned();
    let is_misspelt = |member| did_you_mean(&bare(member), [lacks]).is_some();
    if unknown.iter().any(is_misspelt) { finding.consequence() } else { finding }
}
