//! The tree seen as a state machine.

/// Which kind of workflow a definition is deployed as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WorkflowType {
    /// `STANDARD`
    #[default]
    Standard,
    /// `EXPRESS`
    Express,
}

impl WorkflowType {
    /// The words for them, as people write them in flags and settings.
    pub const WORDS: [&str; 2] = ["standard", "express"];

    /// The type of that word.
    pub fn named(word: &str) -> Option<Self> {
        match word {
            "standard" => Some(Self::Standard),
            "express" => Some(Self::Express),
            _ => None,
        }
    }
}
