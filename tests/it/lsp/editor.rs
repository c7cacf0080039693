//! An editor for tests: it starts the server and speaks with it.

use serde_json::{Value, json};

use crate::lsp::client::Client;
use crate::project::aslint;

/// An editor, in which documents change.
pub(super) struct Editor {
    client: Client,
    version: u64,
}

impl Editor {
    /// An editor in which a document is open.
    pub(super) fn with(uri: &str, text: &str) -> Self {
        let items = json!({"snippetSupport": true});
        let capabilities = json!({"textDocument": {"completion": {"completionItem": items}}});
        let mut client = Client::start(aslint(), &capabilities);
        client.open(uri, text);
        Self { client, version: 0 }
    }

    pub(super) fn tell(&mut self, method: &str, params: &Value) {
        self.client.tell(method, params);
    }

    /// The result of a request.
    pub(super) fn ask(&mut self, method: &str, params: &Value) -> Value {
        let answer = self.answer(method, params);
        assert!(answer.get("error").is_none(), "{method} {params}: {answer}");
        answer["result"].clone()
    }

    pub(super) fn answer(&mut self, method: &str, params: &Value) -> Value {
        self.client.answer(method, params)
    }

    /// What the server says next of its own accord.
    pub(super) fn message(&mut self) -> Value {
        self.client.message()
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

    pub(super) fn close(self) {
        self.client.end();
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
