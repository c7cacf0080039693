//! How it is said that something is not as expected.

use crate::diagnostic::{Edit, Finding, Fix, quoted};
use crate::exec::history::{Execution, Outcome};
use crate::exec::{Failure, Stop, mocks};
use crate::model::StateMachine;
use crate::query::value::Value;
use crate::scenario::compare::{Difference, shown};
use crate::scenario::pattern::Pattern;
use crate::scenario::print;
use crate::scenario::{EXPECTATION_UNMET, Ending, Fault, MOCK_MISSING};
use crate::source::Span;

/// The differences that are shown of one value.
const DIFFERENCES_MAX: usize = 8;

pub(super) fn ending(execution: &Execution) -> Ending {
    let (status, failure) = match &execution.outcome {
        Outcome::Succeeded(_) => ("SUCCEEDED", Failure::default()),
        Outcome::Failed(failure) => ("FAILED", failure.clone()),
        Outcome::TimedOut => ("TIMED_OUT", Failure::default()),
    };
    Ending {
        status,
        error: failure.error.map(|text| text.to_string()),
        cause: failure.cause.map(|text| text.to_string()),
        duration_millis: execution.ended_millis.saturating_sub(execution.started_millis),
    }
}

pub(super) fn no_mock(stop: &Stop, machine: &StateMachine<'_>, place: Span) -> Fault {
    let state = machine.state(stop.state);
    let iteration = stop.index.map(|index| format!(", in iteration {index}")).unwrap_or_default();
    let call = if stop.call == 1 { String::new() } else { format!(" for call {}", stop.call) };
    let name = state.name();
    let message = format!("the task of state {} has no mock{call}{iteration}", quoted(name));
    let help = format!(
        "it was called with {}; add what it returns:\nmocks:\n{}",
        stop.arguments,
        mocks::stub(machine, stop.state).trim_end()
    );
    Fault {
        finding: Finding { rule: MOCK_MISSING, ..Finding::new(place, message).help(help) },
        state: Some((name.to_owned(), state.key.span())),
        cause: None,
    }
}

/// What to write for a list of names, which keeps to a line where it was on one.
pub(super) fn rewritten(pattern: &Pattern, value: &Value) -> Edit {
    Edit { span: pattern.place, text: print::written(value, pattern.written) }
}

/// One place where an execution failed explains all that follows from it.
pub(super) fn tell_causes_once(faults: &mut [Fault]) {
    let mut told = None;
    for fault in faults {
        if fault.cause.is_some() && fault.cause == told {
            fault.cause = None;
        }
        told = fault.cause.clone().or(told);
    }
}

pub(super) fn unmet(place: Span, message: impl Into<String>) -> Finding {
    Finding { rule: EXPECTATION_UNMET, ..Finding::new(place, message) }
}

/// The differences of one value as one fault: the first is told, the others are labelled.
pub(super) fn fault(
    found: &[Difference],
    value: &Value,
    state: Option<(String, Span)>,
) -> Option<Fault> {
    let first = found.first()?;
    let mut finding = unmet(first.place, format!("{}: {}", first.at, first.message));
    for other in found.iter().take(DIFFERENCES_MAX).skip(1) {
        finding = finding.label(other.place, format!("{}: {}", other.at, other.message));
    }
    if found.len() > 1 {
        let more = found.len().saturating_sub(DIFFERENCES_MAX);
        let more = if more > 0 { format!("and {more} more differences; ") } else { String::new() };
        finding = finding.help(format!("{more}what came is {}", shown(value)));
    }
    let edits: Vec<_> = found.iter().filter_map(|difference| difference.edit.clone()).collect();
    finding.fix = (!edits.is_empty()).then_some(Fix { safe: false, edits });
    Some(Fault { finding, state, cause: None })
}

pub(super) fn described(failure: &Failure) -> String {
    const CAUSE_CHARACTERS_MAX: usize = 200;
    let error = failure.error.as_deref().map_or("an error without a name".into(), quoted);
    match &failure.cause {
        Some(cause) if !cause.is_empty() => {
            let mut shown: String = cause.chars().take(CAUSE_CHARACTERS_MAX).collect();
            shown = shown.replace(char::is_control, " ");
            let rest = if cause.chars().nth(CAUSE_CHARACTERS_MAX).is_some() { "…" } else { "" };
            format!("{error}: {shown}{rest}")
        }
        _ => error.into_owned(),
    }
}

pub(super) fn summary(ending: &Ending) -> String {
    let failure = Failure {
        error: ending.error.as_deref().map(Into::into),
        cause: ending.cause.as_deref().map(Into::into),
    };
    match ending.status {
        "FAILED" => format!("FAILED with {}", described(&failure)),
        status => status.to_owned(),
    }
}

pub(super) fn times(count: u64) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        count => format!("{count} times"),
    }
}

pub(super) fn line_of(names: &[Value]) -> String {
    const NAMES_MAX: usize = 20;
    let shown: Vec<_> = names.iter().take(NAMES_MAX).filter_map(Value::as_str).collect();
    let rest = names.len().saturating_sub(NAMES_MAX);
    let rest = if rest > 0 { format!(" → and {rest} more") } else { String::new() };
    format!("{}{rest}", shown.join(" → "))
}
