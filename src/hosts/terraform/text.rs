//! Texts of Terraform: strings and heredocs with what is filled in.

use std::borrow::Cow;

use hcl_edit::template::{Element, Template};

use crate::hosts::Definition;
use crate::hosts::terraform::{Module, span};
use crate::source::{SourceMap, Span};

impl<'t> Module<'t, '_> {
    /// The text of a template, with placeholders for what is filled in.
    pub(super) fn template(&self, template: &Template) -> Definition<'t> {
        let pieces = template.iter().map(|element| match element {
            Element::Literal(literal) => (literal.as_str(), span(literal)),
            Element::Interpolation(_) | Element::Directive(_) => ("", span(element)),
        });
        self.text(pieces)
    }

    /// A text of pieces, each with its place; what is filled in has none of its own.
    pub(super) fn text<'p>(&self, pieces: impl Iterator<Item = (&'p str, Span)>) -> Definition<'t> {
        let mut text = String::new();
        let mut map: Option<SourceMap> = None;
        for (piece, place) in pieces {
            let map = map.get_or_insert_with(|| SourceMap::copied(place.start));
            map.anchor(text.len() as u32, place.start);
            if piece.is_empty() {
                text.push_str(&placeholder(&self.text[place.range()]));
                map.anchor(text.len() as u32, place.end);
            } else {
                self.align(piece, place, text.len() as u32, map);
                text.push_str(piece);
            }
        }
        let map = map.unwrap_or_else(|| SourceMap::copied(0));
        Definition::Text { text: Cow::Owned(text), map }
    }

    /// How a piece lies in the file: it is what is written there without indents and escapes.
    fn align(&self, piece: &str, place: Span, decoded: u32, map: &mut SourceMap) {
        let written = &self.text[place.range()];
        let mut at = 0;
        for (offset, character) in piece.char_indices() {
            let Some(skip) = written[at..].find(character) else { return };
            if skip > 0 {
                map.anchor(decoded + offset as u32, place.start + (at + skip) as u32);
            }
            at += skip + character.len_utf8();
        }
    }
}

/// What stands in a text for something that is filled in: `${name}`.
fn placeholder(written: &str) -> Cow<'_, str> {
    let inner = written.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_.-[]".contains(c);
    if inner.is_some_and(|inner| inner.chars().all(is_name)) {
        return Cow::Borrowed(written);
    }
    Cow::Borrowed("${unknown}")
}
