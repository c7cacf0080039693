//! Every object has fields that it cannot do without.

use rustc_hash::FxHashSet;

use crate::analysis::Facts;
use crate::diagnostic::{Finding, SCHEMA_VALIDATION_FAILED, name_list, quoted};
use crate::model::State;
use crate::rules::{Rule, rule};
use crate::schema::{Fault, Violation, types_with_field};
use crate::syntax::edits;
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("field-missing", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for violation in &facts.violations {
        if let Fault::Missing(fields) = &violation.fault {
            let finding = missing(facts, violation, fields);
            let misspelt = facts.is_misspelt(violation.object, fields);
            findings.push(if misspelt { finding.consequence() } else { finding });
        }
    }
}

fn missing(facts: &Facts<'_>, violation: &Violation<'_>, fields: &[&str]) -> Finding {
    let usual = || format!("These fields are required: [{}]", fields.join(", "));
    let text = violation.aws.map_or_else(usual, str::to_owned);
    let message = format!("{} needs {}", violation.object_kind(), name_list(fields));
    let finding =
        Finding::new(violation.place, message).aws(SCHEMA_VALIDATION_FAILED, text);
    let (field, value, why) = match fields {
        ["StartAt"] => match first_state(facts, violation.object) {
            Some(name) => ("StartAt", name, "nothing else leads to it"),
            None => return finding,
        },
        ["Type"] => match type_of(violation.object) {
            Some(name) => ("Type", name, "no other state has these fields"),
            None => return finding,
        },
        _ => return finding,
    };
    let finding = finding.help(format!("it is probably {}: {why}", quoted(value)));
    match edits::with_member(violation.object, field, value) {
        Some(edit) => finding.fix(edit.span, edit.text),
        None => finding,
    }
}

/// The only state of a scope that nothing leads to.
fn first_state<'t>(facts: &Facts<'t>, object: Value<'t>) -> Option<&'t str> {
    let scope = facts.machine.scopes.iter().find(|scope| scope.object == object)?;
    let states = facts.machine.states_of(scope);
    let targets: FxHashSet<_> = states
        .iter()
        .flat_map(|state| {
            let others = state.transitions().map(|transition| transition.target.text());
            others.filter(|target| *target != state.name())
        })
        .collect();
    let mut first = states.iter().map(State::name).filter(|name| !targets.contains(name));
    let only = first.next()?;
    first.next().is_none().then_some(only)
}

/// The only type of states that has all the fields of an object.
fn type_of(object: Value<'_>) -> Option<&'static str> {
    let fields = object.members().map(|member| types_with_field(member.name()));
    let mut known = fields.filter(|types| !types.is_empty());
    let first = known.next()?.to_vec();
    let types = known.fold(first, |mut types, more| {
        types.retain(|kind| more.contains(kind));
        types
    });
    if let [only] = types[..] { Some(only) } else { None }
}
