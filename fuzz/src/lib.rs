//! What more than one target needs: what every tree and every finding promises, and fixed data.

use aslint::config::Levels;
use aslint::diagnostic::Finding;
use aslint::model::WorkflowType;
use aslint::query::value::Value as Data;
use aslint::rules;
use aslint::source::Span;
use aslint::syntax::tree::{Kind, Tree, Value};
use aslint::syntax::{Format, Parsed, parse};

/// What paths and expressions are evaluated against.
const DATA: &str = r#"{
    "orders": [
        {"id": 1, "sku": "a", "price": 2.5, "tags": ["x", "y"], "when": "2024-02-29T12:00:00Z"},
        {"id": 2, "sku": "b", "price": -1e300, "tags": [], "note": null},
        {"id": 3, "sku": "é😀", "lines": [{"n": [[1, 2], [3]]}, {"n": "q"}]}
    ],
    "a": {"a": {"a": [1, "b", true, null, {"b": 9007199254740993}]}, "b": [10, 20]},
    "n": 5, "text": "{\"k\": [1]}", "name": "Ann", "b c": "x", "list": [3, 1, 2, 1], "empty": {}
}"#;

/// The data, nested in both ways.
pub fn data() -> Data {
    Data::from_tree(parse(DATA, Format::Json).tree.root())
}

/// Whether the subtrees of a text may lie outside the containers that they stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copies {
    /// Each stands where it is written.
    None,
    /// Aliases and merge keys bring them from elsewhere.
    Aliases,
}

/// Checks what every tree promises: children in order within their parent, keys and values in
/// pairs, spans between characters.
pub fn assert_tree(tree: &Tree<'_>, copies: Copies) {
    for value in tree.nodes() {
        assert_span(tree.text(), value.span());
        let _ = (value.literal(), value.inner_span(0..value.text().len()));
    }
    let mut open = vec![tree.root()];
    while let Some(value) = open.pop() {
        let mut nodes = 1;
        let mut end = value.span().start;
        for child in children(value) {
            if copies == Copies::None {
                assert!(child.span().start >= end, "{child:?} overlaps its neighbour");
                assert!(value.span().contains(child.span()), "{child:?} outside {value:?}");
                end = child.span().end;
            }
            nodes += child.node_count();
            open.push(child);
        }
        // The key of a merge is in the tree, but no member.
        let is_whole = nodes == value.node_count();
        assert!(is_whole || copies == Copies::Aliases, "half a member in {value:?}");
    }
    for comment in &tree.comments {
        assert_span(tree.text(), *comment);
    }
}

fn children<'t>(value: Value<'t>) -> Vec<Value<'t>> {
    let members = value.members().inspect(|member| {
        assert_eq!(member.key.kind(), Kind::String, "{:?} is no key", member.key);
    });
    let members = members.flat_map(|member| [member.key, member.value]);
    value.items().chain(members).chain(value.tagged()).collect()
}

/// Checks that a span lies in the text, and between its characters.
pub fn assert_span(text: &str, span: Span) {
    assert!(text.get(span.range()).is_some(), "{span:?} cuts a character");
}

/// Checks that findings come in the order of the text and point at characters of it.
pub fn assert_findings(text: &str, findings: &[Finding]) {
    let mut before = 0;
    for finding in findings {
        assert!(finding.span.start >= before, "{finding:?} is out of order");
        before = finding.span.start;
        assert_span(text, finding.span);
        finding.labels.iter().for_each(|label| assert_span(text, label.span));
        let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
        edits.for_each(|edit| assert_span(text, edit.span));
    }
}

/// Judges a definition by every rule, for both types of workflow.
pub fn judge(parsed: &Parsed<'_>) {
    for workflow_type in [WorkflowType::Standard, WorkflowType::Express] {
        let findings = rules::check(parsed, workflow_type, &Levels::default());
        assert_findings(parsed.tree.text(), &findings);
    }
}
