//! Scalars into the tree: keys, strings, what the core schema and tags make of the others.

use granit_parser::{ScalarStyle, Tag};

use crate::diagnostic::Finding;
use crate::source::Span;
use crate::syntax::tree::Kind;
use crate::syntax::yaml::assembly::{Anchor, Assembler, Properties};
use crate::syntax::yaml::core_schema;

impl Assembler<'_, '_> {
    pub(super) fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        span: Span,
        (anchor, tag, place): Properties<'_>,
    ) {
        self.pass_holes(span.start);
        let tag = tag.map(|tag| (tag, self.tag_span(place, span.start)));
        let mut index = self.builder.len();
        if self.key_expected() {
            self.key(text, style, span);
        } else {
            index = self.value(text, style, span, tag);
        }
        self.define(anchor, Anchor { index, complete: true });
        self.placed(span);
    }

    fn key(&mut self, text: &str, style: ScalarStyle, span: Span) {
        if style == ScalarStyle::Plain && span.is_empty() {
            self.builder.leaf(Kind::String, span);
        } else {
            self.string(text, style, span);
        }
        if style == ScalarStyle::Plain && text == "<<" {
            let index = self.builder.len() - 1;
            self.builder.hide(index);
            self.frames.last_mut().expect("a key stands in a mapping").merges.push(index);
        }
    }

    /// Adds a scalar value. The index of its node.
    fn value(
        &mut self,
        text: &str,
        style: ScalarStyle,
        span: Span,
        tag: Option<(&Tag, Span)>,
    ) -> u32 {
        let index = self.builder.len();
        match tag {
            None => self.untagged(text, style, span),
            Some((_, at)) if self.is_plain_mark(at) => self.string(text, style, span),
            Some((tag, at)) => {
                if let Some(core) = tag.core_suffix() {
                    self.core_tagged(core, text, style, (span, at));
                } else {
                    self.open_opaque(at);
                    self.untagged(text, style, span);
                    self.builder.close(span.end.max(at.end));
                }
            }
        }
        index
    }

    /// Whether a tag is a mere `!`, which makes a string of any scalar.
    fn is_plain_mark(&self, tag: Span) -> bool {
        &self.patches.text[tag.range()] == "!"
    }

    fn untagged(&mut self, text: &str, style: ScalarStyle, span: Span) {
        if style != ScalarStyle::Plain {
            return self.string(text, style, span);
        }
        if span.is_empty() {
            let kind = if self.was_painted(span) { Kind::Missing } else { Kind::Null };
            return self.builder.leaf(kind, span);
        }
        match core_schema::resolve(text) {
            (Kind::String, _) => self.string(text, style, span),
            (kind, decoded) => self.typed(kind, &decoded, span),
        }
    }

    fn typed(&mut self, kind: Kind, decoded: &str, span: Span) {
        if decoded == &self.patches.text[span.range()] {
            self.builder.leaf(kind, span);
        } else {
            self.builder.decoded(kind, span, decoded);
        }
    }

    fn core_tagged(&mut self, core: &str, text: &str, style: ScalarStyle, at: (Span, Span)) {
        let text = if style == ScalarStyle::Plain && at.0.is_empty() { "" } else { text };
        match core_schema::resolve_tagged(core, text) {
            Some((Kind::String, _)) => self.string(text, style, at.0),
            Some((kind, decoded)) => self.typed(kind, &decoded, at.0),
            None => {
                let message = format!("the value does not fit its tag `!!{core}`");
                let span = Span::new(at.1.start, at.0.end.max(at.1.end));
                self.findings.push(Finding::new(span, message));
                self.builder.leaf(Kind::Missing, at.0);
            }
        }
    }

    /// Adds a string, without a copy where it is written as it reads.
    fn string(&mut self, text: &str, style: ScalarStyle, span: Span) {
        let written = &self.patches.text[span.range()];
        let plain = style == ScalarStyle::Plain;
        let painted = self.patches.touches(&span.range());
        if painted && !plain {
            self.missing(span);
        } else if written == text || painted && !written.contains('\n') {
            self.builder.leaf(Kind::String, span);
        } else if !plain && written.get(1..written.len() - 1) == Some(text) {
            self.builder.quoted(span);
        } else {
            self.builder.decoded(Kind::String, span, text);
        }
    }

    /// Whether what stood where now nothing stands was painted over.
    fn was_painted(&self, span: Span) -> bool {
        let rest = &self.patches.working[span.end as usize..];
        let blank = rest.len() - rest.trim_start_matches([':', ' ', '\t', '\r', '\n']).len();
        let from = span.end as usize;
        !self.patches.is_empty() && self.patches.touches(&(from..from + blank))
    }
}
