//! What can be wrong with the text of a path.

use std::fmt;
use std::ops::Range;

/// Why a text is no path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// The bytes of the text that are at fault.
    pub range: Range<usize>,
}

/// The ways in which a text can fail to be a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The first character is not `$`.
    NoDollar,
    /// After the root comes something else than `.` or `[`.
    RootFollowed(char),
    /// The name of a variable holds a character that no name may hold.
    VariableName(char),
    /// The text ends with a dot.
    DotLast,
    /// Three dots, or a dot before nothing that a name may begin with.
    DotFollowed(char),
    /// A name holds a blank and is not in brackets.
    Blank,
    /// `[` without its `]`.
    BracketOpen,
    /// Nothing between the brackets.
    BracketEmpty,
    /// Something between the brackets that is none of the things that may be there.
    BracketContent,
    /// A quote that is not closed.
    QuoteOpen,
    /// A number that is too large, or is none.
    Number,
    /// A slice that is none, such as `[:]` or `[1:2:3]`.
    Slice,
    /// A parenthesis that is not closed.
    ParenthesisOpen,
    /// A filter that is not of the form `[?(...)]`.
    FilterForm,
    /// Something in a filter where a value or a path should be.
    FilterOperand,
    /// Something in a filter where an operator should be.
    FilterOperator,
    /// A regular expression that is none.
    Pattern,
    /// More is nested in it than anyone means.
    TooDeep,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.kind {
            FaultKind::NoDollar => "a path begins with `$`",
            FaultKind::RootFollowed(found) => {
                return write!(
                    f,
                    "expected `.` or `[` after `$`, found `{}`",
                    found.escape_debug()
                );
            }
            FaultKind::VariableName(found) => {
                let found = found.escape_debug();
                return write!(f, "`{found}` cannot stand in the name of a variable");
            }
            FaultKind::DotLast => "a path cannot end with a dot",
            FaultKind::DotFollowed(found) => {
                return write!(
                    f,
                    "expected a name after the dot, found `{}`",
                    found.escape_debug()
                );
            }
            FaultKind::Blank => "a name with a blank in it stands in brackets: `['a b']`",
            FaultKind::BracketOpen => "this bracket is never closed",
            FaultKind::BracketEmpty => "nothing stands between the brackets",
            FaultKind::BracketContent => {
                "expected a name in quotes, an index, a slice, `*` or a filter"
            }
            FaultKind::QuoteOpen => "this quote is never closed",
            FaultKind::Number => "this is not an index",
            FaultKind::Slice => "a slice is written `[from:to]`, with at least one of the two",
            FaultKind::ParenthesisOpen => "this parenthesis is never closed",
            FaultKind::FilterForm => "a filter is written `[?(...)]`",
            FaultKind::FilterOperand => "expected a value or a path",
            FaultKind::FilterOperator => "expected an operator",
            FaultKind::Pattern => "this regular expression cannot be read",
            FaultKind::TooDeep => "more is nested in this path than can be meant",
        };
        f.write_str(text)
    }
}
