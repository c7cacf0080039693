//! How the parser says what is wrong.

use crate::diagnostic::{Edit, Finding, Fix, quoted};
use crate::source::Span;

/// How many closing brackets a message spells out.
const CLOSERS_SHOWN_MAX: usize = 8;

/// A finding whose fix inserts a text after its span.
fn missing_after(last: Span, message: &str, text: &str) -> Finding {
    Finding::new(last, message).fix(Span::new(last.end, last.end), text)
}

pub(super) fn comma_missing(last: Span) -> Finding {
    missing_after(last, "a comma is missing after this", ",").help("insert `,`")
}

pub(super) fn colon_missing(last: Span) -> Finding {
    missing_after(last, "a colon is missing after this key", ":").help("insert `:`")
}

pub(super) fn value_missing(last: Span) -> Finding {
    Finding::new(last, "a value is missing after this")
        .help("write the value, or remove the member")
}

pub(super) fn member_incomplete(last: Span) -> Finding {
    Finding::new(last, "this key has no value").help("write `:` and the value")
}

pub(super) fn key_missing(span: Span) -> Finding {
    Finding::new(span, "a key is missing before this")
        .help("each member of an object is written `\"key\": value`")
}

pub(super) fn second_colon(span: Span) -> Finding {
    Finding::new(span, "a member has one colon only").help("separate members by commas")
}

pub(super) fn surplus_comma(span: Span) -> Finding {
    Finding::new(span, "nothing stands before this comma").help("remove it").fix(span, "")
}

pub(super) fn trailing_comma(span: Span) -> Finding {
    Finding::new(span, "nothing follows this comma").help("remove it").fix(span, "")
}

pub(super) fn instead(span: Span, text: &str, right: &str) -> Finding {
    let wrong = &text[span.range()];
    Finding::new(span, format!("`{wrong}` stands where `{right}` should"))
        .help(format!("write `{right}`"))
        .fix(span, right)
}

pub(super) fn unexpected(span: Span, text: &str) -> Finding {
    let shown = quoted(&text[span.range()]);
    Finding::new(span, format!("{shown} makes no sense here")).help("remove it")
}

pub(super) fn text_after_end(span: Span, closer: bool) -> Finding {
    if closer {
        return Finding::new(span, "this bracket closes nothing")
            .help("remove it, or the bracket too many before it");
    }
    Finding::new(span, "text after the end of the definition")
        .help("remove it: a file holds one definition")
}

pub(super) fn closer_wrong(span: Span, wrong: u8, opener: Span, right: u8) -> Finding {
    let (wrong, right) = (char::from(wrong), char::from(right));
    Finding::new(span, format!("`{wrong}` stands where `{right}` should"))
        .label(opener, "opened here")
        .help(format!("write `{right}`"))
        .fix(span, right.to_string())
}

pub(super) fn closer_missing(span: Span, last: Span, opener: Span, right: u8) -> Finding {
    let right = char::from(right);
    Finding::new(span, format!("`{right}` is missing before this"))
        .label(opener, "opened here")
        .help(format!("insert `{right}`"))
        .fix(Span::new(last.end, last.end), right.to_string())
}

pub(super) fn closers_missing(last: Span, opener: Span, closers: &[u8]) -> Finding {
    let text: String = closers.iter().map(|&closer| char::from(closer)).collect();
    let message = match closers.len() {
        1 => format!("the text ends before its `{text}`"),
        2..=CLOSERS_SHOWN_MAX => format!("the text ends before its closing `{text}`"),
        many => format!("the text ends before its {many} closing brackets"),
    };
    let finding = Finding::new(last, message).label(opener, "opened here, never closed");
    if closers.len() > CLOSERS_SHOWN_MAX {
        return finding.help("close what is open");
    }
    finding.help(format!("append `{text}`")).fix(Span::new(last.end, last.end), text)
}

pub(super) fn empty(span: Span) -> Finding {
    Finding::new(span, "a definition must be a JSON object, and the file is empty")
        .help("begin with `{\"StartAt\": \"...\", \"States\": {...}}`")
}

pub(super) fn comment(span: Span) -> Finding {
    Finding::new(span, "JSON has no comments")
        .help("remove it, or move it to a field `Comment`")
        .fix(span, "")
}

