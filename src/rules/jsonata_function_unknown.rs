//! Only functions that exist can be called.

use rustc_hash::FxHashSet;

use crate::analysis::{Facts, JsonataExpression};
use crate::diagnostic::{Finding, did_you_mean, quoted};
use crate::query::jsonata::outline::CallUse;
use crate::query::jsonata::{self, Dialect};
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("jsonata-function-unknown", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    // What a variable of the machine holds is no function either, yet that is not this fault.
    let assigned: FxHashSet<_> = facts.assignments().map(|assignment| assignment.name).collect();
    for expression in &facts.jsonata.expressions {
        let calls = expression.outline.calls.iter();
        let unknown = calls.filter(|call| {
            jsonata::arity(&call.name).is_none() && !assigned.contains(&*call.name)
        });
        findings.extend(unknown.map(|call| unknown_function(expression, call)));
    }
}

fn unknown_function(expression: &JsonataExpression<'_>, call: &CallUse) -> Finding {
    let name = format!("${}", call.name);
    let finding =
        Finding::new(expression.span(call.span), format!("there is no function {}", quoted(&name)));
    if &*call.name == "eval" {
        return finding.help("Step Functions leaves `$eval` out; `$parse` reads JSON");
    }
    let known = jsonata::builtins(Dialect::Aws);
    match did_you_mean(&call.name, known.iter().map(|(name, _)| *name)) {
        Some(near) => finding.help(format!("did you mean `${near}`?")),
        None => finding,
    }
}
