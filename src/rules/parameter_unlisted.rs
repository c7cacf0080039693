//! A parameter, or a member of one, that the API does not list is new, or wrong.

use crate::analysis::{Facts, Misfit, MisfitKind, spelling};
use crate::diagnostic::{Finding, did_you_mean, quoted};
use crate::rules::{Rule, rule};
use crate::services::{self, Shape};
use crate::syntax::tree::Member;

pub(super) const RULE: Rule = rule!("parameter-unlisted", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for misfit in &facts.misfits {
        if let MisfitKind::Unknown(member, shape) = &misfit.kind {
            findings.extend(unlisted(misfit, member, *shape));
        }
    }
}

fn unlisted(misfit: &Misfit<'_>, member: &Member<'_>, shape: Shape) -> Option<Finding> {
    let written = member.name();
    let name = written.strip_suffix(".$").unwrap_or(written);
    let slip = spelling::slip_of(name, shape.names());
    // What is certain to be a slip at the top level is refused: another rule says so.
    if slip.is_some() && !misfit.is_nested {
        return None;
    }
    let message = if misfit.is_nested {
        format!("{} has no member {}", quoted(misfit.key.text()), quoted(name))
    } else {
        let (service, action) = misfit.action;
        format!("`{service}:{action}` has no parameter {}", quoted(name))
    };
    let finding = Finding::new(member.key.span(), message);
    let date = services::date();
    let near = slip.or_else(|| reserved(name, shape)).or_else(|| did_you_mean(name, shape.names()));
    let Some(near) = near else {
        return Some(finding.help(format!("there was no such name on {date}: check it")));
    };
    let fixed = format!("{near}{}", &written[name.len()..]);
    let help = match slip {
        Some(_) => format!("did you mean `{near}`?"),
        None => format!("did you mean `{near}`? There was no `{name}` on {date}"),
    };
    Some(finding.help(help).fix(member.key.span(), member.key.respelled(&fixed)))
}

/// The name that stands for one which is a word of Java: `StaticValue` for `Static`.
fn reserved(name: &str, shape: Shape) -> Option<&'static str> {
    let is_it = |known: &&str| known.strip_suffix("Value").is_some_and(|word| word == name);
    shape.names().find(is_it)
}
