//! The tables: which IAM actions an action of a service takes, and on which resources. They are
//! read when a policy is first asked for.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::OnceLock;

use flate2::read::GzDecoder;
use serde::Deserialize;

use crate::policy::arn;
use crate::policy::given::{Given, Holds};

/// From how many kinds of resources on they are not listed where nothing is known of any.
const KINDS_LISTED_MAX: usize = 2;

/// What AWS says of permissions.
#[derive(Debug, Deserialize)]
pub(super) struct Permissions {
    services: BTreeMap<String, Service>,
    prefixes: BTreeMap<String, Prefix>,
    #[serde(skip)]
    integrations: BTreeMap<String, Integration>,
}

/// A service as `aws-sdk:` resources name it.
#[derive(Debug, Deserialize)]
struct Service {
    /// What its IAM actions begin with.
    prefix: String,
    /// The IAM actions of actions that are not named alike.
    different: BTreeMap<String, Vec<String>>,
}

/// The IAM actions that begin alike.
#[derive(Debug, Deserialize)]
struct Prefix {
    /// The ARNs of the kinds of resources.
    resources: BTreeMap<String, String>,
    /// The kinds of resources that each action is about.
    actions: BTreeMap<String, Vec<String>>,
}

/// What an optimized integration takes.
#[derive(Debug, Deserialize)]
pub(super) struct Integration {
    /// The IAM actions of the call itself.
    pub(super) actions: Vec<String>,
    /// Those that it takes to await and to stop a job.
    #[serde(default)]
    pub(super) sync: Vec<String>,
    /// Those that it takes when a parameter is given, by the names of parameters.
    #[serde(default)]
    pub(super) with: BTreeMap<String, Vec<String>>,
    /// The rule by which the end of a job is told.
    pub(super) rule: Option<String>,
    /// The service that roles are handed to.
    pub(super) passes: Option<String>,
    /// Whether a role is handed over even if no parameter names one.
    #[serde(default)]
    pub(super) always_passes: bool,
    /// Whether it goes by way of a connection of `EventBridge`.
    #[serde(default)]
    pub(super) connection: bool,
}

/// The resources that an action is to be allowed on.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Allowed {
    pub(super) arns: Vec<String>,
    /// What is not known of them, if anything is not.
    pub(super) vague: Option<String>,
}

impl Permissions {
    /// The tables.
    pub(super) fn get() -> &'static Self {
        static TABLES: OnceLock<Permissions> = OnceLock::new();
        TABLES.get_or_init(|| {
            let packed = include_bytes!("../../schemas/policy/permissions.json.gz");
            let mut text = String::new();
            GzDecoder::new(&packed[..])
                .read_to_string(&mut text)
                .expect("the table of permissions is packed well");
            let mut tables: Self =
                serde_json::from_str(&text).expect("the table of permissions is well-formed");
            let text = include_str!("../../schemas/policy/integrations.json");
            tables.integrations =
                serde_json::from_str(text).expect("the table of integrations is well-formed");
            tables
        })
    }

    /// What an optimized integration takes.
    pub(super) fn integration(&self, service: &str, action: &str) -> Option<&Integration> {
        self.integrations.get(&format!("{service}:{action}"))
    }

    /// The IAM actions that an action of the AWS SDK takes; the second says whether AWS's list
    /// has them. None for a service that is not in the table.
    pub(super) fn sdk(&self, service: &str, action: &str) -> Option<(Vec<String>, bool)> {
        let Service { prefix, different } = self.services.get(service)?;
        if let Some(actions) = different.get(action) {
            return Some((actions.clone(), true));
        }
        let wanted = action.to_ascii_lowercase();
        let mut known = self.prefixes.get(prefix)?.actions.keys();
        let named = known.find(|name| name.to_ascii_lowercase() == wanted);
        let (first, rest) = action.split_at(action.len().min(1));
        let guessed = || first.to_ascii_uppercase() + rest;
        let name = named.cloned().unwrap_or_else(guessed);
        Some((vec![format!("{prefix}:{name}")], named.is_some()))
    }

    /// The ARNs of the kinds of resources of a service, by its prefix.
    pub(super) fn kinds(&self, prefix: &str) -> impl Iterator<Item = &str> {
        let kinds = self.prefixes.get(prefix).map(|prefix| prefix.resources.values());
        kinds.into_iter().flatten().map(String::as_str)
    }

    /// The resources that an IAM action is to be allowed on, as far as what is given tells.
    pub(super) fn resources(&self, action: &str, given: &Given<'_>) -> Allowed {
        let kinds = given.meant(self.kinds_of(action));
        let is_open = kinds.iter().all(|kind| !given.speaks_of(kind));
        let vague = kinds.iter().find_map(|kind| vague(kind, given));
        let arns = if kinds.is_empty() || is_open && kinds.len() > KINDS_LISTED_MAX {
            vec![arn::ANY.to_owned()]
        } else {
            kinds.iter().flat_map(|kind| given.arns(kind)).collect()
        };
        Allowed { arns, vague }
    }

    fn kinds_of(&self, action: &str) -> Vec<&str> {
        let found = action.split_once(':').and_then(|(prefix, name)| {
            let prefix = self.prefixes.get(prefix)?;
            let kinds = prefix.actions.get(name)?.iter();
            Some(kinds.filter_map(|kind| prefix.resources.get(kind)).map(String::as_str).collect())
        });
        found.unwrap_or_default()
    }
}

