//! Findings and executions as text, one file per format. Lines and columns are born here.

pub mod aws;
mod brief;
pub mod checkstyle;
pub mod concise;
mod excerpt;
pub mod exploration;
mod fingerprint;
pub mod full;
pub mod github;
pub mod gitlab;
pub mod graph;
pub mod history;
pub mod json;
pub mod junit;
pub mod policy;
mod protocol;
pub mod sarif;
pub mod scenarios;
pub mod style;
pub mod summary;
pub mod trace;
mod xml;

use crate::diagnostic::{Finding, Severity};
use crate::source::Source;

/// All that a check found.
#[derive(Debug, Default)]
pub struct Report {
    /// The files that hold definitions, in the order of their paths.
    pub files: Vec<FileReport>,
}

/// What was found in one file.
#[derive(Debug)]
pub struct FileReport {
    /// The file; its text is needed only where there are findings.
    pub source: Source,
    /// The definitions in it, in the order of the text.
    pub definitions: Vec<DefinitionReport>,
}

/// What was found in one definition.
#[derive(Debug)]
pub struct DefinitionReport {
    /// Which machine of the file it is; none when it is the file.
    pub name: Option<String>,
    /// The findings, in the order of the text.
    pub findings: Vec<Finding>,
}

impl Report {
    /// The files with something to tell people.
    pub fn files_at_fault(&self) -> impl Iterator<Item = &FileReport> {
        self.files.iter().filter(|file| file.shown().next().is_some())
    }

    /// How many findings of a severity people are shown.
    pub fn count(&self, severity: Severity) -> usize {
        let shown = self.files.iter().flat_map(FileReport::shown);
        shown.filter(|(_, finding)| finding.severity == severity).count()
    }
}

impl FileReport {
    /// The report on a file that is a definition.
    pub fn of_definition(source: Source, findings: Vec<Finding>) -> Self {
        Self { source, definitions: vec![DefinitionReport { name: None, findings }] }
    }

    /// The findings that people are shown, each with the definition it is in: all but those
    /// that merely follow from others, or that are silenced.
    pub fn shown(&self) -> impl Iterator<Item = (Option<&str>, &Finding)> {
        self.findings().filter(|(_, finding)| finding.is_shown())
    }

    /// The findings that people would be shown, had they not silenced them.
    pub fn silenced(&self) -> impl Iterator<Item = (Option<&str>, &Finding)> {
        let is_silenced = |finding: &Finding| !finding.consequence && finding.silenced.is_some();
        self.findings().filter(move |(_, finding)| is_silenced(finding))
    }

    fn findings(&self) -> impl Iterator<Item = (Option<&str>, &Finding)> {
        self.definitions.iter().flat_map(|definition| {
            definition.findings.iter().map(|finding| (definition.name.as_deref(), finding))
        })
    }
}
