//! What the parser says of each mistake, and the tree it still gives.

use crate::syntax::json::{Dialect, parse};
use crate::syntax::tree::{Kind, Member, Value};

/// The tree on one line: `?` is opaque, `_` missing, `...` what is not known to be all.
fn dump(value: Value<'_>) -> String {
    let rest = if value.is_incomplete() { " ..." } else { "" };
    match value.kind() {
        Kind::Opaque => "?".to_owned(),
        Kind::Missing => "_".to_owned(),
        Kind::String => format!("{:?}", value.text()),
        Kind::Null | Kind::Bool | Kind::Number => value.text().to_owned(),
        Kind::Array => {
            let items: Vec<_> = value.items().map(dump).collect();
            format!("[{}{rest}]", items.join(" "))
        }
        Kind::Object => {
            let member = |member: Member<'_>| format!("{}:{}", member.name(), dump(member.value));
            let members: Vec<_> = value.members().map(member).collect();
            format!("{{{}{rest}}}", members.join(" "))
        }
    }
}

/// What a fault points at, and its message.
type Fault<'t> = (&'t str, &'t str);

/// Checks the faults of a text and its tree.
fn check(dialect: Dialect, text: &str, tree: &str, faults: &[Fault<'_>]) {
    let (found_tree, found) = parse(text, dialect);
    let found: Vec<_> =
        found.iter().map(|fault| (&text[fault.span.range()], fault.message.as_str())).collect();
    assert_eq!(found, faults, "{text}");
    assert_eq!(dump(found_tree.root()), tree, "{text}");
}

fn check_strict(cases: &[(&str, &str, &[Fault<'_>])]) {
    for (text, tree, faults) in cases {
        check(Dialect::Strict, text, tree, faults);
    }
}

#[test]
fn json_is_read_without_complaint() {
    check_strict(&[
        ("\u{feff}{\"a\":\r\n[1, -0.5e+3, true, null]}", "{a:[1 -0.5e+3 true null]}", &[]),
        (r#"["\u00e4\ud83d\ude00\n\"\/", "\ud800x"]"#, "[\"ä😀\\n\\\"/\" \"\u{fffd}x\"]", &[]),
        (r#"{"a": 1, "a": 2}"#, "{a:1 a:2}", &[]),
    ]);
}

#[test]
fn a_forgotten_separator_is_one_fault() {
    const COMMA: &str = "a comma is missing after this";
    check_strict(&[
        (r#"{"a": 1 "b": 2}"#, "{a:1 b:2}", &[("1", COMMA)]),
        ("[[1] [2]]", "[[1] [2]]", &[("]", COMMA)]),
        (r#"["a""b"]"#, r#"["a" "b"]"#, &[("\"", COMMA)]),
        (r#"{"a" 1}"#, "{a:1}", &[("\"", "a colon is missing after this key")]),
        (
            r#"{"a" = 1; "b": 2}"#,
            "{a:1 b:2}",
            &[("=", "`=` stands where `:` should"), (";", "`;` stands where `,` should")],
        ),
    ]);
}

#[test]
fn a_comma_too_many_is_one_fault() {
    const BEFORE: &str = "nothing stands before this comma";
    const AFTER: &str = "nothing follows this comma";
    check_strict(&[
        ("[1,,2,]", "[1 2]", &[(",", BEFORE), (",", AFTER)]),
        (r#"{,"a": 1,}"#, "{a:1}", &[(",", BEFORE), (",", AFTER)]),
    ]);
}

#[test]
fn a_forgotten_key_or_value_is_one_fault() {
    const VALUE: &str = "a value is missing after this";
    const KEY: &str = "a key is missing before this";
    const ALONE: &str = "this key has no value";
    check_strict(&[
        (r#"{"a": , "b": 1}"#, "{a:_ b:1}", &[(":", VALUE)]),
        ("{\"a\":\n \"b\": 1}", "{a:_ b:1}", &[(":", VALUE)]),
        ("{\"a\"\n \"b\": 1}", "{a:_ b:1}", &[("\"", ALONE)]),
        (r#"{"a", "b": 1}"#, "{a:_ b:1}", &[("\"", ALONE)]),
        (r#"{"a": "b": 1}"#, "{a:_ b:1}", &[(":", VALUE)]),
        (r#"{"a": 1: [2], "b": 3}"#, "{a:1 b:3 ...}", &[(":", "a member has one colon only")]),
        (r#"{: 1, "b": 2}"#, "{b:2 ...}", &[(":", KEY)]),
        (r#"{{"a": [1]}, "b": 2}"#, "{b:2 ...}", &[("{", KEY)]),
        (r#"{"a": "b" "c"}"#, "{a:\"b\" ...}", &[("\"", KEY)]),
    ]);
}

#[test]
fn a_bracket_that_does_not_match_is_one_fault() {
    const SQUARE: &str = "`]` is missing before this";
    const WRONG: &str = "`}` stands where `]` should";
    check_strict(&[
        (r#"{"a": [1, 2}"#, "{a:[1 2]}", &[("}", SQUARE)]),
        (r#"{"a": [1, 2}, "b": 3}"#, "{a:[1 2] b:3}", &[("}", WRONG)]),
        ("{\n  \"a\": {\n    \"b\": [1\n  },\n  \"c\": 2\n}", "{a:{b:[1]} c:2}", &[("}", SQUARE)]),
        ("{\n  \"a\": [\n    1\n  },\n  \"c\": 2\n}", "{a:[1] c:2}", &[("}", WRONG)]),
        (r#"{"a": [1, "b": 2}"#, "{a:[1] b:2}", &[("\"b\"", SQUARE)]),
        (r#"{"a": [{"c": 1}, "b": [2]}"#, "{a:[{c:1}] b:[2]}", &[("\"b\"", SQUARE)]),
        (r#"{"a": 1]"#, "{a:1}", &[("]", "`]` stands where `}` should")]),
        (r#"{"a": 1}}"#, "{a:1}", &[("}", "this bracket closes nothing")]),
        (r#"{"a": [1"#, "{a:[1 ...] ...}", &[("1", "the text ends before its closing `]}`")]),
        ("{} and more", "{}", &[("and more", "text after the end of the definition")]),
    ]);
}

#[test]
fn a_forgotten_quote_is_one_fault() {
    const CLOSING: &str = "this string has no closing quote";
    check_strict(&[
        ("{\"a\": \"x,\n \"b\": 1}", "{a:\"x\" b:1}", &[("\"", CLOSING)]),
        ("{\"a\": {\"b\": \"x},\n \"c\": 1}", "{a:{b:\"x\"} c:1}", &[("\"", CLOSING)]),
        ("{\"a\": \"${x}\n}", "{a:\"${x}\"}", &[("\"", CLOSING)]),
        (r#"{"a: "x", "b": 1}"#, "{a:\"x\" b:1}", &[("\"", CLOSING)]),
        (r#"["a, "b"]"#, r#"["a" "b"]"#, &[("\"", CLOSING)]),
        (
            r#"{a": x"}"#,
            "{a:\"x\"}",
            &[
                ("a\"", "a double quote is missing before this key"),
                ("x\"", "a double quote is missing before this string"),
            ],
        ),
        (
            r#"{"a": "say "hi" now"}"#,
            r#"{a:"say \"hi\" now"}"#,
            &[("\"", "a quote inside a string needs a backslash before it")],
        ),
    ]);
}

#[test]
fn a_string_may_not_hold_everything() {
    check_strict(&[
        ("[\"a\tb\tc\"]", r#"["a\tb\tc"]"#, &[("\t", "a tab inside a string must be escaped")]),
        (
            "[\"a\nb\nc\"]",
            r#"["a\nb\nc"]"#,
            &[("\n", "a line break inside a string must be escaped")],
        ),
        (
            r#"["\d\u12"]"#,
            r#"["\\d\\u12"]"#,
            &[("\\d", "`\\d` is no escape of JSON"), ("\\u12", "`\\u12` is no escape of JSON")],
        ),
        (
            "['it\\'s']",
            r#"["it's"]"#,
            &[("'it\\'s'", "a string has double quotes, not single ones")],
        ),
    ]);
}

#[test]
fn words_of_other_languages_are_understood() {
    check_strict(&[
        (
            "[True, None]",
            "[true null]",
            &[("True", "`True` is no value of JSON"), ("None", "`None` is no value of JSON")],
        ),
        (
            "[01, 1., +1]",
            "[1 1 1]",
            &[
                ("01", "`01` is no number of JSON: a number has no leading zeroes"),
                ("1.", "`1.` is no number of JSON: a digit is missing after the decimal point"),
                ("+1", "`+1` is no number of JSON: a number has no `+` before it"),
            ],
        ),
        (
            "{a: Pass}",
            "{a:\"Pass\"}",
            &[
                ("a", "the key `a` has no quotes"),
                ("Pass", "`Pass` is no value of JSON: a string has double quotes"),
            ],
        ),
        ("not a text", "_", &[("not a text", "`not a text` is no value of JSON")]),
        ("[1, // one\n2]", "[1 2]", &[("// one", "JSON has no comments")]),
        ("[1,\u{a0}2]", "[1 2]", &[("\u{a0}", "the character U+00A0 is no white space of JSON")]),
    ]);
}

#[test]
fn json5_is_read_without_complaint() {
    for (text, tree) in [
        ("{a: 'x', /* c */ $b: [+1, .5, 1., 0x1F,], // d\n}", "{a:\"x\" $b:[1 0.5 1 31]}"),
        ("['a\\\nb\\x41\\'', -Infinity, NaN]", "[\"abA'\" -1e999 null]"),
    ] {
        check(Dialect::Relaxed, text, tree, &[]);
    }
}

#[test]
fn placeholders_are_no_faults() {
    check_strict(&[
        (r#"{"a": ${x}, "b": ${n}000, "c": "${y}"}"#, "{a:? b:? c:\"${y}\"}", &[]),
        (r#"{${more}, "a": 1 ${rest}}"#, "{a:1 ...}", &[]),
        (r#"{${k}: {"x": 1}, p-${k}: 2, "a": 3}"#, "{a:3 ...}", &[]),
        ("[${f({a = 1})}${b}]", "[? ...]", &[]),
        (r#"[%{ for x in y ~} "${x}", %{ endfor }]"#, "[\"${x}\" ...]", &[]),
        (r#"{"a": %{ if x }1%{ else }{}%{ endif }, "b": 2}"#, "{a:? b:2 ...}", &[]),
    ]);
}

#[test]
fn aws_speaks_of_the_first_fault_only() {
    let verdicts = |text| -> Vec<Option<(&str, Option<String>)>> {
        let (_, faults) = parse(text, Dialect::Strict);
        let verdicts = faults.into_iter().map(|fault| fault.aws);
        verdicts.map(|aws| aws.map(|aws| (aws.code, aws.location))).collect()
    };
    let location = "[Source: (String)\"not a definition string\"; line: 1, column: 4]".to_owned();
    let first = Some(("INVALID_JSON_DESCRIPTION", Some(location)));
    assert_eq!(verdicts("not a definition string"), [first]);
    assert_eq!(verdicts(" \n"), [Some(("SCHEMA_VALIDATION_FAILED", None))]);
    assert_eq!(verdicts("[${x}, 01]"), [None]);
    assert_eq!(verdicts("[1, 01, 02]").iter().filter(|aws| aws.is_some()).count(), 1);
}
