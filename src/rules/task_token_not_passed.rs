//! Whoever is to call back has to be told the task token.

use crate::analysis::{Call, Facts, TemplateString, template_strings};
use crate::diagnostic::Finding;
use crate::model::{Pattern, State};
use crate::rules::{Rule, rule};
use crate::schema::QueryLanguage;
use crate::syntax::tree::{Kind, Value};

pub(super) const RULE: Rule = rule!("task-token-not-passed", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for call in facts.calls() {
        let waits = call
            .target
            .action()
            .is_some_and(|action| action.pattern == Pattern::WaitForTaskToken);
        if waits && surely_lacks_token(call.state) {
            findings.push(not_passed(&call));
        }
    }
}

/// Whether nothing that the state passes can hold the token, whatever its input is.
fn surely_lacks_token(state: &State<'_>) -> bool {
    let (passed, may_hold): (_, fn(TemplateString<'_>) -> bool) = match state.query_language {
        QueryLanguage::JsonPath => (state.parameters, template_may_hold),
        QueryLanguage::Jsonata => (state.arguments, expression_may_hold),
    };
    let from_input = state.input_path.is_some_and(|path| path_may_hold(path.text()));
    let Some(passed) = passed.filter(|passed| passed.kind() == Kind::Object) else { return false };
    !from_input
        && !hides_something(passed)
        && !template_strings(passed, |key| !ADDRESSES.contains(&key)).into_iter().any(may_hold)
}

/// Parameters that say who is called, which no token does.
const ADDRESSES: [&str; 6] =
    ["Cluster", "FunctionName", "QueueUrl", "StateMachineArn", "TaskDefinition", "TopicArn"];

/// Whether a placeholder or a fault hides any part of a value, strings left aside.
fn hides_something(value: Value<'_>) -> bool {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        let is_hole = matches!(value.kind(), Kind::Opaque | Kind::Missing);
        if is_hole || value.is_incomplete() {
            return true;
        }
        open.extend(value.items());
        open.extend(value.members().map(|member| member.value));
    }
    false
}

fn template_may_hold(string: TemplateString<'_>) -> bool {
    string.is_evaluated() && (string.value.is_opaque() || path_may_hold(string.value.text()))
}

/// Whether a text has a path into the context object that may lead to the token.
fn path_may_hold(text: &str) -> bool {
    const ELSEWHERE: [&str; 4] = [".Execution", ".StateMachine", ".State", ".Map"];
    let paths = text.match_indices("$$").map(|(at, _)| &text[at + 2..]);
    paths.into_iter().any(|path| !ELSEWHERE.iter().any(|other| path.starts_with(other)))
}

fn expression_may_hold(string: TemplateString<'_>) -> bool {
    let text = string.value.text();
    let names_others = text
        .match_indices("$states")
        .any(|(at, word)| !text[at + word.len()..].starts_with(".input"));
    string.value.is_opaque()
        || text.starts_with("{%") && (names_others || text.contains("Task") || text.contains("**"))
}

fn not_passed(call: &Call<'_, '_>) -> Finding {
    let suffix = Pattern::WaitForTaskToken.suffix();
    let length = call.resource.text().len();
    let place = call.resource.inner_span(length - suffix.len()..length);
    let help = match call.state.query_language {
        QueryLanguage::JsonPath => "pass the token: `\"TaskToken.$\": \"$$.Task.Token\"`",
        QueryLanguage::Jsonata => {
            "pass the token: `\"TaskToken\": \"{% $states.context.Task.Token %}\"`"
        }
    };
    Finding::new(place, "the task waits for a token that it does not pass on")
        .label(place, "nobody can call back: the task waits until it times out")
        .help(help)
}
