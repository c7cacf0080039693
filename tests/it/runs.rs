//! Definitions that are executed: those in `fixtures/runs` do what their snapshots say, and
//! those in `fixtures/clean` never meet what a rule says they cannot.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use aslint::exec::history::{Execution, Outcome};
use aslint::exec::mocks;
use aslint::exec::{self, Children, Failure, Identity, Payload, Request};
use aslint::model::{StateMachine, WorkflowType};
use aslint::query::value::Value;
use aslint::report::style::Colours;
use aslint::report::trace::Screen;
use aslint::report::{history, trace};
use aslint::source::Source;
use aslint::syntax::{Format, Parsed, parse};
use insta::{Settings, assert_snapshot};

use crate::repository::{bytes, paths_under, refuse, root};

/// When all executions start: 2026-01-01T00:00:00Z.
const START_MILLIS: i64 = 1_767_225_600_000;

/// How wide a trace is.
const COLUMNS: usize = 100;

/// What any definition may be given.
const INPUTS: [&str; 7] = [
    "{}",
    "[]",
    "null",
    r#"[{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]"#,
    r#"{"id": 1, "name": "a", "items": [{"id": 1}, {"id": 2}], "detail": {"id": "1"}}"#,
    r#"{"order": {"id": "1", "total": 3, "lines": [{"sku": "a", "count": 1}]}, "orders": [1, 2]}"#,
    r#"{"id": "1", "key": "k", "prefix": "p", "request": {}, "delay": 1, "x": 1, "first": "A",
        "last": "B", "order": {"items": [{"price": 1, "quantity": 2}]}, "customer": {"id": "c"},
        "items": [{"id": 1}, {"id": 2}]}"#,
];

/// What the causes of failures have in them that rules find without running anything.
const STATIC_CAUSES: [&str; 6] =
    [" arguments, not ", "'$$.", "T1006", "T0410", "names no state", "does not point to a next"];

