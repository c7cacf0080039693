//! Intrinsic functions: `States.Format('{} of {}', $.n, States.ArrayLength($.all))`. Parsed
//! once, checked, printed back, evaluated.

mod call;
mod check;
mod encoding;
mod evaluate;
mod parse;
mod print;
mod table;

pub use check::{Fault, FaultKind};
pub use evaluate::CallError;
pub use table::{FUNCTIONS, Function, Guide, Parameter};

use std::ops::Range;
use std::rc::Rc;

use crate::query::json_path::{Path, TextRange};
use crate::query::value::Value;

/// How all names of functions begin.
pub const PREFIX: &str = "States.";

/// A call of a function.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The name as written: `States.Format`.
    pub name: Rc<str>,
    /// The bytes of the text that are the name.
    pub name_range: TextRange,
    /// The bytes of the text that are the call.
    pub range: TextRange,
    /// The function of that name.
    pub function: Option<&'static Function>,
    /// What it is given.
    pub arguments: Vec<Argument>,
}

/// What a function is given.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// What it is.
    pub kind: ArgumentKind,
    /// The bytes of the text that are the argument.
    pub range: TextRange,
}

/// The kinds of arguments.
#[derive(Clone, Debug, PartialEq)]
pub enum ArgumentKind {
    /// A string in quotes.
    Text(Text),
    /// A number, `true`, `false` or `null`.
    Literal(Value),
    /// A path.
    Path(Path),
    /// Another call.
    Call(Box<Call>),
}

/// A string as written between its quotes, escapes and all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(pub Rc<str>);

impl Call {
    /// Reads a call. `Err` says why AWS takes the text for none.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        parse::call(text)
    }

    /// What is wrong with it although it can be read: each fault is certain to be refused, or
    /// to fail when the call is reached.
    pub fn faults(&self) -> Vec<Fault> {
        check::faults(self)
    }

    /// The call and all calls nested in it.
    pub fn calls(&self) -> Vec<&Self> {
        let mut calls = vec![self];
        let mut at = 0;
        while let Some(call) = calls.get(at).copied() {
            calls.extend(call.arguments.iter().filter_map(|argument| match &argument.kind {
                ArgumentKind::Call(inner) => Some(&**inner),
                _ => None,
            }));
            at += 1;
        }
        calls
    }

    /// All paths that it reads, each with its range in the text.
    pub fn paths(&self) -> impl Iterator<Item = (&Path, Range<usize>)> {
        let arguments = self.calls().into_iter().flat_map(|call| &call.arguments);
        arguments.filter_map(|argument| match &argument.kind {
            ArgumentKind::Path(path) => Some((path, argument.range.0.clone())),
            _ => None,
        })
    }
}

/// A piece of a template of `States.Format`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A character that stands for itself.
    Character(char),
    /// `{}`
    Placeholder,
}

impl Text {
    /// What it says.
    pub fn unescaped(&self) -> String {
        let mut characters = self.0.chars();
        let mut text = String::with_capacity(self.0.len());
        while let Some(character) = characters.next() {
            text.push(if character == '\\' {
                characters.next().unwrap_or('\\')
            } else {
                character
            });
        }
        text
    }

    /// What it says to `States.Format`.
    pub fn pieces(&self) -> Vec<Piece> {
        let mut characters = self.0.chars().peekable();
        let mut pieces = Vec::new();
        while let Some(character) = characters.next() {
            pieces.push(match character {
                '\\' => Piece::Character(characters.next().unwrap_or('\\')),
                '{' if characters.next_if_eq(&'}').is_some() => Piece::Placeholder,
                other => Piece::Character(other),
            });
        }
        pieces
    }

    /// How many `{}` there are in it.
    pub fn placeholders(&self) -> usize {
        self.pieces().iter().filter(|piece| **piece == Piece::Placeholder).count()
    }
}

#[cfg(test)]
mod tests;
