//! How long it takes to look something up in the catalogue of services, and what a call costs.

use aslint::config::Levels;
use aslint::model::WorkflowType;
use aslint::rules;
use aslint::services::{SDK, Service, Shape};
use aslint::syntax::{self, Format};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// A small service, a middling one and the largest.
const SERVICES: [&str; 3] = ["lambda", "dynamodb", "ec2"];

/// One action found by its name, and one of its parameters.
#[divan::bench(args = SERVICES)]
fn look_up(service: &str) -> Option<Shape> {
    let service = SDK.named(black_box(service))?;
    let operation = service.operation(black_box("describeInstances"))?;
    Some(operation.input().member(black_box("Filters"))?.shape())
}

/// All names of all actions of a service, and of their parameters.
#[divan::bench(args = SERVICES)]
fn read_all(service: &str) -> usize {
    let operations = SDK.named(service).into_iter().flat_map(Service::operations);
    operations.map(|one| one.name().len() + one.input().names().map(str::len).sum::<usize>()).sum()
}

/// The shape of what an action gives, down to a member of it, in a service met for the first time.
#[divan::bench(args = SERVICES)]
fn look_into_result(service: &str) -> usize {
    let operations = SDK.named(black_box(service)).into_iter().flat_map(Service::operations);
    let results = operations.filter_map(|operation| operation.result_with(black_box("")));
    results.take(1).flat_map(Shape::members).filter(|member| member.is_required()).count()
}

/// Two states judged: without a call, with one of a function, which no table speaks of, and with
/// one of an action that has many parameters, whose result the next state reads.
#[divan::bench(args = ["pass", "function", "call"])]
fn judge(bencher: Bencher<'_, '_>, kind: &str) {
    let text = match kind {
        "pass" => {
            r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"},
                "B": {"Type": "Pass", "Parameters": {"id.$": "$.id"}, "End": true}}}"#
        }
        "function" => {
            r#"{"StartAt": "A", "States": {"A": {"Type": "Task", "Next": "B",
                "Resource": "arn:aws:lambda:eu-west-1:123456789012:function:start",
                "Parameters": {"count": 1}},
                "B": {"Type": "Pass", "Parameters": {"id.$": "$.id"}, "End": true}}}"#
        }
        _ => {
            r#"{"StartAt": "A", "States": {"A": {"Type": "Task", "Next": "B",
                "Resource": "arn:aws:states:::aws-sdk:ec2:runInstances",
                "Parameters": {"MinCount": 1, "MaxCount": 1, "ImageId": "ami-1"}},
                "B": {"Type": "Pass", "Parameters": {"id.$": "$.Instances[0].InstanceId"},
                "End": true}}}"#
        }
    };
    let parsed = syntax::parse(text, Format::Json);
    let levels = Levels::default();
    bencher.bench(|| rules::check(black_box(&parsed), WorkflowType::Standard, &levels));
}
