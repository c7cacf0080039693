//! Aliases and merge keys: copies of what was read before, within bounds.

use crate::diagnostic::Finding;
use crate::source::Span;
use crate::syntax::tree::Kind;
use crate::syntax::yaml::assembly::{Assembler, Frame};
use crate::syntax::yaml::merges;

/// How many nodes the aliases of a document may stand for.
const COPIES_MAX: u32 = 100_000;

impl Assembler<'_, '_> {
    pub(super) fn alias(&mut self, anchor: usize, span: Span) {
        self.pass_holes(span.start);
        let known = self.anchors.get(&anchor).copied();
        match known {
            Some(anchor) if !anchor.complete => {
                let finding = Finding::new(span, "an alias stands within its own anchor")
                    .help("an alias can only repeat what is complete before it");
                self.findings.push(finding);
                self.missing(span);
            }
            Some(anchor) if self.key_expected() => self.alias_as_key(anchor.index, span),
            Some(anchor) => {
                let count = self.builder.value(anchor.index).node_count();
                if self.may_copy(count, span) {
                    self.builder.copy(anchor.index);
                } else {
                    self.builder.leaf(Kind::Opaque, span);
                }
            }
            None => self.missing(span),
        }
        self.placed(span);
    }

    fn alias_as_key(&mut self, index: u32, span: Span) {
        let value = self.builder.value(index);
        if matches!(value.kind(), Kind::Array | Kind::Object | Kind::Opaque) {
            let message = "a key must be a string, and this alias stands for something else";
            self.findings.push(Finding::new(span, message));
            return self.builder.leaf(Kind::String, span);
        }
        if !self.may_copy(1, span) {
            return self.builder.leaf(Kind::String, span);
        }
        let copy = self.builder.len();
        self.builder.copy(index);
        self.builder.make_string(copy);
    }

    pub(super) fn unknown_alias(&mut self, span: Span) {
        self.pass_holes(span.start);
        // The anchor may have stood in what was painted over.
        if self.patches.is_empty() {
            let name = self.patches.text[span.range()].trim_start_matches('*');
            let message = format!("the alias `*{name}` has no anchor before it");
            let help = format!("define `&{name}` first, or put the value in quotes");
            self.findings.push(Finding::new(span, message).help(help));
        }
        self.missing(span);
        self.placed(span);
    }

    /// Adds what is not known: a key is a string all the same.
    pub(super) fn missing(&mut self, span: Span) {
        let kind = if self.key_expected() { Kind::String } else { Kind::Missing };
        self.builder.leaf(kind, span);
    }

    /// Whether another copy is within bounds; reports the first that is not.
    fn may_copy(&mut self, nodes: u32, span: Span) -> bool {
        let before = self.copied;
        self.copied = before.saturating_add(nodes);
        if before <= COPIES_MAX && self.copied > COPIES_MAX {
            let finding = Finding::new(span, "aliases expand to more than 100,000 nodes")
                .help("write the values out where they are needed");
            self.findings.push(finding);
        }
        self.copied <= COPIES_MAX
    }

    /// Adds the members that the merge keys of a mapping bring.
    pub(super) fn merge(&mut self, frame: &Frame) {
        let merged = merges::of(&self.builder, frame.index, &frame.merges);
        self.findings.extend(merged.findings);
        if merged.incomplete {
            self.builder.incomplete_at(frame.index);
        }
        for index in merged.members {
            let count = self.builder.value(index).node_count();
            if self.may_copy(count + 1, self.last) {
                self.builder.copy(index - 1);
                self.builder.copy(index);
            } else {
                self.builder.incomplete_at(frame.index);
            }
        }
    }
}
