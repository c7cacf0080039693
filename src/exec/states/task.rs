//! Task states: a call is scheduled, started, perhaps submitted, and answered by a mock.

use std::rc::Rc;

use crate::exec::engine::{Engine, Stop};
use crate::exec::failure::Trouble;
use crate::exec::history::{Callee, Scheduled, What};
use crate::exec::mocks::{self, Answer, Response};
use crate::exec::plan::{Awaits, CallTarget, Kind, Plan, TaskPlan};
use crate::exec::states::parameters;
use crate::exec::strand::{Action, Call, Ending, Missed, StrandKey};
use crate::exec::{Failure, Payload};
use crate::model::StateId;
use crate::query::value::{Object, Value};

/// How long a task may take that says nothing itself, in seconds (reference, 7.2).
const TIMEOUT_SECONDS_DEFAULT: i64 = 99_999_999;

/// How long a call of an HTTP endpoint may take, in seconds.
const HTTP_SECONDS_MAX: f64 = 60.0;

impl Engine<'_, '_> {
    /// Works out what a task is called with, and schedules it.
    pub(super) fn schedule_task(
        &mut self,
        key: StrandKey,
        plan: &Plan,
        task: &TaskPlan,
    ) -> Result<(), Trouble> {
        // Jobs whose end is awaited have a token as well (recorded).
        if matches!(task.target, CallTarget::Service { waits, .. } if waits != Awaits::Nothing) {
            let token = self.random.borrow_mut().uuid();
            self.visit_mut(key).token = Some(token.into());
        }
        let sight = self.sight(key);
        let input = self.selected_input(key, plan, &sight)?;
        let timeout_seconds = sight.integer(&task.timeout_seconds, &input)?;
        let heartbeat_seconds = sight.integer(&task.heartbeat_seconds, &input)?;
        let credentials = match &task.credentials {
            Some(template) => Some(sight.fill(template, &input.value)?),
            None => None,
        };
        let mut arguments = match &plan.arguments {
            Some(template) => Payload::new(sight.fill(template, &input.value)?),
            None => input,
        };
        drop(sight);
        if !arguments.fits() {
            return Err(Trouble::Failed(Failure::data_limit(self.state_name(key))));
        }
        if let CallTarget::Service { resource_type, resource, .. } = &task.target {
            parameters::check(resource_type, resource, &arguments)?;
        }
        let role = credentials.as_ref().and_then(|value| value.get("RoleArn"));
        let scheduled = Scheduled {
            callee: self.callee(key, &task.target),
            arguments: arguments.clone(),
            timeout_seconds,
            heartbeat_seconds,
            credentials_role_arn: role.and_then(Value::as_str).map(Rc::from),
        };
        self.log(key, What::TaskScheduled(Box::new(scheduled)));
        let call = Call { arguments, timeout_seconds, heartbeat_seconds };
        self.visit_mut(key).call = Some(Box::new(call));
        self.later(key, 0, Action::Start);
        Ok(())
    }

    fn callee(&self, key: StrandKey, target: &CallTarget) -> Callee {
        match target {
            CallTarget::Function(arn) => Callee::Function(Rc::clone(arn)),
            CallTarget::Activity(arn) => Callee::Activity(Rc::clone(arn)),
            CallTarget::Service { resource_type, resource, .. } => Callee::Service {
                resource_type: Rc::clone(resource_type),
                resource: Rc::clone(resource),
                region: self.runs[self.strands[key].run].identity.region(),
            },
        }
    }

    /// The task that a strand is in.
    fn task(&self, key: StrandKey) -> (Rc<Plan>, Callee) {
        let plan = Rc::clone(&self.visit(key).plan);
        let Kind::Task(task) = &plan.kind else { unreachable!("only tasks are called") };
        let callee = self.callee(key, &task.target);
        (plan, callee)
    }

