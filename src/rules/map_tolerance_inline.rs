//! Tolerated failures are for Map states in distributed mode.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::model::StateKind;
use crate::rules::{Rule, rule};
use crate::syntax::tree::Member;

pub(super) const RULE: Rule = rule!("map-tolerance-inline", check);

const FIELDS: [&str; 4] = [
    "ToleratedFailureCount",
    "ToleratedFailureCountPath",
    "ToleratedFailurePercentage",
    "ToleratedFailurePercentagePath",
];

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for state in &facts.machine.states {
        if let StateKind::Map(map) = &state.kind
            && map.is_distributed() == Some(false)
        {
            let fields = FIELDS.into_iter().filter_map(|name| state.object.member(name));
            findings.extend(fields.map(|field| inline(&field)));
        }
    }
}

fn inline(field: &Member<'_>) -> Finding {
    let message = format!("`{}` is documented for distributed mode only", field.name());
    Finding::new(field.key.span(), message)
        .help("catch errors inside the iterations of an inline Map state")
}
