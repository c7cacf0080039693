//! Functions that look for matches: of regular expressions, and of functions that act like one.

use std::rc::Rc;

use crate::query::jsonata::datum::{Datum, Members};
use crate::query::jsonata::error::{Error, Fault};
use crate::query::jsonata::evaluator::{Evaluator, Outcome};
use crate::query::jsonata::function::{Callable, Context};
use crate::query::jsonata::functions::regex::{Match, Place, Regex};
use crate::query::jsonata::functions::regex_syntax::Flags;
use crate::query::jsonata::functions::text::limit_of;
use crate::query::jsonata::library::{argument, convert, has_room, number, text};

/// The regular expression of a literal.
pub(crate) fn regex(pattern: &str, flags: &str) -> Result<Rc<Regex>, Fault> {
    let flags = Flags { ignore_case: flags.contains('i'), multi_line: flags.contains('m') };
    let refused = |message: String| Error::new("S0303").part("message", message);
    Regex::new(pattern, flags).map(Rc::new).map_err(refused)
}

/// What a regular expression gives when it is called like a function.
pub(crate) fn first_match(regex: &Rc<Regex>, text: &Datum) -> Outcome {
    let Some(text) = text.as_str() else { return Ok(Datum::Undefined) };
    let text: Rc<str> = text.into();
    let found = regex.find_from(&text, Place::default()).map_err(convert)?;
    Ok(found.map_or(Datum::Undefined, |found| object_of(regex, &text, &found)))
}

/// What `next` of a match gives.
pub(crate) fn next_match(regex: &Rc<Regex>, text: &Rc<str>, from: Place) -> Outcome {
    let found = regex.find_next(text, from).map_err(convert)?;
    Ok(found.map_or(Datum::Undefined, |found| object_of(regex, text, &found)))
}

fn object_of(regex: &Rc<Regex>, text: &Rc<str>, found: &Match<'_>) -> Datum {
    let next = Callable::NextMatch(Rc::clone(regex), Rc::clone(text), found.end);
    let members = [
        ("match".into(), found.text.into()),
        ("start".into(), found.start.unit.into()),
        ("end".into(), found.end.unit.into()),
        ("groups".into(), groups_of(found)),
        ("next".into(), next.into()),
    ];
    Members::from_iter(members).into()
}

fn groups_of(found: &Match<'_>) -> Datum {
    let groups = found.groups.iter();
    Datum::array(groups.map(|group| group.map_or(Datum::Undefined, Datum::from)).collect())
}

fn regex_of(matcher: &Datum) -> Option<Rc<Regex>> {
    match &matcher.as_function()?.callable {
        Callable::Regex(regex) => Some(Rc::clone(regex)),
        _ => None,
    }
}

/// `$match`
pub(super) fn find_all(
    evaluator: &mut Evaluator,
    arguments: &[Datum],
    context: &Context<'_>,
) -> Outcome {
    let Some(it) = text(arguments, 0) else { return Ok(Datum::Undefined) };
    let limit = number(arguments, 2);
    let matcher = argument(arguments, 1);
    let described = |matched: Datum, index: Datum, groups: Datum| {
        let members =
            [("match".into(), matched), ("index".into(), index), ("groups".into(), groups)];
        Datum::from(Members::from_iter(members))
    };
    let results: Vec<Datum> = if let Some(regex) = regex_of(matcher) {
        let all = regex.find_all(it, limit).map_err(convert)?;
        let one = |found: &Match<'_>| {
            described(found.text.into(), found.start.unit.into(), groups_of(found))
        };
        all.iter().map(one).collect()
    } else {
        limit_of("D3040", limit).map_err(convert)?;
        let all = gather(evaluator, it, matcher, limit, context)?;
        let one = |found: &Datum| {
            described(found.member("match"), found.member("start"), found.member("groups"))
        };
        all.iter().map(one).collect()
    };
    evaluator.budget.take(results.len() * size_of::<Datum>() * 8)?;
    Ok(Datum::sequence(results))
}

/// `$contains` with a pattern.
pub(super) fn contains(
    evaluator: &mut Evaluator,
    text: &str,
    pattern: &Datum,
    context: &Context<'_>,
) -> Outcome {
    if let Some(regex) = regex_of(pattern) {
        return regex.is_match(text).map(Datum::from).map_err(convert);
    }
    let found = evaluator.call_back(pattern, vec![text.into()], context)?;
    refuse_other(&found)?;
    Ok((!found.is_undefined()).into())
}

