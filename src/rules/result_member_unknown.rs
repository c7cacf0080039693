//! What is read of a result is something that the action gives.

use std::ops::Range;

use crate::analysis::{Call, Facts, Located};
use crate::diagnostic::{Finding, did_you_mean, name_list, quoted};
use crate::model::{Action, State, StateId, StateKind};
use crate::query::json_path::{Path, Root, Segment, SegmentKind};
use crate::query::jsonata::outline::Reference;
use crate::rules::{Rule, rule};
use crate::services::{self, Kind, Member, Shape};
use crate::source::Span;

pub(super) const RULE: Rule = rule!("result-member-unknown", check);

/// What Step Functions adds to a result of its own accord.
const ADDED: [&str; 2] = ["SdkHttpMetadata", "SdkResponseMetadata"];

/// Longer lists of members are not told.
const TOLD_MAX: usize = 8;

/// The fields that read the input as it comes, or as `InputPath` leaves it.
const READ_INPUT: [&str; 15] = [
    "CausePath",
    "Credentials",
    "ErrorPath",
    "HeartbeatSecondsPath",
    "InputPath",
    "ItemSelector",
    "ItemsPath",
    "MaxConcurrencyPath",
    "Parameters",
    "SecondsPath",
    "TimeoutSecondsPath",
    "TimestampPath",
    "ToleratedFailureCountPath",
    "ToleratedFailurePercentagePath",
    "Variable",
];

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    check_results(facts, findings);
    check_inputs(facts, findings);
}

/// What a state reads of the result of its own call.
fn check_results(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for located in facts.expressions.readable() {
        let Some(call) = facts.call_of(located.state) else { continue };
        let Some(prefix) = way_to_result(&call, &located) else { continue };
        for (path, _) in located.paths() {
            let steps = behind(path, &prefix).iter().map(step);
            if let Some(miss) = first_miss(&call, steps) {
                let span = located.member.value.inner_span(miss.range.clone());
                findings.push(unknown(&call, span, &miss));
            }
        }
    }
    for expression in &facts.jsonata.expressions {
        let Some(call) = facts.call_of(expression.state) else { continue };
        for names in &expression.outline.result_fields {
            if let Some(miss) = first_miss(&call, names.iter().map(step_of_jsonata)) {
                let span = expression.span(Span::of(miss.range.clone()));
                findings.push(unknown(&call, span, &miss));
            }
        }
    }
}

/// What a state reads of its input, where that can be nothing but the result of a call before it.
fn check_inputs(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let givers = facts.givers_of_input();
    let call_before = |StateId(state): StateId| facts.call_of(givers[state as usize]?);
    for located in facts.expressions.readable() {
        let Some(call) = call_before(located.state) else { continue };
        if !reads_input(facts.machine.state(located.state), &located) {
            continue;
        }
        for (path, _) in located.paths() {
            let steps = behind(path, &[]).iter().map(step);
            if let Some(miss) = first_miss(&call, steps) {
                let span = located.member.value.inner_span(miss.range.clone());
                findings.push(handed_on(&call, span, &miss));
            }
        }
    }
    for expression in &facts.jsonata.expressions {
        let Some(call) = call_before(expression.state) else { continue };
        for names in &expression.outline.input_fields {
            if let Some(miss) = first_miss(&call, names.iter().map(step_of_jsonata)) {
                let span = expression.span(Span::of(miss.range.clone()));
                findings.push(handed_on(&call, span, &miss));
            }
        }
    }
}

/// Whether `$` in an expression is the input of the state. Choices that ask whether something is
/// there may well be ready for that it is not.
fn reads_input(state: &State<'_>, located: &Located<'_, '_>) -> bool {
    let field = located.template.unwrap_or(located.member).key.text();
    let is_choice = match &state.kind {
        StateKind::Choice { rules, .. } => {
            let mut operators = rules.iter().flat_map(|rule| &rule.operators);
            if operators.any(|operator| operator.name() == "IsPresent") {
                return false;
            }
            true
        }
        _ => false,
    };
    let is_operand = is_choice && field.ends_with("Path") && field != "OutputPath";
    let is_first = state.input_path.is_none() || field == "InputPath";
    is_first && (is_operand || READ_INPUT.contains(&field))
}

