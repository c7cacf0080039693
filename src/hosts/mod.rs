//! Where definitions hide: templates and configurations that hold state machines.
//!
//! Nothing here reads a file or judges: a host is a tree, and what comes out is where the
//! definitions in it stand, how they are to be read, and which functions stand in for values.

mod cloudformation;
mod functions;
mod serverless;
pub mod terraform;

use std::borrow::Cow;

use memchr::memmem;

use crate::diagnostic::Finding;
use crate::source::{SourceMap, Span};
use crate::syntax::tree::{Builder, Kind, Tree, Value};
use crate::syntax::{Format, Parsed, Substitution, parse};

use crate::hosts::functions::Stand;

/// A state machine in a host.
#[derive(Debug)]
pub struct Machine<'t> {
    /// Its logical id, or whatever name it goes by there.
    pub name: String,
    /// Where it is named.
    pub place: Span,
    /// `STANDARD` or `EXPRESS`, if the host says which.
    pub workflow_type: Option<Cow<'t, str>>,
    /// The values for `${name}` in the definition; none where it is not known which there are.
    pub substitutions: Option<Vec<Substitution>>,
    /// Its definition.
    pub definition: Definition<'t>,
}

/// How a definition stands in a host.
#[derive(Debug)]
pub enum Definition<'t> {
    /// As an object, in which functions may stand for values.
    Object(Value<'t>),
    /// As an object of another language.
    Tree(Box<Tree<'t>>),
    /// As a text.
    Text {
        /// The text, with placeholders for what functions stand for.
        text: Cow<'t, str>,
        /// How it lies in the file.
        map: SourceMap,
    },
    /// In a file of its own.
    File {
        /// The path from the folder of the host.
        path: Cow<'t, str>,
        /// Where it is written.
        place: Span,
    },
    /// Where nobody can look without running something.
    Elsewhere,
}

/// Whether a text looks like a host: a cheap look before it is parsed.
pub fn is_likely(text: &[u8]) -> bool {
    const WORDS: [&str; 3] =
        ["AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine", "stateMachines"];
    WORDS.iter().any(|word| memmem::find(text, word.as_bytes()).is_some())
}

/// The state machines in a host, in the order of the text; none where it is no host.
pub fn machines(root: Value<'_>) -> Vec<Machine<'_>> {
    let found = cloudformation::machines(root);
    if found.is_empty() { serverless::machines(root) } else { found }
}

impl<'t> Machine<'t> {
    /// The definition as parsed, with what is declared for it; see [`Definition::parsed`].
    pub fn parsed<'p>(&'p self, host: &'p Parsed<'_>) -> Option<Parsed<'p>>
    where
        't: 'p,
    {
        let mut parsed = self.definition.parsed(host)?;
        parsed.substitutions.clone_from(&self.substitutions);
        Some(parsed)
    }
}

impl<'t> Definition<'t> {
    /// The definition as parsed, with spans in the host; `host` is the tree it stands in. None
    /// where it does not stand in the host.
    pub fn parsed<'p>(&'p self, host: &'p Parsed<'_>) -> Option<Parsed<'p>>
    where
        't: 'p,
    {
        match self {
            Self::Object(value) => Some(object(*value, host)),
            Self::Tree(tree) => Some(Parsed {
                format: Format::Json,
                tree: Tree::clone(tree),
                faults: Vec::new(),
                invalid: None,
                substitutions: None,
            }),
            Self::Text { text, map } => {
                let parsed = parse(text, Format::Json);
                Some(Parsed {
                    faults: parsed.faults.into_iter().map(|fault| moved(fault, map)).collect(),
                    tree: parsed.tree.mapped(map.clone()),
                    ..parsed
                })
            }
            Self::File { .. } | Self::Elsewhere => None,
        }
    }
}

/// A finding in a text, moved to where the text lies in its file. A fix of a text within a text
/// would have to be written in the quotes of both, so there is none.
fn moved(finding: Finding, map: &SourceMap) -> Finding {
    let mut finding = finding;
    finding.span = map.span(finding.span);
    for label in &mut finding.labels {
        label.span = map.span(label.span);
    }
    finding.fix = None;
    finding
}

/// An object of a host as a definition of its own, functions having become what they stand for.
fn object<'p>(value: Value<'p>, host: &'p Parsed<'_>) -> Parsed<'p> {
    let span = value.span();
    let is_inside =
        |finding: &&Finding| finding.span.start >= span.start && finding.span.end <= span.end;
    let faults = host.faults.iter().filter(is_inside).cloned().collect();
    let tree = subtree(value);
    Parsed { format: host.format, tree, faults, invalid: None, substitutions: None }
}

/// A container that is being copied.
struct Open {
    /// The index after its last node.
    end: u32,
    close: u32,
}

/// A copy of a subtree, in which functions have become what they stand for.
fn subtree(root: Value<'_>) -> Tree<'_> {
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
        let span = node.span();
        match functions::stand(node) {
            Stand::Itself if matches!(node.kind(), Kind::Array | Kind::Object) => {
                builder.open(node.kind(), span.start);
                if node.is_incomplete() {
                    builder.incomplete();
                }
                open.push(Open { end: at + node.node_count(), close: span.end });
                at += 1;
                continue;
            }
            Stand::Itself => builder.same(node),
            Stand::String(inner) => builder.same(inner),
            Stand::Unknown => builder.leaf(Kind::Opaque, span),
        }
        at += node.node_count();
    }
    while let Some(Open { close, .. }) = open.pop() {
        builder.close(close);
    }
    builder.finish()
}
