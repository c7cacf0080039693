//! The pattern of `StringMatches` has a wildcard.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, quoted};
use crate::model::StateKind;
use crate::rules::{Rule, rule};
use crate::syntax::tree::{Member, Value};

pub(super) const RULE: Rule = rule!("choice-pattern-without-wildcard", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for state in &facts.machine.states {
        let StateKind::Choice { rules, .. } = &state.kind else { continue };
        let operators = rules.iter().flat_map(|rule| &rule.operators);
        let matches = operators.filter(|operator| operator.name() == "StringMatches");
        findings.extend(matches.filter(|operator| is_plain(operator.value)).map(plain));
    }
}

/// Whether it is certain that no `*` stands for other text.
fn is_plain(pattern: Value<'_>) -> bool {
    let Some(text) = pattern.as_str() else { return false };
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '*' => return false,
            '\\' => drop(characters.next()),
            _ => {}
        }
    }
    true
}

fn plain(operator: &Member<'_>) -> Finding {
    let pattern = operator.value;
    let message = format!("{} matches only itself", quoted(pattern.text()));
    let finding = Finding::new(pattern.span(), message)
        .help("write `*` for what may vary, or use `StringEquals`");
    if pattern.text().contains('\\') {
        return finding;
    }
    finding.fix(operator.key.span(), operator.key.respelled("StringEquals"))
}
