//! Runs a scenario, and says what is not as expected.

use crate::diagnostic::{Finding, Fix, Severity, quoted};
use crate::exec::history::{Execution, Outcome, Visits};
use crate::exec::{self, Failure};
use crate::model::{StateId, StateMachine};
use crate::query::duration;
use crate::query::value::{Object, Value};
use crate::scenario::compare::{Extent, differences, shown};
use crate::scenario::expectation::{Each, Expected, Named, name_value};
use crate::scenario::observed::Observed;
use crate::scenario::pattern::{Form, Pattern};
use crate::scenario::words::{
    described, ending, fault, line_of, no_mock, rewritten, summary, tell_causes_once, times, unmet,
};
use crate::scenario::{EXECUTION_FAILED, Fault, Scenario, Verdict};
use crate::source::Span;

/// What became of a scenario, and of the states of its machine.
#[derive(Debug)]
pub struct Judged {
    /// Whether all is as expected.
    pub verdict: Verdict,
    /// What became of each state; nothing where the execution could not go on.
    pub visits: Vec<Visits>,
}

/// Runs a scenario of a machine of that name.
pub fn judge(machine: &StateMachine<'_>, machine_name: &str, scenario: &Scenario) -> Judged {
    let request = scenario.request(machine_name);
    let mut verdict = Verdict {
        name: scenario.name.clone(),
        place: scenario.place,
        ending: None,
        faults: Vec::new(),
        warnings: Vec::new(),
    };
    match exec::run(machine, &scenario.mocks, &request) {
        Err(stop) => {
            verdict.faults.push(no_mock(&stop, machine, scenario.place));
            Judged { verdict, visits: Vec::new() }
        }
        Ok(execution) => {
            verdict.ending = Some(ending(&execution));
            verdict.warnings = unused(&execution, scenario);
            let judge = Judge {
                machine,
                scenario,
                execution: &execution,
                observed: Observed::of(&execution),
            };
            verdict.faults = judge.faults();
            Judged { verdict, visits: execution.visits }
        }
    }
}

/// Mocks of the scenario itself that no call has used.
fn unused(execution: &Execution, scenario: &Scenario) -> Vec<Finding> {
    let is_own =
        |finding: &&Finding| scenario.own_mocks.is_some_and(|place| place.contains(finding.span));
    execution.unused_mocks.iter().filter(is_own).cloned().collect()
}

/// An execution beside what is expected of it.
struct Judge<'j, 'm> {
    machine: &'j StateMachine<'m>,
    scenario: &'j Scenario,
    execution: &'j Execution,
    observed: Observed,
}

