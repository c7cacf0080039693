//! JSONata, the query language of states that say so.
//!
//! A text is read into a syntax tree in which every node knows its place (`syntax`), the tree
//! is resolved into a program of steps, and the program is evaluated within limits.

pub mod functions;
pub mod outline;
pub mod syntax;

mod datum;
mod error;
mod evaluator;
mod function;
mod lexer;
mod library;
mod number_text;
mod parser;
mod print;
mod program;
mod resolve;
mod signature;
mod texts;

pub use error::{Error, LIMIT};
pub use library::{Guide, guide};
pub use number_text::json_text;
pub use print::print;
pub use signature::{ANY, Signature};

use std::rc::Rc;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::query::jsonata::datum::{Datum, Frame};
use crate::query::jsonata::evaluator::{At, Evaluator};
use crate::query::jsonata::function::Callable;
use crate::query::jsonata::program::Program;
use crate::query::jsonata::syntax::Tree;
use crate::query::value::{Number, Value};

/// Where halves of surrogate pairs stand, which no string of ours can hold: beyond all
/// characters that have a meaning.
const LONE_SURROGATE_BASE: u32 = 0x0010_0000;

/// Which language is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// The whole language, version 2.2.
    #[default]
    V2_2,
    /// What Step Functions takes: the grammar of 2.0.6, no `$eval`, six functions more.
    Aws,
}

/// What became of reading a text.
#[derive(Debug)]
pub struct Parsed {
    /// The syntax tree, with holes where it has faults.
    pub tree: Tree,
    /// The expression, if there are no faults.
    pub expression: Option<Expression>,
    /// The faults; the first is the one that the reference tells.
    pub errors: Vec<Error>,
}

/// An expression that can be evaluated.
#[derive(Clone, Debug)]
pub struct Expression {
    program: Rc<Program>,
    dialect: Dialect,
}

/// What an evaluation may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How deeply evaluations may be nested, as the reference counts them.
    pub depth: u32,
    /// How many bytes all values together may take.
    pub bytes: u64,
    /// How long it may take; none for as long as it likes.
    pub time_millis: Option<u64>,
    /// How many steps it may take; none for as many as it likes. A step takes well below a
    /// microsecond, and unlike time it is the same on every machine.
    pub steps: Option<u64>,
    /// How much of the stack may be used.
    pub stack_bytes: usize,
}

impl Limits {
    /// The limits of a dialect: those measured on AWS, or generous ones.
    pub const fn of(dialect: Dialect) -> Self {
        let (depth, bytes) = match dialect {
            Dialect::V2_2 => (100_000, 1 << 30),
            Dialect::Aws => (100, 10 << 20),
        };
        Self { depth, bytes, time_millis: Some(5_000), steps: None, stack_bytes: 1 << 20 }
    }
}

/// How an evaluation is done.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The limits.
    pub limits: Limits,
    /// The moment at which all of it happens, in milliseconds since 1970.
    pub now_millis: i64,
    /// Where chance begins.
    pub seed: i64,
}

impl Options {
    /// The options of a dialect: its limits, at the beginning of time.
    pub const fn of(dialect: Dialect) -> Self {
        Self { limits: Limits::of(dialect), now_millis: 0, seed: 0 }
    }
}

/// What an expression yields.
#[derive(Clone, Debug, PartialEq)]
pub enum Evaluated {
    /// A value.
    Value(Value),
    /// Nothing at all, which is not null.
    Undefined,
    /// A function, which is no value of JSON.
    Function,
}

impl Evaluated {
    /// The value, if there is one.
    pub fn value(self) -> Option<Value> {
        match self {
            Self::Value(value) => Some(value),
            Self::Undefined | Self::Function => None,
        }
    }
}

/// Reads an expression.
pub fn parse(text: &str, dialect: Dialect) -> Parsed {
    let (tree, faults) = parser::parse(text, dialect);
    let resolved = if faults.is_empty() { resolve::resolve(&tree) } else { Err(faults) };
    match resolved {
        Ok(program) => {
            let expression = Some(Expression { program: Rc::new(program), dialect });
            Parsed { tree, expression, errors: Vec::new() }
        }
        Err(faults) => {
            let errors = faults.into_iter().map(|fault| *fault.finish()).collect();
            Parsed { tree, expression: None, errors }
        }
    }
}