/// What is not known of which resource of a kind is meant.
fn vague(kind: &str, given: &Given<'_>) -> Option<String> {
    let held: Vec<_> = arn::own_names(kind).map(|name| given.holds(name)).collect();
    let computed = held.iter().find_map(|held| match held {
        Holds::Computed(parameter) => Some(parameter),
        _ => None,
    });
    match computed {
        Some(parameter) => {
            Some(format!("all that `{parameter}` may name, which is known only when it runs"))
        }
        None if held.iter().any(|held| matches!(held, Holds::Value(_))) => None,
        None => Some("all resources of its kind".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_of_the_sdk_is_an_action_of_iam_mostly_of_the_same_name() {
        let table = [
            ("dynamodb", "query", "dynamodb:Query"),
            ("s3", "listObjectsV2", "s3:ListBucket"),
            ("rds", "describeDBInstances", "rds:DescribeDBInstances"),
            ("sfn", "sendTaskSuccess", "states:SendTaskSuccess"),
            ("lambda", "invoke", "lambda:InvokeFunction"),
            ("apigateway", "createRestApi", "apigateway:POST"),
        ];
        for (service, action, expected) in table {
            let found = Permissions::get().sdk(service, action);
            assert_eq!(found, Some((vec![expected.to_owned()], true)), "{service}:{action}");
        }
        let newer = Some((vec!["sqs:FoldMessage".to_owned()], false));
        assert_eq!(Permissions::get().sdk("sqs", "foldMessage"), newer);
        assert_eq!(Permissions::get().sdk("nothing", "getObject"), None);
    }

    #[test]
    fn every_action_that_the_tables_name_is_an_action_of_iam() {
        let tables = Permissions::get();
        let exists = |action: &&String| {
            let (prefix, name) = action.split_once(':').unwrap_or_default();
            let actions = tables.prefixes.get(prefix).map(|prefix| &prefix.actions);
            prefix == "apigateway" || actions.is_some_and(|actions| actions.contains_key(name))
        };
        let integrations = tables.integrations.values();
        let named = integrations
            .flat_map(|one| one.actions.iter().chain(&one.sync).chain(one.with.values().flatten()));
        let different = tables.services.values().flat_map(|service| service.different.values());
        let unknown: Vec<_> =
            named.chain(different.flatten()).filter(|action| !exists(action)).collect();
        assert_eq!(unknown, [""; 0]);
    }
}
