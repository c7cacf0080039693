//! Signatures of functions, `<s-n?:s>`: what arguments they take, and fitting arguments to them.

use std::rc::Rc;

use crate::query::jsonata::datum::Datum;
use crate::query::jsonata::error::{Error, Fault};

/// A signature: what is between `<` and `>`.
#[derive(Clone, Debug)]
pub struct Signature {
    /// Its text, with the angle brackets.
    pub text: Rc<str>,
    parameters: Vec<Parameter>,
}

#[derive(Clone, Debug, Default)]
struct Parameter {
    /// The letters of the types that are taken; `m` stands for undefined.
    types: String,
    /// The letter itself, or the choice in its brackets.
    letter: char,
    /// The type of the items of an array, or of a function.
    subtype: Option<String>,
    /// Whether the context value stands in for it (`-`).
    context: bool,
    optional: bool,
    repeated: bool,
}

impl Signature {
    /// Reads a signature. A fault comes with where it is, in UTF-16 units.
    pub(super) fn parse(text: &str) -> Result<Self, (Fault, u32)> {
        let symbols: Vec<char> = text.chars().collect();
        let mut parameters: Vec<Parameter> = Vec::new();
        let mut at = 1;
        while let Some(&symbol) = symbols.get(at) {
            let types = match symbol {
                ':' => break,
                's' | 'n' | 'b' | 'l' | 'o' => Some(format!("{symbol}m")),
                'a' | 'x' => Some("asnblfom".to_owned()),
                'f' => Some("f".to_owned()),
                'j' => Some("asnblom".to_owned()),
                '(' => {
                    let end = closing(&symbols, at, '(', ')');
                    let choice: String = symbols[at + 1..end].iter().collect();
                    if choice.contains('<') {
                        return Err((Error::new("S0402").value(Some(choice.into())), at as u32));
                    }
                    at = end;
                    Some(choice + "m")
                }
                _ => None,
            };
            if let Some(types) = types {
                parameters.push(Parameter { types, letter: symbol, ..Parameter::default() });
            } else if let Some(parameter) = parameters.last_mut() {
                match symbol {
                    '-' => parameter.context = true,
                    '?' => parameter.optional = true,
                    '+' => parameter.repeated = true,
                    '<' if matches!(parameter.letter, 'a' | 'f') => {
                        let end = closing(&symbols, at, '<', '>');
                        parameter.subtype = Some(symbols[at + 1..end].iter().collect());
                        at = end;
                    }
                    '<' => {
                        let letter = parameter.letter.to_string();
                        return Err((Error::new("S0401").value(Some(letter.into())), at as u32));
                    }
                    _ => {}
                }
            } else if symbol == '<' {
                return Err((Error::new("S0401"), at as u32));
            }
            at += 1;
        }
        Ok(Self { text: text.into(), parameters })
    }

    /// How many arguments must be given at least, and may be given at most (none: any number).
    pub fn arity(&self) -> (usize, Option<usize>) {
        let needed = |parameter: &&Parameter| !parameter.optional && !parameter.context;
        let least = self.parameters.iter().filter(needed).count();
        let is_open = self.parameters.iter().any(|parameter| parameter.repeated);
        (least, (!is_open).then_some(self.parameters.len()))
    }

    /// Whether arguments of these types, by their letters, may be given.
    pub fn takes(&self, letters: &[char]) -> bool {
        matched(&self.parameters, letters, true).is_some()
    }

    /// Fits arguments to the parameters: fills in the context, wraps what should be an array.
    pub(super) fn fit(&self, given: &[Datum], context: &Datum) -> Result<Vec<Datum>, Fault> {
        let letters: Vec<char> = given.iter().map(letter_of).collect();
        let Some(lengths) = matched(&self.parameters, &letters, true) else {
            return Err(self.misfit(given, &letters));
        };
        let mut fitted = Vec::with_capacity(given.len());
        let (mut next, mut matched) = (0, 0);
        for (parameter, length) in self.parameters.iter().zip(lengths) {
            if length == 0 && parameter.context {
                let letter = letter_of(context);
                if !parameter.types.contains(letter) {
                    let fault = Error::new("T0411").value(context.to_value());
                    return Err(fault.part("index", ordinal(next)));
                }
                fitted.push(context.clone());
                continue;
            }
            let group: String = letters[matched..matched + length].iter().collect();
            matched += length;
            for _ in 0..length.max(1) {
                let argument = given.get(next).cloned().unwrap_or(Datum::Undefined);
                let is_array = parameter.letter == 'a' && length > 0;
                fitted.push(if is_array {
                    parameter.array(argument, &group, next)?
                } else {
                    argument
                });
                next += 1;
            }
        }
        Ok(fitted)
    }

