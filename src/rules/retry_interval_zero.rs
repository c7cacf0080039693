//! A retry waits for at least a second.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::model::Handler;
use crate::rules::{Rule, rule};
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("retry-interval-zero", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let retriers = facts.machine.states.iter().flat_map(|state| &state.retry);
    findings.extend(retriers.filter_map(interval).map(zero));
}

/// The interval of a retrier that retries at once.
fn interval<'t>(retrier: &Handler<'t>) -> Option<Value<'t>> {
    let interval = retrier.object.get("IntervalSeconds")?;
    let attempts = retrier.object.get("MaxAttempts").and_then(Value::as_i64);
    (interval.as_i64() == Some(0) && attempts != Some(0)).then_some(interval)
}

fn zero(interval: Value<'_>) -> Finding {
    Finding::new(interval.span(), "retries come without a pause")
        .help("let `IntervalSeconds` be 1 or more; `BackoffRate` multiplies it, and 0 stays 0")
}
