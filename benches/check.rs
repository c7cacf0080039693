//! How long judging takes, beside what parsing the same bytes takes `serde_json`.
//!
//! `cargo bench` prints both for each text; what counts is their ratio in one run.

use aslint::config::Levels;
use aslint::hosts;
use aslint::model::WorkflowType;
use aslint::rules;
use aslint::syntax::{self, Format};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use serde_json::{Value, json};

fn main() {
    divan::main();
}

/// How many states the generated definitions have: one of everyday size, and three that show
/// whether cost is linear in size. The third is 1 MiB.
const STATES: [usize; 4] = [20, 1250, 2500, 5000];

/// A definition of that many states, of all types that call, choose, wait and loop.
fn definition(states: usize) -> String {
    let name = |place: usize| format!("State number {place}");
    let last = name(states - 1);
    let states: serde_json::Map<String, Value> = (0..states)
        .map(|place| (name(place), state(place, &name(place + 1), &last, place + 1 == states)))
        .collect();
    let machine = json!({ "Comment": "generated", "StartAt": name(0), "States": states });
    serde_json::to_string_pretty(&machine).expect("it can be printed")
}

fn state(place: usize, next: &str, last: &str, is_last: bool) -> Value {
    let inner = format!("Inner {place}");
    match place % 5 {
        _ if is_last => json!({ "Type": "Succeed" }),
        0 => json!({
            "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": { "FunctionName": "worker", "Payload.$": "$" },
            "Retry": [{ "ErrorEquals": ["Lambda.ServiceException"], "MaxAttempts": 6 }],
            "Catch": [{ "ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": last }],
            "Next": next
        }),
        1 => json!({
            "Type": "Choice", "Default": next,
            "Choices": [
                { "Variable": "$.status", "StringEquals": "done", "Next": last },
                { "Not": { "Variable": "$.x", "IsPresent": true }, "Next": next }
            ]
        }),
        2 => json!({ "Type": "Wait", "Seconds": 30, "Next": next }),
        3 => json!({ "Type": "Pass", "Result": { "a": [1, 2, 3] }, "Next": next }),
        _ => json!({
            "Type": "Map", "ItemsPath": "$.items", "Next": next,
            "ItemProcessor": {
                "ProcessorConfig": { "Mode": "INLINE" },
                "StartAt": inner, "States": { &inner: { "Type": "Pass", "End": true } }
            }
        }),
    }
}

#[divan::bench(args = STATES)]
fn check(bencher: Bencher, states: usize) {
    let text = definition(states);
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let parsed = syntax::parse(black_box(&text), Format::Json);
        rules::check(&parsed, WorkflowType::Standard, &Levels::default())
    });
}

#[divan::bench(args = STATES)]
fn parse(bencher: Bencher, states: usize) {
    let text = definition(states);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| syntax::parse(black_box(&text), Format::Json));
}

#[divan::bench(args = STATES)]
fn serde_json_value(bencher: Bencher, states: usize) {
    let text = definition(states);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| serde_json::from_slice::<Value>(black_box(text.as_bytes())));
}

/// How many machines a template has, and how many states each: a template of 1 MiB.
const MACHINES: usize = 50;
const STATES_OF_EACH: usize = 100;

/// How the definitions of a template are written.
const FORMS: [&str; 2] = ["object", "joined text"];

/// A template of 50 machines, that call what stands in it.
fn template(form: &str) -> String {
    let machines = (0..MACHINES).map(|place| {
        let definition = definition(STATES_OF_EACH);
        let properties = if form == "object" {
            let definition: Value = serde_json::from_str(&definition).expect("it is JSON");
            json!({ "RoleArn": "arn", "Definition": definition })
        } else {
            let (front, back) = definition.split_once("worker").expect("a function is called");
            let worker = json!({ "Fn::GetAtt": ["Worker", "Arn"] });
            let joined = json!({ "Fn::Join": ["", [front, worker, back]] });
            json!({ "RoleArn": "arn", "DefinitionString": joined })
        };
        let kind = "AWS::StepFunctions::StateMachine";
        (format!("Machine{place}"), json!({ "Type": kind, "Properties": properties }))
    });
    let worker = ("Worker".to_owned(), json!({ "Type": "AWS::Lambda::Function" }));
    let resources: serde_json::Map<String, Value> = machines.chain([worker]).collect();
    serde_json::to_string_pretty(&json!({ "Resources": resources })).expect("it can be printed")
}

#[divan::bench(args = FORMS)]
fn template_check(bencher: Bencher, form: &str) {
    let text = template(form);
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let host = syntax::parse(black_box(&text), Format::Json);
        let machines = hosts::machines(&host);
        let parsed = machines.iter().filter_map(|machine| machine.parsed(&host));
        let findings = parsed
            .map(|parsed| rules::check(&parsed, WorkflowType::Standard, &Levels::default()).len());
        findings.sum::<usize>()
    });
}

/// Its texts parsed: the template, and the definitions in it.
#[divan::bench(args = FORMS)]
fn template_parse(bencher: Bencher, form: &str) {
    let text = template(form);
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let host = syntax::parse(black_box(&text), Format::Json);
        let machines = hosts::machines(&host);
        let parsed = machines.iter().filter_map(|machine| machine.parsed(&host));
        parsed.map(|parsed| parsed.faults.len()).sum::<usize>()
    });
}

#[divan::bench(args = FORMS)]
fn template_serde_json_value(bencher: Bencher, form: &str) {
    let text = template(form);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| serde_json::from_slice::<Value>(black_box(text.as_bytes())));
}

/// The corpus, where it lies beside the project: every definition in JSON, one after the other.
fn corpus() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpus/files");
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten();
    let is_json = |path: &std::path::Path| path.extension().is_some_and(|end| end == "json");
    let files = files.filter(|file| is_json(file.path()));
    let texts = files.filter_map(|file| std::fs::read_to_string(file.path()).ok());
    texts.filter(|text| serde_json::from_str::<Value>(text).is_ok()).collect()
}

#[divan::bench]
fn corpus_check(bencher: Bencher) {
    let texts = corpus();
    bencher.bench(|| {
        for text in &texts {
            let parsed = syntax::parse(black_box(text), Format::Json);
            black_box(rules::check(&parsed, WorkflowType::Standard, &Levels::default()));
        }
    });
}

#[divan::bench]
fn corpus_serde_json_value(bencher: Bencher) {
    let texts = corpus();
    bencher.bench(|| {
        for text in &texts {
            black_box(serde_json::from_slice::<Value>(black_box(text.as_bytes())).is_ok());
        }
    });
}
