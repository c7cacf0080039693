//! How a state ends well: its result becomes its output, its variables are set, and it leads on.

use std::rc::Rc;

use crate::exec::engine::Engine;
use crate::exec::failure::Trouble;
use crate::exec::history::{Outcome, What};
use crate::exec::plan::{Kind, Next, Plan, ResultPlace, Template};
use crate::exec::sight::Sight;
use crate::exec::strand::{Action, StrandKey};
use crate::exec::{Failure, Payload};
use crate::query::json_path::Root;
use crate::query::value::Value;
use crate::schema::QueryLanguage;

/// Variables that a state sets.
pub(super) type Assigned = Rc<[(Rc<str>, Value)]>;

/// What a way out of a state makes of its data.
pub(super) struct Way<'p> {
    pub(super) next: Next,
    pub(super) assign: Option<&'p Template>,
    pub(super) output: Option<&'p Template>,
}

impl Engine<'_, '_> {
    /// Ends the state that a strand is in with its result.
    pub(super) fn complete(&mut self, key: StrandKey, result: Payload) -> Result<(), Trouble> {
        let plan = Rc::clone(&self.visit(key).plan);
        let way =
            Way { next: plan.next, assign: plan.assign.as_ref(), output: plan.output.as_ref() };
        let state = self.visit(key).state;
        self.leave(key, &plan, &way, result)?;
        self.visit_counts(state, &plan).done += 1;
        Ok(())
    }

    /// Ends the state by one of its ways.
    pub(super) fn leave(
        &mut self,
        key: StrandKey,
        plan: &Plan,
        way: &Way<'_>,
        result: Payload,
    ) -> Result<(), Trouble> {
        let input = self.visit(key).input.clone();
        let mut sight = self.sight(key);
        let output = match plan.language {
            QueryLanguage::JsonPath => {
                let assigned = assigned(&sight, way.assign, &result.value)?;
                (json_path_output(&sight, plan, &input, result)?, assigned)
            }
            QueryLanguage::Jsonata => {
                if has_result(&plan.kind) {
                    sight.result = Some(result.value.clone());
                }
                let assigned = assigned(&sight, way.assign, &result.value)?;
                let output = match way.output {
                    Some(template) => Payload::new(sight.fill(template, &result.value)?),
                    None => result,
                };
                (output, assigned)
            }
        };
        let (mut output, assigned) = output;
        if !output.fits() {
            return Err(Trouble::Failed(Failure::data_limit(self.state_name(key))));
        }
        self.exit(key, way.next, output, assigned)
    }

    /// Writes down that a strand leaves its state, and lets it go on.
    pub(super) fn exit(
        &mut self,
        key: StrandKey,
        next: Next,
        output: Payload,
        assigned: Assigned,
    ) -> Result<(), Trouble> {
        if next == Next::Missing {
            return Err(Trouble::runtime(
                "Failed to transition out of the state. The state does not point to a next state.",
            ));
        }
        let strand = &mut self.strands[key];
        if !assigned.is_empty() {
            let variables = Rc::make_mut(&mut strand.variables);
            variables.extend(assigned.iter().cloned());
        }
        let state = self.visit(key).state;
        self.log(key, What::StateExited { state, output: output.clone(), assigned });
        self.strands[key].visit = None;
        match next {
            Next::State(state) => self.later(key, 0, Action::Enter(state, output.counted())),
            Next::End | Next::Missing => self.end_scope(key, output),
        }
        Ok(())
    }

    /// Ends the scope that a strand is in with an output.
    fn end_scope(&mut self, key: StrandKey, output: Payload) {
        if let Some((fork, place)) = self.strands[key].fork {
            self.end_branch(fork, place, key, output);
            return;
        }
        let run = self.strands[key].run;
        self.log(key, What::ExecutionSucceeded(output.clone()));
        self.end_run(run, Outcome::Succeeded(output));
    }
}

/// Whether states of the type have a result of their own, which their output is by default.
const fn has_result(kind: &Kind) -> bool {
    matches!(kind, Kind::Task(_) | Kind::Parallel { .. } | Kind::Map(_))
}

/// `Assign`, evaluated: all of it sees the values from before.
pub(super) fn assigned(
    sight: &Sight<'_>,
    template: Option<&Template>,
    root: &Value,
) -> Result<Assigned, Trouble> {
    let Some(template) = template else { return Ok(Rc::default()) };
    let value = sight.fill(template, root)?;
    let members = value.as_object().into_iter().flatten();
    Ok(members.map(|(name, value)| (Rc::clone(name), value.clone())).collect())
}

/// `ResultSelector`, `ResultPath`, `OutputPath`.
fn json_path_output(
    sight: &Sight<'_>,
    plan: &Plan,
    input: &Payload,
    result: Payload,
) -> Result<Payload, Trouble> {
    let selected = match &plan.result_selector {
        Some(template) => Payload::new(sight.fill(template, &result.value)?),
        None => result,
    };
    let combined = place_result(&plan.result_path, input, selected)?;
    match &plan.output_path {
        Some(field) => sight.select(field, &combined),
        None => Ok(combined),
    }
}

/// The input with a result put where it belongs.
pub(super) fn place_result(
    place: &ResultPlace,
    input: &Payload,
    mut result: Payload,
) -> Result<Payload, Trouble> {
    match place {
        ResultPlace::Whole => Ok(result),
        ResultPlace::Nowhere => Ok(input.clone()),
        ResultPlace::At(text, path) => {
            let unwritable = || {
                let cause = format!("Unable to apply ReferencePath {text} to input {input}");
                Trouble::runtime_at("ResultPath", cause)
            };
            // The context object and variables cannot be written to.
            if path.root != Root::Input {
                return Err(unwritable());
            }
            let written = path.write(&input.value, result.value.clone());
            let written = written.map_err(|_| unwritable())?;
            result.fits();
            let bytes = result.bytes_max().and_then(|bytes| bytes.checked_add(text.len() + 4));
            Ok(input.with(written, bytes.unwrap_or(usize::MAX)))
        }
    }
}
