//! Events into a tree: tags, anchors, aliases, merge keys; one pass, no recursion.

use granit_parser::{Event, Parser, ScanError, Tag};
use rustc_hash::FxHashMap;

use crate::diagnostic::Finding;
use crate::source::Span;
use crate::syntax::tree::{Builder, Kind, Tree};
use crate::syntax::yaml::patches::Patches;
use crate::syntax::yaml::spans;

/// How many levels may be nested.
pub(super) const LEVELS_MAX: usize = 1000;

/// What one reading of the text gives.
pub(super) struct Assembly<'s> {
    /// The tree, of all the text or as far as the failure.
    pub tree: Tree<'s>,
    /// The faults that did not stop the reading.
    pub findings: Vec<Finding>,
    /// What stopped the reading.
    pub failure: Option<Failure>,
}

/// What stopped the reading, and how far it had come.
pub(super) struct Failure {
    /// The error.
    pub error: ScanError,
    /// Where it was found.
    pub offset: usize,
    /// The node before it.
    pub last: Span,
    /// Whether a key waits for its value.
    pub value_expected: bool,
    /// Where the innermost flow collection begins that is not closed.
    pub flow: Option<u32>,
    /// Whether the whole document is a flow collection.
    pub all_flow: bool,
}

/// A container that is open.
pub(super) struct Frame {
    /// The index of its node.
    pub index: u32,
    start: u32,
    /// Its column, in characters; none in a flow collection.
    column: Option<u32>,
    is_object: bool,
    key_expected: bool,
    tagged: bool,
    anchor: usize,
    /// The indices of its merge keys.
    pub merges: Vec<u32>,
}

/// What an anchor names.
#[derive(Clone, Copy)]
pub(super) struct Anchor {
    pub index: u32,
    pub complete: bool,
}

/// A mapping or sequence that is used as a key, and passed over.
struct ComplexKey {
    start: u32,
    depth: u32,
}

pub(super) struct Assembler<'p, 's> {
    pub patches: &'p Patches<'s>,
    pub builder: Builder<'s>,
    pub findings: Vec<Finding>,
    pub frames: Vec<Frame>,
    pub anchors: FxHashMap<usize, Anchor>,
    complex_key: Option<ComplexKey>,
    pub copied: u32,
    /// The node that was added last, as far as it is known.
    pub last: Span,
    /// How many holes have been passed.
    holes: usize,
    documents: u32,
}

impl<'s> Assembly<'s> {
    /// Reads the patched text; spans and texts are those of the text as it is.
    pub fn of(patches: &Patches<'s>) -> Self {
        let mut assembler = Assembler::new(patches);
        let mut failure = None;
        for event in Parser::new_from_str_with_options(&patches.working, options()) {
            match event {
                Ok((event, place)) => {
                    if !assembler.event(event, &place) {
                        break;
                    }
                }
                Err(error) => {
                    failure = Some(assembler.failure(error));
                    break;
                }
            }
        }
        assembler.finish(failure)
    }
}

fn options() -> granit_parser::Options {
    granit_parser::options! {
        emit_unresolved_aliases: true,
        max_buffered_comment_events: usize::MAX,
        flow_nesting_limit: LEVELS_MAX,
        block_nesting_limit: LEVELS_MAX,
    }
}

impl<'p, 's> Assembler<'p, 's> {
    fn new(patches: &'p Patches<'s>) -> Self {
        Self {
            patches,
            builder: Builder::new(patches.text),
            findings: Vec::new(),
            frames: Vec::new(),
            anchors: FxHashMap::default(),
            complex_key: None,
            copied: 0,
            last: Span::default(),
            holes: 0,
            documents: 0,
        }
    }

