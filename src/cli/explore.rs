//! `aslint explore`: tries which ways a definition can go and end.

use std::fs;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::cli::definition::{self, Named};
use crate::cli::given::execution_input;
use crate::cli::settings::Choice;
use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure, written};
use crate::model::{StateMachine, WorkflowType};
use crate::query::value::yaml;
use crate::report::exploration;
use crate::scenario::explore::{self, Options, RUNS_MAX};

#[derive(Debug, Args)]
pub(super) struct Explore {
    /// The definition: a JSON or YAML file, or `-` for standard input.
    definition: PathBuf,
    /// How the machine is deployed [default: as its template says, else standard]
    #[arg(
        long = "type",
        value_name = "TYPE",
        value_parser = WorkflowType::WORDS
    )]
    workflow_type: Option<String>,
    /// What the input begins with, to which more is added where it is wanted: JSON, or a file
    /// with it.
    #[arg(long, short, value_name = "JSON|@FILE", default_value = "{}")]
    input: String,
    /// How many executions may be tried.
    #[arg(long, value_name = "NUMBER", default_value_t = RUNS_MAX)]
    limit: usize,
    /// How to show what was found.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Shape,
    /// Write all endings as scenarios into this file.
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
}

/// How to show what was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// For people.
    #[default]
    Full,
    /// For programs.
    Json,
}

impl Explore {
    pub(super) fn run(&self, terminal: Terminal, choice: &Choice) -> Result<Exit, Failure> {
        let run = || self.explore(terminal, choice);
        catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
            let name = self.definition.display();
            Err(Failure(format!("internal error in aslint while exploring {name}: please report")))
        })
    }

    fn explore(&self, terminal: Terminal, choice: &Choice) -> Result<Exit, Failure> {
        definition::with(&self.definition, choice, |named| self.explore_one(terminal, named))
    }

    fn explore_one(&self, terminal: Terminal, named: &Named<'_>) -> Result<Exit, Failure> {
        let Named { source, parsed, .. } = *named;
        let flag = self.workflow_type.as_deref().and_then(WorkflowType::named);
        let workflow_type = flag.or(named.workflow_type).unwrap_or_default();
        named.refuse_what_aws_refuses(terminal, workflow_type)?;
        let machine = StateMachine::read(parsed.tree.root());
        let (name, input) = (named.name.clone(), execution_input(&self.input)?.value);
        let options = Options { name, input, workflow_type, runs_max: self.limit };
        let found = explore::explore(&machine, &options);
        if let Some(path) = &self.write {
            let text =
                yaml::text(&found.scenario_file(&self.definition_from(path)), SCENARIO_LEVELS);
            fs::write(path, text).map_err(|error| {
                Failure(format!("{}: this file cannot be written: {error}", path.display()))
            })?;
        }
        let (mut out, colours) = terminal.stdout();
        let shown = match self.format {
            Shape::Full => exploration::write(&mut *out, &found, source, colours),
            Shape::Json => exploration::write_json(&mut *out, &found, source, &machine),
        };
        written(shown.and_then(|()| out.flush()))?;
        Ok(if found.fails_by_itself() { Exit::Findings } else { Exit::Clean })
    }

    /// The path of the definition, as it is written in a file at `path`.
    fn definition_from(&self, path: &Path) -> String {
        let folder = |path: &Path| path.parent().unwrap_or(Path::new("")).to_owned();
        if folder(path) == folder(&self.definition) {
            let name = self.definition.file_name().unwrap_or_default();
            return name.to_string_lossy().into_owned();
        }
        let whole = fs::canonicalize(&self.definition).unwrap_or_else(|_| self.definition.clone());
        let from = fs::canonicalize(folder(path)).or_else(|_| fs::canonicalize("."));
        let from = from.unwrap_or_default();
        let shared = whole.components().zip(from.components()).take_while(|(a, b)| a == b).count();
        let up = from.components().skip(shared).map(|_| Path::new(".."));
        let down: PathBuf = whole.components().skip(shared).collect();
        let path = up.collect::<PathBuf>().join(down);
        path.to_string_lossy().replace('\\', "/")
    }
}

/// How many levels of a scenario file stand on lines of their own: down to a state's mocks.
pub(super) const SCENARIO_LEVELS: usize = 4;
