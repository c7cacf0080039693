//! What is told of the actions of services, their parameters and their errors.

use crate::analysis::Target;
use crate::cli::lsp::guide::{heading, link};
use crate::cli::lsp::machines::state_at;
use crate::cli::lsp::place::called;
use crate::model::{self, ERRORS, Pattern, StateMachine};
use crate::schema::guide_address;
use crate::services::{Member, OPTIMIZED, Operation, SDK, Service, Shape};
use crate::syntax::tree::Value;

/// How many names are listed at the most.
const LISTED_MAX: usize = 12;
/// How many values are listed at the most.
const VALUES_MAX: usize = 20;

/// An action of a service.
#[derive(Clone, Copy)]
pub struct Action {
    /// The service.
    pub service: Service,
    /// The action.
    pub operation: Operation,
    /// Whether it is called by way of the AWS SDK.
    pub is_sdk: bool,
}

impl Action {
    /// The action that is called.
    pub fn of(called: model::Action<'_>, operation: Operation, is_sdk: bool) -> Option<Self> {
        let service = if is_sdk { SDK } else { OPTIMIZED }.named(called.service)?;
        Some(Self { service, operation, is_sdk })
    }

    /// The action that the state around a value calls.
    pub fn around<'t>(machine: &StateMachine<'t>, value: Value<'t>) -> Option<Self> {
        let state = state_at(machine, value.span().start)?;
        let target = called(state, state.object.get("Resource")?);
        let (action, operation) = target.operation()?;
        Self::of(action, operation, matches!(target, Target::Sdk(..)))
    }

    /// What it is called.
    pub fn name(self) -> String {
        format!("{}:{}", self.service.name(), self.operation.name())
    }

    /// The names of the errors that it raises, as far as they are known.
    pub fn errors(self) -> Vec<String> {
        let Some(prefix) = self.service.error_prefixes().next() else { return Vec::new() };
        self.operation.errors().map(|error| format!("{prefix}.{error}")).collect()
    }

    /// What is told of it, called in a pattern.
    pub fn told(self, pattern: Pattern<'_>) -> String {
        let kind = if self.is_sdk { "action of the AWS SDK" } else { "optimized integration" };
        let mut parts = vec![heading(&self.name(), kind, "")];
        parts.push(awaited(pattern));
        let required: Vec<_> = self.operation.required().collect();
        let optional = self.operation.input().names().filter(|name| !required.contains(name));
        parts.extend(list("needs", required.iter().copied()));
        parts.extend(list("takes", optional));
        let result = self.operation.result_with(pattern.suffix());
        parts.extend(result.and_then(|result| list("gives", result.names())));
        let errors = self.errors();
        parts.extend(list("raises", errors.iter().map(String::as_str)));
        let patterns: Vec<_> = self.operation.patterns().collect();
        parts.extend(list("can be called with", patterns.into_iter()));
        parts.extend(self.address());
        parts.join("\n\n")
    }

    fn address(self) -> Option<String> {
        if self.is_sdk {
            let address = self.service.sdk_address(self.operation)?;
            return Some(link("AWS SDK for Java", &address));
        }
        let page = self.service.guide_page()?;
        Some(link("Guide of Step Functions", &guide_address(page)))
    }
}

/// What is awaited after a call.
fn awaited(pattern: Pattern<'_>) -> String {
    match pattern {
        Pattern::RequestResponse => "The result is what it answers.",
        Pattern::Sync => "The state waits until the job that it starts is done.",
        Pattern::Sync2 => {
            "The state waits until the job that it starts is done, and its output is no text."
        }
        Pattern::WaitForTaskToken => {
            "The state waits until someone sends back the task token: `$$.Task.Token`, in JSONata \
             `$states.context.Task.Token`."
        }
        Pattern::Unknown(_) => "There is no such pattern.",
    }
    .to_owned()
}

/// Some names behind a word; nothing where there are none.
fn list<'n>(word: &str, names: impl Iterator<Item = &'n str>) -> Option<String> {
    let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    let shown = names.iter().take(LISTED_MAX).cloned().collect::<Vec<_>>().join(", ");
    match names.len() {
        0 => None,
        count if count > LISTED_MAX => {
            Some(format!("{word} {shown} and {} more", count - LISTED_MAX))
        }
        _ => Some(format!("{word} {shown}")),
    }
}

/// What is told of a parameter of an action.
pub fn parameter(member: Member, action: &str) -> String {
    let shape = member.shape();
    let mut parts = vec![heading(member.name(), &shape.described(), action)];
    if member.is_required() {
        parts.push("required".to_owned());
    }
    parts.extend(limits(shape));
    let innermost = shape.item().unwrap_or(shape);
    parts.extend(values(innermost));
    parts.extend(list("has", innermost.names()));
    parts.join("\n\n")
}

fn values(shape: Shape) -> Option<String> {
    let values: Vec<_> = shape.values().map(|value| format!("`{value}`")).collect();
    let shown = values.iter().take(VALUES_MAX).cloned().collect::<Vec<_>>().join(", ");
    match values.len() {
        0 => None,
        count if count > VALUES_MAX => {
            Some(format!("one of {shown} and {} more", count - VALUES_MAX))
        }
        _ => Some(format!("one of {shown}")),
    }
}

fn limits(shape: Shape) -> Option<String> {
    let what = match shape.described().as_str() {
        "string" | "string of bytes" => "characters, ",
        "integer" | "number" => "",
        _ => "items, ",
    };
    match (shape.min(), shape.max()) {
        (Some(least), Some(most)) => Some(format!("{what}from {least} to {most}")),
        (Some(least), None) => Some(format!("{what}at least {least}")),
        (None, Some(most)) => Some(format!("{what}at most {most}")),
        (None, None) => None,
    }
}

/// What is told of an error name, in a state that calls an action.
pub fn error(name: &str, action: Option<Action>) -> Option<String> {
    if let Some((_, text)) = ERRORS.iter().find(|(known, _)| *known == name) {
        let address = guide_address("concepts-error-handling");
        return Some(format!(
            "**{name}**\n\n{text}\n\n{}",
            link("Guide of Step Functions", &address)
        ));
    }
    if let Some(code) = name.strip_prefix("States.Http.StatusCode.") {
        return Some(format!("**{name}**\n\nA call of an HTTP API was answered with {code}."));
    }
    let action = action?;
    let is_listed = action.errors().iter().any(|error| error == name);
    is_listed.then(|| format!("**{name}**\n\nAn error that `{}` lists.", action.name()))
}