#[test]
fn a_run_has_the_trace_and_the_history_of_its_snapshot() {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path(root().join("fixtures/runs"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for path in definitions("fixtures/runs") {
        let source = source_of(&path);
        let parsed = parsed(&source);
        let machine = StateMachine::read(parsed.tree.root());
        let input = beside(&path, "input.json").map(|input| input.text).unwrap_or_default();
        let mocks = beside(&path, "mocks.yaml");
        let execution = executed(&source, &input, mocks.as_ref(), workflow_type(&source));
        let unused: Vec<_> = execution.unused_mocks.iter().map(|mock| &mock.message).collect();
        assert!(unused.is_empty(), "{}: {unused:?}", source.name);
        let json = written(|out| history::write(out, &execution, &machine));
        let screen = Screen { columns: COLUMNS, colours: Colours::None };
        let trace = written(|out| trace::write(out, &execution, &machine, &source, screen));
        settings.bind(|| assert_snapshot!(source.name.as_str(), format!("{trace}\n{json}")));
    }
}

#[test]
fn a_clean_definition_never_meets_what_a_rule_excludes() {
    let mut faults = Vec::new();
    for path in definitions("fixtures/clean") {
        let source = source_of(&path);
        let parsed = parsed(&source);
        let machine = StateMachine::read(parsed.tree.root());
        for input in INPUTS {
            let execution = executed(&source, input, None, workflow_type(&source));
            if execution.record.events.is_empty() {
                faults.push(format!("{}: nothing happened with {input}", source.name));
            }
            let json = written(|out| history::write(out, &execution, &machine));
            let _: serde_json::Value = serde_json::from_str(&json).expect("a history is JSON");
            let screen = Screen { columns: COLUMNS, colours: Colours::None };
            written(|out| trace::write(out, &execution, &machine, &source, screen));
            let Outcome::Failed(failure) = &execution.outcome else { continue };
            let cause = failure.cause.as_deref().unwrap_or_default();
            // What a template fills in may be anything.
            if source.text.contains("${") {
                continue;
            }
            if failure.name() == "States.Runtime" && execution.failed_state.is_none() {
                faults.push(format!("{}: nobody knows where, with {input}: {cause}", source.name));
            }
            // The input that a cause quotes may hold anything.
            let words = cause.split(" in the input '").next().unwrap_or_default();
            if is_of_the_language(failure) && (reads_variable(words) || is_static(words)) {
                faults.push(format!("{}: fails with {input}: {cause}", source.name));
            }
        }
    }
    refuse(&faults, "Either a rule should have found this, or it should not happen.");
}

/// Whether an error is one that expressions lead to.
fn is_of_the_language(failure: &Failure) -> bool {
    ["States.Runtime", "States.IntrinsicFailure", "States.QueryEvaluationError"]
        .contains(&failure.name())
}

fn is_static(cause: &str) -> bool {
    STATIC_CAUSES.iter().any(|words| cause.contains(words))
}

/// Whether a path was in vain that begins with a variable.
fn reads_variable(cause: &str) -> bool {
    let path = cause.split_once("The JSONPath '$").map(|(_, path)| path);
    path.is_some_and(|path| path.starts_with(|first: char| first.is_ascii_alphabetic()))
}

fn workflow_type(source: &Source) -> WorkflowType {
    let is_express = source.name.contains("express");
    if is_express { WorkflowType::Express } else { WorkflowType::Standard }
}

/// Executes a definition with an input (JSON; `{}` if it is empty) and a mock file. Tasks that
/// it leaves without a mock return `{}`.
pub fn executed(
    definition: &Source,
    input: &str,
    mocks: Option<&Source>,
    workflow_type: WorkflowType,
) -> Execution {
    let parsed = parsed(definition);
    let machine = StateMachine::read(parsed.tree.root());
    let none = Source::new("none.mocks.yaml", b"mocks: {}".to_vec());
    let mocks = mocks.filter(|mocks| !mocks.text.is_empty()).unwrap_or(&none);
    let read = parse(&mocks.text, Format::Yaml);
    let (mut mocks, findings) = mocks::read(&read, &machine, None);
    assert!(findings.is_empty(), "{}: {findings:#?}", definition.name);
    let wanted: Vec<_> = mocks.wanted_files().map(|(path, _)| path.to_owned()).collect();
    for path in wanted {
        mocks.provide(&path, &Rc::from(bytes(&root().join("fixtures/runs").join(&path))));
    }
    let input = if input.trim().is_empty() { "{}" } else { input.trim() };
    let request = Request {
        input: Payload::written(json(input), input),
        identity: Identity::of("Machine", "execution", workflow_type),
        workflow_type,
        start_millis: START_MILLIS,
        seed: 0,
        children: Children::Forgotten,
    };
    let run = exec::run(&machine, &mocks.with_fallback(), &request);
    run.unwrap_or_else(|stop| unreachable!("every task has a mock: {stop:?}"))
}

fn json(text: &str) -> Value {
    let parsed = parse(text, Format::Json);
    assert!(parsed.faults.is_empty(), "not JSON: {text}");
    Value::from_tree(parsed.tree.root())
}

fn parsed(source: &Source) -> Parsed<'_> {
    let format = Format::of_name(Path::new(&source.name)).expect("the name says it");
    parse(&source.text, format)
}

fn source_of(path: &Path) -> Source {
    let name = path.file_name().expect("a file has a name").to_string_lossy();
    Source::new(name.as_ref(), bytes(path))
}

/// The file for the same run with another end of the name, if it is there.
fn beside(path: &Path, end: &str) -> Option<Source> {
    let name = path.file_name()?.to_string_lossy();
    let path = path.with_file_name(format!("{}.{end}", name.split('.').next()?));
    path.exists().then(|| source_of(&path))
}

fn definitions(folder: &str) -> Vec<PathBuf> {
    let is_definition = |path: &PathBuf| {
        let name = path.to_string_lossy();
        name.ends_with(".asl.json") || name.ends_with(".asl.yaml")
    };
    paths_under(&root().join(folder)).into_iter().filter(is_definition).collect()
}

fn written(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).expect("memory takes everything");
    String::from_utf8(out).expect("a report is UTF-8")
}