impl Judge<'_, '_> {
    fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        self.judge_success(&mut faults);
        for expectation in &self.scenario.expectations {
            let place = expectation.place;
            match &expectation.what {
                Expected::Status(pattern) => self.judge_status(pattern, &mut faults),
                Expected::Output(pattern) => {
                    self.judge_output(pattern, Extent::Whole, place, &mut faults);
                }
                Expected::OutputIncludes(pattern) => {
                    self.judge_output(pattern, Extent::Part, place, &mut faults);
                }
                Expected::Error(pattern) => {
                    let error = self.failure().and_then(|failure| failure.error.as_deref());
                    self.judge_text(pattern, error, "error", &mut faults);
                }
                Expected::Cause(pattern) => {
                    let cause = self.failure().and_then(|failure| failure.cause.as_deref());
                    self.judge_text(pattern, cause, "cause", &mut faults);
                }
                Expected::Path(pattern, _) => self.judge_path(pattern, &mut faults),
                Expected::PassesThrough(names) => self.judge_entered(names, &mut faults),
                Expected::NeverEnters(names) => self.judge_not_entered(names, &mut faults),
                Expected::Inputs(states) => {
                    for (named, pattern) in states {
                        let values = self.observed.inputs.get(&named.state);
                        self.judge_each(*named, pattern, values, "inputs", &mut faults);
                    }
                }
                Expected::Calls(states) => {
                    for (named, pattern) in states {
                        let values = self.observed.calls.get(&named.state);
                        self.judge_each(*named, pattern, values, "calls", &mut faults);
                    }
                }
                Expected::Attempts(states) => self.judge_attempts(states, &mut faults),
                Expected::Duration(pattern) => self.judge_duration(pattern, &mut faults),
                Expected::Variables(pattern) => {
                    self.judge_variables(pattern, &mut faults);
                }
            }
        }
        tell_causes_once(&mut faults);
        faults
    }

    fn failure(&self) -> Option<&Failure> {
        match &self.execution.outcome {
            Outcome::Failed(failure) => Some(failure),
            _ => None,
        }
    }

    /// An execution of which no end is expected is expected to succeed.
    fn judge_success(&self, faults: &mut Vec<Fault>) {
        let says_how_it_ends = self.scenario.expectations.iter().any(|expectation| {
            matches!(
                expectation.what,
                Expected::Status(_) | Expected::Error(_) | Expected::Cause(_)
            )
        });
        let ending = ending(self.execution);
        if !says_how_it_ends && ending.status != "SUCCEEDED" {
            let place = self.scenario.place;
            let help = "if that is as it should be, say so in `expect`";
            let message = format!("status: expected SUCCEEDED, got {}", summary(&ending));
            faults.push(self.with_cause(unmet(place, message).help(help)));
        }
    }

    fn judge_status(&self, pattern: &Pattern, faults: &mut Vec<Fault>) {
        let ending = ending(self.execution);
        let mut found = differences(pattern, &name_value(ending.status), "status", Extent::Whole);
        let Some(difference) = found.first_mut() else { return };
        let message = format!(
            "status: expected {}, got {}",
            pattern.described().trim_matches('"'),
            summary(&ending)
        );
        let mut finding = unmet(difference.place, message);
        finding.fix = difference.edit.take().map(|edit| Fix { safe: false, edits: vec![edit] });
        faults.push(self.with_cause(finding));
    }

    /// A fault with the place where the execution failed.
    fn with_cause(&self, finding: Finding) -> Fault {
        let state = self.execution.failed_state.map(|state| self.machine.state(state));
        let place = self.execution.failed_at.or_else(|| state.map(|state| state.key.span()));
        let cause = place.zip(self.failure()).map(|(place, failure)| {
            let message = format!("the execution failed here: {}", described(failure));
            let severity = Severity::Info;
            Finding { rule: EXECUTION_FAILED, severity, ..Finding::new(place, message) }
        });
        Fault { finding, state: None, cause }
    }

    fn judge_output(
        &self,
        pattern: &Pattern,
        extent: Extent,
        place: Span,
        faults: &mut Vec<Fault>,
    ) {
        let Outcome::Succeeded(output) = &self.execution.outcome else {
            if self.expects_no_success() {
                let message = "an output is expected of an execution that does not succeed";
                faults.push(Fault { finding: unmet(place, message), state: None, cause: None });
            }
            return;
        };
        let found = differences(pattern, &output.value, "output", extent);
        let last = self.observed.path.last().copied();
        faults.extend(fault(&found, &output.value, last.map(|state| self.place_of(state))));
    }

    /// Whether the execution failed as expected.
    fn expects_no_success(&self) -> bool {
        self.scenario.expectations.iter().any(|expectation| match &expectation.what {
            Expected::Status(pattern) => {
                let status = name_value(ending(self.execution).status);
                differences(pattern, &status, "", Extent::Whole).is_empty()
            }
            Expected::Error(_) | Expected::Cause(_) => true,
            _ => false,
        })
    }

    fn judge_text(
        &self,
        pattern: &Pattern,
        text: Option<&str>,
        name: &str,
        faults: &mut Vec<Fault>,
    ) {
        let value = text.map_or(Value::Null, name_value);
        let mut found = differences(pattern, &value, name, Extent::Whole);
        let Some(difference) = found.first_mut() else { return };
        let message = match &self.execution.outcome {
            Outcome::Succeeded(_) => {
                let expected = pattern.described();
                format!("{name}: expected {expected}, and the execution succeeded")
            }
            _ => format!("{name}: {}", difference.message),
        };
        let mut finding = unmet(difference.place, message);
        finding.fix = difference.edit.take().map(|edit| Fix { safe: false, edits: vec![edit] });
        faults.push(self.with_cause(finding));
    }

    fn judge_path(&self, pattern: &Pattern, faults: &mut Vec<Fault>) {
        let name = |state: &StateId| name_value(self.machine.state(*state).name());
        let path: Value = self.observed.path.iter().map(name).collect();
        let found = differences(pattern, &path, "path", Extent::Whole);
        if found.is_empty() {
            return;
        }
        let names = path.as_array().unwrap_or_default();
        let expected = match &pattern.form {
            Form::Items(items) => items.as_slice(),
            _ => &[],
        };
        let fits = |(item, name): &(&Pattern, &Value)| {
            differences(item, name, "", Extent::Whole).is_empty()
        };
        let same = expected.iter().zip(names).take_while(fits).count();
        let message = match (expected.get(same), names.get(same)) {
            (Some(item), Some(name)) => {
                let wanted = item.described();
                format!("path[{same}]: expected {wanted}, and {} was entered", shown(name))
            }
            (Some(item), None) => {
                format!("path[{same}]: expected {}, and the path ends", item.described())
            }
            (None, Some(name)) => {
                format!("path[{same}]: expected the end, and {} was entered", shown(name))
            }
            (None, None) => "path: this is no list of states".to_owned(),
        };
        let place = expected.get(same).map_or(pattern.opening, |item| item.opening);
        let mut finding = unmet(place, message).help(format!("it went {}", line_of(names)));
        finding.fix = Some(Fix { safe: false, edits: vec![rewritten(pattern, &path)] });
        let before = same.checked_sub(1).and_then(|place| self.observed.path.get(place));
        let state = before.map(|state| self.place_of(*state));
        let cause = self.with_cause(finding);
        faults.push(Fault { state, ..cause });
    }

    fn judge_entered(&self, names: &[Named], faults: &mut Vec<Fault>) {
        for named in names.iter().filter(|named| self.entered(named.state) == 0) {
            let name = self.machine.state(named.state).name();
            let message = format!("{} is never entered", quoted(name));
            let finding = unmet(named.place, message).help(self.way());
            let state = Some(self.place_of(named.state));
            faults.push(Fault { finding, state, cause: None });
        }
    }

    fn judge_not_entered(&self, names: &[Named], faults: &mut Vec<Fault>) {
        for named in names.iter().filter(|named| self.entered(named.state) > 0) {
            let name = self.machine.state(named.state).name();
            let times = times(self.entered(named.state));
            let message = format!("{} is entered {times}", quoted(name));
            let finding = unmet(named.place, message).help(self.way());
            let state = Some(self.place_of(named.state));
            faults.push(Fault { finding, state, cause: None });
        }
    }

    fn way(&self) -> String {
        let names = self.observed.path.iter().map(|state| self.machine.state(*state).name());
        let names: Vec<_> = names.map(name_value).collect();
        format!("it went {}", line_of(&names))
    }

    fn judge_each(
        &self,
        named: Named,
        pattern: &Pattern,
        values: Option<&Vec<Value>>,
        key: &str,
        faults: &mut Vec<Fault>,
    ) {
        let name = self.machine.state(named.state).name();
        let at = format!("{key}.{name}");
        let values = values.map(Vec::as_slice).unwrap_or_default();
        let all: Value = values.iter().cloned().collect();
        let found = match (pattern.each(), values.first()) {
            (Each::Of(items), _) if items.len() != values.len() => {
                let noun = if key == "calls" { "call" } else { "visit" };
                let plural = if items.len() == 1 { "" } else { "s" };
                let message =
                    format!("{at}: expected {} {noun}{plural}, got {}", items.len(), values.len());
                let help =
                    format!("a list has one item for each {noun}; there were {}", shown(&all));
                let finding = unmet(pattern.opening, message).help(help);
                faults.push(Fault {
                    finding,
                    state: Some(self.place_of(named.state)),
                    cause: None,
                });
                return;
            }
            (Each::Of(_), _) => differences(pattern, &all, &at, Extent::Whole),
            (Each::First(first), Some(value)) => differences(first, value, &at, Extent::Whole),
            (Each::First(first), None) => {
                let what = if key == "calls" { "called" } else { "entered" };
                let message =
                    format!("{at}: expected {}, and it was not {what}", first.described());
                let finding = unmet(first.opening, message).help(self.way());
                faults.push(Fault {
                    finding,
                    state: Some(self.place_of(named.state)),
                    cause: None,
                });
                return;
            }
        };
        let whole = if matches!(pattern.each(), Each::Of(_)) { &all } else { &values[0] };
        faults.extend(fault(&found, whole, Some(self.place_of(named.state))));
    }

    fn judge_attempts(&self, states: &[(Named, Pattern)], faults: &mut Vec<Fault>) {
        for (named, pattern) in states {
            let name = self.machine.state(named.state).name();
            let retried: u64 = self.visits(named.state).map_or(0, |one| one.retriers.iter().sum());
            let attempts = self.entered(named.state) + retried;
            let value = Value::from(attempts.cast_signed());
            let found = differences(pattern, &value, &format!("attempts.{name}"), Extent::Whole);
            faults.extend(fault(&found, &value, Some(self.place_of(named.state))));
        }
    }

    /// Those that are named: there may be others.
    fn judge_variables(&self, pattern: &Pattern, faults: &mut Vec<Fault>) {
        let variables = &self.observed.variables;
        let is_named = |name: &str| match &pattern.form {
            Form::Members(members) => members.iter().any(|(member, _)| **member == *name),
            _ => true,
        };
        let named = variables.iter().filter(|(name, _)| is_named(name));
        let named: Object = named.map(|(name, value)| (name.clone(), value.clone())).collect();
        let value = Value::from(named);
        let found = differences(pattern, &value, "variables", Extent::Whole);
        faults.extend(fault(&found, &value, None));
    }

    fn judge_duration(&self, pattern: &Pattern, faults: &mut Vec<Fault>) {
        let millis = ending(self.execution).duration_millis;
        #[expect(clippy::cast_precision_loss, reason = "an execution takes a year at most")]
        let seconds = Value::from(millis as f64 / 1000.0);
        let Some(difference) =
            differences(pattern, &seconds, "duration", Extent::Whole).into_iter().next()
        else {
            return;
        };
        let expected = match &pattern.form {
            Form::Scalar(value) => {
                let millis = (value.as_f64().unwrap_or_default() * 1000.0) as i64;
                format!("expected {}", duration::text(millis))
            }
            _ => format!("expected {} (seconds)", pattern.described()),
        };
        let message = format!("duration: {expected}, got {}", duration::text(millis));
        let finding = unmet(difference.place, message);
        faults.push(Fault { finding, state: None, cause: None });
    }

    fn visits(&self, StateId(index): StateId) -> Option<&Visits> {
        self.execution.visits.get(index as usize)
    }

    fn entered(&self, state: StateId) -> u64 {
        self.visits(state).map_or(0, |visits| visits.entered)
    }

    fn place_of(&self, state: StateId) -> (String, Span) {
        let state = self.machine.state(state);
        (state.name().to_owned(), state.key.span())
    }
}
