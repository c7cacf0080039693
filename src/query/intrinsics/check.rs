//! What can be wrong with a call, told before it is run.

use std::fmt;
use std::ops::Range;

use crate::diagnostic::did_you_mean;
use crate::query::digest;
use crate::query::intrinsics::{
    Argument, ArgumentKind, Call, FUNCTIONS, PREFIX, Parameter, encoding,
};
use crate::query::json_path;
use crate::query::value::{Number, Value};

/// Something wrong with a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// The bytes of the text that are at fault.
    pub range: Range<usize>,
}

/// The ways in which a call can be wrong: those of its text first.
#[derive(Clone, Debug, PartialEq)]
pub enum FaultKind {
    /// The text is no call at all.
    NoCall,
    /// The name is not followed by a parenthesis.
    ParenthesisMissing(String),
    /// A parenthesis is not closed.
    ParenthesisOpen,
    /// Something follows the call.
    TextAfter,
    /// Two arguments without a comma.
    CommaMissing,
    /// A comma without an argument.
    ArgumentMissing,
    /// A double quote where a single one belongs.
    DoubleQuote,
    /// A quote is not closed.
    QuoteOpen,
    /// A backslash before what it cannot escape.
    Escape,
    /// A word that is no value.
    Word(String),
    /// The path that is an argument is none.
    Path(json_path::FaultKind),
    /// Calls nest deeper than anyone means.
    TooDeep,
    /// There is no such function.
    Unknown(String),
    /// Too few or too many arguments.
    Arity {
        /// The function.
        name: &'static str,
        /// How many it takes, in words.
        takes: String,
        /// How many it is given.
        given: usize,
    },
    /// An argument of a type that the function does not take.
    Type {
        /// The function.
        name: &'static str,
        /// What it takes there.
        takes: Parameter,
        /// What it is given, in words.
        given: &'static str,
    },
    /// `States.Format` with more or fewer placeholders than values.
    Placeholders {
        /// How many `{}` there are.
        placeholders: usize,
        /// How many values.
        values: usize,
    },
    /// `States.JsonMerge` with `true`: AWS does not merge deeply.
    DeepMerge,
    /// `States.StringToJson` of a literal that is not JSON.
    NotJson,
    /// `States.Hash` with an algorithm that does not exist.
    Algorithm(String),
    /// `States.Base64Decode` of a literal that is not Base64.
    NotBase64,
    /// A number that the function does not take there, with what it takes.
    Number(&'static str),
}

impl FaultKind {
    /// Whether the text cannot be read as a call.
    pub const fn is_syntax(&self) -> bool {
        matches!(
            self,
            Self::NoCall
                | Self::ParenthesisMissing(_)
                | Self::ParenthesisOpen
                | Self::TextAfter
                | Self::CommaMissing
                | Self::ArgumentMissing
                | Self::DoubleQuote
                | Self::QuoteOpen
                | Self::Escape
                | Self::Word(_)
                | Self::Path(_)
                | Self::TooDeep
        )
    }

    /// The function whose name is like one that there is not.
    pub fn meant(&self) -> Option<&'static str> {
        let Self::Unknown(name) = self else { return None };
        // What all names have in common makes none of them more like this one.
        let own = without_prefix(name);
        let names = || FUNCTIONS.iter().map(|function| function.name);
        let same = names().find(|known| without_prefix(known).eq_ignore_ascii_case(own));
        same.or_else(|| {
            let near = did_you_mean(own, names().map(without_prefix))?;
            names().find(|known| without_prefix(known) == near)
        })
    }

    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        let text = match self {
            Self::Unknown(_) => return Some(format!("did you mean `{}`?", self.meant()?)),
            Self::DoubleQuote => "a string stands in single quotes",
            Self::Escape => r"a backslash may stand before `'`, `{`, `}` and `\` only",
            Self::Word(_) => {
                "an argument is a string in single quotes, a number, `true`, `false`, \
                 `null`, a path or another call"
            }
            Self::DeepMerge => "give `false`: only a shallow merge is supported",
            Self::Placeholders { .. } => "each `{}` takes one value; `\\{` is a brace itself",
            Self::Algorithm(_) => "give one of `MD5`, `SHA-1`, `SHA-256`, `SHA-384`, `SHA-512`",
            _ => return None,
        };
        Some(text.to_owned())
    }
}

