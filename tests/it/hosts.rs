//! Definitions in templates: they are found, and what is wrong is pointed at in the template.

use std::fmt::Write as _;

use aslint::config::Levels;
use aslint::hosts::machines;
use aslint::model::WorkflowType;
use aslint::rules;
use aslint::syntax::{Format, parse};
use serde_json::{Value, json};

use crate::project::{Project, answer, aslint};
use crate::repository::root;

#[test]
fn every_way_to_write_a_definition_is_seen_through() {
    let mut command = aslint();
    command.current_dir(root()).args(["check", "fixtures/hosts"]);
    let answer = answer(command, b"");
    assert_eq!(answer.code, 1);
    insta::assert_snapshot!("hosts", answer.stdout);
}

/// A definition in which one word is at fault, at a place that nothing else looks like.
const DEFINITION: &str = r#"{
  "StartAt": "First",
  "States": {
    "First": { "Type": "Pass", "Result": "a \"quoted\" \\ word\t", "Next": "Nowhere" },
    "Second": { "Type": "Succeed" }
  }
}"#;

/// The template around a definition, and the bytes in it that are at fault.
fn hosted(host: &str) -> (String, &'static str) {
    let indented = |by: usize| {
        let mut text = String::new();
        for line in DEFINITION.lines() {
            writeln!(text, "{}{line}", " ".repeat(by)).expect("a string takes all");
        }
        text
    };
    let resource = |property: &str| {
        let kind = "AWS::StepFunctions::StateMachine";
        format!("Resources:\n  M:\n    Type: {kind}\n    Properties:\n{property}")
    };
    match host {
        "string.json" => {
            let template = json!({"Resources": {"M": {
                "Type": "AWS::StepFunctions::StateMachine",
                "Properties": {"DefinitionString": DEFINITION}
            }}});
            (template.to_string(), r#"\"Nowhere\""#)
        }
        "object.json" => {
            let definition: Value = serde_json::from_str(DEFINITION).expect("JSON");
            let template = json!({"Resources": {"M": {
                "Type": "AWS::Serverless::StateMachine",
                "Properties": {"Definition": definition}
            }}});
            (format!("{template:#}"), "\"Nowhere\"")
        }
        "literal.yaml" => {
            (resource(&format!("      DefinitionString: |\n{}", indented(8))), "\"Nowhere\"")
        }
        "sub.yaml" => {
            (resource(&format!("      DefinitionString: !Sub |-\n{}", indented(9))), "\"Nowhere\"")
        }
        "folded.yaml" => (
            resource(&format!("      DefinitionString:\n        Fn::Sub: >\n{}", indented(10))),
            "\"Nowhere\"",
        ),
        "quoted.yaml" => {
            let quoted = DEFINITION.replace('\'', "''").replace('\n', " ");
            (resource(&format!("      DefinitionString: '{quoted}'\n")), "\"Nowhere\"")
        }
        "heredoc.tf" => (
            format!(
                "resource \"aws_sfn_state_machine\" \"m\" {{\n  definition = <<-EOT\n{}  EOT\n}}\n",
                indented(4)
            ),
            "\"Nowhere\"",
        ),
        _ => unreachable!("no such host"),
    }
}

#[test]
fn a_fault_is_found_at_its_bytes_in_the_template() {
    let hosts = [
        "string.json",
        "object.json",
        "literal.yaml",
        "sub.yaml",
        "folded.yaml",
        "quoted.yaml",
        "heredoc.tf",
    ];
    for host in hosts {
        let (text, word) = hosted(host);
        let project = Project::new(&[(host, &text)]);
        let answer = project.run(&["check", "--format", "json", host]);
        let report: Value = serde_json::from_str(&answer.stdout).expect("JSON");
        let findings = report["findings"].as_array().expect("a list");
        let found = findings.iter().find(|one| one["rule"] == "transition-target-unknown");
        let found = found.unwrap_or_else(|| unreachable!("{host}: {text}\n{answer:?}"));
        let offset = |end: &str| found["span"][end]["offset"].as_u64().expect("a number") as usize;
        let place = offset("start")..offset("end");
        assert_eq!(text.get(place), Some(word), "{host}: {found}");
        assert_eq!(found["pointer"], "/States/First/Next", "{host}");
        let is_named =
            found["definition"] == "M" || found["definition"] == "aws_sfn_state_machine.m";
        assert!(is_named, "{host}: {found}");
    }
}

#[test]
fn a_text_joined_of_pieces_is_pointed_at_wherever_it_is_cut() {
    let compact: Value = serde_json::from_str(DEFINITION).expect("JSON");
    let compact = compact.to_string();
    for cut in 1..compact.len() {
        let (one, two) = compact.split_at(cut);
        let template = json!({"Resources": {"M": {
            "Type": "AWS::StepFunctions::StateMachine",
            "Properties": {"DefinitionString": {"Fn::Join": ["", [one, two]]}}
        }}});
        let text = template.to_string();
        let found = judged(&text);
        let expected = r#"\"Nowhere\""#;
        let whole = text.find(expected).map(|at| at..at + expected.len());
        // A word that is cut is covered from its first piece to its last.
        match whole {
            Some(place) => assert_eq!(found, place, "cut at {cut}: {text}"),
            None => assert!(text[found.clone()].contains("\",\""), "cut at {cut}: {found:?}"),
        }
    }
}

/// Where in a template the unknown target is found.
fn judged(text: &str) -> std::ops::Range<usize> {
    let host = parse(text, Format::Json);
    let machines = machines(&host);
    let definition = machines[0].parsed(&host).expect("it stands here");
    let findings = rules::check(&definition, WorkflowType::Standard, &Levels::default());
    let found = findings.iter().find(|finding| finding.rule == "transition-target-unknown");
    found.expect("the target is unknown").span.range()
}

const SAM: &str = "Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n\
                   \u{20}     Type: EXPRESS\n      DefinitionUri: ";

const CALLBACK: &str = r#"{"StartAt": "A", "States": {"A": {"Type": "Task", "End": true,
    "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "TimeoutSeconds": 5,
    "Parameters": {"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"}}}}"#;

