//! Choice rules in short: `$.total < 100`, `$.name is present and not ($.age = 3)`.

use crate::model::{ChoiceRule, State, StateKind};
use crate::query::jsonata_template::marked;
use crate::report::graph::captions::on_one_line;
use crate::syntax::tree::{Kind, Member, Value};

/// A text longer than this is cut, so that what is nested costs no more than what is not.
const CHARACTERS_MAX: usize = 160;

/// The conditions of a state's rules, by their places in its list.
pub(super) fn texts(state: &State<'_>) -> Vec<String> {
    let StateKind::Choice { rules, .. } = &state.kind else { return Vec::new() };
    let mut parts: Vec<Vec<String>> = vec![Vec::new(); rules.len()];
    let mut texts = vec![String::new(); rules.len()];
    // Those nested in a rule follow it, so they are read first.
    for (place, rule) in rules.iter().enumerate().rev() {
        let mut inner = std::mem::take(&mut parts[place]);
        inner.reverse();
        let text = cut(text(rule, &inner));
        if let Some(parent) = rule.parent {
            parts[parent].push(text.clone());
        }
        texts[place] = text;
    }
    texts
}

fn text(rule: &ChoiceRule<'_>, inner: &[String]) -> String {
    if let Some(condition) = rule.condition {
        let text = condition.text().trim();
        let expression = marked(text);
        return on_one_line(expression.unwrap_or(text));
    }
    if rule.object.get("Not").is_some() {
        return format!("not ({})", inner.join(", "));
    }
    for (field, word) in [("And", " and "), ("Or", " or ")] {
        if rule.object.get(field).is_some() {
            return joined(inner, word);
        }
    }
    let variable = rule.variable.map_or_else(|| "?".to_owned(), |path| on_one_line(path.text()));
    match rule.operators.first() {
        Some(operator) => format!("{variable} {}", comparison(operator)),
        None => format!("{variable} ?"),
    }
}

fn joined(parts: &[String], word: &str) -> String {
    let is_compound = |part: &String| part.contains(" and ") || part.contains(" or ");
    let bracketed = parts.iter().map(|part| {
        let needs_brackets = is_compound(part) && parts.len() > 1 && !part.starts_with("not (");
        if needs_brackets { format!("({part})") } else { part.clone() }
    });
    bracketed.collect::<Vec<_>>().join(word)
}

/// A comparison after its variable.
fn comparison(operator: &Member<'_>) -> String {
    const WORDS: [(&str, &str); 6] = [
        ("GreaterThanEquals", "≥"),
        ("LessThanEquals", "≤"),
        ("GreaterThan", ">"),
        ("LessThan", "<"),
        ("Equals", "="),
        ("Matches", "matches"),
    ];
    let name = operator.name();
    if let Some(what) = name.strip_prefix("Is") {
        return test(what, operator.value);
    }
    let plain = name.strip_suffix("Path").unwrap_or(name);
    let word = WORDS.iter().find(|(suffix, _)| plain.ends_with(suffix));
    let word = word.map_or_else(|| on_one_line(name), |(_, word)| (*word).to_owned());
    let text = on_one_line(operator.value.text());
    let is_text = operator.value.kind() == Kind::String && plain == name;
    if is_text { format!("{word} \"{text}\"") } else { format!("{word} {text}") }
}

/// `IsPresent` and its like.
fn test(what: &str, value: Value<'_>) -> String {
    let not = if value.as_bool() == Some(false) { "not " } else { "" };
    let word = on_one_line(what).to_lowercase();
    let article = match what {
        "Present" | "Null" => "",
        _ => "a ",
    };
    format!("is {not}{article}{word}")
}

fn cut(text: String) -> String {
    match text.char_indices().nth(CHARACTERS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
