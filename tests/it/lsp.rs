//! The language server, driven as an editor drives it: over standard input and output.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde_json::{Value, json};

use crate::project::aslint;
use crate::repository::{file, refuse};

const URI: &str = "file:///project/order.asl.json";

const ORDER: &str = r#"{
  "StartAt": "Reserve",
  "States": {
    "Reserve": { "Type": "Pass", "Next": "Charg" },
    "Charge": { "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage",
      "Parameters": { "QueueUrl": "q", "MessageBody": "m" },
      "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Reserve" }], "End": true }
  }
}
"#;

/// A server and what is said to it.
struct Editor {
    server: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    requests: u64,
    version: u64,
    /// What it told of documents, in the order in which it did.
    told: Vec<Value>,
}

impl Editor {
    /// An editor in which a document is open.
    fn with(uri: &str, text: &str) -> Self {
        let mut command = aslint();
        command.arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut server = command.spawn().expect("the server starts");
        let input = server.stdin.take().expect("it has an input");
        let output = BufReader::new(server.stdout.take().expect("it has an output"));
        let (requests, version, told) = (0, 0, Vec::new());
        let mut editor = Self { server, input, output, requests, version, told };
        let answer = editor.ask("initialize", &json!({"capabilities": {}}));
        assert!(answer["capabilities"]["hoverProvider"].as_bool().unwrap_or(false));
        editor.tell("initialized", &json!({}));
        let document = json!({"uri": uri, "languageId": "asl", "version": 0, "text": text});
        editor.tell("textDocument/didOpen", &json!({"textDocument": document}));
        editor
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("it listens");
        self.input.flush().expect("it listens");
    }

    fn receive(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.output.read_line(&mut line).expect("it speaks");
            match line.trim().strip_prefix("Content-Length: ") {
                Some(number) => length = number.parse().expect("it is a number"),
                None if line.trim().is_empty() => break,
                None => {}
            }
        }
        let mut bytes = vec![0; length];
        self.output.read_exact(&mut bytes).expect("it says it all");
        serde_json::from_slice(&bytes).expect("it speaks JSON")
    }

    fn tell(&mut self, method: &str, params: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// The result of a request.
    fn ask(&mut self, method: &str, params: &Value) -> Value {
        let answer = self.answer(method, params);
        assert!(answer.get("error").is_none(), "{method} {params}: {answer}");
        answer["result"].clone()
    }

    fn answer(&mut self, method: &str, params: &Value) -> Value {
        self.requests += 1;
        let id = self.requests;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        loop {
            let message = self.receive();
            if message["id"] == id {
                return message;
            }
            self.told.push(message);
        }
    }

    /// The findings that the server tells next.
    fn findings(&mut self) -> Vec<Value> {
        let message = if self.told.is_empty() { self.receive() } else { self.told.remove(0) };
        assert_eq!(message["method"], "textDocument/publishDiagnostics");
        message["params"]["diagnostics"].as_array().cloned().unwrap_or_default()
    }

    fn change(&mut self, uri: &str, change: &Value) {
        self.version += 1;
        let document = json!({"uri": uri, "version": self.version});
        let params = json!({"textDocument": document, "contentChanges": [change]});
        self.tell("textDocument/didChange", &params);
    }

    fn close(mut self) {
        assert_eq!(self.ask("shutdown", &Value::Null), Value::Null);
        self.tell("exit", &Value::Null);
        assert!(self.server.wait().expect("it ends").success());
    }
}

/// The place of the first such text in a text, some characters further.
fn place(text: &str, word: &str, further: usize) -> Value {
    let at = text.find(word).expect("the text has it") + further;
    let line = text[..at].matches('\n').count();
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    json!({"line": line, "character": text[start..at].encode_utf16().count()})
}

fn at(text: &str, word: &str, further: usize) -> Value {
    json!({"textDocument": {"uri": URI}, "position": place(text, word, further)})
}

fn labels(completion: &Value) -> Vec<&str> {
    let items = completion.as_array().into_iter().flatten();
    items.filter_map(|item| item["label"].as_str()).collect()
}

#[test]
fn findings_are_told_and_mended() {
    let mut editor = Editor::with(URI, ORDER);
    let findings = editor.findings();
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!(findings[0]["code"], "transition-target-unknown");
    assert_eq!(findings[0]["range"]["start"], place(ORDER, "\"Charg\"", 0));
    let range = json!({"start": place(ORDER, "Charg", 1), "end": place(ORDER, "Charg", 1)});
    let params = json!({"textDocument": {"uri": URI}, "range": range, "context": {}});
    let actions = editor.ask("textDocument/codeAction", &params);
    let edit = &actions[0]["edit"]["changes"][URI][0];
    assert_eq!(edit["newText"], "\"Charge\"");
    let change = json!({"range": edit["range"], "text": edit["newText"]});
    editor.change(URI, &change);
    assert_eq!(editor.findings(), Vec::<Value>::new());
    editor.close();
}

