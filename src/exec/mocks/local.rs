//! `MockConfigFile.json` of AWS Step Functions Local, taken as it stands.
//!
//! Local looks at a response when a call comes to it, so what is impossible in one is a warning
//! here, and no answer to the call. Only a test case that is not there is an error.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::diagnostic::{Severity, did_you_mean, name_list, quoted};
use crate::exec::mocks::read::{self, Reader};
use crate::exec::mocks::{
    Answer, Entries, MOCK_CASE_UNKNOWN, MOCK_RESPONSE_UNKNOWN, Numbered, Response, Script,
};
use crate::query::value;
use crate::syntax::tree::{Kind, Member, Value};

/// The test cases listed in a help text are at most so many.
const LISTED_MAX: usize = 20;

/// A response by its number of the call, with the key that says so.
type Responses<'t> = FxHashMap<&'t str, Rc<[Numbered]>>;

/// A test case.
struct Case<'t> {
    /// `MACHINE#CASE`
    name: String,
    /// What it says of each state, unless that is not understood.
    states: Vec<Member<'t>>,
}

/// Reads a file, of which the test case `MACHINE#CASE` is meant; it need not be given where
/// there is but one.
pub(super) fn read(
    reader: &mut Reader<'_>,
    root: Value<'_>,
    case: Option<&str>,
) -> FxHashMap<Rc<str>, Script> {
    reader.severity = Severity::Warning;
    let (mut responses, mut cases) = (Responses::default(), Vec::new());
    for member in reader.members(root, "an object") {
        match member.name() {
            "MockedResponses" => responses = read_responses(reader, member.value),
            "StateMachines" => cases = read_cases(reader, member.value),
            "$schema" => {}
            _ => {
                const KEYS: [&str; 2] = ["MockedResponses", "StateMachines"];
                let help = "it has `StateMachines` and `MockedResponses`";
                reader.unknown(member.key, "this file has no", &KEYS, help);
            }
        }
    }
    for case in &cases {
        judge_response_names(reader, case, &responses);
    }
    let chosen = match choose(&cases, case) {
        Ok(chosen) => chosen,
        Err(message) => {
            refuse_case(reader, root, &cases, case, message);
            return FxHashMap::default();
        }
    };
    let mut scripts = FxHashMap::default();
    for member in &chosen.states {
        reader.judge_task(member.key);
        let response = responses.get(member.value.text());
        let entries = Entries::Numbered(response.map_or_else(|| Rc::from([]), Rc::clone));
        scripts.insert(member.name().into(), read::script(member.key, entries));
    }
    scripts
}

/// Says that a mock file of our own has no test cases.
pub(super) fn no_cases(reader: &mut Reader<'_>, root: Value<'_>, case: &str) {
    let message = format!("there is no test case {}", quoted(case));
    reader
        .fault(root.opening(), message)
        .rule(MOCK_CASE_UNKNOWN)
        .help("only a file with `StateMachines` and `MockedResponses` has test cases");
}

fn read_cases<'t>(reader: &mut Reader<'_>, value: Value<'t>) -> Vec<Case<'t>> {
    const KEYS: [&str; 1] = ["TestCases"];
    let mut cases = Vec::new();
    for machine in reader.members(value, "an object with a member for each state machine") {
        for member in reader.members(machine.value, "an object with `TestCases`") {
            if member.name() != "TestCases" {
                reader.unknown(member.key, "a state machine has no", &KEYS, "it has `TestCases`");
                continue;
            }
            for case in reader.members(member.value, "an object with a member for each test case") {
                let name = format!("{}#{}", machine.name(), case.name());
                let what = "an object with a member for each state";
                cases.push(Case { name, states: reader.members(case.value, what) });
            }
        }
    }
    cases
}

/// The test case that is meant, or why none is.
fn choose<'c, 't>(cases: &'c [Case<'t>], case: Option<&str>) -> Result<&'c Case<'t>, String> {
    let Some(wanted) = case else {
        return match cases {
            [only] => Ok(only),
            [] => Err("there is no test case".to_owned()),
            _ => Err("it is not said which test case is meant".to_owned()),
        };
    };
    let chosen = cases.iter().find(|case| case.name == wanted);
    chosen.ok_or_else(|| format!("there is no test case {}", quoted(wanted)))
}

