//! Objects: values grouped by the names that are computed for them.

use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use crate::query::jsonata::datum::{Datum, Frame, Members};
use crate::query::jsonata::error::Error;
use crate::query::jsonata::evaluator::{At, Evaluator, Outcome};
use crate::query::jsonata::program::Id;
use crate::query::value::Value;
use crate::source::Span;

/// What is gathered under one name.
struct Gathered {
    values: Values,
    pair: usize,
}

/// One value as it is, or several in an array.
enum Values {
    One(Datum),
    Many(Vec<Datum>),
}

impl Values {
    /// Adds a value; the items of an array one by one.
    fn add(&mut self, more: &Datum) {
        match self {
            Self::One(first) if first.is_undefined() => *self = Self::One(more.clone()),
            _ if more.is_undefined() => {}
            Self::One(first) => {
                let mut values = first.to_items();
                values.extend(more.to_items());
                *self = Self::Many(values);
            }
            Self::Many(values) => values.extend(more.to_items()),
        }
    }

    fn into_datum(self) -> Datum {
        match self {
            Self::One(datum) => datum,
            Self::Many(values) => Datum::array(values),
        }
    }
}

impl Evaluator {
    /// `{name: value}` for an input, or for all values of a sequence.
    pub(super) fn group(
        &mut self,
        at: At<'_>,
        pairs: &[(Id, Id)],
        token: Span,
        input: &Datum,
        frame: &Rc<Frame>,
    ) -> Outcome {
        let is_tuples = input.flags().tuples;
        let mut items = match input.items() {
            Some(items) => items.iter().collect(),
            None => vec![input.clone()],
        };
        if items.is_empty() && !is_tuples {
            items.push(Datum::Undefined);
        }
        let mut groups: IndexMap<Rc<str>, Gathered, FxBuildHasher> = IndexMap::default();
        for item in &items {
            let tuple_frame = is_tuples.then(|| self.tuple_frame(item, frame));
            let context = if is_tuples { item.member("@") } else { item.clone() };
            for (index, (name, _)) in pairs.iter().enumerate() {
                let inner = tuple_frame.as_ref().unwrap_or(frame);
                let name = self.evaluate(at.to(*name), &context, inner)?;
                if name.is_undefined() {
                    continue;
                }
                let fault = |code| {
                    let fault = Error::new(code).value(name.to_value());
                    fault.at(token, at.program.position(token))
                };
                let Datum::Json(Value::String(key)) = &name else { return Err(fault("T1003")) };
                match groups.get_mut(key) {
                    Some(group) if group.pair != index => return Err(fault("D1009")),
                    Some(group) => group.values.add(item),
                    None => {
                        let group = Gathered { values: Values::One(item.clone()), pair: index };
                        groups.insert(Rc::clone(key), group);
                    }
                }
            }
        }
        let mut result = Members::default();
        for (name, group) in groups {
            let value = at.to(pairs[group.pair].1);
            let data = group.values.into_datum();
            let value = if is_tuples {
                let tuple = reduced(&data);
                let inner = self.tuple_frame(&tuple, frame);
                self.evaluate(value, &tuple.member("@"), &inner)?
            } else {
                self.evaluate(value, &data, frame)?
            };
            if !value.is_undefined() {
                result.insert(name, value);
            }
        }
        Ok(result.into())
    }
}

/// Several tuples as one: what they carry under the same name is gathered.
fn reduced(tuples: &Datum) -> Datum {
    let Some(items) = tuples.items() else { return tuples.clone() };
    let mut gathered: IndexMap<Rc<str>, Values, FxBuildHasher> = IndexMap::default();
    for tuple in items.iter() {
        for (name, value) in tuple.members().unwrap_or_default() {
            match gathered.get_mut(&name) {
                Some(values) => values.add(&value),
                None => {
                    gathered.insert(name, Values::One(value));
                }
            }
        }
    }
    let members = gathered.into_iter().map(|(name, values)| (name, values.into_datum()));
    members.collect::<Members>().into()
}
