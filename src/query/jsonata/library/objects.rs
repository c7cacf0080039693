//! Functions on objects.

use crate::query::jsonata::datum::{Datum, Members};
use crate::query::jsonata::evaluator::{Evaluator, Outcome, lookup as member_of};
use crate::query::jsonata::function::{Context, Native};
use crate::query::jsonata::library::{argument, text};

pub(super) const NATIVES: &[Native] = &[
    Native { name: "keys", signature: "<x-:a<s>>", arity: 1, call: keys },
    Native { name: "lookup", signature: "<x-s:x>", arity: 2, call: lookup },
    Native { name: "spread", signature: "<x-:a<o>>", arity: 1, call: spread },
    Native { name: "merge", signature: "<a<o>:o>", arity: 1, call: merge },
];

fn keys(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let mut names = Members::default();
    gather_names(argument(arguments, 0), &mut names);
    Ok(Datum::sequence(names.into_keys().map(|name| name.as_ref().into()).collect()))
}

fn gather_names(datum: &Datum, names: &mut Members) {
    if let Some(items) = datum.items() {
        items.iter().for_each(|item| gather_names(&item, names));
    } else {
        let members = datum.members().unwrap_or_default();
        names.extend(members.into_iter().map(|(name, _)| (name, Datum::Undefined)));
    }
}

fn lookup(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let name = text(arguments, 1).unwrap_or("undefined");
    Ok(member_of(argument(arguments, 0), name))
}

fn spread(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let datum = argument(arguments, 0);
    if !datum.is_array() && datum.members().is_none() {
        return Ok(datum.clone());
    }
    let mut results = Vec::new();
    gather_members(datum, &mut results);
    Ok(Datum::sequence(results))
}

fn gather_members(datum: &Datum, results: &mut Vec<Datum>) {
    match (datum.items(), datum.members()) {
        (Some(items), _) => items.iter().for_each(|item| gather_members(&item, results)),
        (None, Some(members)) => {
            let one = |pair| Datum::from(Members::from_iter([pair]));
            results.extend(members.into_iter().map(one));
        }
        (None, None) if datum.is_undefined() => {}
        (None, None) => results.push(datum.clone()),
    }
}

fn merge(_: &mut Evaluator, arguments: &[Datum], _: &Context<'_>) -> Outcome {
    let Some(items) = argument(arguments, 0).items() else { return Ok(Datum::Undefined) };
    let mut merged = Members::default();
    for item in items.iter() {
        merged.extend(item.members().unwrap_or_default());
    }
    Ok(merged.into())
}
