//! What can be done with a machine and with scenarios, above where they stand.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::cli::lsp::commands::{GRAPH, TEST};
use crate::cli::lsp::document::{Document, Lines, uri_of};
use crate::cli::lsp::machines::find_parsed;
use crate::cli::test::is_scenario_file;
use crate::source::{FILE_BYTES_MAX, Span};
use crate::syntax::{Format, parse};

pub(super) fn lenses(document: &Document, params: &Value) -> Value {
    let uri = &params["textDocument"]["uri"];
    if is_scenario_file(&document.path) {
        return of_scenarios(document, uri);
    }
    let lines = document.lines();
    let mut lenses = Vec::new();
    let mut tests: Vec<_> = scenario_files(&document.path);
    find_parsed(document, |found| {
        found.parsed.tree.root().get("StartAt")?;
        let place = Span::new(found.place.start, found.place.start);
        let drawn = json!([uri, found.name]);
        lenses.push(lens(&lines, place, "draw the graph", GRAPH, &drawn));
        for (path, count) in tests.drain(..) {
            let title = format!("run {count} scenario{}", if count == 1 { "" } else { "s" });
            lenses.push(lens(&lines, place, &title, TEST, &json!([uri_of(&path)])));
        }
        None::<()>
    });
    Value::Array(lenses)
}

fn lens(lines: &Lines<'_>, place: Span, title: &str, command: &str, arguments: &Value) -> Value {
    let command = json!({"title": title, "command": command, "arguments": arguments});
    json!({"range": lines.range(place), "command": command})
}

/// A lens for each scenario of a scenario file, and one for all.
fn of_scenarios(document: &Document, uri: &Value) -> Value {
    let format = Format::of_name(&document.path).unwrap_or(Format::Yaml);
    let parsed = parse(&document.text, format);
    let Some(scenarios) = parsed.tree.root().member("scenarios") else {
        return Value::Array(Vec::new());
    };
    let lines = document.lines();
    let all = lens(&lines, scenarios.key.span(), "run all", TEST, &json!([uri]));
    let each = scenarios.value.members().map(|scenario| {
        let one = json!([uri, format!("::{}", scenario.name())]);
        lens(&lines, scenario.key.span(), "run", TEST, &one)
    });
    std::iter::once(all).chain(each).collect()
}

/// The scenario files beside a document that speak of it, and how many scenarios each has.
fn scenario_files(path: &Path) -> Vec<(PathBuf, usize)> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Vec::new() };
    let name = name.to_string_lossy();
    let stem = name.split('.').next().unwrap_or_default();
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path()).filter(|path| is_scenario_file(path));
    let speaks_of_it = |path: PathBuf| {
        let length = path.metadata().ok()?.len();
        let text = (length <= FILE_BYTES_MAX).then(|| fs::read_to_string(&path).ok()).flatten()?;
        let own = path.file_name()?.to_string_lossy().into_owned();
        let is_named_alike = own.split_once(".aslt.").is_some_and(|(name, _)| name == stem);
        let parsed = parse(&text, Format::of_name(&path)?);
        let root = parsed.tree.root();
        let names_it = root.get("definition").is_some_and(|file| file.text().contains(&*name));
        let is_of_it = names_it || is_named_alike && root.get("definition").is_none();
        let count = root.get("scenarios")?.members().count();
        is_of_it.then_some((path, count))
    };
    let mut files: Vec<_> = paths.filter_map(speaks_of_it).collect();
    files.sort();
    files
}
