//! A value that is passed has the type that the API takes.

use crate::analysis::{Facts, Misfit, MisfitKind};
use crate::diagnostic::{Finding, quoted};
use crate::rules::{Rule, rule};
use crate::services::{Kind, Shape};
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("parameter-type-wrong", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for misfit in &facts.misfits {
        if let MisfitKind::Type(value, shape) = &misfit.kind {
            findings.push(wrong_type(misfit, *value, *shape));
        }
    }
}

fn wrong_type(misfit: &Misfit<'_>, value: Value<'_>, shape: Shape) -> Finding {
    let (key, found) = (quoted(misfit.key.text()), value.kind().described());
    let expected = described(shape.kind());
    Finding::new(value.span(), format!("expected {expected}, found {found}"))
        .label(misfit.key.span(), format!("what is passed as {key}"))
}

fn described(kind: Kind) -> &'static str {
    match kind {
        Kind::Boolean => "`true` or `false`",
        Kind::Integer => "an integer",
        Kind::Number => "a number",
        Kind::Timestamp => "a time, as a string or a number",
        Kind::List => "an array",
        Kind::Structure | Kind::Union | Kind::Map => "an object",
        Kind::Any | Kind::String | Kind::Blob => "a string",
    }
}
