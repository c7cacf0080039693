//! Which places a state reads on its way, so that something of use can be put there.

use crate::analysis::origins::place::{self, Place, Read, Shape};
use crate::analysis::origins::{Origins, Spot, Visits};
use crate::model::{ChoiceRule, State, StateKind};
use crate::query::jsonata_template::marked;
use crate::query::payload::SUFFIX;
use crate::query::reference_path::Step;
use crate::query::value;
use crate::schema::QueryLanguage;
use crate::syntax::tree::{Kind, Value};

/// The fields whose value is a machine of its own, or that are read only when something fails.
const OTHERS: [&str; 5] = ["Branches", "ItemProcessor", "Iterator", "Catch", "Retry"];

/// Makes a spot in a visit from steps.
type Input = fn(usize, Vec<Step>) -> Spot;

/// The places that a visit of a state reads.
pub fn of_visit<V: Visits>(
    origins: &Origins<'_, '_, V>,
    state: &State<'_>,
    visit: usize,
) -> Vec<(Spot, Read)> {
    let mut found = Vec::new();
    for (input, read) in of_state(state) {
        let spot = origins.spot(visit, read.place.clone(), input);
        found.extend(spot.map(|spot| (spot, read)));
    }
    found
}

fn of_state(state: &State<'_>) -> Vec<(Input, Read)> {
    let mut found = Vec::new();
    for member in state.object.members() {
        let name = member.name();
        if OTHERS.contains(&name) || member.value.kind() == Kind::Null {
            continue;
        }
        match state.query_language {
            QueryLanguage::Jsonata => {
                let shape = field_shape(name);
                let reads = jsonata_texts(member.value).into_iter();
                let reads = reads.flat_map(place::read_by_jsonata).map(|read| {
                    let shape = if read.shape == Shape::Any { shape } else { read.shape };
                    Read { shape, ..read }
                });
                found.extend(reads.map(|read| (Spot::Raw as Input, read)));
            }
            QueryLanguage::JsonPath => {
                let input: Input = match name {
                    "InputPath" => Spot::Raw,
                    "ResultSelector" | "Assign" => Spot::Result,
                    "OutputPath" => Spot::Combined,
                    "ResultPath" | "Result" => continue,
                    _ => Spot::Selected,
                };
                let reads = path_texts(name, member.value).into_iter();
                let reads = reads.flat_map(|(text, shape)| place::read_by(text, shape));
                found.extend(reads.map(|read| (input, read)));
            }
        }
    }
    if let StateKind::Choice { rules, .. } = &state.kind {
        let compared = rules.iter().filter_map(|rule| compared(rule, rules));
        found.extend(compared.map(|read| (Spot::Selected as Input, read)));
    }
    found
}

/// What a choice rule compares with a literal.
fn compared(rule: &ChoiceRule<'_>, rules: &[ChoiceRule<'_>]) -> Option<Read> {
    let mut around = rule.parent;
    while let Some(parent) = around.and_then(|parent| rules.get(parent)) {
        if parent.object.get("Not").is_some() {
            return None;
        }
        around = parent.parent;
    }
    let operator = rule.operators.first()?;
    let place = Place::of_path(rule.variable?.text())?;
    let like = matching(operator.name(), operator.value)?;
    Some(Read { place, shape: Shape::Any, like: Some(like) })
}

/// A value for which a comparison with a literal holds; none where that is not simple.
pub fn matching(operator: &str, literal: Value<'_>) -> Option<value::Value> {
    if literal.is_opaque() || matches!(literal.kind(), Kind::Object | Kind::Array) {
        return None;
    }
    let is_wanted = literal.as_bool() == Some(true);
    match operator {
        "StringMatches" => Some(literal.text().replace('*', "").into()),
        "IsNull" if is_wanted => Some(value::Value::Null),
        "IsPresent" | "IsString" if is_wanted => Some("text".into()),
        "IsNumeric" if is_wanted => Some(1_i64.into()),
        "IsBoolean" if is_wanted => Some(true.into()),
        "IsTimestamp" if is_wanted => Some("2026-01-01T00:00:00Z".into()),
        "NumericGreaterThan" => Some((literal.as_i64()?.checked_add(1)?).into()),
        "NumericLessThan" => Some((literal.as_i64()?.checked_sub(1)?).into()),
        name if name.ends_with("Equals") => Some(value::Value::from_tree(literal)),
        _ => None,
    }
}

/// What the value of a field should look like.
fn field_shape(name: &str) -> Shape {
    match name {
        "ItemsPath" | "Items" => Shape::Array,
        name if name.starts_with("Timestamp") => Shape::Timestamp,
        name if name.starts_with("Numeric") => Shape::Number,
        name if name.contains("Seconds") || name.starts_with("Tolerated") => Shape::Number,
        name if name.starts_with("Max") => Shape::Number,
        _ => Shape::Any,
    }
}

/// The expressions in a field of a state whose language is `JSONPath`.
fn path_texts<'t>(name: &'t str, value: Value<'t>) -> Vec<(&'t str, Shape)> {
    let mut found = Vec::new();
    let mut pending = vec![(name, value)];
    while let Some((name, value)) = pending.pop() {
        let from = pending.len();
        pending.extend(value.items().map(|item| ("", item)));
        pending.extend(value.members().map(|member| (member.name(), member.value)));
        pending[from..].reverse();
        let is_path = name.ends_with("Path") || name == "Variable" || name.ends_with(SUFFIX);
        if is_path && value.kind() == Kind::String {
            found.push((value.text(), field_shape(name)));
        }
    }
    found
}

/// The expressions in a field of a state whose language is `JSONata`.
fn jsonata_texts(value: Value<'_>) -> Vec<&str> {
    let mut found = Vec::new();
    let mut pending = vec![value];
    while let Some(value) = pending.pop() {
        pending.extend(value.items());
        pending.extend(value.members().map(|member| member.value));
        if value.kind() == Kind::String {
            found.extend(marked(value.text()));
        }
    }
    found
}
