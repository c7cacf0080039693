//! Claims about YAML.

use super::parse;
use crate::diagnostic::Finding;
use crate::syntax::tree::{Kind, Value};

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

fn described(text: &str, finding: &Finding) -> String {
    format!("{:?} {}", &text[finding.span.range()], finding.message)
}

/// Checks the tree and the findings of a text.
fn check(text: &str, tree: &str, faults: &[&str]) {
    let (parsed, findings) = parse(text);
    let described: Vec<_> = findings.iter().map(|finding| described(text, finding)).collect();
    assert_eq!(
        (shown(parsed.root()).as_str(), described),
        (tree, faults.iter().map(|f| f.to_string()).collect()),
        "{text}"
    );
}
#[test]
fn dump() {
    for text in [
        "a: b  # hi\nc: 'x''y'\nd: |-\n  foo\n   bar\n\n\ne: >+2 # c\n    f\n   g\n\nh: foo\n  bar\ni:\nj: !Sub x\nk: !GetAtt\n  a: 1\nl: &x [*x, *y]\n? [a]\n: 1\nm: !!str\nn: &z\no: !t &q v\np: *q\n",
        "",
        "# c\n",
        "\u{feff}a: 1\r\nb: |\r\n  x\r\n  y\r\n",
        "---\n# c\n",
        "a: 1\n---\nb: 2\n",
        "a:\n\tb: 1\n\tc: 2\n",
        "a: @b\nc: 1\n",
        "a: 1\nb\nc: 2\n",
        "a: b: c\n",
        "a: [1, 2\nb: 3\n",
        "a: \"foo\nb: 3\nc: 4\n",
        "a:\n   b: 1\n  c: 2\nd: 1\n",
        "{a: ${x}}",
        "${a}: ${b}\n",
        "a: 1\n- b\n",
        "a: 'x' y\n",
        "{\"a\": \"\\ud800\"}",
        "a: \"\\q\"\n",
        "x: {a: 1, b: [2}\n",
        "a: %x\nb: `c\n",
        "a: *b\n",
        "a: >\n",
        "a: |\n\nb: 1\n",
        "a: |\n  x",
        "- |\n  x  \n  \n ",
        "&a : b\n",
        "!!map {a: b}",
        "a: !Sub\nb: 1",
        "<<: [*a]\n",
        "a: - b\n",
        "a: ]\nb: 1\n",
        "a:b\n",
        "a: |x\n  foo\n",
        "- - a\n  - b\n -c\n",
        "a: b\n  c: d\n",
        "StartAt: A\nStates\n  A:\n    Type: Pass\n",
        "StartAt: A\nStates\n  A: b\n",
        "a: *\nb: &\n",
        "a: \"he said \"hi\"\"\n",
        "a: {{ b }}\n",
        "a: [\n  1,\n  2\nb: 3\n",
        "a: 1\n  b: 2\n",
        "x: &a {p: 1, q: 2}\ny:\n  <<: *a\n  q: 3\nz: {<<: [*a, {r: 4, p: 9}], s: 5}\n",
        "a: !!int x\n",
        "~: 1\n1: 2\ntrue: 3\n: 4\n",
        "a: 1\n---\n",
        "a: !foo!bar x\nb: 1\n",
        "a: &s foo\n*s : 1\n",
        "a: \"x\n  y\"\nb: \"p",
        "b: 1\n c: 2\nd: 3\n",
        "a: '\nb: 2\n",
        "a: [1 2\n",
        "{\"a\": 1\n\"b\": 2}\n",
        "{\"a\": 1,\n\"b\" 2,\n\"c\": 3}\n",
        "a: {b: @x, c: 1}\n",
        "Type: Tas\nTyp\nEnd: tru\nNext @b\n",
    ] {
        let (t, f) = parse(text);
        println!("=== {text:?}\n    {}", shown(t.root()));
        for f in f {
            println!("  {} // {}", described(text, &f), f.help.as_deref().unwrap_or(""));
        }
    }
    check("a: 1", "{a: 1}", &[]);
}
