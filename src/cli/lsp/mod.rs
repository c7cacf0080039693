//! `aslint lsp`: the language server, over standard input and output.
//!
//! A request is answered from the text as it is then; what is broken is judged as far as it can
//! be read. A failure of ours is told as such, and the server goes on.

mod actions;
mod chain;
mod commands;
mod completion;
mod document;
mod findings;
mod guide;
mod hover;
mod lenses;
mod machines;
mod navigation;
mod place;
mod symbols;
mod variables;

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use serde_json::{Value, json};

use crate::cli::lsp::document::{Document, path_of};
use crate::cli::lsp::findings::{diagnostic, findings, notify, tell_of_configurations};
use crate::cli::settings::{Choice, Configs};
use crate::cli::{Exit, Failure};
use crate::diagnostic::Finding;

/// How long to wait for the next change before a text is judged.
const PAUSE: Duration = Duration::from_millis(60);

/// The result of a request, or why there is none.
type Answer = Result<Value, String>;

/// Where a client says whether it takes texts with places to fill in.
const SNIPPETS: &str = "/capabilities/textDocument/completion/completionItem/snippetSupport";

/// The documents that are open, and what holds for them.
struct Server {
    choice: Choice,
    /// Whether the client can open a picture and does not show those that commands give.
    opens_pictures: bool,
    configs: Configs,
    documents: HashMap<String, Document>,
    /// The documents whose findings are out of date.
    stale: Vec<String>,
    /// What was found last, by document.
    found: HashMap<String, Vec<Finding>>,
    /// Whether the client takes texts with places to fill in.
    has_snippets: bool,
}

/// Serves until the client says that it is done.
pub(super) fn run(choice: &Choice) -> Result<Exit, Failure> {
    let (connection, threads) = Connection::stdio();
    let failed = |error: &dyn std::fmt::Display| Failure(format!("the client is gone: {error}"));
    let client = connection.initialize(capabilities()).map_err(|error| failed(&error))?;
    let has = |place: &str| client.pointer(place) == Some(&Value::Bool(true));
    let server = Server {
        opens_pictures: has("/capabilities/window/showDocument/support")
            && !has("/initializationOptions/showsPictures"),
        choice: choice.clone(),
        configs: Configs::new(choice.clone()),
        documents: HashMap::new(),
        stale: Vec::new(),
        found: HashMap::new(),
        has_snippets: has(SNIPPETS),
    };
    if has("/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration") {
        // Where no one listens any more, the loop ends by itself.
        let _ = connection.sender.send(watching().into());
    }
    let exit = server.serve(&connection);
    drop(connection);
    threads.join().map_err(|error| failed(&error))?;
    exit
}

/// What findings depend on besides the documents.
const WATCHED: [&str; 2] = ["aslint.toml", ".aslint-baseline.json"];

/// Asks the client to say when configurations change.
fn watching() -> Request {
    let watchers = WATCHED.map(|name| json!({"globPattern": format!("**/{name}")}));
    let method = "workspace/didChangeWatchedFiles";
    let registration =
        json!({"id": "watch", "method": method, "registerOptions": {"watchers": watchers}});
    let params = json!({"registrations": [registration]});
    let method = "client/registerCapability".to_owned();
    Request { id: "watch".to_owned().into(), method, params }
}

fn is_configuration(uri: &str) -> bool {
    WATCHED.iter().any(|name| uri.rsplit('/').next() == Some(name))
}

fn capabilities() -> Value {
    json!({
        "textDocumentSync": {"openClose": true, "change": 2, "save": true},
        "hoverProvider": true,
        "completionProvider": {"triggerCharacters": ["\"", ":", " ", ".", "$"]},
        "definitionProvider": true,
        "referencesProvider": true,
        "documentHighlightProvider": true,
        "renameProvider": {"prepareProvider": true},
        "documentSymbolProvider": true,
        "foldingRangeProvider": true,
        "selectionRangeProvider": true,
        "codeActionProvider": {"codeActionKinds": ["quickfix"]},
        "codeLensProvider": {},
        "executeCommandProvider": {"commands": [commands::GRAPH, commands::TEST]},
    })
}

impl Server {
    fn serve(mut self, connection: &Connection) -> Result<Exit, Failure> {
        loop {
            let message = if self.stale.is_empty() {
                connection.receiver.recv().ok()
            } else {
                match connection.receiver.recv_timeout(PAUSE) {
                    Ok(message) => Some(message),
                    Err(error) if error.is_timeout() => {
                        self.publish(connection);
                        continue;
                    }
                    Err(_) => None,
                }
            };
            match message {
                Some(Message::Request(request)) => {
                    if connection.handle_shutdown(&request).unwrap_or(true) {
                        return Ok(Exit::Clean);
                    }
                    let response = self.answer(&request);
                    let told = self.shown(&request, &response);
                    let messages = std::iter::once(response.into()).chain(told);
                    for message in messages {
                        if connection.sender.send(message).is_err() {
                            return Ok(Exit::Clean);
                        }
                    }
                }
                Some(Message::Notification(notification)) => self.take(&notification, connection),
                Some(Message::Response(_)) => {}
                None => return Ok(Exit::Clean),
            }
        }
    }

