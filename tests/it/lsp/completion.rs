//! What the language server offers at a place, and what the text becomes with it.

use serde_json::Value;

use crate::lsp::editor::{Editor, offset, unmarked};
use crate::repository::refuse;

const JSON: &str = "file:///project/order.asl.json";
const YAML: &str = "file:///project/order.asl.yaml";
const TEMPLATE: &str = "file:///project/template.yaml";
const ESCAPED: &str = "file:///project/template.json";
const TERRAFORM: &str = "file:///project/main.tf";

/// Texts with a mark, what is offered there, and what the text becomes.
fn check(uri: &str, table: &[(&str, &str, &str)]) {
    let mut editor = Editor::with(uri, "");
    let mut faults = Vec::new();
    for (marked, label, expected) in table {
        let answer = editor.ask_at("textDocument/completion", uri, marked);
        let items = answer["items"].as_array().cloned().unwrap_or_default();
        let Some(item) = items.iter().find(|item| item["label"] == *label) else {
            let labels: Vec<_> = items.iter().map(|item| &item["label"]).take(30).collect();
            faults.push(format!("{marked}: no {label} among {labels:?}"));
            continue;
        };
        let found = applied(&unmarked(marked).0, item);
        if found != *expected {
            faults.push(format!("{marked}: {found} instead of {expected}"));
        }
    }
    editor.close();
    refuse(&faults, "What fits is offered, and written as it belongs there.");
}

/// A text with what is offered in it.
fn applied(text: &str, item: &Value) -> String {
    let edit = &item["textEdit"];
    let start = offset(text, &edit["range"]["start"]);
    let end = offset(text, &edit["range"]["end"]);
    let new = edit["newText"].as_str().unwrap_or_default();
    [&text[..start], new, &text[end..]].concat()
}

/// The labels that are offered at a mark.
fn labels(uri: &str, marked: &str) -> Vec<String> {
    let mut editor = Editor::with(uri, "");
    let answer = editor.ask_at("textDocument/completion", uri, marked);
    editor.close();
    let items = answer["items"].as_array().into_iter().flatten();
    items.filter_map(|item| item["label"].as_str()).map(str::to_owned).collect()
}

