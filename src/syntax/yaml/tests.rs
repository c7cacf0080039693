//! Claims about YAML.

use crate::diagnostic::Finding;
use crate::syntax::tree::{Kind, Value};
use crate::syntax::yaml::parse;

/// The value as one line: scalars by kind and text, `?` for what is missing, `…` for what is
/// incomplete.
fn shown(value: Value<'_>) -> String {
    let mark = if value.is_incomplete() { "…" } else { "" };
    match value.kind() {
        Kind::Object => {
            let members: Vec<_> = value
                .members()
                .map(|member| format!("{}: {}", member.name(), shown(member.value)))
                .collect();
            format!("{{{}{mark}}}", members.join(", "))
        }
        Kind::Array => {
            let items: Vec<_> = value.items().map(shown).collect();
            format!("[{}{mark}]", items.join(", "))
        }
        Kind::String => format!("{:?}", value.text()),
        Kind::Opaque => {
            let tag = value.tag().unwrap_or("opaque");
            value.tagged().map_or(tag.to_owned(), |inner| format!("{tag} {}", shown(inner)))
        }
        Kind::Missing => "?".to_owned(),
        _ => value.text().to_owned(),
    }
}

/// Checks the tree and the faults of a text: the words at fault and the message.
fn check(table: &[(&str, &str, &[&str])]) {
    for (text, tree, faults) in table {
        let (parsed, findings) = parse(text);
        let described =
            |finding: &Finding| format!("{}: {}", &text[finding.span.range()], finding.message);
        let described: Vec<_> = findings.iter().map(described).collect();
        assert_eq!(
            (shown(parsed.root()).as_str(), described.as_slice()),
            (*tree, &own(faults)[..]),
            "{text}"
        );
    }
}

