//! Who an execution is: what the context object and the ARNs of the history are made of.

use std::rc::Rc;

use crate::exec::Payload;
use crate::model::WorkflowType;
use crate::query::timestamp;
use crate::query::value::{Object, Value};

/// The names and ARNs of an execution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The ARN of the execution.
    pub execution_arn: Rc<str>,
    /// Its name.
    pub execution_name: Rc<str>,
    /// The ARN of the state machine.
    pub state_machine_arn: Rc<str>,
    /// Its name.
    pub state_machine_name: Rc<str>,
    /// The ARN of the role that it runs as.
    pub role_arn: Rc<str>,
}

impl Identity {
    /// The identity of an execution of a machine of that name, as AWS would build the ARNs.
    pub fn of(state_machine_name: &str, execution_name: &str, workflow: WorkflowType) -> Self {
        const PLACE: &str = "arn:aws:states:us-east-1:123456789012";
        let execution_arn = match workflow {
            WorkflowType::Standard => {
                format!("{PLACE}:execution:{state_machine_name}:{execution_name}")
            }
            WorkflowType::Express => {
                format!("{PLACE}:express:{state_machine_name}:{execution_name}:{execution_name}")
            }
        };
        Self {
            execution_arn: execution_arn.into(),
            execution_name: execution_name.into(),
            state_machine_arn: format!("{PLACE}:stateMachine:{state_machine_name}").into(),
            state_machine_name: state_machine_name.into(),
            role_arn: "arn:aws:iam::123456789012:role/StepFunctions".into(),
        }
    }

    /// The region in the ARN of the execution.
    pub(super) fn region(&self) -> Rc<str> {
        self.execution_arn.split(':').nth(3).unwrap_or("us-east-1").into()
    }

    /// The ARN of a Map Run of the execution's machine.
    pub(super) fn map_run_arn(&self, label: &str, uuid: &str) -> Rc<str> {
        let place: Vec<_> = self.state_machine_arn.splitn(6, ':').take(5).collect();
        let name = &self.state_machine_name;
        format!("{}:mapRun:{name}/{label}:{uuid}", place.join(":")).into()
    }

    /// The identity of a child execution of a Distributed Map.
    pub(super) fn child(&self, label: &str, uuid: &str) -> Self {
        let place: Vec<_> = self.state_machine_arn.splitn(6, ':').take(5).collect();
        let name: Rc<str> = format!("{}/{label}", self.state_machine_name).into();
        Self {
            execution_arn: format!("{}:execution:{name}:{uuid}", place.join(":")).into(),
            execution_name: uuid.into(),
            state_machine_arn: format!("{}/{label}", self.state_machine_arn).into(),
            state_machine_name: name,
            role_arn: Rc::clone(&self.role_arn),
        }
    }

    /// The part of the context object that stays the same: `Execution` and `StateMachine`.
    pub(super) fn context(&self, input: &Payload, started_millis: i64) -> Object {
        let text = |text: &Rc<str>| Value::String(Rc::clone(text));
        let execution = object([
            ("Id", text(&self.execution_arn)),
            ("Input", input.value.clone()),
            ("StartTime", timestamp::text(started_millis).into()),
            ("Name", text(&self.execution_name)),
            ("RoleArn", text(&self.role_arn)),
            ("RedriveCount", 0_i64.into()),
        ]);
        let machine = object([
            ("Id", text(&self.state_machine_arn)),
            ("Name", text(&self.state_machine_name)),
        ]);
        [("Execution".into(), execution), ("StateMachine".into(), machine)].into_iter().collect()
    }
}

/// An object of these members.
pub(super) fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    members.into_iter().map(|(name, value)| (name.into(), value)).collect::<Object>().into()
}
