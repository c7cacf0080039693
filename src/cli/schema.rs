//! `aslint schema`: the schema of a definition, for editors and other validators.

use std::io::Write;

use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure, written};
use crate::schema;

pub(super) fn run(terminal: Terminal) -> Result<Exit, Failure> {
    let (mut out, _) = terminal.stdout();
    let result = serde_json::to_writer_pretty(&mut out, &schema::bundle()).map_err(Into::into);
    written(result.and_then(|()| writeln!(out)).and_then(|()| out.flush()))?;
    Ok(Exit::Clean)
}
