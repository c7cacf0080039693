//! In a JSONata state a key that ends in `.$` is a key like any other.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::query::payload::SUFFIX;
use crate::rules::{Rule, rule};
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("payload-suffix-meaningless", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    findings.extend(facts.expressions.plain_keys.iter().map(|key| meaningless(*key)));
}

fn meaningless(key: Value<'_>) -> Finding {
    let plain = key.text().trim_end_matches(SUFFIX);
    Finding::new(key.span(), "`.$` means nothing in a JSONata state")
        .label(key.span(), "the field is called so, with `.$` at its end")
        .help(format!("name the key `{plain}` and write its value as `{{% ... %}}`"))
}
