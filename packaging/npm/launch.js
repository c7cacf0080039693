#!/usr/bin/env node
// Runs the program that was installed for this platform, as if it had been called itself.

"use strict";

const { spawnSync } = require("node:child_process");

function program() {
  const platform = `${process.platform}-${process.arch}`;
  const name = process.platform === "win32" ? "aslint.exe" : "aslint";
  try {
    return require.resolve(`@aslint/${platform}/${name}`);
  } catch {
    const packages = require("./package.json").optionalDependencies;
    console.error(
      `@aslint/${platform}` in packages
        ? `error: @aslint/${platform} is not installed; do not leave out optional dependencies`
        : `error: there is no aslint for ${platform} on npm; try \`cargo install aslint\``,
    );
    process.exit(2);
  }
}

const { status, signal, error } = spawnSync(program(), process.argv.slice(2), { stdio: "inherit" });
if (error) {
  console.error(`error: aslint cannot be started: ${error.message}`);
  process.exit(2);
}
if (signal) {
  process.kill(process.pid, signal);
}
process.exit(status);