#[test]
fn a_file_that_a_template_names_is_judged_as_it_is_deployed_and_once() {
    let template = format!("{SAM}m/a.asl.json\n");
    let project = Project::new(&[("template.yaml", &template), ("m/a.asl.json", CALLBACK)]);
    for arguments in [&["check", "."][..], &["check", "template.yaml"], &["check"]] {
        let answer = project.run(arguments);
        let told = answer.stdout.matches("error[resource-express-unsupported]").count();
        assert_eq!((answer.code, told), (1, 1), "{arguments:?}: {answer:?}");
    }
    let alone = project.run(&["check", "m/a.asl.json"]);
    assert_eq!(alone.code, 0, "{alone:?}");
    let forced = project.run(&["check", ".", "--type", "standard"]);
    assert_eq!(forced.code, 0, "{forced:?}");
}

#[test]
fn a_name_without_a_value_is_told_in_the_file_that_asks_for_it() {
    let declared = "\n      DefinitionSubstitutions: {Queue: q}\n";
    let template = format!("{}m/a.asl.json{declared}", SAM.replace("EXPRESS", "STANDARD"));
    let definition = CALLBACK.replace("\"q\"", "\"${Qeue}\"");
    let project = Project::new(&[("template.yaml", &template), ("m/a.asl.json", &definition)]);
    let answer = project.run(&["check", "."]);
    let told = "warning[substitution-undeclared]: no value is given for `${Qeue}`";
    assert!(answer.stdout.contains(told), "{answer:?}");
    assert!(answer.stdout.contains("did you mean `${Queue}`?"), "{answer:?}");
    let alone = project.run(&["check", "m"]);
    assert!(!alone.stdout.contains("substitution"), "{alone:?}");
}

#[test]
fn a_file_outside_the_project_is_not_read() {
    let template = format!("{SAM}../../secret.asl.json\n");
    let files = [("secret.asl.json", "no definition"), ("p/t/template.yaml", &*template)];
    let project = Project::new(&[files[0], files[1], ("p/aslint.toml", "")]);
    let mut command = aslint();
    command.current_dir(project.path("p")).args(["check", "t/template.yaml"]);
    let answer = answer(command, b"");
    assert!(answer.stdout.contains("lies outside the project"), "{answer:?}");
    assert!(!answer.stdout.contains("syntax-invalid"), "{answer:?}");
}

