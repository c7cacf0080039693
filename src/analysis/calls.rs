//! What Task states call, held against the tables of the services.

use crate::analysis::{Facts, spelling};
use crate::model::{
    Action, Pattern, Resource, State, StateId, StateKind, StateMachine, Task, WorkflowType,
};
use crate::schema::QueryLanguage;
use crate::services::{self, OPTIMIZED, Operation, SDK, Service};
use crate::syntax::surroundings::Reference;
use crate::syntax::tree::{Kind, Member, Value};

/// A Task state whose resource is known.
#[derive(Clone, Copy, Debug)]
pub struct Call<'f, 't> {
    /// Which state it is that calls.
    pub id: StateId,
    /// The state.
    pub state: &'f State<'t>,
    /// What only Task states have.
    pub task: &'f Task<'t>,
    /// The value of `Resource`.
    pub resource: Value<'t>,
    /// What it names.
    pub target: Target<'t>,
}

/// What a resource names.
#[derive(Clone, Copy, Debug)]
pub enum Target<'t> {
    /// A Lambda function by its ARN.
    Function,
    /// An activity.
    Activity,
    /// An optimized integration.
    Optimized(Action<'t>, Operation),
    /// An action of a known service by way of the AWS SDK.
    Sdk(Action<'t>, Operation),
    /// The same of a service that is in the table, which may be newer than the table.
    SdkActionUnlisted(Action<'t>, Service),
    /// The same of a service that has ended.
    SdkServiceEnded(Action<'t>),
    /// The same of a service that is not in the table, which may be newer than the table.
    SdkServiceUnlisted(Action<'t>),
    /// The same, of a service that is certain not to exist by that name.
    SdkServiceUnknown(Action<'t>),
    /// A slip in the name of an action of the AWS SDK; the second is what is meant.
    SdkActionUnknown(Action<'t>, &'static str),
    /// An action that the AWS SDK has and Step Functions does not support.
    SdkActionUnsupported(Action<'t>),
    /// An integration of a service that has no optimized ones.
    ServiceUnknown(Action<'t>),
    /// An action that is no optimized integration, of a service that has some.
    ActionUnknown(Action<'t>, Service),
    /// An action that only readers and writers of Map states have.
    MapOnly(Action<'t>),
    /// An action that exists, in a pattern that it does not take.
    PatternUnsupported(Action<'t>, Operation),
    /// An ARN of something that a Task cannot call.
    Foreign,
    /// No ARN.
    NotAnArn,
}

impl<'t> Call<'_, 't> {
    /// Whether it is a call by way of the AWS SDK.
    pub fn is_sdk(&self) -> bool {
        matches!(
            self.target,
            Target::Sdk(..) | Target::SdkActionUnlisted(..) | Target::SdkServiceEnded(_)
        )
    }

    /// The field with what is passed.
    pub fn passed(&self) -> Option<Member<'t>> {
        self.state.object.member(match self.state.query_language {
            QueryLanguage::JsonPath => "Parameters",
            QueryLanguage::Jsonata => "Arguments",
        })
    }

    /// The field with what is passed, if it is an object and all of it is known.
    pub fn parameters(&self) -> Option<Member<'t>> {
        let member = self.passed()?;
        let is_known = member.value.kind() == Kind::Object && !member.value.is_incomplete();
        let has_unknown_key = member.value.members().any(|member| member.key.is_opaque());
        (is_known && !has_unknown_key).then_some(member)
    }
}

impl<'t> Target<'t> {
    /// What a resource names.
    pub fn of(resource: Resource<'t>) -> Self {
        match resource {
            Resource::Function => Self::Function,
            Resource::Activity => Self::Activity,
            Resource::Foreign => Self::Foreign,
            Resource::NotAnArn => Self::NotAnArn,
            Resource::Optimized(action) => Self::optimized(action),
            Resource::Sdk(action) => Self::sdk(action),
        }
    }

    fn optimized(action: Action<'t>) -> Self {
        let Action { service, name, pattern } = action;
        let is_of_a_map = matches!(name, "getObject" | "listObjectsV2" | "putObject");
        let Some(service) = OPTIMIZED.named(service) else {
            let is_map_only = service == "s3" && is_of_a_map;
            return if is_map_only { Self::MapOnly(action) } else { Self::ServiceUnknown(action) };
        };
        let Some(operation) = service.operation(name) else {
            return Self::ActionUnknown(action, service);
        };
        let is_plain = pattern == Pattern::RequestResponse;
        if is_plain || operation.patterns().any(|known| known == pattern.suffix()) {
            Self::Optimized(action, operation)
        } else {
            Self::PatternUnsupported(action, operation)
        }
    }

    fn sdk(action: Action<'t>) -> Self {
        let Some(service) = SDK.named(action.service) else {
            return if is_plausible(action.service) {
                Self::SdkServiceUnlisted(action)
            } else {
                Self::SdkServiceUnknown(action)
            };
        };
        if service.has_ended() {
            return Self::SdkServiceEnded(action);
        }
        let Some(operation) = service.operation(action.name) else {
            return match spelling::slip_of(action.name, service.actions()) {
                Some(meant) => Self::SdkActionUnknown(action, meant),
                None => Self::SdkActionUnlisted(action, service),
            };
        };
        match action.pattern {
            _ if !operation.is_supported() => Self::SdkActionUnsupported(action),
            Pattern::RequestResponse | Pattern::WaitForTaskToken => Self::Sdk(action, operation),
            _ => Self::PatternUnsupported(action, operation),
        }
    }

    /// The integration, where it is one that can be called as it stands.
    pub fn action(self) -> Option<Action<'t>> {
        match self {
            Self::Optimized(action, _)
            | Self::Sdk(action, _)
            | Self::SdkServiceEnded(action)
            | Self::SdkActionUnlisted(action, _) => Some(action),
            _ => None,
        }
    }

    /// What is known of the action, where it is one that can be called as it stands.
    pub fn operation(self) -> Option<(Action<'t>, Operation)> {
        match self {
            Self::Optimized(action, operation) | Self::Sdk(action, operation) => {
                Some((action, operation))
            }
            _ => None,
        }
    }
}

/// Whether a service of that name may have come after the table was made: it is written as
/// such names are, is no other name of a known service, and no slip of the keyboard away from
/// one.
fn is_plausible(service: &str) -> bool {
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    !service.is_empty()
        && service.bytes().all(is_name)
        && services::sdk_name(service).is_none()
        && spelling::slip_of(service, SDK.names()).is_none()
}

/// The calls of a machine, whose targets are known.
pub(super) fn calls<'f, 't>(
    machine: &'f StateMachine<'t>,
    targets: &'f [(StateId, Target<'t>)],
) -> impl Iterator<Item = Call<'f, 't>> {
    targets.iter().filter_map(|(id, target)| {
        let state = machine.state(*id);
        let StateKind::Task(task) = &state.kind else { return None };
        Some(Call { id: *id, state, task, resource: task.resource?, target: *target })
    })
}

/// What the Task states of a machine call, where that is known.
pub(super) fn targets<'t>(machine: &StateMachine<'t>) -> Vec<(StateId, Target<'t>)> {
    let states = machine.states.iter().zip(0..);
    let tasks = states.filter_map(|(state, id)| match &state.kind {
        StateKind::Task(task) => Some((StateId(id), Target::of(task.service?))),
        _ => None,
    });
    tasks.collect()
}

impl<'t> Facts<'t> {
    /// The Task states whose resource is known, in the order of the states.
    pub fn calls(&self) -> impl Iterator<Item = Call<'_, 't>> {
        calls(&self.machine, &self.targets)
    }

    /// The resource of the host that a value stands for, if its type is known.
    pub fn reference(&self, value: Value<'_>) -> Option<&Reference> {
        let references = &self.parsed.surroundings.references;
        if references.is_empty() { None } else { references.get(value.placeholder()?) }
    }

    /// What a state calls, where it is a Task state whose resource is known.
    pub fn call_of(&self, state: StateId) -> Option<Call<'_, 't>> {
        let at = self.targets.binary_search_by_key(&state, |(id, _)| *id).ok()?;
        calls(&self.machine, &self.targets[at..=at]).next()
    }

    /// The Map state that starts, or may start, executions of its own in which a state runs.
    pub fn distributed_map_around(&self, state: &State<'t>) -> Option<&State<'t>> {
        let mut scope = self.machine.scope(state.scope);
        while let Some(holder) = scope.holder {
            let holder = self.machine.state(holder);
            if let StateKind::Map(map) = &holder.kind
                && map.is_distributed() != Some(false)
            {
                return Some(holder);
            }
            scope = self.machine.scope(holder.scope);
        }
        None
    }

    /// The type of the workflow in which a state runs: the executions that a Distributed Map
    /// state starts have a type of their own. None where it is not known.
    pub fn workflow_type_of(&self, state: &State<'t>) -> Option<WorkflowType> {
        let Some(holder) = self.distributed_map_around(state) else {
            return Some(self.workflow_type);
        };
        let StateKind::Map(map) = &holder.kind else { return None };
        let config = map.processor_config.filter(|_| map.is_distributed() == Some(true))?;
        match config.get("ExecutionType")?.as_str()? {
            "EXPRESS" => Some(WorkflowType::Express),
            "STANDARD" => Some(WorkflowType::Standard),
            _ => None,
        }
    }
}
