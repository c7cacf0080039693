//! How long the language server takes to answer, from request to answer, on a definition of 200
//! states and on one of 1 MiB. An editor is fluent where an answer is there within 50 ms.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use divan::Bencher;
use serde_json::{Value, json};

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

/// A server in which a definition is open.
struct Editor {
    server: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    requests: u64,
}

impl Editor {
    fn with(text: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_aslint"));
        command.arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut server = command.spawn().expect("the server starts");
        let input = server.stdin.take().expect("it has an input");
        let output = BufReader::new(server.stdout.take().expect("it has an output"));
        let mut editor = Self { server, input, output, requests: 0 };
        editor.ask("initialize", &json!({ "capabilities": {} }));
        editor.tell("initialized", &json!({}));
        let document = json!({ "uri": URI, "languageId": "asl", "version": 0, "text": text });
        editor.tell("textDocument/didOpen", &json!({ "textDocument": document }));
        editor.findings();
        editor
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("it listens");
        self.input.flush().expect("it listens");
    }

    fn receive(&mut self) -> Value {
        let mut length = 0;
        let mut line = String::new();
        while self.output.read_line(&mut line).is_ok() && !line.trim().is_empty() {
            let number = line.trim().strip_prefix("Content-Length: ");
            length = number.and_then(|number| number.parse().ok()).unwrap_or(length);
            line.clear();
        }
        let mut bytes = vec![0; length];
        self.output.read_exact(&mut bytes).expect("it says it all");
        serde_json::from_slice(&bytes).expect("it speaks JSON")
    }

    fn tell(&mut self, method: &str, params: &Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.requests += 1;
        let id = self.requests;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        loop {
            let message = self.receive();
            if message["id"] == id {
                return message;
            }
        }
    }

    fn findings(&mut self) -> Value {
        loop {
            let message = self.receive();
            if message["method"] == "textDocument/publishDiagnostics" {
                return message;
            }
        }
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        // Whatever is measured has been by now.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
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
    let editor = RefCell::new(Editor::with(&text));
    let method = format!("textDocument/{method}");
    bencher.bench_local(|| editor.borrow_mut().ask(&method, &params));
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
    let editor = RefCell::new(Editor::with(&text));
    let document = json!({ "uri": URI, "version": 1 });
    let change = json!({ "range": range, "text": "x" });
    let params = json!({ "textDocument": document, "contentChanges": [change] });
    bencher.bench_local(|| {
        let mut editor = editor.borrow_mut();
        editor.tell("textDocument/didChange", &params);
        editor.findings()
    });
}
