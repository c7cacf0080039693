//! What is offered, and how it is written where it belongs: in quotes or without, with a colon
//! behind a key that has none.

use serde_json::{Value as Json, json};

use crate::cli::lsp::completion::probe::Landing;
use crate::cli::lsp::document::Document;
use crate::schema::Field;
use crate::source::Span;
use crate::syntax::Format;
use crate::syntax::placeholder::has_placeholder;

/// The kinds of what is offered, as the protocol numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A function.
    Function = 3,
    /// A field of an object.
    Field = 5,
    /// A variable.
    Variable = 6,
    /// A service.
    Module = 9,
    /// A member of data.
    Property = 10,
    /// A value.
    Value = 12,
    /// One of the values that a field takes.
    EnumMember = 20,
    /// The name of a state.
    Reference = 18,
    /// A value that means something to everyone.
    Constant = 21,
}

/// Something that is offered.
#[derive(Clone, Debug)]
pub struct Item {
    label: String,
    kind: Kind,
    detail: String,
    documentation: Option<String>,
    /// What is written; the label where there is none.
    text: Option<String>,
    /// What stands for the value behind a key, in the syntax of snippets.
    value: &'static str,
    /// Whether it is a text, which has quotes in JSON.
    is_text: bool,
    /// Items with a lower number come first.
    rank: u8,
}

impl Item {
    /// A text that is offered.
    pub fn new(label: impl Into<String>, kind: Kind) -> Self {
        Self {
            label: label.into(),
            kind,
            detail: String::new(),
            documentation: None,
            text: None,
            value: "$1",
            is_text: true,
            rank: 1,
        }
    }

    /// A field of an object.
    pub fn field(field: Field) -> Self {
        let value = match field.types().as_slice() {
            ["string"] => "\"$1\"",
            ["object", ..] => "{$1}",
            ["array", ..] => "[$1]",
            _ => "$1",
        };
        let rank = u8::from(!field.is_required());
        Self { value, rank, ..Self::new(field.name, Kind::Field) }
    }

    /// With a short remark beside it.
    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    /// With a text that explains it.
    pub fn documentation(self, text: Option<String>) -> Self {
        Self { documentation: text, ..self }
    }

    /// With another text to write than its label.
    pub fn text(self, text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..self }
    }

    /// With a value of this form behind it, where it is a key.
    pub fn value(self, value: &'static str) -> Self {
        Self { value, ..self }
    }

    /// Before or behind others.
    pub fn rank(self, rank: u8) -> Self {
        Self { rank, ..self }
    }

    /// Its place among others.
    pub fn order(&self) -> u8 {
        self.rank
    }

    /// As something that has no quotes.
    pub fn bare(self) -> Self {
        Self { is_text: false, ..self }
    }
}

/// How what is offered is written at a place.
#[derive(Clone, Debug)]
pub struct Slot {
    /// What it replaces.
    pub range: Span,
    form: Form,
    /// What ends the text that is open.
    close: String,
    /// Whether the place is in a text within a text, so that quotes are written with a backslash.
    is_nested: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// As it is.
    Verbatim,
    /// Within quotes that are there.
    Quoted(&'static str),
    /// In quotes of its own.
    Bare,
    /// Without quotes, as long as it can be read so.
    Plain,
    /// As a key.
    Key(Key),
}

/// How a key is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Key {
    /// The quotes that it has in the end.
    quote: &'static str,
    /// What of them is to be written in front.
    open: &'static str,
    /// What follows its value.
    behind: &'static str,
    /// Whether a value follows.
    has_colon: bool,
    /// Whether it is one of an object in Terraform's language.
    is_hcl: bool,
}

impl Slot {
    /// A part of a string.
    pub fn part(landing: &Landing<'_, '_>, start: usize, end: usize) -> Self {
        let range = landing.span(start, end);
        Self { range, form: Form::Verbatim, close: String::new(), is_nested: false }
    }

    /// The whole of a value.
    pub fn value(landing: &Landing<'_, '_>) -> Self {
        let range = landing.span(0, landing.before.len() + landing.after.len());
        let closes = landing.probe.closes;
        let form = match landing.quote() {
            "" => Form::Plain,
            _ if landing.is_bare() => Form::Bare,
            quote => Form::Quoted(quote),
        };
        let close = if closes { landing.quote().to_owned() } else { String::new() };
        // What follows the place on its line is no part of a text that has no end yet.
        let range = if closes { landing.span(0, landing.before.len()) } else { range };
        let is_nested = landing.is_nested();
        Self { range, form, close, is_nested }
    }

