//! `when`: which calls an entry is for.

use crate::diagnostic::name_list;
use crate::exec::mocks::Call;
use crate::exec::mocks::read::Reader;
use crate::query::value::Value;
use crate::syntax::tree::{self, Kind};

/// Which calls an entry is for: those that have one of the values in each respect named.
#[derive(Clone, Debug, Default)]
pub(super) struct Condition {
    /// The index of the innermost Map iteration.
    index: Option<Vec<u64>>,
    /// How often the task has been retried before.
    attempt: Option<Vec<u64>>,
    /// What the arguments hold, among other things.
    arguments: Option<Vec<Value>>,
}

const KEYS: [&str; 3] = ["arguments", "attempt", "index"];

impl Condition {
    /// Reads the value of `when`.
    pub(super) fn read(reader: &mut Reader<'_>, value: tree::Value<'_>) -> Self {
        let mut condition = Self::default();
        for member in reader.members(value, "an object such as `{ index: 2 }`") {
            match member.name() {
                "arguments" => condition.arguments = Some(arguments(reader, member.value)),
                "attempt" => condition.attempt = Some(numbers(reader, member.value)),
                "index" => condition.index = Some(numbers(reader, member.value)),
                _ => {
                    let help = format!("it has {}", name_list(KEYS));
                    reader.unknown(member.key, "`when` has no", &KEYS, &help);
                }
            }
        }
        condition
    }

    /// Makes the values that arguments must hold anew.
    pub(super) fn map_values(&mut self, map: &dyn Fn(&Value) -> Value) {
        for value in self.arguments.iter_mut().flatten() {
            *value = map(value);
        }
    }

    /// Whether a call is one of those.
    pub(super) fn fits(&self, call: &Call<'_>) -> bool {
        let has = |numbers: &Vec<u64>, number| numbers.contains(&number);
        self.index
            .as_ref()
            .is_none_or(|indices| call.index.is_some_and(|index| has(indices, index)))
            && self.attempt.as_ref().is_none_or(|attempts| has(attempts, call.attempt))
            && self.arguments.as_ref().is_none_or(|arguments| {
                arguments.iter().any(|wanted| is_part_of(wanted, call.arguments))
            })
    }
}

/// One number or a list of them.
fn numbers(reader: &mut Reader<'_>, value: tree::Value<'_>) -> Vec<u64> {
    let values = one_or_more(reader, value);
    let number = |value: tree::Value<'_>| {
        let number = value.as_i64().and_then(|number| u64::try_from(number).ok());
        match number {
            Some(_) => {}
            None if value.kind() == Kind::Number => {
                reader.fault(value.span(), "this must be a whole number from 0 on");
            }
            None => reader.wrong_type(value, "a whole number from 0 on, or a list of them"),
        }
        number
    };
    values.into_iter().filter_map(number).collect()
}

/// One value or a list of them.
fn arguments(reader: &mut Reader<'_>, value: tree::Value<'_>) -> Vec<Value> {
    one_or_more(reader, value).into_iter().map(Value::from_tree).collect()
}

fn one_or_more<'t>(reader: &mut Reader<'_>, value: tree::Value<'t>) -> Vec<tree::Value<'t>> {
    if value.kind() != Kind::Array {
        return vec![value];
    }
    let values: Vec<_> = value.items().collect();
    if values.is_empty() && !value.is_incomplete() {
        reader.fault(value.span(), "this fits no call, since the list is empty");
    }
    values
}

/// Whether a value has all that is wanted of it: objects may have more members, at any depth.
fn is_part_of(wanted: &Value, value: &Value) -> bool {
    let mut pending = vec![(wanted, value)];
    while let Some((wanted, value)) = pending.pop() {
        let agrees = match (wanted, value) {
            (Value::Object(wanted), Value::Object(value)) => {
                let pair = |(name, wanted)| value.get::<str>(name).map(|value| (wanted, value));
                let count = pending.len();
                pending
                    .extend(wanted.iter().map(|(name, wanted)| (&**name, wanted)).map_while(pair));
                pending.len() - count == wanted.len()
            }
            (Value::Array(wanted), Value::Array(value)) => {
                pending.extend(wanted.iter().zip(value.iter()));
                wanted.len() == value.len()
            }
            (wanted, value) => wanted == value,
        };
        if !agrees {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Format, parse};

    #[test]
    fn arguments_may_have_more_members_than_are_wanted_but_no_more_items() {
        let value = |text: &str| Value::from_tree(parse(text, Format::Json).tree.root());
        let table = [
            ("{}", r#"{"a": 1}"#, true),
            (r#"{"a": {"b": 2}}"#, r#"{"a": {"b": 2.0, "c": 3}, "d": 4}"#, true),
            (r#"{"a": {"b": 2}}"#, r#"{"a": {"c": 2}}"#, false),
            (r#"{"a": [{"b": 1}]}"#, r#"{"a": [{"b": 1, "c": 2}]}"#, true),
            (r#"{"a": [1]}"#, r#"{"a": [1, 2]}"#, false),
            ("{}", "[]", false),
            ("null", "null", true),
        ];
        for (wanted, given, expected) in table {
            assert_eq!(is_part_of(&value(wanted), &value(given)), expected, "{wanted} in {given}");
        }
    }
}
