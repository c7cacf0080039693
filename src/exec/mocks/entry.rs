//! One answer in a mock file: what is returned or thrown, when, and to which calls.

use std::rc::Rc;

use crate::diagnostic::{name_list, quoted};
use crate::exec::mocks::condition::Condition;
use crate::exec::mocks::read::Reader;
use crate::exec::mocks::{Answer, Entries, Entry, Response};
use crate::query::value;
use crate::syntax::tree::{Kind, Member, Value};

const KEYS: [&str; 8] =
    ["aborted", "after", "heartbeat", "return", "submitted", "throw", "timeout", "when"];
/// Those of them that say how a call is answered.
const ANSWERS: [&str; 4] = ["return", "throw", "timeout", "aborted"];

/// Reads what stands under the name of a state: a list of entries, or one for all calls.
pub(super) fn entries(reader: &mut Reader<'_>, value: Value<'_>) -> Entries {
    const WHAT: &str = "a list of answers, or one answer for every call";
    match value.kind() {
        Kind::Object => entry(reader, value).map_or(Entries::Once(Vec::new()), Entries::Always),
        Kind::Array => {
            Entries::Once(value.items().filter_map(|item| entry(reader, item)).collect())
        }
        _ => {
            reader.wrong_type(value, WHAT);
            Entries::Once(Vec::new())
        }
    }
}

fn entry(reader: &mut Reader<'_>, value: Value<'_>) -> Option<Entry> {
    let members = reader.members(value, "an answer such as `{ return: {} }`");
    if value.kind() != Kind::Object {
        return None;
    }
    let is_known = |member: &&Member<'_>| KEYS.contains(&member.name());
    let unknown = members.iter().filter(|member| !is_known(member));
    let unknown_count = unknown.map(|member| unknown_key(reader, member)).count();
    let is_answer = |member: &&Member<'_>| ANSWERS.contains(&member.name());
    let answers: Vec<_> = members.iter().filter(is_answer).collect();
    let response = match answers.as_slice() {
        [only] => answer(reader, only).map(|answer| (only.key.span(), answer)),
        // What is missing is probably what is misspelt.
        [] if unknown_count > 0 || value.is_incomplete() => None,
        [] => {
            no_answer(reader, value);
            None
        }
        [first, second, ..] => {
            two_answers(reader, first, second);
            None
        }
    };
    let named = |name| members.iter().find(|member: &&Member<'_>| member.name() == name);
    let condition = named("when").map(|when| Condition::read(reader, when.value));
    let after = named("after").and_then(|after| seconds(reader, after, Least::Zero));
    let heartbeat =
        named("heartbeat").and_then(|heartbeat| seconds(reader, heartbeat, Least::AboveZero));
    let (place, answer) = response?;
    let submitted = named("submitted").map(|member| value::Value::from_tree(member.value));
    let response = Response {
        answer,
        submitted,
        after_seconds: after.unwrap_or(0.0),
        heartbeat_seconds: heartbeat,
    };
    Some(Entry { place, condition: condition.unwrap_or_default(), response })
}

fn unknown_key(reader: &mut Reader<'_>, member: &Member<'_>) {
    let help = format!("it may have {}", name_list(KEYS));
    reader.unknown(member.key, "an answer has no", &KEYS, &help);
}

fn no_answer(reader: &mut Reader<'_>, value: Value<'_>) {
    reader
        .fault(value.span(), "this does not say how the call is answered")
        .help("give it one of `return`, `throw`, `timeout: true` and `aborted: true`");
}

fn two_answers(reader: &mut Reader<'_>, first: &Member<'_>, second: &Member<'_>) {
    let message = format!("a call is answered once, and there is `{}` too", first.name());
    let draft = reader
        .fault(second.key.span(), message)
        .label(first.key.span(), "the other answer")
        .help("make them two entries of a list, each for one call");
    let is_of_aws = |member: &Member<'_>| matches!(member.name(), "return" | "throw");
    if is_of_aws(first) && is_of_aws(second) {
        draft.aws(
            "A test mock should have only one of the following fields: [result, errorOutput].",
        );
    }
}

fn answer(reader: &mut Reader<'_>, member: &Member<'_>) -> Option<Answer> {
    let value = member.value;
    match member.name() {
        "return" => Some(Answer::Return(value::Value::from_tree(value))),
        "throw" => throw(reader, value),
        "timeout" => is_true(reader, member).then_some(Answer::Timeout),
        _ => is_true(reader, member).then_some(Answer::Aborted),
    }
}

fn is_true(reader: &mut Reader<'_>, member: &Member<'_>) -> bool {
    let is_true = member.value.as_bool() == Some(true);
    if !is_true {
        let message = format!("`{}` can only be `true`", member.name());
        reader.fault(member.value.span(), message).help("leave it out if it is not so");
    }
    is_true
}

fn throw(reader: &mut Reader<'_>, value: Value<'_>) -> Option<Answer> {
    const KEYS: [&str; 2] = ["cause", "error"];
    let (mut error, mut cause) = (None, None);
    for member in reader.members(value, "an object such as `{ error: E, cause: C }`") {
        match member.name() {
            "error" => error = text(reader, &member),
            "cause" => cause = text(reader, &member),
            _ => {
                reader.unknown(member.key, "`throw` has no", &KEYS, "it has `error` and `cause`");
            }
        }
    }
    (value.kind() == Kind::Object).then_some(Answer::Throw { error, cause })
}

/// A text, or none where there is null.
fn text(reader: &mut Reader<'_>, member: &Member<'_>) -> Option<Rc<str>> {
    if member.value.kind() == Kind::Null {
        return None;
    }
    reader.text(member.value)
}

/// The least number that is possible.
#[derive(Clone, Copy)]
enum Least {
    Zero,
    AboveZero,
}

fn seconds(reader: &mut Reader<'_>, member: &Member<'_>, least: Least) -> Option<f64> {
    let value = member.value;
    if value.kind() != Kind::Number {
        reader.wrong_type(value, "a number of seconds");
        return None;
    }
    let number = value.as_f64().filter(|number| number.is_finite());
    let possible = number.filter(|number| match least {
        Least::Zero => *number >= 0.0,
        Least::AboveZero => *number > 0.0,
    });
    if possible.is_none() {
        let bound = match least {
            Least::Zero => "0 or more",
            Least::AboveZero => "more than 0",
        };
        let name = quoted(member.name());
        reader.fault(value.span(), format!("{name} must be {bound} seconds"));
    }
    possible
}
