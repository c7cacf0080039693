//! What people set: levels of rules, settings per file.

use std::collections::BTreeMap;

use crate::diagnostic::Severity;

/// At which severity a rule speaks, where that is not its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// It is silent.
    Off,
    /// It speaks at this severity.
    At(Severity),
}

/// The levels that differ from the rules' own.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    /// By the rule's name.
    pub rules: BTreeMap<String, Level>,
}
