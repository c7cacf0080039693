//! How an execution ended: the place in the file that is to blame, and the last line.

use std::io::{self, Write};

use crate::diagnostic::{Finding, Severity};
use crate::exec::Failure;
use crate::exec::history::{Execution, Outcome, What};
use crate::model::{StateId, StateMachine};
use crate::query::duration;
use crate::report::brief::{self, grouped};
use crate::report::full;
use crate::report::style;
use crate::report::trace::Screen;
use crate::source::{Source, Span};
use crate::syntax::tree::{Kind, Value};

/// How much of a cause is shown, in columns. It may run over several lines of the terminal.
const CAUSE_COLUMNS_MAX: usize = 400;

/// Writes what is to blame, if anything is, and the last line.
pub(super) fn write(
    out: &mut dyn Write,
    execution: &Execution,
    machine: &StateMachine<'_>,
    source: &Source,
    screen: Screen,
) -> io::Result<()> {
    writeln!(out)?;
    if let Some(finding) = blame(execution, machine) {
        full::write_findings(out, source, [&finding], screen.colours)?;
    }
    let (word, style) = match execution.outcome {
        Outcome::Succeeded(_) => ("SUCCEEDED", style::GOOD),
        Outcome::Failed(_) => ("FAILED", style::of_severity(Severity::Error)),
        Outcome::TimedOut => ("TIMED_OUT", style::of_severity(Severity::Error)),
    };
    screen.colours.write(out, style, word)?;
    let took = duration::text(execution.ended_millis.saturating_sub(execution.started_millis));
    let count = |is_one: fn(&What) -> bool| {
        execution.record.events.iter().filter(|event| is_one(&event.what)).count()
    };
    let transitions = count(|what| matches!(what, What::StateEntered { .. }));
    let calls = count(|what| matches!(what, What::TaskScheduled(_)));
    let transitions = counted(transitions, "transition", "transitions");
    let calls = counted(calls, "task called", "tasks called");
    writeln!(out, " after {took}: {transitions}, {calls}")
}

/// The execution's failure as a finding.
fn blame(execution: &Execution, machine: &StateMachine<'_>) -> Option<Finding> {
    match &execution.outcome {
        Outcome::Succeeded(_) => None,
        Outcome::Failed(failure) => {
            let place = execution.failed_state.map(|state| place_of(execution, machine, state));
            Some(of_failure(failure, machine, place))
        }
        Outcome::TimedOut => {
            let limit = machine.root.get("TimeoutSeconds")?;
            let finding = Finding::new(limit.span(), "the execution took too long");
            Some(finding.label(limit.span(), "no more seconds than this"))
        }
    }
}

fn of_failure(
    failure: &Failure,
    machine: &StateMachine<'_>,
    place: Option<(StateId, Span)>,
) -> Finding {
    let message = failure.error.as_deref().unwrap_or("the execution failed without an error name");
    let message = brief::text(message, CAUSE_COLUMNS_MAX);
    let start = machine.root.opening();
    let cause = failure.cause.as_deref().map(what_happened);
    let cause = cause.map(|cause| brief::text(cause, CAUSE_COLUMNS_MAX));
    let Some((state, span)) = place else {
        let finding = Finding::new(start, message);
        return match cause {
            Some(cause) => finding.label(start, cause),
            None => finding,
        };
    };
    let key = machine.state(state).key.span();
    let finding = Finding::new(span, message).label(span, cause.unwrap_or_default());
    if span == key { finding } else { finding.label(key, "in this state") }
}

/// The state that failed, and the place in it that is to blame.
fn place_of(execution: &Execution, machine: &StateMachine<'_>, failed: StateId) -> (StateId, Span) {
    let located = || {
        let event = execution.record.events.iter().rev().find_map(|event| match &event.what {
            What::EvaluationFailed { state, location: Some(location), .. } => {
                (*state == failed).then_some(location)
            }
            _ => None,
        });
        field_at(machine.state(failed).object, event?)
    };
    let span = execution.failed_at.or_else(located);
    (failed, span.unwrap_or_else(|| machine.state(failed).key.span()))
}

/// Where the field is that AWS calls `Arguments/list[0]/name`: as far down as it is found.
fn field_at(object: Value<'_>, location: &str) -> Option<Span> {
    let mut found = None;
    let mut value = object;
    for step in location.split(['/', '[', ']']).filter(|step| !step.is_empty()) {
        let next = match value.kind() {
            Kind::Object => value.get(step),
            Kind::Array => step.parse().ok().and_then(|place| value.items().nth(place)),
            _ => None,
        };
        let Some(next) = next else { break };
        (value, found) = (next, Some(next.span()));
    }
    found
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count as u64), if count == 1 { one } else { many })
}

/// A cause without the words in which AWS names the state: its place is shown.
fn what_happened(cause: &str) -> &str {
    let named = cause.strip_prefix("An error occurred while executing the state '");
    named.and_then(|rest| rest.split_once("). ")).map_or(cause, |(_, what)| what)
}
