//! An execution as JSON: how it ended, and its events as `GetExecutionHistory` returns them.

use std::io::{self, Write};
use std::rc::Rc;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::exec::history::{Callee, Event, Execution, Outcome, Scheduled, What};
use crate::exec::{Failure, Payload};
use crate::model::{StateId, StateKind, StateMachine};
use crate::query::timestamp;
use crate::query::value::Value;

/// Who takes up activities, where nobody says his name.
const WORKER_NAME: &str = "aslint";

/// Writes the object, an event a line, so that it is never held as a whole.
pub fn write(
    out: &mut dyn Write,
    execution: &Execution,
    machine: &StateMachine<'_>,
) -> io::Result<()> {
    match &execution.outcome {
        Outcome::Succeeded(output) => {
            write!(out, "{{\"status\": \"SUCCEEDED\",\n \"output\": {output}")?;
        }
        Outcome::Failed(failure) => {
            out.write_all(b"{\"status\": \"FAILED\"")?;
            write_text(out, "error", failure.error.as_deref())?;
            write_text(out, "cause", failure.cause.as_deref())?;
        }
        Outcome::TimedOut => out.write_all(b"{\"status\": \"TIMED_OUT\"")?,
    }
    out.write_all(b",\n \"events\": [")?;
    for (index, event) in execution.record.events.iter().enumerate() {
        out.write_all(if index == 0 { b"\n  " } else { b",\n  " })?;
        serde_json::to_writer(&mut *out, &EventJson { event, machine })?;
    }
    out.write_all(b"\n ]}\n")
}

fn write_text(out: &mut dyn Write, name: &str, text: Option<&str>) -> io::Result<()> {
    let Some(text) = text else { return Ok(()) };
    write!(out, ",\n \"{name}\": ")?;
    Ok(serde_json::to_writer(out, text)?)
}

/// An event, with the machine whose states it speaks of.
struct EventJson<'e> {
    event: &'e Event,
    machine: &'e StateMachine<'e>,
}

impl Serialize for EventJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Event { id, previous, at_millis, what, .. } = self.event;
        let name = name_of(what, self.machine);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("timestamp", &timestamp::text(*at_millis))?;
        map.serialize_entry("type", &name)?;
        map.serialize_entry("id", id)?;
        map.serialize_entry("previousEventId", previous)?;
        if let Some(details) = details_of(what, self.machine) {
            map.serialize_entry(&details_name(what, &name), &details)?;
        }
        map.end()
    }
}

/// The type of an event.
fn name_of(what: &What, machine: &StateMachine<'_>) -> String {
    let of_state = |state: &StateId, suffix| format!("{}State{suffix}", kind(machine, *state));
    let of_callee = |callee: &Callee, suffix| format!("{}{suffix}", family(callee));
    let name = match what {
        What::ExecutionStarted { .. } => "ExecutionStarted",
        What::ExecutionSucceeded(_) => "ExecutionSucceeded",
        What::ExecutionFailed(_) => "ExecutionFailed",
        What::ExecutionTimedOut => "ExecutionTimedOut",
        What::StateEntered { state, .. } => return of_state(state, "Entered"),
        What::StateExited { state, .. } => return of_state(state, "Exited"),
        What::StateAborted(state) => return of_state(state, "Aborted"),
        What::EvaluationFailed { .. } => "EvaluationFailed",
        What::TaskScheduled(scheduled) => return of_callee(&scheduled.callee, "Scheduled"),
        What::TaskStarted(callee) => return of_callee(callee, "Started"),
        What::TaskSubmitted(callee, _) => return of_callee(callee, "Submitted"),
        What::TaskSucceeded(callee, _) => return of_callee(callee, "Succeeded"),
        What::TaskFailed(callee, _) => return of_callee(callee, "Failed"),
        What::TaskTimedOut(callee, _) => return of_callee(callee, "TimedOut"),
        What::ParallelStarted(_) => "ParallelStateStarted",
        What::ParallelSucceeded(_) => "ParallelStateSucceeded",
        What::ParallelFailed(_) => "ParallelStateFailed",
        What::MapStarted { .. } => "MapStateStarted",
        What::MapSucceeded(_) => "MapStateSucceeded",
        What::MapFailed(_) => "MapStateFailed",
        What::IterationStarted(..) => "MapIterationStarted",
        What::IterationSucceeded(..) => "MapIterationSucceeded",
        What::IterationFailed(..) => "MapIterationFailed",
        What::IterationAborted(..) => "MapIterationAborted",
        What::MapRunStarted { .. } => "MapRunStarted",
        What::MapRunSucceeded(_) => "MapRunSucceeded",
        What::MapRunFailed(..) => "MapRunFailed",
    };
    name.to_owned()
}

