//! Texts written as YAML.

use std::fmt::Write as _;

/// A text as a key or a value: bare where it cannot be taken for anything else.
pub fn word(name: &str) -> String {
    const WORDS: [&str; 9] = ["false", "n", "no", "null", "off", "on", "true", "y", "yes"];
    let is_plain = |c: char| c.is_ascii_alphanumeric() || " _-./()?".contains(c);
    let is_bare = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(is_plain)
        && !name.ends_with(' ')
        && !WORDS.contains(&name.to_ascii_lowercase().as_str());
    if is_bare {
        return name.to_owned();
    }
    let mut quoted = "\"".to_owned();
    for character in name.chars() {
        let code = u32::from(character);
        let _ = match character {
            '"' | '\\' => write!(quoted, "\\{character}"),
            ' '..='~' => write!(quoted, "{character}"),
            _ if character.is_alphanumeric() => write!(quoted, "{character}"),
            _ if code > 0xffff => write!(quoted, "\\U{code:08X}"),
            _ => write!(quoted, "\\u{code:04X}"),
        };
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Format, parse};

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
            assert_eq!(word(name), expected);
        }
        for name in ["", "~", "- a", "a\nb", "\u{7f}\u{85}\u{feff}😀", "<<", "null", "?", "{}"] {
            let text = format!("mocks:\n  {}: 1\n", word(name));
            let parsed = parse(&text, Format::Yaml);
            let mocks = parsed.tree.root().get("mocks").expect("it was written");
            let names: Vec<_> = mocks.members().map(|member| member.name()).collect();
            assert_eq!((names, parsed.faults.len()), (vec![name], 0), "{text}");
        }
    }
}
