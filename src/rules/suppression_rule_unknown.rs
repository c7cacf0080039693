//! A suppression names rules that exist.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, did_you_mean, quoted};
use crate::rules::{ALL, Rule, rule};
use crate::source::Span;

pub(super) const RULE: Rule = rule!("suppression-rule-unknown", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for suppression in &facts.suppressions {
        if suppression.rules.is_empty() {
            findings.push(nameless(suppression.place));
        }
        let unknown = suppression.rules.iter().filter(|(name, _)| Rule::named(name).is_none());
        findings.extend(unknown.map(|(name, span)| unknown_rule(name, *span)));
    }
}

fn nameless(place: Span) -> Finding {
    Finding::new(place, "this names no rule, so it ignores nothing")
        .help("write `aslint-ignore: RULE reason`; `aslint rules` lists the rules")
}

fn unknown_rule(name: &str, span: Span) -> Finding {
    let finding = Finding::new(span, format!("there is no rule {}", quoted(name)));
    match did_you_mean(name, ALL.iter().map(|rule| rule.name)) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")).fix(span, meant),
        None => finding.help("`aslint rules` lists them all"),
    }
}
