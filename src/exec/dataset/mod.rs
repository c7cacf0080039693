//! The data sets that an `ItemReader` of a Distributed Map reads from mocked S3 objects, item by
//! item.
//!
//! Nothing here evaluates expressions: a [`Reader`] is filled with what the fields of the
//! definition came to. Texts of failures are as recorded on AWS where a comment says so; the
//! others are guesses that follow S3 and Jackson.

mod batch;
mod compression;
mod csv;
mod items;
mod json;
mod json_lines;
mod manifest;
mod objects;
mod parquet;
mod parquet_schema;
#[cfg(test)]
mod tests;

pub use batch::{Batch, Batcher, Limits, batches};
pub use items::{Item, Items};
pub use objects::{Objects, S3Object};

use std::rc::Rc;

use crate::exec::Failure;

/// What an `ItemReader` reads, its fields evaluated.
#[derive(Clone, Debug)]
pub struct Reader {
    /// Where the data set is.
    pub source: Source,
    /// `InputType`; where it is absent, an object is read as JSON (a guess).
    pub input_type: Option<InputType>,
    /// `Transformation`
    pub transformation: Transformation,
    /// `ManifestType`
    pub manifest_type: Option<ManifestType>,
    /// `CSVDelimiter`
    pub delimiter: Delimiter,
    /// `CSVHeaderLocation` and `CSVHeaders`
    pub header: Header,
    /// `ItemsPointer`: RFC 6901, for JSON.
    pub items_pointer: Option<Rc<str>>,
    /// `MaxItems`: 0 is no limit (recorded).
    pub max_items: Option<i64>,
}

/// Where a data set is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// One object: `s3:getObject`.
    Object {
        /// `Bucket`
        bucket: Rc<str>,
        /// `Key`
        key: Rc<str>,
    },
    /// All objects whose keys begin so: `s3:listObjectsV2`.
    Listing {
        /// `Bucket`
        bucket: Rc<str>,
        /// `Prefix`; empty where there is none.
        prefix: Rc<str>,
    },
}

/// How objects are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputType {
    /// `CSV`
    Csv,
    /// `JSON`
    Json,
    /// `JSONL`
    JsonLines,
    /// `PARQUET`
    Parquet,
    /// `MANIFEST`
    Manifest,
}

/// What is made of a listing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transformation {
    /// `NONE`: each object is an item.
    #[default]
    None,
    /// `LOAD_AND_FLATTEN`: the items are those of all objects.
    LoadAndFlatten,
}

/// Whose manifest an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManifestType {
    /// `ATHENA_DATA`: the one that `UNLOAD` leaves, a list of objects.
    AthenaData,
    /// `S3_INVENTORY`: the `manifest.json` of an inventory in CSV.
    S3Inventory,
}

/// What separates the cells of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Delimiter {
    /// `COMMA`
    #[default]
    Comma,
    /// `PIPE`
    Pipe,
    /// `SEMICOLON`
    Semicolon,
    /// `SPACE`
    Space,
    /// `TAB`
    Tab,
}

/// Where the names of columns are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Header {
    /// `FIRST_ROW`
    #[default]
    FirstRow,
    /// `GIVEN`, with `CSVHeaders`.
    Given(Rc<[Rc<str>]>),
}

impl Reader {
    /// A reader without `ReaderConfig`.
    pub fn new(source: Source) -> Self {
        Self {
            source,
            input_type: None,
            transformation: Transformation::default(),
            manifest_type: None,
            delimiter: Delimiter::default(),
            header: Header::default(),
            items_pointer: None,
            max_items: None,
        }
    }

    /// The items of the data set, each read when it is asked for. What can be told from the
    /// first object without reading its rows fails here; a bad row fails when it is reached,
    /// and ends the items. Every failure is `States.ItemReaderFailed`.
    pub fn read(&self, objects: &Objects) -> Result<Items, Failure> {
        items::read(self, objects)
    }
}

impl InputType {
    /// The type of that name in a definition.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "CSV" => Self::Csv,
            "JSON" => Self::Json,
            "JSONL" => Self::JsonLines,
            "PARQUET" => Self::Parquet,
            "MANIFEST" => Self::Manifest,
            _ => return None,
        })
    }
}

impl Transformation {
    /// The transformation of that name in a definition.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "NONE" => Self::None,
            "LOAD_AND_FLATTEN" => Self::LoadAndFlatten,
            _ => return None,
        })
    }
}

impl ManifestType {
    /// The type of that name in a definition.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "ATHENA_DATA" => Self::AthenaData,
            "S3_INVENTORY" => Self::S3Inventory,
            _ => return None,
        })
    }
}

impl Delimiter {
    /// The delimiter of that name in a definition.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "COMMA" => Self::Comma,
            "PIPE" => Self::Pipe,
            "SEMICOLON" => Self::Semicolon,
            "SPACE" => Self::Space,
            "TAB" => Self::Tab,
            _ => return None,
        })
    }

    const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Pipe => b'|',
            Self::Semicolon => b';',
            Self::Space => b' ',
            Self::Tab => b'\t',
        }
    }
}

/// What a Map Run fails with when its data set cannot be read.
fn unreadable(cause: impl Into<Rc<str>>) -> Failure {
    Failure::new("States.ItemReaderFailed", cause)
}
