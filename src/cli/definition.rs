//! The one definition that a command is about: a file, or a machine of a template.

use std::mem;
use std::path::{Path, PathBuf};

use crate::analysis::DEPTH_MAX;
use crate::cli::Failure;
use crate::cli::discovery::has_extension;
use crate::cli::given::read_source;
use crate::cli::reference::{Place, Reference, siblings};
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
    let sought = Sought { wanted, ..Sought::default() };
    let place = (path, None);
    if has_extension(&place.0, "tf") {
        let machines = terraform::machines(&source.text, &|| siblings(&place.0));
        return sought.among(machines, place, &source, &parse("", Format::Json), act);
    }
    let mut parsed = parse(&source.text, format_of(&place.0, &source.text));
    parsed.invalid = source.invalid;
    let is_host = hosts::is_likely(source.text.as_bytes());
    let machines = if is_host { hosts::machines(&parsed) } else { Vec::new() };
    if !machines.is_empty() {
        return sought.among(machines, place, &source, &parsed, act);
    }
    drop(machines);
    if let Some(wanted) = sought.wanted {
        let name = &source.name;
        return Err(Failure(format!("{name}: there is no machine {}", quoted(&wanted))));
    }
    parsed.surroundings = configured(&place.0, choice)?;
    let parsed = filled(parsed);
    let name = after(&place.0);
    begin(&Named { source: &source, parsed: &parsed, name, workflow_type: None }, act)
}

/// What is known of a definition on the way to it.
#[derive(Default)]
struct Sought {
    /// The machine that is asked for.
    wanted: Option<String>,
    /// What the last host calls it.
    name: Option<String>,
    /// How it is deployed, as far as hosts have said.
    workflow_type: Option<WorkflowType>,
    /// The files that have led here.
    way: Vec<Place>,
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

impl Sought {
    /// The machine that is wanted; the only one where none is named.
    fn choose<'t>(
        &self,
        mut machines: Vec<Machine<'t>>,
        source: &Source,
    ) -> Result<Machine<'t>, Failure> {
        let names =
            || machines.iter().map(|machine| &*machine.name).filter(|name| !name.is_empty());
        let at = |name: &str| machines.iter().position(|machine| machine.name == name);
        let file = &source.name;
        let place = match &self.wanted {
            // What is not here may be among those that this file includes.
            Some(wanted) => at(wanted).or_else(|| at("")).ok_or_else(|| {
                let hint = did_you_mean(wanted, names()).map_or_else(
                    || format!("it holds {}", name_list(names())),
                    |meant| format!("did you mean `{meant}`?"),
                );
                Failure(format!("{file}: there is no machine {}; {hint}", quoted(wanted)))
            }),
            None if self.name.is_none() && machines.len() > 1 => {
                let list = name_list(names());
                let host = self.way.first().map(|(host, _)| host.display().to_string());
                let host = host.as_ref().unwrap_or(file);
                Err(Failure(format!(
                    "{file} holds several machines, so say which: `{host}#NAME`, of {list}"
                )))
            }
            None if machines.is_empty() => Err(self.not_in(source)),
            None => Ok(0),
        }?;
        Ok(machines.swap_remove(place))
    }

    /// Goes on with the one that is wanted of the machines in a host.
    fn among<R>(
        mut self,
        machines: Vec<Machine<'_>>,
        place: Place,
        source: &Source,
        host: &Parsed<'_>,
        act: impl FnOnce(&Named<'_>) -> Result<R, Failure>,
    ) -> Result<R, Failure> {
        let machine = self.choose(machines, source)?;
        let said = machine.workflow_type.as_deref().map(str::to_ascii_lowercase);
        let said = said.as_deref().and_then(WorkflowType::named);
        self.workflow_type = said.or(self.workflow_type);
        if !machine.name.is_empty() && self.name.is_none() {
            // What is chosen by its name is not to be chosen once more.
            self.wanted = None;
            self.name = Some(machine.name.clone());
        }
        if let Some(parsed) = machine.parsed(host) {
            return self.found(source, &parsed, act);
        }
        let Definition::File { path, part, .. } = &machine.definition else {
            return Err(self.not_in(source));
        };
        let host = place.0.clone();
        self.way.push(place);
        let mut reference = Reference::at_the_end_of(mem::take(&mut self.way), path, part.clone());
        if let Some(why) = reference.refusal(&host) {
            let (host, why) = (&source.name, why.of(path));
            return Err(Failure(format!("{host}: {why}")));
        }
        reference.surroundings = machine.surroundings.clone().of_another_file();
        self.behind(reference, act)
    }

    /// Goes on with what a host names.
    fn behind<R>(
        mut self,
        reference: Reference,
        act: impl FnOnce(&Named<'_>) -> Result<R, Failure>,
    ) -> Result<R, Failure> {
        let Reference { place, surroundings, way, .. } = reference;
        let source = read_source(&place.0)?;
        self.way = way;
        if has_extension(&place.0, "tf") {
            let local = place.1.as_deref().and_then(|part| terraform::local(&source.text, part));
            let machines = local.into_iter().collect();
            return self.among(machines, place, &source, &parse("", Format::Json), act);
        }
        let mut parsed = parse(&source.text, format_of(&place.0, &source.text));
        parsed.invalid = source.invalid;
        if let Some(machines) = hosts::included(&parsed, place.1.as_deref()) {
            return self.among(machines, place, &source, &parsed, act);
        }
        parsed.surroundings = surroundings;
        self.found(&source, &filled(parsed), act)
    }

    fn found<R>(
        self,
        source: &Source,
        parsed: &Parsed<'_>,
        act: impl FnOnce(&Named<'_>) -> Result<R, Failure>,
    ) -> Result<R, Failure> {
        let name = self.name.unwrap_or_default();
        begin(&Named { source, parsed, name, workflow_type: self.workflow_type }, act)
    }

    fn not_in(&self, source: &Source) -> Failure {
        let of = self.name.as_deref().map(|name| format!(" of {}", quoted(name)));
        let (place, of) = (&source.name, of.unwrap_or_default());
        let what = format!("the definition{of} is not in this file, nor in one that it names");
        Failure(format!("{place}: {what}"))
    }
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
