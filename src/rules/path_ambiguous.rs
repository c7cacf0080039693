//! Where one place is meant, a path names one place.

use crate::analysis::{Facts, PathField, PathKind};
use crate::diagnostic::{Finding, SCHEMA_VALIDATION_FAILED};
use crate::query::expression::Expression;
use crate::query::json_path::Path;
use crate::query::reference_path::{Ambiguity, ReferencePath};
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("path-ambiguous", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for field in &facts.expressions.paths {
        if let Ok(Expression::Path(path)) = &field.expression {
            findings.extend(ambiguous(field, path));
        }
    }
}

fn ambiguous(field: &PathField<'_>, path: &Path) -> Option<Finding> {
    let Ambiguity { operator, range } = ReferencePath::try_from(path).err()?;
    let is_refused = match field.kind {
        PathKind::Any => return None,
        PathKind::Result | PathKind::Items | PathKind::Operand => true,
        PathKind::Text | PathKind::Value if path.is_definite() => return None,
        PathKind::Text | PathKind::Value => false,
    };
    let message = format!("`{operator}` does not name one place");
    let help = match field.kind {
        PathKind::Result => "name the one place where the result belongs",
        PathKind::Items => "name the array; `ItemSelector` or a Pass state before can pick from it",
        PathKind::Operand => "name one value; a Pass state before can pick it out",
        _ => "the path leads to an array, and one value is needed",
    };
    let finding = Finding::new(field.member.value.inner_span(range), message)
        .label(field.member.key.span(), "takes a reference path: members and indices only")
        .help(help);
    Some(if is_refused {
        finding.aws(SCHEMA_VALIDATION_FAILED, "Value is not a Reference Path")
    } else {
        finding
    })
}
