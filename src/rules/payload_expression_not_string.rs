//! Under a key that ends in `.$` stands a string.

use crate::analysis::{Facts, TemplateField};
use crate::diagnostic::{AwsPlace, Finding, SCHEMA_VALIDATION_FAILED};
use crate::query::payload::SUFFIX;
use crate::rules::{Rule, rule};
use crate::syntax::tree::Member;

pub(super) const RULE: Rule = rule!("payload-expression-not-string", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for template in &facts.expressions.templates {
        let members = template.survey.not_strings.iter();
        findings.extend(members.map(|member| not_string(template, member)));
    }
}

fn not_string(template: &TemplateField<'_>, member: &Member<'_>) -> Finding {
    let found = member.value.kind().described();
    let plain = member.name().trim_end_matches(SUFFIX);
    let text = format!(
        "The value for the field '{}' must be a valid JSONPath or a valid intrinsic function call",
        member.name()
    );
    let place = AwsPlace::At(template.member.value.span());
    Finding::new(member.value.span(), format!("expected a path or a call, found {found}"))
        .label(member.key.span(), "a key that ends in `.$` takes a path or a call")
        .help(format!("name the key `{plain}` to pass the value on as it is"))
        .fix(member.key.span(), member.key.respelled(plain))
        .aws_at(place, SCHEMA_VALIDATION_FAILED, text)
}
