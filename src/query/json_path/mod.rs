//! Paths: the dialect that AWS takes, which is that of Jayway. Parsed once, printed back,
//! evaluated.

mod evaluate;
mod fault;
mod filter;
mod function;
mod parse;
mod print;

pub use evaluate::{Missing, NotFound, PathError, Scope};
pub use fault::{Fault, FaultKind};
pub use filter::{Filter, Operand, Operator, Pattern};

use std::ops::Range;
use std::rc::Rc;

use crate::query::json_path::parse::Parser;

/// A path, such as `$.orders[0].id`.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// Where it begins.
    pub root: Root,
    /// The bytes of the text that name the root.
    pub root_range: TextRange,
    /// The steps from there.
    pub segments: Vec<Segment>,
}

/// Where a path begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Root {
    /// `$`: the data at hand.
    Input,
    /// `$$`: the context object.
    Context,
    /// `$name`: a variable.
    Variable(Rc<str>),
    /// `@`: what a filter looks at.
    Current,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// What it selects.
    pub kind: SegmentKind,
    /// The bytes of the text that say so.
    pub range: TextRange,
}

/// What a step selects.
#[derive(Clone, Debug, PartialEq)]
pub enum SegmentKind {
    /// Members by their names; several only in brackets.
    Names(Vec<Rc<str>>),
    /// Items by their places; negative ones count from the end.
    Indices(Vec<i64>),
    /// A run of items, its end left out.
    Slice {
        /// The first place.
        from: Option<i64>,
        /// The place after the last.
        to: Option<i64>,
    },
    /// `*`: all members or items.
    Wildcard,
    /// `..`: the value and all that is inside it, for the next step to select from.
    Descent,
    /// `[?(...)]`: what the filter takes.
    Filter(Box<Filter>),
    /// `[(@.length-1)]`: an item by its distance from the end.
    FromLength(i64),
    /// `.length()` and its like.
    Function {
        /// Its name, without the parentheses.
        name: Rc<str>,
        /// What is between them.
        arguments: Vec<Operand>,
    },
}

/// A range of bytes in the text of an expression. All are equal: what an expression means does
/// not depend on where it stands.
#[derive(Clone, Debug, Default)]
pub struct TextRange(pub Range<usize>);

impl PartialEq for TextRange {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Path {
    /// Reads a path. `Err` says why AWS takes the text for none.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        Self::parse_part(text, 0..text.len())
    }

    /// Reads the path that a part of a text is; all ranges are ranges of the whole text.
    pub fn parse_part(text: &str, range: Range<usize>) -> Result<Self, Fault> {
        Parser::new(text, range).path()
    }

    /// Whether AWS takes the text for a path: `Value must be a valid JSONPath.` otherwise.
    pub fn is_valid(text: &str) -> bool {
        Self::parse(text).is_ok()
    }

    /// Whether the path leads to one value at most.
    pub fn is_definite(&self) -> bool {
        let function = |segment: &Segment| matches!(segment.kind, SegmentKind::Function { .. });
        let scan = |segment: &Segment| segment.kind == SegmentKind::Descent;
        let first = self.segments.iter().position(function).unwrap_or(self.segments.len());
        let (before, after) = self.segments.split_at(first);
        let gathers = !after.is_empty() && before.iter().any(scan);
        (gathers || are_definite(before)) && are_definite(after)
    }
}

/// Whether steps lead from one value to one value at most.
fn are_definite(segments: &[Segment]) -> bool {
    let last = segments.len().saturating_sub(1);
    segments.iter().enumerate().all(|(place, segment)| match &segment.kind {
        SegmentKind::Names(names) => names.len() == 1 || place == last,
        SegmentKind::Indices(indices) => indices.len() == 1,
        SegmentKind::FromLength(_) | SegmentKind::Function { .. } => true,
        SegmentKind::Slice { .. }
        | SegmentKind::Wildcard
        | SegmentKind::Descent
        | SegmentKind::Filter(_) => false,
    })
}

#[cfg(test)]
mod tests;
