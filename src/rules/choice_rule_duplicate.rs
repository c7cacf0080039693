//! A Choice state makes each test once: the first rule that matches decides.

use std::fmt::Write;

use rustc_hash::FxHashMap;

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::model::{ChoiceRule, StateKind};
use crate::rules::{Rule, rule};
use crate::source::Span;
use crate::syntax::tree::{Kind, Member, Value};

pub(super) const RULE: Rule = rule!("choice-rule-duplicate", check);

/// The fields of a rule that are no part of its test.
const OTHER_FIELDS: [&str; 4] = ["Next", "Comment", "Assign", "Output"];

/// What may differ from one look to the next.
const VOLATILE: [&str; 3] = ["$random", "$millis", "$now"];

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for state in &facts.machine.states {
        if let StateKind::Choice { rules, .. } = &state.kind {
            check_rules(rules, findings);
        }
    }
}

fn check_rules(rules: &[ChoiceRule<'_>], findings: &mut Vec<Finding>) {
    if !may_repeat(rules) {
        return;
    }
    let mut seen: FxHashMap<String, Span> = FxHashMap::default();
    for rule in rules.iter().filter(|rule| rule.parent.is_none() && rule.constant().is_none()) {
        let Some((test, span)) = test_of(rule) else { continue };
        match seen.get(&test) {
            Some(first) => findings.push(duplicate(span, *first)),
            None => drop(seen.insert(test, span)),
        }
    }
}

/// Whether two rules look at the same thing, which is cheap to see and seldom so.
fn may_repeat(rules: &[ChoiceRule<'_>]) -> bool {
    let top = || rules.iter().filter(|rule| rule.parent.is_none());
    let alike = |one: &ChoiceRule<'_>, two: &ChoiceRule<'_>| {
        one.variable.map(Value::text) == two.variable.map(Value::text)
            && one.condition.map(Value::text) == two.condition.map(Value::text)
    };
    top().enumerate().any(|(place, rule)| top().take(place).any(|other| alike(other, rule)))
}

/// A rule's test in a form that can be compared, and where to point when it is meant.
fn test_of(rule: &ChoiceRule<'_>) -> Option<(String, Span)> {
    let mut members: Vec<Member<'_>> = rule.object.members().collect();
    members.retain(|member| !OTHER_FIELDS.contains(&member.name()));
    members.sort_by_key(Member::name);
    let place = rule.variable.or(rule.condition).map(Value::span);
    let place = place.or_else(|| members.first().map(|member| member.key.span()))?;
    let mut test = String::new();
    for member in members {
        spell(member.key, &mut test);
        spell(member.value, &mut test);
    }
    let is_volatile = VOLATILE.iter().any(|word| test.contains(word));
    (!is_volatile && !rule.object.is_incomplete()).then_some((test, place))
}

/// Spells a value so that two read the same only if they are the same, however deep.
fn spell(value: Value<'_>, text: &mut String) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        let own = match value.kind() {
            Kind::Array | Kind::Object => "",
            Kind::Opaque | Kind::Missing => value.literal(),
            _ => value.text(),
        };
        let (kind, length) = (value.kind(), own.len());
        let _ = write!(text, "{kind:?} {} {length} {own}", value.node_count());
        open.extend(value.items());
        open.extend(value.members().flat_map(|member| [member.key, member.value]));
    }
}

fn duplicate(span: Span, first: Span) -> Finding {
    Finding::new(span, "an earlier rule makes the same test")
        .label(first, "this one decides")
        .help("change the test, or take one of the two rules out")
}