    /// Says which argument is the first that does not fit.
    fn misfit(&self, given: &[Datum], letters: &[char]) -> Fault {
        let mut good = 0;
        for count in 1..=self.parameters.len() {
            match matched(&self.parameters[..count], letters, false) {
                Some(lengths) => good = lengths.iter().sum(),
                None => break,
            }
        }
        let value = given.get(good).and_then(Datum::to_value);
        Error::new("T0410").value(value).part("index", ordinal(good))
    }
}

impl Parameter {
    /// The argument as an array of the right items.
    fn array(&self, argument: Datum, group: &str, index: usize) -> Result<Datum, Fault> {
        if argument.is_undefined() {
            return Ok(argument);
        }
        let Some(items) = argument.items() else {
            let fits = self.subtype.as_ref().is_none_or(|subtype| subtype == group);
            return if fits {
                Ok(Datum::array(vec![argument]))
            } else {
                Err(self.wrong_items(&argument, index))
            };
        };
        if let (Some(subtype), false) = (&self.subtype, items.is_empty()) {
            let wanted = subtype.chars().next();
            if !items.iter().all(|item| Some(letter_of(&item)) == wanted) {
                return Err(self.wrong_items(&argument, index));
            }
        }
        Ok(argument)
    }

    fn wrong_items(&self, argument: &Datum, index: usize) -> Fault {
        let items = match self.subtype.as_deref() {
            Some("a") => "arrays",
            Some("b") => "booleans",
            Some("f") => "functions",
            Some("n") => "numbers",
            Some("o") => "objects",
            Some("s") => "strings",
            _ => "values",
        };
        let fault = Error::new("T0412").value(argument.to_value());
        fault.part("index", ordinal(index)).part("type", items)
    }
}

/// The number of an argument, for people.
fn ordinal(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX - 1) + 1
}

/// The place of the bracket that closes the one at `open`; the end where there is none.
fn closing(symbols: &[char], open: usize, opening: char, closing: char) -> usize {
    let mut depth = 0_u32;
    for (at, symbol) in symbols.iter().enumerate().skip(open) {
        if *symbol == opening {
            depth += 1;
        } else if *symbol == closing {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        }
    }
    symbols.len().max(open + 1)
}

/// How many letters each parameter takes, the first as many as possible; none where they do
/// not fit. `whole`: all letters must be taken.
fn matched(parameters: &[Parameter], letters: &[char], whole: bool) -> Option<Vec<usize>> {
    let Some((parameter, rest)) = parameters.split_first() else {
        return (!whole || letters.is_empty()).then(Vec::new);
    };
    let fits = |letter: &&char| **letter == ANY || parameter.types.contains(**letter);
    let possible = letters.iter().take_while(fits).count();
    let most = if parameter.repeated { possible } else { possible.min(1) };
    let least = usize::from(!parameter.optional && !parameter.context);
    (least..=most).rev().find_map(|length| {
        let mut lengths = matched(rest, &letters[length..], whole)?;
        lengths.insert(0, length);
        Some(lengths)
    })
}

/// The letter for an argument of which the type is not known.
pub const ANY: char = '?';

/// The letter for the type of a value.
pub(super) fn letter_of(datum: &Datum) -> char {
    match datum.type_name() {
        Some("string") => 's',
        Some("number") => 'n',
        Some("boolean") => 'b',
        Some("null") => 'l',
        Some("array") => 'a',
        Some("function") => 'f',
        Some(_) => 'o',
        None => 'm',
    }
}
