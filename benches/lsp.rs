//! How long the language server takes to answer, from request to answer, on a definition of 200
//! states and on one of 1 MiB. An editor is fluent where an answer is there within 50 ms.

#[path = "../tests/it/lsp/client.rs"]
mod client;

use std::cell::RefCell;
use std::process::Command;

use divan::Bencher;
use serde_json::{Value, json};

use crate::client::Client;

fn main() {
    divan::main();
}

/// How many states the definitions have.
const STATES: [usize; 2] = [200, 5000];

const URI: &str = "file:///project/generated.asl.json";

/// A definition of that many states.
fn definition(states: usize) -> String {
    let name = |place: usize| format!("State number {place}");
    let state = |place: usize| {
        let next = name(place + 1);
        let state = match place % 4 {
            _ if place + 1 == states => json!({ "Type": "Succeed" }),
            0 => json!({
                "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
                "Parameters": { "FunctionName": "worker", "Payload.$": "$.order" },
                "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": name(states - 1) }],
                "Assign": { "total.$": "$.Payload.total" }, "Next": next
            }),
            1 => json!({ "Type": "Wait", "SecondsPath": "$total", "Next": next }),
            2 => json!({
                "Type": "Choice", "Default": next,
                "Choices": [{ "Variable": "$.ok", "BooleanEquals": true, "Next": name(states - 1) }]
            }),
            _ => json!({ "Type": "Pass", "Result": { "a": [1, 2, 3] }, "Next": next }),
        };
        (name(place), state)
    };
    let states: serde_json::Map<String, Value> = (0..states).map(state).collect();
    let machine = json!({ "StartAt": name(0), "States": states });
    serde_json::to_string_pretty(&machine).expect("it can be printed")
}

/// A server in which a definition is open, once it has told what it finds.
fn with_open(text: &str) -> Client {
    let mut client = Client::start(Command::new(env!("CARGO_BIN_EXE_aslint")), &json!({}));
    client.open(URI, text);
    client.message();
    client
}

/// The requests, each at a place in the middle of the text.
const METHODS: [&str; 10] = [
    "hover",
    "completion",
    "definition",
    "references",
    "documentHighlight",
    "documentSymbol",
    "foldingRange",
    "selectionRange",
    "codeAction",
    "codeLens",
];

/// The place of the first text from the middle on.
fn middle(text: &str, word: &str) -> Value {
    let half = text.len() / 2;
    let at = half + text[half..].find(word).expect("it is there") + word.len() / 2;
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    json!({ "line": text[..at].matches('\n').count(), "character": at - start })
}

fn answer(bencher: Bencher, method: &str, states: usize) {
    let text = definition(states);
    let word = if matches!(method, "completion") { "\"Next\": \"St" } else { "$total" };
    let place = middle(&text, word);
    let params = json!({
        "textDocument": { "uri": URI }, "position": place, "positions": [place],
        "range": { "start": place, "end": place }, "context": { "includeDeclaration": true }
    });
    let client = RefCell::new(with_open(&text));
    let method = format!("textDocument/{method}");
    bencher.bench_local(|| client.borrow_mut().answer(&method, &params));
    client.into_inner().end();
}

#[divan::bench(args = METHODS)]
fn answer_on_200_states(bencher: Bencher, method: &str) {
    answer(bencher, method, STATES[0]);
}

#[divan::bench(args = METHODS, sample_count = 20)]
fn answer_on_1_mib(bencher: Bencher, method: &str) {
    answer(bencher, method, STATES[1]);
}

/// From a typed character to the findings: what the server waits for the next one is in it.
#[divan::bench(args = STATES, sample_count = 20)]
fn findings_after_a_change(bencher: Bencher, states: usize) {
    let text = definition(states);
    let place = middle(&text, "Next\": \"St");
    let range = json!({ "start": place, "end": place });
    let client = RefCell::new(with_open(&text));
    let document = json!({ "uri": URI, "version": 1 });
    let change = json!({ "range": range, "text": "x" });
    let params = json!({ "textDocument": document, "contentChanges": [change] });
    bencher.bench_local(|| {
        let mut client = client.borrow_mut();
        client.tell("textDocument/didChange", &params);
        client.message()
    });
    client.into_inner().end();
}
