//! The types of resources that Task states are given, and what references to them give.
//!
//! From the return values of `Ref` and `Fn::GetAtt` in the user guide of CloudFormation, from
//! what SAM makes of its own types, and from the attributes that Terraform's provider exports.

use crate::syntax::surroundings::{Family, Gives};

/// A type of resource.
#[derive(Debug)]
pub(super) struct ResourceType {
    /// What it is called in templates.
    pub(super) name: &'static str,
    /// What kind of thing it is.
    pub(super) family: Family,
    /// What `Ref` gives.
    reference: Gives,
    /// What attributes give.
    attributes: &'static [(&'static str, Gives)],
}

impl ResourceType {
    /// The type of that name, if it is one that is known.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        TYPES.iter().find(|known| known.name == name)
    }

    /// What `Ref`, or an attribute, gives.
    pub(super) fn gives(&self, attribute: Option<&str>) -> Option<Gives> {
        let Some(attribute) = attribute else { return Some(self.reference) };
        let known = self.attributes.iter().find(|known| known.0 == attribute);
        known.map(|known| known.1)
    }
}

const fn of(
    name: &'static str,
    family: Family,
    reference: Gives,
    attributes: &'static [(&'static str, Gives)],
) -> ResourceType {
    ResourceType { name, family, reference, attributes }
}

const ARN: (&str, Gives) = ("Arn", Gives::Arn);
const NAME: (&str, Gives) = ("Name", Gives::Name);

static TYPES: [ResourceType; 31] = [
    of("AWS::Batch::JobDefinition", Family::JobDefinition, Gives::Arn, &[]),
    of("AWS::Batch::JobQueue", Family::JobQueue, Gives::Arn, &[("JobQueueArn", Gives::Arn)]),
    of("AWS::CodeBuild::Project", Family::BuildProject, Gives::Name, &[ARN]),
    of("AWS::DynamoDB::GlobalTable", Family::Table, Gives::Name, &[ARN]),
    of("AWS::DynamoDB::Table", Family::Table, Gives::Name, &[ARN]),
    of("AWS::ECS::Cluster", Family::Cluster, Gives::Name, &[ARN]),
    of("AWS::ECS::TaskDefinition", Family::TaskDefinition, Gives::Arn, &[]),
    of("AWS::Events::EventBus", Family::EventBus, Gives::Name, &[ARN, NAME]),
    of("AWS::Glue::Job", Family::GlueJob, Gives::Name, &[]),
    of("AWS::IAM::Role", Family::Role, Gives::Name, &[ARN]),
    of("AWS::Lambda::Alias", Family::Function, Gives::Arn, &[("AliasArn", Gives::Arn)]),
    of("AWS::Lambda::Function", Family::Function, Gives::Name, &[ARN]),
    of("AWS::Lambda::Version", Family::Function, Gives::Arn, &[("FunctionArn", Gives::Arn)]),
    of("AWS::Logs::LogGroup", Family::LogGroup, Gives::Name, &[ARN]),
    of("AWS::S3::Bucket", Family::Bucket, Gives::Name, &[ARN]),
    of("AWS::SNS::Topic", Family::Topic, Gives::Arn, &[TOPIC_ARN, ("TopicName", Gives::Name)]),
    of("AWS::SQS::Queue", Family::Queue, Gives::Url, &QUEUE),
    of("AWS::Serverless::Function", Family::Function, Gives::Name, &[ARN]),
    of("AWS::Serverless::SimpleTable", Family::Table, Gives::Name, &[ARN]),
    of("AWS::Serverless::StateMachine", Family::StateMachine, Gives::Arn, &[ARN, NAME]),
    of("AWS::StepFunctions::Activity", Family::Activity, Gives::Arn, &[ARN, NAME]),
    of("AWS::StepFunctions::StateMachine", Family::StateMachine, Gives::Arn, &[ARN, NAME]),
    of("AWS::StepFunctions::StateMachineAlias", Family::StateMachine, Gives::Arn, &[ARN]),
    of("AWS::StepFunctions::StateMachineVersion", Family::StateMachine, Gives::Arn, &[ARN]),
    of("aws_dynamodb_table", Family::Table, Gives::Name, &TERRAFORM_NAMED),
    of("aws_lambda_function", Family::Function, Gives::Name, &TERRAFORM_FUNCTION),
    of("aws_sfn_activity", Family::Activity, Gives::Arn, &TERRAFORM_BY_ARN),
    of("aws_sfn_state_machine", Family::StateMachine, Gives::Arn, &TERRAFORM_BY_ARN),
    of("aws_sns_topic", Family::Topic, Gives::Arn, &TERRAFORM_BY_ARN),
    of("aws_sqs_queue", Family::Queue, Gives::Url, &TERRAFORM_QUEUE),
    of("aws_s3_bucket", Family::Bucket, Gives::Name, &TERRAFORM_BUCKET),
];

const TOPIC_ARN: (&str, Gives) = ("TopicArn", Gives::Arn);

const QUEUE: [(&str, Gives); 3] = [ARN, ("QueueName", Gives::Name), ("QueueUrl", Gives::Url)];

const TERRAFORM_NAMED: [(&str, Gives); 3] =
    [("arn", Gives::Arn), ("id", Gives::Name), ("name", Gives::Name)];

const TERRAFORM_BY_ARN: [(&str, Gives); 3] =
    [("arn", Gives::Arn), ("id", Gives::Arn), ("name", Gives::Name)];

const TERRAFORM_FUNCTION: [(&str, Gives); 4] = [
    ("arn", Gives::Arn),
    ("function_name", Gives::Name),
    ("id", Gives::Name),
    ("qualified_arn", Gives::Arn),
];

const TERRAFORM_QUEUE: [(&str, Gives); 4] =
    [("arn", Gives::Arn), ("id", Gives::Url), ("name", Gives::Name), ("url", Gives::Url)];

const TERRAFORM_BUCKET: [(&str, Gives); 3] =
    [("arn", Gives::Arn), ("bucket", Gives::Name), ("id", Gives::Name)];
