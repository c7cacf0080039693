//! `aslint rules`: the list of all rules.

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure, written};
use crate::report::style::{self, Colours};
use crate::rules::{ALL, Rule};

#[derive(Debug, Args)]
pub(super) struct Rules {
    /// How to print the list.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// One line per rule.
    #[default]
    Text,
    /// An array of objects.
    Json,
}

impl Rules {
    pub(super) fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        let (mut out, colours) = terminal.stdout();
        let result = match self.format {
            Format::Text => write_text(&mut *out, colours),
            Format::Json => write_json(&mut *out),
        };
        written(result.and_then(|()| out.flush()))?;
        Ok(Exit::Clean)
    }
}

fn write_text(out: &mut dyn Write, colours: Colours) -> io::Result<()> {
    let width = ALL.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
    for rule in ALL {
        write!(out, "{:width$}  ", rule.name)?;
        let severity = format!("{:7}", rule.severity());
        colours.write(out, style::of_severity(rule.severity()), &severity)?;
        writeln!(out, "  {}", summary(rule))?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Entry {
    name: &'static str,
    severity: &'static str,
    /// Whether its findings can be mended: `safe`, `unsafe` for what a person is to confirm.
    fix: Option<&'static str>,
    summary: String,
}

fn write_json(out: &mut dyn Write) -> io::Result<()> {
    let entries: Vec<_> = ALL.iter().map(|rule| entry(rule)).collect();
    serde_json::to_writer_pretty(&mut *out, &entries)?;
    writeln!(out)
}

fn entry(rule: &Rule) -> Entry {
    Entry {
        name: rule.name,
        severity: rule.severity().as_str(),
        fix: rule.field("fix"),
        summary: summary(rule),
    }
}

/// The summary as one line, however the page breaks it.
fn summary(rule: &Rule) -> String {
    rule.summary().split_whitespace().collect::<Vec<_>>().join(" ")
}
