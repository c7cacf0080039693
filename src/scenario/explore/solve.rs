//! Values that make conditions hold, or not hold: tried from a pool for each place.

use std::cmp::Ordering;

use crate::analysis::origins::place::Place;
use crate::model::{DataType, string_matches};
use crate::query::reference_path::Step;
use crate::query::timestamp;
use crate::query::value::{Number, Value};
use crate::scenario::explore::condition::{Ask, Operand, Test};

/// What is done at a place.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Setting {
    /// Something must be there, whatever it is.
    Present,
    /// Nothing may be there.
    Absent,
    /// This must be there.
    Put(Value),
}

/// What is done at which places.
pub(super) type Settings = Vec<(Place, Setting)>;

/// How many steps a search may take, and how many solutions it looks for.
const STEPS_MAX: usize = 4000;
const SOLUTIONS_MAX: usize = 4;

/// Settings under which each test comes out as it is wanted, the simplest first. What is too hard
/// is hoped for.
pub(super) fn solve(goals: &[(&Test, bool)]) -> Vec<Settings> {
    let pools = Pools::of(goals);
    let goals: Vec<_> = goals.iter().rev().copied().collect();
    let mut pending = vec![(goals, Settings::new())];
    let mut solutions = Vec::new();
    for _ in 0..STEPS_MAX {
        let Some((mut goals, settings)) = pending.pop() else { break };
        let Some((test, wanted)) = goals.pop() else {
            if !solutions.contains(&settings) {
                solutions.push(settings);
            }
            if solutions.len() == SOLUTIONS_MAX {
                break;
            }
            continue;
        };
        match (test, wanted) {
            (Test::Constant(value), wanted) if *value != wanted => {}
            (Test::Constant(_) | Test::Unknown, _) => pending.push((goals, settings)),
            (Test::Not(inner), wanted) => {
                goals.push((inner, !wanted));
                pending.push((goals, settings));
            }
            (Test::All(inner), true) | (Test::Any(inner), false) => {
                goals.extend(inner.iter().rev().map(|inner| (inner, wanted)));
                pending.push((goals, settings));
            }
            (Test::All(inner), false) | (Test::Any(inner), true) => {
                for inner in inner.iter().rev() {
                    let mut goals = goals.clone();
                    goals.push((inner, wanted));
                    pending.push((goals, settings.clone()));
                }
            }
            (Test::At(place, ask), wanted) => {
                let mut ways = pools.ways(place, ask, wanted, &settings);
                ways.reverse();
                pending.extend(ways.into_iter().map(|settings| (goals.clone(), settings)));
            }
        }
    }
    solutions
}

/// For each place, the values that may make a difference there.
struct Pools<'g>(Vec<(&'g Place, Vec<Setting>)>);

impl<'g> Pools<'g> {
    fn of(goals: &[(&'g Test, bool)]) -> Self {
        let mut pools: Vec<(&Place, Vec<Setting>)> = Vec::new();
        let mut pending: Vec<_> = goals.iter().map(|(test, _)| *test).collect();
        while let Some(test) = pending.pop() {
            match test {
                Test::All(inner) | Test::Any(inner) => pending.extend(inner),
                Test::Not(inner) => pending.push(inner),
                Test::At(place, ask) => {
                    let values = candidates(ask);
                    match pools.iter_mut().find(|(known, _)| *known == place) {
                        Some((_, pool)) => pool.extend(values),
                        None => pools.push((place, values)),
                    }
                }
                Test::Constant(_) | Test::Unknown => {}
            }
        }
        Self(pools)
    }

    /// The settings, grown so that a question is answered as wanted.
    fn ways(&self, place: &Place, ask: &Ask, wanted: bool, settings: &Settings) -> Vec<Settings> {
        let mut settings = settings.clone();
        let (ask, own) = match ask {
            Ask::Compare(comparison, Operand::Place(other, kind)) => {
                let value = match setting(&settings, other) {
                    Some(Setting::Put(value)) => value.clone(),
                    Some(_) => return Vec::new(),
                    None => {
                        let value = example(*kind);
                        settings.push((other.clone(), Setting::Put(value.clone())));
                        value
                    }
                };
                let ask = Ask::Compare(*comparison, Operand::Literal(value));
                let own = candidates(&ask);
                (ask, own)
            }
            ask => (ask.clone(), candidates(ask)),
        };
        match setting(&settings, place) {
            Some(Setting::Present) if !matches!(ask, Ask::Present) => {
                settings.retain(|(known, _)| known != place);
            }
            Some(known) => {
                let is_so = holds(&ask, known) == wanted;
                return if is_so { vec![settings] } else { Vec::new() };
            }
            None => {}
        }
        let shared = self.0.iter().find(|(known, _)| *known == place);
        let shared = shared.map(|(_, pool)| pool.as_slice()).unwrap_or_default();
        let mut ways: Vec<Settings> = Vec::new();
        let usual = [Setting::Put(name_of(place).into()), Setting::Put(1.into())];
        for candidate in own.iter().chain(shared).chain(&usual) {
            if holds(&ask, candidate) == wanted {
                let mut settings = settings.clone();
                settings.push((place.clone(), candidate.clone()));
                if !ways.contains(&settings) {
                    ways.push(settings);
                }
            }
        }
        ways
    }
}

/// A word for what is at a place.
pub(super) fn name_of(place: &Place) -> &str {
    last_name(&place.steps)
}

/// The last name on the way to a place.
pub(super) fn last_name(steps: &[Step]) -> &str {
    let name = steps.iter().rev().find_map(|step| match step {
        Step::Member(name) if !name.starts_with('\0') => Some(&**name),
        Step::Member(_) | Step::Item(_) => None,
    });
    name.unwrap_or("item")
}

fn setting<'s>(settings: &'s Settings, place: &Place) -> Option<&'s Setting> {
    settings.iter().find(|(known, _)| known == place).map(|(_, setting)| setting)
}

