//! CloudFormation templates, those that SAM transforms and CDK synthesizes among them.

use std::borrow::Cow;

use crate::hosts::functions::{call, definitions};
use crate::hosts::{Definition, Machine};
use crate::syntax::Substitution;
use crate::syntax::tree::{Kind, Member, Value};

/// The types of resources that are state machines.
const PLAIN: &str = "AWS::StepFunctions::StateMachine";
const SERVERLESS: &str = "AWS::Serverless::StateMachine";

/// The state machines in a template.
pub(super) fn machines(root: Value<'_>) -> Vec<Machine<'_>> {
    let resources = root.get("Resources").into_iter().flat_map(Value::members);
    resources.flat_map(|resource| machine(&resource)).collect()
}

/// The machine that a resource is, once for each definition that it may have.
fn machine<'t>(resource: &Member<'t>) -> Vec<Machine<'t>> {
    let kind = resource.value.get("Type");
    let is_plain = kind.is_some_and(|kind| kind.reads(PLAIN));
    let is_serverless = kind.is_some_and(|kind| kind.reads(SERVERLESS));
    let Some(properties) = resource.value.get("Properties") else { return Vec::new() };
    let property = |name| properties.get(name);
    let (type_name, inline) = if is_plain {
        let inline = property("DefinitionString").or_else(|| property("Definition"));
        ("StateMachineType", inline)
    } else if is_serverless {
        ("Type", property("Definition"))
    } else {
        return Vec::new();
    };
    let uri = property("DefinitionUri").filter(|_| is_serverless && inline.is_none());
    let found = inline.map(definitions).or_else(|| uri.map(|uri| vec![file(uri)]));
    let source = inline.or(uri);
    let substitutions = substitutions(property("DefinitionSubstitutions"))
        .filter(|_| source.is_some_and(|source| !resolves_names(source)));
    let workflow_type = property(type_name).filter(|value| value.as_str().is_some());
    let machine = |definition| Machine {
        name: resource.name().to_owned(),
        place: resource.key.span(),
        workflow_type: workflow_type.map(|word| Cow::Borrowed(word.text())),
        substitutions: substitutions.clone(),
        definition,
    };
    found.unwrap_or_else(|| vec![Definition::Elsewhere]).into_iter().map(machine).collect()
}

/// The names that `DefinitionSubstitutions` declares; none where not all of them are known.
fn substitutions(declared: Option<Value<'_>>) -> Option<Vec<Substitution>> {
    let Some(declared) = declared else { return Some(Vec::new()) };
    let is_known = declared.kind() == Kind::Object && !declared.is_incomplete();
    (is_known && call(declared).is_none()).then(|| {
        let substitution = |member: Member<'_>| Substitution {
            name: member.name().to_owned(),
            place: Some(member.key.span()),
        };
        declared.members().map(substitution).collect()
    })
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
        Definition::File { path: Cow::Borrowed(path), place: uri.span() }
    } else {
        Definition::Elsewhere
    }
}
