//! The calls that a machine makes: its tasks, and what its Map states read, write and start.

use crate::diagnostic::quoted;
use crate::model::{Action, Map, Pattern, Resource, State, StateId, StateKind, StateMachine, Task};
use crate::policy::Surroundings;
use crate::policy::arn;
use crate::policy::given::Given;
use crate::policy::permissions::Permissions;
use crate::policy::statements::{Condition, Statements};
use crate::query::payload::SUFFIX;
use crate::schema::QueryLanguage;
use crate::syntax::tree::Value;

/// A call.
#[derive(Debug)]
pub(super) struct Call<'t> {
    /// The state that makes it.
    pub(super) state: StateId,
    /// The role that it takes on for it, if it does.
    pub(super) role: Option<String>,
    /// What it is given.
    pub(super) given: Given<'t>,
    /// What is called.
    pub(super) called: Called,
}

/// What is called.
#[derive(Debug)]
pub(super) enum Called {
    /// Something that takes these IAM actions.
    Actions {
        /// The actions.
        actions: Vec<String>,
        /// The handing over of roles.
        passes: Option<Passes>,
        /// The rule by which the end of a job is told.
        rule: Option<&'static str>,
    },
    /// An HTTPS endpoint.
    Http,
    /// Something that is not known, and why.
    Unknown(String),
}

/// The handing over of roles.
#[derive(Debug)]
pub(super) struct Passes {
    /// To which service, where that is known.
    pub(super) service: Option<String>,
    /// Whether a role is handed over even if no parameter names one.
    pub(super) always: bool,
}

/// The calls of a machine, in the order of its states.
pub(super) fn calls<'t>(machine: &StateMachine<'t>, around: &Surroundings) -> Vec<Call<'t>> {
    let mut calls = Vec::new();
    for (index, state) in machine.states.iter().enumerate() {
        let id = StateId(index as u32);
        match &state.kind {
            StateKind::Task(task) => calls.extend(of_task(id, state, task)),
            StateKind::Map(map) if map.is_distributed() != Some(false) => {
                calls.extend(of_map(id, state, map, around));
            }
            _ => {}
        }
    }
    calls
}

fn of_task<'t>(id: StateId, state: &State<'t>, task: &Task<'t>) -> Vec<Call<'t>> {
    let role = role(task, state.query_language);
    let call = |(given, called)| Call { state: id, role: role.clone(), given, called };
    let Some(resource) = task.resource else { return Vec::new() };
    let text = resource.as_str().unwrap_or_default();
    let parameters = match state.query_language {
        QueryLanguage::JsonPath => state.parameters,
        QueryLanguage::Jsonata => state.arguments,
    };
    let language = state.query_language;
    let given = |parameters| Given::of(text, parameters, language);
    let with_arns = |called: Called| {
        let kinds = kinds(called.prefix());
        (given(parameters).take_arns(parameters, &kinds), called)
    };
    let calls = match task.service {
        // Whoever works on an activity asks for it; the machine needs no permission.
        Some(Resource::Activity) => Vec::new(),
        Some(Resource::Function) => {
            let called = named(&["lambda:InvokeFunction"]);
            vec![(given(parameters).take_arn(text, &kinds(called.prefix())), called)]
        }
        Some(Resource::Optimized(Action { service: "events", name: "putEvents", .. })) => {
            let entries = parameters.and_then(|value| value.get("Entries"));
            let entries: Vec<_> = entries.into_iter().flat_map(Value::items).collect();
            put_events(&entries, given)
        }
        Some(Resource::Optimized(action)) => vec![with_arns(optimized(action, parameters))],
        Some(Resource::Sdk(Action {
            service: "s3",
            name: "copyObject" | "uploadPartCopy",
            ..
        })) => {
            let source = parameters.and_then(|value| value.get("CopySource"));
            copy(given(parameters), source.and_then(Value::as_str))
        }
        Some(Resource::Sdk(action)) => vec![with_arns(sdk(action))],
        Some(Resource::Foreign | Resource::NotAnArn) | None => {
            vec![(given(None), unknown_resource(resource))]
        }
    };
    calls.into_iter().map(call).collect()
}

/// The calls of `events:putEvents`: a bus for each entry, the default one where none is named.
fn put_events<'t>(
    entries: &[Value<'t>],
    given: impl Fn(Option<Value<'t>>) -> Given<'t>,
) -> Vec<(Given<'t>, Called)> {
    const BUS: &str = "EventBusName";
    let called = || named(&["events:PutEvents"]);
    let of_entry = |entry: &Value<'t>| {
        let is_default = !entry.members().any(|member| member.name().starts_with(BUS));
        let entry = given(Some(*entry)).take_arns(Some(*entry), &kinds("events"));
        (if is_default { entry.with(BUS, "default") } else { entry }, called())
    };
    match entries {
        [] => vec![(given(None), called())],
        entries => entries.iter().map(of_entry).collect(),
    }
}

/// The calls of `s3:copyObject`: one object is read, another one is written.
fn copy<'t>(target: Given<'t>, source: Option<&str>) -> Vec<(Given<'t>, Called)> {
    let path = source.map(|source| source.trim_start_matches('/'));
    let (bucket, key) = path.and_then(|path| path.split_once('/')).unwrap_or((arn::ANY, arn::ANY));
    let read = target.clone().with("BucketName", bucket).with("ObjectName", key);
    vec![(read, named(&["s3:GetObject"])), (target, named(&["s3:PutObject"]))]
}

fn unknown_resource(resource: Value<'_>) -> Called {
    let shown = match resource.text() {
        "" => "the resource".into(),
        text => quoted(text),
    };
    Called::Unknown(format!("what {shown} calls is not known here, so nothing is allowed for it"))
}

