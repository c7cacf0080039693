//! What Task states call, held against the tables of the services.

use crate::analysis::Facts;
use crate::model::{Action, Pattern, Resource, State, StateKind, Task, WorkflowType};
use crate::schema::QueryLanguage;
use crate::services::{self, Integration};
use crate::syntax::surroundings::Reference;
use crate::syntax::tree::{Kind, Member, Value};

/// A Task state whose resource is known.
#[derive(Clone, Copy, Debug)]
pub struct Call<'f, 't> {
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
    Optimized(Action<'t>, &'static Integration),
    /// An action of a known service by way of the AWS SDK.
    Sdk(Action<'t>),
    /// The same of a service that is not in the table, which may be newer than the table.
    SdkUnlisted(Action<'t>),
    /// The same, of a service that is certain not to exist by that name.
    SdkServiceUnknown(Action<'t>),
    /// An action of a known service of the AWS SDK that is not written as actions are.
    SdkActionUnknown(Action<'t>),
    /// An action that the AWS SDK has and Step Functions does not support.
    SdkActionUnsupported(Action<'t>),
    /// An integration of a service that has no optimized ones.
    ServiceUnknown(Action<'t>),
    /// An action that is no optimized integration, of a service that has some.
    ActionUnknown(Action<'t>),
    /// An action that only readers and writers of Map states have.
    MapOnly(Action<'t>),
    /// An action that exists, in a pattern that it does not take.
    PatternUnsupported(Action<'t>, &'static [String]),
    /// An ARN of something that a Task cannot call.
    Foreign,
    /// No ARN.
    NotAnArn,
}

impl<'t> Call<'_, 't> {
    /// The field with what is passed, if it is an object and all of it is known.
    pub fn parameters(&self) -> Option<Member<'t>> {
        let field = match self.state.query_language {
            QueryLanguage::JsonPath => "Parameters",
            QueryLanguage::Jsonata => "Arguments",
        };
        let member = self.state.object.member(field)?;
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
        let Some(integration) = services::optimized(service, name) else {
            return match (service, name) {
                ("s3", "getObject" | "listObjectsV2" | "putObject") => Self::MapOnly(action),
                _ if services::optimized_actions(service).next().is_some() => {
                    Self::ActionUnknown(action)
                }
                _ => Self::ServiceUnknown(action),
            };
        };
        let is_plain = pattern == Pattern::RequestResponse;
        if is_plain || integration.patterns.iter().any(|known| known == pattern.suffix()) {
            Self::Optimized(action, integration)
        } else {
            Self::PatternUnsupported(action, &integration.patterns)
        }
    }

    fn sdk(action: Action<'t>) -> Self {
        let Some(service) = services::sdk_service(action.service) else {
            return if is_plausible(action.service) {
                Self::SdkUnlisted(action)
            } else {
                Self::SdkServiceUnknown(action)
            };
        };
        let is_unsupported = |operation: &String| operation_name(operation) == action.name;
        let begins_small = action.name.starts_with(|first: char| first.is_ascii_lowercase());
        if !begins_small {
            return Self::SdkActionUnknown(action);
        }
        if service.unsupported.iter().any(is_unsupported) {
            return Self::SdkActionUnsupported(action);
        }
        match action.pattern {
            Pattern::RequestResponse | Pattern::WaitForTaskToken => Self::Sdk(action),
            _ => Self::PatternUnsupported(action, &[]),
        }
    }

    /// The integration, where it is one that can be called as it stands.
    pub fn action(self) -> Option<Action<'t>> {
        match self {
            Self::Optimized(action, _) | Self::Sdk(action) => Some(action),
            _ => None,
        }
    }
}

/// How a resource writes the name of an operation.
fn operation_name(operation: &str) -> String {
    let (first, rest) = operation.split_at(operation.len().min(1));
    first.to_ascii_lowercase() + rest
}

/// Whether a service of that name may have come after the table was made: it is written as
/// such names are, is no other name of a known service, and no slip of the keyboard away from
/// one.
fn is_plausible(service: &str) -> bool {
    const SHORT: usize = 5;
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if service.is_empty() || !service.bytes().all(is_name) || services::sdk_name(service).is_some()
    {
        return false;
    }
    let is_slip = |known: &str| strsim::osa_distance(known, service) <= 1;
    service.len() < SHORT || !services::sdk_services().any(is_slip)
}

impl<'t> Facts<'t> {
    /// The Task states whose resource is known, in the order of the states.
    pub fn calls(&self) -> impl Iterator<Item = Call<'_, 't>> {
        self.machine.states.iter().filter_map(|state| {
            let StateKind::Task(task) = &state.kind else { return None };
            let target = Target::of(task.service?);
            Some(Call { state, task, resource: task.resource?, target })
        })
    }

    /// The resource of the host that a value stands for, if its type is known.
    pub fn reference(&self, value: Value<'_>) -> Option<&Reference> {
        let references = &self.parsed.surroundings.references;
        if references.is_empty() { None } else { references.get(value.placeholder()?) }
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
