//! An open document: its text, how it changes, and places in it as the protocol counts them, in
//! lines and UTF-16 code units from zero.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::source::{LineIndex, Span};

/// An open document.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) path: PathBuf,
    pub(super) text: String,
}

impl Document {
    pub(super) fn new(path: PathBuf, text: &str) -> Self {
        Self { path, text: text.to_owned() }
    }

    /// Takes a change: of a range, or of the whole text.
    pub(super) fn change(&mut self, change: &Value) {
        let Some(text) = change["text"].as_str() else { return };
        let range = &change["range"];
        if range.is_null() {
            text.clone_into(&mut self.text);
            return;
        }
        let lines = self.lines();
        let (start, end) = (lines.offset(&range["start"]), lines.offset(&range["end"]));
        self.text.replace_range(start.min(end) as usize..end as usize, text);
    }

    /// The text as lines.
    pub(super) fn lines(&self) -> Lines<'_> {
        Lines { text: &self.text, index: LineIndex::new(&self.text) }
    }
}

/// The lines of a text.
#[derive(Debug)]
pub(super) struct Lines<'d> {
    text: &'d str,
    index: LineIndex<'d>,
}

impl Lines<'_> {
    /// The offset of a place; the nearest one for a place that is not in the text.
    pub(super) fn offset(&self, position: &Value) -> u32 {
        let number = |name: &str| position[name].as_u64().unwrap_or(0) as usize;
        let start = self.index.line_start(number("line")) as usize;
        let end = self.index.line_start(number("line").saturating_add(1)) as usize;
        let line = self.text[start..end].trim_end_matches(['\n', '\r']);
        let mut left = number("character");
        for (at, character) in line.char_indices() {
            if left < character.len_utf16() {
                return (start + at) as u32;
            }
            left -= character.len_utf16();
        }
        (start + line.len()) as u32
    }

    /// The place of an offset.
    pub(super) fn position(&self, offset: u32) -> Value {
        let offset = (offset as usize).min(self.text.len());
        let line = self.index.line_of(offset as u32);
        let start = self.index.line_start(line) as usize;
        let before = self.text.get(start..offset).unwrap_or_default();
        json!({"line": line, "character": before.encode_utf16().count()})
    }

    /// The range of a span.
    pub(super) fn range(&self, span: Span) -> Value {
        json!({"start": self.position(span.start), "end": self.position(span.end)})
    }
}

/// The file that an address names; the address itself where it names none.
pub(super) fn path_of(uri: &str) -> PathBuf {
    let path = uri.strip_prefix("file://").unwrap_or(uri);
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let code = behind.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        let decoded = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        if let Some(byte) = decoded.filter(|_| *first == b'%') {
            bytes.push(byte);
            rest = &behind[2..];
        } else {
            bytes.push(*first);
            rest = behind;
        }
    }
    let path = String::from_utf8_lossy(&bytes).into_owned();
    match path.strip_prefix('/') {
        Some(on_a_drive) if cfg!(windows) => on_a_drive.into(),
        _ => path.into(),
    }
}

/// The address of a file.
pub(super) fn uri_of(path: &Path) -> String {
    let mut uri = if cfg!(windows) { "file:///" } else { "file://" }.to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'/' | b'.' | b'-' | b'_' | b'~' => uri.push(char::from(*byte)),
            _ if byte.is_ascii_alphanumeric() => uri.push(char::from(*byte)),
            _ => {
                let digit = |value: u8| char::from(b"0123456789ABCDEF"[usize::from(value)]);
                uri.extend(['%', digit(byte >> 4), digit(byte & 15)]);
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_and_its_offset_are_the_same() {
        let document = Document::new(PathBuf::new(), "a\r\n\"Gr\u{f6}\u{1f600}e\"\nend");
        let lines = document.lines();
        for (offset, _) in document.text.char_indices().filter(|(_, c)| !"\r\n".contains(*c)) {
            let position = lines.position(offset as u32);
            assert_eq!(lines.offset(&position), offset as u32, "{position}");
        }
        let far = json!({"line": 99, "character": 99});
        assert_eq!(lines.offset(&far), document.text.len() as u32);
    }

    #[test]
    fn a_change_replaces_a_range_or_all() {
        let mut document = Document::new(PathBuf::new(), "one\ntwo\n");
        let place = |line: u32, character: u32| json!({"line": line, "character": character});
        let range = json!({"start": place(0, 1), "end": place(1, 2)});
        document.change(&json!({"range": range, "text": "X"}));
        assert_eq!(document.text, "oXo\n");
        document.change(&json!({"text": "all"}));
        assert_eq!(document.text, "all");
    }

    #[test]
    fn an_address_leads_to_its_file_and_back() {
        let path = Path::new("/a b/\u{f6}%41/x.asl.json");
        assert_eq!(uri_of(path), "file:///a%20b/%C3%B6%2541/x.asl.json");
        assert_eq!(path_of(&uri_of(path)), path);
    }
}
