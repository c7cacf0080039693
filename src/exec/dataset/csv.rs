//! Rows of CSV, by the rules of AWS.
//!
//! No crate serves: AWS lets a backslash escape in cells without quotes too, and drops it before
//! a character that needs none, while `csv` knows escapes inside quotes only.

use std::iter;
use std::rc::Rc;

use rustc_hash::FxHashSet;

use crate::exec::Failure;
use crate::exec::dataset::{Delimiter, Header, unreadable};
use crate::query::value::{Object, Value};

/// The most bytes that the names of all columns may have together (quotas of Step Functions).
const HEADER_BYTES_MAX: usize = 10 * 1024;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The rows as objects of strings: short ones filled up with `""`, surplus cells dropped
/// (recorded). Bytes that are no text are replaced.
pub(super) fn rows(
    bytes: Rc<[u8]>,
    delimiter: Delimiter,
    header: &Header,
) -> Result<impl Iterator<Item = Value> + use<>, Failure> {
    let mut table = Table::new(bytes, delimiter.byte());
    let names = match header {
        Header::Given(names) => Rc::clone(names),
        Header::FirstRow if table.read_row() => table.cells.texts().map(Rc::from).collect(),
        Header::FirstRow => Rc::default(),
    };
    check_header(&names)?;
    Ok(iter::from_fn(move || table.read_row().then(|| table.cells.object(&names))))
}

/// The first text is recorded, the second a guess.
fn check_header(names: &[Rc<str>]) -> Result<(), Failure> {
    let mut seen = FxHashSet::default();
    if !names.iter().all(|name| seen.insert(name)) {
        return Err(unreadable("CSV headers cannot contain duplicates."));
    }
    if names.iter().map(|name| name.len()).sum::<usize>() > HEADER_BYTES_MAX {
        return Err(unreadable("CSV headers cannot exceed 10 KiB."));
    }
    Ok(())
}

/// A text of which one row at a time is read.
struct Table {
    bytes: Rc<[u8]>,
    at: usize,
    delimiter: u8,
    /// Those of the row that was read last.
    cells: Cells,
}

/// The cells of a row, one after the other.
#[derive(Default)]
struct Cells {
    text: Vec<u8>,
    ends: Vec<usize>,
}

/// What comes after a cell.
#[derive(PartialEq, Eq)]
enum Next {
    Cell,
    Row,
}

impl Table {
    fn new(bytes: Rc<[u8]>, delimiter: u8) -> Self {
        let at = if bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        Self { bytes, at, delimiter, cells: Cells::default() }
    }

    /// Reads the next row, if there is one. Blank lines are passed over (a guess).
    fn read_row(&mut self) -> bool {
        while matches!(self.peek(), Some(b'\r' | b'\n')) {
            self.at += 1;
        }
        self.cells.clear();
        let has_row = self.peek().is_some();
        while has_row && self.read_cell() == Next::Cell {}
        has_row
    }

