//! The parameters of an action are written as Step Functions writes them.

use crate::analysis::{Facts, Misfit, MisfitKind, spelling};
use crate::diagnostic::{AwsPlace, Finding, SCHEMA_VALIDATION_FAILED, quoted};
use crate::rules::{Rule, rule};
use crate::services::Shape;
use crate::syntax::tree::Member;

pub(super) const RULE: Rule = rule!("parameter-misspelt", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for misfit in facts.misfits.iter().filter(|misfit| !misfit.is_nested) {
        if let MisfitKind::Unknown(member, shape) = &misfit.kind {
            findings.extend(misspelt(misfit, member, *shape));
        }
    }
}

fn misspelt(misfit: &Misfit<'_>, member: &Member<'_>, shape: Shape) -> Option<Finding> {
    let written = member.name();
    let name = written.strip_suffix(".$").unwrap_or(written);
    let meant = spelling::slip_of(name, shape.names())?;
    let (service, action) = misfit.action;
    let message = format!("`{service}:{action}` has no parameter {}", quoted(name));
    let text = format!("The field \"{name}\" is not supported by Step Functions");
    let fixed = format!("{meant}{}", &written[name.len()..]);
    let finding = Finding::new(member.key.span(), message)
        .help(format!("did you mean `{meant}`?"))
        .fix(member.key.span(), member.key.respelled(&fixed))
        .aws_at(AwsPlace::Parent, SCHEMA_VALIDATION_FAILED, text);
    Some(finding)
}
