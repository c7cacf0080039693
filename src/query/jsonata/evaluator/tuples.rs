//! Streams of tuples: values that carry variables (`@`, `#`) and ancestors (`%`) along a path.

use std::rc::Rc;

use crate::query::jsonata::datum::{Datum, Flags, Frame, Members};
use crate::query::jsonata::evaluator::{At, Evaluator, Outcome};
use crate::query::jsonata::program::Kind;

const TUPLES: Flags = Flags {
    sequence: true,
    keep_singleton: false,
    cons: false,
    outer_wrapper: false,
    tuples: true,
};

impl Evaluator {
    /// A frame with what a tuple carries.
    pub(super) fn tuple_frame(&mut self, tuple: &Datum, frame: &Rc<Frame>) -> Rc<Frame> {
        let inner = Frame::new(Some(frame));
        for (name, value) in tuple.members().unwrap_or_default() {
            self.bind(&inner, &name, value);
        }
        inner
    }

    /// One step of a path for all tuples; for all values where there are none yet.
    pub(super) fn tuple_step(
        &mut self,
        at: At<'_>,
        input: &Datum,
        tuples: Option<&Datum>,
        frame: &Rc<Frame>,
    ) -> Outcome {
        let node = at.node();
        if let Kind::Sort(terms) = &node.kind {
            let sorted = match tuples {
                Some(tuples) => self.sort(at, terms, tuples, frame)?.with_flags(|f| *f = TUPLES),
                None => first_tuples(&self.sort(at, terms, input, frame)?, node.index.as_ref()),
            };
            return self.stages(at, &node.stages, sorted, frame);
        }
        let start = tuples.map_or_else(|| first_tuples(input, None), Datum::clone).to_items();
        let mut results = Vec::new();
        for tuple in &start {
            let tuple_frame = self.tuple_frame(tuple, frame);
            let result = self.evaluate(at, &tuple.member("@"), &tuple_frame)?;
            let carries = result.flags().tuples;
            for (place, value) in result.to_items().into_iter().enumerate() {
                results.push(extended(at, tuple, value, place, carries));
            }
        }
        let results = Datum::flagged(results, TUPLES);
        self.stages(at, &node.stages, results, frame)
    }
}

/// Values as tuples, with their places under a name.
fn first_tuples(values: &Datum, index: Option<&Rc<str>>) -> Datum {
    let tuple = |(place, value)| {
        let mut tuple = Members::from_iter([("@".into(), value)]);
        tuple.extend(index.map(|name| (Rc::clone(name), Datum::from(place))));
        Datum::from(tuple)
    };
    Datum::flagged(values.to_items().into_iter().enumerate().map(tuple).collect(), TUPLES)
}

/// The tuple with what a step yields for it.
fn extended(at: At<'_>, tuple: &Datum, value: Datum, place: usize, carries: bool) -> Datum {
    let node = at.node();
    let before = tuple.member("@");
    let mut members: Members = tuple.members().unwrap_or_default().into_iter().collect();
    if carries {
        members.extend(value.members().unwrap_or_default());
        return members.into();
    }
    match &node.focus {
        Some(name) => {
            members.insert(Rc::clone(name), value);
            members.insert("@".into(), before.clone());
        }
        None => {
            members.insert("@".into(), value);
        }
    }
    if let Some(name) = &node.index {
        members.insert(Rc::clone(name), Datum::from(place));
    }
    if let Some(slot) = node.ancestor {
        let label = Rc::clone(&at.program.slots[slot].label);
        members.insert(label, before);
    }
    members.into()
}

/// The tuple with one more member.
pub(super) fn with_member(tuple: &Datum, name: &Rc<str>, value: Datum) -> Datum {
    let mut members: Members = tuple.members().unwrap_or_default().into_iter().collect();
    members.insert(Rc::clone(name), value);
    members.into()
}
