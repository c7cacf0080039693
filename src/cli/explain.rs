//! `aslint explain`: the page of a rule.

use std::io::{self, Write};

use clap::Args;

use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure, rule_named, written};
use crate::report::style::{self, Colours};
use crate::rules::Rule;

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// Their names, as `aslint check` prints them.
    #[arg(required = true, value_name = "RULE", value_parser = rule_named)]
    rules: Vec<&'static Rule>,
}

impl Explain {
    pub(super) fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        let (mut out, colours) = terminal.stdout();
        written(self.write(&mut *out, colours).and_then(|()| out.flush()))?;
        Ok(Exit::Clean)
    }

    fn write(&self, out: &mut dyn Write, colours: Colours) -> io::Result<()> {
        for (index, rule) in self.rules.iter().enumerate() {
            if index > 0 {
                writeln!(out)?;
            }
            write_page(out, rule, colours)?;
        }
        Ok(())
    }
}

/// The title, the severity, and what the page says.
fn write_page(out: &mut dyn Write, rule: &Rule, colours: Colours) -> io::Result<()> {
    let title = format!("# {}", rule.name);
    let text = rule.text().strip_prefix(&title).unwrap_or(rule.text());
    colours.write(out, style::STRONG, &title)?;
    write!(out, "\n\nSeverity: ")?;
    colours.write(out, style::of_severity(rule.severity()), rule.severity().as_str())?;
    writeln!(out, "\n\n{}", text.trim())
}
