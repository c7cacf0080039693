//! Errors of the language: what retriers and catchers look at, and what an execution ends with.

use std::rc::Rc;

/// An error with its cause, either of which may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failure {
    /// The error name.
    pub error: Option<Rc<str>>,
    /// The cause.
    pub cause: Option<Rc<str>>,
}

impl Failure {
    /// An error with a cause.
    pub fn new(error: &str, cause: impl Into<Rc<str>>) -> Self {
        Self { error: Some(error.into()), cause: Some(cause.into()) }
    }

    /// The error name; empty where there is none.
    pub fn name(&self) -> &str {
        self.error.as_deref().unwrap_or_default()
    }
}