fn example(kind: DataType) -> Value {
    match kind {
        DataType::Null => Value::Null,
        DataType::Boolean => true.into(),
        DataType::Numeric => 5.into(),
        DataType::String => "m".into(),
        DataType::Timestamp => "2026-01-02T00:00:00Z".into(),
    }
}

/// Values that may answer a question either way.
fn candidates(ask: &Ask) -> Vec<Setting> {
    let values: Vec<Value> = match ask {
        Ask::Present => return vec![Setting::Present, Setting::Absent],
        Ask::True => vec![true.into(), false.into()],
        Ask::Type(kind) => {
            let other = if *kind == DataType::Numeric { "text".into() } else { 1.into() };
            vec![example(*kind), other]
        }
        Ask::Matches(pattern) => {
            let text = unescaped(pattern, "");
            let longer = unescaped(pattern, "x");
            vec![text.clone().into(), longer.into(), format!("not {text}!").into(), 1.into()]
        }
        Ask::OneOf(items) => items.clone(),
        Ask::Count(_, number) => {
            let array = |count: i64| (0..count.clamp(0, 1000)).map(Value::from).collect();
            vec![array(*number), array(*number + 1), array(*number - 1)]
        }
        Ask::Compare(_, Operand::Literal(literal)) => around(literal),
        Ask::Compare(_, Operand::Place(_, kind)) => vec![example(*kind)],
    };
    values.into_iter().map(Setting::Put).collect()
}

/// A value, one below it, one above it.
fn around(literal: &Value) -> Vec<Value> {
    let mut values = vec![literal.clone()];
    match literal {
        Value::Bool(value) => values.push((!value).into()),
        Value::Number(Number::Integer(value)) => {
            values.extend([value.saturating_add(1).into(), value.saturating_sub(1).into()]);
        }
        Value::Number(number) => {
            values.extend([(number.as_f64() + 1.0).into(), (number.as_f64() - 1.0).into()]);
        }
        Value::String(text) if timestamp::parse(text).is_ok() => {
            values.extend(["9999-01-01T00:00:00Z".into(), "0001-01-01T00:00:00Z".into()]);
        }
        Value::String(text) => values.extend([format!("{text}x").into(), "".into()]),
        Value::Null | Value::Array(_) | Value::Object(_) => {}
    }
    values
}

/// Whether a setting answers a question with yes.
fn holds(ask: &Ask, setting: &Setting) -> bool {
    let value = match (ask, setting) {
        (Ask::Present, setting) => return *setting != Setting::Absent,
        (_, Setting::Put(value)) => value,
        _ => return false,
    };
    match ask {
        Ask::Present => true,
        Ask::True => matches!(value, Value::Bool(true)),
        Ask::Type(kind) => kind.has(value),
        Ask::Matches(pattern) => value.as_str().is_some_and(|text| string_matches(pattern, text)),
        Ask::OneOf(items) => items.contains(value),
        Ask::Count(comparison, number) => {
            let count = value.as_array().map_or(1, <[Value]>::len).cast_signed() as i64;
            comparison.holds(count.cmp(number))
        }
        Ask::Compare(comparison, Operand::Literal(literal)) => match order(value, literal) {
            Some(ordering) => comparison.holds(ordering),
            None => false,
        },
        Ask::Compare(_, Operand::Place(..)) => false,
    }
}

fn order(one: &Value, two: &Value) -> Option<Ordering> {
    match (one, two) {
        (Value::Null, Value::Null) => Some(Ordering::Equal),
        (Value::Bool(one), Value::Bool(two)) => Some(one.cmp(two)),
        (Value::Number(one), Value::Number(two)) => one.as_f64().partial_cmp(&two.as_f64()),
        (Value::String(one), Value::String(two)) => {
            match (timestamp::parse(one), timestamp::parse(two)) {
                (Ok(one), Ok(two)) => Some(one.cmp(&two)),
                _ => Some(one.cmp(two)),
            }
        }
        _ => None,
    }
}

/// A text that a pattern matches: `filling` in place of each star.
fn unescaped(pattern: &str, filling: &str) -> String {
    let mut text = String::new();
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '*' => text.push_str(filling),
            '\\' => text.extend(characters.next()),
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests;
