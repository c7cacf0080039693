//! The language server, driven as an editor drives it: over standard input and output.

mod client;
mod completion;
mod configuration;
mod editor;
mod hover;
mod navigation;
mod protocol;

use serde_json::{Value, json};

use crate::lsp::editor::{Editor, place};
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

fn at(text: &str, word: &str, further: usize) -> Value {
    json!({"textDocument": {"uri": URI}, "position": place(text, word, further)})
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

/// What may be asked about a place, and about a document.
const METHODS: [&str; 12] = [
    "hover",
    "completion",
    "definition",
    "references",
    "documentHighlight",
    "prepareRename",
    "rename",
    "selectionRange",
    "codeAction",
    "documentSymbol",
    "foldingRange",
    "codeLens",
];

/// How many of them are about a place.
const OF_PLACES: usize = 9;

/// Asks something about a place; what is said of it if that is an error without a reason.
fn asked(editor: &mut Editor, uri: &str, place: &Value, method: &str) -> Option<String> {
    let params = json!({
        "textDocument": {"uri": uri}, "position": place, "positions": [place],
        "range": {"start": place, "end": place}, "newName": "Another",
        "context": {"includeDeclaration": true, "diagnostics": []}
    });
    let answer = editor.answer(&format!("textDocument/{method}"), &params);
    let is_reason = answer["error"]["code"] == -32803;
    if let Err(error) = protocol::read(method, &answer["result"]) {
        return Some(format!("{place}: {method}: {error}: {answer}"));
    }
    (answer.get("error").is_some() && !is_reason).then(|| format!("{place}: {method}: {answer}"))
}

/// The places of a text, those at the ends of its lines too.
fn places(text: &str) -> impl Iterator<Item = (Value, char)> {
    text.lines().enumerate().flat_map(|(line, typed)| {
        let mut column = 0;
        typed.chars().chain(['\n']).map(move |character| {
            let place = json!({"line": line, "character": column});
            column += character.len_utf16();
            (place, character)
        })
    })
}

/// Files of five kinds.
const FILES: [&str; 5] = [
    "clean/poll.asl.json",
    "clean/expressions.asl.yaml",
    "hosts/references.yaml",
    "hosts/cdk.template.json",
    "hosts/main.tf",
];

#[test]
fn a_request_while_a_text_is_typed_has_an_answer() {
    let mut faults = Vec::new();
    for (place, name) in FILES.iter().enumerate() {
        let text = file(&format!("fixtures/{name}")).text;
        let uri = format!("file:///project/{}", name.rsplit('/').next().unwrap_or(name));
        let mut editor = Editor::with(&uri, "");
        for (count, (position, character)) in places(&text).enumerate() {
            let range = json!({"start": position, "end": position});
            editor.change(&uri, &json!({"range": range, "text": character.to_string()}));
            let method = METHODS[(place + count) % METHODS.len()];
            faults.extend(asked(&mut editor, &uri, &position, method));
        }
        editor.close();
    }
    refuse(&faults, "The server answers whatever is asked.");
}

#[test]
fn every_request_at_every_place_has_an_answer() {
    let ask_all = |name: &str| {
        let text = file(&format!("fixtures/{name}")).text;
        let uri = format!("file:///project/{}", name.rsplit('/').next().unwrap_or(name));
        let mut editor = Editor::with(&uri, &text);
        let mut faults = Vec::new();
        for (count, (position, _)) in places(&text).enumerate() {
            let methods = if count == 0 { &METHODS[..] } else { &METHODS[..OF_PLACES] };
            let asked = |method: &&str| asked(&mut editor, &uri, &position, method);
            faults.extend(methods.iter().filter_map(asked));
        }
        editor.close();
        faults
    };
    let faults: Vec<_> = std::thread::scope(|scope| {
        let threads = FILES.map(|name| scope.spawn(move || ask_all(name)));
        threads.into_iter().flat_map(|one| one.join().expect("it ends")).collect()
    });
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
