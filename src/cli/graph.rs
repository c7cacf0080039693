//! `aslint graph`: draws a state machine.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::cli::definition::{self, Named};
use crate::cli::given::read_source;
use crate::cli::settings::Choice;
use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure, written};
use crate::diagnostic::Severity;
use crate::model::StateMachine;
use crate::report::graph::{Direction, Picture, covered, dot, mermaid, svg, taken};
use crate::syntax::tree::{Kind, Value};
use crate::syntax::{Format, parse};

#[derive(Debug, Args)]
pub(super) struct Graph {
    /// The definition: a JSON or YAML file, or `-` for standard input.
    definition: PathBuf,
    /// How to draw it: as the name of the output says, else `mermaid`.
    #[arg(long, value_name = "FORMAT", value_enum)]
    format: Option<Shape>,
    /// Write the picture to this file instead of the standard output.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Draw the path of an execution: what `aslint run --format json` or
    /// `aws stepfunctions get-execution-history` has printed.
    #[arg(long, value_name = "HISTORY.json")]
    execution: Option<PathBuf>,
    /// Draw what scenarios have been through: what
    /// `aslint test --coverage --coverage-format json` has written.
    #[arg(long, value_name = "COVERAGE.json", conflicts_with = "execution")]
    coverage: Option<PathBuf>,
    /// Draw what differs from an older version.
    #[arg(long, value_name = "OLD", conflicts_with_all = ["execution", "coverage"])]
    diff: Option<PathBuf>,
    /// Which way the picture runs.
    #[arg(long, value_name = "DIRECTION", value_enum, default_value_t)]
    direction: Way,
}

/// How to draw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// A flowchart for Markdown, as GitHub draws it.
    Mermaid,
    /// The language of Graphviz.
    Dot,
    /// An image that stands alone.
    Svg,
}

/// Which way a picture runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Way {
    /// From the top to the bottom.
    #[default]
    Down,
    /// From the left to the right.
    Right,
}

impl Graph {
    pub(super) fn run(&self, terminal: Terminal, choice: &Choice) -> Result<Exit, Failure> {
        let run = || self.execute(terminal, choice);
        catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
            let name = self.definition.display();
            Err(Failure(format!("internal error in aslint while drawing {name}: please report")))
        })
    }

    fn execute(&self, terminal: Terminal, choice: &Choice) -> Result<Exit, Failure> {
        definition::with(&self.definition, choice, |named| {
            refuse_what_has_no_picture(terminal, named)?;
            let machine = StateMachine::read(named.parsed.tree.root());
            let Some(old) = &self.diff else {
                return self.draw(terminal, &self.picture(&machine)?, &named.name);
            };
            definition::with(old, choice, |old| {
                refuse_what_has_no_picture(terminal, old)?;
                let old_machine = StateMachine::read(old.parsed.tree.root());
                let mut picture = self.picture(&machine)?;
                picture.compare(Picture::of(&old_machine));
                self.draw(terminal, &picture, &named.name)
            })
        })
    }

    /// The picture of a machine, with the way that an execution took, or what scenarios have been
    /// through, drawn on it.
    fn picture<'m>(&self, machine: &'m StateMachine<'_>) -> Result<Picture<'m>, Failure> {
        let mut picture = Picture::of(machine);
        let Some(path) = self.execution.as_ref().or(self.coverage.as_ref()) else {
            return Ok(picture);
        };
        let source = read_source(path)?;
        let parsed = parse(&source.text, Format::Json);
        let name = &source.name;
        if let Some(fault) = parsed.faults.first() {
            return Err(Failure(format!("{name}: this is not JSON: {}", fault.message)));
        }
        let root = parsed.tree.root();
        let (what, marks) = match &self.execution {
            Some(_) => ("history", taken::read(root, machine)),
            None => ("coverage", covered::read(root, machine)),
        };
        let marks = marks
            .map_err(|fault| Failure(format!("{name}: this {what} cannot be drawn: {fault}")))?;
        picture.mark(&marks);
        Ok(picture)
    }

    fn draw(&self, terminal: Terminal, picture: &Picture<'_>, name: &str) -> Result<Exit, Failure> {
        let direction = match self.direction {
            Way::Down => Direction::Down,
            Way::Right => Direction::Right,
        };
        let mut text = String::new();
        let drawn = match self.shape() {
            Shape::Mermaid => mermaid::write(&mut text, picture, direction),
            Shape::Dot => dot::write(&mut text, picture, name, direction),
            Shape::Svg => svg::write(&mut text, picture, name, direction),
        };
        drawn.expect("a string takes any text");
        let (mut out, _) = match &self.output {
            Some(path) => terminal.file(path)?,
            None => terminal.stdout(),
        };
        written(out.write_all(text.as_bytes()).and_then(|()| out.flush()))?;
        Ok(Exit::Clean)
    }

    fn shape(&self) -> Shape {
        let extension = self.output.as_deref().and_then(Path::extension);
        let named = match extension.and_then(|extension| extension.to_str()) {
            Some("svg") => Shape::Svg,
            Some("dot" | "gv") => Shape::Dot,
            _ => Shape::Mermaid,
        };
        self.format.unwrap_or(named)
    }
}

/// A definition that cannot be read as a whole has no picture.
fn refuse_what_has_no_picture(terminal: Terminal, named: &Named<'_>) -> Result<(), Failure> {
    let Named { source, parsed, .. } = *named;
    let name = &source.name;
    let faults = parsed.faults.iter().filter(|fault| fault.severity == Severity::Error);
    let faults: Vec<_> = faults.filter(|fault| !fault.consequence).cloned().collect();
    if !faults.is_empty() {
        terminal.show(source, &faults)?;
        return Err(Failure(format!("{name}: this definition cannot be read, so it is not drawn")));
    }
    if parsed.invalid.is_some() {
        return Err(Failure(format!("{name}: this file is not UTF-8")));
    }
    if !is_machine(parsed.tree.root()) {
        let fields = "it has neither `StartAt` nor `States`";
        return Err(Failure(format!("{name}: this is no state machine: {fields}")));
    }
    Ok(())
}

fn is_machine(root: Value<'_>) -> bool {
    let has = |field: &str| root.get(field).is_some();
    root.kind() == Kind::Object && (has("StartAt") || has("States"))
}
