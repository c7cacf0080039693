//! Rows of Parquet.
//!
//! How AWS writes types that JSON lacks is not known. The guess: dates and times as ISO 8601,
//! decimals as numbers, bytes as Base64.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};

use crate::exec::Failure;
use crate::exec::dataset::{parquet_schema, unreadable};
use crate::query::value::{Number, Object, Value};

/// The most levels that a schema may have: it is read by recursion.
const DEPTH_MAX: usize = 64;

/// The rows as objects, in the order of their columns. Snappy and gzip are unpacked. The text of
/// the failure is a guess.
pub(super) fn rows(
    bytes: &[u8],
) -> Result<impl Iterator<Item = Result<Value, Failure>> + use<>, Failure> {
    match parquet_schema::depth(bytes) {
        Some(..=DEPTH_MAX) => {}
        Some(_) => return Err(refused("its schema is too deep")),
        None => return Err(refused("its metadata cannot be read")),
    }
    let bytes = Bytes::copy_from_slice(bytes);
    let file = answered(|| SerializedFileReader::new(bytes))?;
    let has_columns = file.metadata().file_metadata().schema_descr().num_columns() > 0;
    // Rows without columns would have no end but the one that the file claims.
    let mut rows = has_columns.then(|| RowIter::from_file_into(Box::new(file)));
    Ok(std::iter::from_fn(move || {
        let rows = rows.as_mut()?;
        answered(|| Ok(rows.next().transpose()?.map(object))).transpose()
    }))
}

/// What the library answers. It panics over some broken files, which are not our fault.
fn answered<T>(ask: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, Failure> {
    match catch_unwind(AssertUnwindSafe(ask)) {
        Ok(answer) => answer.map_err(|error| refused(&error.to_string())),
        Err(_) => Err(refused("its parts contradict each other")),
    }
}

fn refused(why: &str) -> Failure {
    unreadable(format!("The object is not valid Parquet: {why}"))
}

fn object(row: Row) -> Value {
    let columns = row.into_columns().into_iter();
    columns.map(|(name, field)| (name.into(), value(field))).collect::<Object>().into()
}

fn value(field: Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Bool(value) => value.into(),
        Field::Byte(number) => i64::from(number).into(),
        Field::Short(number) => i64::from(number).into(),
        Field::Int(number) => i64::from(number).into(),
        Field::Long(number) => number.into(),
        Field::UByte(number) => i64::from(number).into(),
        Field::UShort(number) => i64::from(number).into(),
        Field::UInt(number) => i64::from(number).into(),
        Field::ULong(number) => number_or_text(number.to_string()),
        // By its digits: 0.1 is to stay 0.1.
        Field::Float(number) => number.to_string().parse().map_or(Value::Null, double),
        Field::Float16(number) => double(number.to_f64()),
        Field::Double(number) => double(number),
        Field::Str(text) => text.into(),
        Field::Bytes(bytes) => BASE64_STANDARD.encode(bytes.data()).into(),
        Field::Group(row) => object(row),
        Field::ListInternal(list) => list.elements().iter().cloned().map(value).collect(),
        Field::MapInternal(map) => {
            let entries = map.entries().iter().cloned();
            entries.map(|(key, field)| (name(key), value(field))).collect::<Object>().into()
        }
        Field::Decimal(_) => number_or_text(field.to_string()),
        Field::TimestampMillis(_) | Field::TimestampMicros(_) => iso(&field.to_string()).into(),
        Field::Date(_) | Field::TimeMillis(_) | Field::TimeMicros(_) => field.to_string().into(),
    }
}

fn number_or_text(text: String) -> Value {
    Number::parse(&text).map_or_else(|| text.into(), Value::Number)
}

/// A double; what is no number by its name, since JSON has no other way.
fn double(number: f64) -> Value {
    if number.is_nan() { "NaN".into() } else { number.into() }
}

/// The name that the key of a map makes.
fn name(key: Field) -> Rc<str> {
    match value(key) {
        Value::String(text) => text,
        other => other.to_string().into(),
    }
}

