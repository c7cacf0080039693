//! Order: by terms, and by functions that say which of two values comes first.

use std::cmp::Ordering;
use std::rc::Rc;

use crate::query::jsonata::datum::{Datum, Frame};
use crate::query::jsonata::error::{Error, Fault};
use crate::query::jsonata::evaluator::binary::order;
use crate::query::jsonata::evaluator::{At, Evaluator, Outcome, fault_of};
use crate::query::jsonata::program::Id;
use crate::query::value::Value;

impl Evaluator {
    /// Sorts values by terms; what a term yields for a value is computed once.
    pub(super) fn sort(
        &mut self,
        at: At<'_>,
        terms: &[(Id, bool)],
        input: &Datum,
        frame: &Rc<Frame>,
    ) -> Outcome {
        let items = input.to_items();
        if items.len() <= 1 {
            return Ok(input.clone());
        }
        let is_tuples = input.flags().tuples;
        let mut keys: Vec<Vec<Option<Datum>>> = vec![vec![None; terms.len()]; items.len()];
        let mut key = |evaluator: &mut Self, item: usize, term: usize| -> Outcome {
            if let Some(known) = &keys[item][term] {
                return Ok(known.clone());
            }
            let expression = at.to(terms[term].0);
            let value = if is_tuples {
                let inner = evaluator.tuple_frame(&items[item], frame);
                evaluator.evaluate(expression, &items[item].member("@"), &inner)?
            } else {
                evaluator.evaluate(expression, &items[item], frame)?
            };
            keys[item][term] = Some(value.clone());
            Ok(value)
        };
        let places = (0..items.len()).collect();
        let sorted = self.merge_sort(places, &mut |evaluator, one: &usize, two: &usize| {
            for (term, (_, descending)) in terms.iter().enumerate() {
                let first = key(evaluator, *one, term)?;
                let second = key(evaluator, *two, term)?;
                let order = compare(&first, &second, *descending).map_err(|f| at.fault(f))?;
                if order != Ordering::Equal {
                    return Ok(order == Ordering::Greater);
                }
            }
            Ok(false)
        })?;
        Ok(Datum::array(sorted.into_iter().map(|place| items[place].clone()).collect()))
    }

    /// Sorts; `swaps` says whether the first of two values comes after the second.
    pub(crate) fn merge_sort<T: Clone>(
        &mut self,
        items: Vec<T>,
        swaps: &mut dyn FnMut(&mut Self, &T, &T) -> Result<bool, Fault>,
    ) -> Result<Vec<T>, Fault> {
        if items.len() <= 1 {
            return Ok(items);
        }
        let (left, right) = items.split_at(items.len() / 2);
        let left = self.merge_sort(left.to_vec(), swaps)?;
        let right = self.merge_sort(right.to_vec(), swaps)?;
        let mut merged = Vec::with_capacity(left.len() + right.len());
        let (mut one, mut two) = (left.into_iter().peekable(), right.into_iter().peekable());
        while let (Some(first), Some(second)) = (one.peek(), two.peek()) {
            self.budget.step()?;
            let next = if swaps(self, first, second)? { two.next() } else { one.next() };
            merged.extend(next);
        }
        merged.extend(one);
        merged.extend(two);
        Ok(merged)
    }
}

/// How two values stand to each other; what is undefined comes last either way.
fn compare(first: &Datum, second: &Datum, descending: bool) -> Result<Ordering, Fault> {
    match (first.is_undefined(), second.is_undefined()) {
        (true, true) => return Ok(Ordering::Equal),
        (true, false) => return Ok(Ordering::Greater),
        (false, true) => return Ok(Ordering::Less),
        (false, false) => {}
    }
    for value in [first, second] {
        if value.as_f64().is_none() && value.as_str().is_none() {
            return Err(fault_of("T2008", value));
        }
    }
    let Some(order) = order(first, second) else {
        let other = second.to_value().unwrap_or(Value::Null);
        return Err(Error::new("T2007").value(first.to_value()).part("value2", other));
    };
    Ok(if descending { order.reverse() } else { order })
}
