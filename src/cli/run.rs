//! `aslint run`: executes a definition with mocked tasks.

use std::io::{self, IsTerminal as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::{Args, ValueEnum};

use crate::cli::definition::{self, Named};
use crate::cli::given::{execution_input, json, read_source, read_text};
use crate::cli::settings::Choice;
use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure, mock_files, written};
use crate::diagnostic::{Severity, quoted};
use crate::exec::history::{Execution, Outcome};
use crate::exec::mocks::{self, Mocks};
use crate::exec::{self, Children, Identity, Request, Stop};
use crate::model::{StateMachine, WorkflowType};
use crate::query::timestamp;
use crate::query::value::Value;
use crate::report::history;
use crate::report::trace::{self, Screen};
use crate::source::Source;
use crate::syntax::{Format, parse};

#[derive(Debug, Args)]
pub(super) struct Run {
    /// The definition: a JSON or YAML file, `-` for standard input, or a machine of a template:
    /// `template.yaml#LogicalId`.
    definition: PathBuf,
    /// The input of the execution: JSON, a file with it, or `-` for standard input.
    #[arg(long, short, value_name = "JSON|@FILE|-", default_value = "{}")]
    input: String,
    /// What tasks answer: a JSON or YAML file.
    #[arg(long, short, value_name = "FILE")]
    mocks: Option<PathBuf>,
    /// Which test case of a MockConfigFile.json.
    #[arg(long, value_name = "MACHINE#CASE", requires = "mocks")]
    case: Option<String>,
    /// Let every task without a mock return `{}`.
    #[arg(long)]
    mock_all: bool,
    /// How the machine is deployed [default: as its template says, else standard]
    #[arg(
        long = "type",
        value_name = "TYPE",
        value_parser = WorkflowType::WORDS
    )]
    workflow_type: Option<String>,
    /// Names and ARNs for the context object: a JSON file.
    #[arg(long, value_name = "FILE")]
    context: Option<PathBuf>,
    /// When the execution starts.
    #[arg(long, value_name = "RFC3339", default_value = "2026-01-01T00:00:00Z")]
    now: String,
    /// What decides random numbers, UUIDs and jitter.
    #[arg(long, value_name = "NUMBER", default_value_t, allow_negative_numbers = true)]
    seed: i64,
    /// Run even a definition that AWS would refuse.
    #[arg(long)]
    unchecked: bool,
    /// How to show what happened: `trace` on a terminal, else `json`.
    #[arg(long, value_name = "FORMAT", value_enum)]
    format: Option<Shape>,
}

/// How to show what happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// For people: what each state did.
    Trace,
    /// The result and the history, as AWS has them.
    Json,
}

