//! Makes a tree, node after node.

use std::borrow::Cow;

use crate::source::{SourceMap, Span};
use crate::syntax::tree::{Items, Kind, Members, NONE, Node, Tree, Value, noted};

/// Makes a tree, node after node, in the order of the text.
///
/// Whoever builds keeps two promises: every [`open`](Builder::open) is closed, and within an
/// object each key, itself a string, is followed by one value.
#[derive(Debug)]
pub struct Builder<'s> {
    tree: Tree<'s>,
    open: Vec<u32>,
}

impl<'s> Builder<'s> {
    /// A builder over `text`, which all spans refer to.
    pub fn new(text: &'s str) -> Self {
        let tree = Tree {
            text: Cow::Borrowed(text),
            nodes: Vec::with_capacity(text.len() / 16 + 4),
            texts: Vec::new(),
            decoded: String::new(),
            tags: Vec::new(),
            names: Vec::new(),
            maps: Vec::new(),
            comments: Vec::new(),
            depth: 0,
            map: None,
        };
        Self { tree, open: Vec::new() }
    }

    fn push(&mut self, kind: Kind, span: Span) -> &mut Node {
        let next = self.tree.nodes.len() as u32 + 1;
        let Span { start, end } = span;
        self.tree.nodes.push(Node {
            start,
            end,
            next,
            extra: NONE,
            kind,
            quoted: false,
            incomplete: false,
            hidden: false,
        });
        self.tree.nodes.last_mut().expect("just pushed")
    }

    /// Adds a scalar whose text is as written, or an opaque or missing value.
    pub fn leaf(&mut self, kind: Kind, span: Span) {
        self.push(kind, span);
    }

    /// Adds a string (or a key) written between two one-byte quotes, without escapes.
    pub fn quoted(&mut self, span: Span) {
        self.push(Kind::String, span).quoted = true;
    }

    /// Adds a scalar that reads otherwise than it is written.
    pub fn decoded(&mut self, kind: Kind, span: Span, text: impl AsRef<str>) {
        let text = text.as_ref();
        let start = self.tree.decoded.len() as u32;
        self.tree.decoded.push_str(text);
        self.tree.texts.push(Span::new(start, start + text.len() as u32));
        let extra = self.tree.texts.len() as u32 - 1;
        self.push(kind, span).extra = extra;
    }

    /// The same, the text being appended by `write`: no allocation of its own.
    pub fn decoded_by(&mut self, kind: Kind, span: Span, write: impl FnOnce(&mut String)) {
        let start = self.tree.decoded.len() as u32;
        write(&mut self.tree.decoded);
        self.tree.texts.push(Span::new(start, self.tree.decoded.len() as u32));
        let extra = self.tree.texts.len() as u32 - 1;
        self.push(kind, span).extra = extra;
    }

    /// Takes back the nodes from an index on, all of them closed: what cannot be told in a tree.
    pub fn truncate(&mut self, length: u32) {
        self.tree.nodes.truncate(length as usize);
    }

    /// Begins an array, an object, or an opaque value with a tagged value inside.
    pub fn open(&mut self, kind: Kind, start: u32) {
        self.open.push(self.tree.nodes.len() as u32);
        self.tree.depth = self.tree.depth.max(self.open.len());
        self.push(kind, Span::new(start, start));
    }

    /// Gives the container begun last its tag.
    pub fn tag(&mut self, tag: impl Into<String>) {
        self.tree.tags.push(tag.into());
        let extra = self.tree.tags.len() as u32 - 1;
        if let Some(&index) = self.open.last() {
            self.tree.nodes[index as usize].extra = extra;
        }
    }

    /// Ends the container begun last.
    pub fn close(&mut self, end: u32) {
        let index = self.open.pop().expect("every close has its open") as usize;
        self.tree.nodes[index].end = end;
        self.tree.nodes[index].next = self.tree.nodes.len() as u32;
    }

    /// Says that members or items of the container begun last are not known.
    pub fn incomplete(&mut self) {
        if let Some(&index) = self.open.last() {
            self.tree.nodes[index as usize].incomplete = true;
        }
    }

    /// Says that members or items of the container at an index are not known.
    pub fn incomplete_at(&mut self, index: u32) {
        self.tree.nodes[index as usize].incomplete = true;
    }

    /// Hides the member whose key is at an index, as a YAML merge key gives way to the members
    /// that it brings.
    pub fn hide(&mut self, index: u32) {
        self.tree.nodes[index as usize].hidden = true;
    }

