//! What a call is given: the values of its parameters that say which resource it is about.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::policy::arn;
use crate::query::jsonata_template::marked;
use crate::query::payload::SUFFIX;
use crate::schema::QueryLanguage;
use crate::syntax::tree::{Kind, Value};

/// What a call is given.
#[derive(Clone, Debug)]
pub(super) struct Given<'t> {
    /// The partition of its resource.
    partition: Cow<'t, str>,
    /// What names in ARNs stand for.
    values: BTreeMap<String, String>,
    /// The kinds of the resources that are named by whole ARNs.
    kinds: Vec<String>,
    /// The parameters whose values are computed when it runs.
    computed: Vec<&'t str>,
    /// The roles that it hands over: their ARNs; none for one that is computed.
    roles: Vec<Option<&'t str>>,
}

/// What is known of a name in an ARN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds<'a> {
    /// Its value.
    Value(&'a str),
    /// That this parameter gives it when the call runs.
    Computed(&'a str),
    /// Nothing.
    Nothing,
}

/// Parameters that go by another name in ARNs than `Bucket` for `BucketName` does.
const ALIASES: [(&str, &str); 4] = [
    ("Key", "ObjectName"),
    ("ModelId", "ResourceId"),
    ("Name", "ParameterNameWithoutLeadingSlash"),
    ("Path", "ApiSpecificResourcePath"),
];

/// What a model that is no ARN may be.
pub(super) const MODELS: [&str; 2] = [
    "arn:${Partition}:bedrock:${Region}::foundation-model/${ResourceId}",
    "arn:${Partition}:bedrock:${Region}:${Account}:inference-profile/${ResourceId}",
];

/// Parameters that hand a role to a service, beside those that end in `RoleArn`.
const ROLES: [&str; 5] = ["AutoScalingRole", "JobFlowRole", "NodeRole", "Role", "ServiceRole"];

impl<'t> Given<'t> {
    /// What a call is given beside the resource that it names.
    pub(super) fn of(
        resource: &'t str,
        parameters: Option<Value<'t>>,
        language: QueryLanguage,
    ) -> Self {
        let partition = resource.split(':').nth(1).filter(|name| !name.is_empty());
        let partition = partition.filter(|name| !name.contains("${")).unwrap_or("aws").into();
        let roles = parameters.map_or_else(Vec::new, |value| roles(value, language));
        let (values, kinds, computed) = (BTreeMap::new(), Vec::new(), Vec::new());
        let mut given = Self { partition, values, kinds, computed, roles };
        let members = parameters.into_iter().flat_map(Value::members);
        for (name, value) in members.map(|member| plain(member.name(), member.value, language)) {
            match value {
                Some(value) => given.take(name, value),
                None => given.computed.push(name),
            }
        }
        given
    }

    fn take(&mut self, name: &'t str, value: Value<'t>) {
        let Some(text) = value.as_str() else { return };
        match name {
            // Which resource it is of is found out where the kinds of resources are known.
            _ if text.starts_with("arn:") => return,
            "QueueUrl" => self.take_queue(text),
            "ApiEndpoint" => self.take_endpoint(text),
            "TaskDefinition" => return self.take_task_definition(text),
            "ModelId" => self.kinds.extend(MODELS.map(str::to_owned)),
            _ => {}
        }
        let alias = ALIASES.iter().find(|(parameter, _)| *parameter == name);
        let begin = ["Key", "Path", "Name"].contains(&name);
        let text = if begin { text.trim_start_matches('/') } else { text };
        for name in [name, &format!("{name}Name")].into_iter().chain(alias.map(|(_, name)| *name)) {
            self.values.entry(name.to_owned()).or_insert_with(|| text.to_owned());
        }
    }

    /// Takes the parts of `https://sqs.us-east-1.amazonaws.com/123456789012/orders`.
    fn take_queue(&mut self, url: &str) {
        let mut parts = url.rsplitn(3, '/');
        let (Some(name), Some(account), Some(host)) = (parts.next(), parts.next(), parts.next())
        else {
            return;
        };
        let region = host.split('.').nth(1).unwrap_or(arn::ANY);
        self.put([("QueueName", name), ("Account", account), ("Region", region)]);
    }

    /// Takes the parts of `a1b2c3.execute-api.us-east-1.amazonaws.com`.
    fn take_endpoint(&mut self, host: &str) {
        let mut parts = host.trim_start_matches("https://").split('.');
        if let (Some(api), Some("execute-api"), Some(region)) =
            (parts.next(), parts.next(), parts.next())
        {
            self.put([("ApiId", api), ("Region", region)]);
        }
    }

    /// Takes the parts of `family:revision`.
    fn take_task_definition(&mut self, text: &str) {
        let (family, revision) = text.split_once(':').unwrap_or((text, arn::ANY));
        let [name, number] = ["TaskDefinitionFamilyName", "TaskDefinitionRevisionNumber"];
        self.put([(name, family), (number, revision)]);
    }

    /// Takes the values out of every ARN among the parameters that is of one of these kinds.
    pub(super) fn take_arns(mut self, parameters: Option<Value<'t>>, kinds: &[&str]) -> Self {
        let mut pending: Vec<_> = parameters.into_iter().collect();
        while let Some(value) = pending.pop() {
            if let Some(text) = value.as_str() {
                self = self.take_arn(text, kinds);
            }
            pending.extend(value.members().map(|member| member.value));
        }
        self
    }

    /// Takes the values out of an ARN, if it is of one of these kinds.
    pub(super) fn take_arn(mut self, text: &str, kinds: &[&str]) -> Self {
        let literal = |kind: &&&str| kind.len() - arn::own_names(kind).map(str::len).sum::<usize>();
        let fitting =
            kinds.iter().filter(|kind| arn::fit(kind, text).is_some()).max_by_key(literal);
        if let Some(kind) = fitting {
            self.kinds.push((*kind).to_owned());
            self.put(arn::fit(kind, text).into_iter().flatten());
        }
        self
    }

    fn put<'v>(&mut self, values: impl IntoIterator<Item = (&'v str, &'v str)>) {
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        self.values.extend(values.into_iter().map(owned));
    }

    /// Says what a name stands for.
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.values.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The value of a name, if it is known.
    pub(super) fn literal(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// Whether a value or a parameter tells of what a kind of resource is named by.
    pub(super) fn speaks_of(&self, kind: &str) -> bool {
        arn::own_names(kind).any(|name| self.holds(name) != Holds::Nothing)
    }

    /// Of the kinds of resources that an action is about, those that are meant: named by whole
    /// ARNs, or else those of whose names the least is open.
    pub(super) fn meant<'k>(&self, kinds: Vec<&'k str>) -> Vec<&'k str> {
        let is_named = |kind: &&str| self.kinds.iter().any(|named| named == kind);
        let named: Vec<_> = kinds.iter().copied().filter(is_named).collect();
        if !named.is_empty() {
            return named;
        }
        if !kinds.iter().any(|kind| self.speaks_of(kind)) {
            return kinds;
        }
        let open = |kind: &str| {
            arn::own_names(kind).filter(|name| self.holds(name) == Holds::Nothing).count()
        };
        let spoken_of = kinds.into_iter().filter(|kind| self.speaks_of(kind));
        let spoken_of: Vec<_> = spoken_of.collect();
        let least = spoken_of.iter().map(|kind| open(kind)).min();
        spoken_of.into_iter().filter(|kind| Some(open(kind)) == least).collect()
    }

    /// What is known of a name.
    pub(super) fn holds(&self, name: &str) -> Holds<'_> {
        if let Some(value) = self.values.get(name) {
            return Holds::Value(value);
        }
        let stem = name.strip_suffix("Name").unwrap_or(name);
        let alias = ALIASES.iter().find(|(_, of)| *of == name).map(|(parameter, _)| *parameter);
        let gives = |parameter: &&&str| {
            let short =
                ["Arn", "Name", "Url", "Id"].iter().find_map(|end| parameter.strip_suffix(end));
            Some(**parameter) == alias
                || [Some(stem), Some(name)].contains(&short)
                || **parameter == stem
        };
        self.computed.iter().find(gives).map_or(Holds::Nothing, |name| Holds::Computed(name))
    }

    /// The ARNs of a kind of resource, with what is not known left open.
    pub(super) fn arns(&self, kind: &str) -> Vec<String> {
        let filled = arn::fill(kind, |name| match (name, self.holds(name)) {
            ("Partition", _) => self.partition.clone().into_owned(),
            (_, Holds::Value(value)) => value.to_owned(),
            _ => arn::ANY.to_owned(),
        });
        let name = filled.rsplit(':').next().unwrap_or_default();
        let is_open = name.ends_with(arn::ANY);
        if kind.contains(":lambda:") && kind.ends_with("function:${FunctionName}") && !is_open {
            let is_qualified = filled.split(':').count() > 7;
            let versions = format!("{filled}:*");
            return if is_qualified { vec![filled] } else { vec![filled, versions] };
        }
        // Secrets Manager puts six characters behind the name of a secret.
        if kind.ends_with(":secret:${SecretId}") && !is_open && !self.is_whole_secret(name) {
            return vec![format!("{filled}-??????")];
        }
        vec![filled]
    }

    fn is_whole_secret(&self, name: &str) -> bool {
        let suffix = name.rsplit_once('-').map(|(_, suffix)| suffix);
        self.values.contains_key("Account") && suffix.is_some_and(|suffix| suffix.len() == 6)
    }

    /// The ARN of a rule of `EventBridge` in the account of the machine.
    pub(super) fn rule(&self, name: &str) -> String {
        format!("arn:{}:events:*:*:rule/{name}", self.partition)
    }

    /// The ARN of everything of a kind, such as `secretsmanager:*:*:secret:events!connection/*`.
    pub(super) fn in_partition(&self, rest: &str) -> String {
        format!("arn:{}:{rest}", self.partition)
    }

    /// What is known of the requests of an HTTPS call: operator, key and value of a condition.
    pub(super) fn http(&self) -> impl Iterator<Item = (&'static str, &'static str, &str)> {
        const KEYS: [(&str, &str, &str); 2] = [
            ("Method", "StringEquals", "states:HTTPMethod"),
            ("ApiEndpoint", "StringEquals", "states:HTTPEndpoint"),
        ];
        KEYS.into_iter().filter_map(|(name, operator, key)| {
            Some((operator, key, self.values.get(name)?.as_str()))
        })
    }

    /// The roles that are handed over; if `always`, there is at least one.
    pub(super) fn roles(&self, always: bool) -> Vec<String> {
        let any = || self.in_partition("iam::*:role/*");
        let arn = |role: Option<&str>| match role {
            Some(role) if role.starts_with("arn:") => str::to_owned(role),
            Some(role) => self.in_partition(&format!("iam::*:role/{role}")),
            None => any(),
        };
        let mut roles: Vec<_> = self.roles.iter().copied().map(arn).collect();
        if roles.is_empty() && always {
            roles.push(any());
        }
        roles
    }
}

