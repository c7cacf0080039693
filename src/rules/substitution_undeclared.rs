//! A `${name}` for which the template gives no value stays in the definition as it is.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, did_you_mean, name_list};
use crate::rules::{Rule, rule};
use crate::source::Span;
use crate::syntax::Substitution;

pub(super) const RULE: Rule = rule!("substitution-undeclared", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let Some(declared) = &facts.parsed.substitutions else { return };
    for (name, span) in facts.parsed.tree.placeholders() {
        if declared.iter().all(|substitution| substitution.name != name) {
            findings.push(undeclared(name, span, declared));
        }
    }
}

fn undeclared(name: &str, span: Span, declared: &[Substitution]) -> Finding {
    let names = || declared.iter().map(|substitution| substitution.name.as_str());
    let help = match did_you_mean(name, names()) {
        Some(meant) => format!("did you mean `${{{meant}}}`?"),
        None if declared.is_empty() => "declare it in `DefinitionSubstitutions`".to_owned(),
        None => format!("declared are {}", name_list(names())),
    };
    Finding::new(span, format!("the template gives no value for `${{{name}}}`")).help(help)
}
