//! What states do, one file for each type that does more than pass data on.

pub(super) mod choice;
pub(super) mod distributed;
pub(super) mod items;
pub(super) mod map;
pub(super) mod parallel;
pub(super) mod parameters;
pub(super) mod task;
pub(super) mod wait;
mod whole;

use std::rc::Rc;

use crate::exec::engine::Engine;
use crate::exec::failure::Trouble;
use crate::exec::plan::{ErrorText, Kind, Plan};
use crate::exec::sight::Sight;
use crate::exec::strand::StrandKey;
use crate::exec::{Failure, Payload};
use crate::query::expression::QueryError;
use crate::query::value::Value;
use crate::schema::QueryLanguage;

impl Engine<'_, '_> {
    /// Does the work of the state that a strand is in: at first, and at each attempt.
    pub(super) fn work(&mut self, key: StrandKey) -> Result<(), Trouble> {
        let plan = Rc::clone(&self.visit(key).plan);
        match &plan.kind {
            Kind::Pass { result: Some(result) } if plan.language == QueryLanguage::JsonPath => {
                self.complete(key, Payload::new(result.clone()))
            }
            Kind::Pass { .. } | Kind::Succeed => {
                let input = self.effective_input(key, &plan)?;
                self.complete(key, input)
            }
            Kind::Task(task) => self.schedule_task(key, &plan, task),
            Kind::Choice { rules, default } => self.choose(key, &plan, rules, *default),
            Kind::Wait(seconds) => self.wait_for(key, &plan, seconds),
            Kind::WaitUntil(moment) => self.wait_until(key, &plan, moment),
            Kind::Fail { error, cause } => self.fail_state(key, error, cause),
            Kind::Parallel { branches } => self.start_branches(key, &plan, branches),
            Kind::Map(map) => self.start_map(key, &plan, map),
            Kind::Unknown => Err(Trouble::runtime("The state has no type that exists.")),
        }
    }

    /// The input after `InputPath` and `Parameters`, or `Arguments`.
    pub(super) fn effective_input(&self, key: StrandKey, plan: &Plan) -> Result<Payload, Trouble> {
        let raw = &self.visit(key).input;
        if plan.input_path.is_none() && plan.arguments.is_none() {
            return Ok(raw.clone());
        }
        let sight = self.sight(key);
        let selected = self.selected_input(key, plan, &sight)?;
        let Some(template) = &plan.arguments else { return Ok(selected) };
        let mut made = Payload::new(sight.fill(template, &selected.value)?);
        if !made.fits() {
            return Err(Trouble::Failed(Failure::data_limit(self.state_name(key))));
        }
        Ok(made)
    }

    /// The input after `InputPath`.
    pub(super) fn selected_input(
        &self,
        key: StrandKey,
        plan: &Plan,
        sight: &Sight<'_>,
    ) -> Result<Payload, Trouble> {
        let raw = &self.visit(key).input;
        match &plan.input_path {
            Some(field) => sight.select(field, raw),
            None => Ok(raw.clone()),
        }
    }

    fn fail_state(
        &self,
        key: StrandKey,
        error: &ErrorText,
        cause: &ErrorText,
    ) -> Result<(), Trouble> {
        let sight = self.sight(key);
        let input = &self.visit(key).input.value;
        let error = error_text(&sight, error, input)?;
        let cause = error_text(&sight, cause, input)?;
        Err(Trouble::Failed(Failure { error, cause }))
    }
}

/// The text of an error or a cause; none where there is none.
fn error_text(
    sight: &Sight<'_>,
    text: &ErrorText,
    input: &Value,
) -> Result<Option<Rc<str>>, Trouble> {
    let value = match text {
        ErrorText::None => return Ok(None),
        ErrorText::Literal(value) => value.clone(),
        ErrorText::Template(template) => sight.fill(template, input)?,
        ErrorText::Path(name, text, Some(expression)) => {
            let variable = sight.variable();
            let scope = sight.scope(input, &variable);
            let value = expression.evaluate(text, name, scope, &mut sight.random());
            value.map_err(|QueryError { error, cause }| {
                Trouble::Named(error, Some((*name).into()), cause)
            })?
        }
        ErrorText::Path(name, text, None) => {
            return Err(Trouble::runtime_at(
                name,
                format!("The {name} field cannot be read: {text}"),
            ));
        }
    };
    Ok(Some(match value {
        Value::String(text) => text,
        other => other.to_string().into(),
    }))
}