    fn read_cell(&mut self) -> Next {
        let mut in_quotes = self.take_if(b'"');
        let mut next = Next::Row;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'"' if in_quotes && !self.take_if(b'"') => in_quotes = false,
                b'\\' => self.read_escaped(),
                b'\r' | b'\n' if !in_quotes => {
                    let _is_pair = byte == b'\r' && self.take_if(b'\n');
                    break;
                }
                _ if byte == self.delimiter && !in_quotes => {
                    next = Next::Cell;
                    break;
                }
                _ => self.cells.text.push(byte),
            }
        }
        self.cells.end();
        next
    }

    /// A backslash is gone; what it escapes loses its meaning. Others are read as they are.
    fn read_escaped(&mut self) {
        let is_special = |byte: &u8| [b'\\', b'"', self.delimiter].contains(byte);
        if let Some(byte) = self.peek().filter(is_special) {
            self.at += 1;
            self.cells.text.push(byte);
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take_if(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }
}

impl Cells {
    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    fn end(&mut self) {
        self.ends.push(self.text.len());
    }

    fn texts(&self) -> impl Iterator<Item = String> {
        let starts = iter::once(&0).chain(&self.ends);
        let cells = starts.zip(&self.ends).map(|(start, end)| &self.text[*start..*end]);
        cells.map(|cell| String::from_utf8_lossy(cell).into_owned())
    }

    fn object(&self, names: &[Rc<str>]) -> Value {
        let texts = self.texts().chain(iter::repeat(String::new()));
        let members = names.iter().zip(texts);
        members.map(|(name, text)| (Rc::clone(name), text.into())).collect::<Object>().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str, delimiter: Delimiter, header: &Header) -> String {
        let rows = rows(text.as_bytes().into(), delimiter, header).unwrap();
        rows.collect::<Value>().to_string()
    }

    fn first_row(text: &str) -> String {
        printed(text, Delimiter::Comma, &Header::FirstRow)
    }

    #[test]
    fn a_row_is_an_object_of_strings() {
        let table = [
            ("", "[]"),
            ("a,b", "[]"),
            ("a,b\n1,true\n", r#"[{"a":"1","b":"true"}]"#),
            ("\u{feff}a,b\r\n1,\r\n", r#"[{"a":"1","b":""}]"#),
            ("a,b\r1,2\r3", r#"[{"a":"1","b":"2"},{"a":"3","b":""}]"#),
            ("a,b\n\n1,2,3,4\n \n", r#"[{"a":"1","b":"2"},{"a":" ","b":""}]"#),
            ("a,\n,,,\n1\n", r#"[{"a":"","":""},{"a":"1","":""}]"#),
            ("é,b\n'x',ü", r#"[{"é":"'x'","b":"ü"}]"#),
        ];
        for (text, expected) in table {
            assert_eq!(first_row(text), expected, "{text:?}");
        }
    }

    #[test]
    fn quotes_and_backslashes_escape() {
        let table = [
            (r#""1,2""#, "1,2"),
            ("\"1\n2\r\n3\"", "1\n2\r\n3"),
            (r#""say ""hi""""#, r#"say "hi""#),
            (r#""say \"hi\"""#, r#"say "hi""#),
            (r#"say \"hi\""#, r#"say "hi""#),
            (r#"6" wide"#, r#"6" wide"#),
            (r"1\,2", "1,2"),
            (r"C:\\Temp\new", r"C:\Tempnew"),
            (r#""C:\\Temp\new\\""#, r"C:\Tempnew\"),
            (r"end\", "end"),
            (r#""open,1"#, "open,1"),
            (r#""a"b"c"#, r#"ab"c"#),
            (r#""""#, ""),
        ];
        for (cell, expected) in table {
            let rows =
                rows(format!("a\n{cell}").into_bytes().into(), Delimiter::Comma, &Header::FirstRow);
            let row = rows.unwrap().next().unwrap();
            assert_eq!(row.get("a").unwrap().as_str(), Some(expected), "{cell}");
        }
    }

    #[test]
    fn headers_may_be_given() {
        let header = Header::Given(["x".into(), "y".into()].into());
        assert_eq!(printed("a,b", Delimiter::Comma, &header), r#"[{"x":"a","y":"b"}]"#);
        let table = [
            ("PIPE", "a,|b\\|c"),
            ("SEMICOLON", "a,;b\\;c"),
            ("SPACE", "a, b\\ c"),
            ("TAB", "a,\tb\\\tc"),
        ];
        for (name, text) in table {
            let delimiter = Delimiter::named(name).unwrap();
            let second = format!("b{}c", delimiter.byte() as char);
            let expected = Value::from_iter([Value::from(Object::from_iter([
                ("x".into(), "a,".into()),
                ("y".into(), second.into()),
            ]))]);
            assert_eq!(printed(text, delimiter, &header), expected.to_string());
        }
    }

    #[test]
    fn headers_are_distinct_and_short() {
        let table = [
            ("a,b,a\n".to_owned(), "CSV headers cannot contain duplicates."),
            ("a,,\n".to_owned(), "CSV headers cannot contain duplicates."),
            ("a".repeat(10_241), "CSV headers cannot exceed 10 KiB."),
        ];
        for (text, expected) in table {
            let rows = rows(text.into_bytes().into(), Delimiter::Comma, &Header::FirstRow);
            assert_eq!(rows.err().unwrap().cause.as_deref(), Some(expected));
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced() {
        let rows = rows(b"a\n\xff".to_vec().into(), Delimiter::Comma, &Header::FirstRow).unwrap();
        assert_eq!(rows.collect::<Value>().to_string(), "[{\"a\":\"\u{fffd}\"}]");
    }
}