#[test]
fn what_is_no_template_says_nothing_or_one_clear_thing() {
    let table = [
        ("a.yaml", "Resources: [AWS::StepFunctions::StateMachine"),
        ("b.json", r#"{"Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine"}}}"#),
        ("c.tf", "resource \"aws_sfn_state_machine\" {"),
        ("d.yaml", "stepFunctions: {stateMachines: {a: 1, b: {definition: [2]}}}"),
        ("e.yaml", "stateMachines\u{0}\u{1}: &a [*a, !Sub [*a]]"),
    ];
    for (name, text) in table {
        let project = Project::new(&[(name, text)]);
        let answer = project.run(&["check", name]);
        assert!(matches!(answer.code, 0 | 3), "{name}: {answer:?}");
        assert!(!answer.stderr.contains("internal error"), "{name}: {answer:?}");
    }
}

#[test]
fn a_machine_of_a_template_runs_by_its_name() {
    let definition = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}"#;
    let template = json!({"Resources": {
        "One": {"Type": "AWS::StepFunctions::StateMachine",
            "Properties": {"DefinitionString": definition}},
        "Two": {"Type": "AWS::StepFunctions::StateMachine",
            "Properties": {"DefinitionS3Location": {"Bucket": "b"}}}
    }});
    let project = Project::new(&[("t.json", &template.to_string())]);
    let run = |name: &str| project.run(&["run", name]);
    assert_eq!(run("t.json#One").code, 0);
    for (name, told) in [
        ("t.json", "`t.json#NAME`, of `One` and `Two`"),
        ("t.json#Ones", "did you mean `One`?"),
        ("t.json#Two", "is not in this file"),
    ] {
        let answer = run(name);
        assert_eq!(answer.code, 2, "{answer:?}");
        assert!(answer.stderr.contains(told), "{told}: {answer:?}");
    }
}