/// `2024-05-01 10:00:00.000 +00:00` as `2024-05-01T10:00:00.000Z`.
fn iso(text: &str) -> String {
    text.replacen(' ', "T", 1).replace(" +00:00", "Z")
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use parquet::basic::{Compression, GzipLevel};
    use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    use proptest::prelude::{any, prop, proptest};

    use crate::exec::Failure;
    use crate::exec::dataset::parquet::rows;
    use crate::exec::dataset::parquet_schema;
    use crate::query::value::Value;

    const SCHEMA: &str = "message rows {
        REQUIRED BYTE_ARRAY name (UTF8);
        OPTIONAL INT64 count;
        REQUIRED DOUBLE share;
        REQUIRED INT32 day (DATE);
        REQUIRED INT32 price (DECIMAL(6,2));
        REQUIRED INT64 at (TIMESTAMP(MILLIS,true));
        REQUIRED BYTE_ARRAY raw;
        REQUIRED GROUP tags (LIST) { REPEATED GROUP list { REQUIRED INT32 element; } }
    }";

    /// A file of two rows.
    pub fn file(compression: Compression) -> Vec<u8> {
        let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
        let properties = WriterProperties::builder().set_compression(compression).build();
        let mut writer =
            SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let text = |text: &str| ByteArray::from(text);
        macro_rules! column {
            ($kind:ty, $values:expr, $definitions:expr, $repetitions:expr) => {
                let mut column = group.next_column().unwrap().unwrap();
                let typed = column.typed::<$kind>();
                typed.write_batch($values, $definitions, $repetitions).unwrap();
                column.close().unwrap();
            };
        }
        column!(ByteArrayType, &[text("one"), text("zwölf")], None, None);
        column!(Int64Type, &[7], Some(&[0, 1]), None);
        column!(DoubleType, &[0.5, f64::NAN], None, None);
        column!(Int32Type, &[19_844, -1], None, None);
        column!(Int32Type, &[1_250, -5], None, None);
        column!(Int64Type, &[1_714_557_600_123, 0], None, None);
        column!(ByteArrayType, &[text("\u{1}"), text("")], None, None);
        column!(Int32Type, &[1, 2], Some(&[1, 1, 0]), Some(&[0, 1, 0]));
        group.close().unwrap();
        writer.into_inner().unwrap()
    }

    fn read(bytes: &[u8]) -> Result<Vec<Value>, Failure> {
        rows(bytes)?.take(10).collect()
    }

    #[test]
    fn a_row_is_an_object() {
        let expected = concat!(
            r#"[{"name":"one","count":null,"share":0.5,"day":"2024-05-01","price":12.5,"#,
            r#""at":"2024-05-01T10:00:00.123Z","raw":"AQ==","tags":[1,2]},"#,
            r#"{"name":"zwölf","count":7,"share":"NaN","day":"1969-12-31","price":-0.05,"#,
            r#""at":"1970-01-01T00:00:00.000Z","raw":"","tags":[]}]"#,
        );
        let gzip = Compression::GZIP(GzipLevel::default());
        for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY, gzip] {
            let rows = read(&file(compression)).unwrap();
            assert_eq!(Value::from(rows).to_string(), expected, "{compression:?}");
        }
    }

    #[test]
    fn what_is_not_parquet_fails() {
        for bytes in ["", "PAR1", "PAR1PAR1", "PAR1\0\0\0\0PAR1"] {
            let failure = read(bytes.as_bytes()).unwrap_err();
            assert_eq!(failure.name(), "States.ItemReaderFailed", "{bytes:?}");
        }
    }

    /// A file of one row whose only value is so many groups deep.
    fn nested(group_count: usize) -> Vec<u8> {
        let (open, close) = ("REQUIRED GROUP a { ".repeat(group_count), "}".repeat(group_count));
        let schema = format!("message a {{ {open} REQUIRED INT32 a; {close} }}");
        let schema = Arc::new(parse_message_type(&schema).unwrap());
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::default()).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int32Type>().write_batch(&[7], None, None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
        writer.into_inner().unwrap()
    }

    #[test]
    fn a_schema_of_no_end_is_refused_before_it_is_read() {
        assert_eq!(parquet_schema::depth(&file(Compression::SNAPPY)), Some(4));
        assert_eq!(read(&nested(62)).unwrap().len(), 1);
        let failure = read(&nested(63)).unwrap_err();
        let expected = "The object is not valid Parquet: its schema is too deep";
        assert_eq!(failure.cause.as_deref(), Some(expected));
    }

    proptest! {
        #[test]
        fn a_broken_file_is_answered(at in any::<prop::sample::Index>(), byte: u8, cut in 0..9) {
            let mut bytes = file(Compression::SNAPPY);
            let at = at.index(bytes.len());
            bytes[at] = byte;
            if cut == 0 {
                bytes.drain(at..);
            }
            let _ = read(&bytes);
        }
    }
}
