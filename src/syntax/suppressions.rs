//! Suppressions: what people write beside a finding to say that they know of it.
//!
//! `aslint-ignore: RULE[, RULE] REASON` in a comment holds for the line it stands on, or for the
//! line below, with all that begins there; as the `Comment` of an object, for that object.
//! `aslint-ignore-file:` holds for the whole definition.

use std::collections::BTreeMap;

use memchr::memmem;

use crate::source::{LineIndex, Span};
use crate::syntax::Parsed;
use crate::syntax::tree::{Kind, Member, Tree, Value};

/// What a suppression begins with.
const WORD: &str = "aslint-ignore";

/// A suppression.
#[derive(Debug, PartialEq, Eq)]
pub struct Suppression<'t> {
    /// Where it is written, from its first word on.
    pub place: Span,
    /// The rules that it silences, each with its place.
    pub rules: Vec<(&'t str, Span)>,
    /// Why; empty if nothing is said.
    pub reason: &'t str,
    /// The places whose findings are silenced.
    pub covered: Span,
}

impl Suppression<'_> {
    /// Whether findings at a place are silenced.
    pub fn covers(&self, place: Span) -> bool {
        self.covered.start <= place.start && place.start <= self.covered.end
    }
}

/// Whether a text may have suppressions.
pub fn are_likely(text: &str) -> bool {
    memmem::find(text.as_bytes(), WORD.as_bytes()).is_some()
}

/// The suppressions in a definition, in the order of its text.
pub fn suppressions<'t>(parsed: &'t Parsed<'_>) -> Vec<Suppression<'t>> {
    if !parsed.may_suppress {
        return Vec::new();
    }
    let tree = &parsed.tree;
    let mut found = in_comments(tree);
    found.extend(in_objects(tree));
    found.sort_by_key(|suppression| suppression.place);
    found
}

/// What a suppression says.
struct Said<'t> {
    /// Whether it is for the whole definition.
    is_for_all: bool,
    /// The rules, each with its place in the text.
    rules: Vec<(&'t str, usize)>,
    reason: &'t str,
}

/// What a text that begins with the word says; none where it is not written so.
fn read(text: &str) -> Option<Said<'_>> {
    let rest = text.strip_prefix(WORD)?;
    let (is_for_all, rest) = match rest.strip_prefix("-file") {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let mut rest = rest.strip_prefix(':')?;
    let mut rules = Vec::new();
    loop {
        rest = rest.trim_start();
        let is_of_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let end = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
        if end == 0 {
            break;
        }
        rules.push((&rest[..end], text.len() - rest.len()));
        rest = rest[end..].trim_start();
        match rest.strip_prefix(',') {
            Some(behind) => rest = behind,
            None => break,
        }
    }
    Some(Said { is_for_all, rules, reason: rest.trim_start_matches([' ', '-', ':', '(']).trim() })
}

/// The suppressions in comments. A text that lies within another one has none: it is JSON, or its
/// comments are those of its host.
fn in_comments<'t>(tree: &'t Tree<'t>) -> Vec<Suppression<'t>> {
    if tree.is_mapped() {
        return Vec::new();
    }
    let text = tree.text();
    let index = LineIndex::new(text);
    let mut found = Vec::new();
    for start in memmem::find_iter(text.as_bytes(), WORD.as_bytes()) {
        let line = &text[text[..start].rfind('\n').map_or(0, |at| at + 1)..start];
        let before = line.trim_end();
        let Some(code) = ["#", "//", "/*"].iter().find_map(|mark| before.strip_suffix(mark)) else {
            continue;
        };
        let rest = text[start..].lines().next().unwrap_or_default();
        let rest = rest.split("*/").next().unwrap_or_default().trim_end();
        let Some(said) = read(rest) else { continue };
        let line = index.line_of(start as u32);
        let line = if code.trim().is_empty() { line_below(text, line) } else { line };
        let place = |start: usize, length: usize| Span::of(start..start + length);
        found.push(Suppression {
            place: place(start, rest.len()),
            rules: said
                .rules
                .iter()
                .map(|(name, at)| (*name, place(start + at, name.len())))
                .collect(),
            reason: said.reason,
            covered: if said.is_for_all { whole(tree) } else { line_span(&index, line) },
        });
    }
    widen(tree, &index, &mut found);
    found
}

/// The next line that has more than a comment.
fn line_below(text: &str, line: usize) -> usize {
    let has_code = |line: &str| {
        let line = line.trim();
        !line.is_empty() && !["#", "//", "/*"].iter().any(|mark| line.starts_with(mark))
    };
    let below = text.lines().skip(line + 1).position(has_code);
    below.map_or(line, |lines| line + 1 + lines)
}

fn line_span(index: &LineIndex<'_>, line: usize) -> Span {
    Span { start: index.line_start(line), end: index.line_start(line + 1).saturating_sub(1) }
}

