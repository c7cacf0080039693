//! Of parameters that stand for one another, one is given at least.

use crate::analysis::{Facts, Misfit, MisfitKind};
use crate::diagnostic::Finding;
use crate::rules::{Rule, rule};
use crate::services::Alternatives;

pub(super) const RULE: Rule = rule!("parameter-alternatives-missing", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for misfit in &facts.misfits {
        if let MisfitKind::NoneOf(group) = &misfit.kind {
            findings.push(missing(misfit, *group));
        }
    }
}

fn missing(misfit: &Misfit<'_>, group: Alternatives) -> Finding {
    let (service, name) = misfit.action;
    let names: Vec<_> = group.names().map(|name| format!("`{name}`")).collect();
    let message = format!("`{service}:{name}` needs one of {}", names.join(", "));
    Finding::new(misfit.key.span(), message).help("give the one that applies")
}
