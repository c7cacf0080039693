//! Words for the errors that are told by their kind alone.

use granit_parser::{ErrorKind, ScanError};

use crate::diagnostic::Finding;
use crate::source::Span;

/// The error at a place; in the parser's own words where it is rare.
pub(super) fn of(error: &ScanError, span: Span) -> Finding {
    match error.kind() {
        ErrorKind::InvalidColonPlacement => Finding::new(span, "a colon where none is expected")
            .help("is a comma or a quote missing before it?"),
        ErrorKind::ExpectedFlowMappingSeparator => {
            Finding::new(span, "`,` or `}` is expected here")
                .help("put quotes around a value that holds brackets or braces")
        }
        ErrorKind::ExpectedFlowSequenceSeparator => {
            Finding::new(span, "`,` or `]` is expected here")
                .help("put quotes around a value that holds brackets or braces")
        }
        ErrorKind::InvalidBlockScalarHeader => {
            Finding::new(span, "text follows the `|` or `>` of a block scalar")
                .help("begin the text on the next line, or put the value in quotes")
        }
        ErrorKind::UndeclaredTagHandle => {
            Finding::new(span, "the tag has a handle that is not declared")
                .help("write `!Name` with one exclamation mark")
        }
        ErrorKind::CommentNotSeparated => {
            Finding::new(span, "a comment needs a blank before its `#`")
                .help("put a blank before the `#`, or the value in quotes")
        }
        _ => Finding::new(span, error.info().to_lowercase()),
    }
}
