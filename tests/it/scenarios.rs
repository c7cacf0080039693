//! Scenario files: ours pass, what is not as expected is told, and so is every mistake.

use std::path::PathBuf;

use insta::{Settings, assert_snapshot};

use crate::project::{Answer, Project, answer, aslint};
use crate::repository::{bytes, file, paths_under, refuse, relative, root};

const MACHINE: &str = include_str!("../../fixtures/expectations/machine.asl.json");

/// `aslint test` in the folder of the project.
fn test(arguments: &[&str]) -> Answer {
    let mut command = aslint();
    command.current_dir(root()).arg("test").args(arguments);
    answer(command, b"")
}

/// The scenario files in a folder.
fn scenario_files(folder: &str) -> Vec<PathBuf> {
    let paths = paths_under(&root().join(folder)).into_iter();
    paths.filter(|path| path.to_string_lossy().contains(".aslt.") && !is_snapshot(path)).collect()
}

fn is_snapshot(path: &std::path::Path) -> bool {
    path.extension().is_some_and(|extension| extension == "snap" || extension == "new")
}

/// A project with the machine of the fixtures and a scenario file of it.
fn project(scenarios: &str) -> Project {
    Project::new(&[("machine.asl.json", MACHINE), ("machine.aslt.yaml", scenarios)])
}

#[test]
fn our_scenarios_pass() {
    let answer = test(&["fixtures/scenarios"]);
    assert_eq!(answer.code, 0, "{}", answer.stdout);
    assert_eq!(answer.stdout.matches("  pass  ").count(), 27, "{}", answer.stdout);
}