/// The name of a function without the `States.` that all have.
fn without_prefix(name: &str) -> &str {
    let (prefix, rest) = name.split_at_checked(PREFIX.len()).unwrap_or(("", name));
    if prefix.eq_ignore_ascii_case(PREFIX) { rest } else { name }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match &self.kind {
            FaultKind::NoCall => "this is not a call of an intrinsic function",
            FaultKind::ParenthesisMissing(name) => {
                return write!(f, "`{name}` is not followed by its arguments in parentheses");
            }
            FaultKind::ParenthesisOpen => "this parenthesis is never closed",
            FaultKind::TextAfter => "nothing may follow the call",
            FaultKind::CommaMissing => "expected `,` or `)` after an argument",
            FaultKind::ArgumentMissing => "an argument is missing",
            FaultKind::DoubleQuote => "a string cannot stand in double quotes",
            FaultKind::QuoteOpen => "this quote is never closed",
            FaultKind::Escape => "nothing that can be escaped follows the backslash",
            FaultKind::Word(word) => return write!(f, "`{}` is not a value", word.escape_debug()),
            FaultKind::Path(kind) => {
                let range = self.range.clone();
                return write!(f, "{}", json_path::Fault { kind: kind.clone(), range });
            }
            FaultKind::TooDeep => "calls are nested deeper than can be meant",
            FaultKind::Unknown(name) => {
                return write!(f, "there is no intrinsic function `{name}`");
            }
            FaultKind::Arity { name, takes, given } => {
                return write!(f, "`{name}` takes {takes}, not {given}");
            }
            FaultKind::Type { name, takes, given } => {
                return write!(f, "`{name}` takes {} here, not {given}", takes.described());
            }
            FaultKind::Placeholders { placeholders, values } => {
                let plural = |count: usize| if count == 1 { "" } else { "s" };
                return write!(
                    f,
                    "{placeholders} placeholder{} and {values} value{}",
                    plural(*placeholders),
                    plural(*values)
                );
            }
            FaultKind::DeepMerge => "`States.JsonMerge` does not merge deeply",
            FaultKind::NotJson => "this string is not JSON",
            FaultKind::Algorithm(word) => {
                return write!(f, "there is no hash algorithm `{}`", word.escape_debug());
            }
            FaultKind::NotBase64 => "this string is not Base64",
            FaultKind::Number(takes) => return write!(f, "expected {takes}"),
        };
        f.write_str(text)
    }
}

/// What is wrong with a call that can be read, and with those nested in it.
pub(super) fn faults(call: &Call) -> Vec<Fault> {
    call.calls().into_iter().flat_map(faults_of_one).collect()
}

fn faults_of_one(call: &Call) -> Vec<Fault> {
    let Some(function) = call.function else {
        let kind = FaultKind::Unknown(call.name.to_string());
        return vec![Fault { kind, range: call.name_range.0.clone() }];
    };
    let given = call.arguments.len();
    if !function.takes(given) {
        let kind = FaultKind::Arity { name: function.name, takes: function.arity(), given };
        return vec![Fault { kind, range: call.name_range.0.clone() }];
    }
    let arguments = call.arguments.iter().enumerate();
    let wrong = arguments.filter_map(|(place, argument)| {
        let takes = function.parameter(place)?;
        let given = wrong_type(argument, takes)?;
        let kind = FaultKind::Type { name: function.name, takes, given };
        Some(Fault { kind, range: argument.range.0.clone() })
    });
    let mut faults: Vec<_> = wrong.collect();
    if faults.is_empty() {
        faults.extend(wrong_value(function.name, &call.arguments));
    }
    faults
}

/// What the argument is in words, where it cannot be what the function takes.
fn wrong_type(argument: &Argument, takes: Parameter) -> Option<&'static str> {
    let is = match &argument.kind {
        ArgumentKind::Path(_) => return None,
        // Whether a number in quotes is taken for a number is not known.
        ArgumentKind::Text(text) if Number::parse(&text.0).is_some() => return None,
        ArgumentKind::Text(_) => Parameter::Text,
        ArgumentKind::Call(call) => call.function?.result,
        ArgumentKind::Literal(value) => match value {
            value if takes.takes(value) => return None,
            Value::Null => return Some("null"),
            Value::Bool(_) => Parameter::Boolean,
            _ => Parameter::Number,
        },
    };
    let fits = takes == Parameter::Any || is == Parameter::Any || is == takes;
    (!fits).then(|| is.described())
}

/// What is wrong with the values of literal arguments.
fn wrong_value(function: &str, arguments: &[Argument]) -> Option<Fault> {
    let text = |place: usize| match &arguments.get(place)?.kind {
        ArgumentKind::Text(text) => Some(text),
        _ => None,
    };
    let number = |place: usize| match &arguments.get(place)?.kind {
        ArgumentKind::Literal(value) => value.as_f64(),
        _ => None,
    };
    let (place, kind) = match function {
        "States.Format" => {
            let (placeholders, values) = (text(0)?.placeholders(), arguments.len() - 1);
            (
                0,
                (placeholders != values)
                    .then_some(FaultKind::Placeholders { placeholders, values }),
            )
        }
        "States.JsonMerge" => {
            let deep = ArgumentKind::Literal(Value::Bool(true));
            (2, (arguments.get(2)?.kind == deep).then_some(FaultKind::DeepMerge))
        }
        "States.StringToJson" => {
            let is_json = encoding::json(&text(0)?.unescaped()).is_some();
            (0, (!is_json).then_some(FaultKind::NotJson))
        }
        "States.Hash" => {
            let algorithm = text(1)?.unescaped();
            let is_known = digest::ALGORITHMS.contains(&algorithm.as_str());
            (1, (!is_known).then_some(FaultKind::Algorithm(algorithm)))
        }
        "States.Base64Decode" => {
            let is_base64 = encoding::base64_decoded(&text(0)?.unescaped()).is_some();
            (0, (!is_base64).then_some(FaultKind::NotBase64))
        }
        "States.ArrayPartition" => {
            (1, (number(1)? < 0.5).then_some(FaultKind::Number("a size of at least 1")))
        }
        "States.ArrayRange" => {
            let step = number(2)?;
            (2, (step.abs() < 0.5).then_some(FaultKind::Number("a step other than 0")))
        }
        "States.ArrayGetItem" => {
            (1, (number(1)? < 0.0).then_some(FaultKind::Number("an index of at least 0")))
        }
        _ => return None,
    };
    Some(Fault { kind: kind?, range: arguments.get(place)?.range.0.clone() })
}
