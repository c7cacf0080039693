//! Arrays and objects: they are compared and dropped level by level, never by recursion.

use std::mem;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use crate::query::value::Value;

/// The items of an array: a vector in all but the way it is dropped.
#[derive(Clone, Debug, Default)]
pub struct Array(Vec<Value>);

/// The members of an object, in their order: a map in all but the way it is dropped.
#[derive(Clone, Debug, Default)]
pub struct Object(Members);

type Members = IndexMap<Rc<str>, Value, FxBuildHasher>;

impl Array {
    /// The items, taken out.
    pub fn into_vec(mut self) -> Vec<Value> {
        mem::take(&mut self.0)
    }
}

impl Deref for Array {
    type Target = Vec<Value>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Array {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl From<Vec<Value>> for Array {
    fn from(items: Vec<Value>) -> Self {
        Self(items)
    }
}

impl FromIterator<Value> for Array {
    fn from_iter<I: IntoIterator<Item = Value>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl<'v> IntoIterator for &'v Array {
    type Item = &'v Value;
    type IntoIter = std::slice::Iter<'v, Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl IntoIterator for Array {
    type Item = Value;
    type IntoIter = std::vec::IntoIter<Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.into_vec().into_iter()
    }
}

impl Deref for Object {
    type Target = Members;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Object {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl FromIterator<(Rc<str>, Value)> for Object {
    fn from_iter<I: IntoIterator<Item = (Rc<str>, Value)>>(members: I) -> Self {
        Self(members.into_iter().collect())
    }
}

impl<'v> IntoIterator for &'v Object {
    type Item = (&'v Rc<str>, &'v Value);
    type IntoIter = indexmap::map::Iter<'v, Rc<str>, Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl IntoIterator for Object {
    type Item = (Rc<str>, Value);
    type IntoIter = indexmap::map::IntoIter<Rc<str>, Value>;

    fn into_iter(mut self) -> Self::IntoIter {
        mem::take(&mut self.0).into_iter()
    }
}

impl PartialEq for Array {
    fn eq(&self, other: &Self) -> bool {
        let mut pending = Vec::new();
        push_items(self, other, &mut pending) && are_equal(pending)
    }
}

impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        let mut pending = Vec::new();
        push_members(self, other, &mut pending) && are_equal(pending)
    }
}

impl PartialEq for Value {
    /// Equality of values: members in any order, `0` equals `0.0`.
    fn eq(&self, other: &Self) -> bool {
        are_equal(vec![(self, other)])
    }
}

/// Whether the values of every pair are equal, whatever is inside them.
fn are_equal<'v>(mut pending: Vec<(&'v Value, &'v Value)>) -> bool {
    while let Some(pair) = pending.pop() {
        let is_equal = match pair {
            (Value::Null, Value::Null) => true,
            (Value::Bool(one), Value::Bool(two)) => one == two,
            (Value::Number(one), Value::Number(two)) => one == two,
            (Value::String(one), Value::String(two)) => one == two,
            (Value::Array(one), Value::Array(two)) => {
                Rc::ptr_eq(one, two) || push_items(one, two, &mut pending)
            }
            (Value::Object(one), Value::Object(two)) => {
                Rc::ptr_eq(one, two) || push_members(one, two, &mut pending)
            }
            _ => false,
        };
        if !is_equal {
            return false;
        }
    }
    true
}

fn push_items<'v>(
    one: &'v Array,
    two: &'v Array,
    pending: &mut Vec<(&'v Value, &'v Value)>,
) -> bool {
    pending.extend(one.iter().zip(two.iter()));
    one.len() == two.len()
}

fn push_members<'v>(
    one: &'v Object,
    two: &'v Object,
    pending: &mut Vec<(&'v Value, &'v Value)>,
) -> bool {
    let pair = |(name, value)| two.get::<Rc<str>>(name).map(|other| (value, other));
    pending.extend(one.iter().map_while(pair));
    one.len() == two.len() && one.keys().all(|name| two.contains_key(name))
}

impl Drop for Array {
    fn drop(&mut self) {
        if self.0.iter().any(is_last_of_a_container) {
            drop_all(mem::take(&mut self.0));
        }
    }
}

impl Drop for Object {
    fn drop(&mut self) {
        if self.0.values().any(is_last_of_a_container) {
            drop_all(mem::take(&mut self.0).into_values().collect());
        }
    }
}

/// Whether dropping the value drops what is inside it.
fn is_last_of_a_container(value: &Value) -> bool {
    match value {
        Value::Array(items) => !items.is_empty() && Rc::strong_count(items) == 1,
        Value::Object(members) => !members.is_empty() && Rc::strong_count(members) == 1,
        _ => false,
    }
}

/// Drops values and all that is inside them, each container being empty when it goes.
fn drop_all(mut pending: Vec<Value>) {
    while let Some(value) = pending.pop() {
        match value {
            Value::Array(items) => pending.extend(Rc::into_inner(items).into_iter().flatten()),
            Value::Object(members) => {
                let members = Rc::into_inner(members).into_iter().flatten();
                pending.extend(members.map(|(_, value)| value));
            }
            _ => {}
        }
    }
}
