//! What holds for every YAML text: structure, shape of the tree, and the way back to the source.

use aslint::source::Span;
use aslint::syntax::tree::{Kind, Tree, Value};
use aslint::syntax::yaml;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop, prop_assert_eq, prop_oneof};
use proptest::proptest;
use serde_json::{Map, Value as Json};

fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_filter_map("finite", |number| {
            serde_json::Number::from_f64(number).map(Json::Number)
        }),
        text().prop_map(Json::String),
    ];
    leaf.prop_recursive(6, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::Array),
            prop::collection::vec((text(), inner), 0..6)
                .prop_map(|members| Json::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Text without the control characters that YAML does not take.
fn text() -> impl Strategy<Value = String> {
    "[ -~\u{a0}-\u{ff}日本😀\n\t]{0,12}"
}

fn assert_same(value: Value<'_>, expected: &Json) {
    match expected {
        Json::Null => assert_eq!(value.kind(), Kind::Null),
        Json::Bool(expected) => assert_eq!(value.as_bool(), Some(*expected)),
        Json::Number(expected) => assert_eq!(value.text(), expected.to_string()),
        Json::String(expected) => {
            assert_eq!((value.kind(), value.text()), (Kind::String, expected.as_str()));
        }
        Json::Array(expected) => {
            assert_eq!((value.kind(), value.items().count()), (Kind::Array, expected.len()));
            value.items().zip(expected).for_each(|(item, expected)| assert_same(item, expected));
        }
        Json::Object(expected) => {
            assert_eq!((value.kind(), value.members().count()), (Kind::Object, expected.len()));
            for (member, (name, expected)) in value.members().zip(expected) {
                assert_eq!(member.name(), name);
                assert_same(member.value, expected);
            }
        }
    }
}

/// Every child lies within its parent, unless an alias or a merge brought it from elsewhere.
fn assert_shape(tree: &Tree<'_>, copies: bool) {
    let mut open = vec![tree.root()];
    while let Some(value) = open.pop() {
        let _ = (value.literal(), value.text(), value.inner_span(0..value.text().len()));
        assert!(value.span().start <= value.span().end);
        let start = open.len();
        open.extend(value.items());
        open.extend(value.tagged());
        for member in value.members() {
            assert_eq!(member.key.kind(), Kind::String);
            open.extend([member.key, member.value]);
        }
        for child in &open[start..] {
            let inside = value.span().contains(child.span());
            assert!(copies || inside, "{child:?} is not within {value:?} of {:?}", tree.text());
        }
    }
}

fn assert_total(text: &str) {
    let (tree, findings) = yaml::parse(text);
    assert_shape(&tree, text.contains('*'));
    for finding in findings {
        let _ = &text[finding.span.range()];
        for label in finding.labels {
            let _ = &text[label.span.range()];
        }
    }
    for comment in &tree.comments {
        assert!(text[comment.range()].starts_with('#'));
    }
}

const SAMPLE: &str = "\
# A definition
StartAt: &first A
States:
  A: {Type: Task, Next: 'B', Retry: [{ErrorEquals: [States.ALL], MaxAttempts: 0x2}]}
  B: &b
    Type: !Sub \"${x}\\n\\u00e9\"
    Comment: >-
      folded
        text

      here
    Arguments: |
      {\"a\": 1}
    Items:
    - - one
      - two: 2
    - !GetAtt a.b
  C:
    <<: *b
    ? Comment
    : plain
      text
---
";

fn snippet() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("\t".to_owned()),
        Just("\r\n".to_owned()),
        "[\\[\\]{}:,'\"|>&*!@`%#?~\\\\ \n-]{1,3}",
        "[a-zé0-9]{1,3}",
        Just(String::new()),
    ]
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn json_reads_as_in_json(value in json(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else {
            serde_json::to_string(&value)
        }.expect("a value can be written");
        // A key and its colon may lie 1024 characters apart, and no value here is as long.
        let (tree, findings) = yaml::parse(&text);
        prop_assert_eq!(&findings, &[], "{}", text);
        assert_same(tree.root(), &value);
        assert_shape(&tree, false);
    }

    #[test]
    fn any_text_has_a_tree(text in "[ \n\t:a'\"\\[\\]{},|>&*!#?-]{0,40}") {
        assert_total(&text);
    }

    #[test]
    fn a_damaged_text_has_a_tree(
        edits in prop::collection::vec((0..SAMPLE.len(), 0..4_usize, snippet()), 1..4)
    ) {
        let mut text = SAMPLE.to_owned();
        for (at, length, snippet) in edits {
            let start = text.floor_char_boundary(at);
            let end = text.ceil_char_boundary((start + length).min(text.len()));
            text.replace_range(start..end, &snippet);
        }
        assert_total(&text);
    }

    #[test]
    fn a_decoded_character_leads_to_how_it_is_written(
        content in "[ab \n\t'é😀]{0,24}",
        escapes in prop::collection::vec(escape(), 0..12),
        windows in any::<bool>(),
    ) {
        for text in notations(&content, &escapes) {
            let text = if windows { text.replace('\n', "\r\n") } else { text };
            assert_way_back(&text);
        }
    }
}

/// A piece of a double-quoted scalar.
fn escape() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "a",
        "é",
        " ",
        "\n  ",
        "\t",
        "\\\n  ",
        "\\n",
        "\\t",
        "\\\\",
        "\\\"",
        "\\/",
        "\\x41",
        "\\u00e9",
        "\\ud83d\\ude00",
        "\\U0001F600",
        "\\_",
        "\\L",
        "\\N",
        "\\e",
        "\\ ",
        "\\0",
        "\\\t",
    ])
}