/// A parameter's name, and its value if it is a literal one.
fn plain<'t>(
    name: &'t str,
    value: Value<'t>,
    language: QueryLanguage,
) -> (&'t str, Option<Value<'t>>) {
    let bare = name.strip_suffix(SUFFIX).filter(|_| language == QueryLanguage::JsonPath);
    let is_expression = language == QueryLanguage::Jsonata && marked(value.text()).is_some();
    let is_known = value.kind() != Kind::String || value.as_str().is_some();
    match bare {
        Some(bare) => (bare, None),
        None if is_expression || value.is_opaque() || !is_known => (name, None),
        None => (name, Some(value)),
    }
}

/// The roles among parameters, at any depth: their ARNs; none for one that is computed.
fn roles(parameters: Value<'_>, language: QueryLanguage) -> Vec<Option<&str>> {
    let mut roles = Vec::new();
    let mut pending = vec![parameters];
    while let Some(value) = pending.pop() {
        pending.extend(value.items());
        for member in value.members() {
            let (name, literal) = plain(member.name(), member.value, language);
            let is_role = ROLES.contains(&name) || name.to_ascii_lowercase().ends_with("rolearn");
            match literal {
                None if is_role => roles.push(None),
                Some(value) if is_role && value.kind() == Kind::String => {
                    roles.push(value.as_str());
                }
                _ => pending.push(member.value),
            }
        }
    }
    roles
}
