//! Tests of intrinsic functions: what is read, what is refused and where, what is given.

use proptest::prelude::{any, prop_assert_eq, proptest};

use crate::query::intrinsics::{Call, CallError, FUNCTIONS, Fault, Guide};
use crate::query::json_path::Scope;
use crate::query::random::Random;
use crate::query::value::Value;
use crate::syntax::{Format, parse};

const INPUT: &str = r#"{
    "n": 5, "name": "Ann", "list": [1, "b", null, 1], "object": {"a": 1, "b": []},
    "text": "{\"k\": [1]}", "far": -1.5
}"#;

fn value(text: &str) -> Value {
    Value::from_tree(parse(text, Format::Json).tree.root())
}

/// What a call gives, or what is wrong with it: the place and the words.
fn given(text: &str) -> String {
    let told = |fault: &Fault| format!("{}: {fault}", &text[fault.range.clone()]);
    let call = match Call::parse(text) {
        Ok(call) => call,
        Err(fault) => return told(&fault),
    };
    if let Some(fault) = call.faults().first() {
        return told(fault);
    }
    let (input, context) = (value(INPUT), value(r#"{"Execution": {"Name": "e"}}"#));
    let scope = Scope { input: &input, context: &context, variable: &|_| None };
    match call.evaluate(scope, &mut Random::new(1)) {
        Ok(value) => value.to_string(),
        Err(CallError::Path { range, error }) => format!("{}: {error}", &text[range]),
        Err(CallError::Failure(reason)) => reason,
    }
}

#[test]
fn examples_give_what_is_said() {
    for function in &FUNCTIONS {
        let Guide { text, example, gives, .. } = function.guide;
        assert!(!text.is_empty() && example.starts_with(&format!("{}(", function.name)));
        let given = given(example);
        assert!(gives.is_empty() || given == gives, "{example} gives {given}");
    }
}

#[test]
fn a_call_gives_what_aws_gives() {
    let table = [
        ("States.Format('Hi {}, {}!', $.name, $.n)", r#""Hi Ann, 5!""#),
        ("States.Format('{}', $.object)", r#""{a=1, b=[]}""#),
        ("States.Format('{} {}', $.list, null)", r#""[1, b, null, 1] null""#),
        (r"States.Format('\{\'{}\'\}\\', 1.50)", r#""{'1.5'}\\""#),
        ("States.StringToJson($.text)", r#"{"k":[1]}"#),
        ("States.StringToJson('')", "null"),
        ("States.StringToJson('-0')", "0"),
        ("States.StringToJson('{\"a\": {}}')", r#"{"a":{}}"#),
        ("States.JsonToString($.object)", r#""{\"a\":1,\"b\":[]}""#),
        ("States.Array()", "[]"),
        ("States.Array(1, 'b', true, $.n)", r#"[1,"b",true,5]"#),
        ("States.ArrayPartition($.list, 3)", r#"[[1,"b",null],[1]]"#),
        ("States.ArrayContains($.list, 'b')", "true"),
        ("States.ArrayRange(1, 9, 4)", "[1,5,9]"),
        ("States.ArrayRange(3, 1, -1)", "[3,2,1]"),
        ("States.ArrayGetItem($.list, 1)", r#""b""#),
        ("States.ArrayLength($.list)", "4"),
        ("States.ArrayUnique($.list)", r#"[1,"b",null]"#),
        ("States.Base64Encode('Ann')", r#""QW5u""#),
        ("States.Base64Decode('QW5u')", r#""Ann""#),
        ("States.Hash('', 'MD5')", r#""d41d8cd98f00b204e9800998ecf8427e""#),
        (
            "States.JsonMerge($.object, States.StringToJson($.text), false)",
            r#"{"k":[1],"a":1,"b":[]}"#,
        ),
        ("States.MathAdd($.far, 0.5)", "0"),
        ("States.MathAdd( 1.49 , 1.5 )", "3"),
        ("States.MathRandom(7, 7)", "7"),
        ("States.StringSplit('a.b,,c', '.,')", r#"["a","b","c"]"#),
        ("States.ArrayLength(States.StringSplit($$.Execution.Name, '-'))", "1"),
        ("States.ArrayGetItem($.list[?(@ == 'b')], 0)", r#""b""#),
    ];
    for (text, expected) in table {
        assert_eq!(given(text), expected, "{text}");
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let table = [
        ("hello", "hello: this is not a call of an intrinsic function"),
        (
            "States.Format '{}'",
            "States.Format: `States.Format` is not followed by its arguments in parentheses",
        ),
        ("States.Format('{}', $.a", "(: this parenthesis is never closed"),
        ("States.Format('{}', $.a))", "): nothing may follow the call"),
        ("States.Array(1 2)", "2: expected `,` or `)` after an argument"),
        ("States.Array(1,)", "): an argument is missing"),
        ("States.Format(\"{}\", $.a)", "\": a string cannot stand in double quotes"),
        ("States.Format('{}, $.a)", "': this quote is never closed"),
        (r"States.Format('\n')", r"\n: nothing that can be escaped follows the backslash"),
        ("States.Array(a)", "a: `a` is not a value"),
        ("States.Array($.a[)", "[: this bracket is never closed"),
        ("States.Format()", "States.Format: `States.Format` takes at least 1 argument, not 0"),
        ("States.UUID(1)", "States.UUID: `States.UUID` takes no arguments, not 1"),
        ("States.Array(States.Now())", "States.Now: there is no intrinsic function `States.Now`"),
        ("States.Format('{} {}', 1)", "'{} {}': 2 placeholders and 1 value"),
        ("States.ArrayLength('a')", "'a': `States.ArrayLength` takes an array here, not a string"),
        (
            "States.MathAdd(States.UUID(), 1)",
            "States.UUID(): `States.MathAdd` takes a number here, not a string",
        ),
        ("States.JsonMerge($.a, $.b, true)", "true: `States.JsonMerge` does not merge deeply"),
        ("States.StringToJson('{a}')", "'{a}': this string is not JSON"),
        ("States.Hash('a', 'md5')", "'md5': there is no hash algorithm `md5`"),
        ("States.ArrayRange(1, 2, 0)", "0: expected a step other than 0"),
        ("States.Array($.x.y)", "$.x.y: Missing property in path $['x']"),
        ("States.ArrayLength($.name)", "States.ArrayLength takes an array, not string: \"Ann\""),
    ];
    for (text, expected) in table {
        assert_eq!(given(text), expected, "{text}");
    }
}

#[test]
fn depth_costs_no_stack() {
    let text = "States.Array(".repeat(100_000);
    assert!(Call::parse(&text).is_err());
    let deep = format!("States.Array({}{})", "[".repeat(100_000), "]".repeat(100_000));
    assert!(Call::parse(&deep).is_err());
}

/// Texts that look like calls.
const CALL_LIKE: &str = concat!(
    r"States\.(Array|Format|X)\( ?((('[a\{}]*(\\')?'|-?[0-9]{1,3}(\.5)?|true|null|",
    r"\$\.a\[0,1\]|\$\$\.b|States\.Array\(1, 'x'\))(, ?|,)){0,3})'z'\)",
);

/// Texts that begin like calls.
const BROKEN_CALL: &str = r"States\.A\([ -~é\[\]()'.,]*";

proptest! {
    #[test]
    fn what_is_printed_reads_as_what_was_read(text in CALL_LIKE) {
        let call = Call::parse(&text).expect("it is one");
        let again = Call::parse(&call.to_string());
        prop_assert_eq!(again.as_ref(), Ok(&call), "{}", call);
        for argument in &call.arguments {
            let written = &text[argument.range.0.clone()];
            let read = Call::parse(&format!("States.Array({written})")).expect("an argument");
            prop_assert_eq!(&read.arguments[0], argument);
        }
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in any::<String>(), call in BROKEN_CALL) {
        for text in [text, call] {
            let faults = match Call::parse(&text) {
                Ok(call) => call.faults(),
                Err(fault) => vec![fault],
            };
            assert!(faults.iter().all(|fault| text.get(fault.range.clone()).is_some()));
        }
    }
}
