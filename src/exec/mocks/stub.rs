//! What to add to a mock file for a call that it does not answer.

use crate::model::{Pattern, Resource};
use crate::syntax::yaml::plain::word;

/// The lines of YAML to add under `mocks:` for a state, with what its `Resource` names where
/// that is known.
pub fn stub(state: &str, resource: Option<Resource<'_>>) -> String {
    let pattern = resource.and_then(Resource::action).map(|action| action.pattern);
    let answer = match pattern {
        Some(Pattern::Sync | Pattern::Sync2 | Pattern::WaitForTaskToken) => {
            "submitted: {}\n      return: {}"
        }
        _ => "return: {}",
    };
    format!("  {}:\n    - {answer}\n", word(state))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stub_says_what_the_resource_needs() {
        let once = "  Charge:\n    - return: {}\n";
        let job = "  Charge:\n    - submitted: {}\n      return: {}\n";
        let table = [
            ("arn:aws:lambda:eu-central-1:123456789012:function:charge", once),
            ("arn:aws:states:::sqs:sendMessage", once),
            ("arn:aws:states:::sqs:sendMessage.waitForTaskToken", job),
            ("arn:aws:states:::glue:startJobRun.sync", job),
            ("arn:aws:states:::states:startExecution.sync:2", job),
        ];
        for (resource, expected) in table {
            assert_eq!(stub("Charge", Some(Resource::parse(resource))), expected, "{resource}");
        }
        assert_eq!(stub("Charge", None), once);
    }
}
