//! `aslint policy`: the IAM policy that a state machine needs.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::definition::{self, Named};
use crate::cli::settings::Choice;
use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure, written};
use crate::diagnostic::quoted;
use crate::model::{StateMachine, WorkflowType};
use crate::policy::{Policy as Permissions, Surroundings, policy};
use crate::report::policy as report;

#[derive(Debug, Args)]
pub(super) struct Policy {
    /// The definition: a file, a machine of a template (`template.yaml#Orders`), or `-`.
    definition: PathBuf,
    /// The ARN of the state machine: executions that it starts of itself are named by it.
    #[arg(long, value_name = "ARN", value_parser = state_machine_arn)]
    state_machine_arn: Option<String>,
    /// Allow what writing logs takes.
    #[arg(long)]
    logging: bool,
    /// Allow what tracing by X-Ray takes.
    #[arg(long)]
    tracing: bool,
    /// How to print it.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,
    /// Write it to this file instead of the standard output.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The policy as IAM takes it; what is not known is told beside it.
    #[default]
    Policy,
    /// One JSON object with the policy, those of roles that tasks take on, and what is not known.
    Json,
}

fn state_machine_arn(text: &str) -> Result<String, String> {
    let parts: Vec<_> = text.split(':').collect();
    match parts[..] {
        ["arn", _, "states", _, _, "stateMachine", name] if !name.is_empty() => Ok(text.to_owned()),
        _ => Err(format!("{} is no ARN of a state machine", quoted(text))),
    }
}

impl Policy {
    pub(super) fn run(&self, terminal: Terminal, choice: &Choice) -> Result<Exit, Failure> {
        let run =
            || definition::with(&self.definition, choice, |named| self.print(terminal, named));
        catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
            let name = self.definition.display();
            Err(Failure(format!("internal error in aslint while reading {name}: please report")))
        })
    }

    fn print(&self, terminal: Terminal, named: &Named<'_>) -> Result<Exit, Failure> {
        named.refuse_what_aws_refuses(
            terminal,
            named.workflow_type.unwrap_or(WorkflowType::Standard),
        )?;
        let machine = StateMachine::read(named.parsed.tree.root());
        let surroundings = Surroundings {
            state_machine_arn: self.state_machine_arn.clone(),
            is_logged: self.logging,
            is_traced: self.tracing,
        };
        let policy = policy(&machine, &surroundings);
        let (mut out, _) = match &self.output {
            Some(path) => terminal.file(path)?,
            None => terminal.stdout(),
        };
        let printed = match self.format {
            Format::Policy => report::write(&mut out, &policy),
            Format::Json => report::write_json(&mut out, &policy, &machine),
        };
        written(printed.and_then(|()| out.flush()))?;
        if self.format == Format::Policy {
            tell_what_is_not_known(terminal, &policy, &machine);
        }
        Ok(Exit::Clean)
    }
}

fn tell_what_is_not_known(terminal: Terminal, policy: &Permissions, machine: &StateMachine<'_>) {
    for unknown in &policy.unknown {
        let state = quoted(machine.state(unknown.state).name());
        terminal.tell(&format!("{state}: {}", unknown.message));
    }
    for role in policy.assumed.keys() {
        terminal.tell(&format!("what {role} must be allowed is in `--format json`"));
    }
}