/// The word for the type of a state.
pub(super) fn kind(machine: &StateMachine<'_>, state: StateId) -> &'static str {
    match machine.state(state).kind {
        StateKind::Pass => "Pass",
        StateKind::Task(_) => "Task",
        StateKind::Choice { .. } => "Choice",
        StateKind::Wait(_) => "Wait",
        StateKind::Succeed => "Succeed",
        StateKind::Fail => "Fail",
        StateKind::Parallel(_) => "Parallel",
        StateKind::Map(_) => "Map",
        StateKind::Unknown => "Unknown",
    }
}

/// What the types of events of a task begin with.
const fn family(callee: &Callee) -> &'static str {
    match callee {
        Callee::Function(_) => "LambdaFunction",
        Callee::Activity(_) => "Activity",
        Callee::Service { .. } => "Task",
    }
}

/// The field that holds the details of an event of that type.
fn details_name(what: &What, name: &str) -> String {
    match what {
        What::StateEntered { .. } => "stateEnteredEventDetails".to_owned(),
        What::StateExited { .. } => "stateExitedEventDetails".to_owned(),
        _ => format!("{}{}EventDetails", name[..1].to_ascii_lowercase(), &name[1..]),
    }
}

/// The details of all types of events, in the order in which AWS has them.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct EventDetails<'e> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    length: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    map_run_arn: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    worker_name: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_type: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters: Option<Text<'e>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<Text<'e>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    input_details: Option<Extent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role_arn: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<Text<'e>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output_details: Option<Extent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timeout_in_seconds: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    heartbeat_in_seconds: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    task_credentials: Option<Credentials<'e>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assigned_variables: Option<Assigned<'e>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assigned_variables_details: Option<Extent>,
}

/// Whether all of a payload is there.
#[derive(Serialize)]
struct Extent {
    truncated: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Credentials<'e> {
    role_arn: &'e str,
}

/// A payload as JSON text, in a string.
struct Text<'e>(&'e Payload);

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0.text {
            Some(text) => serializer.serialize_str(text),
            None => serializer.serialize_str(&self.0.value.to_string()),
        }
    }
}

/// The variables that a state has set, each with the JSON text of its value.
struct Assigned<'e>(&'e [(Rc<str>, Value)]);

impl Serialize for Assigned<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (&**name, value.to_string())))
    }
}

