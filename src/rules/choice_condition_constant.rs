//! A choice rule's condition depends on something.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::model::{ChoiceRule, StateKind};
use crate::rules::{Rule, rule};
use crate::schema::QueryLanguage;
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("choice-condition-constant", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for state in &facts.machine.states {
        if let StateKind::Choice { rules, default } = &state.kind
            && state.query_language == QueryLanguage::Jsonata
        {
            check_rules(rules, *default, findings);
        }
    }
}

fn check_rules(rules: &[ChoiceRule<'_>], default: Option<Value<'_>>, findings: &mut Vec<Finding>) {
    for (index, rule) in rules.iter().enumerate() {
        let Some(condition) = rule.condition else { continue };
        match rule.constant() {
            Some(false) => findings.push(never(condition)),
            Some(true) => {
                let later = rules.get(index + 1).and_then(|rule| rule.condition).or(default);
                // As the last word it stands for a `Default`.
                findings.extend(later.map(|hidden| always(condition, hidden)));
                return;
            }
            None => {}
        }
    }
}

fn never(condition: Value<'_>) -> Finding {
    Finding::new(condition.span(), "this rule never matches")
        .help("write a condition, or take the rule out")
}

fn always(condition: Value<'_>, hidden: Value<'_>) -> Finding {
    Finding::new(condition.span(), "this rule always matches")
        .label(hidden.span(), "never reached")
        .help("move the rule to the end in place of `Default`, or write a condition")
}
