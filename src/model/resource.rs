//! What a Task's `Resource` names: a function, an activity, an action of a service.

use crate::syntax::placeholder::has_placeholder;

/// A resource, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource<'t> {
    /// A Lambda function by its ARN.
    Function,
    /// An activity by its ARN.
    Activity,
    /// An action that Step Functions integrates itself: `arn:aws:states:::sqs:sendMessage`.
    Optimized(Action<'t>),
    /// An action of the AWS SDK: `arn:aws:states:::aws-sdk:s3:getObject`.
    Sdk(Action<'t>),
    /// An ARN of something else.
    Foreign,
    /// No ARN at all.
    NotAnArn,
}

/// An action of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action<'t> {
    /// The service: `sqs`.
    pub service: &'t str,
    /// The action: `sendMessage`.
    pub name: &'t str,
    /// How its end is awaited.
    pub pattern: Pattern<'t>,
}

/// How the end of a call is awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern<'t> {
    /// Its answer is the result.
    RequestResponse,
    /// `.sync`: until the job that it starts is done.
    Sync,
    /// `.sync:2`: the same, with the output parsed.
    Sync2,
    /// `.waitForTaskToken`: until someone sends the token back.
    WaitForTaskToken,
    /// A suffix that does not exist.
    Unknown(&'t str),
}

impl<'t> Pattern<'t> {
    fn of(suffix: &'t str) -> Self {
        match suffix {
            "" => Self::RequestResponse,
            ".sync" => Self::Sync,
            ".sync:2" => Self::Sync2,
            ".waitForTaskToken" => Self::WaitForTaskToken,
            _ => Self::Unknown(suffix),
        }
    }

    /// The suffix that stands for it in an ARN.
    pub const fn suffix(self) -> &'t str {
        match self {
            Self::RequestResponse => "",
            Self::Sync => ".sync",
            Self::Sync2 => ".sync:2",
            Self::WaitForTaskToken => ".waitForTaskToken",
            Self::Unknown(suffix) => suffix,
        }
    }
}

impl<'t> Resource<'t> {
    /// Takes the text of a `Resource` apart.
    pub fn parse(text: &'t str) -> Self {
        let parts: Vec<_> = text.splitn(6, ':').collect();
        let &["arn", _partition, service, region, account, rest] = parts.as_slice() else {
            return Self::NotAnArn;
        };
        match service {
            "lambda" => Self::Function,
            "states" if rest.starts_with("activity:") => Self::Activity,
            "states" if region.is_empty() && account.is_empty() => Self::integration(rest),
            // Not as documented, yet people deploy them with a region and an account.
            "states" if rest.starts_with("aws-sdk:") => Self::integration(rest),
            _ => Self::Foreign,
        }
    }

    /// Takes the text apart where only its partition is a placeholder, which makes no
    /// difference: `arn:${AWS::Partition}:states:::sqs:sendMessage`.
    pub fn parse_in_any_partition(text: &'t str) -> Option<Self> {
        let (name, call) = text.strip_prefix("arn:${")?.split_once("}:states:::")?;
        (!name.contains('}') && !has_placeholder(call)).then(|| Self::integration(call))
    }

    fn integration(rest: &'t str) -> Self {
        match rest.strip_prefix("aws-sdk:") {
            Some(rest) => Action::parse(rest).map_or(Self::Foreign, Self::Sdk),
            None => Action::parse(rest).map_or(Self::Foreign, Self::Optimized),
        }
    }

    /// The action, where it is one.
    pub const fn action(self) -> Option<Action<'t>> {
        match self {
            Self::Optimized(action) | Self::Sdk(action) => Some(action),
            _ => None,
        }
    }
}

impl<'t> Action<'t> {
    fn parse(text: &'t str) -> Option<Self> {
        let (service, call) = text.split_once(':')?;
        let (name, suffix) = call.split_at(call.find('.').unwrap_or(call.len()));
        let is_whole = !service.is_empty() && !name.is_empty();
        is_whole.then(|| Self { service, name, pattern: Pattern::of(suffix) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_may_stand_for_the_partition() {
        let known = Resource::parse("arn:aws:states:::sqs:sendMessage");
        let text = "arn:${AWS::Partition}:states:::sqs:sendMessage";
        assert_eq!(Resource::parse_in_any_partition(text), Some(known));
        for text in ["${Arn}", "arn:${P}:states:::${call}", "arn:${P}:${S}:states:::sqs:x"] {
            assert_eq!(Resource::parse_in_any_partition(text), None, "{text}");
        }
    }

    #[test]
    fn an_arn_is_taken_apart_by_its_kind() {
        let action = |service, name, pattern| Action { service, name, pattern };
        let table = [
            ("arn:aws:lambda:us-east-1:123456789012:function:f:1", Resource::Function),
            ("arn:aws:states:us-east-1:123456789012:activity:a", Resource::Activity),
            (
                "arn:aws:states:::states:startExecution.sync:2",
                Resource::Optimized(action("states", "startExecution", Pattern::Sync2)),
            ),
            (
                "arn:aws-cn:states:::aws-sdk:s3:getObject",
                Resource::Sdk(action("s3", "getObject", Pattern::RequestResponse)),
            ),
            (
                "arn:aws:states:us-east-1:123456789012:aws-sdk:s3:getObject",
                Resource::Sdk(action("s3", "getObject", Pattern::RequestResponse)),
            ),
            ("arn:aws:states:us-east-1:123456789012:stateMachine:m", Resource::Foreign),
            ("arn:aws:states:::sqs", Resource::Foreign),
            ("arn:aws:s3:::bucket", Resource::Foreign),
            ("myFunction", Resource::NotAnArn),
            ("", Resource::NotAnArn),
        ];
        for (text, resource) in table {
            assert_eq!(Resource::parse(text), resource, "{text}");
        }
    }
}
