//! JSONata: the reference suite where it is at hand, our own examples, and what must hold for
//! any text.

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::{env, fs};

use aslint::query::jsonata::syntax::Kind;
use aslint::query::jsonata::{
    Dialect, Evaluated, Limits, Options, builtins, json_text, parse, print,
};
use aslint::query::value::{Number, Value};
use aslint::syntax::{Format, parse as parse_tree};
use proptest::prelude::{ProptestConfig, Strategy, any, prop, prop_assert_eq, proptest};

/// The folder of the recorded cases, if it is there.
fn corpus() -> Option<PathBuf> {
    let root = env::var_os("CARGO_MANIFEST_DIR").map_or_else(PathBuf::default, PathBuf::from);
    let folder = root.join("../shared/corpus/jsonata");
    if folder.is_dir() {
        return Some(folder);
    }
    tell_skipped(&folder);
    None
}

#[expect(clippy::print_stderr, reason = "people should know what was not tested")]
fn tell_skipped(folder: &Path) {
    eprintln!("skipped: there is no {}", folder.display());
}

fn value(text: &str) -> Value {
    Value::from_tree(parse_tree(text, Format::Json).tree.root())
}

fn rows(folder: &Path, name: &str) -> Vec<Value> {
    let text = fs::read_to_string(folder.join(name)).expect("the file is there");
    text.lines().map(value).collect()
}

/// What an evaluation gives, as text: the value, `undefined`, or the error.
fn outcome(expression: &str, input: Option<Value>, dialect: Dialect) -> String {
    told(expression, input, &[], &Options::of(dialect), dialect)
}

fn told(
    expression: &str,
    input: Option<Value>,
    bindings: &[(&str, Value)],
    options: &Options,
    dialect: Dialect,
) -> String {
    let parsed = parse(expression, dialect);
    let error = match parsed.expression {
        Some(expression) => match expression.evaluate(input, bindings, options) {
            Ok(Evaluated::Value(value)) => return json_text(&value),
            Ok(Evaluated::Undefined) => return "undefined".to_owned(),
            Ok(Evaluated::Function) => return "function".to_owned(),
            Err(error) => *error,
        },
        None => parsed.errors[0].clone(),
    };
    let position = error.position.map_or_else(String::new, |position| format!(" @{position}"));
    format!("{}{position}: {}", error.code, error.message)
}

/// The outcome of a case of the reference suite.
fn case_outcome(folder: &Path, case: &Value) -> String {
    let text = |name: &str| case.get(name).and_then(Value::as_str);
    let input = match text("dataset") {
        Some(name) => {
            let file = folder.join("datasets").join(format!("{name}.json"));
            Some(value(&fs::read_to_string(file).expect("the data are there")))
        }
        None if case.get("no_data").is_some() => None,
        None => Some(case.get("data").cloned().unwrap_or(Value::Null)),
    };
    let bindings: Vec<(&str, Value)> = case
        .get("bindings")
        .and_then(Value::as_object)
        .map(|all| all.iter().map(|(name, value)| (name.as_ref(), value.clone())).collect())
        .unwrap_or_default();
    let number = |name: &str| match case.get(name) {
        Some(Value::Number(number)) => number.as_i64(),
        _ => None,
    };
    let mut options = Options::of(Dialect::V2_2);
    options.now_millis = 1_700_000_000_000;
    if let Some(depth) = number("depth") {
        options.limits.depth = u32::try_from(depth).expect("a depth is small");
    }
    if let Some(millis) = number("timelimit") {
        options.limits.time_millis = u64::try_from(millis).ok();
    }
    let expression = text("expr").expect("a case has an expression");
    told(expression, input, &bindings, &options, Dialect::V2_2)
}

/// Whether two values are the same, but for the last digit of a number.
fn is_close(one: &Value, two: &Value) -> bool {
    match (one, two) {
        (Value::Number(one), Value::Number(two)) => {
            let (one, two) = (one.as_f64(), two.as_f64());
            (one - two).abs() <= 1e-14 * one.abs().max(two.abs())
        }
        (Value::Array(one), Value::Array(two)) => {
            one.len() == two.len()
                && one.iter().zip(two.iter()).all(|(one, two)| is_close(one, two))
        }
        (Value::Object(one), Value::Object(two)) => {
            let is_same = |(name, value): (&Rc<str>, &Value)| {
                two.get(name).is_some_and(|other| is_close(value, other))
            };
            one.len() == two.len() && one.iter().all(is_same)
        }
        _ => one == two,
    }
}

