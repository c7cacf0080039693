//! What is said of a state wherever it is named.

use crate::cli::lsp::machines::Mention;
use crate::diagnostic::name_list;
use crate::model::{State, StateMachine};

/// The type of a state, what it says of itself, whence it is reached and where it leads.
pub(super) fn told(
    machine: &StateMachine<'_>,
    asked: &Mention<'_>,
    mentions: &[Mention<'_>],
) -> String {
    let state = machine.state(asked.state);
    let kind = state.object.get("Type").map_or("unknown", |kind| kind.text());
    let mut parts = vec![format!("**{}** ({kind})", state.name())];
    parts.extend(state.object.get("Comment").map(|comment| comment.text().to_owned()));
    parts.extend(state.object.get("Resource").map(|resource| format!("`{}`", resource.text())));
    let is_from = |other: &&State<'_>| {
        other.scope == state.scope
            && other.transitions().any(|transition| transition.target.text() == state.name())
    };
    let from: Vec<_> = machine.states.iter().filter(is_from).map(State::name).collect();
    if !from.is_empty() {
        parts.push(format!("from {}", name_list(&from)));
    }
    let mut to: Vec<_> = state.transitions().map(|transition| transition.target.text()).collect();
    to.dedup();
    if !to.is_empty() {
        parts.push(format!("to {}", name_list(&to)));
    }
    let named = mentions.iter().filter(|mention| mention.state == asked.state);
    let count = named.filter(|mention| !mention.is_definition).count();
    parts.push(format!("named {count} time{}", if count == 1 { "" } else { "s" }));
    parts.join("\n\n")
}