#[test]
fn what_is_not_as_expected_and_what_is_wrong_is_told() {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path(root().join("fixtures/expectations"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for path in scenario_files("fixtures/expectations") {
        let name = relative(&path);
        let answer = test(&[&name]);
        let is_broken = ["mistakes", "no-", "syntax"].iter().any(|word| name.contains(word));
        assert_eq!(answer.code, if is_broken { 2 } else { 1 }, "{name}");
        let file = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        settings.bind(|| assert_snapshot!(file, answer.stdout));
    }
}

#[test]
fn a_broken_file_keeps_no_other_file_from_running() {
    let project = project(
        "scenarios: { works: { input: {}, mocks: { Check: { throw: { error: \
                           Refused } } }, expect: { error: GivenUp } } }",
    );
    project.write("broken.aslt.yaml", b"definition: machine.asl.json\nscenarios: [");
    let answer = project.run(&["test"]);
    assert_eq!(answer.code, 2);
    assert!(answer.stdout.contains("pass  works"), "{}", answer.stdout);
    assert!(answer.stdout.contains("error[syntax-invalid]"), "{}", answer.stdout);
}

#[test]
fn nothing_to_run_is_told_by_its_own_code() {
    let project = Project::new(&[("machine.asl.json", MACHINE)]);
    assert_eq!(project.run(&["test"]).code, 3);
    assert_eq!(test(&["--filter", "no such scenario", "fixtures/scenarios"]).code, 3);
    assert_eq!(project.run(&["test", "nowhere"]).code, 2);
    assert_eq!(project.run(&["test", "machine.asl.json"]).code, 2);
}

#[test]
fn a_filter_and_a_list_name_scenarios_alike() {
    let listed = test(&["--list", "--filter", "router.aslt.yaml::routes", "fixtures/scenarios"]);
    let expected = ["large refund", "small refund", "order"]
        .map(|row| format!("fixtures/scenarios/router.aslt.yaml::routes [{row}]\n"));
    assert_eq!((listed.code, listed.stdout), (0, expected.concat()));
    let run = test(&["--filter", "routes [order]", "fixtures/scenarios/router.aslt.yaml"]);
    assert_eq!(run.stdout.matches("  pass  ").count(), 1);
}

#[test]
fn the_first_failure_ends_the_run_where_that_is_asked_for() {
    let answer = test(&["--fail-fast", "fixtures/expectations/way.aslt.yaml"]);
    assert_eq!(answer.code, 1);
    assert_eq!(answer.stdout.matches("  FAIL  ").count(), 1, "{}", answer.stdout);
}

#[test]
fn results_do_not_depend_on_who_was_faster() {
    for format in ["full", "concise", "json", "junit", "tap"] {
        let arguments = ["--format", format, "fixtures/expectations", "fixtures/scenarios"];
        let first = test(&arguments);
        for _ in 0..3 {
            assert_eq!(test(&arguments).stdout, first.stdout, "{format}");
        }
    }
}

#[test]
fn each_format_tells_of_a_failure() {
    let path = "fixtures/expectations/way.aslt.yaml";
    for (format, parts) in [
        ("concise", ["way.aslt.yaml:10:29: error[expectation-unmet] path: path[1]", "4:25"]),
        ("junit", ["failures=\"11\"", "<failure message=\"attempts.Check: expected 3, got 2\">"]),
        ("tap", ["1..11\nnot ok 1 - ", "at: \"fixtures/expectations/way.aslt.yaml:10:29\""]),
    ] {
        let answer = test(&["--format", format, path]);
        for part in parts {
            assert!(answer.stdout.contains(part), "{format} lacks {part}:\n{}", answer.stdout);
        }
    }
    let answer = test(&["--format", "json", path]);
    let document: serde_json::Value = serde_json::from_str(&answer.stdout).expect("it is JSON");
    assert_eq!(document["summary"]["failed"], 11);
    let attempts = &document["scenarios"][7];
    assert_eq!(attempts["execution"]["durationMillis"], 5000);
    assert_eq!(attempts["failures"][0]["span"]["start"]["line"], 38);
    assert_eq!(attempts["failures"][0]["state"], "Check");
}

#[test]
fn an_update_writes_what_came_and_touches_nothing_else() {
    let project = project(
        "# kept\nmocks:\n  Check: { return: { items: [1], note: fine } }\n  \
         Price: { return: 12 }\nscenarios:\n  one:   # kept as well\n    input: {}\n    expect:\n\
         \x20     status: FAILED # here, too\n      path: [Check,   Done]\n      output:\n\
         \x20       items: [ 2 ]\n        note: { $regex: fin }\n        prices: [ 12 ]\n  \
         two:\n    input: {}\n    expect:\n      output:\n        items: [1]\n        more: 1\n",
    );
    let first = project.run(&["test", "--update"]);
    assert_eq!(first.code, 0, "{}{}", first.stdout, first.stderr);
    let path = project.path("machine.aslt.yaml");
    let text = std::fs::read_to_string(path).expect("it is there");
    let expected = "# kept\nmocks:\n  Check: { return: { items: [1], note: fine } }\n  \
         Price: { return: 12 }\nscenarios:\n  one:   # kept as well\n    input: {}\n    expect:\n\
         \x20     status: SUCCEEDED # here, too\n      path: [Check, Each, Done]\n      output:\n\
         \x20       items: [ 1 ]\n        note: { $regex: fin }\n        prices: [ 12 ]\n  \
         two:\n    input: {}\n    expect:\n      output:\n        items: [1]\n        \
         note: fine\n        prices: [12]\n";
    assert_eq!(text, expected);
    assert_eq!(project.run(&["test"]).code, 0);
}

#[test]
fn what_an_update_cannot_write_still_fails() {
    let text = "scenarios:\n  a:\n    mocks: { Check: { return: { items: [] } } }\n    expect: { \
                output: { $type: string } }\n";
    let project = project(text);
    assert_eq!(project.run(&["test", "--update"]).code, 1);
    assert_eq!(
        std::fs::read_to_string(project.path("machine.aslt.yaml")).ok().as_deref(),
        Some(text)
    );
}

#[test]
fn a_row_may_hold_what_a_mock_throws_and_returns() {
    let text = r"
scenarios:
  errors:
    rows:
      refused: { error: Refused, becomes: GivenUp, path: [Check, Give up] }
      crash: { error: Crash, becomes: Crash, path: [Check] }
    mocks:
      Check: { throw: { error: { $row: error } } }
    expect: { error: { $row: becomes }, path: { $row: path } }
  items:
    rows: { one: { items: [] } }
    mocks: { Check: { return: { items: { $row: items } } } }
    expect: { output: { items: { $row: items }, prices: [] } }
";
    let project = project(text);
    let answer = project.run(&["test"]);
    assert_eq!(answer.code, 0, "{}", answer.stdout);
    assert_eq!(answer.stdout.matches("  pass  ").count(), 3);
    project.write("machine.aslt.yaml", b"mocks: { Check: { return: { $row: a } } }\nscenarios: {}");
    let answer = project.run(&["test"]);
    assert_eq!(answer.code, 2);
    assert!(answer.stdout.contains("there are no `rows` here"), "{}", answer.stdout);
}

#[test]
fn a_mock_config_file_runs_as_it_stands() {
    let config = r#"{
      "StateMachines": { "machine": { "TestCases": {
        "Fine": { "Check": "Items", "Price": "Price" },
        "Refused": { "Check": "Refusal" },
        "Lost": { "Check": "Items" }
      } } },
      "MockedResponses": {
        "Items": { "0": { "Return": { "items": [1] } } },
        "Price": { "0": { "Return": 12 } },
        "Refusal": { "0": { "Throw": { "Error": "Refused", "Cause": "" } } }
      } }"#;
    let project = Project::new(&[("machine.asl.json", MACHINE), ("MockConfigFile.json", config)]);
    let answer = project.run(&["test"]);
    assert_eq!(answer.code, 1);
    for line in [
        "pass  machine#Fine: SUCCEEDED",
        "pass  machine#Refused: FAILED with GivenUp",
        "FAIL  machine#Lost",
    ] {
        assert!(answer.stdout.contains(line), "{line}:\n{}", answer.stdout);
    }
    project.write("other.json", config.replace("\"machine\"", "\"Another\"").as_bytes());
    let arguments = ["test", "other.json", "--definition", "machine.asl.json", "--filter", "Fine"];
    assert_eq!(project.run(&arguments).code, 0);
    assert_eq!(project.run(&["test", "other.json"]).code, 2);
}

#[test]
fn a_scenario_file_cut_anywhere_is_answered() {
    use aslint::exec::mocks::Mocks;
    use aslint::model::StateMachine;
    use aslint::scenario::{judge, read};
    use aslint::syntax::{Format, parse};
    let mut faults = Vec::new();
    for path in scenario_files("fixtures") {
        let whole = String::from_utf8(bytes(&path)).expect("fixtures are text");
        let folder = path.parent().expect("it lies in a folder");
        let stem = path.file_name().expect("it has a name").to_string_lossy().into_owned();
        let stem = stem.split('.').next().unwrap_or_default().to_owned();
        let near = ["asl.json", "asl.yaml"].map(|end| folder.join(format!("{stem}.{end}")));
        let near = near.into_iter().find(|path| path.exists());
        let definition = bytes(&near.unwrap_or_else(|| folder.join("machine.asl.json")));
        let definition = String::from_utf8(definition).expect("fixtures are text");
        let parsed = parse(&definition, Format::of_text(&definition));
        let machine = StateMachine::read(parsed.tree.root());
        let format = Format::of_name(&path).expect("its name says how it is written");
        for at in (0..=whole.len()).step_by(3).filter(|at| whole.is_char_boundary(*at)) {
            let answer = || {
                let parsed = parse(&whole[..at], format);
                let (scenarios, findings) = read::read(&parsed, &machine, Mocks::none());
                if findings.is_empty() {
                    for scenario in &scenarios {
                        judge::judge(&machine, "machine", scenario);
                    }
                }
            };
            if std::panic::catch_unwind(std::panic::AssertUnwindSafe(answer)).is_err() {
                faults.push(format!("{}, cut at {at}", relative(&path)));
            }
        }
    }
    refuse(&faults, "A scenario file is answered, however broken it is.");
}

#[test]
fn depth_costs_no_stack() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let text = format!("{{\"scenarios\": {{\"a\": {{\"input\": {deep}}}}}}}");
    let project = Project::new(&[("m.asl.json", MACHINE), ("m.aslt.json", &text)]);
    let answer = project.run(&["test"]);
    assert_eq!(answer.code, 2);
    assert!(answer.stdout.contains("nested deeper than"), "{}", answer.stdout);
}

