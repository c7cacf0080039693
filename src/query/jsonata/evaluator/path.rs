//! Paths: each step is evaluated for every value that the step before it yielded.

use std::rc::Rc;

use crate::query::jsonata::datum::{Datum, Frame, Items};
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::evaluator::tuples::with_member;
use crate::query::jsonata::evaluator::{At, Evaluator, Outcome, is_number};
use crate::query::jsonata::program::{Kind, Stage};

impl Evaluator {
    pub(super) fn path(&mut self, at: At<'_>, input: &Datum, frame: &Rc<Frame>) -> Outcome {
        let node = at.node();
        let Kind::Path(steps) = &node.kind else { unreachable!("only paths come here") };
        let is_absolute =
            steps.first().is_some_and(|step| matches!(at.to(*step).node().kind, Kind::Variable(_)));
        let mut values = if input.is_array() && !is_absolute {
            input.clone()
        } else {
            Datum::sequence(vec![input.clone()])
        };
        let mut result = Datum::Undefined;
        let mut tuples: Option<Datum> = None;
        let mut is_tuples = false;
        for (index, step) in steps.iter().enumerate() {
            let step = at.to(*step);
            is_tuples |= step.node().tuple;
            if index == 0 && step.node().cons_array {
                result = self.evaluate(step, &values, frame)?;
            } else if is_tuples {
                tuples = Some(self.tuple_step(step, &values, tuples.as_ref(), frame)?);
            } else {
                result = self.step(step, &values, frame, index + 1 == steps.len())?;
            }
            let is_empty = result.items().is_none_or(Items::is_empty);
            if !is_tuples && is_empty && (result.is_undefined() || result.is_array()) {
                break;
            }
            if step.node().focus.is_none() {
                values = result.clone();
            }
        }
        if let (true, Some(tuples)) = (is_tuples, &tuples) {
            result = if node.tuple { tuples.clone() } else { focus_of(tuples) };
        }
        if node.keep_singleton_array {
            result = keep_singleton(result);
        }
        match &node.group {
            Some(group) => {
                let source = tuples.filter(|_| is_tuples).unwrap_or(result);
                self.group(at, &group.pairs, group.token, &source, frame)
            }
            None => Ok(result),
        }
    }

    /// One step for all values.
    fn step(&mut self, at: At<'_>, input: &Datum, frame: &Rc<Frame>, is_last: bool) -> Outcome {
        let node = at.node();
        if let Kind::Sort(terms) = &node.kind {
            let sorted = self.sort(at, terms, input, frame)?;
            return self.stages(at, &node.stages, sorted, frame);
        }
        let mut results = Vec::new();
        for item in input.items().into_iter().flat_map(Items::iter) {
            let mut result = self.evaluate(at, &item, frame)?;
            for stage in &node.stages {
                if let Stage::Filter(filter) = stage {
                    result = self.filter(at.to(*filter), &result, frame)?;
                }
            }
            if !result.is_undefined() {
                results.push(result);
            }
        }
        if let ([only], true) = (results.as_slice(), is_last)
            && only.is_array()
            && !only.flags().sequence
        {
            return Ok(only.clone());
        }
        Ok(Datum::sequence(flatten(results)))
    }

    /// Filters and positions behind a step that yields a stream.
    pub(super) fn stages(
        &mut self,
        at: At<'_>,
        stages: &[Stage],
        input: Datum,
        frame: &Rc<Frame>,
    ) -> Outcome {
        let mut result = input;
        for stage in stages {
            result = match stage {
                Stage::Filter(filter) => self.filter(at.to(*filter), &result, frame)?,
                Stage::Index(name) => number_tuples(&result, name),
            };
        }
        Ok(result)
    }

    /// Keeps the values for which the filter holds, or that stand where it says.
    pub(super) fn filter(&mut self, at: At<'_>, input: &Datum, frame: &Rc<Frame>) -> Outcome {
        let flags = input.flags();
        let wrapped;
        let input = if input.is_array() {
            input
        } else {
            wrapped = Datum::sequence(vec![input.clone()]);
            &wrapped
        };
        let Some(items) = input.items() else { unreachable!("what is no array was wrapped") };
        let mut results = Vec::new();
        if let Some(number) = literal_number(at) {
            let item = place(number, items.len()).map_or(Datum::Undefined, |at| items.get(at));
            if item.is_array() {
                return Ok(item);
            }
            if !item.is_undefined() {
                results.push(item);
            }
        } else {
            for (index, item) in items.iter().enumerate() {
                let keeps = if flags.tuples {
                    let tuple_frame = self.tuple_frame(&item, frame);
                    let result = self.evaluate(at, &item.member("@"), &tuple_frame)?;
                    matches(&result, index, items.len())?
                } else {
                    let result = self.evaluate(at, &item, frame)?;
                    matches(&result, index, items.len())?
                };
                results.extend(std::iter::repeat_n(item, keeps));
            }
        }
        let tuples = flags.tuples;
        Ok(Datum::sequence(results).with_flags(|flags| flags.tuples = tuples))
    }
}

/// The number that a filter is, if it is one.
fn literal_number(at: At<'_>) -> Option<f64> {
    match &at.node().kind {
        Kind::Literal(value) => value.as_f64(),
        _ => None,
    }
}

/// The place that a number speaks of: from the end where it is negative.
fn place(number: f64, length: usize) -> Option<usize> {
    const PLACE_MAX: f64 = 1e15;
    let number = number.floor();
    if number.is_nan() || number.abs() > PLACE_MAX {
        return None;
    }
    let number = number as i64;
    let from_end = if number < 0 { i64::try_from(length).unwrap_or(i64::MAX) } else { 0 };
    usize::try_from(number + from_end).ok().filter(|place| *place < length)
}

/// How often the value at `index` is kept, by what the filter yields for it.
fn matches(result: &Datum, index: usize, length: usize) -> Result<usize, Fault> {
    if is_number(result)? {
        let number = result.as_f64().unwrap_or(f64::NAN);
        return Ok(usize::from(place(number, length) == Some(index)));
    }
    let Some(items) = result.items() else { return Ok(usize::from(result.truth())) };
    let mut count = 0;
    for item in items.iter() {
        if !is_number(&item)? {
            return Ok(usize::from(result.truth()));
        }
        count += usize::from(item.as_f64().and_then(|number| place(number, length)) == Some(index));
    }
    Ok(count)
}

/// One level of arrays less, except for those that are one value.
fn flatten(results: Vec<Datum>) -> Vec<Datum> {
    let mut flat = Vec::with_capacity(results.len());
    for result in results {
        match result.items() {
            Some(items) if !result.flags().cons => flat.extend(items.iter()),
            _ => flat.push(result),
        }
    }
    flat
}

/// The values that the tuples are about.
fn focus_of(tuples: &Datum) -> Datum {
    let tuples = tuples.to_items();
    Datum::sequence(tuples.iter().map(|tuple| tuple.member("@")).collect())
}

fn keep_singleton(result: Datum) -> Datum {
    let flags = result.flags();
    if flags.cons && !flags.sequence {
        let items = vec![result];
        return Datum::sequence(items).with_flags(|flags| flags.keep_singleton = true);
    }
    result.with_flags(|flags| flags.keep_singleton = true)
}

/// Gives each tuple its place under a name.
fn number_tuples(tuples: &Datum, name: &Rc<str>) -> Datum {
    let flags = tuples.flags();
    let numbered = tuples
        .to_items()
        .into_iter()
        .enumerate()
        .map(|(index, tuple)| with_member(&tuple, name, Datum::from(index)));
    Datum::flagged(numbered.collect(), flags)
}
