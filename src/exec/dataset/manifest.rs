//! Manifests: objects that name the objects in which the items are.

use std::rc::Rc;

use crate::exec::Failure;
use crate::exec::dataset::{json, unreadable};
use crate::query::value::Value;

/// Where an object is: bucket and key.
pub(super) type Place = (Rc<str>, Rc<str>);

/// What the `manifest.json` of an S3 inventory says.
#[derive(Debug)]
pub(super) struct Inventory {
    /// The names of the columns, of which the files have no header.
    pub columns: Rc<[Rc<str>]>,
    /// The files.
    pub files: Vec<Place>,
}

/// Reads the manifest of an inventory. The files are in the bucket that it names, else in its
/// own. The texts are guesses; that only CSV is read is documented.
pub(super) fn inventory(bytes: &[u8], own_bucket: &Rc<str>) -> Result<Inventory, Failure> {
    let manifest =
        json::value(bytes).ok_or_else(|| unreadable("The manifest is not valid JSON."))?;
    let text = |field| manifest.get(field).and_then(Value::as_str);
    if text("fileFormat").is_some_and(|format| format != "CSV") {
        return Err(unreadable("Only an S3 inventory in CSV can be read."));
    }
    let (Some(schema), Some(files)) =
        (text("fileSchema"), manifest.get("files").and_then(Value::as_array))
    else {
        return Err(unreadable("The manifest is not that of an S3 inventory."));
    };
    let bucket = text("destinationBucket").and_then(|arn| arn.rsplit(':').next());
    let bucket = bucket.map_or_else(|| Rc::clone(own_bucket), Rc::from);
    let keys = files.iter().filter_map(|file| file.get("key")?.as_str());
    Ok(Inventory {
        columns: schema.split(',').map(|name| name.trim().into()).collect(),
        files: keys.map(|key| (Rc::clone(&bucket), key.into())).collect(),
    })
}

/// Reads the manifest that `UNLOAD` of Athena leaves: the URI of an object on each line. The text
/// is a guess.
pub(super) fn athena(bytes: &[u8]) -> Result<Vec<Place>, Failure> {
    let text = String::from_utf8_lossy(bytes);
    let lines = text.lines().map(|line| line.trim_matches(|c: char| c.is_whitespace() || c == '"'));
    let lines = lines.filter(|line| !line.is_empty());
    lines
        .map(|line| {
            place(line).ok_or_else(|| unreadable(format!("The manifest has no S3 URI: {line}")))
        })
        .collect()
}

fn place(uri: &str) -> Option<Place> {
    let path = uri.strip_prefix("s3://").or_else(|| uri.strip_prefix("S3://"))?;
    let (bucket, key) = path.split_once('/')?;
    Some((bucket.into(), key.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inventory_names_columns_and_files() {
        let table = [
            (r#""destinationBucket": "arn:aws:s3:::reports","#, "reports"),
            (r#""destinationBucket": "reports","#, "reports"),
            (r#""fileFormat": "CSV","#, "own"),
        ];
        for (field, bucket) in table {
            let files = r#""files": [{"key": "a.csv.gz"}, 1]"#;
            let text = format!(r#"{{{field} "fileSchema": "Bucket, Key,Size", {files}}}"#);
            let inventory = inventory(text.as_bytes(), &"own".into()).unwrap();
            assert_eq!(*inventory.columns, ["Bucket", "Key", "Size"].map(Rc::from));
            assert_eq!(inventory.files, [(bucket.into(), "a.csv.gz".into())]);
        }
    }

    #[test]
    fn what_is_no_inventory_fails() {
        let table = [
            ("", "The manifest is not valid JSON."),
            ("[]", "The manifest is not that of an S3 inventory."),
            (r#"{"files": []}"#, "The manifest is not that of an S3 inventory."),
            (r#"{"fileFormat": "ORC"}"#, "Only an S3 inventory in CSV can be read."),
        ];
        for (text, expected) in table {
            let failure = inventory(text.as_bytes(), &"own".into()).unwrap_err();
            assert_eq!(failure.cause.as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn athena_lists_objects() {
        let places = athena(b"s3://one/a/b\r\n\n\"S3://two/c\"\n").unwrap();
        assert_eq!(places, [("one".into(), "a/b".into()), ("two".into(), "c".into())]);
        assert!(athena(b"").unwrap().is_empty());
        for text in ["https://one/a", "s3://one", "\u{fffd}"] {
            assert!(athena(text.as_bytes()).is_err(), "{text}");
        }
    }
}
