//! The spanned tree that every format is parsed into: one flat list of nodes, never recursive.

use std::ops::Range;
use std::sync::OnceLock;

use crate::source::{SourceMap, Span};
use crate::syntax::placeholder::{has_placeholder, placeholder_ranges};
use crate::syntax::scalar;

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number, its text kept.
    Number,
    /// A string. One with `${...}` in it is known only in part, see [`Value::as_str`].
    String,
    /// An array.
    Array,
    /// An object.
    Object,
    /// Any value at all: a placeholder such as `${wait}`, a tagged YAML node such as `!Sub x`.
    Opaque,
    /// Nothing, where a value should be: a fault that has been reported.
    Missing,
}

impl Kind {
    /// The word for it in messages, with its article.
    pub const fn described(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
            Self::Opaque => "a placeholder",
            Self::Missing => "nothing",
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Node {
    start: u32,
    end: u32,
    /// The index of the first node after this one's subtree.
    next: u32,
    /// The index of its text in `texts`, or of its tag in `tags`, if it has one.
    extra: u32,
    kind: Kind,
    /// Delimited by one byte on either side.
    quoted: bool,
    /// Not all members or items are known.
    incomplete: bool,
    /// A key that no one sees, nor its value: the members it stands for follow.
    hidden: bool,
}

const NONE: u32 = u32::MAX;

/// A parsed text.
#[derive(Debug, Clone)]
pub struct Tree<'s> {
    text: &'s str,
    nodes: Vec<Node>,
    /// Where in `decoded` the texts of scalars lie that are not written as they read.
    texts: Vec<Span>,
    decoded: String,
    tags: Vec<String>,
    /// The comments in the text, in order.
    pub comments: Vec<Span>,
    /// How many containers lie around the innermost value.
    pub depth: usize,
    /// From the text to the file, where the text is not itself the file.
    map: Option<SourceMap>,
}

impl<'s> Tree<'s> {
    /// The outermost value.
    pub fn root(&self) -> Value<'_> {
        Value { tree: self, index: 0 }
    }

    /// Every node, keys included, in the order of the text.
    pub fn nodes(&self) -> impl Iterator<Item = Value<'_>> {
        (0..self.nodes.len() as u32).map(|index| Value { tree: self, index })
    }

    /// The placeholders `${name}` in it, each with its place in the file. A name has letters,
    /// digits and underscores.
    pub fn placeholders(&self) -> impl Iterator<Item = (&str, Span)> {
        self.nodes().flat_map(|node| {
            let text = match node.kind() {
                Kind::String => node.text(),
                Kind::Opaque if node.tag().is_none() => node.literal(),
                _ => "",
            };
            let is_string = node.kind() == Kind::String;
            placeholder_ranges(text).map(move |range| {
                let name = &text[range.start + 2..range.end - 1];
                (name, if is_string { node.inner_span(range) } else { node.span() })
            })
        })
    }

    /// The node of that number, see [`Value::id`].
    pub fn node(&self, id: u32) -> Value<'_> {
        Value { tree: self, index: id }
    }

    /// The text that was parsed.
    pub fn text(&self) -> &'s str {
        self.text
    }

    /// Says how the text lies in its file, for a text that was decoded from a part of one.
    #[must_use]
    pub fn mapped(mut self, map: SourceMap) -> Self {
        self.map = Some(map);
        self
    }

    fn file_span(&self, span: Span) -> Span {
        self.map.as_ref().map_or(span, |map| map.span(span))
    }
}

/// A node of a tree: cheap to copy, compared by identity.
#[derive(Clone, Copy)]
pub struct Value<'t> {
    tree: &'t Tree<'t>,
    index: u32,
}

/// A key and its value.
#[derive(Clone, Copy, Debug)]
pub struct Member<'t> {
    /// The key; its text is [`Value::text`].
    pub key: Value<'t>,
    /// The value.
    pub value: Value<'t>,
}

impl<'t> Member<'t> {
    /// The key's text.
    pub fn name(&self) -> &'t str {
        self.key.text()
    }
}

impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.index == other.index
    }
}

impl Eq for Value<'_> {}

impl std::fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {:?}", self.kind(), self.literal())
    }
}

impl<'t> Value<'t> {
    fn node(self) -> &'t Node {
        &self.tree.nodes[self.index as usize]
    }

    fn at(self, index: u32) -> Self {
        Self { index, ..self }
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        self.node().kind
    }

    /// Where it stands in the file, delimiters included.
    pub fn span(self) -> Span {
        self.tree.file_span(self.local_span())
    }

    /// Where it stands in the text that was parsed.
    fn local_span(self) -> Span {
        Span::new(self.node().start, self.node().end)
    }

    /// Its first character: where to point when it lacks something.
    pub fn opening(self) -> Span {
        let length = self.literal().chars().next().map_or(0, char::len_utf8) as u32;
        let start = self.node().start;
        self.tree.file_span(Span::new(start, start + length))
    }

    /// Its text as written.
    pub fn literal(self) -> &'t str {
        &self.tree.text[self.local_span().range()]
    }

    /// The text of a scalar, decoded: of a string what it says, of a number a JSON number.
    /// Empty for anything else. What a placeholder in it will become is not known.
    pub fn text(self) -> &'t str {
        let node = self.node();
        let has_text = matches!(node.kind, Kind::String | Kind::Number | Kind::Bool | Kind::Null);
        match node.extra {
            _ if !has_text => "",
            NONE => {
                let quote = u32::from(node.quoted);
                &self.tree.text[(node.start + quote) as usize..(node.end - quote) as usize]
            }
            decoded => &self.tree.decoded[self.tree.texts[decoded as usize].range()],
        }
    }

    /// The string, if it is one and all of it is known (no `${...}` in it).
    pub fn as_str(self) -> Option<&'t str> {
        (self.kind() == Kind::String && !has_placeholder(self.text())).then(|| self.text())
    }

    /// The boolean, if it is one.
    pub fn as_bool(self) -> Option<bool> {
        (self.kind() == Kind::Bool).then(|| self.text() == "true")
    }

    /// The number, if it is one; its nearest double where it has more digits.
    pub fn as_f64(self) -> Option<f64> {
        if self.kind() == Kind::Number { self.text().parse().ok() } else { None }
    }

    /// The number, if it is a whole one.
    pub fn as_i64(self) -> Option<i64> {
        if self.kind() != Kind::Number {
            return None;
        }
        self.text().parse().ok().or_else(|| {
            let number = self.as_f64()?;
            #[expect(clippy::cast_precision_loss, reason = "the bound is exact: 2^53")]
            let whole = number.fract() == 0.0 && number.abs() <= (1_u64 << 53) as f64;
            whole.then_some(number as i64)
        })
    }

    /// Whether nothing may be said of what it is: a placeholder, a tagged node, a string that
    /// is partly or wholly a placeholder, or the place of a fault that has been reported.
    pub fn is_opaque(self) -> bool {
        match self.kind() {
            Kind::Opaque | Kind::Missing => true,
            Kind::String => has_placeholder(self.text()),
            _ => false,
        }
    }

    /// Whether a placeholder or a fault hides members or items of it.
    pub fn is_incomplete(self) -> bool {
        self.node().incomplete
    }

    /// The tag of a tagged YAML node, such as `!Sub`.
    pub fn tag(self) -> Option<&'t str> {
        let node = self.node();
        let tagged = node.kind == Kind::Opaque && node.extra != NONE;
        tagged.then(|| self.tree.tags[node.extra as usize].as_str())
    }

    /// The value under a tag.
    pub fn tagged(self) -> Option<Self> {
        let inside = self.node().kind == Kind::Opaque && self.node().next > self.index + 1;
        inside.then(|| self.at(self.index + 1))
    }

    /// The items of an array; nothing for anything else.
    pub fn items(self) -> Items<'t> {
        let end = if self.kind() == Kind::Array { self.node().next } else { 0 };
        Items { tree: self.tree, at: self.index + 1, end }
    }

    /// The members of an object, duplicates included; nothing for anything else.
    pub fn members(self) -> Members<'t> {
        let end = if self.kind() == Kind::Object { self.node().next } else { 0 };
        Members { nodes: Items { tree: self.tree, at: self.index + 1, end } }
    }

    /// The member of that name: the last one, as JSON parsers have it.
    pub fn member(self, name: &str) -> Option<Member<'t>> {
        self.members().filter(|member| member.key.reads(name)).last()
    }

    /// Whether a string or a key reads so: the same as comparing [`text`](Self::text), and
    /// most names differ by their length already.
    pub fn reads(self, text: &str) -> bool {
        let node = self.node();
        if node.extra != NONE || node.kind != Kind::String {
            return self.text() == text;
        }
        let quote = u32::from(node.quoted);
        let (start, end) = ((node.start + quote) as usize, (node.end - quote) as usize);
        end - start == text.len() && &self.tree.text.as_bytes()[start..end] == text.as_bytes()
    }

    /// The value of the member of that name.
    pub fn get(self, name: &str) -> Option<Self> {
        self.member(name).map(|member| member.value)
    }

    /// The span in the file of a range of the decoded text of a string.
    pub fn inner_span(self, range: Range<usize>) -> Span {
        self.tree.file_span(self.text_map().span(Span::of(range)))
    }

    /// From the decoded text of a scalar to the file.
    pub fn source_map(self) -> SourceMap {
        let own = self.text_map();
        match &self.tree.map {
            None => own,
            Some(outer) => own.within(outer),
        }
    }

    /// From the decoded text of a scalar to the text that was parsed.
    fn text_map(self) -> SourceMap {
        let node = self.node();
        if node.extra == NONE {
            SourceMap::copied(node.start + u32::from(node.quoted))
        } else {
            scalar::source_map(self.literal(), self.text(), node.start)
        }
    }

    /// How another text would be written in place of this string, in the same quotes.
    pub fn respelled(self, text: &str) -> String {
        let escaped = || text.replace('\\', "\\\\").replace('"', "\\\"");
        match self.literal().as_bytes().first() {
            Some(b'"') => format!("\"{}\"", escaped()),
            Some(b'\'') => format!("'{}'", text.replace('\'', "''")),
            _ => text.to_owned(),
        }
    }

    /// A number that tells this node from every other node of its tree.
    pub fn id(self) -> u32 {
        self.index
    }

    /// How many nodes it consists of, itself included.
    pub fn node_count(self) -> u32 {
        self.node().next - self.index
    }

    /// The tree it belongs to.
    pub fn tree(self) -> &'t Tree<'t> {
        self.tree
    }
}