#[test]
fn coverage_names_what_no_scenario_has_been_through() {
    let scenarios = ["--coverage", "fixtures/scenarios/order.aslt.yaml"];
    let whole = test(&scenarios);
    assert!(whole.stdout.contains("100%"), "{}", whole.stdout);
    let filtered = [&scenarios[..], &["--filter", "at once"]].concat();
    let part = test(&filtered);
    for line in [
        "order.asl.json:31:5: no scenario covers state Release",
        "order.asl.json:28:34: no scenario covers catcher Charge: Catch[0] → Release",
        "no scenario covers retrier Charge: Retry[0]",
        "no scenario covers transition Release: Next → Refused",
    ] {
        assert!(part.stdout.contains(line), "{line}:\n{}", part.stdout);
    }
    assert_eq!(part.code, 0);
    let bounded = [&filtered[..], &["--min-coverage", "90"]].concat();
    assert_eq!(test(&bounded).code, 1);
    let router = test(&["--coverage", "--filter", "large", "fixtures/scenarios/router.aslt.yaml"]);
    assert!(router.stdout.contains("choice rule Route: Choices[0] false"), "{}", router.stdout);
}

#[test]
fn coverage_has_a_file_of_its_own_in_every_format() {
    let project = Project::new(&[]);
    let out = project.path("coverage");
    let out = out.to_str().expect("a path is text");
    for (format, part) in [
        ("json", "\"percent\": 100.0"),
        ("lcov", "SF:fixtures/scenarios/order.asl.json\nFN:5,Reserve\nFNDA:3,Reserve\n"),
        ("html", "<span class=\"hit\" title=\"state Reserve: 3\">"),
        ("table", "100%"),
    ] {
        let arguments = ["--coverage-format", format, "--coverage-output", out];
        let paths = ["fixtures/scenarios/order.aslt.yaml"];
        let answer = test(&[&arguments[..], &paths].concat());
        let text = std::fs::read_to_string(out).expect("it was written");
        assert!(text.contains(part), "{format} lacks {part}:\n{text}");
        assert!(!answer.stdout.contains(part), "{format}");
    }
}

