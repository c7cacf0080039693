//! What a client may have executed: a machine drawn, scenarios run.

use std::path::Path;

use serde_json::{Value, json};

use crate::cli::lsp::document::{Document, path_of};
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
    let name = path.file_name().map(Path::new).unwrap_or(&path).display().to_string();
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
