//! `aslint schema`: the schemas of what people write, for editors and other validators.

use std::io::Write;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure, written};
use crate::rules::ALL;
use crate::schema;

#[derive(Debug, Args)]
pub(super) struct Schema {
    /// Of what.
    #[arg(value_enum, default_value_t)]
    of: Of,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Of {
    /// A definition of a state machine.
    #[default]
    Definition,
    /// `aslint.toml`.
    Config,
    /// A mock file.
    Mocks,
    /// A scenario file.
    Scenarios,
}

const MOCKS: &str = include_str!("../../schemas/mocks.json");

impl Schema {
    pub(super) fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        let schema = match self.of {
            Of::Definition => schema::bundle(),
            Of::Config => of_config(),
            Of::Mocks => read(MOCKS),
            Of::Scenarios => of_scenarios(),
        };
        let (mut out, _) = terminal.stdout();
        let result = serde_json::to_writer_pretty(&mut out, &schema).map_err(Into::into);
        written(result.and_then(|()| writeln!(out)).and_then(|()| out.flush()))?;
        Ok(Exit::Clean)
    }
}

fn read(text: &str) -> Value {
    serde_json::from_str(text).expect("the schemas are JSON")
}

/// The schema of a configuration, with the rules that there are.
fn of_config() -> Value {
    let mut schema = read(include_str!("../../schemas/config.json"));
    let names: Vec<_> = ALL.iter().map(|rule| rule.name).collect();
    let level = json!({ "$ref": "#/definitions/level" });
    let described = ALL.iter().map(|rule| {
        let level = json!({ "description": rule.summary(), "allOf": [level] });
        (rule.name.to_owned(), level)
    });
    let described: serde_json::Map<_, _> = described.collect();
    let definitions = &mut schema["definitions"];
    definitions["rule"] = json!({ "description": "The name of a rule.", "enum": names });
    definitions["levels"]["properties"] = described.into();
    schema
}

/// The schema of a scenario file, with what it says of mocks.
fn of_scenarios() -> Value {
    let text = include_str!("../../schemas/scenario.json");
    let mut schema = read(&text.replace("mocks.json#/definitions/", "#/definitions/"));
    let mocks = read(MOCKS)["definitions"].take();
    if let (Some(own), Value::Object(mocks)) = (schema["definitions"].as_object_mut(), mocks) {
        mocks.into_iter().for_each(|(name, definition)| {
            own.entry(name).or_insert(definition);
        });
    }
    schema
}
