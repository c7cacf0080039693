//! Texts of Terraform: strings and heredocs with what is filled in.

use std::borrow::Cow;

use hcl_edit::template::{Element, Template};

use crate::hosts::Definition;
use crate::hosts::terraform::{Module, span};
use crate::source::{SourceMap, Span};

/// A piece of a text.
pub(super) struct Piece<'p> {
    /// Where it is written, or what it is filled in for.
    place: Span,
    text: Text<'p>,
}

enum Text<'p> {
    Written(&'p str),
    /// What is filled in, where that is known.
    FilledIn(Option<String>),
}

impl<'p> Piece<'p> {
    pub(super) const fn written(text: &'p str, place: Span) -> Self {
        Self { place, text: Text::Written(text) }
    }
}

impl<'t> Module<'t, '_> {
    /// The text of a template, with placeholders for what is filled in and not known.
    pub(super) fn template(&self, template: &Template) -> Definition<'t> {
        self.text(template.iter().map(|element| match element {
            Element::Literal(literal) => Piece::written(literal.as_str(), span(literal)),
            Element::Interpolation(one) => {
                let value = self.scalar(&one.expr).map(|scalar| scalar.text);
                Piece { place: span(element), text: Text::FilledIn(value) }
            }
            Element::Directive(_) => Piece { place: span(element), text: Text::FilledIn(None) },
        }))
    }

    /// A text of pieces.
    pub(super) fn text<'p>(&self, pieces: impl Iterator<Item = Piece<'p>>) -> Definition<'t> {
        let mut text = String::new();
        let mut map: Option<SourceMap> = None;
        for Piece { place, text: piece } in pieces {
            let map = map.get_or_insert_with(|| SourceMap::copied(place.start));
            map.anchor(text.len() as u32, place.start);
            match piece {
                Text::Written(piece) => {
                    self.align(piece, place, text.len() as u32, map);
                    text.push_str(piece);
                }
                Text::FilledIn(value) => {
                    self.fills.set(self.fills.get() || value.is_some());
                    let known = value.map(Cow::Owned);
                    text += &known.unwrap_or_else(|| placeholder(&self.text[place.range()]));
                    map.anchor(text.len() as u32, place.end);
                }
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