/// The names and signatures of the built-in functions.
pub fn builtins(dialect: Dialect) -> Vec<(&'static str, &'static str)> {
    library::all(dialect)
}

/// How many arguments a built-in function must have at least, and may have at most (none: any
/// number); nothing for a name that is no built-in function's on AWS.
pub fn arity(name: &str) -> Option<(usize, Option<usize>)> {
    type Arities = FxHashMap<&'static str, (usize, Option<usize>)>;
    static TABLE: OnceLock<Arities> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let arity = |signature: &str| Signature::parse(signature).map(|one| one.arity());
        let any = (0, None);
        let all = builtins(Dialect::Aws).into_iter();
        all.map(|(name, signature)| (name, arity(signature).unwrap_or(any))).collect()
    });
    table.get(name).copied()
}

/// Whether a built-in function takes arguments of these types, by the letters of its signature
/// and [`ANY`] for a type that is not known. What is no built-in function's name takes all.
pub fn takes(name: &str, letters: &[char]) -> bool {
    let known = builtins(Dialect::Aws).into_iter().find(|(known, _)| *known == name);
    let signature = known.and_then(|(_, signature)| Signature::parse(signature).ok());
    signature.is_none_or(|signature| signature.takes(letters))
}

impl Expression {
    /// Evaluates the expression for an input, with variables. No input is undefined.
    pub fn evaluate(
        &self,
        input: Option<Value>,
        bindings: &[(&str, Value)],
        options: &Options,
    ) -> Result<Evaluated, Box<Error>> {
        let mut evaluator = Evaluator::new(options, self.dialect);
        let frame = Frame::new(None);
        for (name, value) in bindings {
            frame.bind(&Rc::from(*name), Datum::Json(value.clone()));
        }
        let input = input.map_or(Datum::Undefined, Datum::Json);
        frame.bind(&Rc::from("$"), input.clone());
        let input = if input.is_array() {
            Datum::sequence(vec![input]).with_flags(|flags| flags.outer_wrapper = true)
        } else {
            input
        };
        let at = At { program: &self.program, id: self.program.root };
        let result = evaluator.evaluate(at, &input, &frame).map_err(|mut fault| {
            fault.place(at.node().span);
            fault.finish()
        })?;
        if let Datum::Function(function) = &result
            && !matches!(function.callable, Callable::Tail(..))
        {
            return Ok(Evaluated::Function);
        }
        let unwrapped = evaluator::unwrap_outer(&result);
        drop(result);
        let Some(mut value) = unwrapped.into_value() else { return Ok(Evaluated::Undefined) };
        finish(&mut value, self.dialect);
        Ok(Evaluated::Value(value))
    }
}

/// Makes a value what leaves: whole doubles become integers; what is no number has AWS's words.
fn finish(value: &mut Value, dialect: Dialect) {
    match value {
        Value::Number(Number::Double(double)) => *value = finished_double(*double, dialect),
        Value::Array(items) if items.iter().any(needs_finish) => {
            Rc::make_mut(items).iter_mut().for_each(|item| finish(item, dialect));
        }
        Value::Object(members) if members.values().any(needs_finish) => {
            Rc::make_mut(members).values_mut().for_each(|value| finish(value, dialect));
        }
        _ => {}
    }
}

const fn needs_finish(value: &Value) -> bool {
    matches!(value, Value::Number(Number::Double(_)) | Value::Array(_) | Value::Object(_))
}

fn finished_double(double: f64, dialect: Dialect) -> Value {
    const INTEGER_MAX: f64 = 9.2e18;
    if double.fract() == 0.0 && double.abs() < INTEGER_MAX {
        return (double as i64).into();
    }
    match dialect {
        Dialect::Aws if double.is_nan() => "NaN".into(),
        Dialect::Aws if double == f64::INFINITY => "Infinity".into(),
        Dialect::Aws if double == f64::NEG_INFINITY => "-Infinity".into(),
        _ => double.into(),
    }
}
