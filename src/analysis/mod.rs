//! Facts that rules ask for, each computed once.

use crate::model::WorkflowType;
use crate::syntax::Parsed;

/// All that is known of one definition.
#[derive(Debug)]
pub struct Facts<'t> {
    /// The text, as parsed.
    pub parsed: &'t Parsed<'t>,
    /// How it is deployed.
    pub workflow_type: WorkflowType,
}
