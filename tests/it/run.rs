//! `aslint run`: what people and programs see of an execution.

use serde_json::{Value, json};

use crate::project::Project;

const ORDER: &str = r#"{
  "StartAt": "Charge",
  "States": {
    "Charge": {
      "Type": "Task",
      "Resource": "arn:aws:states:::lambda:invoke",
      "Parameters": { "FunctionName": "charge", "Payload.$": "$.order" },
      "Retry": [{ "ErrorEquals": ["Busy"], "MaxAttempts": 1 }],
      "ResultPath": "$.receipt",
      "End": true
    }
  }
}"#;

fn order(files: &[(&str, &str)]) -> Project {
    let mut all = vec![("order.asl.json", ORDER)];
    all.extend(files);
    Project::new(&all)
}

const INPUT: [&str; 2] = ["--input", r#"{"order": 5}"#];

#[test]
fn the_result_and_the_history_are_what_aws_would_give() {
    let project = order(&[("mocks.yaml", "mocks:\n  Charge: {return: {paid: true}}\n")]);
    let mut arguments = vec!["run", "order.asl.json", "--mocks", "mocks.yaml"];
    arguments.extend(INPUT);
    let answer = project.run(&arguments);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    let got: Value = serde_json::from_str(&answer.stdout).expect("JSON");
    assert_eq!(got["status"], "SUCCEEDED");
    assert_eq!(got["output"], json!({"order": 5, "receipt": {"paid": true}}));
    let types = got["events"].as_array().into_iter().flatten();
    let types: Vec<_> = types.map(|event| event["type"].as_str().unwrap_or_default()).collect();
    let expected = [
        "ExecutionStarted",
        "TaskStateEntered",
        "TaskScheduled",
        "TaskStarted",
        "TaskSucceeded",
        "TaskStateExited",
        "ExecutionSucceeded",
    ];
    assert_eq!(types, expected);
    let name = &got["events"][0]["executionStartedEventDetails"]["roleArn"];
    assert_eq!(name, "arn:aws:iam::123456789012:role/StepFunctions");
}

#[test]
fn a_call_without_a_mock_is_told_with_what_to_write() {
    let mocks = "mocks:\n  Charge:\n    - throw: {error: Busy}\n";
    let project = order(&[("mocks.yaml", mocks)]);
    let mut arguments = vec!["run", "order.asl.json"];
    arguments.extend(INPUT);
    let without = project.run(&arguments);
    assert_eq!((without.code, without.stdout.as_str()), (2, ""));
    let stub = "mocks:\n  Charge:\n    - return: {ExecutedVersion: \"$LATEST\", Payload: {}, \
                StatusCode: 200}\n";
    for told in ["`Charge` has no mock;", stub, "--mock-all"] {
        assert!(without.stderr.contains(told), "{told}: {without:?}");
    }
    let second = project.run(&[&arguments[..], &["--mocks", "mocks.yaml"]].concat());
    assert_eq!(second.code, 2);
    assert!(second.stderr.contains("has no mock for call 2"), "{second:?}");
    let all = project.run(&[&arguments[..], &["--mock-all"]].concat());
    assert_eq!(all.code, 0, "{all:?}");
}

#[test]
fn an_execution_that_fails_is_shown_at_its_place() {
    let project = order(&[]);
    let answer = project.run(&["run", "order.asl.json", "--format", "trace"]);
    assert_eq!(answer.code, 1);
    let place = r#""Payload.$": "$.order" },"#;
    for told in ["error: States.Runtime", place, "FAILED after 0s: 1 transition,"] {
        assert!(answer.stdout.contains(told), "{told}: {}", answer.stdout);
    }
}

#[test]
fn a_mock_file_at_fault_is_refused_with_all_its_faults() {
    let mocks = "mocks:\n  Chrge: {return: 1}\n  Charge: {returns: 2}\nother: 1\n";
    let project = order(&[("mocks.yaml", mocks)]);
    let answer = project.run(&["run", "order.asl.json", "--mocks", "mocks.yaml"]);
    assert_eq!((answer.code, answer.stdout.as_str()), (2, ""));
    for told in ["did you mean `Charge`?", "mocks.yaml:3", "mocks.yaml:4", "cannot be used"] {
        assert!(answer.stderr.contains(told), "{told}: {}", answer.stderr);
    }
}

#[test]
fn what_aws_would_refuse_is_not_run() {
    let text = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}}}"#;
    let project = Project::new(&[("a.asl.json", text), ("b.asl.json", "{")]);
    for name in ["a.asl.json", "b.asl.json"] {
        let answer = project.run(&["run", name]);
        assert_eq!((answer.code, answer.stdout.as_str()), (2, ""), "{name}");
        assert!(answer.stderr.contains("AWS would refuse this definition"), "{answer:?}");
    }
    let unchecked = project.run(&["run", "a.asl.json", "--unchecked"]);
    assert_eq!(unchecked.code, 1, "{unchecked:?}");
    assert!(unchecked.stdout.contains("does not point to a next state"), "{unchecked:?}");
    assert_eq!(project.run(&["run", "b.asl.json", "--unchecked"]).code, 2);
}

#[test]
fn bad_requests_are_told_in_one_line() {
    let large = format!("\"{}\"", "x".repeat(300_000));
    let project = order(&[("bad.json", "{"), ("large.json", &large)]);
    let table: [(&[&str], &str); 6] = [
        (&["run", "none.asl.json"], "none.asl.json: this file cannot be read"),
        (&["run", "order.asl.json", "--input", "{"], "the input is not JSON"),
        (&["run", "order.asl.json", "--input", "@none"], "none: this file cannot be read"),
        (&["run", "order.asl.json", "--input", "@large.json"], "300002 bytes"),
        (&["run", "order.asl.json", "--now", "today"], "`today` is no moment"),
        (&["run", "order.asl.json", "--context", "bad.json"], "bad.json is not JSON"),
    ];
    for (arguments, told) in table {
        let answer = project.run(arguments);
        assert_eq!(answer.code, 2, "{answer:?}");
        assert!(answer.stderr.contains(told), "{told}: {}", answer.stderr);
    }
}

#[test]
fn equal_seeds_give_equal_bytes() {
    let text = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true,
        "Parameters": {"id.$": "States.UUID()", "n.$": "States.MathRandom(1, 1000000)"}}}}"#;
    let project = Project::new(&[("a.asl.json", text)]);
    let run = |seed| project.run(&["run", "a.asl.json", "--seed", seed]).stdout;
    assert_eq!(run("7"), run("7"));
    assert_ne!(run("7"), run("-8"));
}

#[test]
fn the_context_and_the_moment_are_those_that_are_given() {
    let text = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true, "Parameters": {
        "name.$": "$$.Execution.Name", "at.$": "$$.State.EnteredTime"}}}}"#;
    let context = r#"{"execution_name": "n-1"}"#;
    let project = Project::new(&[("a.asl.json", text), ("context.json", context)]);
    let now = "2020-02-29T12:00:00.5+01:00";
    let answer = project.run(&["run", "a.asl.json", "--context", "context.json", "--now", now]);
    let got: Value = serde_json::from_str(&answer.stdout).expect("JSON");
    assert_eq!(got["output"], json!({"name": "n-1", "at": "2020-02-29T11:00:00.500Z"}));
}
