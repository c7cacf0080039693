//! Values and texts for people, each within so many columns of one line.
//!
//! What is left out is left out inside: `[1, 2, 3, ... 97 more]`. The cost depends on the columns
//! alone, however large or deep a value is.

use std::fmt::{self, Write as _};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::query::value::Value;

/// The most columns that anything is given: each level of a value takes one at least, so they
/// bound the recursion too.
const COLUMNS_MAX: usize = 500;
/// A part of a container is given as many columns as this where there is room for them.
const PART_COLUMNS_MIN: usize = 12;
/// Of this many parts each gets its share; with more of them, the first ones get it.
const SHARES_MAX: usize = 3;
/// What stands for what is left out.
const GAP: &str = "...";

/// A value as JSON.
pub(super) fn value(value: &Value, columns: usize) -> String {
    shortened(value, columns.min(COLUMNS_MAX))
}

/// A text, its end left out.
pub(super) fn text(text: &str, columns: usize) -> String {
    let columns = columns.min(COLUMNS_MAX);
    let mut line = Line::new(columns);
    if line.write_str(text).is_ok() {
        return line.text;
    }
    let mut line = Line::new(columns.saturating_sub(GAP.len()));
    // It does not fit, which is why it is cut.
    let _ = line.write_str(text);
    line.text + GAP
}

/// How many columns a text takes.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

/// Takes text until there is no room for more.
struct Line {
    text: String,
    room: usize,
}

impl Line {
    const fn new(room: usize) -> Self {
        Self { text: String::new(), room }
    }
}

impl fmt::Write for Line {
    /// A control character would move the cursor or worse: a blank stands for it.
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            let shown = if character.is_control() { ' ' } else { character };
            let width = shown.width().unwrap_or(0);
            // What has no width takes bytes, so it is not free either.
            let is_room = self.room >= width && self.text.len() < 4 * COLUMNS_MAX;
            if !is_room {
                return Err(fmt::Error);
            }
            self.room -= width;
            self.text.push(shown);
        }
        Ok(())
    }
}

fn shortened(value: &Value, columns: usize) -> String {
    let mut line = Line::new(columns);
    if write_whole(&mut line, value).is_ok() {
        return line.text;
    }
    match value {
        Value::Array(items) => {
            let items = items.iter().map(|item| (String::new(), item));
            container(['[', ']'], items, columns)
        }
        Value::Object(members) => {
            let name = |name: &str| string(name, columns / 2) + ": ";
            let members = members.iter().map(|(key, value)| (name(key), value));
            container(['{', '}'], members, columns)
        }
        Value::String(text) => string(text, columns),
        scalar => text(&scalar.to_string(), columns),
    }
}

/// Writes a value as it is, until there is no room for more.
fn write_whole(line: &mut Line, value: &Value) -> fmt::Result {
    match value {
        Value::Array(items) => {
            line.write_char('[')?;
            for (place, item) in items.iter().enumerate() {
                line.write_str(if place == 0 { "" } else { ", " })?;
                write_whole(line, item)?;
            }
            line.write_char(']')
        }
        Value::Object(members) => {
            line.write_char('{')?;
            for (place, (name, value)) in members.iter().enumerate() {
                line.write_str(if place == 0 { "" } else { ", " })?;
                write_string(line, name)?;
                line.write_str(": ")?;
                write_whole(line, value)?;
            }
            line.write_char('}')
        }
        Value::String(text) => write_string(line, text),
        scalar => write!(line, "{scalar}"),
    }
}

fn write_string(line: &mut Line, text: &str) -> fmt::Result {
    line.write_char('"')?;
    text.chars().try_for_each(|character| line.write_str(&escaped(character)))?;
    line.write_char('"')
}

fn escaped(character: char) -> String {
    match character {
        '"' | '\\' => format!("\\{character}"),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        control if control.is_control() => format!("\\u{:04X}", control as u32),
        other => other.to_string(),
    }
}

/// A string, its middle left out: what tells ARNs and keys apart stands at their ends.
fn string(text: &str, columns: usize) -> String {
    let mut line = Line::new(columns);
    if write_string(&mut line, text).is_ok() {
        return line.text;
    }
    let room = columns.saturating_sub(GAP.len() + 2);
    let head: String = pieces(text.chars(), room - room / 3).concat();
    let mut tail = pieces(text.chars().rev(), room / 3);
    tail.reverse();
    format!("\"{head}{GAP}{}\"", tail.concat())
}

/// As many characters as there is room for.
fn pieces(characters: impl Iterator<Item = char>, room: usize) -> Vec<String> {
    let mut line = Line::new(room);
    let escaped = characters.map(escaped);
    escaped.take_while(|piece| line.write_str(piece).is_ok()).collect()
}

