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
            ("{\"‸\"}", "StartAt", "{\"StartAt\": \"$1\"}"),
            ("{\"Comm‸", "Comment", "{\"Comment\": \"$1\""),
            ("{‸}", "States", "{\"States\": {$1}}"),
            (
                "{\"States\": {\"A\": {\"Type\": \"Wait\", \"‸\"}}}",
                "Seconds",
                "{\"States\": {\"A\": {\"Type\": \"Wait\", \"Seconds\": $1}}}",
            ),
            (
                "{\"States\": {\"A\": {\"Type\": \"Wait\" ‸}}}",
                "End",
                "{\"States\": {\"A\": {\"Type\": \"Wait\" \"End\": $1}}}",
            ),
            (
                "{\"States\": {\"A\": {\"Ty‸\": \"Wait\"}}}",
                "Type",
                "{\"States\": {\"A\": {\"Type\": \"Wait\"}}}",
            ),
            (
                "{\"States\": {\"A\": {\"‸\" \"Type\": \"Task\"}}}",
                "Retry",
                "{\"States\": {\"A\": {\"Retry\": [$1], \"Type\": \"Task\"}}}",
            ),
            (
                "{\"States\": {\"A\": {\"Type\": \"Task\", \"Retry\": [{\"‸\"}]}}}",
                "ErrorEquals",
                "{\"States\": {\"A\": {\"Type\": \"Task\", \"Retry\": [{\"ErrorEquals\": [$1]}]}}}",
            ),
            (
                "{\"States\": {\"A\": {\"Type\": \"Choice\", \"Choices\": [{\"And\": [{\"‸",
                "StringEquals",
                "{\"States\": {\"A\": {\"Type\": \"Choice\", \"Choices\": [{\"And\": [{\
                 \"StringEquals\": \"$1\"",
            ),
            (
                "{\"States\": {\"A\": {\"Type\": \"Map\", \"ItemReader\": {\"ReaderConfig\": {\"‸\"}}}}}",
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
            (
                "{\"States\": {\"A\": {\"Type\": \"‸",
                "Map",
                "{\"States\": {\"A\": {\"Type\": \"Map\"",
            ),
            (
                "{\"States\": {\"A\": {\"Type\": \"Pa‸, \"Next\": \"B\"}}}",
                "Parallel",
                "{\"States\": {\"A\": {\"Type\": \"Parallel\", \"Next\": \"B\"}}}",
            ),
            (
                "{\"States\": {\"A\": {\"Type\": \"Pa‸ss\", \"Next\": \"B\"}}}",
                "Task",
                "{\"States\": {\"A\": {\"Type\": \"Task\", \"Next\": \"B\"}}}",
            ),
            ("{\"QueryLanguage\": ‸}", "JSONata", "{\"QueryLanguage\": \"JSONata\"}"),
            (
                "{\"States\": {\"A\": {\"Type\": \"Pass\", \"End\": ‸}}}",
                "true",
                "{\"States\": {\"A\": {\"Type\": \"Pass\", \"End\": true}}}",
            ),
            (
                "{\"States\": {\"A\": {\"Type\": \"Task\", \"Retry\": [{\"JitterStrategy\": \"‸\"}]}}}",
                "FULL",
                "{\"States\": {\"A\": {\"Type\": \"Task\", \"Retry\": [{\"JitterStrategy\": \"FULL\"}]}}}",
            ),
            (
                "{\"States\": {\"A\": {\"Next\": \"‸\"}, \"Say \\\"it\\\"\": {}}}",
                "Say \"it\"",
                "{\"States\": {\"A\": {\"Next\": \"Say \\\"it\\\"\"}, \"Say \\\"it\\\"\": {}}}",
            ),
            (
                "{\"StartAt\": \"‸\", \"States\": {\"A\": {\"Type\": \"Pass\"}}}",
                "A",
                "{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Pass\"}}}",
            ),
            (
                "{\"States\": {\"A\": {\"Type\": \"Task\", \"Retry\": [{\"ErrorEquals\": [\"‸",
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
    let inner = "{\"StartAt\": \"I\", \"States\": {\"I\": {\"Type\": \"Pass\", \"Next\": \"‸\"}, \
                 \"J\": {}}}";
    let text = format!(
        "{{\"StartAt\": \"A\", \"States\": {{\"A\": {{\"Type\": \"Parallel\", \"Branches\": [{inner}], \
         \"Next\": \"B\"}}, \"B\": {{}}}}}}"
    );
    assert_eq!(labels(JSON, &text), ["J"]);
    let text = text.replace('‸', "J").replace("\"Next\": \"B\"", "\"Next\": \"‸\"");
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
            "‸\"}}}",
            "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "sqs:sendMessage.waitForTaskToken\"}}}",
        ),
        ("aws-sdk:‸", "arn:aws:states:::aws-sdk:dynamodb:", "aws-sdk:dynamodb:\""),
        (
            "aws-sdk:dynamodb:‸\"}}}",
            "arn:aws:states:::aws-sdk:dynamodb:getItem",
            "aws-sdk:dynamodb:getItem\"}}}",
        ),
        (
            "sqs:sendMessage\", \"Parameters\": {\"‸\"}}}}",
            "QueueUrl",
            "sqs:sendMessage\", \"Parameters\": {\"QueueUrl\": \"$1\"}}}}",
        ),
        (
            "aws-sdk:s3:putObject\", \"Parameters\": {\"StorageClass\": \"‸\"}}}}",
            "GLACIER",
            "aws-sdk:s3:putObject\", \"Parameters\": {\"StorageClass\": \"GLACIER\"}}}}",
        ),
        (
            "ecs:runTask\", \"Parameters\": {\"Overrides\": {\"ContainerOverrides\": [{\"‸\"}]}}}}}",
            "Command",
            "ecs:runTask\", \"Parameters\": {\"Overrides\": {\"ContainerOverrides\": [{\"Command\": [$1]}]}}}}}",
        ),
        (
            "aws-sdk:dynamodb:getItem\", \"Retry\": [{\"ErrorEquals\": [\"‸\"]}]}}}",
            "DynamoDb.ResourceNotFoundException",
            "aws-sdk:dynamodb:getItem\", \"Retry\": [{\"ErrorEquals\": \
          [\"DynamoDb.ResourceNotFoundException\"]}]}}}",
        ),
    ];
    let cases = cases.map(|(marked, label, expected)| (task(marked), label, task(expected)));
    let table: Vec<_> =
        cases.iter().map(|(marked, label, expected)| (&**marked, *label, &**expected)).collect();
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
    let table: Vec<_> =
        cases.iter().map(|(marked, label, expected)| (&**marked, *label, &**expected)).collect();
    check(YAML, &table);
}

