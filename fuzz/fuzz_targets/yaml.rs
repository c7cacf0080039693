//! Any text, read as YAML, gives a tree that keeps its promises.

#![no_main]

use aslint::syntax::{Format, parse};
use aslint_fuzz::{Copies, assert_findings, assert_tree, judge};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let parsed = parse(text, Format::Yaml);
    let has_copies = text.contains('*') || text.contains("<<");
    let copies = if has_copies { Copies::Aliases } else { Copies::None };
    assert_tree(&parsed.tree, copies);
    assert_findings(text, &parsed.faults);
    judge(&parsed);
});