#[test]
fn a_scenario_file_names_a_machine_of_a_template() {
    let template = json!({"Resources": {"M": {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {"Definition": {"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}}
    }}});
    let template = template.to_string();
    let scenarios = "definition: t.json#M\nscenarios:\n  passes: {input: 7, expect: {output: 7}}\n";
    let project = Project::new(&[("t.json", &template), ("m.aslt.yaml", scenarios)]);
    let answer = project.run(&["test"]);
    assert_eq!(answer.code, 0, "{answer:?}");
    let wrong = scenarios.replace("#M", "#N");
    project.write("m.aslt.yaml", wrong.as_bytes());
    let answer = project.run(&["test"]);
    assert_eq!(answer.code, 2, "{answer:?}");
    assert!(answer.stdout.contains("there is no machine `N`"), "{answer:?}");
}

/// A template of one machine with such a task, beside resources of all kinds.
fn template_with(task: &str) -> String {
    format!(
        "Transform: AWS::Serverless-2016-10-31
Parameters: {{Given: {{Type: String}}}}
Resources:
  Alias: {{Type: 'AWS::Lambda::Alias'}}
  Activity: {{Type: 'AWS::StepFunctions::Activity'}}
  Custom: {{Type: 'Custom::Thing'}}
  Fn: {{Type: 'AWS::Serverless::Function'}}
  Plain: {{Type: 'AWS::Lambda::Function'}}
  Queue: {{Type: 'AWS::SQS::Queue'}}
  Stack: {{Type: 'AWS::CloudFormation::Stack'}}
  Table: {{Type: 'AWS::DynamoDB::Table'}}
  Topic: {{Type: 'AWS::SNS::Topic'}}
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
      Role: arn:aws:iam::123456789012:role/r
      Definition:
        StartAt: A
        States:
          A: {{Type: Task, TimeoutSeconds: 5, End: true, {task}}}
"
    )
}

/// The findings on the files of a project, without those of no interest: rule and what is marked.
fn told(project: &Project, path: &str) -> Vec<(String, String)> {
    let answer = project.run(&["check", "--format", "json", path]);
    let report: Value = serde_json::from_str(&answer.stdout).expect("JSON");
    let findings = report["findings"].as_array().expect("a list");
    let told = findings.iter().map(|finding| {
        let file = finding["file"].as_str().expect("a name");
        let text = std::fs::read_to_string(project.path(file)).expect("a file");
        let offset =
            |end: &str| finding["span"][end]["offset"].as_u64().expect("a number") as usize;
        let rule = finding["rule"].as_str().expect("a name").to_owned();
        (rule, text[offset("start")..offset("end")].to_owned())
    });
    told.collect()
}

#[test]
fn what_a_template_refers_to_is_known_by_its_type() {
    let sqs =
        "Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: {MessageBody: x, QueueUrl: ";
    let sns = "Resource: 'arn:aws:states:::sns:publish', Parameters: {Message: x, TopicArn: ";
    let lambda = "Resource: 'arn:aws:states:::lambda:invoke', Parameters: {FunctionName: ";
    let table = [
        ("Resource: ", "!GetAtt Fn.Arn", "", None),
        ("Resource: ", "!GetAtt [Plain, Arn]", "", None),
        ("Resource: ", "!Ref Alias", "", None),
        ("Resource: ", "!Ref Activity", "", None),
        ("Resource: ", "!Ref Given", "", None),
        ("Resource: ", "!Ref FnAliaslive", "", None),
        ("Resource: ", "!Ref Fn.Version", "", None),
        ("Resource: ", "!GetAtt Custom.Arn", "", None),
        ("Resource: ", "!GetAtt Stack.Outputs.FnArn", "", None),
        ("Resource: ", "!Sub '${Fn.Arn}'", "", None),
        ("Resource: ", "!Sub '${Fn.Arn}:live'", "", None),
        (
            "Resource: ",
            "!Sub 'arn:${AWS::Partition}:states:::aws-sdk:s3:listBuckets'",
            ", Parameters: {}",
            None,
        ),
        ("Resource: ", "!GetAtt Queue.Arn", "", Some("resource-reference-wrong")),
        ("Resource: ", "{'Fn::GetAtt': [Topic, TopicArn]}", "", Some("resource-reference-wrong")),
        ("Resource: ", "!Ref Fn", "", Some("resource-reference-wrong")),
        ("Resource: ", "!GetAtt Activity.Name", "", Some("resource-reference-wrong")),
        ("Resource: ", "!Sub '${Table.Arn}'", "", Some("resource-reference-wrong")),
        (sqs, "!Ref Queue", "}", None),
        (sqs, "!GetAtt Queue.QueueUrl", "}", None),
        (sqs, "!GetAtt Queue.Arn", "}", Some("parameter-reference-wrong")),
        (sqs, "!Ref Topic", "}", Some("parameter-reference-wrong")),
        (sns, "!Ref Topic", "}", None),
        (sns, "!GetAtt Topic.TopicName", "}", Some("parameter-reference-wrong")),
        (lambda, "!Ref Fn", "}", None),
        (lambda, "!GetAtt Fn.Arn", "}", None),
        (lambda, "!Ref Table", "}", Some("parameter-reference-wrong")),
    ];
    for (before, value, after, rule) in table {
        let project =
            Project::new(&[("t.yaml", &template_with(&format!("{before}{value}{after}")))]);
        let expected = rule.map(|rule| (rule.to_owned(), value.to_owned()));
        assert_eq!(told(&project, "t.yaml"), Vec::from_iter(expected), "{before}{value}");
    }
}

#[test]
fn a_reference_to_nothing_is_told_where_it_is_certain() {
    let whole = template_with("Resource: !GetAtt Nope.Arn");
    let in_text = template_with("Resource: !Sub 'arn:${AWS::Partition}:x:${Nope}:${!Kept}'");
    let sure = [whole.clone(), in_text];
    for text in &sure {
        let project = Project::new(&[("t.yaml", text)]);
        let expected = [("reference-unknown".to_owned(), "Nope".to_owned())];
        assert_eq!(told(&project, "t.yaml"), expected, "{text}");
    }
    let unsure = [
        whole.replace("Transform: AWS::Serverless-2016-10-31", "Transform: [Ours]"),
        whole.replace(
            "  M:\n",
            "  'Fn::ForEach::X': [N, [a], {'${N}': {Type: 'AWS::SQS::Queue'}}]\n  M:\n",
        ),
        whole.replace("  M:\n", "  'Fn::Transform': {Name: 'AWS::Include'}\n  M:\n"),
        whole.replace("Custom::Thing", "Our::Own::Thing::MODULE"),
        whole.replace("Role: arn:aws:iam::123456789012:role/r", "Role: !GetAtt Elsewhere.Arn"),
        whole.replace("Nope", "ServerlessRestApi"),
        whole.replace("Nope", "FnRole"),
    ];
    for text in &unsure {
        let project = Project::new(&[("t.yaml", text)]);
        let told = told(&project, "t.yaml");
        assert!(told.iter().all(|(rule, _)| rule != "reference-unknown"), "{told:?}\n{text}");
    }
}

const WITH_VALUES: &str = r#"{"StartAt": "A", "States": {
    "A": {"Type": "Wait", "Seconds": ${Wait}, "Next": "B"},
    "B": {"Type": "Pass", "Result": "${Stage} of ${Unset}", "Next": "${Last}"},
    "C": {"Type": "Succeed", "Output": "{% 1 %}", "QueryLanguage": "JSONata"}}}"#;

