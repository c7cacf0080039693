//! Tests of paths: what is read, what is refused and where, what is found.

use proptest::prelude::{any, prop_assert_eq, proptest};

use crate::query::json_path::{Path, Scope};
use crate::query::value::Value;
use crate::syntax::{Format, parse};

const STORE: &str = r#"{
    "books": [
        {"title": "A", "price": 8, "tags": ["x", "y"], "isbn": "1"},
        {"title": "B", "price": 12.5, "tags": []},
        {"title": "C", "price": 20, "isbn": null}
    ],
    "bike": {"price": 20, "colour": "red"},
    "limit": 10,
    "numbers": [1, 2, 3, 4],
    "a-b": {"c d": 1}, "q's": 1, "b\\\"x": 2, "x.y": 3
}"#;

fn value(text: &str) -> Value {
    Value::from_tree(parse(text, Format::Json).tree.root())
}

fn found(path: &str) -> String {
    let (input, context) = (value(STORE), value(r#"{"State": {"Name": "S"}}"#));
    let variable = |name: &str| (name == "v").then(|| value("[10, 20]"));
    let scope = Scope { input: &input, context: &context, variable: &variable };
    match Path::parse(path) {
        Ok(path) => path.evaluate(scope).map_or_else(|error| error.to_string(), |v| v.to_string()),
        Err(fault) => format!("{}: {fault}", &path[fault.range.clone()]),
    }
}

#[test]
fn a_path_leads_to_what_jayway_finds() {
    let table = [
        ("$.limit", "10"),
        ("$.books[0].title", r#""A""#),
        ("$['bike']['colour']", r#""red""#),
        ("$.a-b['c d']", "1"),
        ("$.books[-1].price", "20"),
        ("$.books.[0].price", "8"),
        ("$.books[*].price", "[8,12.5,20]"),
        ("$.books[0,2].title", r#"["A","C"]"#),
        ("$.books[1:].title", r#"["B","C"]"#),
        ("$.books[:-1].title", r#"["A","B"]"#),
        ("$.numbers[1:3]", "[2,3]"),
        ("$.numbers[-2:]", "[3,4]"),
        ("$.bike['price','colour']", r#"{"price":20,"colour":"red"}"#),
        ("$..price", "[8,12.5,20,20]"),
        ("$.bike.*", r#"[20,"red"]"#),
        ("$.books[?(@.price < 10)].title", r#"["A"]"#),
        ("$.books[?(@.price > $.limit && @.isbn)].title", r#"["C"]"#),
        ("$.books[?(!@.isbn)].title", r#"["B"]"#),
        ("$.books[?(@.isbn == null)].title", r#"["C"]"#),
        ("$.books[?(@.title =~ /[ab]/i)].title", r#"["A","B"]"#),
        ("$.books[?(@.title in ['A', \"C\"])].price", "[8,20]"),
        ("$.books[?(@.title nin ['A'])].price", "[12.5,20]"),
        ("$.books[?(@.tags size 2)].title", r#"["A"]"#),
        ("$.books[?(@.tags empty true)].title", r#"["B"]"#),
        ("$.books[?(@.title == A)].price", "[8]"),
        ("$.books[?(@.price == 8 || (@.price == 20))].title", r#"["A","C"]"#),
        ("$.bike[?(@.price==20)].colour", r#"["red"]"#),
        ("$.books[(@.length-1)].title", r#""C""#),
        ("$.books.length()", "3"),
        ("$.numbers.sum()", "10.0"),
        ("$.numbers.avg()", "2.5"),
        ("$..price.max()", "20.0"),
        ("$.bike.keys()", r#"["price","colour"]"#),
        ("$.numbers.append(5)", "[1,2,3,4,5]"),
        ("$.concat('a', \"b\", $.bike.colour)", r#""abred""#),
        ("$.numbers.last()", "4"),
        ("$$.State.Name", r#""S""#),
        ("$v[1]", "20"),
        (r"$['q\'s']", "1"),
        (r#"$['b\"x']"#, "2"),
        (r"$.q's", "1"),
        (r"$.x\.y", "3"),
        ("$.none[*]", "[]"),
        ("$.none[1:].x", "[]"),
    ];
    for (path, expected) in table {
        assert_eq!(found(path), expected, "{path}");
    }
}

#[test]
fn a_path_that_leads_nowhere_says_where_it_ends() {
    let table = [
        ("$.x", "No results for path: $['x']"),
        ("$.x.y.z", "Missing property in path $['x']"),
        ("$.bike.x", "No results for path: $['bike']['x']"),
        ("$.numbers[9]", "No results for path: $['numbers'][9]"),
        ("$.limit[0]", "Filter: [0] can only be applied to arrays. Current context is: 10"),
        ("$nope", "The variable '$nope' has no value"),
        ("$.books.nope()", "Function with name: nope does not exist."),
    ];
    for (path, expected) in table {
        assert_eq!(found(path), expected, "{path}");
    }
}

#[test]
fn what_is_no_path_is_told_with_its_place() {
    let table = [
        ("", ": a path begins with `$`"),
        ("foo.bar", "f: a path begins with `$`"),
        ("@.x", "@: a path begins with `$`"),
        ("$.a[]", "[]: nothing stands between the brackets"),
        ("$.a[", "[: this bracket is never closed"),
        ("$.a[0", "[: this bracket is never closed"),
        ("$.a.", ".: a path cannot end with a dot"),
        ("$..", "..: a path cannot end with a dot"),
        ("$...a", ".: expected a name after the dot, found `.`"),
        ("$.a b", "a : a name with a blank in it stands in brackets: `['a b']`"),
        ("$.a[x]", "[x]: expected a name in quotes, an index, a slice, `*` or a filter"),
        ("$.a['x]", "[: this bracket is never closed"),
        ("$.a[1:2:3]", "[1:2:3]: a slice is written `[from:to]`, with at least one of the two"),
        ("$.a[0,]", "[0,]: this is not an index"),
        ("$.a[?@.b==1]", "?@.b==1: a filter is written `[?(...)]`"),
        ("$.a[?(@.b ~ 1)]", "~: expected an operator"),
        ("$.a[?(@.b == )]", ": expected a value or a path"),
        ("$.a[?(@.b =~ /(/)]", "/(/: this regular expression cannot be read"),
        ("$-x", "-: expected `.` or `[` after `$`, found `-`"),
        ("$a-b.c", "-: `-` cannot stand in the name of a variable"),
        ("$.f(1", "(: this parenthesis is never closed"),
    ];
    for (path, expected) in table {
        assert_eq!(found(path), expected, "{path}");
    }
}

#[test]
fn depth_costs_no_stack() {
    for text in ["$.a[?(".repeat(100_000), "$.a.f(".repeat(100_000), "(".repeat(100_000)] {
        let closed = format!("$.a[?({}{})]", text, ")]".repeat(100_000));
        assert!(!Path::is_valid(&text) && !Path::is_valid(&closed));
    }
    assert!(!Path::is_valid(&format!("$.a[?({}@.a)]", "!".repeat(100_000))));
    let long = format!("${}", ".a".repeat(100_000));
    assert!(found(&long).starts_with("Missing property"));
}

/// Texts that look like paths.
const PATH_LIKE: &str = concat!(
    r"\$[\$v]?(\.\.?[a-c*]|\[('a b'|-?[0-9]|\*|[0-9]?:[0-9]?|0,1)\]|\.f\(('a',1)?\)|",
    r"\[\?\(!?@\.a( (==|in|<) (1|\['x'\]|\$\.b|'y'|word))?( && @\.c)?\)\]){0,5}",
);

proptest! {
    #[test]
    fn what_is_printed_reads_as_what_was_read(text in PATH_LIKE) {
        if let Ok(path) = Path::parse(&text) {
            let again = Path::parse(&path.to_string());
            prop_assert_eq!(again.as_ref(), Ok(&path), "{}", path);
            for segment in &path.segments {
                assert!(text.get(segment.range.0.clone()).is_some_and(|text| !text.is_empty()));
            }
        }
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in any::<String>(), path in r"\$[ -~é\[\]()?@'.,:]*") {
        for text in [text, path] {
            match Path::parse(&text) {
                Ok(path) => {
                    let null = Value::Null;
                    let scope = Scope { input: &null, context: &null, variable: &|_| None };
                    let _ = path.evaluate(scope);
                }
                Err(fault) => assert!(text.get(fault.range).is_some()),
            }
        }
    }
}

#[test]
fn a_name_with_backslashes_is_printed_so_that_it_reads_the_same() {
    let table = [
        r"$['a\b']",
        r"$.a\\",
        r"$.\*\.\[\(\ x\\'",
        r#"$['\"']"#,
        r"$['\'']",
        r"$..a\\",
        r"$.f\\x()",
        r"$.f\.\ x()",
        r"$.\\\.f\()\ ",
        r#"$.a\\'\\""#,
        r"$['a\b','c\'d']",
        r#"$["a\'b\"",'c']"#,
        "$[?(@.a in ['\u{1}', [\"'\"]])]",
    ];
    for text in table {
        let path = Path::parse(text).expect("a path");
        assert_eq!(Path::parse(&path.to_string()).as_ref(), Ok(&path), "{text}: {path}");
    }
}

#[test]
fn a_function_after_a_descent_is_printed_without_a_third_dot() {
    let path = Path::parse("$..avg().x").expect("a path");
    assert_eq!(path.to_string(), "$..avg()['x']");
}

#[test]
fn a_negation_is_printed_without_brackets_that_it_does_not_need() {
    for (text, printed) in [
        ("$[?(!!!@.a)]", "$[?(!!!@['a'])]"),
        ("$[?(!(@.a == 1))]", "$[?(!@['a'] == 1)]"),
        ("$[?(!(@.a && @.b))]", "$[?(!(@['a'] && @['b']))]"),
    ] {
        let path = Path::parse(text).expect("a path");
        assert_eq!(path.to_string(), printed);
        assert_eq!(Path::parse(printed).expect("a path").to_string(), printed);
    }
}
