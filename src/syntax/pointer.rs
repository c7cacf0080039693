//! The way from the root of a tree to a place in it, as JSON Pointer and as AWS writes it.

use std::fmt::Write as _;

use rustc_hash::FxHashMap;

use crate::source::Span;
use crate::syntax::tree::{Kind, Value};

/// One step down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'t> {
    /// Into a member of an object.
    Key(&'t str),
    /// Into an item of an array.
    Index(usize),
}

/// Finds the way to places in one tree; what it learns of large objects and arrays it keeps.
#[derive(Debug)]
pub struct Locator<'t> {
    root: Value<'t>,
    /// By node, where its children lie, in order of their starts.
    children: FxHashMap<u32, Vec<Child<'t>>>,
}

/// An item, or a member with its key.
#[derive(Clone, Copy, Debug)]
struct Child<'t> {
    span: Span,
    key: Option<Value<'t>>,
    value: Value<'t>,
    place: usize,
}

/// The way from the root to a place.
#[derive(Clone, Debug)]
pub struct Path<'t> {
    /// The steps.
    pub steps: Vec<Step<'t>>,
    /// Where the root begins, and then the value that each step leads to.
    starts: Vec<u32>,
}

impl Path<'_> {
    /// Where the value at the end of the path begins.
    pub fn start(&self) -> u32 {
        self.starts.last().copied().unwrap_or_default()
    }

    /// The path without its last step.
    #[must_use]
    pub fn parent(mut self) -> Self {
        if self.steps.pop().is_some() {
            self.starts.pop();
        }
        self
    }
}

impl<'t> Locator<'t> {
    /// A locator for places in a tree.
    pub fn new(root: Value<'t>) -> Self {
        Self { root, children: FxHashMap::default() }
    }

    /// The path from the root to the innermost key or value that covers `span`. A key leads to
    /// its member, so a span on a key and one on its value have the same path.
    pub fn path_to(&mut self, span: Span) -> Path<'t> {
        let mut path = Path { steps: Vec::new(), starts: vec![self.root.span().start] };
        let mut value = self.root;
        while let Some(child) = self.child_at(value, span) {
            let step = child.key.map_or(Step::Index(child.place), |key| Step::Key(key.text()));
            path.steps.push(step);
            path.starts.push(child.value.span().start);
            if child.key.is_some_and(|key| key.span().contains(span)) {
                break;
            }
            value = child.value;
        }
        path
    }

    fn child_at(&mut self, value: Value<'t>, span: Span) -> Option<Child<'t>> {
        if !matches!(value.kind(), Kind::Object | Kind::Array) {
            return None;
        }
        let children = self.children.entry(value.id()).or_insert_with(|| children_of(value));
        let after = children.partition_point(|child| child.span.start <= span.start);
        // Copies of an anchor's members may lie on top of others: look back past those.
        children[..after].iter().rev().find(|child| child.covers(span)).copied()
    }
}

impl Child<'_> {
    fn covers(&self, span: Span) -> bool {
        let on_key = self.key.is_some_and(|key| key.span().contains(span));
        on_key || self.value.span().contains(span)
    }
}

fn children_of(value: Value<'_>) -> Vec<Child<'_>> {
    let members = value.members().map(|member| (Some(member.key), member.value));
    let children = members.chain(value.items().map(|item| (None, item))).enumerate();
    let mut children: Vec<_> = children
        .map(|(place, (key, value))| {
            let span = key.map_or_else(|| value.span(), Value::span);
            Child { span, key, value, place }
        })
        .collect();
    children.sort_by_key(|child| child.span.start);
    children
}

/// The path as RFC 6901 has it: `/States/A/Choices/0/Next`.
pub fn json_pointer(path: &[Step<'_>]) -> String {
    path.iter().fold(String::new(), |mut pointer, step| {
        match step {
            Step::Key(key) => {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Step::Index(index) => {
                let _ = write!(pointer, "/{index}");
            }
        }
        pointer
    })
}

/// The path as AWS writes it: `/States/A/Choices[0]/Next`, names as they are, `/` for the root.
pub fn aws_location(path: &[Step<'_>]) -> String {
    if path.is_empty() {
        return "/".to_owned();
    }
    path.iter().fold(String::new(), |mut location, step| {
        let _ = match step {
            Step::Key(key) => write!(location, "/{key}"),
            Step::Index(index) => write!(location, "[{index}]"),
        };
        location
    })
}