/// The content in each notation of YAML, as the value of a key.
fn notations(content: &str, escapes: &[&str]) -> Vec<String> {
    let lines = content.replace('\n', "\n  ");
    let mut texts = vec![
        format!("k: '{}'", lines.replace('\'', "''")),
        format!("k: \"{}\"", lines),
        format!("k: \"{}\"", escapes.concat()),
        format!("k: {}", lines.trim()),
        format!("k: {}", serde_json::to_string(content).expect("a string can be written")),
    ];
    for header in ["|", "|-", "|+ # c | d", "|2", ">", ">-", ">+", ">2-"] {
        texts.push(format!("- a\n- k: {header}\n   {}\n", content.replace('\n', "\n   ")));
        texts.push(format!("k: {header}\n  {lines}\n\nl: 1"));
        texts.push(format!("? {header}\n  {lines}\n: 1"));
        texts.push(format!("# |\nk: &a|b !!str # >\n  {header}\n  {lines}"));
    }
    texts
}

/// Checks of every scalar that each character of its text is written where its span says.
fn assert_way_back(text: &str) {
    let (tree, findings) = yaml::parse(text);
    if !findings.is_empty() {
        return;
    }
    let mut open = vec![tree.root()];
    while let Some(value) = open.pop() {
        open.extend(value.items());
        open.extend(value.members().flat_map(|member| [member.key, member.value]));
        let mut end = value.span().start;
        for (at, character) in value.text().char_indices() {
            let span = value.inner_span(at..at + character.len_utf8());
            assert!(end <= span.start, "{text:?}: {character:?} at {span:?} after {end}");
            assert!(value.span().contains(span), "{text:?}: {character:?} at {span:?}");
            assert_written(text, span, character);
            end = span.end;
        }
    }
}

fn assert_written(text: &str, span: Span, character: char) {
    let written = &text[span.range()];
    let decoded = match written {
        // A last line without an end has one all the same.
        "" if span.end as usize == text.len() => "\n".to_owned(),
        "\n" | "\r\n" if character == ' ' => " ".to_owned(),
        "\n" | "\r\n" => "\n".to_owned(),
        "''" => "'".to_owned(),
        _ if written.starts_with('\\') => {
            yaml::parse(&format!("\"{written}\"")).0.root().text().to_owned()
        }
        _ => written.to_owned(),
    };
    assert_eq!(decoded, character.to_string(), "{text:?}: {written:?} at {span:?}");
}