#[test]
fn values_of_a_configuration_stand_in_place_of_their_names() {
    let config = "[substitutions]\nWait = 30\nStage = \"prod\"\nLast = \"C\"\n";
    let project = Project::new(&[("aslint.toml", config), ("m.asl.json", WITH_VALUES)]);
    assert_eq!(told(&project, "m.asl.json"), []);
    let run = project.run(&["run", "m.asl.json", "--unchecked"]);
    assert!(run.stdout.contains("2026-01-01T00:00:30"), "{run:?}");
    let unset = project.run(&["run", "m.asl.json", "--no-config"]);
    assert!(!unset.stdout.contains("2026-01-01T00:00:30"), "{unset:?}");
    project.write(
        "aslint.toml",
        config.replace("30", "\"soon\"").replace("\"C\"", "\"D\"").as_bytes(),
    );
    let expected = [("syntax-invalid", "${Wait}"), ("transition-target-unknown", "\"${Last}\"")];
    let expected = expected.map(|(rule, word)| (rule.to_owned(), word.to_owned()));
    let found = told(&project, "m.asl.json");
    assert!(expected.iter().all(|one| found.contains(one)), "{found:?}");
}

#[test]
fn names_that_are_declared_for_some_files_are_all_that_these_have() {
    let config = "[substitutions]\nWait = 30\n\n[[files]]\npaths = [\"some/\"]\n\
                  substitutions = {Stage = \"prod\", Last = \"C\"}\n";
    let files =
        [("aslint.toml", config), ("m.asl.json", WITH_VALUES), ("some/m.asl.json", WITH_VALUES)];
    let project = Project::new(&files);
    let undeclared = ("substitution-undeclared".to_owned(), "${Unset}".to_owned());
    assert_eq!(told(&project, "some"), [undeclared]);
    assert_eq!(told(&project, "m.asl.json"), []);
}

#[test]
fn values_and_references_of_a_template_reach_the_file_that_it_names() {
    let resources = "  Queue: {Type: 'AWS::SQS::Queue'}\n  M:\n";
    let template = SAM.replace("EXPRESS", "STANDARD").replace("  M:\n", resources);
    let declared =
        "\n      DefinitionSubstitutions: {Fn: !GetAtt Queue.Arn, Next: Nowhere, Wait: 5}\n";
    let template = format!("{template}m.asl.json{declared}");
    let definition = r#"{"StartAt": "A", "States": {
        "A": {"Type": "Task", "Resource": "${Fn}", "TimeoutSeconds": ${Wait}, "Next": "B",
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "${Next}"}]},
        "B": {"Type": "Wait", "Seconds": "${Wait}", "End": true}}}"#;
    let project = Project::new(&[("t.yaml", &template), ("m.asl.json", definition)]);
    let found = told(&project, "t.yaml");
    let expected = [
        ("resource-reference-wrong", "\"${Fn}\""),
        ("transition-target-unknown", "\"${Next}\""),
        ("field-type-wrong", "\"${Wait}\""),
    ];
    let expected = expected.map(|(rule, word)| (rule.to_owned(), word.to_owned()));
    assert_eq!(found, expected);
    // In an object of a template a value is a part of a string.
    let inline =
        template_with("Resource: 'arn:aws:lambda:us-east-1:123456789012:function:${Name}'")
            .replace(
                "      Definition:",
                "      DefinitionSubstitutions: {Name: f, Unused: x}\n      Definition:",
            );
    let project = Project::new(&[("t.yaml", &inline)]);
    assert_eq!(told(&project, "t.yaml"), [("substitution-unused".to_owned(), "Unused".to_owned())]);
}

