//! Where definitions hide: templates and configurations that hold state machines.
//!
//! Nothing here reads a file or judges: a host is a tree, and what comes out is where the
//! definitions in it stand, how they are to be read, and which functions stand in for values.

mod cloudformation;
mod functions;
mod resource_types;
mod serverless;
mod template;
pub mod terraform;

use std::borrow::Cow;

use memchr::memmem;

use crate::diagnostic::Finding;
use crate::source::{SourceMap, Span};
use crate::syntax::filling::{filled, filled_strings};
use crate::syntax::suppressions;
use crate::syntax::surroundings::Surroundings;
use crate::syntax::tree::{Builder, Kind, Tree, Value, rewritten};
use crate::syntax::{Format, Parsed, parse};

use crate::hosts::functions::Stand;

/// A state machine in a host.
#[derive(Debug)]
pub struct Machine<'t> {
    /// Its logical id, or whatever name it goes by there; nothing for machines that a file holds
    /// which the host includes.
    pub name: String,
    /// Where it is named.
    pub place: Span,
    /// `STANDARD` or `EXPRESS`, if the host says which.
    pub workflow_type: Option<Cow<'t, str>>,
    /// What the host says of its definition.
    pub surroundings: Surroundings,
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
        /// Which part of the file it is, where it is not the whole: a local value of Terraform, or
        /// the keys that lead to it, `custom.orders`.
        part: Option<String>,
    },
    /// Where nobody can look without running something.
    Elsewhere,
}

/// Whether a text looks like a host: a cheap look before it is parsed.
pub fn is_likely(text: &[u8]) -> bool {
    const WORDS: [&str; 4] = [
        "AWS::StepFunctions::StateMachine",
        "AWS::Serverless::StateMachine",
        "stateMachines",
        "stepFunctions",
    ];
    WORDS.iter().any(|word| memmem::find(text, word.as_bytes()).is_some())
}

/// The machines that a file, or a part of it that keys lead to, gives to what includes it: none
/// where the file itself is the definition of one, and nothing else.
pub fn included<'t>(file: &'t Parsed<'_>, part: Option<&str>) -> Option<Vec<Machine<'t>>> {
    serverless::included(file.tree.root(), part)
}

/// The state machines in a host, in the order of the text; none where it is no host.
pub fn machines<'t>(host: &'t Parsed<'_>) -> Vec<Machine<'t>> {
    let found = cloudformation::machines(host);
    if found.is_empty() { serverless::machines(host.tree.root()) } else { found }
}

impl<'t> Machine<'t> {
    /// The definition as parsed, with what the host says of it; see [`Definition::parsed`].
    pub fn parsed<'p>(&'p self, host: &'p Parsed<'_>) -> Option<Parsed<'p>>
    where
        't: 'p,
    {
        let parsed = self.definition.parsed(host)?;
        let parsed = Parsed { surroundings: self.surroundings.clone(), ..parsed };
        Some(match self.definition {
            Definition::Text { .. } => filled(parsed),
            _ => filled_strings(parsed),
        })
    }
}

impl Machine<'_> {
    /// What is known of a definition that does not stand in the host.
    pub fn unknown(&self) -> Parsed<'static> {
        Parsed {
            format: Format::Json,
            tree: Builder::new("").finish(),
            faults: Vec::new(),
            invalid: None,
            may_suppress: false,
            surroundings: self.surroundings.clone(),
        }
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
                may_suppress: suppressions::are_likely(tree.text()),
                surroundings: Surroundings::default(),
            }),
            Self::Text { text, map } => {
                let parsed = parse(text, Format::Json);
                Some(Parsed {
                    faults: parsed.faults.into_iter().map(|fault| fault.moved(map)).collect(),
                    tree: parsed.tree.mapped(map.clone()),
                    ..parsed
                })
            }
            Self::File { .. } | Self::Elsewhere => None,
        }
    }
}

/// An object of a host as a definition of its own, functions having become what they stand for.
fn object<'p>(value: Value<'p>, host: &'p Parsed<'_>) -> Parsed<'p> {
    let span = value.span();
    let is_inside =
        |finding: &&Finding| finding.span.start >= span.start && finding.span.end <= span.end;
    let faults = host.faults.iter().filter(is_inside).cloned().collect();
    let tree = subtree(value);
    let surroundings = Surroundings::default();
    let may_suppress = host.may_suppress;
    Parsed { format: host.format, tree, faults, invalid: None, may_suppress, surroundings }
}

/// A copy of a subtree, in which functions have become what they stand for.
fn subtree(root: Value<'_>) -> Tree<'_> {
    rewritten(root, |builder, node| {
        match functions::stand(node) {
            Stand::Itself => return false,
            Stand::String(inner) => builder.same(inner),
            Stand::Reference(name) => builder.named(node.span(), name),
            Stand::Unknown => builder.leaf(Kind::Opaque, node.span()),
        }
        true
    })
}
