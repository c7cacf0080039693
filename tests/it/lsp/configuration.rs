//! Configurations and baselines hold in an editor as they do on the command line.

use serde_json::{Value, json};

use crate::lsp::ORDER;
use crate::lsp::editor::Editor;
use crate::project::Project;

/// What the server tells next of a document.
fn told(editor: &mut Editor, uri: &str) -> Vec<Value> {
    loop {
        let message = editor.message();
        let params = &message["params"];
        if message["method"] == "textDocument/publishDiagnostics" && params["uri"] == uri {
            return params["diagnostics"].as_array().cloned().unwrap_or_default();
        }
    }
}

#[test]
fn what_is_ignored_is_not_told_and_a_change_of_that_is_noticed() {
    let ignore = "[[ignore]]\nrules = [\"transition-target-unknown\"]\nreason = \"later\"\n";
    let project = Project::new(&[("order.asl.json", ORDER), ("aslint.toml", ignore)]);
    let uri = |name: &str| format!("file://{}", project.path(name).display());
    let (order, configuration) = (uri("order.asl.json"), uri("aslint.toml"));
    let changed = json!({"changes": [{"uri": configuration, "type": 2}]});
    let mut editor = Editor::with(&order, ORDER);
    assert_eq!(told(&mut editor, &order), Vec::<Value>::new());

    project.write("aslint.toml", b"fail-on = \"warning\"\n");
    editor.tell("workspace/didChangeWatchedFiles", &changed);
    assert_eq!(told(&mut editor, &order)[0]["code"], "transition-target-unknown");

    project.write("aslint.toml", b"fail-on = \"warming\"\n");
    editor.tell("workspace/didChangeWatchedFiles", &changed);
    assert_eq!(told(&mut editor, &configuration), Vec::<Value>::new());
    let faults = told(&mut editor, &configuration);
    assert_eq!(faults[0]["range"]["start"], json!({"line": 0, "character": 10}), "{faults:?}");
    editor.close();
}

#[test]
fn what_is_in_the_baseline_is_not_told() {
    let project = Project::new(&[("order.asl.json", ORDER), ("aslint.toml", "")]);
    assert_eq!(project.run(&["check", "--write-baseline"]).code, 0);
    let uri = format!("file://{}", project.path("order.asl.json").display());
    let mut editor = Editor::with(&uri, ORDER);
    assert_eq!(told(&mut editor, &uri), Vec::<Value>::new());
    editor.close();
}