const OBJECT: &str = "Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      \
                      Definition:\n        StartAt: A\n        States:\n          A:\n            ";
const TEXT: &str = "Resources:\n  M:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      \
                    DefinitionString: !Sub |\n        {\n          \"StartAt\": \"A\",\n          \
                    \"States\": {\"A\": {";

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
    let table: Vec<_> =
        cases.iter().map(|(marked, label, expected)| (&**marked, *label, &**expected)).collect();
    check(TEMPLATE, &table);
    let text = |rest: &str| {
        format!(
            r#"{{"Resources": {{"M": {{"Type": "AWS::StepFunctions::StateMachine", "Properties": {{
            "DefinitionString": "{{\"StartAt\": \"A\", \"States\": {{\"A\": {{{rest}}}}}}}"}}}}}}}}"#
        )
    };
    let cases = [
        (text(r#"\"Type\": \"W‸\""#), "Wait", text(r#"\"Type\": \"Wait\""#)),
        (
            text(r#"\"Type\": \"Wait\", \"‸\""#),
            "Seconds",
            text(r#"\"Type\": \"Wait\", \"Seconds\": "#),
        ),
    ];
    let table = cases.each_ref().map(|(marked, label, to)| (&**marked, *label, &**to));
    check(ESCAPED, &table);
    let head = "resource \"aws_sfn_state_machine\" \"m\" {\n  definition = <<EOF\n{\"StartAt\": \"A\", \
                \"States\": {\"A\": {\"Type\": \"Wait\", ";
    let marked = format!("{head}\"‸\"}}}}}}\nEOF\n}}\n");
    let expected = format!("{head}\"Seconds\": $1}}}}}}\nEOF\n}}\n");
    check(TERRAFORM, &[(&marked, "Seconds", &expected)]);
}

#[test]
fn names_in_paths_are_offered() {
    let machine = |field: &str| {
        format!(
            "{{\"StartAt\": \"A\", \"States\": {{\"A\": {{\"Type\": \"Task\", \"Resource\": \
             \"arn:aws:states:::sqs:sendMessage\", \"Assign\": {{\"order\": {{\"id\": 1}}}}, \
             \"Next\": \"B\"}}, \"B\": {{\"Type\": \"Pass\", {field}, \"End\": true}}}}}}"
        )
    };
    let cases = [
        ("\"InputPath\": \"$.‸\"", "MessageId", "\"InputPath\": \"$.MessageId\""),
        ("\"InputPath\": \"$‸\"", "$order", "\"InputPath\": \"$order\""),
        ("\"InputPath\": \"$or‸\"", "$order", "\"InputPath\": \"$order\""),
        ("\"InputPath\": \"$order.‸\"", "id", "\"InputPath\": \"$order.id\""),
        ("\"InputPath\": \"$$.Exe‸\"", "Execution", "\"InputPath\": \"$$.Execution\""),
        (
            "\"InputPath\": \"$$.Execution.‸\"",
            "StartTime",
            "\"InputPath\": \"$$.Execution.StartTime\"",
        ),
        (
            "\"Parameters\": {\"x.$\": \"‸\"}",
            "States.Format",
            "\"Parameters\": {\"x.$\": \"States.Format(\"}",
        ),
        (
            "\"Parameters\": {\"x.$\": \"States.Fo‸\"}",
            "Format",
            "\"Parameters\": {\"x.$\": \"States.Format(\"}",
        ),
        (
            "\"Parameters\": {\"x.$\": \"States.Format('{}', $.Mess‸)\"}",
            "MessageId",
            "\"Parameters\": {\"x.$\": \"States.Format('{}', $.MessageId)\"}",
        ),
    ];
    let cases = cases.map(|(marked, label, expected)| (machine(marked), label, machine(expected)));
    let table: Vec<_> =
        cases.iter().map(|(marked, label, expected)| (&**marked, *label, &**expected)).collect();
    check(JSON, &table);
}

#[test]
fn names_in_jsonata_are_offered() {
    let machine = |field: &str| {
        format!(
            "{{\"QueryLanguage\": \"JSONata\", \"StartAt\": \"A\", \"States\": {{\"A\": {{\"Type\": \
             \"Task\", \"Resource\": \"arn:aws:states:::aws-sdk:dynamodb:getItem\", {field}, \
             \"Assign\": {{\"seen\": \"{{% $states.result.Item %}}\"}}, \"Next\": \"B\"}}, \
             \"B\": {{\"Type\": \"Pass\", \"Output\": \"{{% $seen %}}\", \"End\": true}}}}}}"
        )
    };
    let cases = [
        ("\"Output\": \"{% $states.‸ %}\"", "result", "\"Output\": \"{% $states.result %}\""),
        (
            "\"Output\": \"{% $states.result.‸ %}\"",
            "ConsumedCapacity",
            "\"Output\": \"{% $states.result.ConsumedCapacity %}\"",
        ),
        (
            "\"Output\": \"{% $states.context.State.N‸ %}\"",
            "Name",
            "\"Output\": \"{% $states.context.State.Name %}\"",
        ),
        ("\"Output\": \"{% $su‸ %}\"", "$sum", "\"Output\": \"{% $sum( %}\""),
        ("\"Output\": \"{% ‸ %}\"", "$states", "\"Output\": \"{% $states %}\""),
        (
            "\"Output\": {\"a\": \"{% $partition($states.in‸, 2) %}\"}",
            "input",
            "\"Output\": {\"a\": \"{% $partition($states.input, 2) %}\"}",
        ),
    ];
    let cases = cases.map(|(marked, label, expected)| (machine(marked), label, machine(expected)));
    let table: Vec<_> =
        cases.iter().map(|(marked, label, expected)| (&**marked, *label, &**expected)).collect();
    check(JSON, &table);
    let text = machine("\"Output\": 1").replace("$seen %}", "$‸ %}");
    assert!(labels(JSON, &text).contains(&"$seen".to_owned()));
    let caught = "\"Catch\": [{\"ErrorEquals\": [\"States.ALL\"], \"Output\": \"{% $states.‸ %}\", \
                  \"Next\": \"B\"}]";
    assert_eq!(labels(JSON, &machine(caught)), ["input", "errorOutput", "context"]);
}

#[test]
fn nothing_is_offered_where_anything_may_stand() {
    for text in [
        "{\"Comment\": \"‸\"}",
        "{\"States\": {\"‸\"}}",
        "{\"States\": {\"A\": {\"Type\": \"Pass\", \"Result\": {\"‸\"}}}}",
        "{\"States\": {\"A\": {\"Type\": \"Pass\", \"Parameters\": {\"a\": \"‸\"}}}}",
        "{\"States\": {\"A\": {\"Type\": \"Task\", \"Resource\": \"arn:aws:lambda:::f\", \
         \"Parameters\": {\"‸\"}}}}",
        "‸",
    ] {
        assert_eq!(labels(JSON, text), Vec::<String>::new(), "{text}");
    }
}
