//! The JSON parser against `serde_json`, and what holds of every tree however broken its text.

use aslint::diagnostic::Finding;
use aslint::source::Span;
use aslint::syntax::json::{Dialect, parse};
use aslint::syntax::tree::{Kind, Tree, Value};
use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof,
};
use proptest::proptest;

/// Checks what every tree promises: children in order within their parent, keys and values in
/// pairs, spans between characters.
fn check_tree(tree: &Tree<'_>) {
    let mut open = vec![tree.root()];
    while let Some(value) = open.pop() {
        check_span(tree, value.span());
        let mut nodes = 1;
        let mut end = value.span().start;
        for child in children(value) {
            assert!(child.span().start >= end, "{child:?} overlaps its neighbour");
            assert!(value.span().contains(child.span()), "{child:?} outside {value:?}");
            end = child.span().end;
            nodes += child.node_count();
            open.push(child);
        }
        assert_eq!(nodes, value.node_count(), "half a member in {value:?}");
    }
}

fn children(value: Value<'_>) -> Vec<Value<'_>> {
    let members = value.members().inspect(|member| {
        assert_eq!(member.key.kind(), Kind::String, "{:?} is no key", member.key);
    });
    value.items().chain(members.flat_map(|member| [member.key, member.value])).collect()
}

fn check_span(tree: &Tree<'_>, span: Span) {
    assert!(tree.text().get(span.range()).is_some(), "{span:?} cuts a character");
}

fn check_faults(tree: &Tree<'_>, faults: &[Finding]) {
    let mut before = 0;
    for fault in faults {
        check_span(tree, fault.span);
        assert!(fault.span.start >= before, "{fault:?} is out of order");
        assert!(!fault.span.is_empty() || tree.text().is_empty(), "{fault:?} shows nothing");
        before = fault.span.start;
        fault.labels.iter().for_each(|label| check_span(tree, label.span));
        let edits = fault.fix.iter().flat_map(|fix| &fix.edits);
        edits.for_each(|edit| check_span(tree, edit.span));
    }
}

/// Parses in both dialects and checks what always holds; the faults of the strict one.
fn check_text(text: &str) -> Vec<Finding> {
    let [strict, _] = [Dialect::Strict, Dialect::Relaxed].map(|dialect| {
        let (tree, faults) = parse(text, dialect);
        check_tree(&tree);
        check_faults(&tree, &faults);
        faults
    });
    strict
}

/// Whether a tree says what `serde_json` read; numbers by their text.
fn same(value: Value<'_>, expected: &serde_json::Value) -> bool {
    match expected {
        serde_json::Value::Null => value.kind() == Kind::Null,
        serde_json::Value::Bool(flag) => value.as_bool() == Some(*flag),
        serde_json::Value::Number(number) => {
            value.kind() == Kind::Number && value.text() == number.to_string()
        }
        serde_json::Value::String(text) => value.kind() == Kind::String && value.text() == text,
        serde_json::Value::Array(items) => {
            let found: Vec<_> = value.items().collect();
            value.kind() == Kind::Array
                && found.len() == items.len()
                && found.iter().zip(items).all(|(found, item)| same(*found, item))
        }
        serde_json::Value::Object(members) => {
            let found: Vec<_> = value.members().collect();
            value.kind() == Kind::Object
                && found.len() == members.len()
                && found.iter().zip(members).all(|(found, (name, member))| {
                    found.name() == name && same(found.value, member)
                })
        }
    }
}

fn any_value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
        "[a-z\\\\\"\n\u{1}äß😀 ]{0,12}".prop_map(Into::into),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::vec((any::<String>(), inner), 0..6)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

/// One edit: where (as a part of the length), how many characters go, what comes instead.
type Mutation = (f64, usize, String);

fn any_mutations() -> impl Strategy<Value = Vec<Mutation>> {
    let pieces = "[]{}:,\"'\\ \n\r\t0123456789eE.+-truefalsn/*#;=\u{1}ä\u{a0}x$%";
    let pieces: Vec<String> = pieces.chars().map(String::from).collect();
    let piece = prop_oneof![Just(String::new()), prop::sample::select(pieces)];
    prop::collection::vec((0.0..1.0, 0_usize..3, piece), 1..5)
}

fn mutated(mut text: String, mutations: &[Mutation]) -> String {
    for (place, gone, new) in mutations {
        #[expect(clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a part of it")]
        let at = text.floor_char_boundary((text.len() as f64 * place) as usize);
        let end = text.ceil_char_boundary((at + gone).min(text.len()));
        text.replace_range(at..end, new);
    }
    text
}

/// Whether `serde_json` takes a text, as far as the two can be compared.
fn accepted(text: &str) -> Option<bool> {
    let template = ["${", "%{"].iter().any(|each| text.contains(each));
    match serde_json::from_str::<serde::de::IgnoredAny>(text) {
        _ if template => None,
        Ok(_) => Some(true),
        Err(error) if error.to_string().contains("out of range") => None,
        Err(_) => Some(false),
    }
}

const DEFINITION: &str = r#"{
  "StartAt": "Wait",
  "QueryLanguage": "JSONata",
  "States": {
    "Wait": { "Type": "Wait", "Seconds": 10.5e1, "Next": "Choose" },
    "Choose": {
      "Type": "Choice",
      "Choices": [ { "Condition": "{% $states.input.a = \"b\\n\" %}", "Next": "End" }, [], {} ],
      "Default": null
    },
    "End": { "Type": "Succeed", "Output": [ true, false, -0, "ä😀\u00e4" ] }
  }
}
"#;

