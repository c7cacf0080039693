//! The items of a data set, object after object.

use std::iter;
use std::rc::Rc;
use std::vec;

use crate::exec::Failure;
use crate::exec::dataset::compression::{UNPACKED_BYTES_MAX, unpacked};
use crate::exec::dataset::manifest::{self, Place};
use crate::exec::dataset::{
    Delimiter, Header, InputType, ManifestType, Objects, Reader, S3Object, Source, Transformation,
    csv, json, json_lines, parquet, unreadable,
};
use crate::query::value::{Object, Value};

/// An item of a data set.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its name, where it is a member of an object: `Map.Item.Key`.
    pub key: Option<Rc<str>>,
    /// What it is: `Map.Item.Value`.
    pub value: Value,
    /// Where it was read: `Map.Item.Source`, `S3://bucket/key`, or `S3://bucket` of a listing.
    /// Where one object names others, it is the one that has the item (a guess).
    pub source: Rc<str>,
}

/// The items of a data set, each read when it is asked for. After a failure there are no more.
pub struct Items {
    objects: Objects,
    form: Form,
    places: Places,
    open: Option<Open>,
    /// How many items may still come.
    left: u64,
}

/// What one object yields.
pub(super) struct Row {
    pub key: Option<Rc<str>>,
    pub value: Value,
}

/// What an object yields, one after the other.
pub(super) type Rows = Box<dyn Iterator<Item = Result<Row, Failure>>>;

/// How objects are read.
enum Form {
    Json { pointer: Option<Rc<str>> },
    JsonLines,
    Csv { delimiter: Delimiter, header: Header },
    Parquet,
}

/// The objects that are still to be read.
enum Places {
    Named(vec::IntoIter<Place>),
    Listed { bucket: Rc<str>, prefix: Rc<str>, after: Option<Rc<str>> },
}

/// The object, or the listing, that is being read.
struct Open {
    source: Rc<str>,
    rows: Rows,
}

impl From<Value> for Row {
    fn from(value: Value) -> Self {
        Self { key: None, value }
    }
}

/// The items that a reader finds.
pub(super) fn read(reader: &Reader, objects: &Objects) -> Result<Items, Failure> {
    let left = match reader.max_items {
        None | Some(0) => u64::MAX,
        // The text is recorded.
        Some(max_items) => {
            u64::try_from(max_items).map_err(|_| unreadable("field MaxItems must be positive"))?
        }
    };
    let (form, places, open) = match &reader.source {
        Source::Object { bucket, key } => {
            let (form, places) = named(reader, objects, bucket, key)?;
            (form, Places::Named(places.into_iter()), None)
        }
        Source::Listing { bucket, prefix } => match reader.transformation {
            Transformation::None => {
                let open = listing(objects.clone(), Rc::clone(bucket), Rc::clone(prefix));
                (Form::JsonLines, Places::Named(Vec::new().into_iter()), Some(open))
            }
            Transformation::LoadAndFlatten => {
                let (bucket, prefix) = (Rc::clone(bucket), Rc::clone(prefix));
                (form(reader)?, Places::Listed { bucket, prefix, after: None }, None)
            }
        },
    };
    let mut items = Items { objects: objects.clone(), form, places, open, left };
    if items.open.is_none() {
        items.open_next()?;
    }
    Ok(items)
}

/// The objects of which a reader reads the rows: the one that it names, or those of the manifest
/// that this one is.
fn named(
    reader: &Reader,
    objects: &Objects,
    bucket: &Rc<str>,
    key: &Rc<str>,
) -> Result<(Form, Vec<Place>), Failure> {
    let is_manifest = reader.input_type == Some(InputType::Manifest);
    let implied = is_manifest.then_some(ManifestType::S3Inventory);
    match reader.manifest_type.or(implied) {
        Some(ManifestType::S3Inventory) => {
            let bytes = contents(objects, bucket, key)?;
            let inventory = manifest::inventory(&bytes, bucket)?;
            let header = Header::Given(inventory.columns);
            Ok((Form::Csv { delimiter: reader.delimiter, header }, inventory.files))
        }
        Some(ManifestType::AthenaData) => {
            Ok((form(reader)?, manifest::athena(&contents(objects, bucket, key)?)?))
        }
        None => Ok((form(reader)?, vec![(Rc::clone(bucket), Rc::clone(key))])),
    }
}

