//! The one test binary: each module is a table of claims.

mod cli;
mod config;
mod discovery;
mod eval;
mod execution_laws;
mod executions;
mod explore;
mod expressions;
mod fixtures;
mod graph;
mod hosts;
mod house;
mod jsonata;
mod mocks;
mod pages;
mod project;
mod readme;
mod report;
mod repository;
mod run;
mod runs;
mod scenarios;
mod schema;
mod syntax_json;
mod syntax_yaml;
mod variables;
