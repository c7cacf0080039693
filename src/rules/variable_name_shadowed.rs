//! A branch or an iteration sets no variable that has the name of one around it.

use crate::analysis::Facts;
use crate::diagnostic::{AwsPlace, Finding, quoted};
use crate::rules::{Rule, rule};
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("variable-name-shadowed", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    findings.extend(facts.shadowing.iter().map(|key| shadowed(*key)));
}

fn shadowed(key: Value<'_>) -> Finding {
    let name = key.text().trim_end_matches(".$");
    let text = format!("The variable name '{name}' was already defined in a parent scope.");
    Finding::new(key.span(), format!("{} is a variable of the scope around", quoted(name)))
        .help("use another name here; to hand a value out, put it into the output of the branch")
        .aws_at(AwsPlace::Parent, "DUPLICATE_VARIABLE_NAME", text)
}
