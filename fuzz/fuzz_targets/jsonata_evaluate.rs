//! The evaluation of an expression of JSONata ends within its limits.

#![no_main]

use aslint::query::jsonata::{Dialect, Limits, Options, parse};
use aslint_fuzz::data;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Some(expression) = parse(text, Dialect::Aws).expression else { return };
    let limits = Limits { bytes: 1 << 20, time_millis: Some(50), ..Limits::of(Dialect::Aws) };
    let options = Options { limits, now_millis: 1_700_000_000_000, seed: 7 };
    let data = data();
    let bindings = [("states", data.clone()), ("v", data.clone())];
    match expression.evaluate(Some(data), &bindings, &options) {
        Ok(evaluated) => drop(evaluated.value().map(|value| value.to_string())),
        Err(error) => drop(format!("{error:?}")),
    }
});
