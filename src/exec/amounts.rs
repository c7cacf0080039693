//! Numbers and moments that a field holds or leads to, and what AWS says of wrong ones.

use crate::exec::Payload;
use crate::exec::failure::Trouble;
use crate::exec::plan::{Amount, PathField, Target, Template};
use crate::exec::sight::Sight;
use crate::query::timestamp::{self, Timestamp};
use crate::query::value::{Number, Value};

/// The longest time that a Wait state waits, in seconds: 24,855 days and some hours (recorded:
/// a day more is refused).
const WAIT_SECONDS_MAX: i64 = i32::MAX as i64;

impl Sight<'_> {
    /// A whole number, if there is one: of a limit such as `MaxConcurrency`.
    pub(super) fn integer(&self, amount: &Amount, from: &Payload) -> Result<Option<i64>, Trouble> {
        let number = |value: &Value| whole(value).or_else(|| whole(&numeric_text(value)?));
        self.number(amount, from, "integer", &number)
    }

    /// A number, if there is one: of a percentage.
    pub(super) fn float(&self, amount: &Amount, from: &Payload) -> Result<Option<f64>, Trouble> {
        let number = |value: &Value| value.as_f64().or_else(|| numeric_text(value)?.as_f64());
        self.number(amount, from, "float", &number)
    }

    fn number<N>(
        &self,
        amount: &Amount,
        from: &Payload,
        kind: &str,
        read: &dyn Fn(&Value) -> Option<N>,
    ) -> Result<Option<N>, Trouble> {
        match amount {
            Amount::None => Ok(None),
            Amount::Literal(value) => Ok(read(value)),
            Amount::Path(field) => {
                let value = self.select(field, from)?.value;
                let (name, path) = (field.name, &field.text);
                let shown = match &value {
                    Value::String(text) => text.to_string(),
                    other => other.to_string(),
                };
                let refuse = || {
                    Trouble::runtime_at(
                        name,
                        format!(
                            "The {name} field refers to value \"{shown}\" which is not a valid \
                         {kind}: {path}"
                        ),
                    )
                };
                read(&value).map(Some).ok_or_else(refuse)
            }
            Amount::Expression(_, template) => {
                let value = self.fill(template, &from.value)?;
                let number = matches!(value, Value::Number(_)).then(|| read(&value)).flatten();
                number.map(Some).ok_or_else(|| unexpected(template, "number", &value))
            }
        }
    }

    /// How many seconds to wait.
    pub(super) fn seconds(&self, amount: &Amount, from: &Payload) -> Result<i64, Trouble> {
        let seconds = match amount {
            Amount::None => 0,
            Amount::Literal(value) => whole(value).unwrap_or(0),
            Amount::Path(field) => self.seconds_at(field, from)?,
            Amount::Expression(location, template) => {
                let value = self.fill(template, &from.value)?;
                let seconds = whole(&value).ok_or_else(|| unexpected(template, "number", &value));
                let seconds = seconds?;
                if seconds < 0 {
                    let cause = format!("The Seconds field cannot be a negative value: {seconds}");
                    return Err(Trouble::Evaluation(Some(location.clone()), cause));
                }
                seconds
            }
        };
        within_limit(seconds)
    }

    fn seconds_at(&self, field: &PathField, from: &Payload) -> Result<i64, Trouble> {
        let text = &field.text;
        let refuse = |what: String| {
            Trouble::runtime_at(field.name, format!("The SecondsPath parameter {what}"))
        };
        let value = self
            .value_at(field, from)
            .ok_or_else(|| refuse(format!("does not reference an input value: {text}")))?;
        let seconds = whole(&value).ok_or_else(|| {
            refuse(format!("cannot be parsed as a long value: {text} == {value}"))
        })?;
        if seconds < 0 {
            return Err(refuse(format!("references a negative value: {text} == {value}")));
        }
        Ok(seconds)
    }

    /// How many seconds to wait for a moment; nothing if it is past. Fractions of a second of
    /// the moment are cut off.
    pub(super) fn seconds_until(&self, amount: &Amount, from: &Payload) -> Result<i64, Trouble> {
        let moment = match amount {
            Amount::None => return Ok(0),
            Amount::Literal(value) => value.as_str().and_then(|text| timestamp::parse(text).ok()),
            Amount::Path(field) => Some(self.moment_at(field, from)?),
            Amount::Expression(location, template) => {
                let value = self.fill(template, &from.value)?;
                let Value::String(text) = &value else {
                    return Err(unexpected(template, "string", &value));
                };
                let cause = || {
                    let cause = format!(
                        "The Timestamp field cannot be parsed as an ISO-8601 extended offset \
                         date-time format string: {text}"
                    );
                    Trouble::Evaluation(Some(location.clone()), cause)
                };
                Some(timestamp::parse(text).map_err(|_| cause())?)
            }
        };
        let seconds = moment.map_or(0, |moment| moment.seconds - self.now_millis.div_euclid(1000));
        within_limit(seconds.max(0))
    }

    fn moment_at(&self, field: &PathField, from: &Payload) -> Result<Timestamp, Trouble> {
        let text = &field.text;
        let refuse = |what: String| {
            let cause = format!("The TimestampPath parameter does not reference {what}");
            Trouble::runtime_at(field.name, cause)
        };
        let value =
            self.value_at(field, from).ok_or_else(|| refuse(format!("an input value: {text}")))?;
        let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        timestamp::parse(value.as_str().unwrap_or_default()).map_err(|_| {
            refuse(format!(
                "a valid ISO-8601 extended offset date-time format string: {text} == {shown}"
            ))
        })
    }

    /// What a path leads to, if anything.
    pub(super) fn value_at(&self, field: &PathField, from: &Payload) -> Option<Value> {
        match &field.path {
            Target::Everything => Some(from.value.clone()),
            Target::Path(path) => path.evaluate(self.scope(&from.value, &self.variable())).ok(),
            Target::Nothing | Target::Unreadable => None,
        }
    }
}

fn within_limit(seconds: i64) -> Result<i64, Trouble> {
    if seconds > WAIT_SECONDS_MAX {
        return Err(Trouble::runtime("Wait state delay is too long."));
    }
    Ok(seconds)
}

/// What is said of the value of an expression that is not of the type that its field takes.
pub(super) fn unexpected(template: &Template, expected: &str, value: &Value) -> Trouble {
    match template {
        Template::Jsonata(template) => match template.fields().next() {
            Some(field) => field.wrong_type(expected, value).into(),
            None => Trouble::runtime(format!("Expected {expected}, but was {value}")),
        },
        Template::JsonPath(_) => Trouble::runtime(format!("Expected {expected}, but was {value}")),
    }
}

/// The number, if it is a whole one: `1.0` is.
fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        _ => None,
    }
}

/// The number that a text is: AWS takes `"2"` for 2 (recorded).
fn numeric_text(value: &Value) -> Option<Value> {
    Number::parse(value.as_str()?).map(Value::Number)
}
