//! Values put in place of placeholders, before a definition is judged or run as what it becomes.

use std::ops::Range;

use rustc_hash::FxHashSet;

use crate::source::{SourceMap, Span};
use crate::syntax::placeholder::placeholder_ranges;
use crate::syntax::surroundings::{Substitution, Surroundings};
use crate::syntax::tree::{Kind, Placeholder, Value, rewritten};
use crate::syntax::{Format, Parsed, parse};

/// A part of a text, and what is put in its place.
#[derive(Clone, Copy, Debug)]
struct Edit<'v> {
    place: Span,
    value: &'v str,
}

/// The definition with the values in place of the placeholders whose values are known, its spans
/// still those of the file. It must be all of the text that was parsed.
#[must_use]
pub fn filled(parsed: Parsed<'_>) -> Parsed<'_> {
    let edits = edits(&parsed, &parsed.surroundings.substitutions);
    if edits.is_empty() {
        return parsed;
    }
    let (text, map) = edited(parsed.tree.text(), &edits);
    let map = parsed.tree.map().map_or_else(|| map.clone(), |outer| map.within(outer));
    let again = parse(&text, parsed.format);
    let faults = again.faults.into_iter().map(|fault| fault.moved(&map)).collect();
    let surroundings = noted(&parsed);
    Parsed { faults, tree: again.tree.owning().mapped(map), surroundings, ..parsed }
}

/// The same for an object of a longer text: a value in one of its strings is a part of the string.
#[must_use]
pub fn filled_strings(parsed: Parsed<'_>) -> Parsed<'_> {
    let declared = &parsed.surroundings.substitutions;
    let has_value = |one: Placeholder<'_>| value_of(declared, one.name).is_some();
    let is_some_known = declared.iter().any(|one| one.value.is_some());
    if !is_some_known || !parsed.tree.placeholders().any(has_value) {
        return parsed;
    }
    let tree = rewritten(parsed.tree.root(), |builder, node| {
        let is_string = node.kind() == Kind::String;
        let edits = if is_string { edits_of(node, declared) } else { Vec::new() };
        let is_edited = !edits.is_empty();
        if is_edited {
            let (text, map) = edited(node.text(), &edits);
            builder.composed(node.local_span(), &text, map.within(&node.text_map()));
        }
        is_edited
    });
    let tree = tree.owning();
    let surroundings = noted(&parsed);
    Parsed { tree, surroundings, ..parsed }
}

/// What is said of the definition, with a note of what stands in it by now.
fn noted(parsed: &Parsed<'_>) -> Surroundings {
    let asked: FxHashSet<_> = parsed.tree.placeholders().map(|one| one.name).collect();
    let mut surroundings = Surroundings { is_filled: true, ..parsed.surroundings.clone() };
    for substitution in &mut surroundings.substitutions {
        substitution.is_filled |= asked.contains(&*substitution.name);
    }
    surroundings
}

/// The value that is put in place of a name.
fn value_of<'d>(declared: &'d [Substitution], name: &str) -> Option<&'d str> {
    declared.iter().find(|one| one.name == name)?.value.as_deref()
}

/// What is to be put where, in the order of the text.
fn edits<'d>(parsed: &Parsed<'_>, declared: &'d [Substitution]) -> Vec<Edit<'d>> {
    let edit = |placeholder: Placeholder<'_>| {
        let value = value_of(declared, placeholder.name)?;
        let fits = placeholder.node.kind() != Kind::String || is_plain(value, parsed.format);
        fits.then(|| Edit { place: placeholder.local_span(), value })
    };
    if declared.iter().all(|one| one.value.is_none()) {
        return Vec::new();
    }
    let mut edits: Vec<_> = parsed.tree.placeholders().filter_map(edit).collect();
    // What stands behind an alias of YAML is met once more.
    edits.sort_by_key(|edit| edit.place);
    edits.dedup_by(|next, edit| next.place.start < edit.place.end);
    edits
}

/// The same within the text of a string.
fn edits_of<'d>(node: Value<'_>, declared: &'d [Substitution]) -> Vec<Edit<'d>> {
    let text = node.text();
    let edit = |range: Range<usize>| {
        let value = value_of(declared, &text[range.start + 2..range.end - 1])?;
        Some(Edit { place: Span::of(range), value })
    };
    placeholder_ranges(text).filter_map(edit).collect()
}

/// Whether a value says the same within a string as outside of one.
fn is_plain(value: &str, format: Format) -> bool {
    let is_plain_in_yaml = |c: char| c.is_alphanumeric() || "-_./:@".contains(c);
    let is_plain_in_json = |c: char| !c.is_control() && !matches!(c, '"' | '\\');
    match format {
        Format::Yaml => value.chars().all(is_plain_in_yaml),
        Format::Json | Format::Json5 => value.chars().all(is_plain_in_json),
    }
}

fn edited(text: &str, edits: &[Edit<'_>]) -> (String, SourceMap) {
    let mut made = String::with_capacity(text.len());
    let mut map = SourceMap::copied(0);
    let mut from = 0;
    for Edit { place, value } in edits {
        made.push_str(&text[from..place.start as usize]);
        map.anchor(made.len() as u32, place.start);
        made.push_str(value);
        map.anchor(made.len() as u32, place.end);
        from = place.end as usize;
    }
    made.push_str(&text[from..]);
    (made, map)
}
