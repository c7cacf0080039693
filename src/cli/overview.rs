//! What a check tells instead of findings: how many there are of each rule, which files were
//! looked at, what holds for them.

use std::collections::BTreeMap;
use std::io::{self, Write};

use clap::Args;

use crate::cli::settings::Settings;
use crate::config::{FailOn, Level};
use crate::report::style::{self, Colours};
use crate::report::{FileReport, Report};

/// What to tell instead of findings.
#[derive(Debug, Args)]
pub(super) struct OverviewFlags {
    /// Tell how many findings there are of each rule, instead of each one.
    #[arg(long)]
    pub(super) statistics: bool,
    /// List the files that hold definitions, and their machines, instead of findings.
    #[arg(long, conflicts_with = "statistics")]
    pub(super) show_files: bool,
    /// Show what configuration and flags say of each file that would be looked at.
    #[arg(long, conflicts_with_all = ["statistics", "show_files"])]
    pub(super) show_settings: bool,
}

/// Writes how many findings there are of each rule, the most first.
pub(super) fn write_statistics(
    out: &mut dyn Write,
    colours: Colours,
    report: &Report,
) -> io::Result<()> {
    let mut counts = BTreeMap::new();
    for (_, finding) in report.files.iter().flat_map(FileReport::shown) {
        *counts.entry((finding.rule, finding.severity)).or_insert(0_usize) += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|((one, _), few), ((two, _), many)| (many, one).cmp(&(few, two)));
    let width = counts.first().map_or(1, |(_, count)| count.to_string().len());
    for ((rule, severity), count) in counts {
        write!(out, "{count:>width$} ")?;
        colours.write(out, style::of_severity(severity), severity.as_str())?;
        writeln!(out, "[{}]", colours.rule(rule))?;
    }
    Ok(())
}

/// Writes which files hold definitions, and of which machines.
pub(super) fn write_files(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    for file in &report.files {
        writeln!(out, "{}", file.source.name)?;
        for name in file.definitions.iter().filter_map(|definition| definition.name.as_ref()) {
            writeln!(out, "  {name}")?;
        }
    }
    Ok(())
}

/// What holds for a file, flags and configuration taken together.
pub(super) struct Held<'h> {
    pub(super) workflow_type: &'static str,
    pub(super) fail_on: FailOn,
    pub(super) levels: &'h BTreeMap<String, Level>,
}

/// Writes what holds for a file.
pub(super) fn write_settings(
    out: &mut dyn Write,
    file: &str,
    settings: &Settings,
    held: &Held<'_>,
) -> io::Result<()> {
    let configuration = settings.located.file.as_deref().unwrap_or("none");
    let fail_on = match held.fail_on {
        FailOn::At(severity) => severity.as_str(),
        FailOn::Never => "never",
    };
    writeln!(out, "{file}\n  configuration: {configuration}")?;
    writeln!(out, "  type: {}\n  fail-on: {fail_on}", held.workflow_type)?;
    for (rule, level) in held.levels {
        let level = match level {
            Level::Off => "off",
            Level::At(severity) => severity.as_str(),
        };
        writeln!(out, "  {rule}: {level}")?;
    }
    Ok(())
}
