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
