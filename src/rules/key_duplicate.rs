//! Of two members of one name in one object AWS keeps the last, silently.

use rustc_hash::FxHashMap;

use crate::analysis::Facts;
use crate::diagnostic::{Finding, quoted};
use crate::rules::{Rule, rule};
use crate::syntax::edits::without_member;
use crate::syntax::tree::{Kind, Member, Value};

pub(super) const RULE: Rule = rule!("key-duplicate", check);

/// Up to this many members are compared by their marks before they are hashed.
const COMPARED_MAX: usize = 16;

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for object in facts.parsed.tree.nodes().filter(|node| node.kind() == Kind::Object) {
        check_object(object, findings);
    }
}

fn check_object(object: Value<'_>, findings: &mut Vec<Finding>) {
    // Keys that differ in their marks differ, so that few texts are compared.
    let mut marks = [0_u32; COMPARED_MAX];
    let mut places = marks.iter_mut();
    let mut count = 0;
    let mut may_repeat = false;
    for member in object.members() {
        let Some(place) = places.next() else { return check_names(object, findings) };
        *place = mark(member.name());
        count += 1;
    }
    for place in 1..count {
        may_repeat |= marks[..place].contains(&marks[place]);
    }
    if may_repeat {
        check_names(object, findings);
    }
}

/// A number that two keys of one name share: made of its length and its ends.
fn mark(name: &str) -> u32 {
    let byte = |place: usize| name.as_bytes().get(place).copied().unwrap_or(0);
    let (middle, last) = (byte(name.len() / 2), byte(name.len().wrapping_sub(1)));
    u32::from_le_bytes([name.len() as u8, byte(0), middle, last])
}

fn check_names(object: Value<'_>, findings: &mut Vec<Finding>) {
    let mut seen: FxHashMap<&str, Member<'_>> = FxHashMap::default();
    for member in object.members() {
        if let Some(first) = seen.get(member.name()) {
            findings.push(duplicate(object, first, &member));
        } else {
            seen.insert(member.name(), member);
        }
    }
}

fn duplicate(object: Value<'_>, first: &Member<'_>, again: &Member<'_>) -> Finding {
    let name = again.name();
    Finding::new(again.key.span(), format!("{} stands twice in this object", quoted(name)))
        .label(first.key.span(), "first here, and ignored")
        .help("keep one of the two")
        .edits(true, without_member(object, again).filter(|_| says_the_same(first, again)))
}

/// Whether two values are written alike, so that it does not matter which one goes.
fn says_the_same(first: &Member<'_>, again: &Member<'_>) -> bool {
    first.value.kind() == again.value.kind() && first.value.literal() == again.value.literal()
}