    /// Takes an event. Whether the next one matters.
    fn event(&mut self, event: Event<'_>, place: &granit_parser::Span) -> bool {
        let span = self.span(place);
        match event {
            Event::Comment(..) => self.builder.comment(span),
            Event::DocumentStart(explicit, _) => self.document(explicit, span),
            _ if self.documents > 1 => return self.second_document(&event, span),
            _ if self.complex_key.is_some() => self.pass_over(&event, span),
            Event::Scalar(text, style, anchor, tag) => {
                let span = spans::scalar(&self.patches.working, self.last.end, span, style, &text);
                self.scalar(&text, style, span, (anchor, tag.as_deref(), place));
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.open(Kind::Array, span, (anchor, tag.as_deref(), place));
            }
            Event::MappingStart(_, anchor, tag) => {
                self.open(Kind::Object, span, (anchor, tag.as_deref(), place));
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(anchor) => self.alias(anchor, span),
            Event::UnresolvedAlias(_) => self.unknown_alias(span),
            _ => {}
        }
        true
    }

    /// The span of an event in the text.
    fn span(&self, place: &granit_parser::Span) -> Span {
        let text = self.patches.text;
        let range = place.byte_range().unwrap_or_default();
        let start = text.floor_char_boundary(range.start);
        Span::of(start..text.ceil_char_boundary(range.end).max(start))
    }

    fn document(&mut self, explicit: bool, span: Span) {
        self.documents += 1;
        if self.documents > 1 || explicit {
            self.last = span;
        }
    }

    /// A second document may be empty: a mere `---` at the end. Whether to read on.
    fn second_document(&mut self, event: &Event<'_>, span: Span) -> bool {
        let empty = match event {
            Event::Scalar(..) => span.is_empty(),
            event => matches!(event, Event::DocumentEnd | Event::StreamEnd),
        };
        if !empty {
            let finding = Finding::new(self.last, "a second document begins here")
                .help("keep one definition per file: only the first document is read");
            self.findings.push(finding);
        }
        empty
    }

    /// Notes the holes before an offset in the containers that they may belong to: from the
    /// innermost one out to the first that is not indented further than the hole.
    pub(super) fn pass_holes(&mut self, offset: u32) {
        while let Some(hole) = self.patches.holes.get(self.holes) {
            if hole.start >= offset {
                break;
            }
            self.holes += 1;
            for frame in self.frames.iter().rev() {
                self.builder.incomplete_at(frame.index);
                if frame.column.is_none_or(|column| column <= hole.column) {
                    break;
                }
            }
        }
    }

    pub(super) fn key_expected(&self) -> bool {
        self.frames.last().is_some_and(|frame| frame.key_expected)
    }

    /// Says that a node is there, from its first byte to its last.
    pub(super) fn placed(&mut self, span: Span) {
        self.last = Span::new(span.start, span.end.max(self.last.end));
        if let Some(frame) = self.frames.last_mut() {
            frame.key_expected = frame.is_object && !frame.key_expected;
        }
    }

    /// Says what an anchor names; zero is no anchor.
    pub(super) fn define(&mut self, id: usize, anchor: Anchor) {
        if id != 0 {
            self.anchors.insert(id, anchor);
        }
    }

    /// The span of a node's tag, which begins no later than the node.
    pub(super) fn tag_span(&self, place: &granit_parser::Span, start: u32) -> Span {
        let span = place.tag_span().map_or(Span::new(start, start), |span| self.span(&span));
        if span.start <= start { span } else { Span::new(start, start) }
    }

    pub(super) fn open_opaque(&mut self, tag: Span) {
        self.builder.open(Kind::Opaque, tag.start);
        self.builder.tag(&self.patches.text[tag.range()]);
    }

    fn open(&mut self, kind: Kind, span: Span, (anchor, tag, place): Properties<'_>) {
        self.pass_holes(span.start);
        if self.key_expected() {
            self.complex_key = Some(ComplexKey { start: span.start, depth: 1 });
            return;
        }
        let index = self.builder.len();
        let at = self.tag_span(place, span.start);
        let opaque = tag.is_some_and(|tag| tag.core_suffix().is_none()) && at.len() > 1;
        if opaque {
            self.open_opaque(at);
        }
        self.define(anchor, Anchor { index, complete: false });
        let frame = Frame {
            index: self.builder.len(),
            start: span.start,
            column: span.is_empty().then_some(place.start.col() as u32),
            is_object: kind == Kind::Object,
            key_expected: kind == Kind::Object,
            tagged: opaque,
            anchor,
            merges: Vec::new(),
        };
        self.builder.open(kind, span.start);
        self.frames.push(frame);
        self.last = Span::new(span.start, span.end.max(self.last.end));
    }

    fn close(&mut self, span: Span) {
        self.pass_holes(span.start);
        let Some(frame) = self.frames.pop() else { return };
        let last = if frame.column.is_none() { span.end.max(self.last.end) } else { self.last.end };
        let end = last.max(frame.start);
        if !frame.merges.is_empty() {
            self.merge(&frame);
        }
        self.builder.close(end);
        if frame.tagged {
            self.builder.close(end);
        }
        if let Some(anchor) = self.anchors.get_mut(&frame.anchor) {
            anchor.complete = true;
        }
        self.placed(Span::new(frame.start, end));
    }

    /// Passes over a mapping or sequence that stands where a key must be.
    fn pass_over(&mut self, event: &Event<'_>, span: Span) {
        let Some(complex) = &mut self.complex_key else { return };
        let start = complex.start;
        match event {
            Event::SequenceStart(..) | Event::MappingStart(..) => complex.depth += 1,
            Event::SequenceEnd | Event::MappingEnd => complex.depth -= 1,
            _ => {}
        }
        let ended = complex.depth == 0;
        if !ended || !span.is_empty() {
            self.last = Span::new(start, span.end.max(self.last.end));
        }
        if ended {
            self.end_complex_key(Span::new(start, self.last.end.max(start)));
        }
    }

    fn end_complex_key(&mut self, span: Span) {
        self.complex_key = None;
        let finding = Finding::new(span, "a key must be a string, not a mapping or a sequence")
            .help("put it in quotes if it is meant as text");
        self.findings.push(finding);
        self.builder.leaf(Kind::String, span);
        self.placed(span);
    }

    fn failure(&self, error: ScanError) -> Failure {
        let text = self.patches.text;
        let offset = error.marker().byte_offset().unwrap_or_default();
        Failure {
            offset: text.floor_char_boundary(offset),
            last: self.last,
            value_expected: self
                .frames
                .last()
                .is_some_and(|frame| frame.is_object && !frame.key_expected),
            flow: self
                .frames
                .last()
                .filter(|frame| frame.column.is_none())
                .map(|frame| frame.start),
            all_flow: self.frames.first().is_some_and(|frame| frame.column.is_none()),
            error,
        }
    }

    /// Closes what is open: after a failure nothing more is known of it.
    fn finish(mut self, failure: Option<Failure>) -> Assembly<'s> {
        let end = self.last.end;
        if let Some(key) = self.complex_key.take() {
            self.builder.leaf(Kind::String, Span::new(key.start, end.max(key.start)));
            self.placed(Span::new(end, end));
        }
        while let Some(frame) = self.frames.pop() {
            if frame.is_object && !frame.key_expected {
                self.builder.leaf(Kind::Missing, Span::new(end, end));
            }
            self.builder.incomplete();
            self.builder.close(end.max(frame.start));
            if frame.tagged {
                self.builder.close(end.max(frame.start));
            }
            self.placed(Span::new(frame.start, end));
        }
        let tree = self.builder.finish();
        if failure.is_none() && self.patches.is_empty() {
            self.findings.extend(empty(&tree));
        }
        Assembly { tree, findings: self.findings, failure }
    }
}

/// The anchor and the tag of a node, and the event's place, which has the place of the tag.
pub(super) type Properties<'e> = (usize, Option<&'e Tag>, &'e granit_parser::Span);

/// The fault of a text without content.
fn empty(tree: &Tree<'_>) -> Option<Finding> {
    let root = tree.root();
    let blank = root.kind() == Kind::Missing && root.span().start as usize == tree.text().len();
    let null = root.kind() == Kind::Null && root.span().is_empty();
    (blank || null)
        .then(|| Finding::new(root.span(), "the file is empty: a definition must be an object"))
}