impl Run {
    pub(super) fn run(&self, terminal: Terminal, choice: &Choice) -> Result<Exit, Failure> {
        let run = || self.execute(terminal, choice);
        catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
            let name = self.definition.display();
            Err(Failure(format!("internal error in aslint while running {name}: please report")))
        })
    }

    fn execute(&self, terminal: Terminal, choice: &Choice) -> Result<Exit, Failure> {
        definition::with(&self.definition, choice, |named| self.execute_one(terminal, named))
    }

    fn execute_one(&self, terminal: Terminal, named: &Named<'_>) -> Result<Exit, Failure> {
        let Named { source, parsed, .. } = *named;
        let flag = self.workflow_type.as_deref().and_then(WorkflowType::named);
        let workflow_type = flag.or(named.workflow_type).unwrap_or_default();
        if !(self.unchecked && parsed.faults.is_empty()) {
            named.refuse_what_aws_refuses(terminal, workflow_type)?;
        }
        let machine = StateMachine::read(parsed.tree.root());
        let request = self.request(&named.name, workflow_type)?;
        let mock_source = self.mocks.as_deref().map(read_source).transpose()?;
        let mocks = self.mocks(terminal, mock_source.as_ref(), &machine)?;
        let run = exec::run(&machine, &mocks, &request);
        let execution = run.map_err(|stop| no_mock(&stop, &machine))?;
        self.show(terminal, &execution, &machine, source)?;
        if let (Some(source), false) = (&mock_source, terminal.quiet) {
            terminal.show(source, &execution.unused_mocks)?;
        }
        Ok(match execution.outcome {
            Outcome::Succeeded(_) => Exit::Clean,
            Outcome::Failed(_) | Outcome::TimedOut => Exit::Findings,
        })
    }

    fn request(&self, name: &str, workflow_type: WorkflowType) -> Result<Request, Failure> {
        let now = timestamp::parse(&self.now)
            .map_err(|fault| Failure(format!("{} is no moment: {fault}", quoted(&self.now))))?;
        Ok(Request {
            input: execution_input(&self.input)?,
            identity: self.identity(name, workflow_type)?,
            workflow_type,
            start_millis: now.seconds * 1000 + i64::from(now.nanoseconds / 1_000_000),
            seed: self.seed,
            children: Children::Forgotten,
        })
    }

    /// Who the execution is: what the context file says, and names made up for the rest.
    fn identity(&self, name: &str, workflow_type: WorkflowType) -> Result<Identity, Failure> {
        let mut identity = Identity::of(name, "execution", workflow_type);
        let Some(file) = &self.context else { return Ok(identity) };
        let text = read_text(file)?;
        let context = json(&text, &file.display().to_string())?;
        let places = [
            ("execution_arn", &mut identity.execution_arn),
            ("execution_name", &mut identity.execution_name),
            ("state_machine_arn", &mut identity.state_machine_arn),
            ("state_machine_name", &mut identity.state_machine_name),
            ("role_arn", &mut identity.role_arn),
        ];
        for (name, place) in places {
            if let Some(Value::String(text)) = context.get(name) {
                *place = Rc::clone(text);
            }
        }
        Ok(identity)
    }

    fn mocks(
        &self,
        terminal: Terminal,
        source: Option<&Source>,
        machine: &StateMachine<'_>,
    ) -> Result<Mocks, Failure> {
        let mut mocks = match (source, &self.mocks) {
            (Some(source), Some(path)) => {
                let format = Format::of_name(path);
                let format = format.unwrap_or_else(|| Format::of_text(&source.text));
                let parsed = parse(&source.text, format);
                let (mut mocks, mut findings) = mocks::read(&parsed, machine, self.case.as_deref());
                mock_files::provide(&mut mocks, folder_of(path), &mut findings);
                terminal.show(source, &findings)?;
                if findings.iter().any(|finding| finding.severity == Severity::Error) {
                    let name = &source.name;
                    return Err(Failure(format!("{name}: this mock file cannot be used")));
                }
                mocks
            }
            _ => Mocks::none(),
        };
        if self.mock_all {
            mocks = mocks.with_fallback();
        }
        Ok(mocks)
    }

    fn show(
        &self,
        terminal: Terminal,
        execution: &Execution,
        machine: &StateMachine<'_>,
        source: &Source,
    ) -> Result<(), Failure> {
        let is_terminal = io::stdout().is_terminal();
        let usual = if is_terminal { Shape::Trace } else { Shape::Json };
        let (mut out, colours) = terminal.stdout();
        let shown = match self.format.unwrap_or(usual) {
            Shape::Json => history::write(&mut *out, execution, machine),
            Shape::Trace => {
                let screen = Screen { columns: Terminal::columns(), colours };
                trace::write(&mut *out, execution, machine, source, screen)
            }
        };
        written(shown.and_then(|()| out.flush()))
    }
}

/// What is said when a call finds no mock: which call, and what to write.
fn no_mock(stop: &Stop, machine: &StateMachine<'_>) -> Failure {
    let state = machine.state(stop.state);
    let name = state.name();
    let iteration = stop.index.map(|index| format!(", in iteration {index}")).unwrap_or_default();
    let call = match stop.call {
        1 => String::new(),
        call => format!(" for call {call}"),
    };
    Failure(format!(
        "the task of state {} has no mock{call}{iteration}; it was called with {}\n\n\
         add to the mock file (`--mocks FILE`), with what the task returns:\n\n\
         mocks:\n{}\nor let every task without a mock return {{}} with `--mock-all`",
        quoted(name),
        stop.arguments,
        mocks::stub(machine, stop.state)
    ))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}
