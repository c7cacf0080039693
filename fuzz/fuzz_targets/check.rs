//! Any text is judged as a definition, in every format and for both types of workflow.

#![no_main]

use aslint::syntax::{Format, parse};
use aslint_fuzz::judge;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for format in [Format::Json, Format::Yaml] {
        judge(&parse(text, format));
    }
});
