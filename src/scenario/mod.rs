//! Scenario files: executions with mocked tasks, and what is expected of them.
//!
//! - [`read`]: a file into scenarios, with every fault of it at its place
//! - [`local`]: the test cases of a `MockConfigFile.json` as scenarios
//! - [`pattern`] and [`compare`]: expected values, and where a value differs from one
//! - [`expectation`]: what may be expected of an execution
//! - [`judge`]: whether an execution is what was expected
//! - `words`: how it is said that something is not
//! - [`coverage`]: which parts of a definition executions have been through
//! - [`update`]: what to write so that what came is what is expected
//! - [`mod@print`]: values as people write them
//! - [`draft`]: a scenario file from data
//! - [`sketch`]: first scenarios for a definition
//! - [`mod@explore`]: which ways a machine can go and end, without any scenario

pub mod compare;
pub mod coverage;
pub mod draft;
pub mod expectation;
pub mod explore;
pub mod judge;
pub mod local;
mod observed;
pub mod pattern;
pub mod print;
pub mod read;
pub mod sketch;
pub mod update;
mod words;

use crate::diagnostic::Finding;
use crate::exec::mocks::Mocks;
use crate::exec::{Children, Identity, Payload, Request};
use crate::model::WorkflowType;
use crate::query::value::Value;
use crate::scenario::expectation::Expectation;
use crate::source::Span;

/// A scenario file, or a part of it, is not of the form that it must have.
pub const SCENARIO_SHAPE: &str = "scenario-shape";
/// A scenario file names a state that does not exist, or that cannot be meant.
pub const SCENARIO_STATE_UNKNOWN: &str = "scenario-state-unknown";
/// The definition or the mocks that a scenario file names cannot be used.
pub const SCENARIO_FILE_UNUSABLE: &str = "scenario-file-unusable";
/// An execution is not what was expected of it.
pub const EXPECTATION_UNMET: &str = "expectation-unmet";
/// Where an execution failed.
pub const EXECUTION_FAILED: &str = "execution-failed";
/// A call found no mock.
pub const MOCK_MISSING: &str = "mock-missing";

/// An execution, and what is expected of it.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its name, with that of its row: `refunds by amount [small]`.
    pub name: String,
    /// Where it is named.
    pub place: Span,
    /// The input of the execution.
    pub input: Value,
    /// When, and as what, the machine runs.
    pub settings: Settings,
    /// What tasks answer.
    pub mocks: Mocks,
    /// Where the mocks are that are for this scenario alone.
    pub own_mocks: Option<Span>,
    /// What is expected, in the order of the file.
    pub expectations: Vec<Expectation>,
}

/// When, and as what, the machine runs. What is not set is as it is for `aslint run`.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// How the machine is deployed.
    pub workflow_type: Option<WorkflowType>,
    /// When the execution starts, in milliseconds since 1970-01-01T00:00:00Z.
    pub start_millis: Option<i64>,
    /// What decides random numbers, UUIDs and jitter.
    pub seed: Option<i64>,
    /// Names and ARNs: member of [`Identity`], text.
    pub context: Vec<(String, String)>,
}

/// What `now` is where nothing is said: 2026-01-01T00:00:00Z.
const START_MILLIS: i64 = 1_767_225_600_000;

impl Settings {
    /// The same, where `others` do not say otherwise.
    #[must_use]
    pub fn overridden_by(&self, others: &Self) -> Self {
        let context = self.context.iter().chain(&others.context).cloned().collect();
        Self {
            workflow_type: others.workflow_type.or(self.workflow_type),
            start_millis: others.start_millis.or(self.start_millis),
            seed: others.seed.or(self.seed),
            context,
        }
    }

    fn identity(&self, machine_name: &str) -> Identity {
        let workflow_type = self.workflow_type.unwrap_or_default();
        let mut identity = Identity::of(machine_name, "execution", workflow_type);
        for (name, text) in &self.context {
            let place = match name.as_str() {
                "execution_arn" => &mut identity.execution_arn,
                "execution_name" => &mut identity.execution_name,
                "state_machine_arn" => &mut identity.state_machine_arn,
                "state_machine_name" => &mut identity.state_machine_name,
                _ => &mut identity.role_arn,
            };
            *place = text.as_str().into();
        }
        identity
    }
}

impl Scenario {
    /// The execution that it asks for, of a machine of that name.
    pub fn request(&self, machine_name: &str) -> Request {
        Request {
            input: Payload::written(self.input.clone(), &self.input.to_string()),
            identity: self.settings.identity(machine_name),
            workflow_type: self.settings.workflow_type.unwrap_or_default(),
            start_millis: self.settings.start_millis.unwrap_or(START_MILLIS),
            seed: self.settings.seed.unwrap_or_default(),
            children: Children::Kept,
        }
    }
}

/// What became of a scenario.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The scenario.
    pub name: String,
    /// Where it is named.
    pub place: Span,
    /// How the execution ended; none where it could not go on for want of a mock.
    pub ending: Option<Ending>,
    /// What is not as expected; it has passed where there is nothing.
    pub faults: Vec<Fault>,
    /// What is odd about it.
    pub warnings: Vec<Finding>,
}

/// How an execution ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// The status, as `DescribeExecution` has it.
    pub status: &'static str,
    /// The error name.
    pub error: Option<String>,
    /// The cause.
    pub cause: Option<String>,
    /// How long it took on the virtual clock.
    pub duration_millis: i64,
}

/// Something that is not as expected.
#[derive(Clone, Debug)]
pub struct Fault {
    /// What, in the scenario file. Its fix makes what came what is expected.
    pub finding: Finding,
    /// The state that it is about: its name and where its key is in the definition.
    pub state: Option<(String, Span)>,
    /// Where the execution failed, in the definition.
    pub cause: Option<Finding>,
}

impl Verdict {
    /// Whether all is as expected.
    pub fn has_passed(&self) -> bool {
        self.faults.is_empty()
    }
}
