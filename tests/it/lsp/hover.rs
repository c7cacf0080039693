//! What the language server says of what stands at a place.

use serde_json::json;

use crate::lsp::editor::{Editor, offset, unmarked};
use crate::repository::refuse;

const JSON: &str = "file:///project/order.asl.json";
const YAML: &str = "file:///project/order.asl.yaml";
const TEMPLATE: &str = "file:///project/template.yaml";

/// Texts with a mark, the part of the text that something is said of, and words that are said.
fn check(uri: &str, table: &[(&str, &str, &[&str])]) {
    let mut editor = Editor::with(uri, "");
    let mut faults = Vec::new();
    for (marked, part, words) in table {
        let answer = editor.ask_at("textDocument/hover", uri, marked);
        let (text, _) = unmarked(marked);
        let start = offset(&text, &answer["range"]["start"]);
        let end = offset(&text, &answer["range"]["end"]);
        let said = answer["contents"]["value"].as_str().unwrap_or_default();
        if text.get(start..end) != Some(part) {
            faults.push(format!("{marked}: of {:?}: {said}", text.get(start..end)));
        }
        let lacking = words.iter().filter(|word| !said.contains(**word));
        faults.extend(lacking.map(|word| format!("{marked}: no {word:?} in {said:?}")));
    }
    editor.close();
    refuse(&faults, "What stands at a place is explained.");
}

#[test]
fn fields_and_their_values_are_explained() {
    check(
        JSON,
        &[
            (
                r#"{"Star‸tAt": "A"}"#,
                r#""StartAt""#,
                &["**StartAt** · string · state machine", "begins with", "required", "https://"],
            ),
            (
                r#"{"States": {"A": {"Type": "Task", "TimeoutS‸econds": 3}}}"#,
                r#""TimeoutSeconds""#,
                &[
                    "Task state",
                    "States.Timeout",
                    "from 1 to 99999999",
                    "default `99999999`",
                    "instead of `TimeoutSecondsPath`",
                ],
            ),
            (
                r#"{"States": {"A": {"Type": "Pa‸ss"}}}"#,
                r#""Pass""#,
                &["**Pass**", "Passes its input on"],
            ),
            (
                r#"{"States": {"A": {"Type": "Task", "Retry": [{"JitterStrategy": "FU‸LL"}]}}}"#,
                r#""FULL""#,
                &["anything from zero"],
            ),
            (
                r#"{"States": {"A": {"Type": "Task", "Retry": [{"Backoff‸Rate": 2}]}}}"#,
                r#""BackoffRate""#,
                &["retrier", "default `2.0`", "at least 1"],
            ),
            (
                r#"{"States": {"A": {"Type": "Pass", "Out‸put": 2}}}"#,
                r#""Output""#,
                &["only in JSONata"],
            ),
        ],
    );
}

#[test]
fn calls_their_parameters_and_errors_are_explained() {
    let task = r#"{"States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::"#;
    let cases: [(&str, &str, &[&str]); 7] = [
        (
            r#"sqs:send‸Message.waitForTaskToken"}}}"#,
            r#""arn:aws:states:::sqs:sendMessage.waitForTaskToken""#,
            &["**sqs:sendMessage** · optimized integration", "task token", "needs", "`QueueUrl`"],
        ),
        (
            r#"aws-sdk:dynamodb:get‸Item"}}}"#,
            r#""arn:aws:states:::aws-sdk:dynamodb:getItem""#,
            &["gives", "`ConsumedCapacity`", "DynamoDbClient.html#getItem"],
        ),
        (
            r#"sqs:sendMessage", "Parameters": {"Queue‸Url.$": "$"}}}}"#,
            r#""QueueUrl.$""#,
            &["**QueueUrl** · string · sqs:sendMessage", "required"],
        ),
        (
            "ecs:runTask\", \"Parameters\": {\"Overrides\": {\"ContainerOverrides\": [{\
             \"Com‸mand\": []}]}}}}}",
            r#""Command""#,
            &["**Command** · array of strings · ecs:runTask"],
        ),
        (
            r#"aws-sdk:s3:putObject", "Parameters": {"StorageClass": "GLA‸CIER"}}}}"#,
            r#""GLACIER""#,
            &["beside", "`STANDARD`"],
        ),
        (
            r#"aws-sdk:dynamodb:getItem", "Retry": [{"ErrorEquals": ["States.Time‸out"]}]}}}"#,
            r#""States.Timeout""#,
            &["longer than `TimeoutSeconds`"],
        ),
        (
            "aws-sdk:dynamodb:getItem\", \"Retry\": [{\"ErrorEquals\": \
             [\"DynamoDb.ResourceNot‸FoundException\"]}]}}}",
            r#""DynamoDb.ResourceNotFoundException""#,
            &["`dynamodb:getItem` lists"],
        ),
    ];
    let cases = cases.map(|(marked, part, words)| (format!("{task}{marked}"), part, words));
    let table: Vec<_> =
        cases.iter().map(|(marked, part, words)| (&**marked, *part, *words)).collect();
    check(JSON, &table);
}

