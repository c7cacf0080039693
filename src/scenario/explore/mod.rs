//! Exploring: which ways a machine can go and end, without anybody writing a scenario.
//!
//! Tasks succeed, come too late, and fail by each error that somebody is ready for and by one
//! more; inputs and results are made up so that choices go each way. What is told is what an
//! execution showed, except where something is proven to be out of reach.

mod condition;
mod coverage;
mod expand;
mod faults;
mod script;
mod search;
mod solve;
mod trace;

use crate::diagnostic::Finding;
use crate::exec::Failure;
use crate::model::{StateId, StateMachine, WorkflowType};
use crate::query::value::{Object, Value};
use crate::scenario::explore::search::Search;
use crate::source::Span;

/// How many executions are tried where nobody says how many.
pub const RUNS_MAX: usize = 3000;

/// What an exploration is asked for.
#[derive(Clone, Debug)]
pub struct Options {
    /// What the machine is called, which it may read.
    pub name: String,
    /// What the input begins as; more may be put into it.
    pub input: Value,
    /// How the machine is deployed.
    pub workflow_type: WorkflowType,
    /// How many executions may be tried.
    pub runs_max: usize,
}

/// A way in which the machine can end, and what shows it.
#[derive(Clone, Debug)]
pub struct Ending {
    /// A name for it that no other one has.
    pub name: String,
    /// `SUCCEEDED`, `FAILED`, `TIMED_OUT`.
    pub status: &'static str,
    /// Error and cause; both missing where there is no error.
    pub failure: Failure,
    /// The state that it ended in: the one that failed, or the last one of the top level.
    pub state: Option<StateId>,
    /// The field at fault, where that is known.
    pub place: Option<Span>,
    /// The states entered at the top level.
    pub path: Vec<String>,
    /// The input that shows it.
    pub input: Value,
    /// The mocks that show it, as mock files have them under `mocks`.
    pub mocks: Value,
    /// It fails by its own fault: no task and no Fail state gave the error.
    pub is_own_fault: bool,
    /// It fails like that, but other values might help, which were not found.
    pub may_be_mended: bool,
    /// Some task failed on the way.
    pub has_faults: bool,
}

/// How many there are of something, and how many of them an execution reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many were reached.
    pub reached: usize,
    /// How many there are.
    pub all: usize,
}

/// What came of an exploration.
#[derive(Clone, Debug)]
pub struct Exploration {
    /// The ways in which the machine can end.
    pub endings: Vec<Ending>,
    /// The states that fail by their own fault.
    pub failures: Vec<Finding>,
    /// What cannot be reached, whatever happens.
    pub unreachable: Vec<Finding>,
    /// What no execution reached.
    pub not_reached: Vec<Finding>,
    /// The ways of choices that could not be decided.
    pub undecided: Vec<Finding>,
    /// How many executions were tried.
    pub runs: usize,
    /// Whether nothing was left to be tried.
    pub is_exhausted: bool,
    /// The states.
    pub states: Count,
    /// The ways out of choices.
    pub ways: Count,
    /// The retriers.
    pub retriers: Count,
    /// The catchers.
    pub catchers: Count,
}

impl Exploration {
    /// Whether the machine fails by its own fault although no task fails.
    pub fn fails_by_itself(&self) -> bool {
        self.endings.iter().any(|ending| ending.is_own_fault && !ending.has_faults)
    }

    /// A scenario file that shows all endings of the definition of that name.
    pub fn scenario_file(&self, definition: &str) -> Value {
        let scenarios = self.endings.iter();
        let scenarios = scenarios.map(|ending| (ending.name.as_str().into(), ending.scenario()));
        let members = [
            ("definition".into(), definition.into()),
            ("scenarios".into(), scenarios.collect::<Object>().into()),
        ];
        members.into_iter().collect::<Object>().into()
    }
}

impl Ending {
    /// The scenario that shows it.
    pub fn scenario(&self) -> Value {
        let mut expect = Object::default();
        expect.insert("status".into(), self.status.into());
        if let (Some(error), "FAILED") = (&self.failure.error, self.status) {
            expect.insert("error".into(), Value::String(error.clone()));
        }
        let path = self.path.iter().map(|name| Value::from(name.as_str()));
        expect.insert("path".into(), path.collect());
        let mut scenario = Object::default();
        scenario.insert("input".into(), self.input.clone());
        if self.mocks.as_object().is_some_and(|mocks| !mocks.is_empty()) {
            scenario.insert("mocks".into(), self.mocks.clone());
        }
        scenario.insert("expect".into(), expect.into());
        scenario.into()
    }
}

/// Explores a machine.
pub fn explore(machine: &StateMachine<'_>, options: &Options) -> Exploration {
    let mut search = Search::new(machine, options);
    search.go();
    search.finish()
}
