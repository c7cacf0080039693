//! What to add to a mock file for a call that it does not answer.

use crate::exec::mocks::Examples;
use crate::model::{StateId, StateMachine};
use crate::query::value::yaml;
use crate::syntax::yaml::plain::word;

/// A longer entry is written on several lines.
const LINE_MAX: usize = 80;

/// So many levels of an entry are then on lines of their own.
const LEVELS: usize = 3;

/// The lines of YAML to add under `mocks:` for a state of a machine.
pub fn stub(machine: &StateMachine<'_>, state: StateId) -> String {
    let entry = Examples::new(machine).entry(state);
    let short = yaml::text(&entry, 1);
    let is_short = short.lines().all(|line| line.chars().count() <= LINE_MAX);
    let text = if is_short { short } else { yaml::text(&entry, LEVELS) };
    let lines: Vec<_> = text.lines().collect();
    let name = word(machine.state(state).name());
    format!("  {name}:\n    - {}\n", lines.join("\n      "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Format, parse};

    #[test]
    fn a_stub_has_what_the_action_gives_and_what_is_read_of_it() {
        let table = [
            (r#""arn:aws:lambda:eu-central-1:123456789012:function:charge""#, "return: {}"),
            (r#""arn:aws:states:::sqs:sendMessage""#, "return: {}"),
            (
                r#""arn:aws:states:::sqs:sendMessage", "ResultSelector": {"id.$": "$.MessageId"}"#,
                "return: {MessageId: MessageId}",
            ),
            (
                r#""arn:aws:states:::sqs:sendMessage.waitForTaskToken""#,
                "submitted: {}\n      return: {}",
            ),
            (
                r#""arn:aws:states:::glue:startJobRun.sync""#,
                "submitted: {}\n      return: {JobRunState: SUCCEEDED}",
            ),
        ];
        for (resource, expected) in table {
            let text = format!(
                r#"{{"StartAt": "Charge", "States": {{"Charge": {{
                    "Type": "Task", "End": true, "Resource": {resource}}}}}}}"#
            );
            let parsed = parse(&text, Format::Json);
            let machine = StateMachine::read(parsed.tree.root());
            let expected = format!("  Charge:\n    - {expected}\n");
            assert_eq!(stub(&machine, StateId(0)), expected, "{resource}");
        }
    }
}
