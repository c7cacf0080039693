//! What became of scenarios as text, one file per format.

pub mod concise;
pub mod coverage;
pub mod full;
pub mod json;
pub mod junit;
pub mod tap;

use crate::diagnostic::{Finding, Severity};
use crate::scenario::Verdict;
use crate::scenario::coverage::Coverage;
use crate::source::{LineIndex, Source, Span};

/// What became of the scenarios of all files.
#[derive(Debug, Default)]
pub struct Results {
    /// The files, in the order of their paths.
    pub files: Vec<FileResults>,
}

/// What became of the scenarios of one file.
#[derive(Debug)]
pub struct FileResults {
    /// The file.
    pub source: Source,
    /// What is wrong with it and with the files that it needs, file by file.
    pub faults: Vec<(Source, Vec<Finding>)>,
    /// Its scenarios, by their definitions.
    pub groups: Vec<Group>,
}

/// The scenarios of one definition.
#[derive(Debug)]
pub struct Group {
    /// The definition.
    pub definition: Source,
    /// What became of each, in the order of the file.
    pub verdicts: Vec<Verdict>,
    /// What they have been through together.
    pub coverage: Coverage,
}

impl Results {
    /// How many scenarios have passed, and how many have not.
    pub fn counts(&self) -> (usize, usize) {
        let verdicts = self.files.iter().flat_map(FileResults::verdicts);
        let (passed, failed): (Vec<_>, Vec<_>) =
            verdicts.partition(|(_, verdict)| verdict.has_passed());
        (passed.len(), failed.len())
    }
}

impl FileResults {
    /// The verdicts of all groups, each with its definition.
    pub fn verdicts(&self) -> impl Iterator<Item = (&Source, &Verdict)> {
        self.groups
            .iter()
            .flat_map(|group| group.verdicts.iter().map(|verdict| (&group.definition, verdict)))
    }

    /// Whether something about it is so wrong that scenarios could not be run.
    pub fn has_errors(&self) -> bool {
        let mut findings = self.faults.iter().flat_map(|(_, findings)| findings);
        findings.any(|finding| finding.severity == Severity::Error)
    }
}

/// `file:line:column` of a place in a file.
fn place(source: &Source, span: Span) -> String {
    let position = LineIndex::new(&source.text).position(span.start);
    format!("{}:{}:{}", source.name, position.line, position.column)
}

/// What is not as expected, one line for each.
fn messages(verdict: &Verdict) -> Vec<String> {
    let mut lines = Vec::new();
    for fault in &verdict.faults {
        lines.push(fault.finding.message.clone());
        lines.extend(fault.finding.labels.iter().map(|label| label.message.clone()));
        lines.extend(fault.cause.iter().map(|cause| cause.message.clone()));
    }
    lines
}
