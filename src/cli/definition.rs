//! The one definition that a command is about: a file, or a machine of a template.

use std::path::{Path, PathBuf};

use crate::analysis::DEPTH_MAX;
use crate::cli::Failure;
use crate::cli::discovery::has_extension;
use crate::cli::given::read_source;
use crate::cli::reference::siblings;
use crate::cli::settings::{Choice, Configs};
use crate::cli::terminal::Terminal;
use crate::config::Levels;
use crate::diagnostic::{Finding, Severity, did_you_mean, name_list, quoted};
use crate::hosts::{self, Definition, Machine, terraform};
use crate::model::WorkflowType;
use crate::rules;
use crate::source::Source;
use crate::syntax::filling::filled;
use crate::syntax::surroundings::Surroundings;
use crate::syntax::{Format, Parsed, parse};

/// A definition, with what its host says of it.
pub(super) struct Named<'p> {
    /// The file that it stands in.
    pub(super) source: &'p Source,
    /// The definition; its spans are places in that file.
    pub(super) parsed: &'p Parsed<'p>,
    /// What the machine is called: by its host, or after its file.
    pub(super) name: String,
    /// How the host deploys it, if it says.
    pub(super) workflow_type: Option<WorkflowType>,
}

/// Finds the definition that an argument names, such as `order.asl.json`, `template.yaml#Orders`
/// or `-`, and does something with it.
pub(super) fn with<R>(
    argument: &Path,
    choice: &Choice,
    act: impl FnOnce(&Named<'_>) -> Result<R, Failure>,
) -> Result<R, Failure> {
    let (path, wanted) = split(argument);
    let source = read_source(&path)?;
    if has_extension(&path, "tf") {
        let machines = terraform::machines(&source.text, &|| siblings(&path));
        let machine = choose(machines, wanted.as_deref(), &source)?;
        return with_machine(&path, &source, &machine, &parse("", Format::Json), act);
    }
    let mut parsed = parse(&source.text, format_of(&path, &source.text));
    parsed.invalid = source.invalid;
    let is_host = hosts::is_likely(source.text.as_bytes());
    let machines = if is_host { hosts::machines(&parsed) } else { Vec::new() };
    if machines.is_empty() {
        drop(machines);
        if let Some(wanted) = wanted {
            let name = &source.name;
            return Err(Failure(format!("{name}: there is no machine {}", quoted(&wanted))));
        }
        parsed.surroundings = configured(&path, choice)?;
        let parsed = filled(parsed);
        let name = after(&path);
        return begin(&Named { source: &source, parsed: &parsed, name, workflow_type: None }, act);
    }
    let machine = choose(machines, wanted.as_deref(), &source)?;
    with_machine(&path, &source, &machine, &parsed, act)
}

/// What a configuration says of a definition that stands alone.
fn configured(path: &Path, choice: &Choice) -> Result<Surroundings, Failure> {
    let mut configs = Configs::new(choice.clone());
    let settings = configs.of_file(path);
    if let Some(failure) = configs.failures.pop() {
        return Err(failure);
    }
    if let Some((source, _)) = configs.faulty.first() {
        let name = &source.name;
        return Err(Failure(format!(
            "{name}: this configuration has faults; `aslint check` tells them"
        )));
    }
    let relative = settings.relative(path).unwrap_or_default();
    Ok(settings.located.config.surroundings_of(&relative))
}

/// The path of an argument, and the name of a machine in it. A file may have a `#` in its name.
fn split(argument: &Path) -> (PathBuf, Option<String>) {
    let text = argument.to_str().filter(|_| !argument.exists());
    match text.and_then(|text| text.rsplit_once('#')) {
        Some((path, name)) => (path.into(), Some(name.to_owned())),
        None => (argument.to_owned(), None),
    }
}

/// What a file is called without its endings.
fn after(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = name.unwrap_or_default();
    let stem = name.split('.').next().filter(|stem| !stem.is_empty() && *stem != "-");
    stem.unwrap_or("StateMachine").to_owned()
}

/// The machine that is wanted; the only one where none is named.
fn choose<'t>(
    machines: Vec<Machine<'t>>,
    wanted: Option<&str>,
    source: &Source,
) -> Result<Machine<'t>, Failure> {
    let names: Vec<_> = machines.iter().map(|machine| machine.name.clone()).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let file = &source.name;
    let mut machines = machines;
    let place = match wanted {
        Some(wanted) => names.iter().position(|name| *name == wanted),
        None if names.len() == 1 => Some(0),
        None => {
            let list = name_list(names.iter().copied());
            return Err(Failure(format!(
                "{file} holds several machines, so say which: `{file}#NAME`, of {list}"
            )));
        }
    };
    place.map(|place| machines.swap_remove(place)).ok_or_else(|| {
        let wanted = wanted.unwrap_or_default();
        let hint = did_you_mean(wanted, names.iter().copied()).map_or_else(
            || format!("it holds {}", name_list(names.iter().copied())),
            |meant| format!("did you mean `{meant}`?"),
        );
        Failure(format!("{file}: there is no machine {}; {hint}", quoted(wanted)))
    })
}