/// What is told of a project, as [`told`] has it, with the names of the files.
fn told_of(files: &[(&str, &str)], path: &str) -> Vec<(String, String)> {
    told(&Project::new(files), path)
}

fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> Vec<(String, String)> {
    pairs.into_iter().map(|(rule, word)| (rule.to_owned(), word.to_owned())).collect()
}

const MACHINE: &str = "resource \"aws_sfn_state_machine\" \"m\" {\n  definition = ";

#[test]
fn terraform_gives_values_and_resources_to_what_it_renders() {
    let definition = r#"{"StartAt": "A", "States": {
        "A": {"Type": "Task", "Resource": "${fn}", "TimeoutSeconds": ${wait}, "Next": "B"},
        "B": {"Type": "Pass", "Result": "$${plain} ${missing} ${name.x}", "Next": "${last}"}}}"#;
    let variables =
        "{\n fn = aws_sqs_queue.q.arn\n wait = local.wait\n last = \"C\"\n unused = 1 }";
    let rendered = format!(
        "locals {{ wait = 5 }}\n\
         {MACHINE}templatefile(\"${{path.module}}/m.asl.json\", {variables})\n}}\n"
    );
    let data = format!(
        "locals {{ wait = 5 }}\ndata \"template_file\" \"d\" {{\n  \
         template = file(\"m.asl.json\")\n  vars = {variables}\n}}\n\
         {MACHINE}data.template_file.d.rendered\n}}\n"
    );
    for configuration in [rendered, data] {
        let files = [("main.tf", &*configuration), ("m.asl.json", definition)];
        let expected = pairs([
            ("resource-reference-wrong", "\"${fn}\""),
            ("substitution-undeclared", "${missing}"),
            ("transition-target-unknown", "\"${last}\""),
        ]);
        assert_eq!(told_of(&files, "main.tf"), expected, "{configuration}");
        assert_eq!(told_of(&files, "."), expected, "{configuration}");
    }
    let looped = definition.replace("${name.x}", "%{ for missing in names }${missing}%{ endfor }");
    let rendered = format!("{MACHINE}templatefile(\"m.asl.json\", {{}})\n}}\n");
    let told = told_of(&[("main.tf", &rendered), ("m.asl.json", &looped)], "main.tf");
    assert!(told.iter().all(|(rule, _)| rule != "substitution-undeclared"), "{told:?}");
}

#[test]
fn local_values_stand_in_texts_for_their_names() {
    let text = "resource \"aws_sfn_state_machine\" \"m\" {\n  definition = <<-EOT\n  \
                {\"StartAt\": \"${local.first}\", \"States\": {\"A\": {\"Type\": \"Wait\", \
                \"Seconds\": ${local.long}, \"Next\": \"${local.lost}\"}}}\n  EOT\n}\n\
                locals {\n  first = \"A\"\n  long = 3\n}\n";
    let others = "locals { lost = \"Nowhere\" }\n";
    let expected = pairs([("transition-target-unknown", "\"${local.lost}\"")]);
    assert_eq!(told_of(&[("main.tf", text), ("others.tf", others)], "main.tf"), expected);
    let unknown = told_of(&[("main.tf", text)], "main.tf");
    assert_eq!(unknown, pairs([("terminal-state-missing", "\"States\"")]));
    let encoded = "resource \"aws_sfn_state_machine\" \"m\" {\n  definition = jsonencode({\n\
                   StartAt = \"A\"\n \
                   States = { A = { Type = \"Pass\", Next = \"${local.lost}\" } }\n\
                   })\n}\n";
    assert_eq!(told_of(&[("main.tf", encoded), ("others.tf", others)], "main.tf"), expected);
}

