//! How a check prints what it has found.

use std::io::{self, Write};

use clap::ValueEnum;

use crate::report::style::Colours;
use crate::report::{Report, aws, checkstyle, concise, full, github, gitlab, json, junit, sarif};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Messages with the lines they speak of.
    #[default]
    Full,
    /// One line per finding.
    Concise,
    /// One JSON object.
    Json,
    /// The same objects for findings, one on each line.
    Jsonl,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
    /// A Code Quality report of GitLab.
    Gitlab,
    /// `JUnit` XML.
    Junit,
    /// Checkstyle XML.
    Checkstyle,
    /// What AWS's `ValidateStateMachineDefinition` returns for the definition.
    Aws,
}

impl Format {
    /// Whether people read it as it is.
    pub(super) fn is_for_people(self) -> bool {
        matches!(self, Self::Full | Self::Concise)
    }

    /// Writes a report.
    pub(super) fn write(
        self,
        out: &mut dyn Write,
        colours: Colours,
        report: &Report,
    ) -> io::Result<()> {
        match self {
            Self::Full => full::write(out, report, colours),
            Self::Concise => concise::write(out, report, colours),
            Self::Json => json::write(out, report),
            Self::Jsonl => json::write_lines(out, report),
            Self::Sarif => sarif::write(out, report),
            Self::Github => github::write(out, report),
            Self::Gitlab => gitlab::write(out, report),
            Self::Junit => junit::write(out, report),
            Self::Checkstyle => checkstyle::write(out, report),
            Self::Aws => aws::write(out, report),
        }
    }
}
