//! Retriers and catchers made ready.

use std::rc::Rc;

use crate::exec::plan::field::{ResultPlace, Template};
use crate::exec::plan::{Next, target};
use crate::model::{Handler, Scope};
use crate::schema::QueryLanguage;
use crate::syntax::tree;

/// A retrier.
#[derive(Debug)]
pub(crate) struct Retrier {
    pub(crate) errors: Vec<Rc<str>>,
    pub(crate) interval_seconds: f64,
    pub(crate) attempts_max: u64,
    pub(crate) backoff_rate: f64,
    pub(crate) delay_seconds_max: Option<f64>,
    pub(crate) jitter: Jitter,
}

/// Whether chance shortens delays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Jitter {
    /// Anything from nothing to the whole delay.
    Full,
    /// It does not.
    None,
}

/// A catcher.
#[derive(Debug)]
pub(crate) struct Catcher {
    pub(crate) errors: Vec<Rc<str>>,
    pub(crate) next: Next,
    pub(crate) result_path: ResultPlace,
    pub(crate) output: Option<Template>,
    pub(crate) assign: Option<Template>,
}

impl Retrier {
    pub(super) fn read(handler: &Handler<'_>) -> Self {
        let number = |name| handler.object.get(name).and_then(tree::Value::as_f64);
        let attempts = number("MaxAttempts").unwrap_or(3.0).max(0.0);
        let jitter = handler.object.get("JitterStrategy").and_then(tree::Value::as_str);
        Self {
            errors: names(handler),
            interval_seconds: number("IntervalSeconds").unwrap_or(1.0).max(0.0),
            #[expect(clippy::cast_sign_loss, reason = "nothing is below zero here")]
            attempts_max: attempts as u64,
            backoff_rate: number("BackoffRate").unwrap_or(2.0),
            delay_seconds_max: number("MaxDelaySeconds"),
            jitter: if jitter == Some("FULL") { Jitter::Full } else { Jitter::None },
        }
    }
}

impl Catcher {
    pub(super) fn read(
        handler: &Handler<'_>,
        index: usize,
        language: QueryLanguage,
        scope: &Scope<'_>,
    ) -> Self {
        let template = |name: &str| {
            let node = handler.object.get(name)?;
            Some(Template::compile(language, node, &format!("Catch[{index}]/{name}")))
        };
        Self {
            errors: names(handler),
            next: target(scope, handler.next),
            result_path: ResultPlace::read(handler.object.get("ResultPath")),
            output: template("Output").filter(|_| language == QueryLanguage::Jsonata),
            assign: template("Assign"),
        }
    }
}

fn names(handler: &Handler<'_>) -> Vec<Rc<str>> {
    let names = handler.error_equals.into_iter().flat_map(tree::Value::items);
    names.map(|name| name.text().into()).collect()
}
