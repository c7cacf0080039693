//! The test cases of a `MockConfigFile.json` as scenarios: each passes where it comes to an end.

use crate::source::Span;
use crate::syntax::tree::Value;

/// A test case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The name of the state machine.
    pub machine: String,
    /// Its own name.
    pub name: String,
    /// Where it is named.
    pub place: Span,
}

/// Whether a file is a `MockConfigFile.json`.
pub fn is_mock_config(root: Value<'_>) -> bool {
    ["StateMachines", "MockedResponses"].iter().any(|name| root.get(name).is_some())
}

/// The test cases of a file, in its order.
pub fn cases(root: Value<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for machine in root.get("StateMachines").into_iter().flat_map(Value::members) {
        for case in machine.value.get("TestCases").into_iter().flat_map(Value::members) {
            cases.push(Case {
                machine: machine.name().to_owned(),
                name: case.name().to_owned(),
                place: case.key.span(),
            });
        }
    }
    cases
}
