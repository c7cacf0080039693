//! What is referred to in a parameter is of the kind that the parameter takes.

use crate::analysis::Facts;
use crate::diagnostic::Finding;
use crate::rules::{Rule, rule};
use crate::syntax::surroundings::{Family, Gives, Reference};
use crate::syntax::tree::Member;

pub(super) const RULE: Rule = rule!("parameter-reference-wrong", check);

/// A parameter that takes one kind of thing.
struct Taker {
    service: &'static str,
    parameter: &'static str,
    family: Family,
    /// In which forms.
    takes: &'static [Gives],
}

const fn taker(
    service: &'static str,
    parameter: &'static str,
    family: Family,
    takes: &'static [Gives],
) -> Taker {
    Taker { service, parameter, family, takes }
}

const NAME_OR_ARN: &[Gives] = &[Gives::Name, Gives::Arn];

/// From the API references of the services. SQS resolves the name of a queue as well.
static TAKERS: [Taker; 13] = [
    taker("batch", "JobDefinition", Family::JobDefinition, NAME_OR_ARN),
    taker("batch", "JobQueue", Family::JobQueue, NAME_OR_ARN),
    taker("codebuild", "ProjectName", Family::BuildProject, NAME_OR_ARN),
    taker("dynamodb", "TableName", Family::Table, NAME_OR_ARN),
    taker("ecs", "Cluster", Family::Cluster, NAME_OR_ARN),
    taker("ecs", "TaskDefinition", Family::TaskDefinition, NAME_OR_ARN),
    taker("glue", "JobName", Family::GlueJob, &[Gives::Name]),
    taker("lambda", "FunctionName", Family::Function, NAME_OR_ARN),
    taker("s3", "Bucket", Family::Bucket, &[Gives::Name]),
    taker("sfn", "StateMachineArn", Family::StateMachine, &[Gives::Arn]),
    taker("sns", "TopicArn", Family::Topic, &[Gives::Arn]),
    taker("sqs", "QueueUrl", Family::Queue, &[Gives::Url, Gives::Name]),
    taker("states", "StateMachineArn", Family::StateMachine, &[Gives::Arn]),
];

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for call in facts.calls() {
        let Some(action) = call.target.action() else { continue };
        for taker in TAKERS.iter().filter(|taker| taker.service == action.service) {
            let given = call.parameters().and_then(|one| one.value.member(taker.parameter));
            if let Some(given) = given
                && let Some(reference) = facts.reference(given.value)
            {
                findings.extend(judge(&given, reference, taker));
            }
        }
    }
}

fn judge(given: &Member<'_>, reference: &Reference, taker: &Taker) -> Option<Finding> {
    let Reference { written, type_name, family, gives } = reference;
    let name = taker.parameter;
    if *family != taker.family {
        let message = format!("`{written}` is of type `{type_name}`, nothing for `{name}`");
        return Some(Finding::new(given.value.span(), message));
    }
    if taker.takes.contains(gives) {
        return None;
    }
    let wanted = taker.takes.first().map_or("", |gives| gives.described());
    let message = format!("`{written}` is {}, and `{name}` takes {wanted}", gives.described());
    let finding = Finding::new(given.value.span(), message);
    let wanted = wanted.replace("the ", "its ");
    Some(if type_name.starts_with("aws_") {
        finding.help(format!("use the attribute that is {wanted}"))
    } else {
        finding.help(format!("`Ref` of an `{type_name}` is {wanted}"))
    })
}
