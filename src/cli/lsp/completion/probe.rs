//! A text in which something stands where nothing does yet, so that the tree tells what belongs
//! there.
//!
//! What is being written cannot be read: a key without a value, a text without its end. So a mark
//! is written at the place, in each of the ways that could make sense of the text, and the way
//! that leaves the fewest faults tells where it is.

use std::path::PathBuf;

use crate::cli::definition::format_of;
use crate::cli::discovery::has_extension;
use crate::cli::lsp::document::Document;
use crate::cli::lsp::machines::find_parsed;
use crate::model::StateMachine;
use crate::source::Span;
use crate::syntax::Format;
use crate::syntax::tree::{Kind, Value};

/// What stands for what is yet to be written: no one writes it.
const MARK: char = '\u{f8ff}';

/// A text with the mark in it.
pub(super) struct Probe {
    document: Document,
    /// Where it was put in.
    at: u32,
    /// How many bytes it replaces.
    replaced: u32,
    /// How many bytes were put in.
    inserted: u32,
    /// Whether it had to end the text in quotes that the place is in.
    pub(super) closes: bool,
}

/// Where the mark is found.
pub(super) struct Landing<'l, 't> {
    /// The text with the mark in it.
    pub(super) probe: &'l Probe,
    /// The machine.
    pub(super) machine: &'l StateMachine<'t>,
    /// The string that has the mark in it.
    pub(super) node: Value<'t>,
    /// What that string says before the mark.
    pub(super) before: &'t str,
    /// What it says behind the mark.
    pub(super) after: &'t str,
}

/// Does something with the mark at a place in a document, written in the way that suits the text
/// best.
pub(super) fn with_mark<R>(
    document: &Document,
    offset: u32,
    mut act: impl FnMut(&Landing<'_, '_>) -> R,
) -> Option<R> {
    let mut best: Option<(usize, R)> = None;
    for probe in probes(document, offset) {
        // Where every definition is sound without the mark, it stands in none of them.
        let (mut is_elsewhere, mut has_machines) = (true, false);
        let found = find_parsed(&probe.document, |found| {
            let parsed = found.parsed;
            let faults = parsed.faults.len();
            has_machines = true;
            is_elsewhere &= faults == 0;
            let mut strings = parsed.tree.nodes().filter(|node| node.kind() == Kind::String);
            let node = strings.find(|node| node.text().contains(MARK))?;
            is_elsewhere = false;
            let (before, after) = node.text().split_once(MARK)?;
            if best.as_ref().is_some_and(|(fewest, _)| *fewest <= faults) {
                return None;
            }
            let machine = &StateMachine::read(parsed.tree.root());
            Some((faults, act(&Landing { probe: &probe, machine, node, before, after })))
        });
        let is_sound = found.as_ref().is_some_and(|(faults, _)| *faults == 0);
        best = found.or(best);
        if is_sound || has_machines && is_elsewhere {
            break;
        }
    }
    best.map(|(_, result)| result)
}

