//! Some fields take a few words only.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, SCHEMA_VALIDATION_FAILED, did_you_mean, name_list, quoted};
use crate::rules::{Rule, rule};
use crate::schema::{Fault, Violation};
use crate::syntax::tree::{Kind, Value};

pub(super) const RULE: Rule = rule!("field-value-unknown", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for violation in &facts.violations {
        if let Fault::NotOneOf(value, options) = &violation.fault {
            findings.push(not_one_of(violation, *value, options));
        }
    }
}

fn not_one_of(violation: &Violation<'_>, value: Value<'_>, options: &[&'static str]) -> Finding {
    let usual = || format!("Value should be one of the following: [{}]", options.join(", "));
    let text = violation.aws.map_or_else(usual, str::to_owned);
    let shown = match value.text() {
        "" => value.kind().described().into(),
        text => quoted(text),
    };
    let finding = Finding::new(value.span(), format!("{shown} is not a value of this field"))
        .aws(SCHEMA_VALIDATION_FAILED, text);
    if let Some(option) = did_you_mean(value.text(), options.iter().copied()) {
        return finding
            .help(format!("did you mean `{option}`?"))
            .rename(value.span(), value.text(), option, value.respelled(option));
    }
    if let ([only], Kind::String) = (options, value.kind()) {
        return finding.help(format!("write `{only}`")).fix(value.span(), value.respelled(only));
    }
    if options.is_empty() {
        return finding;
    }
    finding.help(format!("use one of {}", name_list(options)))
}
