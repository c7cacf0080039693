//! A result is put into the input, never into the context object or a variable.

use crate::analysis::{Facts, PathField, PathKind};
use crate::diagnostic::Finding;
use crate::query::expression::Expression;
use crate::query::json_path::{Path, Root};
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("result-path-root-wrong", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for field in facts.expressions.paths.iter().filter(|field| field.kind == PathKind::Result) {
        if let Ok(Expression::Path(path)) = &field.expression {
            findings.extend(wrong_root(field, path));
        }
    }
}

fn wrong_root(field: &PathField<'_>, path: &Path) -> Option<Finding> {
    let span = field.member.value.inner_span(path.root_range.0.clone());
    match &path.root {
        Root::Context => Some(
            Finding::new(span, "nothing can be written into the context object")
                .help("write into the input: `$.name`"),
        ),
        Root::Variable(name) => Some(
            Finding::new(span, format!("`ResultPath` cannot set the variable `{name}`"))
                .help(format!("set it in `Assign`, or write into the input: `$.{name}`")),
        ),
        Root::Input | Root::Current => None,
    }
}