/// The ways in which the mark may be written at a place.
fn probes(document: &Document, offset: u32) -> Vec<Probe> {
    let Document { path, text } = document;
    let at = offset as usize;
    let line = text[..at].rsplit('\n').next().unwrap_or_default();
    let make = |start: usize, end: usize, put: String, closes: bool| {
        let text = [&text[..start], &put, &text[end..]].concat();
        Probe {
            document: Document { path: PathBuf::clone(path), text },
            at: start as u32,
            replaced: (end - start) as u32,
            inserted: put.len() as u32,
            closes,
        }
    };
    if let Some(quote) = open_quote(line) {
        return vec![
            make(at, at, MARK.to_string(), false),
            make(at, at, format!("{MARK}{quote}"), true),
            make(at, at, format!("{MARK}{quote},"), true),
        ];
    }
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '$' | '-');
    let start = at - (line.len() - line.trim_end_matches(is_word).len());
    let rest = text[at..].trim_start();
    let needs_comma = |c: char| !matches!(c, '{' | '[' | ',' | ':' | '=');
    let last = text[..start].trim_end().chars().next_back();
    let before = if last.is_some_and(needs_comma) { "," } else { "" };
    let after = if rest.starts_with(['"', '{', '[']) { "," } else { "" };
    let json = [
        make(start, at, format!("{before}\"{MARK}\": 0{after}"), false),
        make(start, at, format!("{before}\"{MARK}\"{after}"), false),
    ];
    let mut plain =
        [make(at, at, format!("{MARK}: "), false), make(at, at, MARK.to_string(), false)];
    let begins_line = line[..line.len() - (at - start)].chars().all(|c| matches!(c, ' ' | '-'));
    let is_key = text[at..].trim_start_matches(is_word_of_yaml).starts_with(':');
    if !begins_line || is_key {
        plain.swap(0, 1);
    }
    if has_extension(path, "tf") {
        let hcl = make(start, at, format!("\"{MARK}\" = 0"), false);
        return [hcl].into_iter().chain(json).collect();
    }
    match format_of(path, text) {
        Format::Yaml => plain.into_iter().chain(json).collect(),
        _ => json.into_iter().collect(),
    }
}

fn is_word_of_yaml(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '.' | '$' | '-')
}

/// The quote of the text that a line ends in, if it ends within one.
fn open_quote(line: &str) -> Option<char> {
    let (mut quote, mut previous) = (None, ' ');
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some('"'), '\\') => {
                characters.next();
            }
            (Some(open), _) if open == character => quote = None,
            (None, '"') => quote = Some('"'),
            // In the middle of a word it is an apostrophe.
            (None, '\'') if !previous.is_alphanumeric() => quote = Some('\''),
            _ => {}
        }
        previous = character;
    }
    quote
}

impl Probe {
    /// The span in the document of a span in the text with the mark.
    pub(super) fn original(&self, span: Span) -> Span {
        let end = self.at + self.inserted;
        let place = |offset: u32, inside: u32| match offset {
            before if before <= self.at => before,
            behind if behind >= end => behind - self.inserted + self.replaced,
            _ => inside,
        };
        Span::new(place(span.start, self.at), place(span.end, self.at + self.replaced))
    }
}

impl Landing<'_, '_> {
    /// The span in the document of a part of what the string says, the mark left out.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let behind = |at: usize| if at > self.before.len() { at + MARK.len_utf8() } else { at };
        let end = if end >= self.before.len() { end + MARK.len_utf8() } else { end };
        self.probe.original(self.node.inner_span(behind(start)..end))
    }

    /// What the string says, the mark left out.
    pub(super) fn text(&self) -> String {
        [self.before, self.after].concat()
    }

    /// The quote that the string is written in, as it stands in the document.
    pub(super) fn quote(&self) -> &'static str {
        match self.node.literal().as_bytes().first() {
            Some(b'"') => "\"",
            Some(b'\'') => "'",
            _ => "",
        }
    }

    /// Whether the quotes of the string have a backslash, since they stand in a text in JSON.
    pub(super) fn is_nested(&self) -> bool {
        let start = self.node.inner_span(0..self.node.text().len()).start as usize;
        self.probe.document.text[..start].ends_with("\\\"")
    }

    /// Whether it stands in an object in Terraform's language, not in a text in JSON.
    pub(super) fn is_hcl(&self) -> bool {
        has_extension(&self.probe.document.path, "tf") && !self.node.tree().is_mapped()
    }

    /// Whether the quotes of the string were put in with the mark.
    pub(super) fn is_bare(&self) -> bool {
        let text = &self.probe.document.text;
        let (start, end) = (self.probe.at, self.probe.at + self.probe.inserted);
        let put = &text[start as usize..end as usize];
        !self.quote().is_empty() && put.contains(&format!("{0}{MARK}{0}", self.quote()))
    }
}
