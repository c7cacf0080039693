//! A field that holds a path holds one that can be read.

use crate::analysis::{Facts, PathField, PathKind};
use crate::diagnostic::{Finding, SCHEMA_VALIDATION_FAILED, quoted};
use crate::query::expression::ExpressionFault;
use crate::query::json_path::{Fault, FaultKind, Path};
use crate::rules::{Rule, rule};
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("path-invalid", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for field in &facts.expressions.paths {
        if let Err(fault) = &field.expression {
            findings.push(invalid(field, fault));
        }
    }
}

fn invalid(field: &PathField<'_>, fault: &ExpressionFault) -> Finding {
    let (value, text) = (field.member.value, field.member.value.text());
    let lacks_dollar = matches!(
        fault,
        ExpressionFault::Neither
            | ExpressionFault::Path(Fault { kind: FaultKind::NoDollar, .. })
    );
    let finding = if lacks_dollar {
        let finding = Finding::new(value.span(), format!("{} is not a path", quoted(text)));
        with_dollar(finding, field.kind, value)
    } else {
        let range = fault.range().unwrap_or(0..text.len());
        Finding::new(value.inner_span(range), fault.to_string())
    };
    let aws = match field.kind {
        PathKind::Operand if lacks_dollar => {
            "Value is not a Reference Path: Reference path didn't start with '$'"
        }
        PathKind::Operand => "Value is not a Reference Path",
        _ => "Value must be a valid JSONPath.",
    };
    finding.aws(SCHEMA_VALIDATION_FAILED, aws)
}

/// Says what was perhaps meant by a text that does not begin with `$`.
fn with_dollar(finding: Finding, kind: PathKind, value: Value<'_>) -> Finding {
    let text = value.text();
    let meant = format!("$.{}", text.trim_start_matches(['.', '$', '@']));
    let is_plain = !text.contains(|c: char| c.is_whitespace() || "(){}".contains(c));
    if is_plain && Path::is_valid(&meant) {
        finding
            .help(format!("did you mean `{meant}`?"))
            .fix(value.span(), value.respelled(&meant))
    } else if kind == PathKind::Text {
        finding.help("write a path or a call of an intrinsic function")
    } else {
        finding.help("a path begins with `$`; nothing but a path may stand here")
    }
}
