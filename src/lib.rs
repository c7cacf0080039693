//! aslint: linter, static validator and mock executor for Amazon States Language.
//!
//! The map, in reading order; a module uses only what stands above it:
//!
//! - [`source`]: files, spans, lines, maps from decoded text to the file
//! - [`diagnostic`]: findings as plain data
//! - [`fix`]: fixes put into a text
//! - [`syntax`]: text into a spanned tree
//! - [`hosts`]: where definitions hide
//! - [`query`]: the languages inside the language
//! - [`schema`]: a tree against the schemas of the language
//! - [`services`]: the AWS services that a Task can call
//! - [`config`]: what people set
//! - [`model`]: the tree seen as a state machine
//! - [`analysis`]: facts that rules ask for
//! - [`rules`]: one law each
//! - [`exec`]: the interpreter
//! - [`policy`]: the permissions that a machine needs
//! - [`scenario`]: test files, their expectations, what they cover; machines tried out
//! - [`report`]: findings and executions as text, one file per format
//! - [`cli`]: one file per subcommand: the only input and output

pub mod analysis;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod exec;
pub mod fix;
pub mod hosts;
pub mod model;
pub mod policy;
pub mod query;
pub mod report;
pub mod rules;
pub mod scenario;
pub mod schema;
pub mod services;
pub mod source;
pub mod syntax;