fn config() -> ProptestConfig {
    ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_serde_json_prints_is_read_as_it_was(value in any_value(), pretty: bool) {
        let print = if pretty { serde_json::to_string_pretty } else { serde_json::to_string };
        let text = print(&value).expect("every value prints");
        let (tree, faults) = parse(&text, Dialect::Strict);
        prop_assert_eq!(faults, []);
        check_tree(&tree);
        prop_assert!(same(tree.root(), &value), "{}", text);
    }

    #[test]
    fn a_changed_value_is_accepted_where_serde_json_accepts_it(
        value in any_value(), mutations in any_mutations(),
    ) {
        let text = mutated(value.to_string(), &mutations);
        let faults = check_text(&text);
        if let Some(accepted) = accepted(&text) {
            prop_assert_eq!(faults.is_empty(), accepted, "{} {:#?}", text, faults);
        }
    }

    #[test]
    fn a_changed_definition_is_accepted_where_serde_json_accepts_it(
        mutations in any_mutations(),
    ) {
        let text = mutated(DEFINITION.to_owned(), &mutations);
        let faults = check_text(&text);
        if let Some(accepted) = accepted(&text) {
            prop_assert_eq!(faults.is_empty(), accepted, "{} {:#?}", text, faults);
        }
    }

    #[test]
    fn any_soup_of_tokens_gives_a_tree(
        soup in "([{}\\[\\]:,\"'\\\\ \n0x${%~ä;=/*#-]|true|\\$\\{a\\}|%\\{ if x \\}|\"a\"){0,40}",
    ) {
        check_text(&soup);
    }
}

#[test]
fn a_definition_cut_anywhere_gives_a_tree_and_a_fault() {
    let whole = DEFINITION.trim_end();
    for end in (0..whole.len()).filter(|&end| whole.is_char_boundary(end)) {
        assert!(!check_text(&whole[..end]).is_empty(), "cut at {end}");
    }
    assert_eq!(check_text(whole), []);
}

#[test]
fn a_cut_definition_has_few_faults() {
    let whole = DEFINITION.trim_end();
    for end in (0..whole.len()).filter(|&end| whole.is_char_boundary(end)) {
        let faults = check_text(&whole[..end]);
        assert!(faults.len() <= 3, "cut at {end}: {faults:#?}");
    }
}

#[test]
fn depth_is_no_limit() {
    const DEPTH: usize = 100_000;
    for (opener, closer) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")] {
        let opened = opener.repeat(DEPTH);
        let closed = format!("{opened}1{}", closer.repeat(DEPTH));
        assert_eq!(check_text(&closed), []);
        assert!(!check_text(&opened).is_empty());
        assert!(!check_text(&closer.repeat(DEPTH)).is_empty());
    }
}

#[test]
fn faults_stop_at_their_limit() {
    let text = format!("[{}]", "1 ".repeat(100_000));
    assert_eq!(check_text(&text).len(), aslint::syntax::json::FAULTS_MAX);
}

/// The colon follows a container that ends with a string, not the string itself.
#[test]
fn a_colon_after_a_closed_container_takes_nothing_out_of_it() {
    for text in [
        r#"{"a": [{"b"[: "x", "c"}: "d"}, [], {}]}"#,
        r#"{"a": [{"b": "c"}: "d"]}"#,
        r#"{"a": ["b", ["c"]: 1]}"#,
    ] {
        assert!(!check_text(text).is_empty());
    }
}
