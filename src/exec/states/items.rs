//! What a Map Run reads and writes: items, batches of them, and the results.

use std::iter;
use std::rc::Rc;

use crate::exec::dataset::{
    self, Batcher, Delimiter, Header, InputType, Item, Limits, ManifestType, Objects, Reader,
    S3Object, Transformation,
};
use crate::exec::engine::Engine;
use crate::exec::failure::Trouble;
use crate::exec::history::Outcome;
use crate::exec::identity::object;
use crate::exec::mocks::{Content, Mocks};
use crate::exec::plan::Distributed;
use crate::exec::strand::StrandKey;
use crate::exec::{Failure, Identity, PAYLOAD_BYTES_MAX, Payload};
use crate::query::timestamp::{self, Timestamp};
use crate::query::value::{Object, Value};

/// Where the items of a Map Run come from.
pub(super) enum Source {
    /// From the input of the state.
    State(Value),
    /// From a bucket.
    Bucket(Box<Reader>),
}

/// What is left of the items.
pub(super) type ItemsLeft = Box<dyn Iterator<Item = Result<Item, Failure>>>;

impl Source {
    /// The items, and how many there are where that is known.
    pub(super) fn open(self, objects: &Objects) -> Result<(ItemsLeft, Option<u64>), Failure> {
        match self {
            Self::State(value) => {
                let (length, items) = entries(value);
                Ok((items, Some(length)))
            }
            Self::Bucket(reader) => Ok((Box::new(reader.read(objects)?), None)),
        }
    }
}

/// The name of the input as a source of items (guide of Step Functions, context object).
const STATE_DATA: &str = "STATE_DATA";

/// The items of an array or the members of an object, one after the other.
fn entries(value: Value) -> (u64, ItemsLeft) {
    let source: Rc<str> = STATE_DATA.into();
    match value {
        Value::Array(items) => {
            let length = items.len();
            let item = move |at: usize| {
                Ok(Item { key: None, value: items[at].clone(), source: Rc::clone(&source) })
            };
            (length as u64, Box::new((0..length).map(item)))
        }
        Value::Object(members) => {
            let length = members.len();
            let item = move |at: usize| {
                let member = members.get_index(at);
                let member = member.map(|(key, value)| (Rc::clone(key), value.clone()));
                let (key, value) = member.unzip();
                let value = value.unwrap_or(Value::Null);
                Ok(Item { key, value, source: Rc::clone(&source) })
            };
            (length as u64, Box::new((0..length).map(item)))
        }
        _ => (0, Box::new(iter::empty())),
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
            (Form::Records, outcome) => {
                Some(Payload::new(record(&outcome, identity, ended_millis)))
            }
            (Form::Compact | Form::Flat, Outcome::Succeeded(output)) => Some(output),
            (Form::Compact | Form::Flat | Form::Nothing, _) => None,
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

/// All that there is to know of a child (guide of Step Functions, `ResultWriter`).
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
    /// Where the items of a Map Run come from: what an `ItemReader` names, else the input.
    pub(super) fn item_source(
        &self,
        key: StrandKey,
        distributed: &Distributed,
        input: &Payload,
        items: Value,
    ) -> Result<Source, Trouble> {
        let Some(plan) = &distributed.reader else { return Ok(Source::State(items)) };
        let sight = self.sight(key);
        let arguments = match &plan.arguments {
            Some(template) => sight.fill(template, &input.value)?,
            None => Value::Null,
        };
        let text = |name| -> Rc<str> {
            arguments.get(name).and_then(Value::as_str).unwrap_or_default().into()
        };
        let bucket = text("Bucket");
        let source = if plan.is_listing {
            dataset::Source::Listing { bucket, prefix: text("Prefix") }
        } else {
            dataset::Source::Object { bucket, key: text("Key") }
        };
        let items_max = sight.integer(&plan.items_max, input)?;
        Ok(Source::Bucket(Box::new(reader(source, &plan.config, items_max))))
    }

    /// How items are gathered, if they are.
    pub(super) fn batcher(
        &self,
        key: StrandKey,
        distributed: &Distributed,
        input: &Payload,
    ) -> Result<Option<Batcher>, Trouble> {
        let Some(plan) = &distributed.batcher else { return Ok(None) };
        let sight = self.sight(key);
        let limit = |amount| -> Result<Option<usize>, Trouble> {
            let number = sight.integer(amount, input)?;
            let number = number.and_then(|number| usize::try_from(number).ok());
            Ok(number.filter(|number| *number > 0))
        };
        let items_max = limit(&plan.items_max)?;
        let bytes_max = limit(&plan.bytes_max)?;
        let bytes_max = Some(bytes_max.unwrap_or(PAYLOAD_BYTES_MAX).min(PAYLOAD_BYTES_MAX));
        let batch_input = match &plan.input {
            Some(template) => Some(sight.fill(template, &input.value)?),
            None => None,
        };
        Ok(Some(Batcher::new(batch_input, Limits { items_max, bytes_max })))
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

/// A reader as a `ReaderConfig` describes it.
fn reader(source: dataset::Source, config: &Value, items_max: Option<i64>) -> Reader {
    let word = |name| config.get(name).and_then(Value::as_str);
    let mut reader = Reader::new(source);
    reader.input_type = word("InputType").and_then(InputType::named);
    reader.manifest_type = word("ManifestType").and_then(ManifestType::named);
    reader.items_pointer = word("ItemsPointer").map(Rc::from);
    reader.max_items = items_max;
    if let Some(transformation) = word("Transformation").and_then(Transformation::named) {
        reader.transformation = transformation;
    }
    if let Some(delimiter) = word("CSVDelimiter").and_then(Delimiter::named) {
        reader.delimiter = delimiter;
    }
    if word("CSVHeaderLocation") == Some("GIVEN") {
        let names = config.get("CSVHeaders").and_then(Value::as_array).unwrap_or_default();
        let names = names.iter().filter_map(Value::as_str);
        reader.header = Header::Given(names.map(Rc::from).collect());
    }
    reader
}

/// The objects in S3 that mocks hold, as readers find them.
pub(crate) fn objects(mocks: &Mocks) -> Objects {
    let mut objects = Objects::default();
    for stored in &mocks.objects {
        let Content::Bytes(bytes) = &stored.content else { continue };
        let Some((bucket, key)) = stored.name.split_once('/') else { continue };
        let mut object = S3Object::new(Rc::clone(bytes));
        if let Some(moment) = stored.last_modified {
            object.last_modified_seconds = seconds(moment);
        }
        object.etag.clone_from(&stored.etag);
        if let Some(class) = &stored.storage_class {
            object.storage_class = Rc::clone(class);
        }
        objects.insert(bucket, key, object);
    }
    objects
}

#[expect(clippy::cast_precision_loss, reason = "moments that anybody writes are exact")]
fn seconds(moment: Timestamp) -> f64 {
    moment.seconds as f64 + f64::from(moment.nanoseconds) / 1e9
}
