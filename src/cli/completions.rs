//! `aslint completions` and `aslint man`: what shells and `man` are told of the commands.

use std::io::Write;

use clap::{Args, ValueEnum};
use clap_complete::{Shell as Known, generate};
use clap_complete_nushell::Nushell;

use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure, command, written};

#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shell {
    Bash,
    Elvish,
    Fish,
    Nushell,
    Powershell,
    Zsh,
}

impl Completions {
    pub(super) fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        let (mut command, mut script) = (command(), Vec::new());
        let name = "aslint";
        let known = match self.shell {
            Shell::Bash => Some(Known::Bash),
            Shell::Elvish => Some(Known::Elvish),
            Shell::Fish => Some(Known::Fish),
            Shell::Powershell => Some(Known::PowerShell),
            Shell::Zsh => Some(Known::Zsh),
            Shell::Nushell => None,
        };
        match known {
            Some(shell) => generate(shell, &mut command, name, &mut script),
            None => generate(Nushell, &mut command, name, &mut script),
        }
        print(terminal, &script)
    }
}

/// Prints the manual page, in roff.
pub(super) fn man(terminal: Terminal) -> Result<Exit, Failure> {
    let mut page = Vec::new();
    written(clap_mangen::Man::new(command()).render(&mut page))?;
    print(terminal, &page)
}

fn print(terminal: Terminal, bytes: &[u8]) -> Result<Exit, Failure> {
    let (mut out, _) = terminal.stdout();
    written(out.write_all(bytes).and_then(|()| out.flush()))?;
    Ok(Exit::Clean)
}
