//! What a Task refers to as its `Resource` is the ARN of something that it can call.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::model::StateKind;
use crate::rules::{Rule, rule};
use crate::syntax::surroundings::{Family, Gives, Reference};
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("resource-reference-wrong", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for state in &facts.machine.states {
        if let StateKind::Task(task) = &state.kind
            && let Some(resource) = task.resource
            && let Some(reference) = facts.reference(resource)
        {
            findings.extend(judge(resource, reference));
        }
    }
}

fn judge(resource: Value<'_>, reference: &Reference) -> Option<Finding> {
    match (reference.family, reference.gives) {
        (Family::Function | Family::Activity, Gives::Arn) => None,
        (Family::Function | Family::Activity, _) => Some(not_the_arn(resource, reference)),
        _ => Some(not_callable(resource, reference)),
    }
}

fn not_the_arn(resource: Value<'_>, reference: &Reference) -> Finding {
    let Reference { written, gives, type_name, .. } = reference;
    let is_function = reference.family == Family::Function;
    let what = if is_function { "function" } else { "activity" };
    let message = format!("`{written}` is {} of the {what}, not its ARN", gives.described());
    let finding = Finding::new(resource.span(), message);
    let id = written.split('.').next().unwrap_or(written);
    finding.help(match type_name.starts_with("aws_") {
        true => "ask for its `arn`".to_owned(),
        false if is_function => format!("ask for `{id}.Arn`"),
        false => format!("`Ref` of an `{type_name}` is its ARN"),
    })
}

fn not_callable(resource: Value<'_>, reference: &Reference) -> Finding {
    let Reference { written, type_name, .. } = reference;
    let message = format!("`{written}` is of type `{type_name}`, which a Task cannot call");
    Finding::new(resource.span(), message).help(match integration(reference.family) {
        Some((call, parameter)) => {
            format!("call `arn:aws:states:::{call}` and give it as `{parameter}`")
        }
        None => "a Task calls a function, an activity or an action of a service".to_owned(),
    })
}

/// The integration that works with such a thing, and its parameter for it.
const fn integration(family: Family) -> Option<(&'static str, &'static str)> {
    Some(match family {
        Family::BuildProject => ("codebuild:startBuild", "ProjectName"),
        Family::EventBus => ("events:putEvents", "Entries"),
        Family::GlueJob => ("glue:startJobRun", "JobName"),
        Family::JobDefinition => ("batch:submitJob", "JobDefinition"),
        Family::JobQueue => ("batch:submitJob", "JobQueue"),
        Family::Queue => ("sqs:sendMessage", "QueueUrl"),
        Family::StateMachine => ("states:startExecution", "StateMachineArn"),
        Family::TaskDefinition => ("ecs:runTask", "TaskDefinition"),
        Family::Topic => ("sns:publish", "TopicArn"),
        _ => return None,
    })
}
