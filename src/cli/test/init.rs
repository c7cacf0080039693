//! `aslint test --init`: a first scenario file for a definition.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::cli::definition::{self, Named};
use crate::cli::explore::SCENARIO_LEVELS;
use crate::cli::settings::Choice;
use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure, written};
use crate::model::{StateMachine, WorkflowType};
use crate::query::value::{Object, yaml};
use crate::scenario::draft::DraftScenario;
use crate::scenario::explore::{Options, RUNS_MAX, explore};
use crate::scenario::sketch::sketch;

/// Writes the file beside the definition, or to `output`.
pub(super) fn run(
    terminal: Terminal,
    definition: &Path,
    choice: &Choice,
    output: Option<&Path>,
) -> Result<Exit, Failure> {
    definition::with(definition, choice, |named| {
        let text = first_scenarios(terminal, definition, named)?;
        write(terminal, definition, output, &text)
    })
}

/// The text of the file.
fn first_scenarios(
    terminal: Terminal,
    definition: &Path,
    named: &Named<'_>,
) -> Result<String, Failure> {
    let workflow_type = named.workflow_type.unwrap_or_default();
    named.refuse_what_aws_refuses(terminal, workflow_type)?;
    let file_name = file_name(definition);
    let (_, is_found) = stem(&file_name);
    let machine = StateMachine::read(named.parsed.tree.root());
    let mut draft = sketch(&machine, &named.name, workflow_type);
    draft.comments = vec![
        format!("Made of {file_name} by `aslint test --init`. What tasks return is made up:"),
        "put in what they do return, and say what should come of it.".to_owned(),
    ];
    draft.definition = (!is_found).then(|| file_name.clone());
    let ends_well = |scenario: &DraftScenario| {
        scenario.expect.get("status").is_some_and(|status| *status == "SUCCEEDED".into())
    };
    if !draft.scenarios.iter().any(ends_well) {
        // Where a simple input does not do, the machine is tried out.
        return explored(&machine, named, workflow_type, &file_name);
    }
    Ok(draft.to_yaml())
}

fn write(
    terminal: Terminal,
    definition: &Path,
    output: Option<&Path>,
    text: &str,
) -> Result<Exit, Failure> {
    if output.is_some_and(|path| path.as_os_str() == "-") {
        let (mut out, _) = terminal.stdout();
        written(out.write_all(text.as_bytes()).and_then(|()| out.flush()))?;
        return Ok(Exit::Clean);
    }
    let file_name = file_name(definition);
    let beside = || definition.with_file_name(format!("{}.aslt.yaml", stem(&file_name).0));
    let path = output.map_or_else(beside, PathBuf::from);
    create(&path, text)?;
    terminal.tell(&format!("{} is written", path.display()));
    Ok(Exit::Clean)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The name without the endings of definitions, and whether a scenario file of it finds it.
fn stem(name: &str) -> (&str, bool) {
    let ends = [".asl.json", ".asl.yaml", ".asl.yml", ".asl"];
    let stem = ends.iter().find_map(|end| name.strip_suffix(end));
    stem.map_or_else(|| (name.split('.').next().unwrap_or(name), false), |stem| (stem, true))
}

/// Writes a file that must not be there yet.
fn create(path: &Path, text: &str) -> Result<(), Failure> {
    let written = File::create_new(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| {
        let name = path.display();
        Failure(if error.kind() == io::ErrorKind::AlreadyExists {
            format!("{name}: this file is there already, and is not overwritten")
        } else {
            format!("{name}: this file cannot be written: {error}")
        })
    })
}

/// The ways in which a machine was found to end, as a scenario file.
fn explored(
    machine: &StateMachine<'_>,
    named: &Named<'_>,
    workflow_type: WorkflowType,
    definition: &str,
) -> Result<String, Failure> {
    let input = Object::default().into();
    let name = named.name.clone();
    let found = explore(machine, &Options { name, input, workflow_type, runs_max: RUNS_MAX });
    if found.endings.is_empty() {
        let message = "no scenario could be made without knowing the input";
        return Err(Failure(format!("{definition}: {message}")));
    }
    Ok(yaml::text(&found.scenario_file(definition), SCENARIO_LEVELS))
}
