//! What is wanted of a result, as a tree: the places that are read, and what they are read for.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::analysis::origins::place::{Read, Shape as Use, is_parsed};
use crate::query::reference_path::Step;
use crate::query::value::Value;
use crate::services::Operation;
use crate::syntax::{Format, parse};

/// What is read so deep within a result is left out.
const STEPS_MAX: usize = 12;

/// A list has so many items at most.
const ITEMS_MAX: usize = 5;

/// What is wanted of a value.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    /// What is wanted of its members.
    pub(super) members: BTreeMap<Rc<str>, Wanted>,
    /// What is wanted of its items, and how many there are to be.
    pub(super) item: Option<Box<Wanted>>,
    pub(super) items: usize,
    /// What a text is to write as JSON.
    pub(super) json: Option<Box<Wanted>>,
    /// What it is used for.
    pub(super) usage: Use,
    /// The value itself, where nothing is wanted of what is in it.
    pub(super) value: Option<Value>,
}

impl Wanted {
    /// What is wanted at the end of steps, which are wanted too.
    fn at(&mut self, steps: &[Step]) -> &mut Self {
        let mut wanted = self;
        for step in steps {
            wanted = match step {
                step if is_parsed(step) => wanted.json.get_or_insert_default(),
                Step::Member(name) => wanted.members.entry(Rc::clone(name)).or_default(),
                Step::Item(index) => {
                    let count = usize::try_from(*index).unwrap_or(0).saturating_add(1);
                    wanted.items = wanted.items.max(count.min(ITEMS_MAX));
                    wanted.item.get_or_insert_default()
                }
            };
        }
        wanted
    }

    /// Wants what a state reads.
    pub(super) fn insert(&mut self, steps: &[Step], read: &Read) {
        if steps.len() <= STEPS_MAX {
            let end = self.at(steps);
            if end.usage == Use::Any {
                end.usage = read.shape;
            }
            end.value = end.value.take().or_else(|| read.like.clone());
        }
    }

    /// Wants what stands in a result that pleases.
    pub(super) fn give(&mut self, operation: Operation, suffix: &str) {
        for (place, text) in operation.example_with(suffix) {
            let steps: Vec<_> = place.split('/').map(|name| Step::Member(name.into())).collect();
            let parsed = parse(text, Format::Json);
            self.at(&steps).value = Some(Value::from_tree(parsed.tree.root()));
        }
    }

    /// Whether something is wanted of what is in it.
    pub(super) fn has_parts(&self) -> bool {
        !self.members.is_empty() || self.item.is_some() || self.json.is_some()
    }
}
