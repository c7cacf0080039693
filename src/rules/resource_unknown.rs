//! A Task calls something that Step Functions can call.

use crate::analysis::{Facts, Target};
use crate::diagnostic::{Finding, SCHEMA_VALIDATION_FAILED, did_you_mean, quoted};
use crate::model::{Action, Resource};
use crate::rules::{Rule, rule};
use crate::services::{self, OPTIMIZED, SDK, Service};
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("resource-unknown", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for call in facts.calls() {
        findings.extend(judge(call.resource, call.target));
    }
}

fn judge(resource: Value<'_>, target: Target<'_>) -> Option<Finding> {
    let finding = match target {
        // The specification's own examples call tasks of SWF: no word on those.
        Target::Foreign if resource.text().contains(":swf:") => return None,
        Target::Foreign => foreign(resource),
        Target::ServiceUnknown(action) => unknown_service(resource, action),
        Target::ActionUnknown(action, service) => unknown_action(resource, action, service),
        Target::MapOnly(action) => map_only(resource, action),
        Target::SdkServiceUnknown(action) => unknown_sdk_service(resource, action),
        Target::SdkActionUnknown(action, meant) => unknown_sdk_action(resource, action, meant),
        Target::SdkActionUnsupported(action) => {
            return Some(unsupported_sdk_action(resource, action));
        }
        _ => return None,
    };
    let text = format!(
        "The resource provided {} is not recognized. The value is not a valid resource ARN, or \
         the resource is not available in this region.",
        resource.text()
    );
    Some(finding.aws(SCHEMA_VALIDATION_FAILED, text))
}

fn foreign(resource: Value<'_>) -> Finding {
    let text = resource.text();
    let message = format!("{} is nothing that a Task can call", quoted(text));
    let finding = Finding::new(resource.span(), message);
    let kinds = "a Task calls a Lambda function, an activity or an action of a service";
    let parts: Vec<_> = text.splitn(6, ':').collect();
    let &["arn", partition, "states", _, _, rest] = parts.as_slice() else {
        return finding.help(kinds);
    };
    let integrations = format!("arn:{partition}:states:::");
    if rest.starts_with("stateMachine:") {
        return finding.help(format!("start it by `{integrations}states:startExecution`"));
    }
    let arn = integrations + rest;
    let action = Resource::parse(&arn).action();
    if action.is_none_or(|action| services::optimized(action.service, action.name).is_none()) {
        return finding.help(kinds);
    }
    finding
        .help(format!("integrations have no region and no account: `{arn}`"))
        .fix(resource.span(), resource.respelled(&arn))
}

fn unknown_service(resource: Value<'_>, action: Action<'_>) -> Finding {
    let Action { service, name, .. } = action;
    let message = format!("{} has no optimized integration", quoted(service));
    let finding = Finding::new(resource.span(), message);
    // In `sdk:s3:getObject` the first word is what should be `aws-sdk`.
    let is_sdk = |name: &str| name.split_once(':').is_some_and(|(it, _)| is_sdk_service(it));
    if is_sdk(name) {
        return suggest(finding, resource, service, "aws-sdk");
    }
    if let Some(near) = optimized_service(action) {
        return suggest(finding, resource, service, near);
    }
    by_the_sdk(finding, resource, action)
}

/// Proposes the same action by the AWS SDK.
fn by_the_sdk(finding: Finding, resource: Value<'_>, action: Action<'_>) -> Finding {
    let Action { service, name, .. } = action;
    let Some(sdk) = services::sdk_name(service) else { return finding };
    let call = format!("{service}:{name}");
    let meant = resource.text().replacen(&call, &format!("aws-sdk:{sdk}:{name}"), 1);
    match Target::of(Resource::parse(&meant)) {
        Target::Sdk(..) => finding
            .help(format!("the AWS SDK has it: `aws-sdk:{sdk}:{name}`"))
            .fix(resource.span(), resource.respelled(&meant)),
        _ => finding.help(format!("the AWS SDK may have it: `aws-sdk:{sdk}:{name}`")),
    }
}

fn is_sdk_service(name: &str) -> bool {
    SDK.named(name).is_some()
}

/// The service that is meant: the same by another name, or one whose name is like it.
fn optimized_service(action: Action<'_>) -> Option<&'static str> {
    let sdk = services::sdk_name(action.service);
    let is_same = |service: &&str| {
        let has_action = services::optimized(service, action.name).is_some();
        has_action && sdk.is_some() && services::sdk_name(service) == sdk
    };
    let same = OPTIMIZED.names().find(is_same);
    same.or_else(|| did_you_mean(action.service, OPTIMIZED.names()))
}

fn unknown_action(resource: Value<'_>, action: Action<'_>, known: Service) -> Finding {
    let Action { service, name, .. } = action;
    let message = format!("`{service}` has no optimized integration {}", quoted(name));
    let finding = Finding::new(resource.span(), message);
    if let Some(near) = did_you_mean(name, known.actions()) {
        return suggest(finding, resource, name, near);
    }
    by_the_sdk(finding, resource, action)
}

fn map_only(resource: Value<'_>, Action { name, .. }: Action<'_>) -> Finding {
    let message = format!("`s3:{name}` is for readers and writers of Map states");
    let sdk = format!("aws-sdk:s3:{name}");
    Finding::new(resource.span(), message)
        .help(format!("a Task calls `{sdk}`"))
        .fix(resource.span(), resource.respelled(&resource.text().replacen("s3", "aws-sdk:s3", 1)))
}

fn unknown_sdk_service(resource: Value<'_>, Action { service, .. }: Action<'_>) -> Finding {
    let message = format!("the AWS SDK integrations know no service {}", quoted(service));
    let finding = Finding::new(resource.span(), message);
    let near = services::sdk_name(service).or_else(|| did_you_mean(service, SDK.names()));
    match near {
        Some(near) => suggest(finding, resource, service, near),
        None => finding,
    }
}

fn unknown_sdk_action(resource: Value<'_>, action: Action<'_>, meant: &str) -> Finding {
    let Action { service, name, .. } = action;
    let message = format!("`{service}` has no action {}", quoted(name));
    suggest(Finding::new(resource.span(), message), resource, name, meant)
}

/// Documented as not supported; in which words AWS refuses it is not known.
fn unsupported_sdk_action(resource: Value<'_>, action: Action<'_>) -> Finding {
    let Action { service, name, .. } = action;
    let message = format!("Step Functions does not support `{service}:{name}`");
    Finding::new(resource.span(), message).help("call it from a Lambda function")
}

/// Proposes another word in place of one in the ARN.
fn suggest(finding: Finding, resource: Value<'_>, word: &str, near: &str) -> Finding {
    let mut parts: Vec<_> = resource.text().split(':').map(str::to_owned).collect();
    let is_word = |part: &&mut String| part.split('.').next() == Some(word);
    if let Some(part) = parts.iter_mut().skip(5).find(is_word) {
        *part = part.replacen(word, near, 1);
    }
    let finding = finding.help(format!("did you mean `{near}`?"));
    // A service that has no such action is near, but not the whole answer.
    let meant = parts.join(":");
    match Target::of(Resource::parse(&meant)) {
        Target::Optimized(..) | Target::Sdk(..) => {
            finding.fix(resource.span(), resource.respelled(&meant))
        }
        _ => finding,
    }
}
