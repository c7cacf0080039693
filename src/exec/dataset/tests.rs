//! Data sets from end to end: which items come from which objects, in which order.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::{Strategy, any, prop, prop_oneof, proptest};

use crate::exec::Failure;
use crate::exec::dataset::parquet::tests::file as parquet_file;
use crate::exec::dataset::{
    InputType, Item, ManifestType, Objects, Reader, S3Object, Source, Transformation,
};

fn objects(all: &[(&str, &str)]) -> Objects {
    let mut objects = Objects::default();
    for (key, text) in all {
        objects.insert("data", key, S3Object::new(text.as_bytes()));
    }
    objects
}

fn object(key: &str) -> Reader {
    Reader::new(Source::Object { bucket: "data".into(), key: key.into() })
}

fn listing(prefix: &str) -> Reader {
    Reader::new(Source::Listing { bucket: "data".into(), prefix: prefix.into() })
}

fn flattened(prefix: &str, input_type: InputType) -> Reader {
    Reader {
        input_type: Some(input_type),
        transformation: Transformation::LoadAndFlatten,
        ..listing(prefix)
    }
}

/// The items, each after its source.
fn read(reader: &Reader, objects: &Objects) -> Result<Vec<String>, Failure> {
    reader
        .read(objects)?
        .map(|item| item.map(|Item { source, value, .. }| format!("{source} {value}")))
        .collect()
}

fn cause(reader: &Reader, objects: &Objects) -> String {
    let failure = read(reader, objects).unwrap_err();
    assert_eq!(failure.name(), "States.ItemReaderFailed");
    failure.cause.unwrap().to_string()
}

fn gzip(text: &str) -> S3Object {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    S3Object::new(encoder.finish().unwrap())
}

