//! The longest delay of a retrier is longer than its first one.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::model::Handler;
use crate::rules::{Rule, rule};
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("retry-delay-max-too-small", check);

/// The value of `IntervalSeconds` where there is none.
const INTERVAL_SECONDS: i64 = 1;

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let retriers = facts.machine.states.iter().flat_map(|state| &state.retry);
    findings.extend(retriers.filter_map(check_delays));
}

fn check_delays(retrier: &Handler<'_>) -> Option<Finding> {
    let longest = retrier.object.get("MaxDelaySeconds")?;
    let first = retrier.object.get("IntervalSeconds");
    let first_seconds = match first {
        Some(first) => first.as_i64()?,
        None if retrier.object.is_incomplete() => return None,
        None => INTERVAL_SECONDS,
    };
    let longest_seconds = longest.as_i64().filter(|seconds| *seconds > 0)?;
    (longest_seconds <= first_seconds).then(|| too_small(longest, first, first_seconds))
}

fn too_small(longest: Value<'_>, first: Option<Value<'_>>, first_seconds: i64) -> Finding {
    let message = format!("the delay begins at {first_seconds} s, so it cannot grow up to this");
    let finding = Finding::new(longest.span(), message)
        .help("let `MaxDelaySeconds` be above `IntervalSeconds`, or take it out");
    match first {
        Some(first) => finding.label(first.span(), "the first delay"),
        None => finding,
    }
}
