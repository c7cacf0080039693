//! Which values the solver finds for the conditions of choice rules.

use crate::analysis::origins::place::{put, remove};
use crate::model::StateMachine;
use crate::query::value::{Object, Value};
use crate::scenario::explore::condition;
use crate::scenario::explore::solve::{Setting, solve};
use crate::syntax::{Format, parse};

/// The input under which the rules of a Choice state go the way of the one of that number, or of
/// none; by the first solution.
fn solved(choices: &str, language: &str, wanted: usize) -> Option<String> {
    let text = format!(
        r#"{{"QueryLanguage": "{language}", "StartAt": "C",
            "States": {{"C": {{"Type": "Choice", "Choices": {choices}}}}}}}"#
    );
    let parsed = parse(&text, Format::Json);
    assert!(parsed.faults.is_empty(), "{text}");
    let machine = StateMachine::read(parsed.tree.root());
    let tests = condition::of_state(&machine.states[0]);
    let goals: Vec<_> =
        tests.iter().take(wanted + 1).enumerate().map(|(at, test)| (test, at == wanted)).collect();
    let mut settings = solve(&goals).into_iter().next()?;
    settings.sort_by_key(|(place, _)| place.steps.len());
    let mut input: Value = Object::default().into();
    for (place, setting) in &settings {
        match setting {
            Setting::Present => put(&mut input, &place.steps, "there".into()),
            Setting::Absent => remove(&mut input, &place.steps),
            Setting::Put(value) => put(&mut input, &place.steps, value.clone()),
        }
    }
    Some(input.to_string())
}

fn check(language: &str, table: &[(&str, usize, Option<&str>)]) {
    for (choices, wanted, expected) in table {
        let got = solved(choices, language, *wanted);
        assert_eq!(got.as_deref(), *expected, "{choices} {wanted}");
    }
}

#[test]
fn data_tests_are_solved_either_way() {
    let path = |rest: &str| format!(r#"[{{"Variable": "$.a", {rest}}}]"#);
    let table = [
        (r#""StringEquals": "x""#, r#"{"a":"x"}"#, r#"{"a":"xx"}"#),
        (r#""StringLessThan": "m""#, r#"{"a":""}"#, r#"{"a":"m"}"#),
        (r#""StringMatches": "a*.txt""#, r#"{"a":"a.txt"}"#, r#"{"a":"not a.txt!"}"#),
        (r#""StringMatches": "*""#, r#"{"a":""}"#, r#"{"a":1}"#),
        (r#""NumericEquals": 3"#, r#"{"a":3}"#, r#"{"a":4}"#),
        (r#""NumericGreaterThanEquals": 3"#, r#"{"a":3}"#, r#"{"a":2}"#),
        (r#""NumericLessThan": 0.5"#, r#"{"a":-0.5}"#, r#"{"a":0.5}"#),
        (r#""BooleanEquals": false"#, r#"{"a":false}"#, r#"{"a":true}"#),
        (r#""IsPresent": true"#, r#"{"a":"there"}"#, "{}"),
        (r#""IsPresent": false"#, "{}", r#"{"a":"there"}"#),
        (r#""IsNull": true"#, r#"{"a":null}"#, r#"{"a":1}"#),
        (r#""IsNumeric": false"#, r#"{"a":"text"}"#, r#"{"a":5}"#),
        (
            r#""TimestampLessThan": "2026-01-01T00:00:00Z""#,
            r#"{"a":"0001-01-01T00:00:00Z"}"#,
            r#"{"a":"2026-01-01T00:00:00Z"}"#,
        ),
        (r#""NumericLessThanPath": "$.b""#, r#"{"b":5,"a":4}"#, r#"{"b":5,"a":5}"#),
    ];
    for (rest, holding, failing) in table {
        let choices = path(rest);
        check("JSONPath", &[(&choices, 0, Some(holding)), (&choices, 1, Some(failing))]);
    }
}

#[test]
fn rules_before_the_one_that_is_wanted_do_not_match() {
    let sizes = r#"[{"Variable": "$.n", "NumericLessThan": 10},
        {"Variable": "$.n", "NumericLessThan": 100},
        {"And": [{"Variable": "$.n", "NumericLessThan": 200},
                 {"Not": {"Variable": "$.n", "NumericEquals": 101}}]}]"#;
    let either = r#"[{"Or": [{"Variable": "$.a.b", "StringEquals": "x"},
        {"And": [{"Variable": "$.c", "IsPresent": true},
                 {"Variable": "$.c", "IsNull": false}]}]}]"#;
    let same = r#"[{"Variable": "$.a", "StringEquals": "x"},
        {"Variable": "$.a", "StringEquals": "x"}]"#;
    check(
        "JSONPath",
        &[
            (sizes, 0, Some(r#"{"n":9}"#)),
            (sizes, 1, Some(r#"{"n":10}"#)),
            (sizes, 2, Some(r#"{"n":102}"#)),
            (sizes, 3, Some(r#"{"n":101}"#)),
            (either, 0, Some(r#"{"a":{"b":"x"}}"#)),
            (either, 1, Some(r#"{"a":{"b":"xx"}}"#)),
            (same, 1, None),
        ],
    );
}

#[test]
fn simple_conditions_in_jsonata_are_solved() {
    let one = |condition: &str| format!(r#"[{{"Condition": "{{% {condition} %}}", "Next": "X"}}]"#);
    let table = [
        ("$states.input.a = 'x'", Some(r#"{"a":"x"}"#)),
        ("'x' != $states.input.a", Some(r#"{"a":"xx"}"#)),
        ("10 < $states.input.a.b and $states.input.c", Some(r#"{"c":true,"a":{"b":11}}"#)),
        ("$not($exists($states.input.a)) or false", Some("{}")),
        ("$states.input.a in ['x', 'y']", Some(r#"{"a":"x"}"#)),
        ("($states.input.a >= -1)", Some(r#"{"a":-1}"#)),
        ("$count($states.input.a) > 1", Some(r#"{"a":[0,1]}"#)),
        ("$contains($states.input.a, 'mid')", Some(r#"{"a":"mid"}"#)),
        ("$states.input.a[0].b = null", Some(r#"{"a":[{"b":null}]}"#)),
    ];
    for (condition, expected) in table {
        check("JSONata", &[(&one(condition), 0, expected)]);
    }
}

#[test]
fn what_is_too_hard_is_hoped_for() {
    let hard = "$sum($states.input.a) > 3 and $states.input.b = 1";
    let choices = format!(r#"[{{"Condition": "{{% {hard} %}}", "Next": "X"}}]"#);
    check("JSONata", &[(&choices, 0, Some(r#"{"b":1}"#))]);
}
