//! Functions that look for matches: of regular expressions, and of functions that act like one.

use std::rc::Rc;

use crate::query::jsonata::datum::{Datum, Members};
use crate::query::jsonata::error::{Error, Fault};
use crate::query::jsonata::evaluator::{Evaluator, Outcome};
use crate::query::jsonata::function::{Callable, Context};
use crate::query::jsonata::functions::regex::{Match, Regex};
use crate::query::jsonata::functions::text::limit_of;
use crate::query::jsonata::library::{argument, convert, number, text};
use crate::query::jsonata::syntax::utf16_length;

/// A match; the places are bytes of the text.
struct Found {
    start: usize,
    end: usize,
    matched: Datum,
    groups: Vec<Datum>,
    /// What a function that replaces matches is given.
    object: Option<Datum>,
}

/// Where the next match comes from.
enum Source {
    Regex(Rc<Regex>, usize),
    Function(Datum),
    /// Nothing follows.
    Over,
}

struct Matches<'t> {
    text: &'t str,
    source: Source,
    is_first: bool,
}

impl<'t> Matches<'t> {
    fn new(text: &'t str, matcher: &Datum) -> Self {
        let source = match matcher.as_function().map(|function| &function.callable) {
            Some(Callable::Regex(regex)) => Source::Regex(Rc::clone(regex), 0),
            _ => Source::Function(matcher.clone()),
        };
        Self { text, source, is_first: true }
    }

    fn next(
        &mut self,
        evaluator: &mut Evaluator,
        context: &Context<'_>,
    ) -> Result<Option<Found>, Fault> {
        evaluator.budget.step()?;
        let is_first = std::mem::replace(&mut self.is_first, false);
        match std::mem::replace(&mut self.source, Source::Over) {
            Source::Over => Ok(None),
            Source::Regex(regex, from) => {
                let Some(found) = find(&regex, self.text, from, is_first)? else {
                    return Ok(None);
                };
                self.source = Source::Regex(regex, found.end);
                Ok(Some(Found {
                    start: found.start,
                    end: found.end,
                    matched: self.text[found.start..found.end].into(),
                    groups: groups_of(&found),
                    object: None,
                }))
            }
            Source::Function(function) => {
                let given = if is_first { vec![self.text.into()] } else { Vec::new() };
                let object = evaluator.call_back(&function, given, context)?;
                if object.is_undefined() {
                    return Ok(None);
                }
                let next = object.member("next");
                let is_match = object.member("start").as_f64().is_some()
                    || object.member("groups").is_array()
                    || next.as_function().is_some();
                if !is_match && object.truth() {
                    return Err(Error::new("T1010"));
                }
                let place =
                    |name: &str| byte_of(self.text, object.member(name).as_f64().unwrap_or(0.0));
                let (start, end) = (place("start"), place("end"));
                if next.as_function().is_some() {
                    self.source = Source::Function(next);
                }
                Ok(Some(Found {
                    start,
                    end: end.max(start),
                    matched: object.member("match"),
                    groups: object.member("groups").to_items(),
                    object: Some(object),
                }))
            }
        }
    }
}

/// The next match. One of nothing is taken only as the first: it would come for ever.
fn find(
    regex: &Rc<Regex>,
    text: &str,
    from: usize,
    is_first: bool,
) -> Result<Option<Match>, Fault> {
    if !is_first && from >= text.len() {
        return Ok(None);
    }
    let found = regex.find_at(text, from).map_err(convert)?;
    match found {
        Some(found) if !is_first && found.start == found.end => Err(Error::new("D1004")),
        found => Ok(found),
    }
}

fn groups_of(found: &Match) -> Vec<Datum> {
    let group = |group: &Option<Rc<str>>| match group {
        Some(text) => Datum::from(text.as_ref()),
        None => Datum::Undefined,
    };
    found.groups.iter().map(group).collect()
}

/// The byte at which a place in UTF-16 units is.
fn byte_of(text: &str, units: f64) -> usize {
    let mut before = 0.0;
    for (at, character) in text.char_indices() {
        if before >= units {
            return at;
        }
        before += character.len_utf16() as f64;
    }
    text.len()
}

/// The regular expression of a literal.
pub(in crate::query::jsonata) fn regex(pattern: &str, flags: &str) -> Result<Rc<Regex>, Fault> {
    Regex::compile(pattern, flags).map(Rc::new).map_err(convert)
}

/// What a regular expression gives when it is called like a function.
pub(in crate::query::jsonata) fn first_match(regex: &Rc<Regex>, text: &Datum) -> Outcome {
    let Some(text) = text.as_str() else { return Ok(Datum::Undefined) };
    let text: Rc<str> = text.into();
    let found = find(regex, &text, 0, true)?;
    Ok(found.map_or(Datum::Undefined, |found| object_of(regex, &text, &found)))
}

/// What `next` of a match gives.
pub(in crate::query::jsonata) fn next_match(
    regex: &Rc<Regex>,
    text: &Rc<str>,
    from: usize,
) -> Outcome {
    let found = find(regex, text, from, false)?;
    Ok(found.map_or(Datum::Undefined, |found| object_of(regex, text, &found)))
}

fn object_of(regex: &Rc<Regex>, text: &Rc<str>, found: &Match) -> Datum {
    let place = |at: usize| Datum::from(f64::from(utf16_length(&text[..at])));
    let next = Callable::NextMatch(Rc::clone(regex), Rc::clone(text), found.end);
    let members = [
        ("match".into(), text[found.start..found.end].into()),
        ("start".into(), place(found.start)),
        ("end".into(), place(found.end)),
        ("groups".into(), Datum::array(groups_of(found))),
        ("next".into(), next.into()),
    ];
    Members::from_iter(members).into()
}

