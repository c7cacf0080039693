//! An editor for tests: it starts the server and speaks with it.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde_json::{Value, json};

use crate::project::aslint;

/// A server and what is said to it.
pub(super) struct Editor {
    server: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    requests: u64,
    version: u64,
    /// What it told of documents, in the order in which it did.
    pub(super) told: Vec<Value>,
}

impl Editor {
    /// An editor in which a document is open.
    pub(super) fn with(uri: &str, text: &str) -> Self {
        let mut command = aslint();
        command.arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut server = command.spawn().expect("the server starts");
        let input = server.stdin.take().expect("it has an input");
        let output = BufReader::new(server.stdout.take().expect("it has an output"));
        let (requests, version, told) = (0, 0, Vec::new());
        let mut editor = Self { server, input, output, requests, version, told };
        let items = json!({"snippetSupport": true});
        let client = json!({"textDocument": {"completion": {"completionItem": items}}});
        let answer = editor.ask("initialize", &json!({"capabilities": client}));
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

    pub(super) fn tell(&mut self, method: &str, params: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// The result of a request.
    pub(super) fn ask(&mut self, method: &str, params: &Value) -> Value {
        let answer = self.answer(method, params);
        assert!(answer.get("error").is_none(), "{method} {params}: {answer}");
        answer["result"].clone()
    }

    pub(super) fn answer(&mut self, method: &str, params: &Value) -> Value {
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

    /// What the server says next of its own accord.
    pub(super) fn message(&mut self) -> Value {
        if self.told.is_empty() { self.receive() } else { self.told.remove(0) }
    }

    /// The findings that the server tells next.
    pub(super) fn findings(&mut self) -> Vec<Value> {
        let message = self.message();
        assert_eq!(message["method"], "textDocument/publishDiagnostics");
        message["params"]["diagnostics"].as_array().cloned().unwrap_or_default()
    }

    pub(super) fn change(&mut self, uri: &str, change: &Value) {
        self.version += 1;
        let document = json!({"uri": uri, "version": self.version});
        let params = json!({"textDocument": document, "contentChanges": [change]});
        self.tell("textDocument/didChange", &params);
    }

    /// Asks about the place in a text that a mark stands at, which takes the place of the text of
    /// the document.
    pub(super) fn ask_at(&mut self, method: &str, uri: &str, marked: &str) -> Value {
        let (text, position) = unmarked(marked);
        self.change(uri, &json!({"text": text}));
        let params = json!({"textDocument": {"uri": uri}, "position": position});
        self.ask(method, &params)
    }

    pub(super) fn close(mut self) {
        assert_eq!(self.ask("shutdown", &Value::Null), Value::Null);
        self.tell("exit", &Value::Null);
        assert!(self.server.wait().expect("it ends").success());
    }
}

/// The place of the first such text in a text, some characters further.
pub(super) fn place(text: &str, word: &str, further: usize) -> Value {
    let at = text.find(word).expect("the text has it") + further;
    let line = text[..at].matches('\n').count();
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    json!({"line": line, "character": text[start..at].encode_utf16().count()})
}

/// What marks a place in a text.
pub(super) const MARK: char = '\u{2038}';

/// A text without the mark, and the place that it stood at.
pub(super) fn unmarked(marked: &str) -> (String, Value) {
    let (before, after) = marked.split_once(MARK).expect("the place is marked");
    let line = before.matches('\n').count();
    let last = before.rsplit('\n').next().unwrap_or_default();
    let position = json!({"line": line, "character": last.encode_utf16().count()});
    (format!("{before}{after}"), position)
}

/// The offset of a place in a text.
pub(super) fn offset(text: &str, position: &Value) -> usize {
    let number = |name: &str| position[name].as_u64().unwrap_or(0) as usize;
    let start: usize = text.split_inclusive('\n').take(number("line")).map(str::len).sum();
    let mut units = 0;
    let within = text[start..].char_indices().find(|(_, character)| {
        let is_there = units >= number("character");
        units += character.len_utf16();
        is_there
    });
    within.map_or(text.len(), |(at, _)| start + at)
}
