//! The small kinds of nodes: constructors, conditions, blocks, wildcards.

use std::rc::Rc;

use crate::query::jsonata::datum::{Datum, Flags, Frame};
use crate::query::jsonata::error::{Error, Fault};
use crate::query::jsonata::evaluator::{At, Evaluator, Outcome, is_number, unwrap_outer};
use crate::query::jsonata::program::{Id, Kind};

impl Evaluator {
    pub(super) fn condition(&mut self, at: At<'_>, input: &Datum, frame: &Rc<Frame>) -> Outcome {
        match &at.node().kind {
            Kind::Condition(condition, then, otherwise) => {
                let holds = self.evaluate(at.to(*condition), input, frame)?.truth();
                match (holds, otherwise) {
                    (true, _) => self.evaluate(at.to(*then), input, frame),
                    (false, Some(otherwise)) => self.evaluate(at.to(*otherwise), input, frame),
                    (false, None) => Ok(Datum::Undefined),
                }
            }
            Kind::Coalesce(left, right) => {
                let left = self.evaluate(at.to(*left), input, frame)?;
                if left.is_undefined() {
                    return self.evaluate(at.to(*right), input, frame);
                }
                Ok(left)
            }
            Kind::Default(left, right) => {
                let left = self.evaluate(at.to(*left), input, frame)?;
                if left.truth() { Ok(left) } else { self.evaluate(at.to(*right), input, frame) }
            }
            _ => unreachable!("only conditions come here"),
        }
    }

    pub(super) fn block(
        &mut self,
        at: At<'_>,
        items: &[Id],
        input: &Datum,
        frame: &Rc<Frame>,
    ) -> Outcome {
        let inner = Frame::new(Some(frame));
        let mut result = Datum::Undefined;
        for item in items {
            result = self.evaluate(at.to(*item), input, &inner)?;
        }
        Ok(result)
    }

    /// `[a, b]`: arrays among the items are joined, but for those that are written as such.
    pub(super) fn array(
        &mut self,
        at: At<'_>,
        items: &[Id],
        input: &Datum,
        frame: &Rc<Frame>,
    ) -> Outcome {
        let mut result = Vec::new();
        for item in items {
            let item = at.to(*item);
            let value = self.evaluate(item, input, frame)?;
            let is_one = matches!(item.node().kind, Kind::Array(_));
            match value.items() {
                Some(items) if !is_one => {
                    if !result.is_empty() {
                        self.budget.take(items.len() * size_of::<Datum>())?;
                    }
                    result.extend(items.iter());
                }
                None if value.is_undefined() => {}
                _ => result.push(value),
            }
        }
        Ok(Datum::flagged(result, Flags { cons: at.node().cons_array, ..Flags::default() }))
    }

    pub(super) fn negate(
        &mut self,
        at: At<'_>,
        operand: Id,
        input: &Datum,
        frame: &Rc<Frame>,
    ) -> Outcome {
        let value = self.evaluate(at.to(operand), input, frame)?;
        if value.is_undefined() {
            return Ok(value);
        }
        match value.as_f64() {
            Some(number) if is_number(&value)? => Ok((-number).into()),
            _ => {
                let fault: Fault = Error::new("D1002").token("-").value(value.to_value());
                Err(at.fault(fault))
            }
        }
    }

    /// All values below the input, and the input itself.
    pub(super) fn descendants(&mut self, input: &Datum) -> Outcome {
        if input.is_undefined() {
            return Ok(Datum::Undefined);
        }
        let mut found = Vec::new();
        let mut waiting = vec![input.clone()];
        while let Some(datum) = waiting.pop() {
            self.budget.take(size_of::<Datum>())?;
            if let Some(items) = datum.items() {
                let before = waiting.len();
                waiting.extend(items.iter());
                waiting[before..].reverse();
                continue;
            }
            if let Some(members) = datum.members() {
                waiting.extend(members.into_iter().rev().map(|(_, value)| value));
            }
            found.push(datum);
        }
        if let [only] = found.as_slice() {
            return Ok(only.clone());
        }
        Ok(Datum::sequence(found))
    }
}

/// `*`: the values of all members.
pub(super) fn wildcard(input: &Datum) -> Datum {
    let input = unwrap_outer(input);
    let values: Vec<Datum> = match (input.items(), input.members()) {
        (Some(items), _) => items.iter().collect(),
        (None, Some(members)) => members.into_iter().map(|(_, value)| value).collect(),
        (None, None) => Vec::new(),
    };
    let mut results = Vec::new();
    for value in values {
        flatten(&value, &mut results);
    }
    Datum::sequence(results)
}

fn flatten(value: &Datum, results: &mut Vec<Datum>) {
    match value.items() {
        Some(items) => items.iter().for_each(|item| flatten(&item, results)),
        None => results.push(value.clone()),
    }
}
