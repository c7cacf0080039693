//! A string with blanks around the marks of an expression is a plain text.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::rules::{Rule, rule};
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("jsonata-mark-surrounded", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    findings.extend(facts.jsonata.surrounded.iter().map(|string| surrounded(*string)));
}

fn surrounded(string: Value<'_>) -> Finding {
    let fixed = string.respelled(string.text().trim());
    Finding::new(string.span(), "blanks around the marks make this a plain text")
        .help("take the blanks out for an expression")
        .fix(string.span(), fixed)
}
