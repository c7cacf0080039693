//! The catalogue of services: whether it can be read to its end, and says what its sources say.

use std::collections::HashSet;

use aslint::services::{self, Kind, OPTIMIZED, Operation, SDK, Service, Services, Shape};
use serde_json::Value;

use crate::repository::file;

fn operations(table: Services) -> impl Iterator<Item = (Service, Operation)> {
    table.all().flat_map(|service| service.operations().map(move |one| (service, one)))
}

#[test]
fn all_of_it_can_be_read() {
    let mut open: Vec<Shape> = Vec::new();
    for (service, operation) in operations(SDK).chain(operations(OPTIMIZED)) {
        let name = format!("{}:{}", service.name(), operation.name());
        assert_eq!(service.operation(operation.name()), Some(operation), "{name} is found");
        assert!(operation.errors().all(|error| !error.is_empty()), "{name}");
        open.push(operation.input());
        let results = ["", ".sync", ".sync:2"].map(|suffix| operation.result_with(suffix));
        open.extend(results.into_iter().flatten());
    }
    let mut seen = HashSet::new();
    while let Some(shape) = open.pop() {
        if !seen.insert(shape) {
            continue;
        }
        let names: Vec<_> = shape.members().map(services::Member::name).collect();
        assert!(names.is_sorted(), "members are looked up by halves: {names:?}");
        for member in shape.members() {
            let found = shape.member(member.name()).expect("each member is found by its name");
            assert_eq!(found.shape(), member.shape());
        }
        let bounds = [shape.min(), shape.max()].map(Option::unwrap_or_default);
        assert!(bounds.iter().all(|bound| bound.is_finite()), "{bounds:?}");
        assert!(shape.values().all(|value| value.len() < 256));
        open.extend(shape.members().map(services::Member::shape));
        open.extend([shape.item(), shape.key()].into_iter().flatten());
    }
    let (services, actions) = (SDK.all().count(), operations(SDK).count());
    assert!((440..600).contains(&services), "{services} services");
    assert!((19_000..40_000).contains(&actions), "{actions} actions");
    assert!(seen.len() > 50_000, "{} shapes", seen.len());
    assert!(services::version().starts_with("1."));
    assert_eq!(services::date().len(), "2026-01-01".len());
}

#[test]
fn names_are_those_of_step_functions() {
    let table = [
        ("rds", "describeDBInstances", "DbInstanceIdentifier"),
        ("s3", "putObject", "Acl"),
        ("s3", "putObject", "SsekmsKeyId"),
        ("s3", "copyObject", "DestinationBucket"),
        ("s3", "copyObject", "Bucket"),
        ("batch", "submitJob", "JobName"),
        ("config", "putConfigRule", "ConfigRule"),
    ];
    for (service, action, parameter) in table {
        let operation = SDK.named(service).and_then(|service| service.operation(action));
        let shape = operation.expect("the action is there").input();
        assert!(shape.member(parameter).is_some(), "{service}:{action} takes {parameter}");
    }
    let lost = [("s3", "PutObject"), ("rds", "describeDbInstances"), ("s3", "")];
    for (service, action) in lost {
        let service = SDK.named(service).expect("the service is there");
        assert!(service.operation(action).is_none(), "{action}");
    }
    let prefixes = [("dynamodb", "DynamoDb"), ("iot", "Iot"), ("config", "Config"), ("s3", "S3")];
    for (service, prefix) in prefixes {
        let service = SDK.named(service).expect("the service is there");
        assert!(service.error_prefixes().eq([prefix]), "{prefix}");
        assert!(service.signing_name().is_some());
    }
}

#[test]
fn shapes_have_bounds_and_values() {
    let start = SDK.named("sfn").and_then(|service| service.operation("startExecution"));
    let start = start.expect("the action is there");
    let name = start.input().member("Name").expect("it takes a name").shape();
    assert_eq!((name.kind(), name.min(), name.max()), (Kind::String, Some(1.0), Some(80.0)));
    assert!(start.output().member("StartDate").is_some_and(services::Member::is_required));
    let run = services::optimized("ecs", "runTask").expect("it is optimized").input();
    let launch = run.member("LaunchType").expect("it takes one").shape();
    assert!(launch.values().any(|value| value == "FARGATE"));
    let tags = run.member("Tags").and_then(|tags| tags.shape().item()).expect("a list");
    assert_eq!(tags.kind(), Kind::Structure);
    assert!(run.member("tags").is_none() && tags.member("Key").is_some());
    let invoke = services::optimized("lambda", "invoke").expect("it is optimized");
    let payload = invoke.output().member("Payload").expect("it gives one").shape();
    assert_eq!(payload.kind(), Kind::Any);
    let start = services::optimized("states", "startExecution").expect("it is optimized");
    let output = |suffix| start.result_with(suffix).and_then(|shape| shape.member("Output"));
    let kinds = ["", ".sync", ".sync:2"].map(|suffix| output(suffix).map(|it| it.shape().kind()));
    assert_eq!(kinds, [None, Some(Kind::String), Some(Kind::Any)]);
}

#[test]
fn what_is_kept_by_hand_is_in_it() {
    let table: Value = serde_json::from_str(&file("schemas/services/optimized.json").text)
        .expect("the table is JSON");
    let texts = |value: &Value| -> Vec<String> {
        let items = value.as_array().into_iter().flatten();
        items.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let mut count = 0;
    for (service, about) in table.as_object().expect("services by their names") {
        for (action, about) in about["actions"].as_object().expect("actions by their names") {
            let name = format!("{service}:{action}");
            let operation = services::optimized(service, action).expect(&name);
            assert!(operation.patterns().eq(texts(&about["patterns"])), "{name}");
            let mut required = texts(&about["required"]);
            required.sort_unstable();
            assert!(operation.required().eq(required), "{name}");
            count += 1;
        }
    }
    assert_eq!(operations(OPTIMIZED).count(), count);
    let guide: Value =
        serde_json::from_str(&file("schemas/services/guide.json").text).expect("it is JSON");
    for name in texts(&guide["ended"]) {
        assert!(SDK.named(&name).is_some_and(Service::has_ended), "{name}");
    }
    for (service, refused) in guide["unsupported"].as_object().expect("services") {
        for operation in texts(refused) {
            let action = operation[..1].to_lowercase() + &operation[1..];
            let found = SDK.named(service).and_then(|service| service.operation(&action));
            assert!(found.is_none_or(|found| !found.is_supported()), "{service}:{action}");
        }
    }
}

#[test]
fn streams_of_events_are_not_supported() {
    let service = SDK.named("bedrockruntime").expect("the service is there");
    let stream = service.operation("converseStream").expect("the action is there");
    assert!(!stream.is_supported());
    assert!(service.operation("converse").is_some_and(Operation::is_supported));
    assert!(service.actions().all(|action| action != "converseStream"));
}