    /// The whole of a key.
    pub fn key(document: &Document, landing: &Landing<'_, '_>) -> Self {
        let Self { mut range, is_nested, .. } = Self::value(landing);
        let quote = if is_nested { "\\\"" } else { landing.quote() };
        let is_open = !quote.is_empty() && !landing.is_bare();
        let text = &document.text[range.end as usize..];
        let rest = text.strip_prefix(quote).filter(|_| is_open && !landing.probe.closes);
        let behind = rest.unwrap_or(text).trim_start();
        let has_colon = behind.starts_with(':') || behind.starts_with('=');
        if rest.is_some() && !has_colon {
            range.end += quote.len() as u32;
        }
        let comma = if !quote.is_empty() && behind.starts_with(quote) { "," } else { "" };
        let open = if is_open { "" } else { quote };
        let is_hcl = landing.is_hcl();
        let (quote, open) = if is_hcl && !is_open { ("", "") } else { (quote, open) };
        let form = Form::Key(Key { quote, open, behind: comma, has_colon, is_hcl });
        Self { range, form, close: String::new(), is_nested }
    }
}

impl Slot {
    /// The item as the protocol has it.
    pub fn item(&self, item: &Item, format: Format, has_snippets: bool, range: &Json) -> Json {
        let written = self.written(item, format, has_snippets);
        let (text, is_snippet) = written;
        let mut json = json!({
            "label": item.label,
            "kind": item.kind as u8,
            "filterText": item.label,
            "sortText": format!("{}{}", item.rank, item.label),
            "textEdit": {"range": range, "newText": text},
        });
        if !item.detail.is_empty() {
            json["detail"] = item.detail.as_str().into();
        }
        if let Some(text) = &item.documentation {
            json["documentation"] = json!({"kind": "markdown", "value": text});
        }
        if is_snippet {
            json["insertTextFormat"] = 2.into();
        }
        json
    }

    /// What is written, and whether it is a snippet.
    fn written(&self, item: &Item, format: Format, has_snippets: bool) -> (String, bool) {
        let text = item.text.as_ref().unwrap_or(&item.label);
        let once = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
        let escaped = || if self.is_nested { once(&once(text)) } else { once(text) };
        let written = match self.form {
            Form::Key(key) => return key.written(item, format, has_snippets && !self.is_nested),
            Form::Verbatim => text.clone(),
            Form::Quoted("'") => text.replace('\'', "''") + &self.close,
            Form::Quoted(_) => escaped() + &self.close,
            Form::Bare | Form::Plain if !item.is_text => text.clone(),
            Form::Plain if is_plain(text) => text.clone(),
            Form::Bare | Form::Plain => format!("\"{}\"", escaped()),
        };
        (written, false)
    }
}

impl Key {
    fn written(self, item: &Item, format: Format, has_snippets: bool) -> (String, bool) {
        let Self { quote, open, behind, has_colon, is_hcl } = self;
        let name = item.text.as_ref().unwrap_or(&item.label);
        if has_colon {
            return (format!("{open}{name}{open}"), false);
        }
        let is_json = is_hcl || format != Format::Yaml || !quote.is_empty();
        let colon = match item.value.as_bytes() {
            _ if is_hcl => " = ",
            [b'{' | b'[', ..] if !is_json => ":",
            _ => ": ",
        };
        if is_json && has_snippets {
            let name = name.replace('$', "\\$");
            return (format!("{open}{name}{quote}{colon}{}{behind}", item.value), true);
        }
        (format!("{open}{name}{quote}{colon}"), false)
    }
}

/// Whether a text is one in YAML without quotes.
fn is_plain(text: &str) -> bool {
    let begins = |c: char| c.is_alphanumeric() || matches!(c, '$' | '_' | '/' | '.');
    let is_word = !["true", "false", "null", "yes", "no", "on", "off"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word));
    is_word
        && text.starts_with(begins)
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with([':', ' '])
        && text.parse::<f64>().is_err()
        && !has_placeholder(text)
}
