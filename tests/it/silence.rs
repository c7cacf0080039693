//! Findings that people have silenced: beside the place, by configuration, by a baseline.

use serde_json::Value;

use crate::project::{Answer, Project};

/// A task that may wait for ever, on lines of its own.
const ASK: &str = r#"{
  "StartAt": "Ask",
  "States": {
    "Ask": {
      "Type": "Task",
      "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      "Parameters": { "QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/q",
                      "MessageBody": { "token.$": "$$.Task.Token" } },
      "End": true
    }
  }
}
"#;

const YAML: &str = "\
StartAt: Ask
States:
  # aslint-ignore: task-timeout-missing nobody has to answer
  Ask:
    Type: Task
    Resource: arn:aws:states:::sqs:sendMessage.waitForTaskToken
    Parameters:
      QueueUrl: https://sqs.us-east-1.amazonaws.com/123456789012/q
      MessageBody: { token.$: $$.Task.Token }
    End: true
";

fn concise(project: &Project, more: &[&str]) -> Answer {
    let mut arguments = vec!["check", "--format", "concise", "--fail-on", "info"];
    arguments.extend(more);
    project.run(&arguments)
}

#[test]
fn a_comment_above_a_state_covers_the_state() {
    let project = Project::new(&[("a.asl.yaml", YAML)]);
    let answer = concise(&project, &[]);
    assert_eq!((answer.code, answer.stdout.as_str()), (0, ""), "{}", answer.stderr);
    let idle = YAML.replace(".waitForTaskToken", "").replace("{ token.$: $$.Task.Token }", "hello");
    project.write("a.asl.yaml", idle.as_bytes());
    let line = "a.asl.yaml:3:20: warning[suppression-unused] `task-timeout-missing` has nothing to \
                say here\n";
    assert_eq!(concise(&project, &[]).stdout, line);
    let off = concise(&project, &["--ignore", "task-timeout-missing"]);
    assert_eq!(off.stdout, "", "a rule that is off cannot have spoken");
}

#[test]
fn a_comment_in_a_template_covers_the_machine_in_it() {
    let machine = YAML.lines().map(|line| "        ".to_owned() + line);
    let before = "Resources:\n  Asking:\n    Type: AWS::StepFunctions::StateMachine\n    \
                  Properties:\n      Definition:\n";
    let template = before.to_owned() + &machine.collect::<Vec<_>>().join("\n");
    let project = Project::new(&[("template.yaml", &template)]);
    let answer = concise(&project, &[]);
    assert_eq!((answer.code, answer.stdout.as_str()), (0, ""), "{}", answer.stderr);
}

#[test]
fn a_comment_in_a_configuration_of_terraform_covers_a_state() {
    let text = "resource \"aws_sfn_state_machine\" \"m\" {\n  definition = jsonencode({\n    \
                StartAt = \"A\"\n    States = {\n      A = { Type = \"Task\", End = true,\n        \
                # aslint-ignore: resource-not-arn it is filled in by a script\n        \
                Resource = \"none\" }\n    }\n  })\n}\n";
    let told = |text: &str| {
        let project = Project::new(&[("main.tf", text)]);
        project.run(&["check", "--format", "concise", "main.tf"]).stdout
    };
    assert!(!told(text).contains("resource-not-arn"), "{}", told(text));
    assert!(told(&text.replace("aslint-ignore", "ignore")).contains("resource-not-arn"));
}

