//! Where in the file a failure began: the field that a location such as `Parameters/id.$` means.

use crate::exec::strand::Origin;
use crate::model::StateMachine;
use crate::source::Span;
use crate::syntax::tree::{Member, Value};

/// The place of the field at fault; none where only the state is known.
pub(super) fn place(machine: &StateMachine<'_>, origin: &Origin) -> Option<Span> {
    let mut rest = origin.location.as_deref()?;
    let mut node = machine.state(origin.state).object;
    while !rest.is_empty() {
        if let Some((index, after)) = rest.strip_prefix('[').and_then(|text| text.split_once(']')) {
            node = node.items().nth(index.parse().ok()?)?;
            rest = after;
            continue;
        }
        let path = rest.strip_prefix('/').unwrap_or(rest);
        let (member, length) = longest(node, path)?;
        node = member.value;
        rest = &path[length..];
    }
    Some(node.span())
}

/// The member whose name a path begins with, and how long that is: names may hold slashes and
/// brackets themselves.
fn longest<'t>(node: Value<'t>, path: &str) -> Option<(Member<'t>, usize)> {
    let begins = |member: &Member<'_>| {
        let rest = path.strip_prefix(member.name());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '[']))
    };
    let members = node.members().filter(begins);
    members.max_by_key(|member| member.name().len()).map(|member| (member, member.name().len()))
}