/// `$match`
pub(super) fn find_all(
    evaluator: &mut Evaluator,
    arguments: &[Datum],
    context: &Context<'_>,
) -> Outcome {
    let Some(it) = text(arguments, 0) else { return Ok(Datum::Undefined) };
    let limit = limit_of("D3040", number(arguments, 2)).map_err(convert)?;
    let mut matches = Matches::new(it, argument(arguments, 1));
    let mut results = Vec::new();
    let (mut counted_to, mut units) = (0, 0);
    while limit.is_none_or(|limit| (results.len() as f64) < limit) {
        let Some(found) = matches.next(evaluator, context)? else { break };
        if found.start >= counted_to {
            units += utf16_length(&it[counted_to..found.start]);
            counted_to = found.start;
        }
        let members = [
            ("match".into(), found.matched),
            ("index".into(), f64::from(units).into()),
            ("groups".into(), Datum::array(found.groups)),
        ];
        evaluator.budget.take(size_of::<Datum>() * 8)?;
        results.push(Members::from_iter(members).into());
    }
    Ok(Datum::sequence(results))
}

/// `$contains` with a pattern.
pub(super) fn contains(
    evaluator: &mut Evaluator,
    text: &str,
    pattern: &Datum,
    context: &Context<'_>,
) -> Outcome {
    let found = Matches::new(text, pattern).next(evaluator, context)?;
    Ok(found.is_some().into())
}

/// `$split` by a pattern.
pub(super) fn split(
    evaluator: &mut Evaluator,
    text: &str,
    separator: &Datum,
    limit: Option<f64>,
    context: &Context<'_>,
) -> Outcome {
    let limit = limit_of("D3020", limit).map_err(convert)?;
    let has_room = |parts: &Vec<Datum>| limit.is_none_or(|limit| (parts.len() as f64) < limit);
    let mut matches = Matches::new(text, separator);
    let mut parts: Vec<Datum> = Vec::new();
    let mut start = 0;
    while has_room(&parts) {
        let Some(found) = matches.next(evaluator, context)? else {
            parts.push(text[start..].into());
            break;
        };
        parts.push(text[start..found.start.max(start)].into());
        start = found.end.max(start);
    }
    evaluator.budget.take(text.len() + parts.len() * size_of::<Datum>())?;
    Ok(Datum::array(parts))
}

/// `$replace` of a pattern.
pub(super) fn replace(
    evaluator: &mut Evaluator,
    text: &str,
    pattern: &Datum,
    replacement: &Datum,
    limit: Option<f64>,
    context: &Context<'_>,
) -> Outcome {
    let limit = limit_of("D3011", limit).map_err(convert)?;
    let mut matches = Matches::new(text, pattern);
    let mut result = String::new();
    let mut position = 0;
    let mut count = 0.0;
    let regex = match pattern.as_function().map(|function| &function.callable) {
        Some(Callable::Regex(regex)) => Some(Rc::clone(regex)),
        _ => None,
    };
    let shared: Rc<str> = text.into();
    while limit.is_none_or(|limit| count < limit) {
        let Some(found) = matches.next(evaluator, context)? else { break };
        result.push_str(&text[position..found.start.max(position)]);
        let before = result.len();
        match replacement.as_str() {
            Some(template) => expand(&mut result, template, &found),
            None => {
                let object = match (&found.object, &regex) {
                    (Some(object), _) => object.clone(),
                    (None, Some(regex)) => object_of(regex, &shared, &as_match(&found)),
                    (None, None) => Datum::Undefined,
                };
                let replaced = evaluator.call_back(replacement, vec![object], context)?;
                let Some(replaced) = replaced.as_str() else {
                    return Err(Error::new("D3012").value(replaced.to_value()));
                };
                result.push_str(replaced);
            }
        }
        evaluator.budget.take(result.len() - before)?;
        position = found.end.max(position);
        count += 1.0;
    }
    result.push_str(&text[position..]);
    Ok(result.into())
}

fn as_match(found: &Found) -> Match {
    let group = |group: &Datum| group.as_str().map(Rc::from);
    Match { start: found.start, end: found.end, groups: found.groups.iter().map(group).collect() }
}

/// Writes the replacement: `$0` is the match, `$1` its first group, `$$` a dollar.
fn expand(result: &mut String, template: &str, found: &Found) {
    let mut rest = template;
    while let Some(dollar) = rest.find('$') {
        result.push_str(&rest[..dollar]);
        rest = &rest[dollar + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            result.push('$');
            rest = after;
        } else if let Some(after) = rest.strip_prefix('0') {
            result.push_str(found.matched.as_str().unwrap_or_default());
            rest = after;
        } else if let Some((number, length)) = group_number(rest, found.groups.len()) {
            let group = number.checked_sub(1).and_then(|index| found.groups.get(index));
            result.push_str(group.and_then(Datum::as_str).unwrap_or_default());
            rest = &rest[length..];
        } else {
            result.push('$');
        }
    }
    result.push_str(rest);
}

/// The number of a group and its length: as many digits as there can be groups, one less where
/// that is no group.
fn group_number(text: &str, groups: usize) -> Option<(usize, usize)> {
    let digits_max = groups.checked_ilog10().unwrap_or(0) as usize + 1;
    let digits = text.bytes().take(digits_max).take_while(u8::is_ascii_digit).count();
    let parse = |length: usize| text[..length].parse::<usize>().ok();
    let mut number = parse(digits)?;
    if digits_max > 1 && number > groups {
        number = parse(digits.min(digits_max - 1))?;
    }
    Some((number, number.to_string().len()))
}