#[test]
fn terraform_encodes_objects_in_which_names_are_known() {
    for function in ["jsonencode", "yamlencode"] {
        let configuration = format!(
            "locals {{ target = \"Nowhere\" }}\n{MACHINE}{function}({{\n  StartAt = \"A\"\n  \
             States = {{\n    A = {{ Type = \"Task\", TimeoutSeconds = 5, Next = local.target\n\
             \u{20}     Resource = aws_lambda_function.f.function_name }}\n    \
             B = {{ Type = \"Task\", TimeoutSeconds = 5, End = true\n      \
             Resource = \"${{aws_lambda_function.f.arn}}:live\" }}\n  }}\n}})\n}}\n"
        );
        let found = told_of(&[("main.tf", &configuration)], "main.tf");
        let expected = [
            ("resource-reference-wrong", "aws_lambda_function.f.function_name"),
            ("transition-target-unknown", "local.target"),
        ];
        for one in pairs(expected) {
            assert!(found.contains(&one), "{found:?}");
        }
    }
}

#[test]
fn a_module_of_any_source_may_take_a_definition() {
    let module = |definition: &str| {
        format!("module \"m\" {{\n  source = \"../m\"\n  definition = {definition}\n}}\n")
    };
    let given = module("jsonencode({ StartAt = \"A\", States = {} })");
    let found = told_of(&[("main.tf", &given)], "main.tf");
    assert!(found.iter().any(|(rule, _)| rule == "start-at-unknown"), "{found:?}");
    let other = format!("{}# StartAt\n", module("jsonencode({ Statement = [] })"));
    assert_eq!(Project::new(&[("main.tf", &other)]).run(&["check", "main.tf"]).code, 0);
}

#[test]
fn a_local_value_is_found_in_another_file_of_the_module() {
    let main = format!("{MACHINE}local.definition\n}}\n");
    let locals = "locals {\n  definition = <<-EOT\n    {\"StartAt\": \"A\", \"States\": {\n      \
                  \"A\": {\"Type\": \"Pass\", \"Next\": \"B\"}}}\n  EOT\n}\n";
    let files = [("main.tf", &*main), ("locals.tf", locals), ("broken.tf", "locals { definition")];
    let expected = pairs([("transition-target-unknown", "\"B\"")]);
    for path in ["main.tf", "."] {
        assert_eq!(told_of(&files, path), expected, "{path}");
    }
    let sound = locals.replace("\"Next\": \"B\"", "\"End\": true");
    let files = [("main.tf", &*main), ("locals.tf", &*sound)];
    let run = Project::new(&files).run(&["run", "main.tf"]);
    assert_eq!(run.code, 0, "{run:?}");
}

#[test]
fn variables_of_serverless_are_followed_to_values_and_files() {
    let machines = "stepFunctions: {stateMachines: {m: {definition: ";
    let faulty = "{StartAt: A, States: {A: {Type: Pass, Next: B}}}";
    let expected = pairs([("transition-target-unknown", "B")]);
    let own = format!("custom: {{d: {faulty}}}\n{machines}'${{self:custom.d}}'}}}}}}\n");
    assert_eq!(told_of(&[("serverless.yml", &own)], "."), expected);
    let whole = format!("{machines}'${{file(./m/d.yml)}}'}}}}}}\n");
    assert_eq!(told_of(&[("serverless.yml", &whole), ("m/d.yml", faulty)], "."), expected);
    let part = format!("{machines}'${{file(d.yml):a.b}}'}}}}}}\n");
    let keys = format!("a: {{b: {faulty}}}\n");
    let files = [("serverless.yml", &*part), ("d.yml", &*keys)];
    assert_eq!(told_of(&files, "."), expected);
    let sound = keys.replace("Next: B", "End: true");
    let run = Project::new(&[files[0], ("d.yml", &sound)]).run(&["run", "serverless.yml"]);
    assert_eq!(run.code, 0, "{run:?}");
    let further = [files[0], ("d.yml", "a: {b: '${file(e.yml)}'}\n"), ("e.yml", faulty)];
    assert_eq!(told_of(&further, "serverless.yml"), expected);
}