#[test]
fn fields_of_every_object_are_offered() {
    check(
        JSON,
        &[
            (r#"{"‸"}"#, "StartAt", r#"{"StartAt": "$1"}"#),
            (r#"{"Comm‸"#, "Comment", r#"{"Comment": "$1""#),
            ("{‸}", "States", r#"{"States": {$1}}"#),
            (
                r#"{"States": {"A": {"Type": "Wait", "‸"}}}"#,
                "Seconds",
                r#"{"States": {"A": {"Type": "Wait", "Seconds": $1}}}"#,
            ),
            (
                r#"{"States": {"A": {"Type": "Wait" ‸}}}"#,
                "End",
                r#"{"States": {"A": {"Type": "Wait" "End": $1}}}"#,
            ),
            (
                r#"{"States": {"A": {"Ty‸": "Wait"}}}"#,
                "Type",
                r#"{"States": {"A": {"Type": "Wait"}}}"#,
            ),
            (
                r#"{"States": {"A": {"‸" "Type": "Task"}}}"#,
                "Retry",
                r#"{"States": {"A": {"Retry": [$1], "Type": "Task"}}}"#,
            ),
            (
                r#"{"States": {"A": {"Type": "Task", "Retry": [{"‸"}]}}}"#,
                "ErrorEquals",
                r#"{"States": {"A": {"Type": "Task", "Retry": [{"ErrorEquals": [$1]}]}}}"#,
            ),
            (
                r#"{"States": {"A": {"Type": "Choice", "Choices": [{"And": [{"‸"#,
                "StringEquals",
                "{\"States\": {\"A\": {\"Type\": \"Choice\", \"Choices\": [{\"And\": [{\
                 \"StringEquals\": \"$1\"",
            ),
            (
                r#"{"States": {"A": {"Type": "Map", "ItemReader": {"ReaderConfig": {"‸"}}}}}"#,
                "CSVDelimiter",
                "{\"States\": {\"A\": {\"Type\": \"Map\", \"ItemReader\": {\"ReaderConfig\": {\
                 \"CSVDelimiter\": \"$1\"}}}}}",
            ),
            (
                "{\"States\": {\"A\": {\"Type\": \"Map\", \"ItemProcessor\": {\
                 \"ProcessorConfig\": {\"‸\"}}}}}",
                "Mode",
                "{\"States\": {\"A\": {\"Type\": \"Map\", \"ItemProcessor\": {\
                 \"ProcessorConfig\": {\"Mode\": \"$1\"}}}}}",
            ),
        ],
    );
}

#[test]
fn values_are_offered_where_only_some_are_taken() {
    check(
        JSON,
        &[
            (r#"{"States": {"A": {"Type": "‸"#, "Map", r#"{"States": {"A": {"Type": "Map""#),
            (
                r#"{"States": {"A": {"Type": "Pa‸, "Next": "B"}}}"#,
                "Parallel",
                r#"{"States": {"A": {"Type": "Parallel", "Next": "B"}}}"#,
            ),
            (
                r#"{"States": {"A": {"Type": "Pa‸ss", "Next": "B"}}}"#,
                "Task",
                r#"{"States": {"A": {"Type": "Task", "Next": "B"}}}"#,
            ),
            (r#"{"QueryLanguage": ‸}"#, "JSONata", r#"{"QueryLanguage": "JSONata"}"#),
            (
                r#"{"States": {"A": {"Type": "Pass", "End": ‸}}}"#,
                "true",
                r#"{"States": {"A": {"Type": "Pass", "End": true}}}"#,
            ),
            (
                r#"{"States": {"A": {"Type": "Task", "Retry": [{"JitterStrategy": "‸"}]}}}"#,
                "FULL",
                r#"{"States": {"A": {"Type": "Task", "Retry": [{"JitterStrategy": "FULL"}]}}}"#,
            ),
            (
                "{\"States\": {\"A\": {\"Next\": \"‸\"}, \"Say \\\"it\\\"\": {}}}",
                r#"Say "it""#,
                "{\"States\": {\"A\": {\"Next\": \"Say \\\"it\\\"\"}, \"Say \\\"it\\\"\": {}}}",
            ),
            (
                r#"{"StartAt": "‸", "States": {"A": {"Type": "Pass"}}}"#,
                "A",
                r#"{"StartAt": "A", "States": {"A": {"Type": "Pass"}}}"#,
            ),
            (
                r#"{"States": {"A": {"Type": "Task", "Retry": [{"ErrorEquals": ["‸"#,
                "States.Timeout",
                "{\"States\": {\"A\": {\"Type\": \"Task\", \"Retry\": [{\"ErrorEquals\": [\
                 \"States.Timeout\"",
            ),
            (
                "{\"States\": {\"A\": {\"Type\": \"Task\", \"Catch\": [{\"ErrorEquals\": [‸], \
                 \"Next\": \"A\"}]}}}",
                "States.ALL",
                "{\"States\": {\"A\": {\"Type\": \"Task\", \"Catch\": [{\"ErrorEquals\": \
                 [\"States.ALL\"], \"Next\": \"A\"}]}}}",
            ),
        ],
    );
}

#[test]
fn states_of_the_scope_are_offered_and_no_others() {
    let inner = r#"{"StartAt": "I", "States": {"I": {"Type": "Pass", "Next": "‸"}, "J": {}}}"#;
    let outer = r#"{"StartAt": "A", "States": {
        "A": {"Type": "Parallel", "Branches": [INNER], "Next": "B"}, "B": {}
    }}"#;
    let text = outer.replace("INNER", inner);
    assert_eq!(labels(JSON, &text), ["J"]);
    let text = text.replace('‸', "J").replace(r#""Next": "B""#, r#""Next": "‸""#);
    assert_eq!(labels(JSON, &text), ["B"]);
}

#[test]
fn what_is_called_is_offered_with_its_parameters_errors_and_values() {
    let task = |rest: &str| {
        format!(
            "{{\"States\": {{\"A\": {{\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::{rest}"
        )
    };
    let cases = [
        (
            r#"‸"}}}"#,
            "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            r#"sqs:sendMessage.waitForTaskToken"}}}"#,
        ),
        ("aws-sdk:‸", "arn:aws:states:::aws-sdk:dynamodb:", r#"aws-sdk:dynamodb:""#),
        (
            r#"aws-sdk:dynamodb:‸"}}}"#,
            "arn:aws:states:::aws-sdk:dynamodb:getItem",
            r#"aws-sdk:dynamodb:getItem"}}}"#,
        ),
        (
            r#"sqs:sendMessage", "Parameters": {"‸"}}}}"#,
            "QueueUrl",
            r#"sqs:sendMessage", "Parameters": {"QueueUrl": "$1"}}}}"#,
        ),
        (
            r#"aws-sdk:s3:putObject", "Parameters": {"StorageClass": "‸"}}}}"#,
            "GLACIER",
            r#"aws-sdk:s3:putObject", "Parameters": {"StorageClass": "GLACIER"}}}}"#,
        ),
        (
            r#"ecs:runTask", "Parameters": {"Overrides": {"ContainerOverrides": [{"‸"}]}}}}}"#,
            "Command",
            "ecs:runTask\", \"Parameters\": {\"Overrides\": {\"ContainerOverrides\": \
             [{\"Command\": [$1]}]}}}}}",
        ),
        (
            r#"aws-sdk:dynamodb:getItem", "Retry": [{"ErrorEquals": ["‸"]}]}}}"#,
            "DynamoDb.ResourceNotFoundException",
            "aws-sdk:dynamodb:getItem\", \"Retry\": [{\"ErrorEquals\": \
          [\"DynamoDb.ResourceNotFoundException\"]}]}}}",
        ),
    ];
    let cases = cases.map(|(marked, label, expected)| (task(marked), label, task(expected)));
    let table = cases.each_ref().map(|(marked, label, to)| (&**marked, *label, &**to));
    check(JSON, &table);
}

const YAML_HEAD: &str = "StartAt: A\nStates:\n  A:\n    Type: Task\n    Resource: \
                         arn:aws:states:::sqs:sendMessage\n";

#[test]
fn what_belongs_into_yaml_is_written_so() {
    let cases = [
        ("    ‸\n", "Parameters", "    Parameters: \n"),
        ("    ‸\n", "Catch", "    Catch:\n"),
        ("    Com‸\n", "Comment", "    Comment: \n"),
        ("    Com‸: x\n", "Comment", "    Comment: x\n"),
        ("    ‸\n  B:\n    Type: Pass\n", "End", "    End: \n  B:\n    Type: Pass\n"),
        ("    Next: ‸\n  B B:\n    Type: Pass\n", "B B", "    Next: B B\n  B B:\n    Type: Pass\n"),
        (
            "    Next: B‸\n  Bee:\n    Type: Pass\n",
            "Bee",
            "    Next: Bee\n  Bee:\n    Type: Pass\n",
        ),
        (
            "    Next: \"‸\n  Bee:\n    Type: Pass\n",
            "Bee",
            "    Next: \"Bee\"\n  Bee:\n    Type: Pass\n",
        ),
        ("    End: ‸\n", "true", "    End: true\n"),
        ("    Retry:\n      - ‸\n", "ErrorEquals", "    Retry:\n      - ErrorEquals:\n"),
        (
            "    Retry:\n      - ErrorEquals:\n          - ‸\n",
            "States.Timeout",
            "    Retry:\n      - ErrorEquals:\n          - States.Timeout\n",
        ),
        (
            "    Retry:\n      - ErrorEquals: [‸]\n",
            "States.ALL",
            "    Retry:\n      - ErrorEquals: [States.ALL]\n",
        ),
        (
            "    Retry:\n      - ErrorEquals: [States.ALL]\n        ‸\n",
            "MaxAttempts",
            "    Retry:\n      - ErrorEquals: [States.ALL]\n        MaxAttempts: \n",
        ),
        ("    Parameters:\n      ‸\n", "QueueUrl", "    Parameters:\n      QueueUrl: \n"),
        (
            "    Parameters:\n      QueueUrl: q\n      Mess‸\n",
            "MessageBody",
            "    Parameters:\n      QueueUrl: q\n      MessageBody: \n",
        ),
    ];
    let cases = cases.map(|(marked, label, expected)| {
        (format!("{YAML_HEAD}{marked}"), label, format!("{YAML_HEAD}{expected}"))
    });
    let table = cases.each_ref().map(|(marked, label, to)| (&**marked, *label, &**to));
    check(YAML, &table);
}

const OBJECT: &str = "Resources:
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: A
        States:
          A:
            ";

const TEXT: &str = r#"Resources:
  M:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: !Sub |
        {
          "StartAt": "A",
          "States": {"A": {"#;

const STRING: &str = r#"{"Resources": {"M": {
    "Type": "AWS::StepFunctions::StateMachine",
    "Properties": {"DefinitionString": "{\"StartAt\": \"A\", \"States\": {\"A\": {HERE}}}"}
}}}"#;

const HEREDOC: &str = r#"resource "aws_sfn_state_machine" "m" {
  definition = <<EOF
{"StartAt": "A", "States": {"A": {"Type": "Wait", HERE}}}
EOF
}
"#;

const ENCODED: &str = r#"resource "aws_sfn_state_machine" "m" {
  definition = jsonencode({
    StartAt = "A"
    States = {
      A = {
        Type = "Wait"
        HERE
      }
      B = { Type = "Pass" }
    }
  })
}
"#;

/// The same in a text around what stands at the place.
fn check_within(uri: &str, text: &str, table: &[(&str, &str, &str)]) {
    let whole = |part: &str| text.replace("HERE", part);
    let cases = table.iter().map(|(marked, label, to)| (whole(marked), *label, whole(to)));
    let cases: Vec<_> = cases.collect();
    let table = cases.iter().map(|(marked, label, to)| (&**marked, *label, &**to));
    check(uri, &table.collect::<Vec<_>>());
}

#[test]
fn definitions_in_templates_are_at_home_too() {
    let cases = [
        (OBJECT, "Type: ‸\n", "Wait", "Type: Wait\n"),
        (
            OBJECT,
            "Type: Wait\n            ‸\n",
            "SecondsPath",
            "Type: Wait\n            SecondsPath: \n",
        ),
        (TEXT, "\"Type\": \"‸\"}}\n        }\n", "Wait", "\"Type\": \"Wait\"}}\n        }\n"),
        (
            TEXT,
            "\"Type\": \"Wait\", \"‸\"}}\n        }\n",
            "SecondsPath",
            "\"Type\": \"Wait\", \"SecondsPath\": \"$1\"}}\n        }\n",
        ),
        (
            TEXT,
            "\"Type\": \"Task\", \"Resource\": \"${Arn}\", ‸}}\n        }\n",
            "Catch",
            "\"Type\": \"Task\", \"Resource\": \"${Arn}\", \"Catch\": [$1]}}\n        }\n",
        ),
    ];
    let cases = cases.map(|(head, marked, label, expected)| {
        (format!("{head}{marked}"), label, format!("{head}{expected}"))
    });
    let table = cases.each_ref().map(|(marked, label, to)| (&**marked, *label, &**to));
    check(TEMPLATE, &table);
    check_within(
        ESCAPED,
        STRING,
        &[
            (r#"\"Type\": \"W‸\""#, "Wait", r#"\"Type\": \"Wait\""#),
            (r#"\"Type\": \"Wait\", \"‸\""#, "Seconds", r#"\"Type\": \"Wait\", \"Seconds\": "#),
        ],
    );
    check_within(TERRAFORM, HEREDOC, &[(r#""‸""#, "Seconds", r#""Seconds": $1"#)]);
    check_within(
        TERRAFORM,
        ENCODED,
        &[
            ("‸", "Seconds", "Seconds = $1"),
            ("Sec‸", "Seconds", "Seconds = $1"),
            (r#"Next = "‸""#, "B", r#"Next = "B""#),
            ("Next = ‸", "B", r#"Next = "B""#),
        ],
    );
}

const PATHS: &str = r#"{"StartAt": "A", "States": {
    "A": {
        "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage",
        "Assign": {"order": {"id": 1}}, "Next": "B"
    },
    "B": {"Type": "Pass", HERE, "End": true}
}}"#;

#[test]
fn names_in_paths_are_offered() {
    check_within(
        JSON,
        PATHS,
        &[
            (r#""InputPath": "$.‸""#, "MessageId", r#""InputPath": "$.MessageId""#),
            (r#""InputPath": "$‸""#, "$order", r#""InputPath": "$order""#),
            (r#""InputPath": "$or‸""#, "$order", r#""InputPath": "$order""#),
            (r#""InputPath": "$order.‸""#, "id", r#""InputPath": "$order.id""#),
            (r#""InputPath": "$$.Exe‸""#, "Execution", r#""InputPath": "$$.Execution""#),
            (
                r#""InputPath": "$$.Execution.‸""#,
                "StartTime",
                r#""InputPath": "$$.Execution.StartTime""#,
            ),
            (
                r#""Parameters": {"x.$": "‸"}"#,
                "States.Format",
                r#""Parameters": {"x.$": "States.Format("}"#,
            ),
            (
                r#""Parameters": {"x.$": "States.Fo‸"}"#,
                "Format",
                r#""Parameters": {"x.$": "States.Format("}"#,
            ),
            (
                r#""Parameters": {"x.$": "States.Format('{}', $.Mess‸)"}"#,
                "MessageId",
                r#""Parameters": {"x.$": "States.Format('{}', $.MessageId)"}"#,
            ),
        ],
    );
}

const JSONATA: &str = r#"{"QueryLanguage": "JSONata", "StartAt": "A", "States": {
    "A": {
        "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:dynamodb:getItem", HERE,
        "Assign": {"seen": "{% $states.result.Item %}"}, "Next": "B"
    },
    "B": {"Type": "Pass", "Output": "{% $seen %}", "End": true}
}}"#;

#[test]
fn names_in_jsonata_are_offered() {
    check_within(
        JSON,
        JSONATA,
        &[
            (r#""Output": "{% $states.‸ %}""#, "result", r#""Output": "{% $states.result %}""#),
            (
                r#""Output": "{% $states.result.‸ %}""#,
                "ConsumedCapacity",
                r#""Output": "{% $states.result.ConsumedCapacity %}""#,
            ),
            (
                r#""Output": "{% $states.context.State.N‸ %}""#,
                "Name",
                r#""Output": "{% $states.context.State.Name %}""#,
            ),
            (r#""Output": "{% $su‸ %}""#, "$sum", r#""Output": "{% $sum( %}""#),
            (r#""Output": "{% ‸ %}""#, "$states", r#""Output": "{% $states %}""#),
            (
                r#""Output": {"a": "{% $partition($states.in‸, 2) %}"}"#,
                "input",
                r#""Output": {"a": "{% $partition($states.input, 2) %}"}"#,
            ),
        ],
    );
    let text = JSONATA.replace("HERE", r#""Comment": """#).replace("$seen %}", "$‸ %}");
    assert!(labels(JSON, &text).contains(&"$seen".to_owned()));
    let caught = r#""Catch": [
        {"ErrorEquals": ["States.ALL"], "Output": "{% $states.‸ %}", "Next": "B"}
    ]"#;
    let text = JSONATA.replace("HERE", caught);
    assert_eq!(labels(JSON, &text), ["input", "errorOutput", "context"]);
}

#[test]
fn nothing_is_offered_where_anything_may_stand() {
    for text in [
        r#"{"Comment": "‸"}"#,
        r#"{"States": {"‸"}}"#,
        r#"{"States": {"A": {"Type": "Pass", "Result": {"‸"}}}}"#,
        r#"{"States": {"A": {"Type": "Pass", "Parameters": {"a": "‸"}}}}"#,
        "{\"States\": {\"A\": {\"Type\": \"Task\", \"Resource\": \"arn:aws:lambda:::f\", \
         \"Parameters\": {\"‸\"}}}}",
        "‸",
    ] {
        assert_eq!(labels(JSON, text), Vec::<String>::new(), "{text}");
    }
}
