//! Choice states: the first rule that matches decides.

use crate::exec::Payload;
use crate::exec::amounts::unexpected;
use crate::exec::engine::Engine;
use crate::exec::failure::Trouble;
use crate::exec::finishing::Way;
use crate::exec::history::Noted;
use crate::exec::plan::{Amount, Condition, Next, Operand, PathField, Plan, Rule, Test};
use crate::exec::sight::Sight;
use crate::exec::strand::StrandKey;
use crate::model::string_matches;
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
            Test::IsOfType(kind, wanted) => kind.has(&value) == *wanted,
            Test::Matches(pattern) => {
                value.as_str().is_some_and(|text| string_matches(pattern, text))
            }
            Test::Compare(kind, comparison, operand) => {
                let operand = match operand {
                    Operand::Literal(value) => value.clone(),
                    Operand::Path(path) => {
                        self.value_at(path, input).ok_or_else(|| missing(path))?
                    }
                };
                let ordering = kind.order(&value, &operand);
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
