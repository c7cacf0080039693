//! The small line under a state's name: its type, and the one thing more that people ask first.

use crate::model::{Map, Resource, State, StateKind, Task, Wait};
use crate::syntax::tree::{Kind, Value};

/// Texts are cut at so many characters before anything else is done with them.
const CHARACTERS_MAX: usize = 300;

/// The caption of a state.
pub(super) fn of(state: &State<'_>) -> String {
    let (word, more) = match &state.kind {
        StateKind::Pass => ("Pass", None),
        StateKind::Task(task) => ("Task", resource(task)),
        StateKind::Choice { .. } => ("Choice", None),
        StateKind::Wait(wait) => ("Wait", duration(wait)),
        StateKind::Succeed => ("Succeed", None),
        StateKind::Fail => ("Fail", state.object.get("Error").and_then(string)),
        StateKind::Parallel(_) => ("Parallel", None),
        StateKind::Map(map) => ("Map", mode(map)),
        StateKind::Unknown => {
            let said = state.object.get("Type").and_then(string);
            return said.unwrap_or_else(|| "no type".to_owned());
        }
    };
    match more {
        Some(more) => format!("{word} · {more}"),
        None => word.to_owned(),
    }
}

/// A text without line breaks and control characters, and not endless.
pub(super) fn on_one_line(text: &str) -> String {
    let mut line = String::new();
    for (place, character) in text.trim().chars().enumerate() {
        if place == CHARACTERS_MAX {
            line.push('…');
            break;
        }
        let is_blank = character.is_whitespace() || is_unprintable(character);
        if !is_blank {
            line.push(character);
        } else if !line.ends_with(' ') {
            line.push(' ');
        }
    }
    line
}

/// Characters that XML does not take, or that would turn the text around them.
fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
}

fn string(value: Value<'_>) -> Option<String> {
    let text = matches!(value.kind(), Kind::String | Kind::Number).then(|| value.text())?;
    Some(on_one_line(text)).filter(|text| !text.is_empty())
}

fn resource(task: &Task<'_>) -> Option<String> {
    match task.service {
        Some(Resource::Function) => {
            let arn = string(task.resource?)?;
            let name = arn.split(":function:").nth(1).unwrap_or_default();
            let name = name.split(':').next().filter(|name| !name.is_empty());
            Some(format!("lambda {}", name.unwrap_or("function")))
        }
        Some(Resource::Activity) => {
            let arn = string(task.resource?)?;
            Some(format!("activity {}", arn.rsplit(':').next().unwrap_or_default()))
        }
        Some(Resource::Optimized(action) | Resource::Sdk(action)) => {
            Some(format!("{}:{}{}", action.service, action.name, action.pattern.suffix()))
        }
        _ => string(task.resource?),
    }
}

fn duration(wait: &Wait<'_>) -> Option<String> {
    if let Some(seconds) = wait.seconds.and_then(string) {
        let is_number = wait.seconds.is_some_and(|seconds| seconds.kind() == Kind::Number);
        return Some(if is_number { format!("{seconds} s") } else { seconds });
    }
    if let Some(path) = wait.seconds_path.and_then(string) {
        return Some(format!("{path} s"));
    }
    let until = wait.timestamp.or(wait.timestamp_path).and_then(string)?;
    Some(format!("until {until}"))
}

fn mode(map: &Map<'_>) -> Option<String> {
    (map.is_distributed() == Some(true)).then(|| "distributed".to_owned())
}
