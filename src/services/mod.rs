//! The AWS services that a Task can call: which actions, in which patterns, with which
//! parameters. The tables are read when a definition first asks for them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

/// An action that Step Functions integrates itself.
#[derive(Debug, Deserialize)]
pub struct Integration {
    /// The suffixes that it takes, such as `.sync`. It takes none at all, too.
    pub patterns: Vec<String>,
    /// The parameters that it cannot do without.
    pub required: Vec<String>,
}

/// A service that is reached by way of the AWS SDK.
#[derive(Debug, Deserialize)]
pub struct SdkService {
    /// What the names of its errors begin with. None where it is not documented.
    pub prefix: Option<String>,
    /// The operations that are documented as not supported, as the API names them.
    #[serde(default)]
    pub unsupported: Vec<String>,
}

type OptimizedTable = BTreeMap<String, BTreeMap<String, Integration>>;
type SdkTable = BTreeMap<String, SdkService>;

fn optimized_table() -> &'static OptimizedTable {
    static TABLE: OnceLock<OptimizedTable> = OnceLock::new();
    TABLE.get_or_init(|| {
        let text = include_str!("../../schemas/services/optimized.json");
        serde_json::from_str(text).expect("the table of integrations is well-formed")
    })
}

fn sdk_table() -> &'static SdkTable {
    static TABLE: OnceLock<SdkTable> = OnceLock::new();
    TABLE.get_or_init(|| {
        let text = include_str!("../../schemas/services/sdk.json");
        serde_json::from_str(text).expect("the table of services is well-formed")
    })
}

/// The optimized integration of an action: `optimized("sqs", "sendMessage")`.
pub fn optimized(service: &str, action: &str) -> Option<&'static Integration> {
    optimized_table().get(service)?.get(action)
}

/// The services that have optimized integrations.
pub fn optimized_services() -> impl Iterator<Item = &'static str> {
    optimized_table().keys().map(String::as_str)
}

/// The actions of a service that are optimized integrations; nothing for an unknown service.
pub fn optimized_actions(service: &str) -> impl Iterator<Item = &'static str> + use<> {
    optimized_table().get(service).into_iter().flat_map(BTreeMap::keys).map(String::as_str)
}

/// The service of that name in `aws-sdk:` resources.
pub fn sdk_service(name: &str) -> Option<&'static SdkService> {
    sdk_table().get(name)
}

/// The names of the services in `aws-sdk:` resources.
pub fn sdk_services() -> impl Iterator<Item = &'static str> {
    sdk_table().keys().map(String::as_str)
}

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
    if let Some((name, _)) = sdk_table().get_key_value(&plain) {
        return Some(name);
    }
    ALIASES.iter().find(|(alias, _)| *alias == plain).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_found_by_their_names() {
        let send = optimized("sqs", "sendMessage").expect("sqs:sendMessage is in the table");
        assert_eq!(send.patterns, [".waitForTaskToken"]);
        assert_eq!(send.required, ["QueueUrl", "MessageBody"]);
        assert!(optimized("sqs", "receiveMessage").is_none());
        assert!(sdk_service("s3").is_some_and(|service| service.prefix.is_some()));
    }

    #[test]
    fn every_alias_leads_to_a_service() {
        let aliases = ["ce", "dynamo", "elb", "elbv2", "email", "events", "logs", "monitoring"];
        let more = ["sdb", "states", "tagging", "DynamoDB", "emr-containers"];
        for alias in aliases.into_iter().chain(more) {
            let name = sdk_name(alias).unwrap_or_default();
            assert!(sdk_service(name).is_some(), "{alias} leads to {name:?}");
        }
    }
}