/// `$split` by a pattern.
pub(super) fn split(
    evaluator: &mut Evaluator,
    text: &str,
    separator: &Datum,
    limit: Option<f64>,
    context: &Context<'_>,
) -> Outcome {
    let parts: Vec<Datum> = if let Some(regex) = regex_of(separator) {
        regex.split(text, limit).map_err(convert)?.into_iter().map(Datum::from).collect()
    } else {
        limit_of("D3020", limit).map_err(convert)?;
        let mut parts = Vec::new();
        let mut start = 0;
        for found in gather(evaluator, text, separator, limit, context)? {
            let (from, to) = places(text, &found);
            parts.push(text[start..from.max(start)].into());
            start = to.max(start);
        }
        if has_room(limit, parts.len()) {
            parts.push(text[start..].into());
        }
        parts
    };
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
    let result = if let Some(regex) = regex_of(pattern) {
        let shared: Rc<str> = text.into();
        regex.replace(text, limit, |found| {
            if let Some(template) = replacement.as_str() {
                return Ok(found.expand(template));
            }
            let object = object_of(&regex, &shared, found);
            replaced(evaluator, replacement, object, context)
        })?
    } else {
        limit_of("D3011", limit).map_err(convert)?;
        let mut result = String::new();
        let mut position = 0;
        for found in gather(evaluator, text, pattern, limit, context)? {
            let (from, to) = places(text, &found);
            result.push_str(&text[position..from.max(position)]);
            position = to.max(position);
            match replacement.as_str() {
                Some(template) => result.push_str(&expanded(&found, template)),
                None => result.push_str(&replaced(evaluator, replacement, found, context)?),
            }
            evaluator.budget.take(result.len())?;
        }
        result + &text[position..]
    };
    evaluator.budget.take(result.len())?;
    Ok(result.into())
}

/// What a function makes of a match.
fn replaced(
    evaluator: &mut Evaluator,
    replacement: &Datum,
    found: Datum,
    context: &Context<'_>,
) -> Result<String, Fault> {
    let result = evaluator.call_back(replacement, vec![found], context)?;
    match result.as_str() {
        Some(text) => Ok(text.to_owned()),
        None => Err(Error::new("D3012").value(result.to_value())),
    }
}

/// What a replacement string makes of a match that a function found.
fn expanded(found: &Datum, template: &str) -> String {
    let groups = found.member("groups").to_items();
    let matched = found.member("match");
    let found = Match {
        text: matched.as_str().unwrap_or_default(),
        start: Place::default(),
        end: Place::default(),
        groups: groups.iter().map(Datum::as_str).collect(),
    };
    found.expand(template)
}

/// Where a match that a function found begins and ends, in bytes.
fn places(text: &str, found: &Datum) -> (usize, usize) {
    let place = |name: &str| {
        let units = found.member(name).as_f64().unwrap_or(0.0);
        let mut before = 0_u32;
        let mut starts = text.char_indices().map(|(at, character)| {
            before += character.len_utf16() as u32;
            (at, before - character.len_utf16() as u32)
        });
        let start = starts.find(|(_, before)| f64::from(*before) >= units);
        start.map_or(text.len(), |(at, _)| at)
    };
    (place("start"), place("end"))
}

/// The matches that a function finds. The next is asked for before the limit is looked at.
fn gather(
    evaluator: &mut Evaluator,
    text: &str,
    matcher: &Datum,
    limit: Option<f64>,
    context: &Context<'_>,
) -> Result<Vec<Datum>, Fault> {
    let mut all = Vec::new();
    if limit == Some(0.0) {
        return Ok(all);
    }
    let mut found = evaluator.call_back(matcher, vec![text.into()], context)?;
    refuse_other(&found)?;
    while !found.is_undefined() && has_room(limit, all.len()) {
        let next = found.member("next");
        all.push(found);
        evaluator.budget.take(size_of::<Datum>() * 8)?;
        found = evaluator.call_back(&next, Vec::new(), context)?;
        refuse_other(&found)?;
    }
    Ok(all)
}

/// Refuses what is no match.
fn refuse_other(found: &Datum) -> Result<(), Fault> {
    let is_match = found.member("start").as_f64().is_some()
        || found.member("groups").is_array()
        || found.member("next").as_function().is_some();
    if is_match || !found.truth() { Ok(()) } else { Err(Error::new("T1010")) }
}
