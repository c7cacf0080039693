// Starts `aslint lsp` and hands it the documents in which state machines are written.
"use strict";

const { execFile } = require("child_process");
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

const program = () => vscode.workspace.getConfiguration("aslint").get("path");

async function start() {
  const languages = ["asl", "asl-yaml", "json", "jsonc", "yaml", "terraform"];
  const server = { command: program(), args: ["lsp"] };
  client = new LanguageClient("aslint", "aslint", server, {
    documentSelector: languages.map((language) => ({ scheme: "file", language })),
  });
  await client.start();
}

// Draws the machine of the file as it is saved.
function draw() {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return;
  const file = editor.document.fileName;
  execFile(program(), ["graph", file, "--format", "svg"], (error, svg, told) => {
    if (error) {
      vscode.window.showErrorMessage(told.trim() || String(error));
      return;
    }
    const beside = vscode.ViewColumn.Beside;
    const panel = vscode.window.createWebviewPanel("aslint", "State machine", beside, {});
    panel.webview.html = `<!DOCTYPE html><html><body>${svg}</body></html>`;
  });
}

exports.activate = async (context) => {
  context.subscriptions.push(
    vscode.commands.registerCommand("aslint.graph", draw),
    vscode.commands.registerCommand("aslint.restart", async () => {
      await client?.stop();
      await start();
    }),
  );
  await start();
};

exports.deactivate = () => client?.stop();
