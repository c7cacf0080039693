//! What is known of the data on its way through a machine: results of actions, values that are
//! written down, and what templates make of them.
//!
//! Nothing is computed before someone asks, and whoever asks pays for a bounded number of steps:
//! what lies further back is not known.

mod flow;
mod sight;

pub use sight::Sight;

use std::rc::Rc;

use crate::analysis::passed_name;
use crate::analysis::template::looks_dynamic;
use crate::query::json_path::Path;
use crate::query::jsonata_template::marked;
use crate::query::payload::SUFFIX;
use crate::schema::QueryLanguage;
use crate::services::{Kind as ShapeKind, Shape};
use crate::syntax::tree::{Kind, Member, Value};

/// Some data.
#[derive(Clone)]
pub enum Data<'m, 't> {
    /// Nothing is known of it.
    Unknown,
    /// What an action gives, or a part of that.
    Shape(Shape),
    /// A value that is written down: dynamic parts are to be computed with what is in sight.
    Written(Value<'t>, Option<Rc<Sight<'m, 't>>>),
    /// An object with texts under these names.
    Texts(&'static [&'static str]),
    /// Other data, with something put into it.
    Put(Rc<Self>, Rc<[String]>, Rc<Self>),
    /// One of several, depending on the way that was taken.
    OneOf(Rc<[Self]>),
}

/// What a catcher gets.
const ERROR_OUTPUT: &[&str] = &["Error", "Cause"];

impl Data<'_, '_> {
    /// What is under a name: in an array, in each item.
    #[must_use]
    pub fn under(&self, name: &str) -> Self {
        match self {
            Self::Unknown | Self::Texts(_) => Self::Unknown,
            Self::Shape(shape) => {
                within_lists(*shape).under(name).map_or(Self::Unknown, Self::Shape)
            }
            Self::Written(value, sight) => written_under(*value, name, sight.as_ref()),
            Self::Put(base, names, data) => match names.split_first() {
                Some((first, rest)) if first == name => {
                    if rest.is_empty() {
                        Self::clone(data)
                    } else {
                        let inner = Rc::new(base.under(name));
                        Self::Put(inner, rest.to_vec().into(), Rc::clone(data))
                    }
                }
                _ => base.under(name),
            },
            Self::OneOf(ways) => one_of(ways.iter().map(|way| way.under(name)).collect()),
        }
    }

    /// What an item of an array is.
    #[must_use]
    pub fn item(&self) -> Self {
        match self {
            Self::Shape(shape) => shape.item().map_or(Self::Unknown, Self::Shape),
            Self::Written(value, sight) => match (value.items().next(), sight) {
                (Some(first), Some(sight)) => evaluated(first, sight),
                (Some(first), None) => Self::Written(first, None),
                (None, _) => Self::Unknown,
            },
            Self::OneOf(ways) => one_of(ways.iter().map(Self::item).collect()),
            Self::Unknown | Self::Texts(_) | Self::Put(..) => Self::Unknown,
        }
    }

    /// The names that it is known to have, each with what is under it.
    pub fn members(&self) -> Vec<(String, Self)> {
        let names: Vec<String> = match self {
            Self::Unknown => Vec::new(),
            Self::Shape(shape) => within_lists(*shape).names().map(str::to_owned).collect(),
            Self::Written(value, sight) => {
                let language =
                    sight.as_ref().map_or(QueryLanguage::Jsonata, |sight| sight.language());
                value.members().map(|member| passed_name(&member, language).to_owned()).collect()
            }
            Self::Texts(names) => names.iter().map(|name| (*name).to_owned()).collect(),
            Self::Put(base, names, _) => {
                let inner = base.members().into_iter().map(|(name, _)| name);
                inner.filter(|name| *name != names[0]).chain([names[0].clone()]).collect()
            }
            Self::OneOf(ways) => {
                let mut all: Vec<(String, Self)> = Vec::new();
                for member in ways.iter().flat_map(Self::members) {
                    if !all.iter().any(|(name, _)| *name == member.0) {
                        all.push(member);
                    }
                }
                return all;
            }
        };
        names.into_iter().map(|name| (name.clone(), self.under(&name))).collect()
    }

    /// What it is, in a word or two; none where that is not known.
    pub fn described(&self) -> Option<String> {
        Some(match self {
            Self::Unknown => return None,
            Self::Shape(shape) => shape.described(),
            Self::Written(value, _) => match value.kind() {
                Kind::Opaque | Kind::Missing => return None,
                Kind::String if looks_dynamic(value.text()) => return None,
                kind => kind.described().trim_start_matches("an ").trim_start_matches("a ").into(),
            },
            Self::Texts(_) | Self::Put(..) => "object".to_owned(),
            Self::OneOf(ways) => {
                let mut words: Vec<_> = ways.iter().filter_map(Self::described).collect();
                words.dedup();
                return (words.len() == 1).then(|| words.swap_remove(0));
            }
        })
    }
}