/// The schema of scenario files, with that of mock files put into it.
fn schema() -> jsonschema::Validator {
    let text =
        file("schemas/scenario.json").text.replace("mocks.json#/definitions/", "#/definitions/");
    let mut schema: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    let mocks: serde_json::Value =
        serde_json::from_str(&file("schemas/mocks.json").text).expect("it is JSON");
    let definitions = mocks["definitions"].as_object().expect("it has definitions");
    for (name, definition) in definitions {
        assert!(schema["definitions"].get(name).is_none(), "{name} would have two meanings");
        schema["definitions"][name] = definition.clone();
    }
    jsonschema::options().offline().build(&schema).expect("the schema is valid")
}

/// What a text in YAML or JSON says.
fn json(text: &str) -> serde_json::Value {
    use aslint::query::value::Value;
    use aslint::syntax::{Format, parse};
    let parsed = parse(text, Format::of_text(text));
    assert_eq!(parsed.faults, [], "{text}");
    let text = Value::from_tree(parsed.tree.root()).to_string();
    serde_json::from_str(&text).expect("a value prints as JSON")
}

#[test]
fn the_schema_takes_our_scenario_files() {
    let schema = schema();
    let ours = scenario_files("fixtures/scenarios").into_iter();
    let failing = ["ending", "output", "way"]
        .map(|name| root().join(format!("fixtures/expectations/{name}.aslt.yaml")));
    for path in ours.chain(failing) {
        let value = json(&file(&relative(&path)).text);
        let errors: Vec<_> = schema.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{}", path.display());
    }
}

