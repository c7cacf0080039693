//! The names by which a service goes elsewhere.

use crate::services::service::SDK;

/// What `aws-sdk:` calls a service that goes by another name elsewhere: in optimized
/// integrations, in policies, at the command line, or in everyday speech.
pub fn sdk_name(service: &str) -> Option<&'static str> {
    const ALIASES: [(&str, &str); 14] = [
        ("ce", "costexplorer"),
        ("dynamo", "dynamodb"),
        ("elasticmapreduce", "emr"),
        ("elb", "elasticloadbalancing"),
        ("elbv2", "elasticloadbalancingv2"),
        ("email", "ses"),
        ("events", "eventbridge"),
        ("logs", "cloudwatchlogs"),
        ("monitoring", "cloudwatch"),
        ("sdb", "simpledb"),
        ("states", "sfn"),
        ("stepfunction", "sfn"),
        ("stepfunctions", "sfn"),
        ("tagging", "resourcegroupstaggingapi"),
    ];
    let plain = service.to_ascii_lowercase().replace(['-', '_', ' '], "");
    if let Some(service) = SDK.named(&plain) {
        return Some(service.name());
    }
    ALIASES.iter().find(|(alias, _)| *alias == plain).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_alias_leads_to_a_service() {
        let aliases = ["ce", "dynamo", "elb", "elbv2", "email", "events", "logs", "monitoring"];
        let more = ["sdb", "states", "tagging", "DynamoDB", "emr-containers"];
        for alias in aliases.into_iter().chain(more) {
            let name = sdk_name(alias).unwrap_or_default();
            assert!(SDK.named(name).is_some(), "{alias} leads to {name:?}");
        }
    }
}
