//! What a Map Run reads and writes: items, batches of them, and the results.

use std::rc::Rc;

use crate::exec::engine::Engine;
use crate::exec::failure::Trouble;
use crate::exec::history::Outcome;
use crate::exec::identity::object;
use crate::exec::payload::bytes_within;
use crate::exec::plan::Distributed;
use crate::exec::strand::StrandKey;
use crate::exec::{Failure, Identity, Payload};
use crate::query::timestamp;
use crate::query::value::{Object, Value};

/// The most bytes that a batch may have (reference, 1.13.2).
const BATCH_BYTES_MAX: usize = 262_144;

/// One of the things that a Map iterates over.
#[derive(Clone, Debug)]
pub(in crate::exec) struct Item {
    /// Its key, if it is a member of an object.
    pub(in crate::exec) key: Option<Rc<str>>,
    pub(in crate::exec) value: Value,
}

/// Where the items of a Map Run come from.
pub(super) enum Source {
    /// From the input of the state.
    State(Value),
}

/// Items ready to be read.
pub(super) struct OpenSource {
    pub(super) items: Box<dyn Iterator<Item = Result<Item, Failure>>>,
    /// Its name in the context object.
    pub(super) name: Rc<str>,
    /// How many items there are, where that is known.
    pub(super) length: Option<u64>,
}

impl Source {
    /// Opens it.
    pub(super) fn open(self) -> Result<OpenSource, Failure> {
        match self {
            Self::State(value) => {
                let (length, items) = entries(value);
                let name = "STATE_DATA".into();
                Ok(OpenSource { items, name, length: Some(length) })
            }
        }
    }
}

/// The items of an array or the members of an object, one after the other.
fn entries(value: Value) -> (u64, Box<dyn Iterator<Item = Result<Item, Failure>>>) {
    match value {
        Value::Array(items) => {
            let length = items.len();
            let item = move |at: usize| Ok(Item { key: None, value: items[at].clone() });
            (length as u64, Box::new((0..length).map(item)))
        }
        Value::Object(members) => {
            let length = members.len();
            let item = move |at: usize| {
                let member = members.get_index(at);
                let (key, value) =
                    member.map(|(key, value)| (Rc::clone(key), value.clone())).unzip();
                Ok(Item { key, value: value.unwrap_or(Value::Null) })
            };
            (length as u64, Box::new((0..length).map(item)))
        }
        _ => (0, Box::new(std::iter::empty())),
    }
}

/// Items gathered into the inputs of children.
#[derive(Debug)]
pub(super) struct Batches {
    items_max: usize,
    bytes_max: usize,
    input: Option<Value>,
    /// What the envelope of a batch takes.
    envelope_bytes: usize,
    items: Vec<Value>,
    bytes: usize,
}

impl Batches {
    fn new(items_max: usize, bytes_max: usize, input: Option<Value>) -> Self {
        let mut batches =
            Self { items_max, bytes_max, input, envelope_bytes: 0, items: Vec::new(), bytes: 0 };
        let empty = batches.envelope(Vec::new());
        batches.envelope_bytes = bytes_within(&empty, usize::MAX).unwrap_or_default();
        batches.bytes = batches.envelope_bytes;
        batches
    }

    fn envelope(&self, items: Vec<Value>) -> Value {
        let mut batch = Object::default();
        if let Some(input) = &self.input {
            batch.insert("BatchInput".into(), input.clone());
        }
        batch.insert("Items".into(), items.into());
        batch.into()
    }

    /// Adds an item; gives the batch that is full then. An item that has no room in this one
    /// begins the next one.
    pub(super) fn add(&mut self, item: Value) -> Option<(Payload, u64)> {
        let bytes = bytes_within(&item, usize::MAX).unwrap_or_default() + 1;
        let full = if !self.items.is_empty() && self.bytes + bytes > self.bytes_max {
            self.finish()
        } else {
            None
        };
        self.items.push(item);
        self.bytes += bytes;
        if full.is_none() && self.items.len() >= self.items_max {
            return self.finish();
        }
        full
    }

    /// What is left.
    pub(super) fn finish(&mut self) -> Option<(Payload, u64)> {
        if self.items.is_empty() {
            return None;
        }
        let items = std::mem::take(&mut self.items);
        self.bytes = self.envelope_bytes;
        let count = items.len() as u64;
        Some((Payload::new(self.envelope(items)), count))
    }
}

/// What becomes of the outputs of the children.
#[derive(Debug)]
pub(super) struct Written {
    form: Form,
    /// Where they are written, if they are: the bucket and the key of the manifest.
    exported: Option<(Value, String)>,
}

/// What is kept of each child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Its output.
    Compact,
    /// The items of its output, where that is an array.
    Flat,
    /// All that there is to know of it.
    Records,
    /// Nothing: it is written to a bucket.
    Nothing,
}

