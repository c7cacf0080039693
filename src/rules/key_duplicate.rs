//! Of two members of one name in one object AWS keeps the last, silently.

use rustc_hash::FxHashMap;

use crate::analysis::Facts;
use crate::diagnostic::{Finding, quoted};
use crate::rules::{Rule, rule};
use crate::syntax::tree::{Kind, Member, Value};

pub(super) const RULE: Rule = rule!("key-duplicate", check);

/// Up to this many members are compared with each other rather than hashed.
const COMPARED_MAX: usize = 16;

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for object in facts.parsed.tree.nodes().filter(|node| node.kind() == Kind::Object) {
        check_object(object, findings);
    }
}

fn check_object(object: Value<'_>, findings: &mut Vec<Finding>) {
    if object.members().nth(COMPARED_MAX).is_none() {
        for (place, member) in object.members().enumerate() {
            let mut earlier = object.members().take(place);
            if let Some(first) = earlier.find(|earlier| earlier.key.reads(member.name())) {
                findings.push(duplicate(&first, &member));
            }
        }
        return;
    }
    let mut seen: FxHashMap<&str, Member<'_>> = FxHashMap::default();
    for member in object.members() {
        if let Some(first) = seen.get(member.name()) {
            findings.push(duplicate(first, &member));
        } else {
            seen.insert(member.name(), member);
        }
    }
}

fn duplicate(first: &Member<'_>, again: &Member<'_>) -> Finding {
    let name = again.name();
    Finding::new(again.key.span(), format!("{} stands twice in this object", quoted(name)))
        .label(first.key.span(), "first here, and ignored")
        .help("keep one of the two")
}