#[test]
fn the_schema_refuses_mistakes() {
    let schema = schema();
    let rows =
        "{scenarios: {a: {mocks: {A: {throw: {error: {$row: e}}}}, expect: {path: {$row: p}}}}}";
    assert!(schema.is_valid(&json(&format!("# Rows.\n{rows}"))));
    for text in [
        "{}",
        "{scenario: {}}",
        "{scenarios: {a: {inputs: 1}}}",
        "{scenarios: {}, type: expres}",
        "{scenarios: {}, now: yesterday}",
        "{scenarios: {a: {rows: {}}}}",
        "{scenarios: {a: {mocks: {A: {returns: 1}}}}}",
        "{scenarios: {a: {expect: {status: OK}}}}",
        "{scenarios: {a: {expect: {path: A}}}}",
        "{scenarios: {a: {expect: {output: {b: {$tipe: string}}}}}}",
        "{scenarios: {a: {expect: {output: [{$gt: many}]}}}}",
    ] {
        let text = format!("# A mistake.\n{text}");
        assert!(!schema.is_valid(&json(&text)), "{text}");
    }
}

#[test]
fn the_keys_and_matchers_of_the_schema_are_those_of_the_program() {
    use aslint::scenario::{expectation, pattern};
    let schema: serde_json::Value = json(&file("schemas/scenario.json").text);
    let names = |pointer: &str| -> std::collections::BTreeSet<String> {
        let object = schema.pointer(pointer).and_then(serde_json::Value::as_object);
        object.expect("the schema has it").keys().cloned().collect()
    };
    let keys = expectation::KEYS.map(str::to_owned);
    assert_eq!(names("/definitions/expect/properties"), keys.into_iter().collect());
    let matchers = pattern::MATCHERS.iter().chain([&pattern::ROW]).map(|name| (*name).to_owned());
    assert_eq!(names("/definitions/matcher/properties"), matchers.collect());
}

#[test]
fn a_first_scenario_file_passes_as_it_is_written() {
    let mut count = 0;
    for folder in ["fixtures/clean", "fixtures/scenarios"] {
        for path in paths_under(&root().join(folder)) {
            let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
            if !name.contains(".asl.") {
                continue;
            }
            let project = Project::new(&[(name.as_str(), &file(&relative(&path)).text)]);
            let init = project.run(&["test", "--init", &name]);
            // One of which no scenario can be made is told so.
            assert!(
                init.code == 0 || init.stderr.contains("no scenario could"),
                "{name}: {init:?}"
            );
            if init.code == 0 {
                let answer = project.run(&["test"]);
                assert_eq!(answer.code, 0, "{name}:\n{}", answer.stdout);
                count += answer.stdout.matches("  pass  ").count();
                assert_eq!(project.run(&["test", "--init", &name]).code, 2, "it is overwritten");
            }
        }
    }
    assert!(count >= 25, "only {count} scenarios were made");
}

#[test]
fn a_first_scenario_file_is_printed_where_that_is_asked_for() {
    let arguments = ["--init", "fixtures/scenarios/router.asl.json", "--output", "-"];
    let answer = test(&arguments);
    assert_eq!(answer.code, 0);
    assert!(answer.stdout.contains("path: [Route, By hand]"), "{}", answer.stdout);
    assert!(!root().join("fixtures/scenarios/-").exists());
}