#[test]
fn aws_knows_of_no_suppressions_and_sarif_tells_of_them() {
    let refused = r#"{"StartAt": "A", "States": {"A": {
        "Comment": "aslint-ignore: transition-target-unknown it comes with the next release",
        "Type": "Pass", "Next": "B"}, "C": {"Type": "Succeed"}}}"#;
    let project = Project::new(&[("a.asl.json", refused)]);
    assert!(!concise(&project, &[]).stdout.contains("transition-target-unknown"));
    let aws = project.run(&["check", "--format", "aws"]);
    assert!(aws.stdout.contains("MISSING_TRANSITION_TARGET"), "{}", aws.stdout);
    let sarif = project.run(&["check", "--format", "sarif"]);
    let log: Value = serde_json::from_str(&sarif.stdout).expect("it is JSON");
    let results = log["runs"][0]["results"].as_array().expect("there are results");
    let suppressed: Vec<_> = results
        .iter()
        .filter(|result| result["ruleId"] == "transition-target-unknown")
        .map(|result| &result["suppressions"][0]["justification"])
        .collect();
    assert_eq!(suppressed, ["it comes with the next release"]);
}

#[test]
fn a_configuration_ignores_rules_in_files_and_below_places() {
    let ignore = |more: &str| {
        format!("[[ignore]]\nrules = [\"task-timeout-missing\"]\nreason = \"old\"\n{more}\n")
    };
    let table = [
        ("", true),
        ("paths = [\"old/**\"]", true),
        ("paths = [\"new/**\"]", false),
        ("pointer = \"/States/Ask\"", true),
        ("pointer = \"/States/As\"", false),
    ];
    for (more, is_silenced) in table {
        let config = ignore(more);
        let project = Project::new(&[("aslint.toml", &config), ("old/a.asl.json", ASK)]);
        let answer = concise(&project, &[]);
        assert_eq!(answer.code == 0, is_silenced, "{more}: {}{}", answer.stdout, answer.stderr);
    }
    let config = ignore("paths = [\"**\"]");
    let idle = ASK.replace("\"End\"", "\"TimeoutSeconds\": 60, \"End\"");
    let project = Project::new(&[("aslint.toml", &config), ("a.asl.json", &idle)]);
    let told = "`[[ignore]]` of `task-timeout-missing` silences nothing: old";
    assert!(concise(&project, &[]).stderr.contains(told));
}

#[test]
fn a_baseline_keeps_quiet_of_what_was_there_wherever_lines_move() {
    let project = Project::new(&[("a.asl.json", ASK)]);
    assert_eq!(concise(&project, &[]).code, 1);
    assert_eq!(concise(&project, &["--write-baseline"]).code, 0);
    assert_eq!(concise(&project, &[]).code, 0);
    assert_eq!(concise(&project, &["--no-baseline"]).code, 1);
    project.write("a.asl.json", format!("\n\n{ASK}").as_bytes());
    assert_eq!(concise(&project, &[]).code, 0, "lines have moved");
    project.write("b.asl.json", ASK.as_bytes());
    let answer = concise(&project, &[]);
    assert!(answer.stdout.starts_with("b.asl.json:6:19: info[task-timeout-missing]"));
    assert_eq!(answer.stdout.lines().count(), 1, "{}", answer.stdout);
}

#[test]
fn what_is_no_longer_found_is_told_for_removal() {
    let project = Project::new(&[("a.asl.json", ASK)]);
    concise(&project, &["--write-baseline"]);
    let mended = ASK.replace("\"End\"", "\"TimeoutSeconds\": 60, \"End\"");
    project.write("a.asl.json", mended.as_bytes());
    let answer = concise(&project, &[]);
    let told = "a.asl.json: `task-timeout-missing` is no longer found at `/States/Ask/Resource`";
    assert!(answer.stderr.contains(told), "{}", answer.stderr);
    concise(&project, &["--write-baseline"]);
    assert!(!concise(&project, &[]).stderr.contains("no longer"));
}

#[test]
fn a_baseline_that_is_none_is_told() {
    let project = Project::new(&[("a.asl.json", ASK), (".aslint-baseline.json", "{")]);
    let answer = concise(&project, &[]);
    assert_eq!(answer.code, 2);
    assert!(answer.stderr.contains(".aslint-baseline.json: this is no baseline"));
    assert_eq!(concise(&project, &["--baseline", "gone.json"]).code, 2);
}
