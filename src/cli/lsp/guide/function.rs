//! What is told of functions.

use crate::query::intrinsics::Function;
use crate::query::jsonata;

/// What is told of an intrinsic function.
pub fn intrinsic(function: &Function) -> String {
    let guide = function.guide;
    let result = function.result.described();
    let usage = format!("{}({})", function.name, guide.arguments);
    let text = format!("{} It gives {result}.", guide.text);
    told(&usage, &text, guide.example, guide.gives)
}

/// What is told of a function of `JSONata`, by its name without the dollar sign.
pub fn jsonata(name: &str) -> Option<String> {
    let guide = jsonata::guide(name)?;
    let usage = format!("${name}({})", guide.arguments);
    Some(told(&usage, &guide.text, &guide.example, &guide.gives))
}

fn told(usage: &str, text: &str, example: &str, gives: &str) -> String {
    let gives = if gives.is_empty() { String::new() } else { format!(" gives `{gives}`") };
    format!("```\n{usage}\n```\n\n{text}\n\n`{example}`{gives}")
}
