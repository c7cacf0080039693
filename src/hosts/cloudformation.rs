//! CloudFormation templates, those that SAM transforms and CDK synthesizes among them.

use std::borrow::Cow;
use std::mem;

use crate::hosts::functions::{Call, call, definitions};
use crate::hosts::template::Template;
use crate::hosts::{Definition, Machine};
use crate::syntax::Parsed;
use crate::syntax::surroundings::{Substitution, Surroundings};
use crate::syntax::tree::{Kind, Member, Value};

/// The types of resources that are state machines.
const PLAIN: &str = "AWS::StepFunctions::StateMachine";
const SERVERLESS: &str = "AWS::Serverless::StateMachine";

/// The state machines in a template.
pub(super) fn machines<'t>(host: &'t Parsed<'_>) -> Vec<Machine<'t>> {
    let resources = host.tree.root().get("Resources").into_iter().flat_map(Value::members);
    let mut machines = resources.filter(is_machine).peekable();
    if machines.peek().is_none() {
        return Vec::new();
    }
    let template = Template::of(host);
    machines.flat_map(|resource| machine(&resource, &template)).collect()
}

/// What a resource says of its type.
fn is(resource: &Member<'_>, name: &str) -> bool {
    resource.value.get("Type").is_some_and(|said| said.reads(name))
}

fn is_machine(resource: &Member<'_>) -> bool {
    is(resource, PLAIN) || is(resource, SERVERLESS)
}

/// The machine that a resource is, once for each definition that it may have.
fn machine<'t>(resource: &Member<'t>, template: &Template<'t>) -> Vec<Machine<'t>> {
    let Some(properties) = resource.value.get("Properties") else { return Vec::new() };
    let property = |name| properties.get(name);
    let is_serverless = is(resource, SERVERLESS);
    let (type_name, inline) = if is_serverless {
        ("Type", property("Definition"))
    } else {
        ("StateMachineType", property("DefinitionString").or_else(|| property("Definition")))
    };
    let uri = property("DefinitionUri").filter(|_| is_serverless && inline.is_none());
    let found = inline.map(definitions).or_else(|| uri.map(|uri| vec![file(uri)]));
    let declared = property("DefinitionSubstitutions");
    let mut surroundings = surroundings(inline.or(uri), declared, template);
    if [property("RoleArn"), property("Role")].into_iter().flatten().any(|role| !template.has(role))
    {
        // A template without so much as the role of the machine is an excerpt.
        surroundings.dangling.clear();
    }
    let workflow_type = property(type_name).filter(|value| value.as_str().is_some());
    let machine = |definition| Machine {
        name: resource.name().to_owned(),
        place: resource.key.span(),
        workflow_type: workflow_type.map(|word| Cow::Borrowed(word.text())),
        // What is referred to in vain is told once.
        surroundings: Surroundings {
            dangling: mem::take(&mut surroundings.dangling),
            ..surroundings.clone()
        },
        definition,
    };
    found.unwrap_or_else(|| vec![Definition::Elsewhere]).into_iter().map(machine).collect()
}

/// What a template says of a definition.
fn surroundings<'t>(
    definition: Option<Value<'t>>,
    declared: Option<Value<'t>>,
    template: &Template<'t>,
) -> Surroundings {
    let mut surroundings = Surroundings::default();
    for value in [definition, declared].into_iter().flatten() {
        template.note(value, &mut surroundings);
    }
    let is_asked_by_name = definition.is_some_and(|definition| !resolves_names(definition));
    let Some(substitutions) = declared_in(declared, template).filter(|_| is_asked_by_name) else {
        return surroundings;
    };
    for Substitution { name, reference, .. } in &substitutions {
        // A reference in an object and a placeholder may go by one name and mean two things.
        let known = surroundings.references.remove(name);
        if known.is_none() || known == *reference {
            surroundings.references.extend(reference.clone().map(|one| (name.clone(), one)));
        }
    }
    Surroundings { substitutions, is_complete: true, ..surroundings }
}

/// What `DefinitionSubstitutions` declares; none where not all of it is known.
fn declared_in<'t>(
    declared: Option<Value<'t>>,
    template: &Template<'t>,
) -> Option<Vec<Substitution>> {
    let Some(declared) = declared else { return Some(Vec::new()) };
    let is_known = declared.kind() == Kind::Object && !declared.is_incomplete();
    (is_known && call(declared).is_none()).then(|| {
        let substitution = |member: Member<'t>| Substitution {
            name: member.name().to_owned(),
            place: Some(member.key.span()),
            value: text(member.value),
            reference: template.reference(member.value),
            is_filled: false,
        };
        declared.members().map(substitution).collect()
    })
}

/// The text that a substitution puts in place of its name, where that is known.
fn text(value: Value<'_>) -> Option<String> {
    let text = match call(value) {
        Some(Call { name: "Sub", argument }) => argument.as_str(),
        Some(_) => None,
        None if matches!(value.kind(), Kind::Number | Kind::Bool) => Some(value.text()),
        None => value.as_str(),
    };
    // A dynamic reference is resolved when the template is deployed.
    text.filter(|text| !text.contains("{{")).map(str::to_owned)
}

/// Whether a function in a definition resolves names by itself, so that a `${name}` in it is not
/// one that substitutions are for.
fn resolves_names(definition: Value<'_>) -> bool {
    let (from, count) = (definition.id(), definition.node_count());
    let mut nodes = (from..from + count).map(|id| definition.tree().node(id));
    nodes.any(|node| call(node).is_some_and(|call| matches!(call.name, "Sub" | "Join" | "If")))
}

/// The file that a `DefinitionUri` names, if it is one on disk.
fn file(uri: Value<'_>) -> Definition<'_> {
    let path = uri.text();
    let is_local = uri.kind() == Kind::String && call(uri).is_none() && !path.contains("://");
    if is_local && uri.as_str().is_some() && !path.is_empty() {
        Definition::File { path: Cow::Borrowed(path), place: uri.span(), part: None }
    } else {
        Definition::Elsewhere
    }
}
