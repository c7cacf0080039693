//! An expression of JSONata can be outlined, and prints as a text that reads as the same tree.

#![no_main]

use aslint::query::jsonata::outline::Outline;
use aslint::query::jsonata::syntax::Tree;
use aslint::query::jsonata::{Dialect, parse, print};
use aslint_fuzz::assert_span;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for dialect in [Dialect::V2_2, Dialect::Aws] {
        let parsed = parse(text, dialect);
        let outline = Outline::new(&parsed.tree);
        let references = outline.rootless.iter().chain(&outline.states_fields);
        let spans = references.map(|reference| reference.span);
        spans.for_each(|span| assert_span(text, span));
        outline.variables.iter().for_each(|variable| assert_span(text, variable.span));
        outline.calls.iter().for_each(|call| assert_span(text, call.span));
        for node in &parsed.tree.nodes {
            assert_span(text, node.span);
            assert_span(text, node.token);
        }
        let printed = print(&parsed.tree);
        if parsed.errors.is_empty() {
            let again = parse(&printed, dialect);
            assert!(again.errors.is_empty(), "{printed}\n{:?}", again.errors);
            assert_eq!(kinds(&parsed.tree), kinds(&again.tree), "{printed}");
        }
    }
});

/// What the nodes of a tree are, wherever they stand.
fn kinds(tree: &Tree) -> Vec<String> {
    tree.nodes.iter().map(|node| format!("{:?} {}", node.kind, node.keep_array)).collect()
}