fn own(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

#[test]
fn every_notation_of_a_scalar_is_read() {
    check(&[
        ("a: b c  # d\n", r#"{a: "b c"}"#, &[]),
        ("a: 'x''y'\nb: \"\\u00e9\\n\"\n", r#"{a: "x'y", b: "é\n"}"#, &[]),
        ("a: |-\n  b\n   c\n\nd: >\n  e\n  f\n", r#"{a: "b\n c", d: "e f\n"}"#, &[]),
        ("a: b\n  c\n", r#"{a: "b c"}"#, &[]),
        ("\u{feff}a: 1\r\nb: |\r\n  x\r\n  y\r\n", r#"{a: 1, b: "x\ny\n"}"#, &[]),
        ("[~, yes, True, 0x1F, 0777, .5]", r#"[null, "yes", true, 31, 777, 0.5]"#, &[]),
        ("${a}: ${b}\n", r#"{${a}: "${b}"}"#, &[]),
        ("~: 1\n1: 2\ntrue: 3\n: 4\n", "{~: 1, 1: 2, true: 3, : 4}", &[]),
        ("a:b", r#""a:b""#, &[]),
    ]);
}

#[test]
fn a_tag_of_the_core_schema_types_and_any_other_makes_opaque() {
    check(&[
        ("a: !!str 12\nb: !!str\nc: ! 12", r#"{a: "12", b: "", c: "12"}"#, &[]),
        ("!!map {a: !!seq [!!int '3']}", "{a: [3]}", &[]),
        ("a: !!int x", "{a: ?}", &["!!int x: the value does not fit its tag `!!int`"]),
        ("a: !Sub x\nb: !GetAtt\n  c: 1\n", r#"{a: !Sub "x", b: !GetAtt {c: 1}}"#, &[]),
        ("- !Join [a, !Ref b]\n- !!set {}\n", r#"[!Join ["a", !Ref "b"], !!set {}]"#, &[]),
        ("a: !Sub\nb: &x !Ref c\nd: *x", r#"{a: !Sub , b: !Ref "c", d: !Ref "c"}"#, &[]),
    ]);
}

#[test]
fn an_alias_is_a_copy_of_what_its_anchor_names() {
    check(&[
        ("a: &x [1, {b: 2}]\nc: *x\n", "{a: [1, {b: 2}], c: [1, {b: 2}]}", &[]),
        ("a: &x 1\n*x : *x\n", "{a: 1, 1: 1}", &[]),
        ("&x [*x]", "[?]", &["*x: an alias stands within its own anchor"]),
        ("a: *x", "{a: ?}", &["*x: the alias `*x` has no anchor before it"]),
        (
            "a: &x {}\n*x : 1",
            "{a: {}, *x: 1}",
            &["*x: a key must be a string, and this alias stands for something else"],
        ),
    ]);
}

#[test]
fn a_merge_key_gives_way_to_the_members_it_brings() {
    check(&[
        ("- &a {p: 1, q: 2}\n- {<<: *a, q: 3}\n", "[{p: 1, q: 2}, {q: 3, p: 1}]", &[]),
        ("- &a {p: 1}\n- {<<: [*a, {p: 2, q: 3}]}\n", "[{p: 1}, {p: 1, q: 3}]", &[]),
        ("- &a {<<: {p: 1}}\n- <<: *a\n  q: 2\n", "[{p: 1}, {q: 2, p: 1}]", &[]),
        ("'<<': 1", "{<<: 1}", &[]),
        ("<<: !Sub x\na: 1", "{a: 1…}", &[]),
        ("<<: 1\na: 1", "{a: 1…}", &["1: a merge key needs a mapping, not a number"]),
    ]);
}

#[test]
fn one_document_is_the_definition() {
    check(&[
        ("", "?", &[": the file is empty: a definition must be an object"]),
        ("# c\n", "?", &[": the file is empty: a definition must be an object"]),
        ("---\n", "", &[": the file is empty: a definition must be an object"]),
        ("--- {a: 1}\n---\n...\n", "{a: 1}", &[]),
        ("a: 1\n---\nb: 2\n---\nc: @\n", "{a: 1}", &["---: a second document begins here"]),
        (
            "? [a]\n: 1\nb: 2",
            "{[a]: 1, b: 2}",
            &["[a]: a key must be a string, not a mapping or a sequence"],
        ),
    ]);
}

#[test]
fn a_value_at_fault_leaves_its_key() {
    check(&[
        (
            "a: @b\nc: `d",
            "{a: \"@b\", c: \"`d\"}",
            &[
                "@: a value without quotes cannot begin with `@`",
                "`: a value without quotes cannot begin with ```",
            ],
        ),
        ("a: b: c # d\n", r#"{a: "b: c"}"#, &["b: c: a second `: ` on the line"]),
        ("a: *\n", r#"{a: "*"}"#, &["*: `*` stands here without a name"]),
        ("a: \"foo\nb: 3\nc: 4\n", "{a: ?, b: 3, c: 4}", &["\": the quote is not closed"]),
        ("a: 'x\n  y\nb: 3\n", "{a: ?, b: 3}", &["': the quote is not closed"]),
        ("a: 'x' y\n", "{a: ?}", &["y: text follows the closing quote"]),
        (r#"a: "\d+""#, "{a: ?}", &[r"\d: an escape that YAML does not have"]),
        (r#"a: "\ud800""#, "{a: ?}", &[r"\ud800: half of a surrogate pair"]),
        ("a: [1, 2\nb: 3\n", "{a: ?, b: 3}", &["[: `[` is not closed"]),
        ("a: [\n  1,\n  2\nb: 3\n", "{a: ?, b: 3}", &["[: `[` is not closed"]),
        ("a: {b: [2}\nc: 1", "{a: ?, c: 1}", &["[: `[` is not closed"]),
        ("a: ]\nb: 1\n", "{a: ?, b: 1}", &["]: `]` closes nothing"]),
        ("a: - b\n", "{a: ?}", &["-: a list cannot begin beside its key"]),
        (
            "a: {b: @x, c: 1}\n",
            r#"{a: {b: "@x", c: 1}}"#,
            &["@: a value without quotes cannot begin with `@`"],
        ),
        (
            "a: |x\n  foo\nb: 1",
            "{a: ?, b: 1}",
            &["|: text follows the `|` or `>` of a block scalar"],
        ),
    ]);
}

#[test]
fn an_entry_at_fault_leaves_its_neighbours() {
    check(&[
        ("a: 1\nb\nc: 2\n", "{a: 1, c: 2…}", &["b: `b` has no value"]),
        ("a: A\nb\n  c:\n    d: e\n", "{a: \"A\"…}", &["b: `b` has no value"]),
        (
            "a:\n   b: 1\n  c: 2\nd: 1\n",
            "{a: {b: 1…}, d: 1…}",
            &["c: the indentation is that of no line above"],
        ),
        ("a: b\n  c: d\n", "{a: \"b\"…}", &["c: `c` is indented further than its neighbours"]),
        ("a: 1\n- b\n", "{a: 1…}", &["-: a list item where a key is expected"]),
        ("a:\n\tb: 1\n\tc: 2\n", "{a: {b: 1, c: 2}}", &["\t: a tab where YAML takes only blanks"]),
    ]);
}

#[test]
fn independent_faults_are_all_reported() {
    check(&[(
        "a: b: c\nd\ne: [1\nf: @g\nh: 1\n",
        r#"{a: "b: c", e: ?, f: "@g", h: 1…}"#,
        &[
            "b: c: a second `: ` on the line",
            "d: `d` has no value",
            "[: `[` is not closed",
            "@: a value without quotes cannot begin with `@`",
        ],
    )]);
}

#[test]
fn a_key_at_fault_is_a_string_all_the_same() {
    check(&[("\"\\q\": 1", "{\"\\q\": 1}", &["\\q: an escape that YAML does not have"])]);
}

#[test]
fn a_span_is_exact() {
    let text = "a: b c  # d\nk: !Sub\n  l: |- # m\n    x\n     y\n\n'n': {o: 'p'}\n";
    let (tree, _) = parse(text);
    let mut open = vec![tree.root()];
    let mut literals = Vec::new();
    while let Some(value) = open.pop() {
        literals.push(value.literal());
        open.extend(value.tagged());
        open.extend(value.members().flat_map(|member| [member.key, member.value]));
    }
    literals.sort_unstable();
    let block = "|- # m\n    x\n     y";
    let expected = [
        "!Sub\n  l: |- # m\n    x\n     y",
        "'n'",
        "'p'",
        "a",
        text.trim_end(),
        "b c",
        "k",
        "l",
        "l: |- # m\n    x\n     y",
        "o",
        "{o: 'p'}",
        block,
    ];
    assert_eq!(literals, expected);
    let comments: Vec<_> = tree.comments.iter().map(|span| &text[span.range()]).collect();
    assert_eq!(comments, ["# d", "# m"]);
}

#[test]
fn what_would_take_for_ever_is_refused_at_once() {
    let level = |level: usize| {
        let items = vec![format!("*a{}", level - 1); 9].join(", ");
        format!("a{level}: &a{level} [{items}]\n")
    };
    let bomb = format!("a0: &a0 [x, x, x]\n{}", (1..10).map(level).collect::<String>());
    let blocks = |count| (0..count).map(|level| " ".repeat(level) + "a:\n").collect::<String>();
    let table = [
        (bomb, "aliases expand to more than 100,000 nodes"),
        (blocks(3000), "more than 1000 levels of nesting"),
        ("[".repeat(3000), "more than 1000 levels of nesting"),
        ("- ".repeat(3000), "more than 1000 levels of nesting"),
    ];
    for (text, message) in table {
        let (tree, findings) = parse(&text);
        let messages: Vec<_> = findings.iter().map(|finding| &finding.message).collect();
        assert_eq!(messages, [message]);
        assert!(tree.root().node_count() < 200_000);
    }
    let (_, findings) = parse(&blocks(900));
    assert_eq!(findings, []);
}

#[test]
fn a_value_opens_with_a_whole_character() {
    for (text, opening) in [("…: 1", "…"), ("{a: 1}", "{"), ("- é", "-"), ("", "")] {
        let (tree, _) = parse(text);
        assert_eq!(&text[tree.root().opening().range()], opening, "{text}");
    }
}

#[test]
fn a_fault_beside_a_character_of_several_bytes_cuts_none() {
    let table = [
        "\u{c}//:}\n*x : 2",
        "\u{a0}a: b\n  c: d",
        "a: b\n \u{a0}é: d",
        "[a,\u{a0}\"b\"\u{a0}\"c\"]",
        "a: \"\\\u{e9}\"",
        "a: é: é",
    ];
    for text in table {
        let (_, findings) = parse(text);
        assert!(findings.iter().all(|finding| text.get(finding.span.range()).is_some()), "{text}");
    }
}
