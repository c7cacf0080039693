//! From name to name, commands, and what is selected.

use serde_json::{Value, json};

use crate::lsp::editor::{Editor, place};
use crate::lsp::{ORDER, URI, at};
use crate::project::Project;

#[test]
fn a_state_is_found_wherever_it_is_named_and_renamed_there() {
    let mut editor = Editor::with(URI, ORDER);
    let own = place(ORDER, "\"Reserve\": {", 1);
    let found = editor.ask("textDocument/definition", &at(ORDER, "\"Reserve\",", 3));
    assert_eq!(found[0]["range"]["start"], own);
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

/// Two branches that each have a variable of one name, and one that all see.
const VARIABLES: &str = r#"{
  "StartAt": "Set",
  "States": {
    "Set": { "Type": "Pass", "Assign": { "total.$": "$.total" }, "Next": "Both" },
    "Both": { "Type": "Parallel", "Next": "Read", "Branches": [
      { "StartAt": "One", "States": {
        "One": { "Type": "Pass", "Assign": { "own": 1, "copy.$": "$total" }, "Next": "Two" },
        "Two": { "Type": "Pass", "Parameters": { "a.$": "$own", "b.$": "$copy" }, "End": true } } },
      { "StartAt": "Three", "States": {
        "Three": { "Type": "Pass", "QueryLanguage": "JSONata", "Assign": { "own": 2 },
          "Next": "Four" },
        "Four": { "Type": "Pass", "QueryLanguage": "JSONata", "End": true,
          "Output": "{% $own + $total %}" } } }
    ] },
    "Read": { "Type": "Wait", "SecondsPath": "$total", "End": true }
  }
}
"#;

/// The places that an answer names, by line and character.
fn starts(answer: &Value) -> Vec<Value> {
    let places = answer.as_array().into_iter().flatten();
    places.map(|place| place["range"]["start"].clone()).collect()
}

#[test]
fn a_variable_is_found_where_it_is_set_and_read_in_its_scope() {
    let mut editor = Editor::with(URI, VARIABLES);
    let found = editor.ask("textDocument/definition", &at(VARIABLES, "$own + ", 2));
    assert_eq!(starts(&found), [place(VARIABLES, "own\": 2", 0)]);
    let found = editor.ask("textDocument/references", &at(VARIABLES, "own\": 1", 1));
    assert_eq!(starts(&found), [place(VARIABLES, "own\": 1", 0), place(VARIABLES, "$own\"", 1)]);
    let found = editor.ask("textDocument/documentHighlight", &at(VARIABLES, "$total %}", 3));
    let kinds: Vec<_> = found.as_array().into_iter().flatten().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, [2, 3, 2, 2], "{found:#?}");
    let mut params = at(VARIABLES, "total.$", 0);
    params["newName"] = "sum".into();
    let edits = editor.ask("textDocument/rename", &params);
    let edits = edits["changes"][URI].as_array().cloned().unwrap_or_default();
    assert_eq!(edits.len(), 4, "{edits:#?}");
    for edit in edits.iter().rev() {
        assert_eq!(edit["newText"], "sum");
    }
    editor.close();
}

#[test]
fn a_name_that_aws_refuses_is_not_given() {
    let mut editor = Editor::with(URI, VARIABLES);
    let long = "x".repeat(81);
    let table = [
        ("total.$", "own", "another variable"),
        ("total.$", "states", "reserved"),
        ("total.$", "1st", "no digit first"),
        ("total.$", &long, "at most 80"),
        ("Set\": {", "Both", "another state"),
        ("Set\": {", "", "at least one"),
    ];
    for (word, new, told) in table {
        let mut params = at(VARIABLES, word, 1);
        params["newName"] = new.into();
        let answer = editor.answer("textDocument/rename", &params);
        let message = answer["error"]["message"].as_str().unwrap_or_default();
        assert!(message.contains(told), "{word} to {new}: {answer}");
    }
    editor.close();
}

