//! CloudFormation templates, those that SAM transforms and CDK synthesizes among them.

use std::borrow::Cow;

use crate::hosts::functions::{call, definitions};
use crate::hosts::{Definition, Machine};
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
    let (type_name, found) = if is_plain {
        let inline = property("DefinitionString").or_else(|| property("Definition"));
        ("StateMachineType", inline.map(definitions))
    } else if is_serverless {
        let inline = property("Definition").map(definitions);
        ("Type", inline.or_else(|| property("DefinitionUri").map(|uri| vec![file(uri)])))
    } else {
        return Vec::new();
    };
    let workflow_type = property(type_name).filter(|value| value.as_str().is_some());
    let machine = |definition| Machine {
        name: resource.name().to_owned(),
        place: resource.key.span(),
        workflow_type: workflow_type.map(|word| Cow::Borrowed(word.text())),
        definition,
    };
    found.unwrap_or_else(|| vec![Definition::Elsewhere]).into_iter().map(machine).collect()
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