/// The steps from `$` to the result, in an expression that reads it; none in one that does not.
fn way_to_result(call: &Call<'_, '_>, located: &Located<'_, '_>) -> Option<Vec<Segment>> {
    let state = call.state;
    let field = located.template.unwrap_or(located.member).key;
    match field.text() {
        "ResultSelector" => Some(Vec::new()),
        // It is the result itself that variables are set from, whatever is selected of it.
        "Assign" if state.object.member("Assign").is_some_and(|it| it.key == field) => {
            Some(Vec::new())
        }
        _ if state.result_selector.is_some() => None,
        "OutputPath" => match state.result_path {
            None => Some(Vec::new()),
            Some(path) => Path::parse(path.as_str()?).ok().map(|path| path.segments),
        },
        _ => None,
    }
}

/// The steps of a path behind those to the result; none where it leads elsewhere.
fn behind<'p>(path: &'p Path, prefix: &[Segment]) -> &'p [Segment] {
    match path.segments.split_at_checked(prefix.len()) {
        Some((first, rest)) if path.root == Root::Input && first == prefix => rest,
        _ => &[],
    }
}

/// A step of a way into a result.
enum Step<'n> {
    /// To the member of that name.
    Name(&'n str, Range<usize>),
    /// To items of an array, or to values of an object.
    Item,
    /// To what cannot be told.
    Anywhere,
}

fn step(segment: &Segment) -> Step<'_> {
    match &segment.kind {
        SegmentKind::Names(names) if names.len() == 1 => {
            Step::Name(&names[0], segment.range.0.clone())
        }
        SegmentKind::Indices(_)
        | SegmentKind::Slice { .. }
        | SegmentKind::FromLength(_)
        | SegmentKind::Filter(_)
        | SegmentKind::Wildcard => Step::Item,
        _ => Step::Anywhere,
    }
}

fn step_of_jsonata(reference: &Reference) -> Step<'_> {
    Step::Name(&reference.name, reference.span.range())
}

/// A member that no result has.
struct Miss {
    name: String,
    range: Range<usize>,
    of: Shape,
}

fn first_miss<'n>(call: &Call<'_, '_>, steps: impl Iterator<Item = Step<'n>>) -> Option<Miss> {
    let mut shape = call.result_shape()?;
    for (depth, step) in steps.enumerate() {
        match step {
            Step::Anywhere => return None,
            Step::Item => shape = shape.item()?,
            Step::Name(name, _) if depth == 0 && ADDED.contains(&name) => return None,
            Step::Name(name, range) => match within_lists(shape).under(name) {
                Some(part) => shape = part,
                None => return Some(Miss { name: name.to_owned(), range, of: shape }),
            },
        }
    }
    None
}

/// What the innermost items of lists are: names are looked up in each of them, in `JSONata` and,
/// behind what may give many values, in paths.
fn within_lists(mut shape: Shape) -> Shape {
    while let Some(item) = shape.item().filter(|_| shape.kind() == Kind::List) {
        shape = item;
    }
    shape
}

/// The same of what is read in a state behind the call.
fn handed_on(call: &Call<'_, '_>, span: Span, miss: &Miss) -> Finding {
    let resource = call.resource.span();
    unknown(call, span, miss).label(resource, "what this gives is all that comes here")
}

fn unknown(call: &Call<'_, '_>, span: Span, miss: &Miss) -> Finding {
    let named = |action: Action<'_>| {
        format!("{}:{}{}", action.service, action.name, action.pattern.suffix())
    };
    let action = call.target.action().map(named).unwrap_or_default();
    let message = format!("the result of `{action}` has no {} at this place", quoted(&miss.name));
    let finding = Finding::new(span, message);
    let shape = within_lists(miss.of);
    match did_you_mean(&miss.name, shape.names()) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None if shape.names().next().is_none() => {
            finding.help("there is a plain value, which has no members")
        }
        None if let Some(free) = free_member(shape) => {
            finding.help(format!("what is in `{free}` may have any name"))
        }
        None if shape.names().count() <= TOLD_MAX => {
            finding.help(format!("there are {}", name_list(shape.names())))
        }
        None => finding.help(format!("there was no such name on {}", services::date())),
    }
}

/// The one member that may hold anything, such as the `Payload` of a function.
fn free_member(shape: Shape) -> Option<&'static str> {
    let is_free = |member: &Member| {
        member.shape().kind() == Kind::Any && !ADDED.contains(&member.name())
    };
    let mut free = shape.members().filter(is_free).map(Member::name);
    let first = free.next()?;
    free.next().is_none().then_some(first)
}
