//! A `${name}` that is given no value stays in the definition as it is.

use memchr::memmem;

use crate::analysis::Facts;
use crate::diagnostic::{Finding, did_you_mean, name_list};
use crate::rules::{Rule, rule};
use crate::syntax::surroundings::Substitution;
use crate::syntax::tree::Placeholder;

pub(super) const RULE: Rule = rule!("substitution-undeclared", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let surroundings = &facts.parsed.surroundings;
    if !surroundings.is_complete {
        return;
    }
    let declared = &surroundings.substitutions;
    let is_declared = |name: &str| declared.iter().any(|one| one.name == name);
    let place = facts.machine.root.local_span().range();
    let definition = facts.parsed.tree.text().as_bytes().get(place).unwrap_or_default();
    if memmem::find(definition, b"${").is_none() {
        return;
    }
    let placeholders = facts.parsed.tree.placeholders();
    let mut unknown = placeholders.filter(|one| !is_declared(one.name)).peekable();
    // A loop in a template of Terraform has names of its own.
    if unknown.peek().is_some() && !facts.parsed.tree.text().contains("%{") {
        findings.extend(unknown.map(|placeholder| undeclared(&placeholder, declared)));
    }
}

fn undeclared(placeholder: &Placeholder<'_>, declared: &[Substitution]) -> Finding {
    let name = placeholder.name;
    let names = || declared.iter().map(|substitution| substitution.name.as_str());
    let help = match did_you_mean(name, names()) {
        Some(meant) => format!("did you mean `${{{meant}}}`?"),
        None if declared.is_empty() => "declare it where the definition is named".to_owned(),
        None => format!("declared are {}", name_list(names())),
    };
    Finding::new(placeholder.span(), format!("no value is given for `${{{name}}}`")).help(help)
}
