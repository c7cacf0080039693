//! What to add to a mock file for a call that it does not answer.

use std::fmt::Write as _;

use crate::model::{Pattern, Resource};

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
    format!("  {}:\n    - {answer}\n", key(state))
}

/// A name as a key in YAML: bare where it cannot be taken for anything else.
fn key(name: &str) -> String {
    const WORDS: [&str; 9] = ["false", "n", "no", "null", "off", "on", "true", "y", "yes"];
    let is_plain = |c: char| c.is_ascii_alphanumeric() || " _-./()".contains(c);
    let is_bare = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(is_plain)
        && !name.ends_with(' ')
        && !WORDS.contains(&name.to_ascii_lowercase().as_str());
    if is_bare {
        return name.to_owned();
    }
    let mut key = "\"".to_owned();
    for character in name.chars() {
        let code = u32::from(character);
        let _ = match character {
            '"' | '\\' => write!(key, "\\{character}"),
            ' '..='~' => write!(key, "{character}"),
            _ if character.is_alphanumeric() => write!(key, "{character}"),
            _ if code > 0xffff => write!(key, "\\U{code:08X}"),
            _ => write!(key, "\\u{code:04X}"),
        };
    }
    key.push('"');
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Format, parse};

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

    #[test]
    fn a_name_is_quoted_where_yaml_would_read_it_otherwise() {
        let table = [
            ("Give up (late)", "Give up (late)"),
            ("no", "\"no\""),
            ("12", "\"12\""),
            ("Pay: card", "\"Pay: card\""),
            ("a #b", "\"a #b\""),
            ("end ", "\"end \""),
            ("\"\\", "\"\\\"\\\\\""),
            ("zurück", "\"zurück\""),
        ];
        for (name, expected) in table {
            assert_eq!(key(name), expected);
        }
        for name in ["", "~", "- a", "a\nb", "\u{7f}\u{85}\u{feff}😀", "<<", "null", "?", "{}"] {
            let text = format!("mocks:\n{}", stub(name, None));
            let parsed = parse(&text, Format::Yaml);
            let mocks = parsed.tree.root().get("mocks").expect("it was written");
            let names: Vec<_> = mocks.members().map(|member| member.name()).collect();
            assert_eq!((names, parsed.faults.len()), (vec![name], 0), "{text}");
        }
    }
}
