//! Under a key that ends in `.$` stands a path or a call of an intrinsic function.

use crate::analysis::{Facts, TemplateField};
use crate::diagnostic::{AwsPlace, Finding, SCHEMA_VALIDATION_FAILED, quoted};
use crate::query::expression::ExpressionFault;
use crate::query::intrinsics::{FUNCTIONS, PREFIX};
use crate::query::payload::{Field, SUFFIX};
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("payload-expression-invalid", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for template in &facts.expressions.templates {
        for field in &template.survey.fields {
            if let Err(fault) = &field.expression {
                findings.push(invalid(template, field, fault));
            }
        }
    }
}

fn invalid(template: &TemplateField<'_>, field: &Field<'_>, fault: &ExpressionFault) -> Finding {
    let finding = match fault {
        ExpressionFault::Neither => neither(field),
        ExpressionFault::Path(fault) => {
            Finding::new(field.span(fault.range.clone()), fault.to_string())
        }
        ExpressionFault::Call(fault) => {
            let finding = Finding::new(field.span(fault.range.clone()), fault.to_string());
            match fault.kind.help() {
                Some(help) => finding.help(help),
                None => finding,
            }
        }
    };
    let text = format!(
        "The value for the field '{}' must be a valid JSONPath or a valid intrinsic function call",
        field.member.name()
    );
    let place = AwsPlace::At(template.member.value.span());
    finding.aws_at(place, SCHEMA_VALIDATION_FAILED, text)
}

fn neither(field: &Field<'_>) -> Finding {
    let (key, value) = (field.member.key, field.member.value);
    let message = format!("{} is neither a path nor a call", quoted(value.text()));
    let finding = Finding::new(value.span(), message)
        .label(key.span(), "a key that ends in `.$` takes a path or a call");
    let text = value.text();
    let name = text.split('(').next().filter(|name| name.len() < text.len()).unwrap_or_default();
    let name = name.rsplit('.').next().unwrap_or_default();
    let mut meant = FUNCTIONS.iter().map(|function| function.name);
    let meant = meant.find(|known| known.strip_prefix(PREFIX) == Some(name));
    let plain = key.text().trim_end_matches(SUFFIX);
    let Some(meant) = meant else {
        let help = format!("write a path such as `$.name`, or name the key `{plain}` for a text");
        return finding.help(help);
    };
    let called = value.inner_span(0..text.find('(').unwrap_or(text.len()));
    finding.help(format!("did you mean `{meant}`?")).fix(called, meant)
}
