//! A substitution that the definition never asks for does nothing.

use rustc_hash::FxHashSet;

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("substitution-unused", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let declared = &facts.parsed.surroundings.substitutions;
    if declared.is_empty() || facts.parsed.tree.root().is_opaque() {
        return;
    }
    let used: FxHashSet<_> = facts.parsed.tree.placeholders().map(|one| one.name).collect();
    for substitution in declared {
        // What a template declares for a file of its own is not told in that file.
        let Some(place) = substitution.place else { continue };
        if !substitution.is_filled && !used.contains(substitution.name.as_str()) {
            let message = format!("the definition never asks for `${{{}}}`", substitution.name);
            findings.push(Finding::new(place, message));
        }
    }
}