const HEAD: &str = "StartAt: A
States:
  A:
    Type: Task
    Resource: arn:aws:states:::sqs:sendMessage
    Assign:
      order:
        id: 1
    Next: B
  B:
    Type: Pass
    End: true
";

#[test]
fn names_in_expressions_are_explained() {
    let cases: [(&str, &str, &[&str]); 8] = [
        (
            "    InputPath: $.Mess‸ageId\n",
            "MessageId",
            &["**$.MessageId** · string", "input of the state"],
        ),
        ("    InputPath: ‸$\n", "$", &["input of the state", "`MessageId`"]),
        ("    InputPath: $or‸der.id\n", "$order", &["a variable, set in `A`", "has `id`"]),
        ("    InputPath: $order.i‸d\n", "id", &["**$order.id** · number"]),
        ("    InputPath: $$.Execution.Na‸me\n", "Name", &["The name of the execution"]),
        (
            "    Parameters:\n      x.$: States.For‸mat('$.a {}', $.b)\n",
            "Format",
            &["States.Format(template, values...)", r#"gives `"2 of x"`"#],
        ),
        (
            "    QueryLanguage: JSONata\n    Output: '{% $su‸m([1]) %}'\n",
            "$sum",
            &["$sum(numbers)"],
        ),
        (
            "    QueryLanguage: JSONata\n    Output: \
             \"{% \\\"ä\\\" & $states.context.State.Na‸me %}\"\n",
            "Name",
            &["**$states.context.State.Name**"],
        ),
    ];
    let cases = cases.map(|(marked, part, words)| (format!("{HEAD}{marked}"), part, words));
    let table: Vec<_> =
        cases.iter().map(|(marked, part, words)| (&**marked, *part, *words)).collect();
    check(YAML, &table);
}

#[test]
fn definitions_in_templates_are_explained_too() {
    let text = r#"Resources:
  M:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: !Sub |
        {"StartAt": "A", "States": {
          "A": {"Type": "Pass", "Para‸meters": {"x.$": "$$.State.Name"}, "End": true}
        }}
"#;
    let inner = text.replace('‸', "").replace("State.Name", "State.Na‸me");
    check(
        TEMPLATE,
        &[
            (text, r#""Parameters""#, &["payload template"]),
            (&inner, "Name", &["The name of the state"]),
        ],
    );
}

#[test]
fn a_finding_at_the_place_is_told_with_its_rule() {
    let text = "{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Pass\", \"Nex‸t\": \"B\", \
                \"Retry\": []}}}";
    let (whole, _) = unmarked(text);
    let mut editor = Editor::with(JSON, &whole);
    assert!(!editor.findings().is_empty());
    let (_, position) = unmarked(&text.replace('‸', "").replace(r#""Retry"#, r#""Re‸try"#));
    let params = json!({"textDocument": {"uri": JSON}, "position": position});
    let answer = editor.ask("textDocument/hover", &params);
    let said = answer["contents"]["value"].as_str().unwrap_or_default();
    assert!(said.contains("[`field-unknown`](https://"), "{said}");
    assert!(said.starts_with("**Retry** · array · Task state"), "{said}");
    editor.close();
}
