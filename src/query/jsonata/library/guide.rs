//! What people are told of the built-in functions: `functions.json`, beside them, has a text for
//! each that AWS has.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

/// What people are told of a function.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    /// What its arguments are called, those that may be left out with a question mark.
    pub arguments: String,
    /// What it gives.
    pub text: String,
    /// A call of it.
    pub example: String,
    /// What that call gives, as JSON; nothing where it differs from call to call, or is nothing.
    #[serde(default)]
    pub gives: String,
}

/// All of them, by the names of the functions.
pub(super) fn all() -> &'static FxHashMap<String, Guide> {
    static TABLE: OnceLock<FxHashMap<String, Guide>> = OnceLock::new();
    let text = include_str!("functions.json");
    TABLE.get_or_init(|| serde_json::from_str(text).expect("what is told of functions is JSON"))
}

/// What is told of the function of that name.
pub fn guide(name: &str) -> Option<&'static Guide> {
    all().get(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::jsonata::{Dialect, Evaluated, Options, builtins, parse};

    #[test]
    fn every_function_of_aws_has_a_text_and_nothing_else_has_one() {
        let mut known: Vec<_> = builtins(Dialect::Aws).into_iter().map(|(name, _)| name).collect();
        let mut told: Vec<_> = all().keys().map(String::as_str).collect();
        known.sort_unstable();
        known.dedup();
        told.sort_unstable();
        assert_eq!(told, known);
    }

    #[test]
    fn examples_give_what_is_said() {
        for (name, guide) in all() {
            assert!(guide.example.starts_with(&format!("${name}(")), "{}", guide.example);
            let parsed = parse(&guide.example, Dialect::Aws);
            let expression = parsed.expression.expect("an example can be read");
            let given = expression.evaluate(None, &[], &Options::of(Dialect::Aws));
            match given {
                Ok(Evaluated::Value(value)) if !guide.gives.is_empty() => {
                    assert_eq!(value.to_string(), guide.gives, "{}", guide.example);
                }
                given => assert!(guide.gives.is_empty(), "{}: {given:?}", guide.example),
            }
        }
    }
}
