//! `|pattern|update, delete|`: a copy of a value with changes where the pattern leads.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::query::jsonata::datum::Datum;
use crate::query::jsonata::error::Error;
use crate::query::jsonata::evaluator::{At, Evaluator, Outcome, fault_of, function_of};
use crate::query::jsonata::function::Closure;
use crate::query::jsonata::library;
use crate::query::jsonata::program::Kind;
use crate::query::value::{Object, Value};

/// The objects that were changed, by their address in the copy.
type Changes = FxHashMap<usize, Object>;

impl Evaluator {
    /// Applies the transform `id` to a value.
    pub(super) fn transform(&mut self, closure: &Closure, id: usize, value: &Datum) -> Outcome {
        let at = At { program: &closure.program, id };
        let Kind::Transform { pattern, update, delete } = at.node().kind else {
            unreachable!("only transforms come here")
        };
        if value.is_undefined() {
            return Ok(Datum::Undefined);
        }
        let frame = &closure.frame;
        let clone = self.lookup("clone", frame);
        if function_of(&clone).is_none() {
            return Err(at.fault(Error::new("T2013")));
        }
        let null = Datum::Json(Value::Null);
        let copied = self.apply(&clone, vec![value.clone()], &null, frame)?;
        let copy = library::deep_copy(&copied.to_value().unwrap_or(Value::Null));
        let matches = self.evaluate(at.to(pattern), &Datum::Json(copy.clone()), frame)?;
        let mut changes = Changes::default();
        for found in matches.to_items() {
            let Some(Value::Object(found)) = found.to_value() else { continue };
            let current = rebuilt(&Value::Object(Rc::clone(&found)), &changes);
            let Value::Object(current) = current else { continue };
            let context = Datum::Json(Value::Object(Rc::clone(&current)));
            let mut members = (*current).clone();
            let added = self.evaluate(at.to(update), &context, frame)?;
            if !added.is_undefined() {
                let Some(added) = added.members() else {
                    return Err(at.to(update).fault(fault_of("T2011", &added)));
                };
                for (name, value) in added {
                    members.insert(name, value.to_value().unwrap_or(Value::Null));
                }
            }
            if let Some(delete) = delete {
                let context = Datum::Json(Value::Object(Rc::new(members.clone())));
                let names = self.evaluate(at.to(delete), &context, frame)?;
                for name in names.to_items() {
                    let Some(name) = name.as_str() else {
                        return Err(at.to(delete).fault(fault_of("T2012", &names)));
                    };
                    members.shift_remove(name);
                }
            }
            changes.insert(Rc::as_ptr(&found) as usize, members);
        }
        Ok(Datum::Json(rebuilt(&copy, &changes)))
    }
}

/// The value with all changes.
fn rebuilt(value: &Value, changes: &Changes) -> Value {
    match value {
        _ if changes.is_empty() => value.clone(),
        Value::Array(items) => {
            items.iter().map(|item| rebuilt(item, changes)).collect::<Vec<_>>().into()
        }
        Value::Object(members) => {
            let address = Rc::as_ptr(members) as usize;
            let Some(current) = changes.get(&address) else {
                let pair =
                    |(name, value): (&Rc<str>, &Value)| (Rc::clone(name), rebuilt(value, changes));
                return same_or(members, members.iter().map(pair).collect());
            };
            let pair =
                |(name, value): (&Rc<str>, &Value)| (Rc::clone(name), rebuilt(value, changes));
            Value::Object(Rc::new(current.iter().map(pair).collect()))
        }
        other => other.clone(),
    }
}

/// The old object where nothing in it was changed: its address is what changes go by.
fn same_or(old: &Rc<Object>, new: Object) -> Value {
    let is_same = |(one, two): (&Value, &Value)| match (one, two) {
        (Value::Array(one), Value::Array(two)) => one == two,
        (Value::Object(one), Value::Object(two)) => Rc::ptr_eq(one, two),
        (one, two) => one == two,
    };
    if old.values().zip(new.values()).all(is_same) {
        return Value::Object(Rc::clone(old));
    }
    Value::Object(Rc::new(new))
}
