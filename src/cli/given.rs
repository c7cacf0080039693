//! What a command is given: files, the standard input, JSON on the command line.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use crate::cli::Failure;
use crate::exec::{PAYLOAD_BYTES_MAX, Payload};
use crate::query::value::Value;
use crate::source::Source;
use crate::syntax::{Format, parse};

/// A file, or the standard input for `-`.
pub(super) fn read_source(path: &Path) -> Result<Source, Failure> {
    let name = path.display().to_string();
    Ok(Source::new(name, read_bytes(path)?))
}

/// The text of a file, or of the standard input for `-`.
pub(super) fn read_text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(read_bytes(path)?)
        .map_err(|_| Failure(format!("{}: this file is not UTF-8", path.display())))
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    bytes.map_err(|error| Failure(format!("{}: this file cannot be read: {error}", path.display())))
}

/// The text that an argument `TEXT|@FILE|-` gives.
pub(super) fn text_of(argument: &str) -> Result<String, Failure> {
    match argument.strip_prefix('@') {
        Some(file) => read_text(Path::new(file)),
        None if argument == "-" => read_text(Path::new("-")),
        None => Ok(argument.to_owned()),
    }
}

/// A text as JSON; `what` is what a failure calls it.
pub(super) fn json(text: &str, what: &str) -> Result<Value, Failure> {
    let parsed = parse(text, Format::Json);
    match parsed.faults.first() {
        None => Ok(Value::from_tree(parsed.tree.root())),
        Some(fault) => Err(Failure(format!("{what} is not JSON: {}", fault.message))),
    }
}

/// The input of an execution, from an argument `JSON|@FILE|-`.
pub(super) fn execution_input(argument: &str) -> Result<Payload, Failure> {
    let text = text_of(argument)?;
    let value = json(&text, "the input")?;
    let text = text.trim();
    if text.len() > PAYLOAD_BYTES_MAX {
        return Err(Failure(format!(
            "the input has {} bytes; an execution takes {PAYLOAD_BYTES_MAX} at most",
            text.len()
        )));
    }
    Ok(Payload::written(value, text))
}
