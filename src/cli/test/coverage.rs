//! The flags on coverage, and what becomes of them.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::terminal::Terminal;
use crate::cli::{Failure, written};
use crate::report::scenarios::{Results, coverage};
use crate::scenario::coverage::Coverage;
use crate::source::Source;

#[derive(Debug, Args)]
pub(super) struct CoverageFlags {
    /// Tell what of the definitions the scenarios have been through.
    #[arg(long)]
    pub(super) coverage: bool,
    /// How to print the coverage.
    #[arg(long, value_enum, default_value_t)]
    coverage_format: CoverageFormat,
    /// Write the coverage to this file; implies `--coverage`.
    #[arg(long, value_name = "FILE")]
    coverage_output: Option<PathBuf>,
    /// Fail where less than this is covered; implies `--coverage`.
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    min_coverage: Option<f64>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum CoverageFormat {
    /// A table, and what is missed.
    #[default]
    Table,
    /// One JSON object.
    Json,
    /// A tracefile of lcov.
    Lcov,
    /// A page that stands alone.
    Html,
}

fn percent(text: &str) -> Result<f64, String> {
    let number = text.trim_end_matches('%').parse().ok();
    let number = number.filter(|number| (0.0..=100.0).contains(number));
    number.ok_or_else(|| "it is a number from 0 to 100".to_owned())
}

impl CoverageFlags {
    /// Tells what is covered, where that is asked for. Whether it is enough.
    pub(super) fn tell(&self, terminal: Terminal, results: &Results) -> Result<bool, Failure> {
        let is_wanted = self.coverage || self.coverage_output.is_some();
        if !is_wanted && self.min_coverage.is_none() {
            return Ok(true);
        }
        let all = coverages(results);
        let all: Vec<_> = all.iter().map(|(source, coverage)| (*source, coverage)).collect();
        let (mut out, colours) = match &self.coverage_output {
            Some(file) => terminal.file(file)?,
            None => terminal.stdout(),
        };
        let out = &mut *out;
        let result = match self.coverage_format {
            CoverageFormat::Table => {
                let gap = if self.coverage_output.is_none() { writeln!(out) } else { Ok(()) };
                gap.and_then(|()| coverage::write_table(out, &all, colours))
            }
            CoverageFormat::Json => coverage::write_json(out, &all),
            CoverageFormat::Lcov => coverage::write_lcov(out, &all),
            CoverageFormat::Html => coverage::write_html(out, &all),
        };
        written(result.and_then(|()| out.flush()))?;
        let percent = coverage::total(&all).percent();
        let least = self.min_coverage.unwrap_or_default();
        if percent < least {
            terminal.error(&format!("{percent:.1}% is covered, and {least}% must be"));
        }
        Ok(percent >= least)
    }
}

/// The coverage of each definition by all files, in the order in which they come.
fn coverages(results: &Results) -> Vec<(&Source, Coverage)> {
    let mut all: Vec<(&Source, Coverage)> = Vec::new();
    for group in results.files.iter().flat_map(|file| &file.groups) {
        let known = all.iter_mut().find(|(source, _)| source.name == group.definition.name);
        match known {
            Some((_, coverage)) => coverage.add(&group.coverage),
            None => all.push((&group.definition, group.coverage.clone())),
        }
    }
    all
}