#[test]
fn an_object_is_read_by_its_type() {
    let mut objects = objects(&[("csv", "a\n1\n"), ("json", "[1]"), ("lines", "1\n2")]);
    let parquet = parquet_file(::parquet::basic::Compression::SNAPPY);
    objects.insert("data", "parquet", S3Object::new(parquet));
    objects.insert("data", "packed", gzip("1\n2\n3"));
    let table = [
        ("csv", Some(InputType::Csv), 1, r#"S3://data/csv {"a":"1"}"#),
        ("json", Some(InputType::Json), 1, "S3://data/json 1"),
        ("json", None, 1, "S3://data/json 1"),
        ("lines", Some(InputType::JsonLines), 2, "S3://data/lines 1"),
        ("packed", Some(InputType::JsonLines), 3, "S3://data/packed 1"),
        ("parquet", Some(InputType::Parquet), 2, r#"S3://data/parquet {"name":"one","count":null"#),
    ];
    for (key, input_type, count, first) in table {
        let items = read(&Reader { input_type, ..object(key) }, &objects).unwrap();
        assert_eq!(items.len(), count, "{key}");
        assert!(items[0].starts_with(first), "{}", items[0]);
    }
}

#[test]
fn members_of_an_object_have_their_names() {
    let objects = objects(&[("json", r#"{"in": {"b": 1, "a": 2}}"#)]);
    let reader = Reader { items_pointer: Some("/in".into()), ..object("json") };
    let keys: Vec<_> = reader.read(&objects).unwrap().map(|item| item.unwrap().key).collect();
    assert_eq!(keys, [Some("b".into()), Some("a".into())]);
}

#[test]
fn a_listing_describes_its_objects() {
    let mut objects = objects(&[("in/b", "text"), ("other", "")]);
    let written = S3Object {
        last_modified_seconds: 1_714_557_600.0,
        storage_class: "GLACIER".into(),
        ..S3Object::new([])
    };
    objects.insert("data", "in/a", written);
    let expected = [
        concat!(
            r#"S3://data {"Etag":"\"d41d8cd98f00b204e9800998ecf8427e\"","Key":"in/a","#,
            r#""LastModified":1.7145576E9,"Size":0,"StorageClass":"GLACIER"}"#,
        ),
        concat!(
            r#"S3://data {"Etag":"\"1cb251ec0d568de6a929b520c4aed8d1\"","Key":"in/b","#,
            r#""LastModified":0.0,"Size":4,"StorageClass":"STANDARD"}"#,
        ),
    ];
    assert_eq!(read(&listing("in/"), &objects).unwrap(), expected);
    assert_eq!(read(&listing("none"), &objects).unwrap(), [""; 0]);
}

#[test]
fn listed_objects_are_flattened_in_order() {
    let all = [("in/", ""), ("in/2", "[]"), ("in/3", "[3]"), ("in/1", "[1, 2]"), ("out", "[4]")];
    let expected = ["S3://data/in/1 1", "S3://data/in/1 2", "S3://data/in/3 3"];
    assert_eq!(read(&flattened("in/", InputType::Json), &objects(&all)).unwrap(), expected);
    let rows = objects(&[("1", "a\n1\n"), ("2", "b\n2\n")]);
    let expected = [r#"S3://data/1 {"a":"1"}"#, r#"S3://data/2 {"b":"2"}"#];
    assert_eq!(read(&flattened("", InputType::Csv), &rows).unwrap(), expected);
    assert_eq!(read(&flattened("none", InputType::Csv), &rows).unwrap(), [""; 0]);
    let manifests = cause(&flattened("", InputType::Manifest), &rows);
    assert_eq!(manifests, "The objects that are named cannot be manifests.");
}

#[test]
fn a_manifest_leads_to_its_files() {
    let mut all = objects(&[
        (
            "manifest.json",
            r#"{"fileSchema": "Bucket, Key", "files": [{"key": "1"}, {"key": "2"}]}"#,
        ),
        ("2", "\"data\",\"c\"\n"),
        ("unloaded", "s3://data/lines\ns3://data/nothing\n"),
        ("lines", "1\n"),
    ]);
    all.insert("data", "1", gzip("\"data\",\"a\"\n\"data\",\"b\"\n"));
    let expected = [
        r#"S3://data/1 {"Bucket":"data","Key":"a"}"#,
        r#"S3://data/1 {"Bucket":"data","Key":"b"}"#,
        r#"S3://data/2 {"Bucket":"data","Key":"c"}"#,
    ];
    let by_input = Reader { input_type: Some(InputType::Manifest), ..object("manifest.json") };
    assert_eq!(read(&by_input, &all).unwrap(), expected);
    let manifest_type = Some(ManifestType::S3Inventory);
    let by_manifest = Reader { manifest_type, ..object("manifest.json") };
    assert_eq!(read(&by_manifest, &all).unwrap(), expected);
    let unloaded = Reader {
        input_type: Some(InputType::JsonLines),
        manifest_type: Some(ManifestType::AthenaData),
        ..object("unloaded")
    };
    let mut items = unloaded.read(&all).unwrap();
    assert_eq!(&*items.next().unwrap().unwrap().source, "S3://data/lines");
    let failure = items.next().unwrap().unwrap_err();
    let expected = "The specified key does not exist. (S3://data/nothing)";
    assert_eq!(failure.cause.as_deref(), Some(expected));
    assert!(items.next().is_none());
}

#[test]
fn a_limit_bounds_the_items() {
    let objects = objects(&[("csv", "a\n1\n2\n3\n")]);
    let limited = |max_items| Reader {
        input_type: Some(InputType::Csv),
        max_items: Some(max_items),
        ..object("csv")
    };
    for (max_items, count) in [(0, 3), (1, 1), (2, 2), (3, 3), (100_000_001, 3)] {
        assert_eq!(read(&limited(max_items), &objects).unwrap().len(), count, "{max_items}");
    }
    assert_eq!(cause(&limited(-1), &objects), "field MaxItems must be positive");
}

#[test]
fn an_object_that_cannot_be_read_fails_at_once() {
    let all = objects(&[("json", "1"), ("lines", "1\n{\n3")]);
    let expected = "The specified key does not exist. (S3://data/none)";
    assert_eq!(object("none").read(&all).err().unwrap().cause.as_deref(), Some(expected));
    assert!(object("json").read(&all).is_err());
    let lines = Reader { input_type: Some(InputType::JsonLines), ..object("lines") };
    let mut items = lines.read(&all).unwrap();
    assert!(items.next().unwrap().is_ok());
    assert!(items.next().unwrap().is_err());
    assert!(items.next().is_none());
}

#[test]
fn a_million_rows_stream() {
    const COUNT: usize = 1_000_000;
    let mut lines = String::with_capacity(COUNT * 8);
    for number in 0..COUNT {
        let _ = writeln!(lines, "{number}");
    }
    let mut objects = Objects::default();
    objects.insert("data", "lines", S3Object::new(lines.into_bytes()));
    let reader = |input_type| Reader { input_type: Some(input_type), ..object("lines") };
    assert_eq!(reader(InputType::JsonLines).read(&objects).unwrap().count(), COUNT);
    assert_eq!(reader(InputType::Csv).read(&objects).unwrap().count(), COUNT - 1);
}

/// Bytes that look like something now and then.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let start = prop::sample::select(vec![
        &b""[..],
        b"\x1f\x8b\x08\0",
        b"\x28\xb5\x2f\xfd",
        b"PAR1",
        b"[{",
        b"s3://data/other\n",
        br#"{"fileSchema": "a", "files": [{"key": "other"}]}"#,
    ]);
    let text = r#"["\\,;|a1\[\]{}: \r\n]{0,60}"#.prop_map(String::into_bytes);
    let rest = prop_oneof![prop::collection::vec(any::<u8>(), 0..200), text];
    (start, rest).prop_map(|(start, rest)| [start, &rest].concat())
}

proptest! {
    #[test]
    fn any_bytes_are_answered(one in bytes(), other in bytes()) {
        let mut objects = Objects::default();
        objects.insert("data", "one", S3Object::new(one));
        objects.insert("data", "other", S3Object::new(other));
        for input_type in ["CSV", "JSON", "JSONL", "PARQUET", "MANIFEST"] {
            let input_type = InputType::named(input_type);
            let alone = Reader { input_type, ..object("one") };
            let manifest_type = Some(ManifestType::AthenaData);
            let named = Reader { manifest_type, ..alone.clone() };
            let all = input_type.map(|input_type| flattened("", input_type));
            for reader in [alone, named].into_iter().chain(all) {
                let _ = read(&reader, &objects);
            }
        }
    }
}
