//! One candidate: is it a definition, and what is wrong with it?

use std::fs::File;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use memchr::memmem;

use crate::cli::Failure;
use crate::cli::definition::format_of;
use crate::cli::discovery::{Candidate, Reason, has_extension, unreadable};
use crate::cli::reference::{Place, Reference, siblings};
use crate::config::Levels;
use crate::hosts::{self, Definition, Machine, terraform};
use crate::model::WorkflowType;
use crate::report::{DefinitionReport, FileReport};
use crate::rules;
use crate::source::{FILE_BYTES_MAX, Source};
use crate::syntax::filling::filled;
use crate::syntax::surroundings::{Surroundings, Unread};
use crate::syntax::tree::Kind;
use crate::syntax::{Format, Parsed, parse};

/// The largest file (16 MiB) that is read although nobody says that it is a definition. AWS
/// takes no definition above 1 MiB.
const UNNAMED_BYTES_MAX: u64 = 16 << 20;

/// How a definition is judged.
#[derive(Clone, Debug, Default)]
pub(super) struct Terms {
    pub(super) workflow_type: WorkflowType,
    /// What a flag says, whatever a host says.
    pub(super) forced_type: Option<WorkflowType>,
    /// What is said from outside of a definition in a file of its own.
    pub(super) surroundings: Surroundings,
    pub(super) levels: Levels,
    /// Which part of the file is the definition, where it is not the whole.
    pub(super) part: Option<String>,
    /// What has led to the file.
    pub(super) way: Vec<Place>,
}

/// The definitions in a host, and what it names.
type Hosted = (Vec<DefinitionReport>, Vec<Reference>);

/// What became of a candidate.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It is a definition, or holds some.
    Judged(FileReport, Vec<Reference>),
    /// It is not, for this reason.
    Skipped(String),
    /// It could not be looked at.
    Failed(Failure),
}

impl Outcome {
    /// Takes over what came of another part of the same file.
    pub(super) fn add(&mut self, other: Self) {
        match (self, other) {
            (Self::Judged(file, named), Self::Judged(other, also_named)) => {
                if file.source.text.is_empty() {
                    file.source = other.source;
                }
                file.definitions.extend(other.definitions);
                named.extend(also_named);
            }
            (Self::Judged(..), _) => {}
            (this, other) => *this = other,
        }
    }
}

/// Judges a file. A panic on the way is a fault of ours, told as such, and no reason to leave
/// other files out.
pub(super) fn judge_file(candidate: &Candidate, terms: &Terms) -> Outcome {
    let name = candidate.path.display().to_string();
    guarded(&name, || match read(&candidate.path, candidate.reason) {
        Ok(Some(bytes)) => judge(&name, bytes, candidate, terms),
        Ok(None) => Outcome::Skipped(format!("{name}: skipped, too large for a definition")),
        Err(error) => Outcome::Failed(unreadable(&candidate.path, &error)),
    })
}

/// Judges what the standard input holds.
pub(super) fn judge_stdin(candidate: &Candidate, terms: &Terms) -> Outcome {
    let name = candidate.path.display().to_string();
    match read_all(io::stdin().lock(), 0) {
        Ok(bytes) => guarded(&name, || judge(&name, bytes, candidate, terms)),
        Err(error) => Outcome::Failed(unreadable(&candidate.path, &error)),
    }
}

/// Judges a text in place of what a file holds.
pub(super) fn judge_text(text: &str, candidate: &Candidate, terms: &Terms) -> Outcome {
    let name = candidate.path.display().to_string();
    guarded(&name, || judge(&name, text.as_bytes().to_vec(), candidate, terms))
}

fn guarded(name: &str, act: impl FnOnce() -> Outcome) -> Outcome {
    catch_unwind(AssertUnwindSafe(act)).unwrap_or_else(|_| {
        let message = format!("internal error in aslint while checking {name}: please report");
        Outcome::Failed(Failure(message))
    })
}

/// The bytes of a file; none of one that is too large for what it is.
fn read(path: &Path, reason: Reason) -> io::Result<Option<Vec<u8>>> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    if reason == Reason::Walked && length > UNNAMED_BYTES_MAX {
        return Ok(None);
    }
    read_all(file, length).map(Some)
}

