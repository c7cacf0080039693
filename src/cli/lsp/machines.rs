//! The state machines in a document, wherever it holds them.

use crate::cli::definition::format_of;
use crate::cli::discovery::has_extension;
use crate::cli::lsp::document::Document;
use crate::hosts::{self, terraform};
use crate::model::{ScopeId, State, StateId, StateMachine};
use crate::source::Span;
use crate::syntax::tree::Value;
use crate::syntax::{Format, Parsed, parse};

/// A state machine in a document.
pub(super) struct Found<'f> {
    /// What its host calls it; none of a definition that is the whole document.
    pub(super) name: Option<&'f str>,
    /// Where it is named, or where it begins.
    pub(super) place: Span,
    /// Its definition.
    pub(super) parsed: &'f Parsed<'f>,
}

/// Does something with each state machine in a document, in the order of the text, until it gives
/// something.
pub(super) fn find<R>(
    document: &Document,
    mut act: impl FnMut(&StateMachine<'_>) -> Option<R>,
) -> Option<R> {
    find_parsed(document, |found| act(&StateMachine::read(found.parsed.tree.root())))
}

/// The same with definitions that are not read yet.
pub(super) fn find_parsed<R>(
    document: &Document,
    mut act: impl FnMut(&Found<'_>) -> Option<R>,
) -> Option<R> {
    let Document { path, text } = document;
    let is_configuration = has_extension(path, "tf");
    let host =
        if is_configuration { parse("", Format::Json) } else { parse(text, format_of(path, text)) };
    let machines = if is_configuration {
        terraform::machines(text, &Vec::new)
    } else if hosts::is_likely(text.as_bytes()) {
        hosts::machines(&host)
    } else {
        Vec::new()
    };
    if machines.is_empty() && !is_configuration {
        let place = host.tree.root().opening();
        return act(&Found { name: None, place, parsed: &host });
    }
    machines.iter().find_map(|machine| {
        let (name, place) = (Some(&*machine.name), machine.place);
        act(&Found { name, place, parsed: &machine.parsed(&host)? })
    })
}

/// A place at which a state is named.
#[derive(Clone, Copy)]
pub(super) struct Mention<'t> {
    /// The string.
    pub(super) value: Value<'t>,
    /// The state.
    pub(super) state: StateId,
    /// Whether this is where the state stands itself.
    pub(super) is_definition: bool,
}

/// All places at which states are named.
pub(super) fn mentions<'t>(machine: &StateMachine<'t>) -> Vec<Mention<'t>> {
    let mut mentions = Vec::new();
    for scope in &machine.scopes {
        let named =
            scope.start_at.and_then(|value| Some((value, scope.state_named(value.as_str()?)?)));
        mentions.extend(named.map(|(value, state)| Mention { value, state, is_definition: false }));
    }
    for (index, state) in machine.states.iter().enumerate() {
        let own = StateId(index as u32);
        mentions.push(Mention { value: state.key, state: own, is_definition: true });
        for transition in state.transitions() {
            let value = transition.target;
            let meant = machine.scope(state.scope).state_named(value.text());
            mentions.extend(meant.map(|state| Mention { value, state, is_definition: false }));
        }
    }
    mentions.sort_by_key(|mention| mention.value.span());
    mentions
}

/// The innermost scope at a place.
pub(super) fn scope_at(machine: &StateMachine<'_>, offset: u32) -> Option<ScopeId> {
    let holds = |span: Span| span.start <= offset && offset <= span.end;
    let scopes = machine.scopes.iter().enumerate();
    let around = scopes.filter(|(_, scope)| holds(scope.object.span()));
    around.min_by_key(|(_, scope)| scope.object.span().len()).map(|(at, _)| ScopeId(at as u32))
}

/// The innermost state at a place.
pub(super) fn state_at<'m, 't>(
    machine: &'m StateMachine<'t>,
    offset: u32,
) -> Option<&'m State<'t>> {
    let span = |state: &State<'_>| Span::new(state.key.span().start, state.object.span().end);
    let around = machine
        .states
        .iter()
        .filter(|state| span(state).start <= offset && offset <= span(state).end);
    around.min_by_key(|state| span(state).len())
}
