//! What exploring finds, and that every ending it tells is one that running shows.

use std::path::Path;

use aslint::model::{StateMachine, WorkflowType};
use aslint::query::value::yaml;
use aslint::query::value::{Object, Value};
use aslint::scenario::explore::{self, Exploration, Options};
use aslint::syntax::{Format, parse};
use insta::assert_snapshot;
use serde_json::Value as Json;

use crate::project::{Answer, Project, answer, aslint};
use crate::repository::{bytes, file, files_under, root};

fn explored(arguments: &[&str]) -> Answer {
    let mut command = aslint();
    command.current_dir(root()).arg("explore").args(arguments);
    answer(command, b"")
}

fn found(text: &str, format: Format, runs_max: usize) -> Exploration {
    let parsed = parse(text, format);
    let machine = StateMachine::read(parsed.tree.root());
    let input = Object::default().into();
    let name = "StateMachine".to_owned();
    let options = Options { name, input, workflow_type: WorkflowType::Standard, runs_max };
    explore::explore(&machine, &options)
}

#[test]
fn each_rule_retrier_and_catcher_is_reached() {
    let shown = explored(&["fixtures/clean/order.asl.json"]);
    assert_eq!((shown.code, shown.stderr.as_str()), (0, ""));
    assert_snapshot!(shown.stdout);
}

#[test]
fn a_loop_is_left_and_a_job_fails() {
    assert_snapshot!(explored(&["fixtures/clean/poll.asl.json"]).stdout);
}

#[test]
fn a_failure_without_anybody_to_blame_is_shown_at_its_place() {
    let shown = explored(&["fixtures/clean/nested.asl.json"]);
    assert_eq!(shown.code, 1);
    assert_snapshot!(shown.stdout);
}

#[test]
fn what_can_never_be_reached_is_told_apart_from_what_was_not() {
    let definition = r#"{
  "StartAt": "Call",
  "States": {
    "Call": {
      "Type": "Task",
      "Resource": "arn:aws:lambda:eu-central-1:123456789012:function:call",
      "Catch": [
        { "ErrorEquals": ["States.TaskFailed"], "Next": "Known" },
        { "ErrorEquals": ["Special"], "Next": "Special" }
      ],
      "Next": "Known"
    },
    "Special": { "Type": "Pass", "Next": "Known" },
    "Known": {
      "Type": "Choice",
      "Choices": [
        { "Variable": "$$.Execution.Name", "StringEquals": "other", "Next": "Done" }
      ],
      "Default": "Done"
    },
    "Done": { "Type": "Succeed" }
  }
}
"#;
    let project = Project::new(&[("machine.asl.json", definition)]);
    let shown = project.run(&["explore", "machine.asl.json"]);
    assert_eq!((shown.code, shown.stderr.as_str()), (0, ""));
    assert_snapshot!(shown.stdout);
}

#[test]
fn running_the_mocks_that_are_told_gives_the_ending_that_is_told() {
    let mut endings = 0;
    for definition in files_under("fixtures/clean") {
        let shown = explored(&[&definition.name, "--format", "json"]);
        assert!(shown.code < 2, "{}: {}", definition.name, shown.stderr);
        let found: Json = serde_json::from_str(&shown.stdout).expect("it is JSON");
        for ending in found["endings"].as_array().expect("a list") {
            let scenario = &ending["scenario"];
            let mocks = serde_json::json!({"mocks": scenario["mocks"]}).to_string();
            let project = Project::new(&[("mocks.json", &mocks)]);
            let input = scenario["input"].to_string();
            let path = root().join(&definition.name);
            let path = path.to_str().expect("a path in UTF-8");
            let run = project.run(&[
                "run",
                path,
                "--unchecked",
                "--mocks",
                "mocks.json",
                "--input",
                &input,
                "--format",
                "json",
            ]);
            let result: Json = serde_json::from_str(&run.stdout).unwrap_or_else(|_| {
                panic!("{}: {}", definition.name, run.stderr);
            });
            let expected = (&ending["status"], &ending["error"]);
            assert_eq!((&result["status"], &result["error"]), expected, "{}", definition.name);
            assert!(!run.stderr.contains("mock-unused"), "{}", run.stderr);
            endings += 1;
        }
    }
    assert!(endings > 30, "{endings} endings are too few");
}

#[test]
fn a_file_of_scenarios_holds_all_endings() {
    let text = file("fixtures/clean/order.asl.json").text;
    let project = Project::new(&[("order.asl.json", &text)]);
    let arguments = ["explore", "order.asl.json", "--write", "order.aslt.yaml", "--quiet"];
    assert_eq!(project.run(&arguments).code, 0);
    let written = String::from_utf8(bytes(&project.path("order.aslt.yaml"))).expect("UTF-8");
    let parsed = parse(&written, Format::Yaml);
    assert_eq!(parsed.faults, []);
    let found = found(&text, Format::Json, 1000);
    let expected = found.scenario_file("order.asl.json");
    assert_eq!(Value::from_tree(parsed.tree.root()), expected);
    assert_eq!(yaml::text(&expected, 4), written);
}

#[test]
fn an_exploration_is_the_same_each_time_and_keeps_to_its_limit() {
    let text = file("fixtures/clean/order.asl.json").text;
    let first = found(&text, Format::Json, 7);
    assert_eq!((first.runs, first.is_exhausted), (7, false));
    let again = found(&text, Format::Json, 7);
    assert_eq!(first.scenario_file("x"), again.scenario_file("x"));
}

#[test]
fn what_cannot_be_explored_is_refused() {
    for arguments in [
        &["fixtures/flawed/checkout.asl.json"][..],
        &["fixtures/nowhere.asl.json"],
        &["fixtures/clean/order.asl.json", "--input", "{"],
        &["fixtures/clean/order.asl.json", "--limit", "few"],
    ] {
        assert_eq!(explored(arguments).code, 2, "{arguments:?}");
    }
}

#[test]
fn foreign_definitions_are_explored_in_bounded_time() {
    const DEFINITIONS_MAX: usize = 120;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let Ok(list) = std::fs::read_to_string(folder.join("clean.jsonl")) else {
        println!("no foreign definitions: skipped");
        return;
    };
    let lines = list.lines().map(|line| serde_json::from_str::<Json>(line).expect("JSON"));
    let plain = lines.filter(|line| line["machines"].is_null());
    let mut events = 0;
    for line in plain.take(DEFINITIONS_MAX) {
        let path = folder.join("files").join(line["path"].as_str().expect("a path"));
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let format = Format::of_text(&text);
        let found = found(&text, format, 40);
        // One that is begun is mended and made smaller.
        assert!(found.runs <= 80, "{}: {} executions", path.display(), found.runs);
        events += found.endings.len();
    }
    assert!(events > 0, "nothing was found");
}
