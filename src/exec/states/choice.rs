//! Choice states: the first rule that matches decides.

use std::cmp::Ordering;

use crate::exec::Payload;
use crate::exec::amounts::unexpected;
use crate::exec::engine::Engine;
use crate::exec::failure::Trouble;
use crate::exec::finishing::Way;
use crate::exec::history::Noted;
use crate::exec::plan::{Amount, Condition, Next, Operand, PathField, Plan, Rule, Test, Type};
use crate::exec::sight::Sight;
use crate::exec::strand::StrandKey;
use crate::query::timestamp;
use crate::query::value::Value;

impl Engine<'_, '_> {
    /// Takes the way of the first rule that matches, or the default.
    pub(super) fn choose(
        &mut self,
        key: StrandKey,
        plan: &Plan,
        rules: &[Rule],
        default: Option<Next>,
    ) -> Result<(), Trouble> {
        let sight = self.sight(key);
        let input = self.selected_input(key, plan, &sight)?;
        let mut chosen = None;
        for (place, rule) in rules.iter().enumerate() {
            if sight.holds(&rule.condition, &input)? {
                chosen = Some(place);
                break;
            }
        }
        drop(sight);
        self.note(key, Noted::Chosen(chosen));
        let state = self.visit(key).state;
        let visits = self.visit_counts(state, plan);
        for asked in visits.rules.iter_mut().take(chosen.unwrap_or(rules.len())) {
            asked.1 += 1;
        }
        match chosen {
            Some(place) => visits.rules[place].0 += 1,
            None => visits.defaults += u64::from(default.is_some()),
        }
        let way = match chosen.map(|place| &rules[place]) {
            Some(Rule { next, assign, output, .. }) => {
                Way { next: *next, assign: assign.as_ref(), output: output.as_ref() }
            }
            None => Way {
                next: default.unwrap_or(Next::Missing),
                assign: plan.assign.as_ref(),
                output: plan.output.as_ref(),
            },
        };
        self.leave(key, plan, &way, input)
    }
}

impl Sight<'_> {
    /// Whether a condition holds. The rest of an `And` or `Or` that is decided is not looked at.
    fn holds(&self, condition: &Condition, input: &Payload) -> Result<bool, Trouble> {
        match condition {
            Condition::All(inner) => {
                for condition in inner {
                    if !self.holds(condition, input)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Condition::Any(inner) => {
                for condition in inner {
                    if self.holds(condition, input)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Condition::Not(inner) => Ok(!self.holds(inner, input)?),
            Condition::Test(variable, test) => self.passes(variable, test, input),
            Condition::Expression(amount) => self.is_true(amount, input),
            Condition::Never => Ok(false),
        }
    }

    fn is_true(&self, condition: &Amount, input: &Payload) -> Result<bool, Trouble> {
        let value = match condition {
            Amount::Literal(value) => value.clone(),
            Amount::Expression(_, template) => {
                let value = self.fill(template, &input.value)?;
                if !matches!(value, Value::Bool(_)) {
                    return Err(unexpected(template, "boolean", &value));
                }
                value
            }
            Amount::None | Amount::Path(_) => Value::Null,
        };
        Ok(matches!(value, Value::Bool(true)))
    }

    fn passes(&self, variable: &PathField, test: &Test, input: &Payload) -> Result<bool, Trouble> {
        let value = self.value_at(variable, input);
        if let Test::IsPresent(wanted) = test {
            return Ok(value.is_some() == *wanted);
        }
        let value = value.ok_or_else(|| missing(variable))?;
        Ok(match test {
            Test::IsPresent(_) => true,
            Test::IsOfType(kind, wanted) => is_of_type(&value, *kind) == *wanted,
            Test::Matches(pattern) => {
                value.as_str().is_some_and(|text| matches_pattern(pattern, text))
            }
            Test::Compare(kind, comparison, operand) => {
                let operand = match operand {
                    Operand::Literal(value) => value.clone(),
                    Operand::Path(path) => {
                        self.value_at(path, input).ok_or_else(|| missing(path))?
                    }
                };
                let ordering = compare(*kind, &value, &operand);
                ordering.is_some_and(|ordering| comparison.holds(ordering))
            }
        })
    }
}

/// What AWS says of a path that leads nowhere, in a rule that needs a value.
fn missing(path: &PathField) -> Trouble {
    Trouble::runtime_at(
        "Choices",
        format!(
            "Invalid path '{}': The choice state's condition path references an invalid value.",
            path.text
        ),
    )
}

fn is_of_type(value: &Value, kind: Type) -> bool {
    match kind {
        Type::Null => matches!(value, Value::Null),
        Type::Boolean => matches!(value, Value::Bool(_)),
        Type::Numeric => matches!(value, Value::Number(_)),
        Type::String => matches!(value, Value::String(_)),
        Type::Timestamp => value.as_str().is_some_and(|text| timestamp::parse(text).is_ok()),
    }
}

/// How two values of a type stand to each other; none where one is not of the type, so that no
/// comparison holds (recorded).
fn compare(kind: Type, value: &Value, operand: &Value) -> Option<Ordering> {
    match (kind, value, operand) {
        (Type::Boolean, Value::Bool(one), Value::Bool(two)) => Some(one.cmp(two)),
        (Type::Numeric, Value::Number(one), Value::Number(two)) => {
            if one == two {
                Some(Ordering::Equal)
            } else {
                one.as_f64().partial_cmp(&two.as_f64())
            }
        }
        (Type::String, Value::String(one), Value::String(two)) => {
            Some(one.encode_utf16().cmp(two.encode_utf16()))
        }
        (Type::Timestamp, Value::String(one), Value::String(two)) => {
            Some(timestamp::parse(one).ok()?.cmp(&timestamp::parse(two).ok()?))
        }
        _ => None,
    }
}

/// Whether a text matches a pattern in which `*` is any run of characters, and a backslash makes
/// a star or a backslash mean itself.
fn matches_pattern(pattern: &str, text: &str) -> bool {
    // Pieces between stars; a text matches if they stand in it in order, the first at its
    // beginning and the last at its end.
    let mut pieces = vec![String::new()];
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '*' => pieces.push(String::new()),
            '\\' => pieces.last_mut().into_iter().for_each(|piece| {
                piece.extend(characters.next());
            }),
            other => pieces.last_mut().into_iter().for_each(|piece| piece.push(other)),
        }
    }
    let [first, rest @ ..] = &pieces[..] else { return text.is_empty() };
    let [middle @ .., last] = rest else { return text == first };
    let Some(mut text) = text.strip_prefix(first.as_str()) else { return false };
    for piece in middle {
        let Some(at) = text.find(piece.as_str()) else { return false };
        text = &text[at + piece.len()..];
    }
    text.ends_with(last.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_any_run_of_characters() {
        let table = [
            ("log-*.txt", "log-a.txt", true),
            ("log-*.txt", "log-.txt", true),
            ("log-*.txt", "log.txt", false),
            ("*", "", true),
            ("**a", "bca", true),
            ("a*a", "a", false),
            ("a*b*c", "a-b-b-c", true),
            ("a\\*b", "a*b", true),
            ("a\\*b", "axb", false),
            ("a\\\\*", "a\\x", true),
            ("", "", true),
            ("", "a", false),
        ];
        for (pattern, text, expected) in table {
            assert_eq!(matches_pattern(pattern, text), expected, "{pattern} {text}");
        }
    }
}