#[test]
fn the_reference_suite_holds() {
    let Some(folder) = corpus() else { return };
    let mut wrong = Vec::new();
    for case in rows(&folder, "cases.jsonl") {
        let got = case_outcome(&folder, &case);
        let expected = case.get("expected").expect("a case expects something");
        let code = expected.get("error").map(|error| error.get("code").and_then(Value::as_str));
        let mut holds = match (code, expected.get("result")) {
            (Some(code), _) => code.is_none_or(|code| got.starts_with(code)),
            (None, Some(result)) => is_close(&value(&got), result),
            (None, None) => matches!(got.as_str(), "undefined" | "function"),
        };
        if case.get("unordered").is_some() && !holds {
            let sorted = |value: &Value| {
                let mut items: Vec<String> =
                    value.as_array().into_iter().flatten().map(json_text).collect();
                items.sort_unstable();
                items
            };
            holds = expected.get("result").is_some_and(|it| sorted(it) == sorted(&value(&got)));
        }
        if !holds {
            wrong.push(format!("{}: {got}", case.get("id").expect("a case has an id")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The texts of limits are ours.
const OWN_WORDS: [&str; 3] =
    ["tail-recursion/case002", "tail-recursion/case005", "tail-recursion/case006"];

#[test]
fn errors_are_told_with_the_words_and_the_place_of_the_reference() {
    let Some(folder) = corpus() else { return };
    let cases = rows(&folder, "cases.jsonl");
    let mut wrong = Vec::new();
    for (case, row) in cases.iter().zip(rows(&folder, "outcomes.jsonl")) {
        let id = case.get("id").and_then(Value::as_str).unwrap_or_default();
        assert_eq!(row.get("id").and_then(Value::as_str), Some(id));
        let Some(error) = row.get("v222").and_then(|row| row.get("error")) else { continue };
        let text = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default();
        let place = error.get("pos").and_then(Value::as_f64);
        let place = place.map_or_else(String::new, |place| format!(" @{place}"));
        let expected = format!("{}{place}: {}", text("code"), text("msg"));
        let got = case_outcome(&folder, case);
        if got != expected && !OWN_WORDS.contains(&id) {
            wrong.push(format!("{id}: {got}\n  but expected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_aws_does_not_take_is_refused() {
    let Some(folder) = corpus() else { return };
    for case in rows(&folder, "aws_overrides.jsonl") {
        let expression = case.get("expr").and_then(Value::as_str).unwrap_or_default();
        let error = case.get("expected").and_then(|it| it.get("error")).expect("it is refused");
        let code = error.get("code").and_then(Value::as_str).unwrap_or_default();
        let input = value(r#"{"Account": {"Order": [{"Product": [{}]}]}}"#);
        let got = outcome(expression, Some(input), Dialect::Aws);
        assert!(got.starts_with(code), "{expression}: {got}");
    }
}

#[test]
fn what_aws_recorded_holds() {
    let Some(folder) = corpus() else { return };
    for case in rows(&folder, "aws_recorded.jsonl") {
        let expected = match (case.get("output"), case.get("output_json")) {
            (None, Some(Value::String(text))) => json_text(&value(text)),
            (Some(output), _) | (None, Some(output)) => json_text(output),
            (None, None) => continue,
        };
        let expression = case.get("expr").and_then(Value::as_str).unwrap_or_default();
        let input = case.get("input").cloned().unwrap_or(Value::Null);
        let states = Value::Object(Rc::new([(Rc::from("input"), input)].into_iter().collect()));
        let options = Options::of(Dialect::Aws);
        let got = told(expression, None, &[("states", states)], &options, Dialect::Aws);
        assert_eq!(value(&got), value(&expected), "{expression}: {got}");
    }
}

#[test]
fn a_printed_expression_reads_as_the_same_tree() {
    let Some(folder) = corpus() else { return };
    for case in rows(&folder, "cases.jsonl") {
        let expression = case.get("expr").and_then(Value::as_str).unwrap_or_default();
        prints_as_read(expression);
    }
}

/// Prints what was read, reads that, and compares the shapes of the trees.
fn prints_as_read(expression: &str) {
    let first = parse(expression, Dialect::V2_2);
    if !first.errors.is_empty() {
        return;
    }
    let printed = print(&first.tree);
    let second = parse(&printed, Dialect::V2_2);
    assert!(second.errors.is_empty(), "{expression}\n{printed}\n{:?}", second.errors);
    let kinds = |tree: &aslint::query::jsonata::syntax::Tree| -> Vec<String> {
        tree.nodes.iter().map(|node| format!("{:?} {}", node.kind, node.keep_array)).collect()
    };
    assert_eq!(kinds(&first.tree), kinds(&second.tree), "{expression}\n{printed}");
}

#[test]
fn expressions_evaluate() {
    let order = r#"{"id": 7, "lines": [{"sku": "a", "price": 2.5, "count": 2},
                    {"sku": "b", "price": 10, "count": 1}], "tags": ["x"]}"#;
    let table = [
        ("id", "7"),
        ("lines.sku", r#"["a","b"]"#),
        ("lines[price > 5].sku", r#""b""#),
        ("lines[-1].sku", r#""b""#),
        ("lines[sku = 'c']", "undefined"),
        ("lines[sku = 'b'][]", r#"[{"sku":"b","price":10,"count":1}]"#),
        ("tags", r#"["x"]"#),
        ("$sum(lines.(price * count))", "15"),
        ("lines^(>price).sku", r#"["b","a"]"#),
        ("lines{sku: price}", r#"{"a":2.5,"b":10}"#),
        ("lines.{'of': %.id, 'sku': sku}", r#"[{"of":7,"sku":"a"},{"of":7,"sku":"b"}]"#),
        ("lines#$i.($i & sku)", r#"["0a","1b"]"#),
        ("lines@$l.tags.($l.sku & $)", r#"["ax","bx"]"#),
        ("**.sku", r#"["a","b"]"#),
        ("[1..3].($ * 2)", "[2,4,6]"),
        ("$map([1, 2], function($x, $i){ $x + $i })", "[1,3]"),
        ("($f := function($n){ $n <= 1 ? 1 : $n * $f($n - 1) }; $f(20))", "2432902008176640000"),
        ("($f := function($n, $a){ $n = 0 ? $a : $f($n - 1, $a + $n) }; $f(9999, 0))", "49995000"),
        ("$substring(?, 0, 2)('hello')", r#""he""#),
        ("('hello' ~> $uppercase ~> $substring(1, 2))", r#""EL""#),
        ("($trim ~> $length)('  ab ')", "2"),
        (
            "($ ~> |lines|{'price': 0}, 'sku'|).lines",
            r#"[{"price":0,"count":2},{"price":0,"count":1}]"#,
        ),
        ("$replace('2026-11', /(\\d+)-(\\d+)/, '$2/$1')", r#""11/2026""#),
        ("nothing ?? 'none'", r#""none""#),
        ("0 ?: 'zero'", r#""zero""#),
        ("null", "null"),
        ("$uppercase", "function"),
        ("1 + 'a'", r#"T2002 @3: The right side of the "+" operator must evaluate to a number"#),
        ("sum(1)", "T1005 @4: Attempted to invoke a non-function. Did you mean $sum?"),
        ("$sum('a')", r#"T0412 @5: Argument 1 of function "sum" must be an array of "numbers""#),
    ];
    for (expression, expected) in table {
        assert_eq!(
            outcome(expression, Some(value(order)), Dialect::V2_2),
            expected,
            "{expression}"
        );
        prints_as_read(expression);
    }
}

#[test]
fn nodes_know_their_places() {
    let text = "$sum(orders[total > 10].lines.(price * 2)) & `a b`.c[] ? 'é' : {'k': -$x}";
    let parsed = parse(text, Dialect::Aws);
    let of = |wanted: fn(&Kind) -> bool| -> Vec<&str> {
        let nodes = parsed.tree.ids().map(|id| parsed.tree.node(id));
        nodes.filter(|node| wanted(&node.kind)).map(|node| &text[node.span.range()]).collect()
    };
    assert_eq!(of(|kind| matches!(kind, Kind::Call(..))), [&text[..42]]);
    assert_eq!(of(|kind| matches!(kind, Kind::Variable(_))), ["$sum", "$x"]);
    assert_eq!(of(|kind| matches!(kind, Kind::Filter(..))), ["orders[total > 10]"]);
    assert_eq!(of(|kind| matches!(kind, Kind::Block(_))), ["(price * 2)"]);
    assert_eq!(of(|kind| matches!(kind, Kind::Condition(..))), [text]);
    assert_eq!(of(|kind| matches!(kind, Kind::Negate(_))), ["-$x"]);
    assert_eq!(of(|kind| matches!(kind, Kind::Object(_))), ["{'k': -$x}"]);
    let root = parsed.tree.children(parsed.tree.root);
    assert_eq!(root.len(), 3);
}

#[test]
fn an_error_points_at_what_failed() {
    let table = [
        ("1 + (2 - 'a')", "2 - 'a'"),
        ("[1, $sum('a')]", "$sum('a')"),
        ("$map([1], function($v){ $v & $uppercase(2) })", "$uppercase(2)"),
        ("x.{'k': 1, 'k': 2}", "{"),
        ("$f()", "$f()"),
    ];
    for (text, place) in table {
        let expression = parse(text, Dialect::Aws).expression.expect("it reads");
        let input = Some(value(r#"{"x": {}}"#));
        let error = expression.evaluate(input, &[], &Options::of(Dialect::Aws));
        let error = error.expect_err("it fails");
        assert_eq!(&text[error.span.range()], place, "{text}: {}", error.message);
    }
}

#[test]
fn built_in_functions_are_known_by_name() {
    let names = |dialect| -> Vec<&str> { builtins(dialect).into_iter().map(|it| it.0).collect() };
    let (whole, aws) = (names(Dialect::V2_2), names(Dialect::Aws));
    for name in ["partition", "range", "hash", "uuid", "parse"] {
        assert!(aws.contains(&name) && !whole.contains(&name), "{name}");
    }
    assert!(whole.contains(&"eval") && !aws.contains(&"eval"));
    assert!(aws.contains(&"random") && whole.contains(&"random"));
}

#[test]
fn digits_that_are_only_passed_on_are_kept() {
    let input = r#"{"a": 9007199254740993, "b": 12345678901234567890}"#;
    assert_eq!(outcome("a", Some(value(input)), Dialect::V2_2), "9007199254740993");
    assert_eq!(outcome("[b]", Some(value(input)), Dialect::Aws), "[12345678901234567890]");
    assert!(matches!(value("12345678901234567890"), Value::Number(Number::Big(_))));
}

#[test]
fn every_syntax_error_is_told_with_its_place() {
    let table: [(&str, &[&str]); 8] = [
        ("1 +", &["S0207"]),
        ("[1, 2", &["S0203"]),
        ("(1 2) + [3 4]", &["S0202", "S0202"]),
        ("'\\y' & '\\u12'", &["S0103", "S0104"]),
        ("'open", &["S0101"]),
        ("a ! b", &["S0204"]),
        ("{'a' 1, 'b' 2}", &["S0202", "S0202"]),
        ("a[[1]{'c': d}[e]].%.%.%", &["S0209", "S0217"]),
    ];
    for (expression, expected) in table {
        let errors = parse(expression, Dialect::Aws).errors;
        let codes: Vec<&str> = errors.iter().map(|error| error.code).collect();
        assert_eq!(codes, expected, "{expression}");
        for error in errors {
            assert!(error.span.end as usize <= expression.len(), "{expression}");
            assert!(!error.message.is_empty(), "{expression}");
        }
    }
}

#[test]
fn the_limits_of_aws_hold_to_the_item() {
    let stack = "Stack overflow error: Check for non-terminating recursive function. Consider \
                 rewriting as tail-recursive";
    let memory = "Expression evaluation memory limit exceeded: Check for excessive memory usage";
    let recursion =
        |count: u32| format!("($f := function($n){{$n = 0 ? 0 : 1 + $f($n - 1)}}; $f({count}))");
    let nested = |open: &str, close: &str, count| open.repeat(count) + "1" + &close.repeat(count);
    let table = [
        (vec!["1"; 100].join("+"), vec!["1"; 101].join("+"), stack),
        (nested("(", ")", 99), nested("(", ")", 100), stack),
        (nested("[", "]", 99), nested("[", "]", 100), stack),
        (
            "1".to_owned() + &"~>$string".repeat(99),
            "1".to_owned() + &"~>$string".repeat(100),
            stack,
        ),
        (recursion(31), recursion(32), stack),
        ("$count([1..873782])".to_owned(), "$count([1..873783])".to_owned(), memory),
        (
            "$count($range(1, 360145, 1))".to_owned(),
            "$count($range(1, 360146, 1))".to_owned(),
            memory,
        ),
    ];
    for (good, bad, message) in table {
        let good = outcome(&good, None, Dialect::Aws);
        assert!(!good.contains("U1001"), "{good}");
        let bad = outcome(&bad, None, Dialect::Aws);
        assert!(bad.starts_with("U1001") && bad.ends_with(message), "{bad}");
    }
}

#[test]
fn nothing_exhausts_the_stack_the_memory_or_the_patience() {
    let mut options = Options::of(Dialect::V2_2);
    options.limits = Limits { time_millis: Some(300), bytes: 64 << 20, ..options.limits };
    let bracketed = |open: &str, close: &str| open.repeat(50_000) + "1" + &close.repeat(50_000);
    let table = [
        bracketed("(", ")"),
        bracketed("[", "]"),
        bracketed("{'a':", "}"),
        bracketed("-", ""),
        bracketed("$f(", ")"),
        bracketed("a.", ""),
        bracketed("a[", "]"),
        bracketed("1 ? ", ""),
        bracketed("$a := ", ""),
        bracketed("function(){", "}"),
        bracketed("a ?? ", ""),
        bracketed("a ~> ", ""),
        "[".repeat(100_000),
        "1".to_owned() + &"[0]".repeat(20_000),
        "1".to_owned() + &"()".repeat(20_000),
        "$f".to_owned() + &"(1)".repeat(5_000),
        "($f := function(){ $f() }; $f())".to_owned(),
        "($f := function($n){ 1 + $f($n) }; $f(1))".to_owned(),
        "($f := function($n){ [$f($n)] }; $f(1))".to_owned(),
        "$reduce([1..100000], function($a, $i){ [[$a]] })".to_owned(),
        "$reduce([1..100000], function($a, $i){ {'a': $a} })".to_owned(),
        "$reduce([1..100000], function($a, $i){ function(){ $a } }, $string)".to_owned(),
        "$reduce([1..100000], function($a, $i){ $a ~> $string }, $string)".to_owned(),
        "$reduce([1..60], function($a, $i){ $a & $a }, 'x')".to_owned(),
        "$reduce([1..60], function($a, $i){ $append($a, $a) }, [1])".to_owned(),
        "$reduce([1..60], function($a, $i){ [$a, $a, $a] }, [1])".to_owned(),
        "($f := function($g, $n){ $n = 0 ? $g('x') : $f(function($x){ $g($x) }, $n - 1) }; \
          $f($string, 20000))"
            .to_owned(),
        "($f := function($g, $n){ $n = 0 ? 1 : $f(function($x){ $g($x) }, $n - 1) }; \
          $f($string, 20000))"
            .to_owned(),
        "($f := function($a, $n){ $n = 0 ? $count($a) : $f($append($a, $n), $n - 1) }; \
          $f([], 2000))"
            .to_owned(),
        "$pad('x', 1e9, 'y')".to_owned(),
        "[1..1e9]".to_owned(),
        "$match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /^(a+)+$/)".to_owned(),
    ];
    for expression in table {
        let shown = &expression[..expression.len().min(60)];
        let got = told(&expression, None, &[], &options, Dialect::V2_2);
        assert!(got.len() < 1_000_000, "{shown}");
    }
    let sum = outcome(&vec!["1"; 5_000].join("+"), None, Dialect::V2_2);
    assert_eq!(sum, "5000");
}

fn fragments() -> impl Strategy<Value = String> {
    let words = [
        "a",
        "`b c`",
        "$",
        "$$",
        "$x",
        "1",
        "2.5",
        "'s'",
        "\"\\u00e9\"",
        "true",
        "null",
        ".",
        "[",
        "]",
        "{",
        "}",
        "(",
        ")",
        ",",
        ";",
        ":",
        "?",
        "+",
        "-",
        "*",
        "**",
        "%",
        "/",
        "/r+/i",
        "|",
        "=",
        "!=",
        "<",
        "<=",
        ">",
        "~>",
        ":=",
        "^(",
        "@$v",
        "#$i",
        "&",
        " and ",
        " or ",
        " in ",
        "..",
        "function($p){",
        "λ($q)<n-n?:n>{",
        "$sum(",
        "$map(",
        "[]",
        "??",
        "?:",
        " ",
        "/*c*/",
        "é",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 0..24).prop_map(|all| all.concat())
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        let _ = outcome(&text, Some(value(r#"{"a": [1, {"b c": "x"}]}"#)), Dialect::V2_2);
    }

    #[test]
    fn no_expression_makes_it_panic_and_all_print(text in fragments()) {
        let mut options = Options::of(Dialect::V2_2);
        options.limits.time_millis = Some(200);
        let input = value(r#"{"a": [1, {"b c": "x", "a": {"a": 2}}]}"#);
        let first = told(&text, Some(input.clone()), &[], &options, Dialect::V2_2);
        let again = told(&text, Some(input), &[], &options, Dialect::V2_2);
        prop_assert_eq!(first, again);
        prints_as_read(&text);
    }
}