#[test]
fn a_name_within_a_text_of_a_template_is_renamed_in_its_quotes() {
    let uri = "file:///project/template.yaml";
    let text = r#"Resources:
  M:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: !Sub |
        {"StartAt": "First", "States": {
          "First": {"Type": "Pass", "End": true}}}
"#;
    let mut editor = Editor::with(uri, text);
    let position = place(text, "First", 1);
    let mut params = json!({"textDocument": {"uri": uri}, "position": position});
    params["newName"] = "Begin".into();
    let edits = editor.ask("textDocument/rename", &params);
    assert_eq!(starts(&edits["changes"][uri]).len(), 2, "{edits:#?}");
    params["newName"] = "a \"b\"".into();
    assert!(editor.answer("textDocument/rename", &params).get("error").is_some());
    editor.close();
}

#[test]
fn lenses_draw_the_machine_and_run_its_scenarios() {
    let definition = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}"#;
    let scenarios = r"scenarios:
  all is well:
    input: {a: 1}
    expect: {output: {a: 1}}
  not so:
    input: {a: 1}
    expect: {output: {a: 2}}
";
    let files = [("order.asl.json", definition), ("order.aslt.yaml", scenarios)];
    let project = Project::new(&files);
    let uri = |name: &str| format!("file://{}", project.path(name).display());
    let order = uri("order.asl.json");
    let mut editor = Editor::with(&order, definition);
    let document = json!({"textDocument": {"uri": order}});
    let lenses = editor.ask("textDocument/codeLens", &document);
    let titles: Vec<_> =
        lenses.as_array().into_iter().flatten().map(|lens| &lens["command"]["title"]).collect();
    assert_eq!(titles, ["draw the graph", "run 2 scenarios"]);
    let drawn = editor.ask("workspace/executeCommand", &lenses[0]["command"]);
    assert!(drawn["svg"].as_str().is_some_and(|svg| svg.starts_with("<svg")), "{drawn}");
    let tried = editor.ask("workspace/executeCommand", &lenses[1]["command"]);
    assert_eq!((&tried["passed"], &tried["failed"]), (&json!(1), &json!(1)), "{tried}");
    assert!(tried["text"].as_str().is_some_and(|text| text.contains("not so")), "{tried}");
    let odd = editor.answer("workspace/executeCommand", &json!({"command": "rm"}));
    assert!(odd.get("error").is_some(), "{odd}");
    editor.close();

    let order = uri("order.aslt.yaml");
    let mut editor = Editor::with(&order, scenarios);
    let lenses = editor.ask("textDocument/codeLens", &json!({"textDocument": {"uri": order}}));
    assert_eq!(lenses.as_array().map(Vec::len), Some(3), "{lenses}");
    let tried = editor.ask("workspace/executeCommand", &lenses[1]["command"]);
    assert_eq!((&tried["passed"], &tried["failed"]), (&json!(1), &json!(0)), "{tried}");
    editor.close();
}

#[test]
fn a_selection_grows_from_value_to_value() {
    let mut editor = Editor::with(URI, ORDER);
    let params =
        json!({"textDocument": {"uri": URI}, "positions": [place(ORDER, "States.ALL", 2)]});
    let selected = editor.ask("textDocument/selectionRange", &params);
    let mut ranges = vec![selected[0]["range"].clone()];
    let mut outer = &selected[0]["parent"];
    while !outer.is_null() {
        ranges.push(outer["range"].clone());
        outer = &outer["parent"];
    }
    assert!(ranges.len() > 6, "{selected:#?}");
    assert_eq!(ranges[1]["start"], place(ORDER, "\"States.ALL", 0));
    assert_eq!(ranges[2]["start"], place(ORDER, "[\"States.ALL", 0));
    assert_eq!(ranges.last().expect("there are some")["start"], json!({"line": 0, "character": 0}));
    editor.close();
}
