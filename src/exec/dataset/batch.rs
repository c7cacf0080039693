//! Batches of items, as `ItemBatcher` makes the inputs of child executions of them.

use std::mem;
use std::rc::Rc;

use crate::exec::payload::bytes_within;
use crate::query::value::{Object, Value};

/// How large a batch may be. Without limits there is one batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// `MaxItemsPerBatch`, at least 1.
    pub items_max: Option<usize>,
    /// `MaxInputBytesPerBatch`: the bytes of the input as compact JSON.
    pub bytes_max: Option<usize>,
}

/// The input of a child execution.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// `{"BatchInput": ..., "Items": [...]}`, without `BatchInput` where none is set.
    pub input: Value,
    /// How many items are in it.
    pub item_count: usize,
}

/// Collects items until they make a batch.
#[derive(Clone, Debug)]
pub struct Batcher {
    batch_input: Option<Value>,
    limits: Limits,
    /// The bytes of an input without items.
    frame_bytes: usize,
    items: Vec<Value>,
    /// The bytes of the input with the items so far, where they are limited.
    bytes: usize,
}

impl Batcher {
    /// A batcher that copies `batch_input` into every batch.
    pub fn new(batch_input: Option<Value>, limits: Limits) -> Self {
        let frame_bytes = bytes_of(&input(batch_input.clone(), Vec::new()));
        Self { batch_input, limits, frame_bytes, items: Vec::new(), bytes: frame_bytes }
    }

    /// Adds an item. The batch that is now complete comes out: the one with the item if it is
    /// full, else the one before it if the item has no room there. An item too large for any
    /// batch is alone in its own (a guess).
    pub fn push(&mut self, item: Value) -> Option<Batch> {
        let mut done = None;
        if let Some(bytes_max) = self.limits.bytes_max {
            let bytes = bytes_of(&item);
            let comma = usize::from(!self.items.is_empty());
            if !self.items.is_empty() && self.bytes + comma + bytes > bytes_max {
                done = self.finish();
            }
            self.bytes += bytes + usize::from(!self.items.is_empty());
        }
        self.items.push(item);
        let is_full = self.limits.items_max.is_some_and(|max| self.items.len() >= max);
        // A full batch and one before it never come together: a batch of one is full at once.
        if is_full { self.finish() } else { done }
    }

    /// The batch of the items that are left, if any are.
    pub fn finish(&mut self) -> Option<Batch> {
        let items = mem::take(&mut self.items);
        self.bytes = self.frame_bytes;
        let item_count = items.len();
        let batch = || Batch { input: input(self.batch_input.clone(), items), item_count };
        (item_count > 0).then(batch)
    }
}

/// The batches of items, each made when it is asked for. A failure among the items comes out
/// instead of the batch that it interrupts.
pub fn batches<E>(
    items: impl IntoIterator<Item = Result<Value, E>>,
    mut batcher: Batcher,
) -> impl Iterator<Item = Result<Batch, E>> {
    let mut items = items.into_iter().fuse();
    std::iter::from_fn(move || {
        for item in items.by_ref() {
            match item.map(|item| batcher.push(item)).transpose() {
                None => {}
                Some(Ok(batch)) => return Some(Ok(batch)),
                Some(Err(failure)) => {
                    batcher.finish();
                    return Some(Err(failure));
                }
            }
        }
        batcher.finish().map(Ok)
    })
}

fn input(batch_input: Option<Value>, items: Vec<Value>) -> Value {
    let batch_input = batch_input.map(|value| (Rc::from("BatchInput"), value));
    let items = (Rc::from("Items"), Value::from(items));
    batch_input.into_iter().chain([items]).collect::<Object>().into()
}

fn bytes_of(value: &Value) -> usize {
    bytes_within(value, usize::MAX).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::convert::Infallible;

    fn batched(count: i64, batch_input: Option<Value>, limits: Limits) -> Vec<String> {
        let items = (0..count).map(|item| Ok::<_, Infallible>(Value::from(item)));
        let batches = batches(items, Batcher::new(batch_input, limits));
        batches
            .map(|batch| batch.unwrap_or_else(|never| match never {}).input.to_string())
            .collect()
    }

    #[test]
    fn a_batch_has_no_more_items_than_it_may() {
        let limits = Limits { items_max: Some(2), bytes_max: None };
        let expected = [r#"{"Items":[0,1]}"#, r#"{"Items":[2]}"#];
        assert_eq!(batched(3, None, limits), expected);
        assert_eq!(batched(0, None, limits), [""; 0]);
        let limits = Limits { items_max: Some(1), bytes_max: Some(1) };
        assert_eq!(batched(2, None, limits), [r#"{"Items":[0]}"#, r#"{"Items":[1]}"#]);
        assert_eq!(batched(3, None, Limits::default()), [r#"{"Items":[0,1,2]}"#]);
    }

    #[test]
    fn a_batch_has_no_more_bytes_than_it_may() {
        let two = r#"{"BatchInput":"x","Items":[0,1]}"#;
        for bytes_max in [two.len(), two.len() + 1] {
            let limits = Limits { items_max: None, bytes_max: Some(bytes_max) };
            let expected = [two, r#"{"BatchInput":"x","Items":[2]}"#];
            assert_eq!(batched(3, Some("x".into()), limits), expected);
        }
        let limits = Limits { items_max: Some(9), bytes_max: Some(two.len() - 1) };
        assert_eq!(batched(3, Some("x".into()), limits).len(), 3);
    }

    #[test]
    fn batches_are_made_when_they_are_asked_for() {
        let limits = Limits { items_max: Some(2), bytes_max: None };
        let endless = (0..).map(|item: i64| Ok::<_, Infallible>(Value::from(item)));
        assert_eq!(batches(endless, Batcher::new(None, limits)).take(3).count(), 3);
    }

    #[test]
    fn a_failure_takes_the_place_of_the_batch_that_it_interrupts() {
        let limits = Limits { items_max: Some(2), bytes_max: None };
        let items = [Ok(1), Ok(2), Ok(3), Err("bad")].map(|item| item.map(Value::from));
        let batches: Vec<_> = batches(items, Batcher::new(None, limits)).collect();
        assert!(matches!(&batches[..], [Ok(first), Err("bad")] if first.item_count == 2));
    }
}