/// The ARNs of the kinds of resources of a service, by the prefix of its IAM actions.
fn kinds(prefix: &str) -> Vec<&'static str> {
    Permissions::get().kinds(prefix).collect()
}

impl Called {
    /// What the names of its first IAM action begins with.
    fn prefix(&self) -> &str {
        match self {
            Self::Actions { actions, .. } => {
                actions.first().and_then(|action| action.split(':').next()).unwrap_or_default()
            }
            Self::Http => "events",
            Self::Unknown(_) => "",
        }
    }
}

/// The role that a task takes on.
fn role(task: &Task<'_>, language: QueryLanguage) -> Option<String> {
    let credentials = task.credentials?;
    let role = credentials.get("RoleArn").and_then(Value::as_str);
    let is_literal = |text: &&str| language == QueryLanguage::JsonPath || !text.starts_with("{%");
    Some(role.filter(is_literal).unwrap_or("arn:aws:iam::*:role/*").to_owned())
}

fn optimized(action: Action<'_>, parameters: Option<Value<'_>>) -> Called {
    let Action { service, name, pattern } = action;
    let Some(integration) = Permissions::get().integration(service, name) else {
        return Called::Unknown(format!("`{service}:{name}` is no integration that is known here"));
    };
    if integration.connection {
        return Called::Http;
    }
    let waits = matches!(pattern, Pattern::Sync | Pattern::Sync2);
    let mut actions = integration.actions.clone();
    if waits {
        actions.extend(integration.sync.iter().cloned());
    }
    let names = parameters.into_iter().flat_map(Value::members).map(|member| member.name());
    let given = names.map(|name| name.trim_end_matches(SUFFIX));
    actions.extend(given.filter_map(|name| integration.with.get(name)).flatten().cloned());
    let always = integration.always_passes;
    let passes =
        integration.passes.clone().map(|service| Passes { service: Some(service), always });
    Called::Actions { actions, passes, rule: integration.rule.as_deref().filter(|_| waits) }
}

fn sdk(action: Action<'_>) -> Called {
    let Action { service, name, .. } = action;
    match Permissions::get().sdk(service, name) {
        Some((actions, true)) => Called::Actions {
            actions,
            passes: Some(Passes { service: None, always: false }),
            rule: None,
        },
        _ => Called::Unknown(format!(
            "which permission `{service}:{name}` takes is not known here, so nothing is allowed"
        )),
    }
}

/// What a Distributed Map state reads, writes and starts.
fn of_map<'t>(
    id: StateId,
    state: &State<'t>,
    map: &Map<'t>,
    around: &Surroundings,
) -> Vec<Call<'t>> {
    let call = |given, called| Call { state: id, role: None, given, called };
    let mut calls = Vec::new();
    let starts =
        named(&["states:DescribeExecution", "states:StartExecution", "states:StopExecution"]);
    let own = around.state_machine_arn.as_deref().unwrap_or_default();
    let given = Given::of("", None, state.query_language).take_arn(own, &kinds("states"));
    // The executions that it starts are named `machine/label:id`.
    let name = own.rsplit(':').next().filter(|name| !name.is_empty()).unwrap_or(arn::ANY);
    let children = given.clone().with("StateMachineName", &format!("{name}/{}", arn::ANY));
    calls.push(call(given, starts));
    calls.push(call(children, named(&["states:RedriveExecution"])));
    let reads = |resource: &str| -> &[&str] {
        if resource.contains(":listObjectsV2") { &["s3:ListBucket"] } else { &["s3:GetObject"] }
    };
    let writes = |_: &str| -> &[&str] {
        &["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"]
    };
    if let Some((given, resource)) = data_set(map.item_reader, state) {
        calls.push(call(given, named(reads(resource))));
    }
    if let Some((given, resource)) = data_set(map.result_writer, state) {
        let given = match given.literal("Prefix").map(|prefix| prefix.trim_end_matches('/')) {
            Some(prefix) => given.clone().with("ObjectName", &format!("{prefix}/{}", arn::ANY)),
            None => given.with("ObjectName", arn::ANY),
        };
        calls.push(call(given, named(writes(resource))));
    }
    calls
}

fn named(actions: &[&str]) -> Called {
    let actions = actions.iter().map(|action| str::to_owned(action)).collect();
    Called::Actions { actions, passes: None, rule: None }
}

/// What is given to the resource of an `ItemReader` or a `ResultWriter`, and the resource.
fn data_set<'t>(object: Option<Value<'t>>, state: &State<'t>) -> Option<(Given<'t>, &'t str)> {
    let resource = object?.get("Resource")?.as_str()?;
    let field = match state.query_language {
        QueryLanguage::JsonPath => "Parameters",
        QueryLanguage::Jsonata => "Arguments",
    };
    Some((Given::of(resource, object?.get(field), state.query_language), resource))
}

/// Allows what a call of an HTTPS endpoint takes (Developer Guide, "Call HTTPS APIs").
pub(super) fn allow_http(given: &Given<'_>, into: &mut Statements, notes: &mut Vec<String>) {
    let connection = "events:RetrieveConnectionCredentials";
    let allowed = Permissions::get().resources(connection, given);
    if let Some(vague) = allowed.vague {
        notes.push(format!("allows `{connection}` on {vague}"));
    }
    into.allow(&[connection], &allowed.arns);
    let secrets = given.in_partition("secretsmanager:*:*:secret:events!connection/*");
    let read = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"];
    into.allow(&read, &[secrets]);
    let mut condition = Condition::new();
    for (operator, key, value) in given.http() {
        condition.entry(operator.to_owned()).or_default().insert(key.to_owned(), value.to_owned());
    }
    into.allow_if(condition, "states:InvokeHTTPEndpoint", &[arn::ANY.to_owned()]);
}