    /// Starts a task: a mock says how it will go.
    pub(crate) fn start_task(&mut self, key: StrandKey) {
        let (plan, callee) = self.task(key);
        self.log(key, What::TaskStarted(callee));
        let name = self.state_name(key);
        let index = self.strands[key].iteration;
        let visit = self.visit_mut(key);
        let Some(call) = visit.call.take() else {
            unreachable!("a task starts when it is scheduled")
        };
        let (state, attempt) = (visit.state, visit.retry_count);
        let StateId(place) = state;
        self.calls[place as usize] += 1;
        let asked = mocks::Call { state: name, index, attempt, arguments: &call.arguments.value };
        let Some(response) = self.answers.answer(&asked) else {
            let (number, arguments) = (self.calls[place as usize], call.arguments.to_string());
            self.stop = Some(Stop { state, call: number, index, arguments });
            return;
        };
        let Kind::Task(task) = &plan.kind else { unreachable!("only tasks are called") };
        let (delay_millis, ending) = course(task, &call, &response);
        let waits = match &task.target {
            CallTarget::Service { waits, .. } => *waits,
            _ => Awaits::Nothing,
        };
        // A request that is refused is answered by its error, and nothing is awaited.
        let is_submitted = match &response.submitted {
            Some(_) => true,
            None => !matches!(ending, Ending::Throw(_)),
        };
        if waits == Awaits::Nothing || !is_submitted {
            self.later(key, delay_millis, Action::End(ending));
        } else {
            let submitted = response.submitted.unwrap_or_else(|| Object::default().into());
            let submitted = Payload::new(submitted);
            self.later(key, 0, Action::Submit(submitted, delay_millis, ending));
        }
    }

    /// The request of a task has been answered; its end is awaited.
    pub(crate) fn submit_task(&mut self, key: StrandKey, output: Payload) {
        let (_, callee) = self.task(key);
        self.log(key, What::TaskSubmitted(callee, output));
    }

    /// A task ends.
    pub(crate) fn end_task(&mut self, key: StrandKey, ending: Ending) -> Result<(), Trouble> {
        let (_, callee) = self.task(key);
        let (failure, missed) = match ending {
            Ending::Return(value) => {
                let mut result = Payload::new(value);
                if result.fits() {
                    self.log(key, What::TaskSucceeded(callee, result.clone()));
                    let last = self.strands[key].last;
                    self.visit_mut(key).trigger = last;
                    return self.complete(key, result.counted());
                }
                let of = match &callee {
                    Callee::Function(arn) | Callee::Activity(arn) => arn,
                    Callee::Service { resource_type, .. } => resource_type,
                };
                (Failure::data_limit(of), Missed::Nothing)
            }
            Ending::Throw(failure) => (failure, Missed::Nothing),
            Ending::Timeout(missed) => {
                let failure = Failure::timeout();
                self.log(key, What::TaskTimedOut(callee, failure.clone()));
                self.later(key, 0, Action::Handle(failure, missed));
                return Ok(());
            }
        };
        self.log(key, What::TaskFailed(callee, failure.clone()));
        self.later(key, 0, Action::Handle(failure, missed));
        Ok(())
    }
}

/// When a task ends, in milliseconds from its start, and how.
fn course(task: &TaskPlan, call: &Call, response: &Response) -> (i64, Ending) {
    let millis = |seconds: f64| (seconds * 1000.0) as i64;
    let timeout = call.timeout_seconds.unwrap_or(TIMEOUT_SECONDS_DEFAULT).saturating_mul(1000);
    let heartbeat = call.heartbeat_seconds.map(|seconds| seconds.saturating_mul(1000));
    let at = millis(response.after_seconds);
    let never = matches!(response.answer, Answer::Timeout | Answer::Aborted);
    let missed = heartbeat.filter(|heartbeat| match response.heartbeat_seconds {
        Some(beat) => millis(beat) > *heartbeat && (never || at > *heartbeat),
        None => never,
    });
    match missed {
        Some(heartbeat) if heartbeat < timeout => {
            return (heartbeat, Ending::Timeout(Missed::Heartbeat));
        }
        _ if never || at > timeout => return (timeout, Ending::Timeout(Missed::Nothing)),
        _ => {}
    }
    let is_http = matches!(
        &task.target,
        CallTarget::Service { resource_type, .. } if &**resource_type == "http"
    );
    if is_http && response.after_seconds > HTTP_SECONDS_MAX {
        let failure = Failure::new("States.Http.Socket", "The endpoint did not answer in time.");
        return (millis(HTTP_SECONDS_MAX), Ending::Throw(failure));
    }
    let ending = match &response.answer {
        Answer::Throw { error, cause } => {
            Ending::Throw(Failure { error: error.clone(), cause: cause.clone() })
        }
        Answer::Return(value) => Ending::Return(value.clone()),
        Answer::Timeout | Answer::Aborted => unreachable!("what never answers has timed out"),
    };
    (at, ending)
}