pub(super) fn comment_unclosed(span: Span) -> Finding {
    Finding::new(span, "this comment never ends").help("close it by `*/`, or remove it")
}

pub(super) fn strange_space(span: Span, text: &str) -> Finding {
    let first = text.chars().next().map_or(0, u32::from);
    Finding::new(span, format!("the character U+{first:04X} is no white space of JSON"))
        .help("replace it by a space")
        .fix(span, " ")
}

pub(super) fn placeholder_unclosed(span: Span) -> Finding {
    Finding::new(span, "this placeholder has no closing brace").help("close it by `}`")
}

pub(super) fn number(span: Span, written: &str, number: &str, why: &str) -> Finding {
    let finding = Finding::new(span, format!("{} is no number of JSON: {why}", quoted(written)));
    if number.ends_with("e999") {
        return finding.help("write a number that is finite");
    }
    finding.help(format!("write `{number}`")).fix(span, number)
}

pub(super) fn literal(span: Span, written: &str, literal: &str) -> Finding {
    Finding::new(span, format!("`{written}` is no value of JSON"))
        .help(format!("write `{literal}`"))
        .fix(span, literal)
}

pub(super) fn unquoted_value(span: Span, word: &str, half_quoted: bool) -> Finding {
    let message = if half_quoted {
        "a double quote is missing before this string".to_owned()
    } else {
        format!("{} is no value of JSON: a string has double quotes", quoted(word))
    };
    Finding::new(span, message).help("write double quotes around it").fix(span, json_string(word))
}

pub(super) fn no_value_of_json(span: Span, written: &str, root: bool) -> Finding {
    let help = if root { "a definition is a JSON object" } else { "quote it if it is a string" };
    Finding::new(span, format!("{} is no value of JSON", quoted(written))).help(help)
}

pub(super) fn bare_key(span: Span, word: &str, half_quoted: bool) -> Finding {
    let message = if half_quoted {
        "a double quote is missing before this key".to_owned()
    } else {
        format!("the key {} has no quotes", quoted(word))
    };
    Finding::new(span, message).help("write double quotes around it").fix(span, json_string(word))
}

/// A string in single quotes; `text` is the whole text.
pub(super) fn single_quotes(span: Span, text: &str) -> Finding {
    let inside = &text[span.start as usize + 1..span.end as usize - 1];
    let right = inside.replace("\\'", "'").replace("\\\"", "\"").replace('"', "\\\"");
    Finding::new(span, "a string has double quotes, not single ones")
        .help("write double quotes around it")
        .fix(span, format!("\"{right}\""))
}

/// A string that ends with its line; `text` is the whole text.
pub(super) fn string_unclosed(span: Span, text: &str) -> Finding {
    let quote = &text[span.start as usize..=span.start as usize];
    Finding::new(Span::new(span.start, span.start + 1), "this string has no closing quote")
        .help(format!("close it by `{quote}`"))
        .fix(Span::new(span.end, span.end), quote)
}

pub(super) fn quote_unescaped(span: Span) -> Finding {
    Finding::new(span, "a quote inside a string needs a backslash before it").help("write `\\\"`")
}

pub(super) fn control(span: Span, byte: u8) -> Finding {
    let (name, escape) = match byte {
        b'\n' | b'\r' => ("a line break".to_owned(), "\\n".to_owned()),
        b'\t' => ("a tab".to_owned(), "\\t".to_owned()),
        _ => (format!("the control character U+{byte:04X}"), format!("\\u{byte:04x}")),
    };
    Finding::new(span, format!("{name} inside a string must be escaped"))
        .help(format!("write `{escape}`"))
        .fix(span, escape)
}

pub(super) fn escape(span: Span, written: &str) -> Finding {
    let finding = Finding::new(span, format!("{} is no escape of JSON", quoted(written)));
    if written.starts_with("\\u") {
        return finding.help("four hexadecimal digits follow `\\u`");
    }
    let edits = vec![Edit { span: Span::new(span.start, span.start), text: "\\".to_owned() }];
    let mut finding = finding.help("write `\\\\` for a backslash");
    finding.fix = Some(Fix { safe: false, edits });
    finding
}

/// A word as a string of JSON.
fn json_string(word: &str) -> String {
    format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\""))
}
