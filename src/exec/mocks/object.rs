//! The objects in S3 that a mock file holds or names.

use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::diagnostic::{name_list, quoted};
use crate::exec::mocks::read::Reader;
use crate::query::timestamp::{self, Timestamp};
use crate::query::value;
use crate::source::Span;
use crate::syntax::tree::{Kind, Member, Value};

/// An object in S3.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredObject {
    /// `bucket/key`
    pub name: Rc<str>,
    /// What it holds.
    pub content: Content,
    /// When it was last modified.
    pub last_modified: Option<Timestamp>,
    /// Its entity tag, as written.
    pub etag: Option<Rc<str>>,
    /// Its storage class.
    pub storage_class: Option<Rc<str>>,
    /// Where it is named.
    pub place: Span,
}

/// What an object holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// These bytes.
    Bytes(Rc<[u8]>),
    /// What a file holds.
    File {
        /// Its path from the folder of the mock file, which it does not lead out of.
        path: Rc<str>,
        /// Where that is written.
        place: Span,
    },
}

const CONTENTS: [&str; 4] = ["base64", "file", "json", "text"];
const KEYS: [&str; 7] =
    ["base64", "etag", "file", "json", "last_modified", "storage_class", "text"];

/// Reads the section `s3`.
pub(super) fn read(reader: &mut Reader<'_>, value: Value<'_>) -> Vec<StoredObject> {
    let members = reader.members(value, "an object with a member for each object in S3");
    members.into_iter().filter_map(|member| object(reader, &member)).collect()
}

fn object(reader: &mut Reader<'_>, member: &Member<'_>) -> Option<StoredObject> {
    judge_name(reader, member.key);
    let value = member.value;
    let mut object = StoredObject {
        name: member.name().into(),
        content: Content::Bytes(value.text().as_bytes().into()),
        last_modified: None,
        etag: None,
        storage_class: None,
        place: member.key.span(),
    };
    match value.kind() {
        Kind::String => return Some(object),
        Kind::Object => {}
        _ => {
            reader.wrong_type(value, "a text, or an object such as `{ json: [] }`");
            return None;
        }
    }
    let members = reader.members(value, "an object");
    let is_known = |member: &&Member<'_>| KEYS.contains(&member.name());
    let unknown = members.iter().filter(|member| !is_known(member));
    let unknown_count = unknown.map(|member| unknown_key(reader, member)).count();
    let is_content = |member: &&Member<'_>| CONTENTS.contains(&member.name());
    let contents: Vec<_> = members.iter().filter(is_content).collect();
    let content = match contents.as_slice() {
        [only] => content(reader, only),
        // What is missing is probably what is misspelt.
        [] if unknown_count > 0 || value.is_incomplete() => None,
        [] => {
            let help = format!("give it one of {}", name_list(CONTENTS));
            reader.fault(value.span(), "this does not say what the object holds").help(help);
            None
        }
        [first, second, ..] => {
            let message = format!("an object has one content, and there is `{}` too", first.name());
            reader.fault(second.key.span(), message).label(first.key.span(), "the other content");
            None
        }
    };
    for member in &members {
        match member.name() {
            "last_modified" => object.last_modified = moment(reader, member.value),
            "etag" => object.etag = reader.text(member.value),
            "storage_class" => object.storage_class = reader.text(member.value),
            _ => {}
        }
    }
    object.content = content?;
    Some(object)
}

fn unknown_key(reader: &mut Reader<'_>, member: &Member<'_>) {
    let help = format!("it may have {}", name_list(KEYS));
    reader.unknown(member.key, "an object in S3 has no", &KEYS, &help);
}

fn judge_name(reader: &mut Reader<'_>, key: Value<'_>) {
    let name = key.text();
    let message = || format!("{} does not name a bucket and a key", quoted(name));
    if let Some(rest) = name.strip_prefix("s3://") {
        reader.fault(key.span(), message()).help(format!("write {}", quoted(rest)));
        return;
    }
    let is_whole =
        name.split_once('/').is_some_and(|(bucket, key)| !bucket.is_empty() && !key.is_empty());
    if !is_whole {
        reader.fault(key.span(), message()).help("write `bucket/key`");
    }
}

fn content(reader: &mut Reader<'_>, member: &Member<'_>) -> Option<Content> {
    let value = member.value;
    match member.name() {
        "json" => {
            let text = value::Value::from_tree(value).to_string();
            Some(Content::Bytes(text.into_bytes().into()))
        }
        "text" => Some(Content::Bytes(reader.text(value)?.as_bytes().into())),
        "base64" => base64(reader, value),
        _ => file(reader, value),
    }
}

fn base64(reader: &mut Reader<'_>, value: Value<'_>) -> Option<Content> {
    let text = reader.text(value)?;
    // Long ones are broken into lines.
    let digits: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let Ok(bytes) = STANDARD.decode(digits) else {
        reader
            .fault(value.span(), "this is not Base64")
            .help("it has letters, digits, `+` and `/`, filled with `=` to a multiple of four");
        return None;
    };
    Some(Content::Bytes(bytes.into()))
}

fn file(reader: &mut Reader<'_>, value: Value<'_>) -> Option<Content> {
    let path = reader.text(value)?;
    if let Some(fault) = path_fault(&path) {
        reader
            .fault(value.span(), fault)
            .help("give the path of a file beside the mock file or in a folder beside it");
        return None;
    }
    Some(Content::File { path, place: value.span() })
}

/// What is wrong with a path that must not lead out of the folder it begins at, on any system.
fn path_fault(path: &str) -> Option<&'static str> {
    let has_drive = path.as_bytes().get(1) == Some(&b':');
    if path.is_empty() {
        return Some("a path is never empty");
    }
    if path.starts_with(['/', '\\']) || has_drive {
        return Some("the path must begin at the folder of the mock file");
    }
    if path.contains('\0') {
        return Some("no path has a zero byte");
    }
    let mut depth = 0_usize;
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." if depth == 0 => return Some("the path leads out of the folder of the mock file"),
            ".." => depth -= 1,
            _ => depth += 1,
        }
    }
    None
}

fn moment(reader: &mut Reader<'_>, value: Value<'_>) -> Option<Timestamp> {
    let text = reader.text(value)?;
    match timestamp::parse(&text) {
        Ok(moment) => Some(moment),
        Err(reason) => {
            reader
                .fault(value.span(), format!("this is not a time: {reason}"))
                .help("write it like `2030-01-31T12:00:00Z`");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_in_its_folder() {
        for path in ["a", "a/b.csv", "./a", "a/../b", "a//b", "..a/b", "a/.."] {
            assert_eq!(path_fault(path), None, "{path}");
        }
        for path in ["", "/a", "\\a", "C:a", "..", "../a", "a/../../b", "a\\..\\..\\b", "a\0"] {
            assert!(path_fault(path).is_some(), "{path}");
        }
    }
}