#[test]
fn serverless_may_include_its_machines_at_every_level() {
    let faulty = "{StartAt: A, States: {A: {Type: Pass, Next: B}}}";
    let machine = format!("{{type: EXPRESS, definition: {faulty}}}");
    let all = format!("{{orders: {machine}, other: {{definition: '${{file(o.yml)}}'}}}}");
    let sound = "{StartAt: A, States: {A: {Type: Pass, End: true}}}";
    let whole = "stepFunctions: ${file(m.yml)}\n";
    let table = [
        (whole, format!("stateMachines: {all}\n")),
        ("stepFunctions: ${file(m.yml):a.b}\n", format!("a: {{b: {{stateMachines: {all}}}}}\n")),
        ("stepFunctions: {stateMachines: '${file(m.yml)}'}\n", format!("{all}\n")),
        ("stepFunctions: {stateMachines: {orders: '${file(m.yml)}'}}\n", format!("{machine}\n")),
        (
            "stepFunctions: {stateMachines: {orders: '${file(m.yml):x}'}}\n",
            format!("x: {machine}\n"),
        ),
    ];
    let expected = pairs([("transition-target-unknown", "B")]);
    for (host, included) in &table {
        let files = [("serverless.yml", *host), ("m.yml", included), ("o.yml", sound)];
        assert_eq!(told_of(&files, "."), expected, "{host}{included}");
        let mended = included.replace("Next: B", "End: true");
        let project = Project::new(&[files[0], ("m.yml", &mended), files[2]]);
        let run = project.run(&["run", "serverless.yml#orders", "--format", "json"]);
        assert_eq!(run.code, 0, "{host}{mended}{run:?}");
    }
    let gone = Project::new(&[("serverless.yml", whole)]);
    let told = gone.run(&["check", "--format", "json", "serverless.yml"]).stdout;
    assert!(told.contains("definition-file-missing"), "{told}");
    assert!(told.contains("\"definition\": null"), "{told}");
    let files = [("serverless.yml", whole), ("m.yml", &*table[0].1), ("o.yml", sound)];
    let project = Project::new(&files);
    let run = |machine: &str| project.run(&["run", machine]).stderr;
    assert!(run("serverless.yml").contains("`serverless.yml#NAME`, of `orders` and `other`"));
    assert!(run("serverless.yml#order").contains("did you mean `orders`?"));
    assert_eq!(project.run(&["run", "serverless.yml#other"]).code, 0);
}

#[test]
fn what_is_run_is_no_file_outside_the_project() {
    let sound = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}"#;
    let template = format!("{SAM}../../secret.asl.json\n");
    let files =
        [("secret.asl.json", sound), ("p/t/template.yaml", &*template), ("p/aslint.toml", "")];
    let project = Project::new(&files);
    for command in ["run", "graph", "policy", "explore"] {
        let mut asked = aslint();
        asked.current_dir(project.path("p")).args([command, "t/template.yaml"]);
        let answer = answer(asked, b"");
        assert_eq!(answer.code, 2, "{command}: {answer:?}");
        assert!(answer.stderr.contains("lies outside the project"), "{command}: {answer:?}");
    }
}

#[test]
fn files_that_lead_back_to_themselves_are_told_and_not_followed() {
    let machines = "stepFunctions: {stateMachines: {m: {definition: '${file(a.yml)}'}}}\n";
    let files =
        [("serverless.yml", machines), ("a.yml", "${file(b.yml)}"), ("b.yml", "${file(a.yml)}")];
    assert_eq!(
        told_of(&files, "serverless.yml"),
        pairs([("definition-file-cyclic", "${file(a.yml)}")])
    );
    let own = "stepFunctions: {stateMachines: {m: {definition: '${self:custom.d}'}}}\n\
               custom: {d: '${self:custom.d}'}\n";
    assert_eq!(told_of(&[("serverless.yml", own)], "serverless.yml"), []);
    let gone = machines.replace("a.yml", "gone.yml:x");
    let expected = pairs([("definition-file-missing", "'${file(gone.yml:x)}'")]);
    let told = told_of(&[("serverless.yml", &gone.replace("yml:x)", "yml):x"))], "serverless.yml");
    assert_eq!(told[0].0, expected[0].0, "{told:?}");
}

#[test]
fn a_level_of_a_finding_on_a_file_is_set_as_that_of_any_other() {
    let template = format!("{SAM}gone.asl.json\n");
    let project = Project::new(&[("t.yaml", &template)]);
    assert_eq!(project.run(&["check", "t.yaml"]).code, 0);
    project.write("aslint.toml", b"[rules]\ndefinition-file-missing = \"error\"\n");
    assert_eq!(project.run(&["check", "t.yaml"]).code, 1);
    assert_eq!(project.run(&["explain", "definition-file-missing"]).code, 0);
}
