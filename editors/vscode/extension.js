// Starts `aslint lsp`, hands it the documents in which state machines are written, and shows what
// its commands give.
"use strict";

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;
let channel;

const program = () => vscode.workspace.getConfiguration("aslint").get("path");

// The commands are the server's own: what is asked from the palette is about the document in sight.
async function executeCommand(command, given, next) {
  const open = vscode.window.activeTextEditor?.document.uri;
  const asked = given.length > 0 || !open ? given : [client.code2ProtocolConverter.asUri(open)];
  const result = await next(command, asked);
  if (result?.svg) show(result.svg);
  if (result?.text) {
    channel.append(result.text);
    channel.show(true);
  }
  return result;
}

function show(svg) {
  const beside = vscode.ViewColumn.Beside;
  const panel = vscode.window.createWebviewPanel("aslint", "State machine", beside, {});
  panel.webview.html = `<!DOCTYPE html><html><body>${svg}</body></html>`;
}

async function start() {
  const languages = ["asl", "asl-yaml", "json", "jsonc", "yaml", "terraform"];
  const server = { command: program(), args: ["lsp"] };
  client = new LanguageClient("aslint", "aslint", server, {
    documentSelector: languages.map((language) => ({ scheme: "file", language })),
    initializationOptions: { showsPictures: true },
    middleware: { executeCommand },
  });
  await client.start();
}

exports.activate = async (context) => {
  channel = vscode.window.createOutputChannel("aslint scenarios");
  context.subscriptions.push(
    channel,
    vscode.commands.registerCommand("aslint.restart", async () => {
      await client?.stop();
      await start();
    }),
  );
  await start();
};

exports.deactivate = () => client?.stop();