fn refuse_case(
    reader: &mut Reader<'_>,
    root: Value<'_>,
    cases: &[Case<'_>],
    case: Option<&str>,
    message: String,
) {
    let names = || cases.iter().map(|case| case.name.as_str());
    let meant = case.and_then(|case| did_you_mean(case, names()));
    let mut listed = name_list(names().take(LISTED_MAX));
    if cases.len() > LISTED_MAX {
        listed = format!("{listed} and {} more", cases.len() - LISTED_MAX);
    }
    let help = match (meant, cases) {
        (Some(meant), _) => format!("did you mean `{meant}`?"),
        (None, []) => "test cases are in `StateMachines`, machine, `TestCases`".to_owned(),
        (None, _) => format!("choose one with `--case`: {listed}"),
    };
    let span = root.member("StateMachines").map_or_else(|| root.opening(), |all| all.key.span());
    reader.severity = Severity::Error;
    reader.fault(span, message).rule(MOCK_CASE_UNKNOWN).help(help);
    reader.severity = Severity::Warning;
}

fn judge_response_names(reader: &mut Reader<'_>, case: &Case<'_>, responses: &Responses<'_>) {
    for member in &case.states {
        let Some(name) = reader.text(member.value) else { continue };
        if responses.contains_key(&*name) {
            continue;
        }
        let help = match did_you_mean(&name, responses.keys().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "a response is a member of `MockedResponses`".to_owned(),
        };
        let message = format!("there is no response {}", quoted(&name));
        reader.fault(member.value.span(), message).rule(MOCK_RESPONSE_UNKNOWN).help(help);
    }
}

fn read_responses<'t>(reader: &mut Reader<'_>, value: Value<'t>) -> Responses<'t> {
    let members = reader.members(value, "an object with a member for each response");
    members.iter().map(|member| (member.name(), numbered(reader, member))).collect()
}

/// The answers of one response, by the number of the call.
fn numbered(reader: &mut Reader<'_>, response: &Member<'_>) -> Rc<[Numbered]> {
    let members = reader.members(response.value, "an object with a member for each call");
    let mut numbered = Vec::new();
    let mut keys = Vec::new();
    for member in members {
        let answer = answer(reader, member.value);
        let Some((first, last)) = numbers(member.name()) else {
            let message = format!("{} numbers no call", quoted(member.name()));
            let help =
                "write the number of the call, `\"0\"` being the first, or a range `\"1-2\"`";
            reader.fault(member.key.span(), message).help(help);
            continue;
        };
        keys.push((first, last, member.key));
        numbered.push(Numbered { first, last, response: answer.map(Response::at_once) });
    }
    judge_order(reader, response, keys);
    numbered.into()
}

/// The first and the last call that a key such as `3` or `1-2` numbers.
fn numbers(key: &str) -> Option<(u64, u64)> {
    let number = |text: &str| {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { text.parse().ok() } else { None }
    };
    let (first, last) = key.split_once('-').unwrap_or((key, key));
    let (first, last) = (number(first)?, number(last)?);
    (first <= last).then_some((first, last))
}

/// Judges whether each call has one answer, from the first on.
fn judge_order(
    reader: &mut Reader<'_>,
    response: &Member<'_>,
    mut keys: Vec<(u64, u64, Value<'_>)>,
) {
    keys.sort_by_key(|(first, last, _)| (*first, *last));
    let mut free = Some(0);
    let mut former = response.key;
    for (first, last, key) in keys {
        match free {
            Some(free) if first == free => {}
            Some(free) if first > free => {
                let calls = if first - free == 1 {
                    format!("call {free}")
                } else {
                    format!("calls {free} to {}", first - 1)
                };
                let help = "calls are numbered from 0 on, without a gap";
                let message = format!("there is no answer to {calls}");
                reader.fault(key.span(), message).help(help);
            }
            _ => {
                reader
                    .fault(key.span(), "a call with this number has an answer already")
                    .label(former.span(), "this one, which counts if it stands before the other");
            }
        }
        let next = last.checked_add(1);
        if free.is_some_and(|free| next.is_none_or(|next| next > free)) {
            (free, former) = (next, key);
        }
    }
}

fn answer(reader: &mut Reader<'_>, value: Value<'_>) -> Option<Answer> {
    const KEYS: [&str; 2] = ["Return", "Throw"];
    let members = reader.members(value, "an object with `Return` or `Throw`");
    let (mut result, mut error) = (None, None);
    let mut is_explained = value.kind() != Kind::Object || value.is_incomplete();
    for member in members {
        match member.name() {
            "Return" => result = Some(member),
            "Throw" => error = Some(member),
            _ => {
                let help = "it has either `Return` or `Throw`";
                reader.unknown(member.key, "an answer has no", &KEYS, help);
                is_explained = true;
            }
        }
    }
    match (result, error) {
        (Some(result), None) => Some(Answer::Return(value::Value::from_tree(result.value))),
        (None, Some(error)) => throw(reader, error.value),
        (Some(result), Some(error)) => {
            reader
                .fault(error.key.span(), "a call is answered once, and there is `Return` too")
                .label(result.key.span(), "the other answer")
                .help("a call that comes to it has no answer: remove one of them");
            None
        }
        (None, None) if is_explained => None,
        (None, None) => {
            reader
                .fault(value.span(), "this does not say how the call is answered")
                .help("give it either `Return` or `Throw`");
            None
        }
    }
}

fn throw(reader: &mut Reader<'_>, value: Value<'_>) -> Option<Answer> {
    const KEYS: [&str; 2] = ["Cause", "Error"];
    let (mut error, mut cause) = (None, None);
    for member in reader.members(value, "an object with `Error` and `Cause`") {
        match member.name() {
            "Error" => error = reader.text(member.value),
            "Cause" => cause = reader.text(member.value),
            _ => reader.unknown(member.key, "`Throw` has no", &KEYS, "it has `Error` and `Cause`"),
        }
    }
    if value.kind() != Kind::Object {
        return None;
    }
    if value.get("Error").is_none() && !value.is_incomplete() {
        let message = "this throws an error without a name, which Step Functions Local refuses";
        reader.fault(value.span(), message).help("give it an `Error`");
    }
    Some(Answer::Throw { error, cause })
}
