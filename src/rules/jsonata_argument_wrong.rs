//! An argument has the type that the function takes.

use crate::analysis::{Facts, JsonataExpression};
use crate::diagnostic::Finding;
use crate::query::jsonata::outline::CallUse;
use crate::query::jsonata::{self, ANY};
use crate::rules::{Rule, rule};

pub(super) const RULE: Rule = rule!("jsonata-argument-wrong", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for expression in &facts.jsonata.expressions {
        for call in &expression.outline.calls {
            findings.extend(check_call(expression, call));
        }
    }
}

/// The first literal that the function does not take, whatever the other arguments are.
fn check_call(expression: &JsonataExpression<'_>, call: &CallUse) -> Option<Finding> {
    let count = call.arguments.filter(|_| call.types.iter().any(|(letter, _)| *letter != ANY))?;
    // Too few or too many arguments are a fault of their own.
    if !jsonata::takes(&call.name, &vec![ANY; count]) {
        return None;
    }
    let handed_on = count - call.types.len();
    let mut literals = call.types.iter().enumerate();
    let (_, (letter, span)) = literals.find(|(place, (letter, _))| {
        let mut letters = vec![ANY; count];
        letters[handed_on + place] = *letter;
        !jsonata::takes(&call.name, &letters)
    })?;
    let message = format!("`${}` takes no {} here", call.name, described(*letter));
    Some(Finding::new(expression.span(*span), message))
}

fn described(letter: char) -> &'static str {
    match letter {
        's' => "string",
        'n' => "number",
        'b' => "boolean",
        'l' => "null",
        'a' => "array",
        'o' => "object",
        _ => "function",
    }
}