/// All bytes of a stream. A pipe has no length, so what is read counts, not what is announced.
fn read_all(stream: impl Read, length: u64) -> io::Result<Vec<u8>> {
    let too_large = || io::Error::other("it is larger than 1 GiB");
    if length > FILE_BYTES_MAX {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(length as usize + 1);
    stream.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > FILE_BYTES_MAX { Err(too_large()) } else { Ok(bytes) }
}

fn judge(name: &str, bytes: Vec<u8>, candidate: &Candidate, terms: &Terms) -> Outcome {
    let skipped = || Outcome::Skipped(format!("{name}: skipped, not a definition"));
    if !is_worth_parsing(&bytes, &candidate.path, candidate.reason) {
        return skipped();
    }
    let mut source = Source::new(name, bytes);
    let hosted = if has_extension(&candidate.path, "tf") {
        Some(judge_configuration(&source.text, candidate, terms))
    } else {
        let mut parsed = parse(&source.text, format_of(&candidate.path, &source.text));
        parsed.invalid = source.invalid;
        if is_definition(&parsed, candidate) {
            judge_included(&parsed, candidate, terms)
                .or_else(|| Some((vec![judge_whole(parsed, terms)], Vec::new())))
        } else {
            judge_host(&parsed, candidate, terms)
        }
    };
    let Some((definitions, references)) = hosted else { return skipped() };
    if candidate.reason != Reason::Stdin {
        forget_text(&mut source, &definitions);
    }
    Outcome::Judged(FileReport { source, definitions }, references)
}

/// Judges a file that is a definition as a whole.
fn judge_whole(mut parsed: Parsed<'_>, terms: &Terms) -> DefinitionReport {
    parsed.surroundings = terms.surroundings.clone();
    forget_faults_of_encoding(&mut parsed);
    let findings = rules::check(&filled(parsed), terms.workflow_type, &terms.levels);
    DefinitionReport { name: None, findings }
}

/// Judges what a file has of a definition that is elsewhere named to be a part of it, or what it
/// includes itself in place of a definition.
fn judge_included(parsed: &Parsed<'_>, candidate: &Candidate, terms: &Terms) -> Option<Hosted> {
    let machines = hosts::included(parsed, terms.part.as_deref())?;
    Some(judge_machines(machines, parsed, candidate, terms))
}

/// Judges the definitions in a configuration of Terraform. One that speaks of machines and has
/// none was looked at all the same.
fn judge_configuration(text: &str, candidate: &Candidate, terms: &Terms) -> Hosted {
    let nothing = parse("", Format::Json);
    let machines = match &terms.part {
        Some(name) => terraform::local(text, name).into_iter().collect(),
        None => terraform::machines(text, &|| siblings(&candidate.path)),
    };
    judge_machines(machines, &nothing, candidate, terms)
}

/// Judges the definitions in a host; none where it is no host.
fn judge_host(parsed: &Parsed<'_>, candidate: &Candidate, terms: &Terms) -> Option<Hosted> {
    if !hosts::is_likely(parsed.tree.text().as_bytes()) {
        return None;
    }
    let machines = hosts::machines(parsed);
    if machines.is_empty() {
        return None;
    }
    Some(judge_machines(machines, parsed, candidate, terms))
}

/// Judges the definitions of the machines in a host.
fn judge_machines(
    machines: Vec<Machine<'_>>,
    host: &Parsed<'_>,
    candidate: &Candidate,
    terms: &Terms,
) -> Hosted {
    let mut references = Vec::new();
    let mut definitions = Vec::new();
    for machine in machines {
        let said = machine.workflow_type.as_deref().map(str::to_ascii_lowercase);
        let said = said.as_deref().and_then(WorkflowType::named);
        let workflow_type = terms.forced_type.or(said).unwrap_or(terms.workflow_type);
        let mut parsed = machine.parsed(host).unwrap_or_else(|| machine.unknown());
        if let Definition::File { path, place, part } = &machine.definition {
            let here = (candidate.path.clone(), terms.part.clone());
            let way = terms.way.iter().cloned().chain([here]).collect();
            let mut reference = Reference::at_the_end_of(way, path, part.clone());
            let inherited = Some(terms.workflow_type).filter(|_| !terms.way.is_empty());
            reference.workflow_type = said.or(inherited);
            reference.surroundings = machine.surroundings.clone().of_another_file();
            match reference.refusal(&candidate.path) {
                None => references.push(reference),
                Some(why) => {
                    let (path, place) = (path.to_string(), *place);
                    parsed.surroundings.unread = Some(Unread { path, place, why });
                }
            }
        }
        let findings = rules::check(&parsed, workflow_type, &terms.levels);
        drop(parsed);
        let name = Some(machine.name).filter(|name| !name.is_empty());
        definitions.push(DefinitionReport { name, findings });
    }
    (definitions, references)
}

/// UTF-16 is no text at all to a parser: that is what is told, not what it makes of each byte.
fn forget_faults_of_encoding(parsed: &mut Parsed<'_>) {
    if parsed.invalid.is_some() && parsed.tree.text().contains('\0') {
        parsed.faults.clear();
    }
}

/// A report needs a text only to point at places in it.
fn forget_text(source: &mut Source, definitions: &[DefinitionReport]) {
    if definitions.iter().all(|definition| definition.findings.is_empty()) {
        source.text = String::new();
    }
}

/// A cheap look before the text is parsed.
fn is_worth_parsing(bytes: &[u8], path: &Path, reason: Reason) -> bool {
    let has = |word| memmem::find(bytes, word).is_some();
    if has_extension(path, "tf") {
        return reason == Reason::Promised || terraform::is_likely(bytes);
    }
    match reason {
        Reason::Stdin | Reason::Promised | Reason::Asl => true,
        Reason::Named => has(b"StartAt") || has(b"States") || hosts::is_likely(bytes),
        Reason::Walked => (has(b"StartAt") && has(b"States")) || hosts::is_likely(bytes),
    }
}

fn is_definition(parsed: &Parsed<'_>, candidate: &Candidate) -> bool {
    let is_promised = Format::of_name(&candidate.path).is_some();
    let root = parsed.tree.root();
    let has = |name| root.get(name).is_some();
    let speaks_of_states = || {
        let text = parsed.tree.text();
        text.contains("StartAt") && text.contains("States")
    };
    match candidate.reason {
        Reason::Stdin | Reason::Promised => true,
        Reason::Asl => root.kind() == Kind::Object || speaks_of_states(),
        // A name that promises neither JSON nor YAML promises nothing: the text must show it.
        Reason::Named if !is_promised => has("StartAt") && has("States"),
        Reason::Named if !parsed.faults.is_empty() && speaks_of_states() => true,
        Reason::Named => has("StartAt") || has("States"),
        Reason::Walked => has("StartAt") && has("States"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_told_as_ours() {
        let outcome = guarded("a.asl.json", || unreachable!("for the test"));
        let Outcome::Failed(Failure(message)) = outcome else { unreachable!("a panic fails") };
        assert_eq!(message, "internal error in aslint while checking a.asl.json: please report");
    }
}
