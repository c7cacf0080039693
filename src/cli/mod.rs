//! The command line: one file per subcommand, the only input and output.

mod baseline;
mod check;
mod completions;
mod definition;
mod discovery;
mod eval;
mod eval_request;
mod explain;
mod explore;
mod fix;
mod format;
mod given;
mod graph;
mod judge;
mod lsp;
mod mock_files;
mod overview;
mod policy;
mod progress;
mod reference;
mod rules;
mod run;
mod schema;
mod settings;
mod silence;
mod terminal;
mod test;
mod watch;

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::cli::settings::Choice;
use crate::cli::terminal::{ColourChoice, Terminal};
use crate::diagnostic::{did_you_mean, quoted};
use crate::rules::{ALL, Rule};

/// Linter, static validator and mock executor for Amazon States Language.
#[derive(Debug, Parser)]
#[command(name = "aslint", version, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Look for faults in definitions.
    Check(check::Check),
    /// Print what a shell needs to complete commands.
    Completions(completions::Completions),
    /// Evaluate an expression, as a state would.
    Eval(eval::Eval),
    /// Show the page of a rule: what it finds, why, and what to do.
    Explain(explain::Explain),
    /// Try which ways a definition can go and end, without any scenario.
    Explore(explore::Explore),
    /// Draw a state machine.
    Graph(graph::Graph),
    /// Serve an editor, over standard input and output.
    Lsp,
    /// Print the manual page.
    Man,
    /// Print the IAM policy that a state machine needs.
    Policy(policy::Policy),
    /// List all rules.
    Rules(rules::Rules),
    /// Execute a definition with mocked tasks.
    Run(run::Run),
    /// Print a JSON Schema of definitions, or of other files that people write, for editors.
    Schema(schema::Schema),
    /// Run scenario files: executions with mocked tasks, and what is expected of them.
    Test(test::Test),
}

/// What may be said to every subcommand.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
struct Global {
    /// When to use colours (`NO_COLOR` and `FORCE_COLOR` are honoured).
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t)]
    color: ColourChoice,
    /// Print results and errors, and nothing else.
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say what is skipped, too.
    #[arg(long, short, global = true)]
    verbose: bool,
    /// Use this configuration instead of the nearest `aslint.toml`.
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "no_config")]
    config: Option<PathBuf>,
    /// Use no configuration at all.
    #[arg(long, global = true)]
    no_config: bool,
}

impl Global {
    fn terminal(&self) -> Terminal {
        Terminal { colour: self.color, quiet: self.quiet, verbose: self.verbose }
    }

    fn configuration(&self) -> Choice {
        match &self.config {
            _ if self.no_config => Choice::None,
            Some(file) => Choice::File(file.clone()),
            None => Choice::Nearest,
        }
    }
}

/// The commands and flags, as completions and the manual page tell them.
fn command() -> clap::Command {
    Cli::command()
}

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Exit {
    /// Nothing at or above the fail level.
    Clean = 0,
    /// Findings at or above it.
    Findings = 1,
    /// The command could not be carried out.
    Failed = 2,
    /// Nothing to check was found.
    Nothing = 3,
}

/// Why a command could not be carried out, in one clear line for people.
#[derive(Debug)]
struct Failure(String);

/// Carries out what the arguments say. The first argument is the name of the program.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    match Cli::try_parse_from(arguments) {
        Ok(cli) => ExitCode::from(execute(&cli) as u8),
        Err(error) => {
            // Where not even an error of use can be written, there is no one to tell.
            let _ = error.print();
            let exit = if error.use_stderr() { Exit::Failed } else { Exit::Clean };
            ExitCode::from(exit as u8)
        }
    }
}

fn execute(cli: &Cli) -> Exit {
    let terminal = cli.global.terminal();
    let exit = match &cli.command {
        Command::Check(check) => check.run(terminal, cli.global.configuration()),
        Command::Completions(completions) => completions.run(terminal),
        Command::Eval(eval) => eval.run(terminal),
        Command::Explain(explain) => explain.run(terminal),
        Command::Explore(explore) => explore.run(terminal, &cli.global.configuration()),
        Command::Graph(graph) => graph.run(terminal, &cli.global.configuration()),
        Command::Lsp => lsp::run(&cli.global.configuration()),
        Command::Man => completions::man(terminal),
        Command::Policy(policy) => policy.run(terminal, &cli.global.configuration()),
        Command::Rules(rules) => rules.run(terminal),
        Command::Run(run) => run.run(terminal, &cli.global.configuration()),
        Command::Schema(schema) => schema.run(terminal),
        Command::Test(test) => test.run(terminal, &cli.global.configuration()),
    };
    exit.unwrap_or_else(|Failure(message)| {
        terminal.error(&message);
        Exit::Failed
    })
}

/// What became of writing results: a reader who stopped reading has had enough, which is no
/// failure.
fn written(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure(format!("the results cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}

/// The rule of that name, or what was perhaps meant.
fn rule_named(name: &str) -> Result<&'static Rule, String> {
    Rule::named(name).ok_or_else(|| {
        let known = ALL.iter().map(|rule| rule.name);
        let hint = did_you_mean(name, known).map_or_else(
            || "`aslint rules` lists them all".to_owned(),
            |meant| format!("did you mean `{meant}`?"),
        );
        format!("there is no rule {}; {hint}", quoted(name))
    })
}
