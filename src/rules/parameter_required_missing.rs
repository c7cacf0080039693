//! An action is given the parameters that it cannot do without.

use crate::analysis::{Facts, Misfit, MisfitKind};
use crate::diagnostic::{Finding, SCHEMA_VALIDATION_FAILED, did_you_mean};
use crate::rules::{Rule, rule};
use crate::syntax::tree::Member;

pub(super) const RULE: Rule = rule!("parameter-required-missing", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for misfit in facts.misfits.iter().filter(|misfit| !misfit.is_nested) {
        if let MisfitKind::Missing(name, unknown) = &misfit.kind {
            findings.push(missing(misfit, name, unknown));
        }
    }
}

fn missing(misfit: &Misfit<'_>, lacks: &str, unknown: &[Member<'_>]) -> Finding {
    let (service, name) = misfit.action;
    let message = format!("`{service}:{name}` needs the parameter `{lacks}`");
    let mut finding = Finding::new(misfit.key.span(), message);
    if !misfit.is_sdk {
        let text = format!("The field '{lacks}' is required but was missing");
        finding = finding.aws(SCHEMA_VALIDATION_FAILED, text);
    }
    let bare = |member: &Member<'_>| member.name().trim_end_matches(".$").to_owned();
    let is_misspelt = |member| did_you_mean(&bare(member), [lacks]).is_some();
    if unknown.iter().any(is_misspelt) { finding.consequence() } else { finding }
}