    /// How many containers are open.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// How many nodes there are so far: the index of the next one.
    pub fn len(&self) -> u32 {
        self.tree.nodes.len() as u32
    }

    /// Whether there is no node yet.
    pub fn is_empty(&self) -> bool {
        self.tree.nodes.is_empty()
    }

    /// The node at an index, while its text is still being built.
    pub fn value(&self, index: u32) -> Value<'_> {
        Value { tree: &self.tree, index }
    }

    /// The members so far of the object at an index, which is the innermost open container.
    pub fn members_so_far(&self, index: u32) -> Members<'_> {
        Members { nodes: Items { tree: &self.tree, at: index + 1, end: self.len() } }
    }

    /// Adds a copy of the finished subtree at `index`, as an alias stands for its anchor.
    pub fn copy(&mut self, index: u32) {
        let end = self.tree.nodes[index as usize].next;
        let shift = self.len() - index;
        for at in index..end {
            let mut node = self.tree.nodes[at as usize];
            node.next += shift;
            self.tree.nodes.push(node);
        }
    }

    /// Adds a scalar of another tree over the same text.
    pub fn same(&mut self, scalar: Value<'_>) {
        let node = *scalar.node();
        if let Some(name) = noted(&scalar.tree.names, scalar.index) {
            self.named(scalar.local_span(), name);
            return;
        }
        let span = Span::new(node.start, node.end);
        let has_text = matches!(node.kind, Kind::String | Kind::Number | Kind::Bool | Kind::Null);
        if has_text && node.extra != NONE {
            self.decoded(node.kind, span, scalar.text());
        } else {
            self.push(node.kind, span).quoted = node.quoted;
        }
        if let Some(last) = self.tree.nodes.last_mut() {
            last.hidden = node.hidden;
            last.quoted = node.quoted;
        }
    }

    /// Adds an opaque value that is known by a name, see [`Value::placeholder`].
    pub fn named(&mut self, span: Span, name: impl Into<String>) {
        self.tree.names.push((self.len(), name.into()));
        self.leaf(Kind::Opaque, span);
    }

    /// Adds a string that was put together, and lies in the text as the map says.
    pub fn composed(&mut self, span: Span, text: &str, map: SourceMap) {
        self.tree.maps.push((self.len(), map));
        self.decoded(Kind::String, span, text);
    }

    /// Makes a string of the scalar at an index: a key is one, however it is written.
    pub fn make_string(&mut self, index: u32) {
        self.tree.nodes[index as usize].kind = Kind::String;
    }

    /// Notes a comment.
    pub fn comment(&mut self, span: Span) {
        self.tree.comments.push(span);
    }

    /// The tree. An empty one becomes a missing value.
    pub fn finish(mut self) -> Tree<'s> {
        while let Some(&index) = self.open.last() {
            let end = self.tree.text.len() as u32;
            self.tree.nodes[index as usize].incomplete = true;
            self.close(end);
        }
        if self.tree.nodes.is_empty() {
            let end = self.tree.text.len() as u32;
            self.leaf(Kind::Missing, Span::new(end, end));
        }
        self.tree
    }
}

/// A container that is being copied.
struct Open {
    /// The index after its last node.
    end: u32,
    close: u32,
}

/// A copy of a subtree, in which some nodes are added otherwise than they were: `add` says of
/// each node it is asked about whether it has added something in its place.
pub fn rewritten<'t>(
    root: Value<'t>,
    mut add: impl FnMut(&mut Builder<'t>, Value<'t>) -> bool,
) -> Tree<'t> {
    let tree = root.tree();
    let mut builder = Builder::new(tree.text());
    let mut open: Vec<Open> = Vec::new();
    let (mut at, end) = (root.id(), root.id() + root.node_count());
    while at < end {
        while open.last().is_some_and(|innermost| innermost.end <= at) {
            if let Some(Open { close, .. }) = open.pop() {
                builder.close(close);
            }
        }
        let node = tree.node(at);
        if add(&mut builder, node) {
            at += node.node_count();
        } else if matches!(node.kind(), Kind::Array | Kind::Object) {
            let span = node.local_span();
            builder.open(node.kind(), span.start);
            if node.is_incomplete() {
                builder.incomplete();
            }
            open.push(Open { end: at + node.node_count(), close: span.end });
            at += 1;
        } else {
            builder.same(node);
            at += node.node_count();
        }
    }
    while let Some(Open { close, .. }) = open.pop() {
        builder.close(close);
    }
    builder.finish()
}