/// How a reader reads objects that are no manifests. The text is a guess.
fn form(reader: &Reader) -> Result<Form, Failure> {
    Ok(match reader.input_type {
        None | Some(InputType::Json) => Form::Json { pointer: reader.items_pointer.clone() },
        Some(InputType::JsonLines) => Form::JsonLines,
        Some(InputType::Csv) => {
            Form::Csv { delimiter: reader.delimiter, header: reader.header.clone() }
        }
        Some(InputType::Parquet) => Form::Parquet,
        Some(InputType::Manifest) => {
            return Err(unreadable("The objects that are named cannot be manifests."));
        }
    })
}

/// The bytes of an object, unpacked. The first sentence is that of S3, a guess here.
fn contents(objects: &Objects, bucket: &str, key: &str) -> Result<Rc<[u8]>, Failure> {
    let Some(object) = objects.get(bucket, key) else {
        let source = format!("S3://{bucket}/{key}");
        return Err(unreadable(format!("The specified key does not exist. ({source})")));
    };
    unpacked(&object.bytes, UNPACKED_BYTES_MAX)
}

/// The objects themselves, as items. `LastModified` is a number, `Etag` has its quotes (measured).
fn listing(objects: Objects, bucket: Rc<str>, prefix: Rc<str>) -> Open {
    let source = format!("S3://{bucket}").into();
    let mut after: Option<Rc<str>> = None;
    let rows = Box::new(iter::from_fn(move || {
        let (key, object) = objects.next_after(&bucket, &prefix, after.as_deref())?;
        after = Some(Rc::clone(key));
        Some(Ok(Row::from(described(key, object))))
    }));
    Open { source, rows }
}

fn described(key: &Rc<str>, object: &S3Object) -> Value {
    let size = i64::try_from(object.bytes.len()).unwrap_or(i64::MAX);
    let members = [
        ("Etag", object.quoted_etag().into()),
        ("Key", Value::String(Rc::clone(key))),
        ("LastModified", object.last_modified_seconds.into()),
        ("Size", size.into()),
        ("StorageClass", Value::String(Rc::clone(&object.storage_class))),
    ];
    members.into_iter().map(|(name, value)| (name.into(), value)).collect::<Object>().into()
}

impl Places {
    /// The next object. Of those listed, the empty ones that stand for folders are passed over
    /// (a guess).
    fn next(&mut self, objects: &Objects) -> Option<Place> {
        match self {
            Self::Named(places) => places.next(),
            Self::Listed { bucket, prefix, after } => loop {
                let (key, object) = objects.next_after(bucket, prefix, after.as_deref())?;
                *after = Some(Rc::clone(key));
                if !(key.ends_with('/') && object.bytes.is_empty()) {
                    return Some((Rc::clone(bucket), Rc::clone(key)));
                }
            },
        }
    }
}

impl Form {
    fn rows(&self, bytes: Rc<[u8]>) -> Result<Rows, Failure> {
        let row = |value: Result<Value, Failure>| value.map(Row::from);
        Ok(match self {
            Self::Json { pointer } => json::rows(&bytes, pointer.as_deref())?,
            Self::JsonLines => Box::new(json_lines::rows(bytes).map(row)),
            Self::Csv { delimiter, header } => {
                let rows = csv::rows(bytes, *delimiter, header)?;
                Box::new(rows.map(|value| Ok(Row::from(value))))
            }
            Self::Parquet => Box::new(parquet::rows(&bytes)?.map(row)),
        })
    }
}

impl Items {
    /// Opens the next object; false where there is none.
    fn open_next(&mut self) -> Result<bool, Failure> {
        self.open = None;
        let Some((bucket, key)) = self.places.next(&self.objects) else { return Ok(false) };
        let rows = self.form.rows(contents(&self.objects, &bucket, &key)?)?;
        self.open = Some(Open { source: format!("S3://{bucket}/{key}").into(), rows });
        Ok(true)
    }

    fn find(&mut self) -> Result<Option<Item>, Failure> {
        loop {
            if let Some(open) = &mut self.open
                && let Some(row) = open.rows.next().transpose()?
            {
                let source = Rc::clone(&open.source);
                return Ok(Some(Item { key: row.key, value: row.value, source }));
            }
            if !self.open_next()? {
                return Ok(None);
            }
        }
    }
}

impl Iterator for Items {
    type Item = Result<Item, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.left == 0 {
            return None;
        }
        let found = self.find().transpose();
        let goes_on = matches!(found, Some(Ok(_)));
        self.left = if goes_on { self.left - 1 } else { 0 };
        found
    }
}
