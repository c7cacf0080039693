//! Executions: long loops with payloads small and large, many items, many branches.
//!
//! `cargo bench --bench run` prints the time of one execution; divide by the number of
//! transitions in the name. `run.mjs` times aws-local-stepfunctions with the same executions.

use std::fmt::Write as _;

use aslint::exec::history::{Execution, Outcome};
use aslint::exec::mocks::Mocks;
use aslint::exec::{self, Children, Identity, Payload, Request};
use aslint::model::{StateMachine, WorkflowType};
use aslint::query::value::Value;
use aslint::syntax::{Format, parse};
use divan::Bencher;

fn main() {
    divan::main();
}

/// The same loop where nothing is counted in the data.
const PLAIN: &str = r#"{"StartAt": "A", "States": {
    "A": {"Type": "Pass", "Next": "B"},
    "B": {"Type": "Choice", "Default": "A", "Choices": [
        {"Variable": "$.count.n", "NumericGreaterThan": 5, "Next": "C"}]},
    "C": {"Type": "Succeed"}}}"#;

/// A definition of `run.json`, which `run.mjs` runs as well. The loop has 10,002 transitions,
/// close to what a history may hold.
fn definition(name: &str) -> String {
    let all: serde_json::Value = serde_json::from_str(include_str!("run.json")).expect("JSON");
    all[name].to_string()
}

/// Runs a definition and checks that it ends as it should.
fn execute(definition: &str, input: &str) -> Execution {
    let parsed = parse(definition, Format::Json);
    let machine = StateMachine::read(parsed.tree.root());
    let value = parse(input, Format::Json);
    let request = Request {
        input: Payload::new(Value::from_tree(value.tree.root())),
        identity: Identity::of("Bench", "bench", WorkflowType::Standard),
        workflow_type: WorkflowType::Standard,
        start_millis: 0,
        seed: 0,
        children: Children::Forgotten,
    };
    exec::run(&machine, &Mocks::none(), &request).expect("no task wants a mock")
}

fn succeeded(execution: &Execution) {
    assert!(matches!(execution.outcome, Outcome::Succeeded(_)), "{:?}", execution.outcome);
}

/// An input with a payload of so many bytes that no state touches.
fn input(kilobytes: usize) -> String {
    let mut rows = String::new();
    for number in 0..kilobytes * 16 {
        let separator = if number == 0 { "" } else { "," };
        write!(rows, "{separator}{{\"id\":{number:06},\"text\":\"about sixty-four bytes of it\"}}")
            .expect("a string takes all");
    }
    format!(r#"{{"count": {{"n": 0}}, "payload": [{}]}}"#, rows.replace("\"id\":0", "\"id\":1"))
}

#[divan::bench(args = [0, 10, 200])]
fn loop_of_10_000_transitions(bencher: Bencher<'_, '_>, kilobytes: usize) {
    let definition = definition("loop");
    let input = input(kilobytes);
    bencher.bench(|| succeeded(&execute(&definition, &input)));
}

#[divan::bench]
fn endless_loop_of_12_500_transitions(bencher: Bencher<'_, '_>) {
    bencher.bench(|| execute(PLAIN, r#"{"count": {"n": 0}}"#));
}

#[divan::bench]
fn map_of_10_000_items(bencher: Bencher<'_, '_>) {
    let items: Vec<_> = (0..10_000).map(|number| number.to_string()).collect();
    let input = format!(r#"{{"items": [{}]}}"#, items.join(","));
    let definition = definition("map");
    bencher.bench(|| succeeded(&execute(&definition, &input)));
}

#[divan::bench]
fn parallel_of_40_branches(bencher: Bencher<'_, '_>) {
    let branch = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"},
        "B": {"Type": "Pass", "End": true}}}"#;
    let branches = vec![branch.to_owned(); 40]
        .iter()
        .enumerate()
        .map(|(place, branch)| branch.replace("\"A\"", &format!("\"A{place}\"")))
        .collect::<Vec<_>>()
        .join(",");
    let definition = format!(
        r#"{{"StartAt": "All", "States": {{"All": {{"Type": "Parallel", "End": true,
            "Branches": [{branches}]}}}}}}"#
    );
    bencher.bench(|| succeeded(&execute(&definition, "{}")));
}
