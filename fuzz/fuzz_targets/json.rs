//! Any text, read as JSON in both dialects, gives a tree that keeps its promises.

#![no_main]

use aslint::syntax::{Format, parse};
use aslint_fuzz::{Copies, assert_findings, assert_tree, judge};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for format in [Format::Json, Format::Json5] {
        let parsed = parse(text, format);
        assert_tree(&parsed.tree, Copies::None);
        assert_findings(text, &parsed.faults);
        judge(&parsed);
    }
});
