//! A text that is passed is one of those that the API knows, where it lists them.

use crate::analysis::{Facts, Misfit, MisfitKind, spelling};
use crate::diagnostic::{Finding, did_you_mean, name_list, quoted};
use crate::rules::{Rule, rule};
use crate::services::{self, Shape};
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("parameter-value-unknown", check);

/// Lists that are longer are not told.
const TOLD_MAX: usize = 8;

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for misfit in &facts.misfits {
        if let MisfitKind::Value(value, shape) = &misfit.kind {
            findings.push(unknown(misfit, *value, *shape));
        }
    }
}

fn unknown(misfit: &Misfit<'_>, value: Value<'_>, shape: Shape) -> Finding {
    let text = value.text();
    let message = format!("{} is no value of {}", quoted(text), quoted(misfit.key.text()));
    let finding = Finding::new(value.span(), message);
    let slip = spelling::slip_of(text, shape.values());
    let date = services::date();
    match slip.or_else(|| did_you_mean(text, shape.values())) {
        Some(near) => finding
            .help(format!("did you mean `{near}`?"))
            .fix(value.span(), value.respelled(near)),
        None if shape.values().len() <= TOLD_MAX => {
            finding.help(format!("on {date} there were {}", name_list(shape.values())))
        }
        None => finding.help(format!("there was no such value on {date}")),
    }
}