fn written_under<'m, 't>(
    value: Value<'t>,
    name: &str,
    sight: Option<&Rc<Sight<'m, 't>>>,
) -> Data<'m, 't> {
    let Some(sight) = sight else {
        return value.get(name).map_or(Data::Unknown, |value| Data::Written(value, None));
    };
    let language = sight.language();
    let found = value.members().find(|member| passed_name(member, language) == name);
    found.map_or(Data::Unknown, |member| dynamic_or_written(&member, language, sight))
}

/// What the innermost items of lists are: a name is looked up in each of them.
fn within_lists(mut shape: Shape) -> Shape {
    while let Some(item) = shape.item().filter(|_| shape.kind() == ShapeKind::List) {
        shape = item;
    }
    shape
}

fn one_of<'m, 't>(mut ways: Vec<Data<'m, 't>>) -> Data<'m, 't> {
    ways.retain(|way| !matches!(way, Data::Unknown));
    match ways.len() {
        0 => Data::Unknown,
        1 => ways.swap_remove(0),
        _ => Data::OneOf(ways.into()),
    }
}

/// What a value gives: an expression what it leads to, anything else what is written.
fn evaluated<'m, 't>(value: Value<'t>, sight: &Rc<Sight<'m, 't>>) -> Data<'m, 't> {
    let is_jsonata = sight.language() == QueryLanguage::Jsonata;
    match value.as_str().and_then(marked).filter(|_| is_jsonata) {
        Some(_) if sight.is_spent() => Data::Unknown,
        Some(expression) => sight.jsonata(expression),
        None => Data::Written(value, Some(Rc::clone(sight))),
    }
}

/// What the value of a member of a template gives.
fn dynamic_or_written<'m, 't>(
    member: &Member<'t>,
    language: QueryLanguage,
    sight: &Rc<Sight<'m, 't>>,
) -> Data<'m, 't> {
    let is_dynamic = language == QueryLanguage::JsonPath && member.name().ends_with(SUFFIX);
    if !is_dynamic {
        return evaluated(member.value, sight);
    }
    match member.value.as_str().and_then(|text| Path::parse(text).ok()) {
        Some(path) if !sight.is_spent() => sight.path(&path),
        _ => Data::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::Sight;
    use crate::model::StateMachine;
    use crate::query::json_path::Root;
    use crate::syntax::{Format, parse};

    /// The names that data at hand in the state `Z` has, below some names.
    fn names(states: &str, field: &str, below: &[&str]) -> String {
        let text = format!("{{\"StartAt\": \"A\", \"States\": {{{states}}}}}");
        let parsed = parse(&text, Format::Json);
        assert!(parsed.faults.is_empty(), "{text}");
        let machine = StateMachine::read(parsed.tree.root());
        let state = machine.scopes[0].state_named("Z").expect("there is such a state");
        let sight = Sight::new(&machine, state, field, false);
        let members = sight.at(&Root::Input, below).members();
        members.into_iter().map(|(name, _)| name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn data_is_followed_from_state_to_state() {
        let task = |rest: &str| {
            format!(
                r#""A": {{"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage" {rest},
                "Next": "B"}}, "B": {{"Type": "Wait", "Seconds": 1, "Next": "Z"}},
                "Z": {{"Type": "Pass", "End": true}}"#
            )
        };
        let sent = "MD5OfMessageAttributes MD5OfMessageBody MD5OfMessageSystemAttributes \
                    MessageId SequenceNumber";
        let table = [
            ("", "", sent),
            (r#", "ResultPath": "$.sent""#, "", "sent"),
            (r#", "ResultPath": "$.a.sent""#, "a", "sent"),
            (r#", "ResultPath": "$.a.sent""#, "a sent", sent),
            (r#", "ResultPath": null"#, "", ""),
            (r#", "ResultSelector": {"id.$": "$.MessageId", "n": {"x": 1}}"#, "", "id n"),
            (r#", "ResultSelector": {"all.$": "$"}, "OutputPath": "$.all""#, "", sent),
        ];
        for (rest, below, expected) in table {
            let below: Vec<_> = below.split_whitespace().collect();
            let found = names(&task(rest), "InputPath", &below);
            // The metadata of the call is there besides.
            let found = found.split(' ').filter(|name| !name.starts_with("Sdk"));
            assert_eq!(found.collect::<Vec<_>>().join(" "), expected, "{rest} {below:?}");
        }
    }

    #[test]
    fn states_that_lead_back_to_themselves_are_left_in_the_end() {
        let ring: Vec<_> = (0..40)
            .map(|at| {
                let next = (at + 1) % 40;
                format!(
                    r#""S{at}": {{"Type": "Choice", "Default": "S{next}", "Choices": [
                    {{"Variable": "$.a", "IsNull": true, "Next": "Z"}},
                    {{"Variable": "$.b", "IsNull": true, "Next": "S{}"}}]}}"#,
                    (at * 7) % 40
                )
            })
            .collect();
        let states = format!("{}, \"Z\": {{\"Type\": \"Succeed\"}}", ring.join(", "));
        assert_eq!(names(&states, "InputPath", &[]), "");
    }
}
