//! The one test binary: each module is a table of claims.

#[path = "../../examples/book.rs"]
#[expect(dead_code, reason = "mdBook calls it, not the tests")]
mod book;
mod catalogue;
mod cli;
mod command_line;
mod config;
mod discovery;
mod docs;
mod eval;
mod execution_laws;
mod executions;
mod explore;
mod expressions;
mod fix;
mod fixtures;
mod graph;
mod hosts;
mod hosts_corpus;
mod house;
mod jsonata;
mod lsp;
mod mocks;
mod packaging;
mod pages;
mod policy;
mod project;
mod readme;
mod report;
mod repository;
mod run;
mod runs;
mod scenarios;
mod schema;
mod silence;
mod syntax_json;
mod syntax_yaml;
mod variables;
