//! Tasks made ready.

use std::rc::Rc;

use crate::exec::plan::amount::Amount;
use crate::exec::plan::field::Template;
use crate::model::{Action, Pattern, Resource, Task};
use crate::schema::QueryLanguage;
use crate::syntax::tree;

/// What only Task states have.
#[derive(Debug)]
pub(crate) struct TaskPlan {
    pub(crate) target: CallTarget,
    pub(crate) timeout_seconds: Amount,
    pub(crate) heartbeat_seconds: Amount,
    pub(crate) credentials: Option<Template>,
}

/// Who is called.
#[derive(Debug)]
pub(crate) enum CallTarget {
    /// A Lambda function, by its ARN; what is no ARN, or a placeholder, is taken for one.
    Function(Rc<str>),
    /// An activity, by its ARN.
    Activity(Rc<str>),
    /// An action of a service.
    Service {
        /// `sqs`, `aws-sdk:s3`
        resource_type: Rc<str>,
        /// `sendMessage.waitForTaskToken`
        resource: Rc<str>,
        /// Whether the end of a job or a token is awaited.
        waits: Awaits,
    },
}

/// What a task waits for after its request has been answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Awaits {
    Nothing,
    TheEndOfTheJob,
    TheToken,
}

impl TaskPlan {
    pub(super) fn read(task: &Task<'_>, language: QueryLanguage) -> Self {
        let text = task.resource.map(tree::Value::text).unwrap_or_default();
        let path = ("TimeoutSecondsPath", task.timeout_seconds_path);
        let beat_path = ("HeartbeatSecondsPath", task.heartbeat_seconds_path);
        Self {
            target: CallTarget::read(text),
            timeout_seconds: Amount::read(language, ("TimeoutSeconds", task.timeout_seconds), path),
            heartbeat_seconds: Amount::read(
                language,
                ("HeartbeatSeconds", task.heartbeat_seconds),
                beat_path,
            ),
            credentials: task
                .credentials
                .map(|node| Template::compile(language, node, "Credentials")),
        }
    }
}

impl CallTarget {
    fn read(text: &str) -> Self {
        let resource =
            Resource::parse_in_any_partition(text).unwrap_or_else(|| Resource::parse(text));
        match resource {
            Resource::Activity => Self::Activity(text.into()),
            Resource::Optimized(action) => Self::service(action.service.into(), action),
            Resource::Sdk(action) => {
                Self::service(format!("aws-sdk:{}", action.service).into(), action)
            }
            Resource::Function | Resource::Foreign | Resource::NotAnArn => {
                Self::Function(text.into())
            }
        }
    }

    fn service(resource_type: Rc<str>, action: Action<'_>) -> Self {
        let resource = format!("{}{}", action.name, action.pattern.suffix()).into();
        let waits = match action.pattern {
            Pattern::Sync | Pattern::Sync2 => Awaits::TheEndOfTheJob,
            Pattern::WaitForTaskToken => Awaits::TheToken,
            Pattern::RequestResponse | Pattern::Unknown(_) => Awaits::Nothing,
        };
        Self::Service { resource_type, resource, waits }
    }
}
