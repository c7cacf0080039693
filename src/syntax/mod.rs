//! Text into a spanned tree. Parsers return a tree and findings, never a `Result`.

pub mod edits;
pub mod filling;
mod jackson;
pub mod json;
pub mod placeholder;
pub mod pointer;
pub mod scalar;
pub mod suppressions;
pub mod surroundings;
pub mod tree;
pub mod yaml;

use std::path::Path;

use crate::diagnostic::Finding;
use crate::source::Span;
use crate::syntax::json::Dialect;
use crate::syntax::surroundings::Surroundings;
use crate::syntax::tree::Tree;

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// RFC 8259, with `${...}` placeholders.
    Json,
    /// JSON with comments, trailing commas, single quotes and bare keys, as `.json5` and
    /// `.jsonc` files may have.
    Json5,
    /// YAML 1.2.
    Yaml,
}

impl Format {
    /// The format that a file's name promises, if it promises one.
    pub fn of_name(name: &Path) -> Option<Self> {
        let extension = name.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "json" | "asl" | "template" => Some(Self::Json),
            "json5" | "jsonc" => Some(Self::Json5),
            "yaml" | "yml" => Some(Self::Yaml),
            _ => None,
        }
    }

    /// The format that a text looks like: JSON where it begins like an object, else YAML.
    pub fn of_text(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}').trim_start();
        if text.is_empty() || text.starts_with(['{', '[', '"']) { Self::Json } else { Self::Yaml }
    }
}

/// What a parser makes of a text: always a tree, and what is wrong with the text.
#[derive(Debug)]
pub struct Parsed<'s> {
    /// How the text was read.
    pub format: Format,
    /// The tree; a hole where the text could not be understood.
    pub tree: Tree<'s>,
    /// The faults of the text, in its order, each of rule `syntax-invalid`.
    pub faults: Vec<Finding>,
    /// The first bytes of the file that are not UTF-8, see
    /// [`Source::invalid`](crate::source::Source::invalid). A text never has any, so whoever
    /// read the file says so.
    pub invalid: Option<Span>,
    /// Whether the text, or that of its host, may have suppressions.
    pub may_suppress: bool,
    /// What its host says of it.
    pub surroundings: Surroundings,
}

/// Parses a text (a byte order mark at its start is passed over).
pub fn parse(text: &str, format: Format) -> Parsed<'_> {
    let (tree, faults) = match format {
        Format::Json => json::parse(text, Dialect::Strict),
        Format::Json5 => json::parse(text, Dialect::Relaxed),
        Format::Yaml => yaml::parse(text),
    };
    Parsed {
        format,
        tree,
        faults,
        invalid: None,
        may_suppress: suppressions::are_likely(text),
        surroundings: Surroundings::default(),
    }
}
