//! Variables of a document: where they are set and where they are read.

use crate::analysis::Facts;
use crate::cli::lsp::machines::scope_at;
use crate::model::{ScopeId, StateMachine, WorkflowType};
use crate::source::Span;
use crate::syntax::Parsed;

/// A place at which a variable is named.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    /// The name alone, without its `$`.
    pub(super) place: Span,
    /// The name.
    pub(super) name: String,
    /// The scope that it belongs to.
    scope: ScopeId,
    /// Whether it is set here.
    pub(super) is_definition: bool,
}

/// The places at which the variable is named that is named at an offset, that one first.
pub(super) fn at(mentions: &[Mention], offset: u32) -> Option<Vec<&Mention>> {
    let holds = |mention: &&Mention| mention.place.start <= offset && offset <= mention.place.end;
    let asked = mentions.iter().find(holds)?;
    let is_same = |one: &&Mention| one.scope == asked.scope && one.name == asked.name;
    let mut same: Vec<_> = mentions.iter().filter(is_same).collect();
    same.sort_by_key(|mention| (mention.place != asked.place, mention.place));
    Some(same)
}

/// All places at which variables are named, where the name is written as it reads.
pub(super) fn mentions(parsed: &Parsed<'_>, text: &str) -> Vec<Mention> {
    let facts = Facts::new(parsed, WorkflowType::Standard);
    let machine = &facts.machine;
    let mut set: Vec<_> = facts
        .assignments()
        .map(|assignment| Mention {
            place: assignment.member.key.inner_span(0..assignment.name.len()),
            name: assignment.name.to_owned(),
            scope: assignment.state.scope,
            is_definition: true,
        })
        .collect();
    let reads = facts.reads.iter().filter_map(|read| {
        let start = read.span.start + "$".len() as u32;
        let place = Span::new(start, start + read.name.len() as u32);
        let scope = home(machine, scope_at(machine, start)?, &read.name, &set)?;
        Some(Mention { place, name: read.name.to_string(), scope, is_definition: false })
    });
    let reads: Vec<_> = reads.collect();
    set.extend(reads);
    set.retain(|mention| text.get(mention.place.range()) == Some(&*mention.name));
    set
}

/// The innermost scope around one, or itself, that sets a name.
fn home(
    machine: &StateMachine<'_>,
    scope: ScopeId,
    name: &str,
    set: &[Mention],
) -> Option<ScopeId> {
    let around = |scope: &ScopeId| Some(machine.state(machine.scope(*scope).holder?).scope);
    let sets = |scope: &ScopeId| set.iter().any(|one| one.scope == *scope && one.name == name);
    std::iter::successors(Some(scope), around).find(sets)
}
