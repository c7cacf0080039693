//! A field of the one query language means nothing in a state of the other.

use crate::analysis::Facts;
use crate::diagnostic::{AwsPlace, Finding, SCHEMA_VALIDATION_FAILED};
use crate::rules::{Rule, rule};
use crate::schema::{Fault, QueryLanguage, Violation};
use crate::syntax::tree::Member;

pub(super) const RULE: Rule = rule!("field-query-language-wrong", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let mut previous = None;
    for violation in &facts.violations {
        if let Fault::WrongLanguage(member) = &violation.fault {
            let finding = wrong_language(violation, member);
            // All the comparison fields of a choice rule go with its `Variable`.
            let goes_with = violation.schema_name().ends_with("choice-rule")
                && previous.replace(violation.object) == Some(violation.object);
            findings.push(if goes_with { finding.consequence() } else { finding });
        }
    }
}

fn wrong_language(violation: &Violation<'_>, member: &Member<'_>) -> Finding {
    let language = violation.language().as_str();
    let other = match violation.language() {
        QueryLanguage::JsonPath => QueryLanguage::Jsonata.as_str(),
        QueryLanguage::Jsonata => QueryLanguage::JsonPath.as_str(),
    };
    let name = member.name();
    let text = format!(
        "The QueryLanguage is set to '{language}', but field '{name}' is only supported for the \
         '{other}' QueryLanguage"
    );
    let message = format!("`{name}` is a field of {other}, and this state is in {language}");
    Finding::new(member.key.span(), message)
        .help(replacement(name, violation.language()))
        .aws_at(AwsPlace::Parent, SCHEMA_VALIDATION_FAILED, text)
}

/// What says the same in the state's own language.
fn replacement(field: &str, language: QueryLanguage) -> String {
    let other = match (language, field) {
        (QueryLanguage::Jsonata, "Parameters") => "`Arguments`, or `Output` in a Pass state",
        (QueryLanguage::Jsonata, "InputPath" | "OutputPath" | "ResultPath" | "ResultSelector") => {
            "an expression in `Arguments` or `Output`"
        }
        (QueryLanguage::Jsonata, "Result") => "`Output`",
        (QueryLanguage::Jsonata, "ItemsPath") => "`Items`",
        (QueryLanguage::Jsonata, "Variable") => "`Condition` with an expression",
        (QueryLanguage::Jsonata, path) if path.ends_with("Path") => {
            return format!("use `{}` with an expression", path.trim_end_matches("Path"));
        }
        (QueryLanguage::JsonPath, "Arguments") => "`Parameters`",
        (QueryLanguage::JsonPath, "Items") => "`ItemsPath`",
        (QueryLanguage::JsonPath, "Condition") => "`Variable` with a comparison",
        (QueryLanguage::JsonPath, "Output") => "`ResultSelector`, `ResultPath` and `OutputPath`",
        _ => return "set `QueryLanguage` on the state, or take the field out".to_owned(),
    };
    format!("use {other}, or set `QueryLanguage` on the state")
}
