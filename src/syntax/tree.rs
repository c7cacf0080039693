//! The spanned tree that every format is parsed into: one flat list of nodes, never recursive.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use crate::source::{SourceMap, Span};
use crate::syntax::placeholder::{has_placeholder, placeholder_ranges};
use crate::syntax::scalar;

mod builder;

pub use builder::{Builder, rewritten};

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
    text: Cow<'s, str>,
    nodes: Vec<Node>,
    /// Where in `decoded` the texts of scalars lie that are not written as they read.
    texts: Vec<Span>,
    decoded: String,
    tags: Vec<String>,
    /// What opaque values are known by, each with its index, in order.
    names: Vec<(u32, String)>,
    /// How strings lie in the text that were put together, each with its index, in order.
    maps: Vec<(u32, SourceMap)>,
    /// The comments in the text, in order.
    pub comments: Vec<Span>,
    /// How many containers lie around the innermost value.
    pub depth: usize,
    /// From the text to the file, where the text is not itself the file.
    map: Option<SourceMap>,
}

impl Tree<'_> {
    /// The outermost value.
    pub fn root(&self) -> Value<'_> {
        Value { tree: self, index: 0 }
    }

    /// Every node, keys included, in the order of the text.
    pub fn nodes(&self) -> impl Iterator<Item = Value<'_>> {
        (0..self.nodes.len() as u32).map(|index| Value { tree: self, index })
    }

    /// The placeholders `${name}` in it. A name has letters, digits and underscores.
    pub fn placeholders(&self) -> impl Iterator<Item = Placeholder<'_>> {
        self.nodes().flat_map(|node| {
            let text = match node.kind() {
                Kind::String => node.text(),
                Kind::Opaque if node.tag().is_none() => node.literal(),
                _ => "",
            };
            placeholder_ranges(text).map(move |range| {
                let name = &text[range.start + 2..range.end - 1];
                Placeholder { name, node, range }
            })
        })
    }

    /// The node of that number, see [`Value::id`].
    pub fn node(&self, id: u32) -> Value<'_> {
        Value { tree: self, index: id }
    }

    /// The text that was parsed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same tree, with its text its own.
    #[must_use]
    pub fn owning(self) -> Tree<'static> {
        let text = Cow::Owned(self.text.into_owned());
        let Self { nodes, texts, decoded, tags, names, maps, comments, depth, map, .. } = self;
        Tree { text, nodes, texts, decoded, tags, names, maps, comments, depth, map }
    }

    /// How the text lies in its file, for a text that was decoded from a part of one.
    pub fn map(&self) -> Option<&SourceMap> {
        self.map.as_ref()
    }

    /// Says how the text lies in its file, for a text that was decoded from a part of one.
    #[must_use]
    pub fn mapped(mut self, map: SourceMap) -> Self {
        self.map = Some(map);
        self
    }

    /// Whether the text was decoded from a part of its file.
    pub fn is_mapped(&self) -> bool {
        self.map.is_some()
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

/// A placeholder `${name}`.
#[derive(Clone, Debug)]
pub struct Placeholder<'t> {
    /// What it asks for.
    pub name: &'t str,
    /// The string, key or opaque value that it stands in.
    pub node: Value<'t>,
    /// Where in the text of a string.
    pub range: Range<usize>,
}

impl Placeholder<'_> {
    /// Where it stands in the file.
    pub fn span(&self) -> Span {
        self.node.tree.file_span(self.local_span())
    }

    /// Where it stands in the text that was parsed.
    pub fn local_span(&self) -> Span {
        match self.node.kind() {
            Kind::String => self.node.text_map().span(Span::of(self.range.clone())),
            _ => self.node.local_span(),
        }
    }
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
    pub fn local_span(self) -> Span {
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

    /// What stands between the braces of a value that is a placeholder as a whole, such as `X`
    /// for `${X}`; for a function of a template what it asks for, such as `Queue.Arn`.
    pub fn placeholder(self) -> Option<&'t str> {
        let text = match self.kind() {
            Kind::String => self.text(),
            Kind::Opaque if self.tag().is_none() => match noted(&self.tree.names, self.index) {
                Some(name) => return Some(name),
                None => self.literal(),
            },
            _ => return None,
        };
        let inner = text.strip_prefix("${")?.strip_suffix('}')?;
        (!inner.contains(['{', '}'])).then_some(inner)
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
    pub fn text_map(self) -> SourceMap {
        let node = self.node();
        if let Some(map) = noted(&self.tree.maps, self.index) {
            return map.clone();
        }
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

/// What is noted of a node.
fn noted<T>(notes: &[(u32, T)], index: u32) -> Option<&T> {
    let at = notes.binary_search_by_key(&index, |note| note.0).ok()?;
    Some(&notes[at].1)
}
