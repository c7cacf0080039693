//! What a client may have executed: a machine drawn, scenarios run.

use std::fs::File;
use std::io::Write;
use std::sync::atomic::{AtomicU32, Ordering};

use lsp_server::{Message, Notification, Request};
use serde_json::{Value, json};

use crate::cli::lsp::document::{Document, path_of, uri_of};
use crate::cli::lsp::machines::find_parsed;
use crate::cli::settings::Choice;
use crate::cli::test;
use crate::model::StateMachine;
use crate::report::graph::{Direction, Picture, svg};

/// Draws a machine: an address, and the name of the machine where the document has several.
pub(super) const GRAPH: &str = "aslint.graph";
/// Runs scenarios: the address of a scenario file, and what their names have in them.
pub(super) const TEST: &str = "aslint.test";

/// The picture of a machine of a document, as SVG.
pub(super) fn graph(document: &Document, name: Option<&str>) -> Result<Value, String> {
    let drawn = find_parsed(document, |found| {
        let root = found.parsed.tree.root();
        let is_meant = name.is_none_or(|name| found.name == Some(name));
        if !is_meant || root.get("StartAt").is_none() && root.get("States").is_none() {
            return None;
        }
        let machine = StateMachine::read(root);
        let mut text = String::new();
        let title = found.name.unwrap_or("StateMachine");
        svg::write(&mut text, &Picture::of(&machine), title, Direction::Down)
            .expect("a string takes any text");
        Some(text)
    });
    drawn.map(|text| json!({"svg": text})).ok_or_else(|| "there is no machine here".to_owned())
}

/// What came of the scenarios of a file, as it is saved.
pub(super) fn test(uri: &str, filter: Option<&str>, choice: &Choice) -> Value {
    let path = path_of(uri);
    let tried = test::try_file(&path, filter, choice);
    let name = path.file_name().map_or_else(String::new, |name| name.display().to_string());
    let summary = match (tried.passed, tried.failed) {
        (0, 0) => format!("{name}: no scenario was run"),
        (passed, 0) => format!("{name}: {passed} passed"),
        (passed, failed) => format!("{name}: {failed} failed, {passed} passed"),
    };
    json!({
        "summary": summary,
        "passed": tried.passed,
        "failed": tried.failed,
        "text": tried.text,
    })
}

/// What people are told of scenarios that were run.
pub(super) fn told(result: &Value) -> Option<Message> {
    let summary = result["summary"].as_str()?;
    let is_well = result["failed"] == 0 && result["passed"] != 0;
    let text = format!("{summary}\n{}", result["text"].as_str().unwrap_or_default());
    let params = json!({"type": if is_well { INFO } else { ERROR }, "message": text.trim_end()});
    Some(Notification { method: "window/showMessage".to_owned(), params }.into())
}

/// A picture put into a file that the client is asked to open.
pub(super) fn opened(result: &Value) -> Option<Message> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("aslint-{}-{count}.svg", std::process::id());
    let path = std::env::temp_dir().join(name);
    let mut file = File::create_new(&path).ok()?;
    file.write_all(result["svg"].as_str()?.as_bytes()).ok()?;
    let params = json!({"uri": uri_of(&path), "external": true});
    let method = "window/showDocument".to_owned();
    Some(Request { id: format!("picture {count}").into(), method, params }.into())
}

/// The kinds of messages, as the protocol numbers them.
const ERROR: u8 = 1;
const INFO: u8 = 3;