    fn take(&mut self, Notification { method, params }: &Notification, connection: &Connection) {
        let uri = params["textDocument"]["uri"].as_str().unwrap_or_default().to_owned();
        match method.as_str() {
            "textDocument/didOpen" => {
                let text = params["textDocument"]["text"].as_str().unwrap_or_default();
                self.documents.insert(uri.clone(), Document::new(path_of(&uri), text));
                self.mark(uri);
            }
            "textDocument/didChange" => {
                let Some(document) = self.documents.get_mut(&uri) else { return };
                params["contentChanges"].as_array().into_iter().flatten().for_each(|change| {
                    document.change(change);
                });
                self.mark(uri);
            }
            "textDocument/didClose" => {
                self.documents.remove(&uri);
                self.found.remove(&uri);
                self.stale.retain(|stale| *stale != uri);
                notify(connection, &uri, &[]);
            }
            "textDocument/didSave" if is_configuration(&uri) => self.read_configurations_again(),
            "workspace/didChangeWatchedFiles" => {
                for change in params["changes"].as_array().into_iter().flatten() {
                    // What was wrong with it may be mended, or it is gone.
                    notify(connection, change["uri"].as_str().unwrap_or_default(), &[]);
                }
                self.read_configurations_again();
            }
            _ => {}
        }
    }

    fn mark(&mut self, uri: String) {
        if !self.stale.contains(&uri) {
            self.stale.push(uri);
        }
    }

    /// Judges what has changed, and tells what is found.
    fn publish(&mut self, connection: &Connection) {
        for uri in std::mem::take(&mut self.stale) {
            let Some(document) = self.documents.get(&uri) else { continue };
            let findings = findings(&mut self.configs, document);
            let lines = document.lines();
            let told = findings.iter().map(|finding| diagnostic(finding, &lines, &uri));
            notify(connection, &uri, &told.collect::<Vec<_>>());
            self.found.insert(uri, findings);
        }
        tell_of_configurations(&mut self.configs, connection);
    }

    /// Forgets what was read of configurations, and judges all documents again.
    fn read_configurations_again(&mut self) {
        self.configs = Configs::new(self.choice.clone());
        self.stale = self.documents.keys().cloned().collect();
    }

    fn answer(&mut self, request: &Request) -> Response {
        let id = request.id.clone();
        let answer = catch_unwind(AssertUnwindSafe(|| self.result(request)));
        match answer {
            Ok(Some(Ok(result))) => Response::new_ok(id, result),
            Ok(Some(Err(message))) => {
                Response::new_err(id, ErrorCode::RequestFailed as i32, message)
            }
            Ok(None) => {
                let message = format!("{} is not supported", request.method);
                Response::new_err(id, ErrorCode::MethodNotFound as i32, message)
            }
            Err(_) => {
                let message = format!("internal error in aslint on {}", request.method);
                Response::new_err(id, ErrorCode::InternalError as i32, message)
            }
        }
    }

    /// The answer to a request; none for one that is not known.
    fn result(&mut self, Request { method, params, .. }: &Request) -> Option<Answer> {
        let uri = params["textDocument"]["uri"].as_str().unwrap_or_default();
        let document = self.documents.get(uri);
        let answer: fn(&Document, &Value) -> Value = match method.as_str() {
            "textDocument/definition" => navigation::definition,
            "textDocument/references" => navigation::references,
            "textDocument/documentHighlight" => navigation::highlights,
            "textDocument/prepareRename" => navigation::prepare_rename,
            "textDocument/rename" => {
                let renamed = document.map(|document| navigation::rename(document, params));
                return Some(renamed.unwrap_or(Ok(Value::Null)));
            }
            "textDocument/documentSymbol" => symbols::symbols,
            "textDocument/foldingRange" => symbols::folds,
            "textDocument/selectionRange" => symbols::selections,
            "textDocument/codeLens" => lenses::lenses,
            "workspace/executeCommand" => return Some(self.execute(params)),
            "textDocument/codeAction" => {
                let Some(document) = document else { return Some(Ok(Value::Null)) };
                let is_stale = self.stale.iter().any(|stale| stale == uri);
                let known = self.found.get(uri).filter(|_| !is_stale).cloned();
                let findings = known.unwrap_or_else(|| findings(&mut self.configs, document));
                return Some(Ok(actions::actions(document, params, &findings)));
            }
            "textDocument/completion" => {
                let offered =
                    |document| completion::completion(document, params, self.has_snippets);
                return Some(Ok(document.map_or(Value::Null, offered)));
            }
            "textDocument/hover" => {
                let is_stale = self.stale.iter().any(|stale| stale == uri);
                let known = self.found.get(uri).filter(|_| !is_stale);
                let findings = known.map_or(&[][..], Vec::as_slice);
                let said = |document| hover::hover(document, params, findings);
                return Some(Ok(document.map_or(Value::Null, said)));
            }
            _ => return None,
        };
        Some(Ok(document.map_or(Value::Null, |document| answer(document, params))))
    }

    /// What the client is asked to show of an answer that it would not show itself.
    fn shown(&self, request: &Request, response: &Response) -> Option<Message> {
        let result = response.response_result.as_ref().ok()?;
        match request.method.as_str() {
            "workspace/executeCommand" if self.opens_pictures && result["svg"].is_string() => {
                commands::opened(result)
            }
            "workspace/executeCommand" => commands::told(result),
            _ => None,
        }
    }

    /// What came of a command.
    fn execute(&self, params: &Value) -> Answer {
        let argument = |place: usize| params["arguments"][place].as_str();
        let uri = argument(0).ok_or("a command is about a document: its address is lacking")?;
        match params["command"].as_str() {
            Some(commands::GRAPH) => {
                let document = self.documents.get(uri).ok_or("this document is not open")?;
                commands::graph(document, argument(1))
            }
            Some(commands::TEST) => Ok(commands::test(uri, argument(1), &self.choice)),
            _ => Err("this is no command of aslint".to_owned()),
        }
    }
}