/// Lets what covers a line cover all that begins on it. An object without brackets begins with its
/// first key, but that is not where people see it begin.
fn widen(tree: &Tree<'_>, index: &LineIndex<'_>, found: &mut [Suppression<'_>]) {
    let mut ends: BTreeMap<usize, u32> =
        found.iter().map(|one| (index.line_of(one.covered.start), one.covered.end)).collect();
    let mut reach = |start: u32, end: u32| {
        if let Some(known) = ends.get_mut(&index.line_of(start)) {
            *known = end.max(*known);
        }
    };
    for node in tree.nodes() {
        let span = node.span();
        let first = node.members().next();
        if first.is_none_or(|first| first.key.span().start != span.start) {
            reach(span.start, span.end);
        }
        for Member { key, value } in node.members() {
            reach(key.span().start, value.span().end);
        }
    }
    for one in found {
        let end = ends.get(&index.line_of(one.covered.start));
        one.covered.end = end.copied().unwrap_or_default().max(one.covered.end);
    }
}

/// The suppressions that objects have as their `Comment`.
fn in_objects<'t>(tree: &'t Tree<'t>) -> Vec<Suppression<'t>> {
    let root = tree.root();
    let mut found: Vec<_> = in_object(root, root.span(), tree).into_iter().collect();
    for node in tree.nodes().filter(|node| node.kind() == Kind::Object) {
        let with_key = |key: Value<'t>, value: Value<'t>| Span {
            start: key.span().start.min(value.span().start),
            end: value.span().end,
        };
        let members = node.members();
        found.extend(members.filter_map(|member| {
            in_object(member.value, with_key(member.key, member.value), tree)
        }));
        let items = node.members().flat_map(|member| member.value.items());
        found.extend(items.filter_map(|item| in_object(item, item.span(), tree)));
    }
    found
}

fn in_object<'t>(object: Value<'t>, covered: Span, tree: &'t Tree<'t>) -> Option<Suppression<'t>> {
    if object.kind() != Kind::Object {
        return None;
    }
    let comment = object.get("Comment").filter(|comment| comment.kind() == Kind::String)?;
    let said = read(comment.text())?;
    let place = |(name, at): &(&'t str, usize)| (*name, comment.inner_span(*at..at + name.len()));
    Some(Suppression {
        place: comment.span(),
        rules: said.rules.iter().map(place).collect(),
        reason: said.reason,
        covered: if said.is_for_all { whole(tree) } else { covered },
    })
}

fn whole(tree: &Tree<'_>) -> Span {
    let Span { start, end } = tree.root().span();
    Span { start: start.min(if tree.is_mapped() { start } else { 0 }), end }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Format, parse};

    /// What is covered, by the text of it, and by which rules for which reason.
    fn found(text: &str, format: Format) -> Vec<(String, Vec<String>, String)> {
        let parsed = parse(text, format);
        let covered = |one: &Suppression<'_>| text[one.covered.range()].trim().to_owned();
        let rules = |one: &Suppression<'_>| {
            one.rules
                .iter()
                .map(|(name, span)| {
                    assert_eq!(text[span.range()], **name);
                    str::to_owned(name)
                })
                .collect()
        };
        suppressions(&parsed)
            .iter()
            .map(|one| (covered(one), rules(one), one.reason.to_owned()))
            .collect()
    }

    fn one(covered: &str, rules: &[&str], reason: &str) -> Vec<(String, Vec<String>, String)> {
        let rules = rules.iter().map(|rule| str::to_owned(rule)).collect();
        vec![(covered.to_owned(), rules, reason.to_owned())]
    }

    #[test]
    fn a_comment_covers_its_line_and_what_begins_there() {
        let table = [
            (
                "A: 1 # aslint-ignore: x-y why\nB: 2\n",
                one("A: 1 # aslint-ignore: x-y why", &["x-y"], "why"),
            ),
            (
                "# aslint-ignore: a, b because\n\n# more\nA:\n  B: 1\nC: 2\n",
                one("A:\n  B: 1", &["a", "b"], "because"),
            ),
            ("# aslint-ignore: a\nA: 1", one("A: 1", &["a"], "")),
            ("# aslint-ignore:\nA: 1", one("A: 1", &[], "")),
            (
                "# aslint-ignore-file: a why\nA: 1\nB: 2",
                one("# aslint-ignore-file: a why\nA: 1\nB: 2", &["a"], "why"),
            ),
            ("A: 'no # aslint-ignored'\n", Vec::new()),
            ("A: aslint-ignore\n", Vec::new()),
        ];
        for (text, expected) in table {
            assert_eq!(found(text, Format::Yaml), expected, "{text}");
        }
    }

    #[test]
    fn a_comment_field_covers_its_object() {
        let state = r#""A": {"Comment": "aslint-ignore: a it is known", "B": 1}"#;
        let text = format!(r#"{{"States": {{{state}, "C": 1}}}}"#);
        assert_eq!(found(&text, Format::Json), one(state, &["a"], "it is known"));
        let text = r#"{"Comment": "aslint-ignore-file: a why", "B": 1}"#;
        assert_eq!(found(text, Format::Json), one(text, &["a"], "why"));
        let text = r#"{"Comment": "see aslint-ignore: a why", "B": 1}"#;
        assert_eq!(found(text, Format::Json), Vec::new());
    }
}
