//! Functions as values: built in, written in the expression, partially applied, composed.

use std::cell::RefCell;
use std::rc::Rc;

use crate::query::jsonata::datum::{Datum, Frame};
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::evaluator::Evaluator;
use crate::query::jsonata::functions::regex::{Place, Regex};
use crate::query::jsonata::program::{Definition, Id, Program};
use crate::query::jsonata::signature::Signature;
use crate::query::value::Value;
use crate::source::Span;

/// A function.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) callable: Callable,
    /// Where it was called last: what errors speak of, as in the reference.
    pub(super) called: RefCell<Option<Called>>,
    nesting: u32,
}

/// The place of a call. Its position is counted from the beginning of the text, so only those
/// that fail find it out.
#[derive(Debug)]
pub(super) struct Called {
    pub(super) token: Option<Value>,
    pub(super) program: Rc<Program>,
    pub(super) place: Span,
}

/// What a call does.
#[derive(Debug)]
pub(super) enum Callable {
    Native(&'static Native, Option<Rc<Signature>>),
    Lambda(Closure, Rc<Definition>),
    /// A call in tail position that is still to be made.
    Tail(Closure, Id),
    Transform(Closure, Id),
    Partial(Rc<Function>, Vec<Option<Datum>>),
    Composed(Rc<Function>, Rc<Function>),
    Regex(Rc<Regex>),
    /// Goes on from a match: the text, and the place where it ended.
    NextMatch(Rc<Regex>, Rc<str>, Place),
}

/// Where a function was made.
#[derive(Debug)]
pub(super) struct Closure {
    pub(super) program: Rc<Program>,
    pub(super) input: Datum,
    pub(super) frame: Rc<Frame>,
}

/// A built-in function.
pub(super) struct Native {
    pub(super) name: &'static str,
    pub(super) signature: &'static str,
    /// How many parameters it says it has, to those that hand it more or fewer.
    pub(super) arity: usize,
    pub(super) call: fn(&mut Evaluator, &[Datum], &Context<'_>) -> Result<Datum, Fault>,
}

/// What is around the call of a built-in function.
pub(super) struct Context<'c> {
    pub(super) input: &'c Datum,
    pub(super) frame: &'c Rc<Frame>,
}

impl std::fmt::Debug for Native {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "${}", self.name)
    }
}

impl From<Callable> for Datum {
    fn from(callable: Callable) -> Self {
        let nesting = match &callable {
            Callable::Partial(callee, arguments) => {
                let given = arguments.iter().flatten().map(Self::nesting).max().unwrap_or(0);
                1 + given.max(callee.nesting)
            }
            Callable::Composed(first, second) => 1 + first.nesting.max(second.nesting),
            _ => 0,
        };
        Self::Function(Rc::new(Function { callable, called: RefCell::default(), nesting }))
    }
}

impl Function {
    /// The input and the frame that it was made with, where it was made in an expression.
    pub(super) fn into_parts(self) -> (Option<Datum>, Option<Rc<Frame>>) {
        match self.callable {
            Callable::Lambda(closure, _)
            | Callable::Tail(closure, _)
            | Callable::Transform(closure, _) => (Some(closure.input), Some(closure.frame)),
            _ => (None, None),
        }
    }

    /// How deeply functions are nested in it.
    pub(super) const fn nesting(&self) -> u32 {
        self.nesting
    }

    /// How many arguments it takes.
    pub(super) fn arity(&self) -> usize {
        match &self.callable {
            Callable::Native(native, _) => native.arity,
            Callable::Lambda(_, definition) => definition.parameters.len(),
            Callable::Partial(callee, arguments) => {
                let open = arguments.iter().filter(|argument| argument.is_none()).count();
                open.min(callee.arity())
            }
            Callable::Composed(..) | Callable::Transform(..) => 1,
            Callable::Regex(_) => 2,
            Callable::NextMatch(..) | Callable::Tail(..) => 0,
        }
    }
}
