//! Payload templates: the strings in them, and whether those are meant to be evaluated.

use crate::syntax::tree::{Kind, Value};

/// A string in a payload template, or in a value that looks like one.
#[derive(Clone, Copy, Debug)]
pub struct TemplateString<'t> {
    /// The key under which it stands; none for an item of an array or the template itself.
    pub key: Option<Value<'t>>,
    /// The string.
    pub value: Value<'t>,
}

impl TemplateString<'_> {
    /// Whether a payload template evaluates it: its key ends in `.$`.
    pub fn is_evaluated(&self) -> bool {
        self.key.is_some_and(|key| key.text().ends_with(".$"))
    }
}

/// The strings in a template, however deep, in the order of the text. Nothing below a member
/// for which `enter` says no is looked at.
pub fn template_strings(
    template: Value<'_>,
    enter: impl Fn(&str) -> bool,
) -> Vec<TemplateString<'_>> {
    let mut strings = Vec::new();
    let mut open = vec![TemplateString { key: None, value: template }];
    while let Some(part) = open.pop() {
        let from = open.len();
        match part.value.kind() {
            Kind::String => strings.push(part),
            Kind::Object => open.extend(
                part.value
                    .members()
                    .filter(|member| enter(member.name()))
                    .map(|member| TemplateString { key: Some(member.key), value: member.value }),
            ),
            Kind::Array => {
                open.extend(part.value.items().map(|value| TemplateString { key: None, value }));
            }
            _ => {}
        }
        open[from..].reverse();
    }
    strings
}

/// Whether a text is written as a path or as a call of an intrinsic function.
pub fn looks_dynamic(text: &str) -> bool {
    let path = text.strip_prefix("$$").or_else(|| text.strip_prefix('$'));
    match path {
        Some("") => true,
        Some(rest) if !text.contains(char::is_whitespace) => {
            rest.strip_prefix('.').is_some_and(|rest| {
                rest.starts_with(|first: char| first.is_alphabetic() || "_.[*".contains(first))
            }) || rest.starts_with('[') && rest.ends_with(']')
        }
        Some(_) => false,
        None => is_intrinsic(text),
    }
}

fn is_intrinsic(text: &str) -> bool {
    let call = text.strip_prefix("States.").and_then(|call| call.split_once('('));
    call.is_some_and(|(name, arguments)| {
        let is_word = name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        !name.is_empty() && is_word && arguments.trim_end().ends_with(')')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_intrinsic_functions_look_dynamic() {
        for text in ["$", "$$", "$.a", "$$.Task.Token", "$[0]", "$..a", "States.UUID()"] {
            assert!(looks_dynamic(text), "{text}");
        }
        for text in ["", "a", "$5.00", "$.", "$name", "$. x", "States.ALL", "${x}", "$.50"] {
            assert!(!looks_dynamic(text), "{text}");
        }
    }
}
