//! The IAM policies that machines need: what is allowed on what, and what is told as unknown.

use std::path::Path;

use insta::assert_snapshot;
use serde_json::Value;

use crate::project::{Project, answer, aslint};
use crate::repository::{paths_under, refuse, relative, root};

/// A machine of one Task state with a resource and parameters.
fn task(resource: &str, parameters: &str) -> String {
    format!(
        r#"{{"StartAt": "A", "States": {{"A": {{
            "Type": "Task", "Resource": "arn:aws:states:::{resource}", "Parameters": {parameters},
            "End": true}}}}}}"#
    )
}

fn policy(definition: &str) -> Value {
    let project = Project::new(&[("machine.asl.json", definition)]);
    let answer = project.run(&["policy", "machine.asl.json", "--format", "json"]);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    serde_json::from_str(&answer.stdout).expect("the policy is JSON")
}

/// Each statement as a line: actions, resources, condition.
fn statements(policy: &Value) -> Vec<String> {
    let list = |value: &Value| {
        let texts = value.as_array().into_iter().flatten().filter_map(Value::as_str);
        texts.collect::<Vec<_>>().join(" ")
    };
    let line = |statement: &Value| {
        let condition = statement.get("Condition").map(|it| format!(" if {it}"));
        let (actions, resources) = (list(&statement["Action"]), list(&statement["Resource"]));
        format!("{actions} on {resources}{}", condition.unwrap_or_default())
    };
    policy["Statement"].as_array().into_iter().flatten().map(line).collect()
}

#[test]
fn literal_parameters_say_which_resource_is_meant() {
    let table = [
        (
            "dynamodb:getItem",
            r#"{"TableName": "Orders", "Key": {"id": {"S": "1"}}}"#,
            "dynamodb:GetItem on arn:aws:dynamodb:*:*:table/Orders",
        ),
        (
            "sqs:sendMessage",
            r#"{"QueueUrl": "https://sqs.eu-west-1.amazonaws.com/123456789012/q",
                "MessageBody": ""}"#,
            "sqs:SendMessage on arn:aws:sqs:eu-west-1:123456789012:q",
        ),
        (
            "sns:publish",
            r#"{"TopicArn": "arn:aws:sns:eu-west-1:123456789012:t", "Message": ""}"#,
            "sns:Publish on arn:aws:sns:eu-west-1:123456789012:t",
        ),
        (
            "lambda:invoke",
            r#"{"FunctionName": "f:live"}"#,
            "lambda:InvokeFunction on arn:aws:lambda:*:*:function:f:live",
        ),
        ("aws-sdk:s3:listObjectsV2", r#"{"Bucket": "b"}"#, "s3:ListBucket on arn:aws:s3:::b"),
        (
            "aws-sdk:dynamodb:query",
            r#"{"TableName": "Orders", "IndexName": "ByDay"}"#,
            "dynamodb:Query on arn:aws:dynamodb:*:*:table/Orders \
             arn:aws:dynamodb:*:*:table/Orders/index/ByDay",
        ),
        (
            "aws-sdk:secretsmanager:getSecretValue",
            r#"{"SecretId": "db"}"#,
            "secretsmanager:GetSecretValue on arn:aws:secretsmanager:*:*:secret:db-??????",
        ),
        (
            "aws-sdk:ssm:getParameter",
            r#"{"Name": "/app/key"}"#,
            "ssm:GetParameter on arn:aws:ssm:*:*:parameter/app/key",
        ),
        (
            "apigateway:invoke",
            r#"{"ApiEndpoint": "a1.execute-api.eu-west-1.amazonaws.com", "Method": "GET",
                "Stage": "prod", "Path": "/orders"}"#,
            "execute-api:Invoke on arn:aws:execute-api:eu-west-1:*:a1/prod/GET/orders",
        ),
        (
            "events:putEvents",
            r#"{"Entries": [{"Detail": {}, "DetailType": "d", "Source": "s"}]}"#,
            "events:PutEvents on arn:aws:events:*:*:event-bus/default",
        ),
        ("aws-sdk:sts:getCallerIdentity", "{}", "sts:GetCallerIdentity on *"),
    ];
    for (resource, parameters, expected) in table {
        let policy = policy(&task(resource, parameters));
        assert_eq!(statements(&policy["policy"]), [expected], "{resource}");
        assert_eq!(policy["unknown"], Value::Array(Vec::new()), "{resource}");
    }
}

