//! Hands the arguments to [`aslint`] and returns its exit code.

fn main() {}
