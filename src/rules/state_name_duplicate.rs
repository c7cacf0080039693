//! A state's name is used once in the whole machine.

use rustc_hash::FxHashMap;

use crate::analysis::Facts;
use crate::diagnostic::{Finding, quoted};
use crate::model::State;
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("state-name-duplicate", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let mut seen: FxHashMap<&str, &State<'_>> = FxHashMap::default();
    let known = facts.machine.states.iter().filter(|state| state.key.as_str().is_some());
    for state in known {
        let first = *seen.entry(state.name()).or_insert(state);
        // Two of one name in one object are a duplicate key.
        if first.scope != state.scope {
            let (earlier, later) = if first.key.span() < state.key.span() {
                (first, state)
            } else {
                (state, first)
            };
            findings.push(duplicate(earlier, later));
        }
    }
}

fn duplicate(earlier: &State<'_>, later: &State<'_>) -> Finding {
    let name = later.name();
    Finding::new(later.key.span(), format!("{} is the name of another state", quoted(name)))
        .label(earlier.key.span(), "first used here")
        .help("names must differ across branches and item processors too")
        .aws("DUPLICATE_STATE_NAME", format!("Duplicate State name: {name}"))
}