/// A value of which nothing is known, in a tree of its own.
pub fn hole() -> Value<'static> {
    static HOLE: OnceLock<Tree<'static>> = OnceLock::new();
    HOLE.get_or_init(|| Builder::new("").finish()).root()
}

/// See [`Value::items`].
#[derive(Clone, Debug)]
pub struct Items<'t> {
    tree: &'t Tree<'t>,
    at: u32,
    end: u32,
}

impl<'t> Iterator for Items<'t> {
    type Item = Value<'t>;

    fn next(&mut self) -> Option<Value<'t>> {
        if self.at >= self.end {
            return None;
        }
        let value = Value { tree: self.tree, index: self.at };
        self.at = value.node().next;
        Some(value)
    }
}

/// See [`Value::members`].
#[derive(Clone, Debug)]
pub struct Members<'t> {
    nodes: Items<'t>,
}

impl<'t> Iterator for Members<'t> {
    type Item = Member<'t>;

    fn next(&mut self) -> Option<Member<'t>> {
        loop {
            let member = Member { key: self.nodes.next()?, value: self.nodes.next()? };
            if !member.key.node().hidden {
                return Some(member);
            }
        }
    }
}

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
            text,
            nodes: Vec::with_capacity(text.len() / 16 + 4),
            texts: Vec::new(),
            decoded: String::new(),
            tags: Vec::new(),
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
