//! A client of the language server, for tests and for benches: what it sends and what it receives.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// A server and what is said to it.
pub struct Client {
    server: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    requests: u64,
    /// What it told of its own accord, in the order in which it did.
    told: Vec<Value>,
}

impl Client {
    /// A client of the server that a command starts, which has been greeted.
    pub fn start(mut command: Command, capabilities: &Value) -> Self {
        command.arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut server = command.spawn().expect("the server starts");
        let input = server.stdin.take().expect("it has an input");
        let output = BufReader::new(server.stdout.take().expect("it has an output"));
        let mut client = Self { server, input, output, requests: 0, told: Vec::new() };
        let answer = client.answer("initialize", &json!({"capabilities": capabilities}));
        assert_eq!(answer["result"]["capabilities"]["hoverProvider"], true);
        client.tell("initialized", &json!({}));
        client
    }

    /// Opens a document.
    pub fn open(&mut self, uri: &str, text: &str) {
        let document = json!({"uri": uri, "languageId": "asl", "version": 0, "text": text});
        self.tell("textDocument/didOpen", &json!({"textDocument": document}));
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

    /// Says something that needs no answer.
    pub fn tell(&mut self, method: &str, params: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// The answer to a request, with its result or its error.
    pub fn answer(&mut self, method: &str, params: &Value) -> Value {
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
    pub fn message(&mut self) -> Value {
        if self.told.is_empty() { self.receive() } else { self.told.remove(0) }
    }

    /// Ends the server as an editor does, which is how it is to end.
    pub fn end(mut self) {
        assert_eq!(self.answer("shutdown", &Value::Null)["result"], Value::Null);
        self.tell("exit", &Value::Null);
        assert!(self.server.wait().expect("it ends").success());
    }
}
