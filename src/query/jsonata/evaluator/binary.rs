//! Operators that compute something from two values.

use std::cmp::Ordering;
use std::rc::Rc;

use crate::query::jsonata::datum::{Datum, Frame, compare_text};
use crate::query::jsonata::error::{Error, Fault};
use crate::query::jsonata::evaluator::{At, Evaluator, Outcome, fault_of, is_number};
use crate::query::jsonata::library;
use crate::query::jsonata::program::Kind;
use crate::query::jsonata::syntax::Operator;
use crate::query::value::{Number, Value};

/// The most items that `..` may make.
const RANGE_MAX: f64 = 1e7;

/// The bytes that AWS counts for an item that `..` makes, and for the whole.
const RANGE_ITEM_BYTES: usize = 12;
const RANGE_BYTES: usize = 376;

impl Evaluator {
    /// Evaluates a chain of operators. Its left side is followed in a loop, so that a long chain
    /// needs no stack; each link counts as one level all the same.
    pub(super) fn binary(&mut self, at: At<'_>, input: &Datum, frame: &Rc<Frame>) -> Outcome {
        let mut links = Vec::new();
        let mut innermost = at;
        while let Kind::Binary(operator, left, right) = &innermost.node().kind {
            links.push((innermost, *operator, *right));
            innermost = innermost.to(*left);
            if !innermost.node().predicate.is_empty() || innermost.node().group.is_some() {
                break;
            }
        }
        let levels = links.len() as u32 - 1;
        self.enter(levels)?;
        let mut value = self.evaluate(innermost, input, frame)?;
        for (index, (link, operator, right)) in links.into_iter().rev().enumerate() {
            if index > 0 {
                self.leave(1);
            }
            value = self.link(link, operator, &value, link.to(right), input, frame)?;
        }
        Ok(value)
    }

    fn link(
        &mut self,
        at: At<'_>,
        operator: Operator,
        left: &Datum,
        right: At<'_>,
        input: &Datum,
        frame: &Rc<Frame>,
    ) -> Outcome {
        let locate = |mut fault: Fault| {
            fault.token = Some(operator.symbol().into());
            at.fault(fault)
        };
        if matches!(operator, Operator::And | Operator::Or) {
            if left.truth() == (operator == Operator::Or) {
                return Ok((operator == Operator::Or).into());
            }
            let right = self.evaluate(right, input, frame).map_err(locate)?;
            return Ok(right.truth().into());
        }
        let right = self.evaluate(right, input, frame)?;
        self.compute(operator, left, &right).map_err(locate)
    }

    fn compute(&mut self, operator: Operator, left: &Datum, right: &Datum) -> Outcome {
        match operator {
            Operator::Add
            | Operator::Subtract
            | Operator::Multiply
            | Operator::Divide
            | Operator::Remainder => arithmetic(operator, left, right),
            Operator::Equal | Operator::NotEqual => {
                if left.is_undefined() || right.is_undefined() {
                    return Ok(false.into());
                }
                Ok((left.equals(right) == (operator == Operator::Equal)).into())
            }
            Operator::Less
            | Operator::LessOrEqual
            | Operator::Greater
            | Operator::GreaterOrEqual => comparison(operator, left, right),
            Operator::Concatenate => {
                let mut text = library::text_of(left)?;
                let more = library::text_of(right)?;
                self.budget.take(text.len() + more.len())?;
                text.push_str(&more);
                Ok(text.into())
            }
            Operator::In => {
                let is_same = |item: Datum| is_identical(left, &item);
                let found = right.to_items().into_iter().any(is_same);
                Ok((!left.is_undefined() && found).into())
            }
            Operator::Range => self.range(left, right),
            Operator::And | Operator::Or => unreachable!("they look at one side first"),
        }
    }

    #[expect(clippy::cast_sign_loss, reason = "the last is not less than the first")]
    fn range(&mut self, left: &Datum, right: &Datum) -> Outcome {
        let whole = |datum: &Datum| datum.as_f64().filter(|number| number.fract() == 0.0);
        let (first, last) = (whole(left), whole(right));
        if first.is_none() && !left.is_undefined() {
            return Err(fault_of("T2003", left));
        }
        if last.is_none() && !right.is_undefined() {
            return Err(fault_of("T2004", right));
        }
        let (Some(first), Some(last)) = (first, last) else { return Ok(Datum::Undefined) };
        if first > last {
            return Ok(Datum::Undefined);
        }
        let size = last - first + 1.0;
        if size > RANGE_MAX {
            let size = Datum::from(size).to_value();
            return Err(Error::new("D2014").value(size));
        }
        self.budget.take(size as usize * RANGE_ITEM_BYTES + RANGE_BYTES)?;
        let numbers = first as i64..=last as i64;
        let item = |number| Datum::Json(Value::Number(Number::Integer(number)));
        Ok(Datum::sequence(numbers.map(item).collect()))
    }
}

fn arithmetic(operator: Operator, left: &Datum, right: &Datum) -> Outcome {
    if !left.is_undefined() && !is_number(left)? {
        return Err(fault_of("T2001", left));
    }
    if !right.is_undefined() && !is_number(right)? {
        return Err(fault_of("T2002", right));
    }
    let (Some(one), Some(two)) = (left.as_f64(), right.as_f64()) else {
        return Ok(Datum::Undefined);
    };
    let result = match operator {
        Operator::Add => one + two,
        Operator::Subtract => one - two,
        Operator::Multiply => one * two,
        Operator::Divide => one / two,
        _ => one % two,
    };
    Ok(result.into())
}

fn comparison(operator: Operator, left: &Datum, right: &Datum) -> Outcome {
    let is_known = |datum: &Datum| datum.as_f64().is_some() || datum.as_str().is_some();
    for side in [left, right] {
        if !is_known(side) && !side.is_undefined() {
            let shown = if is_known(left) { right } else { left };
            return Err(fault_of("T2010", shown));
        }
    }
    if left.is_undefined() || right.is_undefined() {
        return Ok(Datum::Undefined);
    }
    let Some(order) = order(left, right) else {
        let second = right.to_value().unwrap_or(Value::Null);
        return Err(fault_of("T2009", left).part("value2", second));
    };
    Ok(match operator {
        Operator::Less => order == Ordering::Less,
        Operator::LessOrEqual => order != Ordering::Greater,
        Operator::Greater => order == Ordering::Greater,
        _ => order != Ordering::Less,
    }
    .into())
}

/// How two strings or two numbers stand to each other; none for any other two values.
pub(crate) fn order(left: &Datum, right: &Datum) -> Option<Ordering> {
    if let (Some(one), Some(two)) = (left.as_f64(), right.as_f64()) {
        return Some(one.partial_cmp(&two).unwrap_or(Ordering::Equal));
    }
    Some(compare_text(left.as_str()?, right.as_str()?))
}

/// Whether two values are the same: structures are the same only as themselves.
fn is_identical(one: &Datum, two: &Datum) -> bool {
    match (one, two) {
        (Datum::Json(Value::Array(one)), Datum::Json(Value::Array(two))) => Rc::ptr_eq(one, two),
        (Datum::Json(Value::Object(one)), Datum::Json(Value::Object(two))) => Rc::ptr_eq(one, two),
        (Datum::Array(one), Datum::Array(two)) => Rc::ptr_eq(one, two),
        (Datum::Object(one), Datum::Object(two)) => Rc::ptr_eq(one, two),
        (Datum::Array(_) | Datum::Object(_), _) | (_, Datum::Array(_) | Datum::Object(_)) => false,
        _ => one.equals(two),
    }
}
