//! The one test binary: each module is a table of claims.

mod cli;
mod config;
mod discovery;
mod project;
mod report;
mod syntax_json;
mod syntax_yaml;