/// As many of the parts as there is room for, and how many more there are. What a part is given
/// is less than the columns of the whole, which bounds the recursion.
fn container<'v>(
    [opening, closing]: [char; 2],
    mut parts: impl ExactSizeIterator<Item = (String, &'v Value)> + Clone,
    columns: usize,
) -> String {
    let mut text = String::from(opening);
    loop {
        let left = parts.len();
        let Some((name, value)) = parts.next() else {
            text.push(closing);
            return text;
        };
        let separator = if text.len() == 1 { "" } else { ", " };
        let more = format!("{separator}{GAP} {} more{closing}", grouped(left as u64));
        let after = if left == 1 { 1 } else { 2 + more.len() };
        let room = columns.saturating_sub(text.width() + after);
        let taken = separator.len() + name.width();
        let share = share(room, parts.clone()).max(taken + PART_COLUMNS_MIN).min(room);
        let part = share.checked_sub(taken).map(|share| shortened(value, share));
        let Some(part) = part.filter(|part| taken + part.width() <= room) else {
            let shown = text + &more;
            let fits = shown.width() <= columns;
            return if fits { shown } else { format!("{opening}{GAP}{closing}") };
        };
        text = text + separator + &name + &part;
    }
}

/// How much of the room a part may take: what those that follow it leave.
fn share<'v>(room: usize, following: impl ExactSizeIterator<Item = (String, &'v Value)>) -> usize {
    let fair = room / (following.len() + 1).min(SHARES_MAX);
    let wanted = following.take(SHARES_MAX - 1).map(|(name, value)| {
        let mut line = Line::new(fair);
        match write_whole(&mut line, value) {
            Ok(()) => (2 + name.width() + fair - line.room).min(fair),
            Err(fmt::Error) => fair,
        }
    });
    room.saturating_sub(wanted.sum())
}

/// A number with its thousands apart: `9,990`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::value::Object;
    use crate::syntax::{Format, parse};

    fn read(text: &str) -> Value {
        Value::from_tree(parse(text, Format::Json).tree.root())
    }

    #[test]
    fn a_value_is_shortened_inside() {
        let numbers: Vec<_> = (1..=100).map(Value::from).collect();
        let long =
            format!(r#"{{"arn": "arn:aws:lambda:us-east-1:{}:function:charge"}}"#, "1".repeat(90));
        let wide = r#"{"text": "日本語日本語日本語日本語日本語", "n": 1}"#;
        let table = [
            (Value::from(numbers.clone()), 32, "[1, 2, 3, 4, 5, ... 95 more]"),
            (
                read(r#"{"a":1,"b":[true,null],"c":{}}"#),
                40,
                r#"{"a": 1, "b": [true, null], "c": {}}"#,
            ),
            (read(&long), 40, r#"{"arn": "arn:aws:lambda:us-...n:charge"}"#),
            (read(wide), 30, r#"{"text": "日...", "n": 1}"#),
            (
                read(r#"{"one":{"two":{"three":[1,2,3,4,5,6,7,8,9]}}, "more": 5}"#),
                44,
                r#"{"one": {... 1 more}, "more": 5}"#,
            ),
            (read("[[1,2,3,4,5,6,7,8,9], 12]"), 16, "[... 2 more]"),
            (read(r#"["a\u0007\u009b\n"]"#), 40, r#"["a\u0007\u009B\n"]"#),
            (Value::from("x".repeat(300_000)), 20, r#""xxxxxxxxxx...xxxxx""#),
            (read("12345678901234567890123456789"), 12, "123456789..."),
        ];
        for (value, columns, expected) in table {
            assert_eq!(super::value(&value, columns), expected, "{columns}");
        }
    }

    #[test]
    fn nothing_is_wider_than_its_columns() {
        let texts = [
            r#"{"aaaaaaaaaaaaaaaaaaaaaaaaaaaa":{"bbbbbbbbbbbbbbbbbb":[[[1,2,3],[]]]}, "c": "d"}"#,
            r#"[["日本語日本語日本語","\"\"\"\"\"\"\"\"\"\"\"\"\""],{"a":1,"b":2,"c":3,"d":4,"e":5}]"#,
        ];
        for text in texts {
            let value = read(text);
            for columns in 16..200 {
                let shown = super::value(&value, columns);
                assert!(shown.width() <= columns, "{columns}: {shown}");
            }
        }
    }

    #[test]
    fn depth_and_size_cost_nothing() {
        let deep = (0..100_000).fold(Value::Null, |inner, level| {
            if level % 2 == 0 {
                return Value::from(vec![inner]);
            }
            Object::from_iter([("a".into(), inner)]).into()
        });
        assert!(value(&deep, 10_000).width() <= COLUMNS_MAX);
        let nulls = "\u{200b}".repeat(1_000_000);
        assert!(value(&nulls.as_str().into(), 80).len() < 10_000);
        assert!(text(&nulls, 80).len() < 10_000);
    }

    #[test]
    fn a_text_loses_its_end_and_its_line_breaks() {
        assert_eq!(text("one\ntwo\u{1b}[31m", 40), "one two [31m");
        assert_eq!(text("a cause that is too long", 12), "a cause t...");
    }

    #[test]
    fn thousands_stand_apart() {
        let table = [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")];
        for (number, expected) in table {
            assert_eq!(grouped(number), expected);
        }
    }
}