impl Written {
    /// What is kept of a child.
    pub(super) fn output(
        &self,
        outcome: Outcome,
        identity: &Identity,
        ended_millis: i64,
    ) -> Option<Payload> {
        match (self.form, outcome) {
            (Form::Nothing, _) => None,
            (Form::Records, outcome) => {
                Some(Payload::new(record(&outcome, identity, ended_millis)))
            }
            (Form::Compact | Form::Flat, Outcome::Succeeded(output)) => Some(output),
            (Form::Compact | Form::Flat, _) => None,
        }
    }

    /// The result of the state.
    pub(super) fn result(&self, map_run_arn: &Rc<str>, outputs: Vec<Option<Payload>>) -> Payload {
        if let Some((bucket, key)) = &self.exported {
            let details = object([("Bucket", bucket.clone()), ("Key", key.as_str().into())]);
            let arn = Value::String(Rc::clone(map_run_arn));
            return Payload::new(object([("MapRunArn", arn), ("ResultWriterDetails", details)]));
        }
        let outputs = outputs.into_iter().flatten();
        if self.form == Form::Flat {
            let flat = outputs.flat_map(|output| match &output.value {
                Value::Array(items) => items.to_vec(),
                other => vec![other.clone()],
            });
            return Payload::new(flat.collect());
        }
        Payload::new(outputs.map(|output| output.value).collect())
    }
}

/// All that there is to know of a child (guide of Step Functions, ResultWriter).
fn record(outcome: &Outcome, identity: &Identity, ended_millis: i64) -> Value {
    let text = |text: &Rc<str>| Value::String(Rc::clone(text));
    let (status, output) = match outcome {
        Outcome::Succeeded(output) => ("SUCCEEDED", Some(output.to_string())),
        Outcome::Failed(_) => ("FAILED", None),
        Outcome::TimedOut => ("TIMED_OUT", None),
    };
    let mut members = vec![
        ("ExecutionArn", text(&identity.execution_arn)),
        ("Name", text(&identity.execution_name)),
    ];
    if let Outcome::Failed(failure) = outcome {
        let error = failure.error_output();
        members.extend(
            [("Error", "Error"), ("Cause", "Cause")]
                .map(|(name, of)| (name, error.get(of).cloned().unwrap_or(Value::Null))),
        );
    }
    if let Some(output) = output {
        members.push(("Output", output.into()));
        members.push(("OutputDetails", object([("Included", true.into())])));
    }
    members.extend([
        ("RedriveCount", 0_i64.into()),
        ("RedriveStatus", "NOT_REDRIVABLE".into()),
        ("StateMachineArn", text(&identity.state_machine_arn)),
        ("Status", status.into()),
        ("StopDate", timestamp::text(ended_millis).into()),
    ]);
    members.into_iter().map(|(name, value)| (name.into(), value)).collect::<Object>().into()
}

impl Engine<'_, '_> {
    /// Where the items of a Map Run come from.
    pub(super) fn item_source(
        &self,
        _key: StrandKey,
        _distributed: &Distributed,
        _input: &Payload,
        items: Value,
    ) -> Result<Source, Trouble> {
        Ok(Source::State(items))
    }

    /// How items are gathered, if they are.
    pub(super) fn batches(
        &self,
        key: StrandKey,
        distributed: &Distributed,
        input: &Payload,
    ) -> Result<Option<Batches>, Trouble> {
        let Some(batcher) = &distributed.batcher else { return Ok(None) };
        let sight = self.sight(key);
        let limit = |amount, most: usize| -> Result<usize, Trouble> {
            let number = sight.integer(amount, input)?;
            let number = number.and_then(|number| usize::try_from(number).ok());
            Ok(number.filter(|number| *number > 0).map_or(most, |number| number.min(most)))
        };
        let items_max = limit(&batcher.items_max, usize::MAX)?;
        let bytes_max = limit(&batcher.bytes_max, BATCH_BYTES_MAX)?;
        let batch_input = match &batcher.input {
            Some(template) => Some(sight.fill(template, &input.value)?),
            None => None,
        };
        Ok(Some(Batches::new(items_max, bytes_max, batch_input)))
    }

    /// What becomes of the outputs.
    pub(super) fn written(
        &self,
        key: StrandKey,
        distributed: &Distributed,
        input: &Payload,
        uuid: &str,
    ) -> Result<Written, Trouble> {
        let Some(writer) = &distributed.writer else {
            return Ok(Written { form: Form::Compact, exported: None });
        };
        if !writer.exports {
            let form = match writer.transformation.as_deref() {
                Some("NONE") => Form::Records,
                Some("FLATTEN") => Form::Flat,
                _ => Form::Compact,
            };
            return Ok(Written { form, exported: None });
        }
        let arguments = match &writer.arguments {
            Some(template) => self.sight(key).fill(template, &input.value)?,
            None => Value::Null,
        };
        let bucket = arguments.get("Bucket").cloned().unwrap_or(Value::Null);
        let prefix = arguments.get("Prefix").and_then(Value::as_str).unwrap_or_default();
        let prefix = prefix.trim_end_matches('/');
        let separator = if prefix.is_empty() { "" } else { "/" };
        let manifest = format!("{prefix}{separator}{uuid}/manifest.json");
        Ok(Written { form: Form::Nothing, exported: Some((bucket, manifest)) })
    }
}
