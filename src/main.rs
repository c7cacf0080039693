//! Hands the arguments to [`aslint`] and returns its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    aslint::cli::run(std::env::args_os())
}