#[test]
fn a_state_is_found_wherever_it_is_named_and_renamed_there() {
    let mut editor = Editor::with(URI, ORDER);
    let own = place(ORDER, "\"Reserve\": {", 0);
    let found = editor.ask("textDocument/definition", &at(ORDER, "\"Reserve\",", 3));
    assert_eq!(found["range"]["start"], own);
    let found = editor.ask("textDocument/references", &at(ORDER, "\"Reserve\": {", 3));
    assert_eq!(found.as_array().map(Vec::len), Some(3));
    let mut params = at(ORDER, "\"Reserve\": {", 3);
    params["newName"] = "Keep \"it\"".into();
    let edits = editor.ask("textDocument/rename", &params);
    let edits = edits["changes"][URI].as_array().cloned().unwrap_or_default();
    assert_eq!(edits.len(), 3);
    assert!(edits.iter().all(|edit| edit["newText"] == "\"Keep \\\"it\\\"\""), "{edits:#?}");
    let symbols = editor.ask("textDocument/documentSymbol", &at(ORDER, "{", 0));
    let names: Vec<_> = symbols.as_array().into_iter().flatten().map(|one| &one["name"]).collect();
    assert_eq!(names, ["Reserve", "Charge"]);
    let hover = editor.ask("textDocument/hover", &at(ORDER, "\"Charge\":", 2));
    let text = hover["contents"]["value"].as_str().unwrap_or_default();
    assert!(text.starts_with("**Charge** (Task)"), "{text}");
    assert!(text.contains("to `Reserve`"), "{text}");
    editor.close();
}

#[test]
fn what_may_stand_at_a_place_is_offered_on_broken_text() {
    let table = [
        ("{\"States\": {\"A\": {\"Type\": \"Pass\", \"Next\": \"|\"}, \"Bee\": {}}}", "Bee"),
        ("{\"StartAt\": \"|\", \"States\": {\"A\": {\"Type\": \"Pass\"}}}", "A"),
        ("{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"|", "Parallel"),
        ("{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Wait\", \"|", "SecondsPath"),
        (
            "{\"States\": {\"A\": {\"Type\": \"Task\", \"Retry\": [{\"ErrorEquals\": [\"|",
            "States.Timeout",
        ),
        (
            "{\"States\": {\"A\": {\"Type\": \"Task\", \"Resource\": \"|",
            "arn:aws:states:::sqs:sendMessage",
        ),
        (
            "{\"States\": {\"A\": {\"Type\": \"Task\", \"Resource\": \
             \"arn:aws:states:::sqs:sendMessage\", \"Parameters\": {\"|",
            "QueueUrl",
        ),
    ];
    for (text, wanted) in table {
        let (before, after) = text.split_once('|').expect("the place is marked");
        let whole = format!("{before}{after}");
        let mut editor = Editor::with(URI, &whole);
        let position = json!({"line": 0, "character": before.len()});
        let params = json!({"textDocument": {"uri": URI}, "position": position});
        let offered = editor.ask("textDocument/completion", &params);
        assert!(labels(&offered).contains(&wanted), "{text}: {:?}", labels(&offered));
        editor.close();
    }
}

#[test]
fn a_definition_in_a_template_is_at_home_too() {
    let text = file("fixtures/hosts/cloudformation.yaml").text;
    let uri = "file:///project/template.yaml";
    let mut editor = Editor::with(uri, &text);
    assert!(!editor.findings().is_empty());
    let document = json!({"textDocument": {"uri": uri}});
    let symbols = editor.ask("textDocument/documentSymbol", &document);
    assert!(symbols.as_array().is_some_and(|symbols| symbols.len() > 1), "{symbols}");
    editor.close();
}

#[test]
fn every_request_at_every_place_while_a_text_is_typed_has_an_answer() {
    let methods = ["hover", "completion", "definition", "references", "prepareRename"];
    let names = ["poll.asl.json", "order.asl.json", "table.asl.yaml"];
    let mut faults = Vec::new();
    for name in names {
        let text = file(&format!("fixtures/clean/{name}")).text;
        let uri = format!("file:///project/{name}");
        let mut editor = Editor::with(&uri, "");
        for (line, typed) in text.lines().enumerate() {
            for (column, character) in format!("{typed}\n").chars().enumerate() {
                let position = json!({"line": line, "character": column});
                let range = json!({"start": position, "end": position});
                editor.change(&uri, &json!({"range": range, "text": character.to_string()}));
                let method = methods[(line + column) % methods.len()];
                let params = json!({"textDocument": {"uri": uri}, "position": position,
                                    "context": {"includeDeclaration": true}});
                let answer = editor.answer(&format!("textDocument/{method}"), &params);
                if answer.get("error").is_some() {
                    faults.push(format!("{name}:{line}:{column}: {method}: {answer}"));
                }
            }
        }
        let document = json!({"textDocument": {"uri": uri}});
        editor.ask("textDocument/documentSymbol", &document);
        editor.ask("textDocument/foldingRange", &document);
        editor.close();
    }
    refuse(&faults, "The server answers whatever is asked.");
}

#[test]
fn what_is_unknown_is_refused_and_the_server_goes_on() {
    let mut editor = Editor::with(URI, ORDER);
    let answer = editor.answer("textDocument/unheardOf", &json!({}));
    assert_eq!(answer["error"]["code"], -32601);
    let elsewhere = json!({"textDocument": {"uri": "file:///gone"}, "position": {}});
    assert_eq!(editor.ask("textDocument/hover", &elsewhere), Value::Null);
    assert_eq!(editor.ask("textDocument/hover", &json!(["odd"])), Value::Null);
    editor.tell("textDocument/didChange", &json!({"odd": true}));
    editor.change(URI, &json!({"range": {"start": {"line": 9}, "end": {}}, "text": "x"}));
    editor.ask("textDocument/documentSymbol", &at(ORDER, "{", 0));
    editor.close();
}