fn with_machine<R>(
    path: &Path,
    source: &Source,
    machine: &Machine<'_>,
    host: &Parsed<'_>,
    act: impl FnOnce(&Named<'_>) -> Result<R, Failure>,
) -> Result<R, Failure> {
    let said = machine.workflow_type.as_deref().map(str::to_ascii_lowercase);
    let workflow_type = said.as_deref().and_then(WorkflowType::named);
    let name = machine.name.clone();
    if let Some(parsed) = machine.parsed(host) {
        return begin(&Named { source, parsed: &parsed, name, workflow_type }, act);
    }
    let Definition::File { path: file, part, .. } = &machine.definition else {
        return Err(not_here(source, &name));
    };
    let file = path.parent().unwrap_or(Path::new("")).join(&**file);
    let surroundings = machine.surroundings.clone().of_another_file();
    let source = read_source(&file)?;
    let part = part.as_deref();
    if has_extension(&file, "tf") {
        let local = part.and_then(|part| terraform::local(&source.text, part));
        let local = local.ok_or_else(|| not_here(&source, &name))?;
        let nothing = parse("", Format::Json);
        let Some(parsed) = local.parsed(&nothing) else {
            return Err(not_here(&source, &name));
        };
        return begin(&Named { source: &source, parsed: &parsed, name, workflow_type }, act);
    }
    let mut parsed = parse(&source.text, format_of(&file, &source.text));
    parsed.invalid = source.invalid;
    if let Some(machines) = hosts::included(&parsed, part) {
        let parsed = machines.first().and_then(|machine| machine.parsed(&parsed));
        let Some(parsed) = parsed else { return Err(not_here(&source, &name)) };
        return begin(&Named { source: &source, parsed: &parsed, name, workflow_type }, act);
    }
    parsed.surroundings = surroundings;
    let parsed = filled(parsed);
    begin(&Named { source: &source, parsed: &parsed, name, workflow_type }, act)
}

fn not_here(source: &Source, name: &str) -> Failure {
    let (place, name) = (&source.name, quoted(name));
    let message =
        format!("{place}: the definition of {name} is not in this file, nor in one that it names");
    Failure(message)
}

/// Does something with a definition, unless it is nested deeper than anyone looks.
fn begin<R>(
    named: &Named<'_>,
    act: impl FnOnce(&Named<'_>) -> Result<R, Failure>,
) -> Result<R, Failure> {
    if named.parsed.tree.depth > DEPTH_MAX {
        let name = &named.source.name;
        return Err(Failure(format!("{name}: this definition is nested over {DEPTH_MAX} levels")));
    }
    act(named)
}

/// How a file is written. Both JSON and YAML are called `.asl`.
pub(super) fn format_of(path: &Path, text: &str) -> Format {
    let promised = Format::of_name(path).filter(|_| !has_extension(path, "asl"));
    promised.unwrap_or_else(|| Format::of_text(text))
}

/// What AWS refuses a definition for.
pub(super) fn refused_by_aws(parsed: &Parsed<'_>, workflow_type: WorkflowType) -> Vec<Finding> {
    let mut findings = rules::check(parsed, workflow_type, &Levels::default());
    findings.retain(|finding| {
        finding.severity == Severity::Error && !finding.consequence && finding.aws.is_some()
    });
    findings
}

impl Named<'_> {
    /// Refuses to run what AWS does not take: what it would do here means nothing.
    pub(super) fn refuse_what_aws_refuses(
        &self,
        terminal: Terminal,
        workflow_type: WorkflowType,
    ) -> Result<(), Failure> {
        let findings = refused_by_aws(self.parsed, workflow_type);
        if findings.is_empty() {
            return Ok(());
        }
        terminal.show(self.source, &findings)?;
        let name = &self.source.name;
        Err(Failure(format!("{name}: AWS would refuse this definition, so it has not been run")))
    }
}
