//! The built-in functions by name: each takes its arguments from values, and gives a value back.

#![expect(clippy::unnecessary_wraps, reason = "all functions of the table have one type")]

mod aws;
mod collections;
mod convert;
mod guide;
mod higher_order;
mod matching;
mod moments;
mod numbers;
mod objects;
mod strings;

pub(super) use convert::{deep_copy, text_of};
pub use guide::{Guide, guide};
pub(super) use matching::{first_match, next_match, regex};

use std::rc::Rc;

use crate::query::jsonata::Dialect;
use crate::query::jsonata::datum::Datum;
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::function::Native;
use crate::query::jsonata::functions;
use crate::query::jsonata::signature::Signature;

/// The functions that both dialects have.
const COMMON: [&[Native]; 7] = [
    collections::NATIVES,
    convert::NATIVES,
    higher_order::NATIVES,
    moments::NATIVES,
    numbers::NATIVES,
    objects::NATIVES,
    strings::NATIVES,
];

/// The built-in function of that name.
pub(super) fn find(name: &str, dialect: Dialect) -> Option<&'static Native> {
    let own = match dialect {
        Dialect::V2_2 => convert::ONLY_REFERENCE,
        Dialect::Aws => aws::NATIVES,
    };
    let all = own.iter().chain(COMMON.into_iter().flatten());
    all.into_iter().find(|native| native.name == name)
}

/// The names and signatures of all built-in functions of a dialect.
pub(super) fn all(dialect: Dialect) -> Vec<(&'static str, &'static str)> {
    let own = match dialect {
        Dialect::V2_2 => convert::ONLY_REFERENCE,
        Dialect::Aws => aws::NATIVES,
    };
    let mut all: Vec<_> = own
        .iter()
        .chain(COMMON.into_iter().flatten())
        .map(|native| (native.name, native.signature))
        .collect();
    all.dedup_by_key(|(name, _)| *name);
    all
}

/// The signature of a built-in function.
pub(super) fn signature(native: &Native) -> Option<Rc<Signature>> {
    Signature::parse(native.signature).ok().map(Rc::new)
}

/// The signature of transforms.
pub(super) fn transform_signature() -> Option<Signature> {
    Signature::parse("<(oa):o>").ok()
}

/// A fault of a function as one of the expression.
fn convert(fault: functions::Fault) -> Fault {
    fault.into()
}

/// Whether there is room for one more than `count`.
#[expect(clippy::cast_precision_loss, reason = "no count is that large")]
fn has_room(limit: Option<f64>, count: usize) -> bool {
    limit.is_none_or(|limit| (count as f64) < limit)
}

/// The argument at `index`; undefined where there are fewer.
fn argument(arguments: &[Datum], index: usize) -> &Datum {
    const UNDEFINED: &Datum = &Datum::Undefined;
    arguments.get(index).unwrap_or(UNDEFINED)
}

fn text(arguments: &[Datum], index: usize) -> Option<&str> {
    argument(arguments, index).as_str()
}

fn number(arguments: &[Datum], index: usize) -> Option<f64> {
    argument(arguments, index).as_f64()
}

/// A number that must be there; what is not is no number.
fn number_or_nan(arguments: &[Datum], index: usize) -> f64 {
    number(arguments, index).unwrap_or(f64::NAN)
}
