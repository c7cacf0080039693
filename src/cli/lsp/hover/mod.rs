//! What is said of whatever stands at a place.

mod expression;
mod state;

use serde_json::{Value as Json, json};

use crate::analysis::{Target, passed_name};
use crate::cli::lsp::document::Document;
use crate::cli::lsp::guide;
use crate::cli::lsp::machines::{find, mentions, state_at};
use crate::cli::lsp::place::{Inside, Meaning, Place, called};
use crate::diagnostic::{Finding, name_list};
use crate::model::{Pattern, StateMachine};
use crate::rules::Rule;
use crate::schema::{Field, Object, field_of_any_state};
use crate::source::Span;
use crate::syntax::tree::{Kind, Value};

/// What is said, and of which part of the text.
struct Told {
    text: String,
    span: Span,
}

pub(super) fn hover(document: &Document, params: &Json, findings: &[Finding]) -> Json {
    let lines = document.lines();
    let offset = lines.offset(&params["position"]);
    let told = find(document, |machine| at(machine, offset));
    let touched = findings
        .iter()
        .filter(|finding| finding.span.start <= offset && offset <= finding.span.end);
    let mut rules: Vec<_> =
        touched.clone().filter_map(|finding| Rule::named(finding.rule)).collect();
    rules.dedup_by_key(|rule| rule.name);
    let rules = rules.into_iter().map(of_rule);
    let texts = told.iter().map(|told| told.text.clone()).chain(rules);
    let text = texts.collect::<Vec<_>>().join("\n\n---\n\n");
    let span =
        told.as_ref().map(|told| told.span).or_else(|| touched.clone().next().map(|it| it.span));
    match span {
        Some(span) => json!({
            "contents": {"kind": "markdown", "value": text},
            "range": lines.range(span),
        }),
        None => Json::Null,
    }
}

fn of_rule(rule: &Rule) -> String {
    format!("{}: {}", guide::link(&format!("`{}`", rule.name), &rule.address()), rule.summary())
}

fn at(machine: &StateMachine<'_>, offset: u32) -> Option<Told> {
    let mentions = mentions(machine);
    let holds = |span: Span| span.start <= offset && offset <= span.end;
    if let Some(asked) = mentions.iter().find(|mention| holds(mention.value.span())) {
        return Some(Told {
            text: state::told(machine, asked, &mentions),
            span: asked.value.span(),
        });
    }
    let place = Place::at(machine.root, offset);
    let span = place.node.span();
    match place.meaning() {
        Meaning::Field(object) => {
            let text = of_field(place.node.text(), object)?;
            Some(Told { text, span })
        }
        Meaning::Inside(inside) if place.is_key => {
            let text = of_key(machine, &place, &inside)?;
            Some(Told { text, span })
        }
        Meaning::Inside(inside) => expression::told(machine, &place, &inside, offset)
            .or_else(|| Some(Told { text: of_value(machine, place.node, &inside)?, span })),
        Meaning::Other => None,
    }
}

fn of_field(name: &str, object: Object) -> Option<String> {
    let own = object.field(name).or_else(|| object.foreign_field(name));
    let own = own.map(|field| (field, object));
    let is_of_state = object.title().ends_with("state");
    let other = || field_of_any_state(name, object.language()).filter(|_| is_of_state);
    let (field, object) = own.or_else(other)?;
    Some(guide::field(field, object))
}

/// What is said of a key in the value of a field: the name of a parameter, of a variable.
fn of_key<'t>(
    machine: &StateMachine<'t>,
    place: &Place<'t>,
    inside: &Inside<'_, 't>,
) -> Option<String> {
    if inside.name() == "Assign" && inside.way.len() == 1 {
        let member = inside.way[0].member?;
        return Some(format!(
            "**${}** · variable\n\nset here, to be read from the next state on",
            passed_name(&member, inside.language())
        ));
    }
    let (action, _) = inside.call(machine)?;
    let name = passed_name(&place.way.last()?.member?, inside.language());
    let member = inside.shape(machine)?.member(name)?;
    Some(guide::parameter(member, &format!("{}:{}", action.service, action.name)))
}

/// What is said of a value: one of those that a field or a parameter takes, a resource, an error.
fn of_value<'t>(
    machine: &StateMachine<'t>,
    value: Value<'t>,
    inside: &Inside<'_, 't>,
) -> Option<String> {
    if value.kind() != Kind::String {
        return None;
    }
    match inside.name() {
        "Resource" => of_resource(machine, value),
        "ErrorEquals" | "Error" => {
            guide::error(value.text(), guide::Action::around(machine, value))
        }
        _ => {
            let field = inside.object.field(inside.name()).filter(|_| inside.way.is_empty());
            let own = |field: Field| guide::value_of_field(field, value.text());
            field.and_then(own).or_else(|| of_listed(machine, value, inside))
        }
    }
}

/// What is said of a value that a parameter lists.
fn of_listed<'t>(
    machine: &StateMachine<'t>,
    value: Value<'t>,
    inside: &Inside<'_, 't>,
) -> Option<String> {
    let shape = inside.value_shape(machine)?;
    let is_listed = shape.values().any(|known| known == value.text());
    let others = || name_list(shape.values().filter(|known| *known != value.text()).take(20));
    is_listed.then(|| format!("**{}**\n\nbeside {}", value.text(), others()))
}

fn of_resource<'t>(machine: &StateMachine<'t>, resource: Value<'t>) -> Option<String> {
    let state = state_at(machine, resource.span().start)?;
    let target = called(state, resource);
    if let Some((action, operation)) = target.operation() {
        let is_sdk = matches!(target, Target::Sdk(..));
        return Some(guide::Action::of(action, operation, is_sdk)?.told(action.pattern));
    }
    let text = match target {
        Target::Function => {
            "A Lambda function. What is passed is its event, and what it returns \
                             is the result."
        }
        Target::Activity => {
            "An activity: the state waits until a worker has fetched the work and \
                             sends back what it has made of it."
        }
        Target::MapOnly(action) if action.pattern == Pattern::RequestResponse => {
            "An action of Amazon S3 that only readers and writers of Map states have."
        }
        _ => return None,
    };
    Some(text.to_owned())
}