/// The details of an event; none where its type has none.
fn details_of<'e>(what: &'e What, machine: &'e StateMachine<'_>) -> Option<EventDetails<'e>> {
    let name = |state: &StateId| Some(machine.state(*state).name());
    Some(match what {
        What::ExecutionStarted { input, role_arn } => {
            EventDetails { role_arn: Some(role_arn), ..EventDetails::of_input(input) }
        }
        What::ExecutionSucceeded(output) => EventDetails::of_output(output),
        What::ExecutionFailed(failure) | What::MapRunFailed(_, failure) => {
            EventDetails::of_failure(failure)
        }
        What::ExecutionTimedOut => EventDetails::default(),
        What::StateEntered { state, input } => {
            EventDetails { name: name(state), ..EventDetails::of_input(input) }
        }
        What::StateExited { state, output, assigned } => {
            let is_any = !assigned.is_empty();
            EventDetails {
                name: name(state),
                assigned_variables: is_any.then_some(Assigned(assigned)),
                assigned_variables_details: is_any.then_some(Extent { truncated: false }),
                ..EventDetails::of_output(output)
            }
        }
        What::EvaluationFailed { state, location, failure } => EventDetails {
            location: location.as_deref(),
            state: name(state),
            ..EventDetails::of_failure(failure)
        },
        What::TaskScheduled(scheduled) => EventDetails::of_scheduled(scheduled),
        What::TaskStarted(callee) => return EventDetails::of_started(callee),
        What::TaskSubmitted(callee, output) | What::TaskSucceeded(callee, output) => {
            EventDetails::of_output(output).of_task(callee)
        }
        What::TaskFailed(callee, failure) | What::TaskTimedOut(callee, failure) => {
            EventDetails::of_failure(failure).of_task(callee)
        }
        What::MapStarted { length, .. } => {
            EventDetails { length: Some(*length), ..EventDetails::default() }
        }
        What::IterationStarted(state, index)
        | What::IterationSucceeded(state, index)
        | What::IterationFailed(state, index)
        | What::IterationAborted(state, index) => {
            EventDetails { name: name(state), index: Some(*index), ..EventDetails::default() }
        }
        What::MapRunStarted { map_run_arn, .. } => {
            EventDetails { map_run_arn: Some(map_run_arn), ..EventDetails::default() }
        }
        What::StateAborted(_)
        | What::ParallelStarted(_)
        | What::ParallelSucceeded(_)
        | What::ParallelFailed(_)
        | What::MapSucceeded(_)
        | What::MapFailed(_)
        | What::MapRunSucceeded(_) => return None,
    })
}

impl<'e> EventDetails<'e> {
    fn of_input(input: &'e Payload) -> Self {
        let (input, input_details) = text_and_extent(input);
        Self { input, input_details, ..Self::default() }
    }

    fn of_output(output: &'e Payload) -> Self {
        let (output, output_details) = text_and_extent(output);
        Self { output, output_details, ..Self::default() }
    }

    fn of_failure(failure: &'e Failure) -> Self {
        let Failure { error, cause } = failure;
        Self { error: error.as_deref(), cause: cause.as_deref(), ..Self::default() }
    }

    fn of_scheduled(scheduled: &'e Scheduled) -> Self {
        let Scheduled { callee, arguments, timeout_seconds, heartbeat_seconds, .. } = scheduled;
        let role_arn = scheduled.credentials_role_arn.as_deref();
        let task_credentials = role_arn.map(|role_arn| Credentials { role_arn });
        let timeout_in_seconds = *timeout_seconds;
        let heartbeat_in_seconds = *heartbeat_seconds;
        match callee {
            Callee::Function(arn) => Self {
                resource: Some(arn),
                timeout_in_seconds,
                task_credentials,
                ..Self::of_input(arguments)
            },
            Callee::Activity(arn) => Self {
                resource: Some(arn),
                timeout_in_seconds,
                heartbeat_in_seconds,
                ..Self::of_input(arguments)
            },
            Callee::Service { region, .. } => Self {
                region: Some(region),
                parameters: text_and_extent(arguments).0,
                timeout_in_seconds,
                heartbeat_in_seconds,
                task_credentials,
                ..Self::default().of_task(callee)
            },
        }
    }

    /// The details of what has been taken up: functions have none.
    fn of_started(callee: &'e Callee) -> Option<Self> {
        match callee {
            Callee::Function(_) => None,
            Callee::Activity(_) => Some(Self { worker_name: Some(WORKER_NAME), ..Self::default() }),
            Callee::Service { .. } => Some(Self::default().of_task(callee)),
        }
    }

    /// Adds the names of a service and its action: events of other callees lack any.
    fn of_task(self, callee: &'e Callee) -> Self {
        match callee {
            Callee::Service { resource_type, resource, .. } => {
                Self { resource_type: Some(resource_type), resource: Some(resource), ..self }
            }
            Callee::Function(_) | Callee::Activity(_) => self,
        }
    }
}

/// A payload as it is told: nothing but the fact where it has not been kept.
fn text_and_extent(payload: &Payload) -> (Option<Text<'_>>, Option<Extent>) {
    let truncated = payload.is_truncated();
    ((!truncated).then_some(Text(payload)), Some(Extent { truncated }))
}