#[test]
fn what_is_computed_is_left_open_and_told() {
    let policy = policy(&task("sns:publish", r#"{"TopicArn.$": "$.topic", "Message": ""}"#));
    assert_eq!(statements(&policy["policy"]), ["sns:Publish on arn:aws:sns:*:*:*"]);
    let told = "allows `sns:Publish` on all that `TopicArn` may name, which is known only when it \
                runs";
    assert_eq!(policy["unknown"], serde_json::json!([{"state": "A", "message": told}]));
}

#[test]
fn a_job_takes_what_awaits_and_stops_it() {
    let machine = "arn:aws:states:eu-west-1:123456789012:stateMachine:child";
    let parameters = format!(r#"{{"StateMachineArn": "{machine}"}}"#);
    let policy = policy(&task("states:startExecution.sync:2", &parameters));
    let rule = "StepFunctionsGetEventsForStepFunctionsExecutionRule";
    assert_eq!(
        statements(&policy["policy"]),
        [
            format!(
                "events:DescribeRule events:PutRule events:PutTargets on \
                 arn:aws:events:*:*:rule/{rule}"
            ),
            "states:DescribeExecution states:StopExecution on \
             arn:aws:states:eu-west-1:123456789012:execution:child:*"
                .to_owned(),
            format!("states:StartExecution on {machine}"),
        ]
    );
}

#[test]
fn a_role_that_is_handed_over_may_be_passed_to_the_service() {
    let parameters = r#"{"Role": "arn:aws:iam::123456789012:role/r", "Settings": {}}"#;
    let policy = policy(&task("mediaconvert:createJob", parameters));
    let lines = statements(&policy["policy"]);
    let to = r#"{"StringEquals":{"iam:PassedToService":"mediaconvert.amazonaws.com"}}"#;
    let expected = format!("iam:PassRole on arn:aws:iam::123456789012:role/r if {to}");
    assert!(lines.contains(&expected), "{lines:#?}");
}

#[test]
fn an_object_is_copied_from_one_place_to_another() {
    let parameters = r#"{"Bucket": "to", "Key": "k", "CopySource": "from/a/b"}"#;
    let policy = policy(&task("aws-sdk:s3:copyObject", parameters));
    let expected = ["s3:GetObject on arn:aws:s3:::from/a/b", "s3:PutObject on arn:aws:s3:::to/k"];
    assert_eq!(statements(&policy["policy"]), expected);
}

#[test]
fn a_role_that_a_task_takes_on_has_a_policy_of_its_own() {
    let definition = r#"{"StartAt": "A", "States": {"A": {
        "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true,
        "Parameters": {"QueueUrl": "https://sqs.eu-west-1.amazonaws.com/210987654321/q",
                       "MessageBody": ""},
        "Credentials": {"RoleArn": "arn:aws:iam::210987654321:role/r"}}}}"#;
    let policy = policy(definition);
    let role = "arn:aws:iam::210987654321:role/r";
    assert_eq!(statements(&policy["policy"]), [format!("sts:AssumeRole on {role}")]);
    let queue = "sqs:SendMessage on arn:aws:sqs:eu-west-1:210987654321:q";
    assert_eq!(statements(&policy["assumed"][role]), [queue]);
}

#[test]
fn the_policy_is_what_iam_takes() {
    assert_snapshot!("policy_order", printed("order.asl.json", &[]));
    let own = "arn:aws:states:eu-west-1:123456789012:stateMachine:Orders";
    let more = ["--state-machine-arn", own, "--logging", "--tracing"];
    assert_snapshot!("policy_distributed_map", printed("distributed-map.asl.json", &more));
}

/// What is printed for a fixture, and what is told beside it.
fn printed(fixture: &str, more: &[&str]) -> String {
    let mut command = aslint();
    let path = Path::new("fixtures/clean").join(fixture);
    command.current_dir(root()).arg("policy").arg(path).args(more);
    let answer = answer(command, b"");
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    format!("{}---\n{}", answer.stdout, answer.stderr)
}

#[test]
fn every_definition_has_a_policy() {
    let mut faults = Vec::new();
    let paths = paths_under(&root().join("fixtures/clean"));
    assert!(!paths.is_empty());
    for path in paths.iter().filter(|path| path.to_string_lossy().contains(".asl.")) {
        let mut command = aslint();
        command.current_dir(root()).arg("policy").arg(path);
        let answer = answer(command, b"");
        if answer.code != 0 || serde_json::from_str::<Value>(&answer.stdout).is_err() {
            faults.push(format!("{}: {}", relative(path), answer.stderr));
        }
    }
    refuse(&faults, "A policy can be written for whatever AWS takes.");
}
