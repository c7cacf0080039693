//! `aslint test --init`: a first scenario file for a definition.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::cli::definition::{format_of, read_source};
use crate::cli::explore::SCENARIO_LEVELS;
use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure, written};
use crate::config::Levels;
use crate::diagnostic::Severity;
use crate::model::{StateMachine, WorkflowType};
use crate::query::value::Object;
use crate::report::full;
use crate::rules;
use crate::scenario::explore::{Options, RUNS_MAX, explore, yaml};
use crate::scenario::sketch::sketch;
use crate::syntax::parse;

/// Writes the file beside the definition, or to `output`.
pub(super) fn run(
    terminal: Terminal,
    definition: &Path,
    output: Option<&Path>,
) -> Result<Exit, Failure> {
    let source = read_source(definition)?;
    let mut parsed = parse(&source.text, format_of(definition, &source.text));
    parsed.invalid = source.invalid;
    let workflow_type = WorkflowType::default();
    let mut findings = rules::check(&parsed, workflow_type, &Levels::default());
    findings.retain(|finding| {
        finding.severity == Severity::Error && !finding.consequence && finding.aws.is_some()
    });
    if !findings.is_empty() {
        let (mut out, colours) = terminal.stderr();
        let shown = full::write_findings(&mut *out, &source, &findings, colours);
        written(shown.and_then(|()| out.flush()))?;
        let name = &source.name;
        return Err(Failure(format!("{name}: AWS would refuse this definition, so it is not run")));
    }
    let file_name = definition.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (stem, is_found) = stem(&file_name);
    let machine = StateMachine::read(parsed.tree.root());
    let mut draft = sketch(&machine, stem, workflow_type);
    draft.comments = vec![
        format!("Made of {file_name} by `aslint test --init`. What tasks return is made up:"),
        "put in what they do return, and say what should come of it.".to_owned(),
    ];
    draft.definition = (!is_found).then(|| file_name.clone());
    let text = if draft.scenarios.is_empty() {
        // Where a simple input does not do, the machine is tried out.
        explored(&machine, stem, workflow_type, &file_name)?
    } else {
        draft.to_yaml()
    };
    match output {
        Some(path) if path.as_os_str() == "-" => {
            let (mut out, _) = terminal.stdout();
            written(out.write_all(text.as_bytes()).and_then(|()| out.flush()))?;
        }
        output => {
            let beside = || definition.with_file_name(format!("{stem}.aslt.yaml"));
            let path = output.map_or_else(beside, PathBuf::from);
            create(&path, &text)?;
            if !terminal.quiet {
                let (mut out, _) = terminal.stderr();
                let count = draft.scenarios.len();
                let plural = if count == 1 { "" } else { "s" };
                let _ = writeln!(out, "{}: {count} scenario{plural}", path.display())
                    .and_then(|()| out.flush());
            }
        }
    }
    Ok(Exit::Clean)
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
    name: &str,
    workflow_type: WorkflowType,
    definition: &str,
) -> Result<String, Failure> {
    let input = Object::default().into();
    let name = name.to_owned();
    let found = explore(machine, &Options { name, input, workflow_type, runs_max: RUNS_MAX });
    if found.endings.is_empty() {
        let message = "no scenario could be made without knowing the input";
        return Err(Failure(format!("{definition}: {message}")));
    }
    Ok(yaml::text(&found.scenario_file(definition), SCENARIO_LEVELS))
}
