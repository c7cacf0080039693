//! Edits of a text that leave it well-formed and the rest of it untouched: a member or an item
//! taken out or put in, an item moved to the end. None where a comment or a form of its own is
//! in the way.

use crate::diagnostic::Edit;
use crate::source::Span;
use crate::syntax::tree::{Member, Value};

/// Takes a member out of its object.
pub fn without_member(object: Value<'_>, member: &Member<'_>) -> Option<Edit> {
    let spans: Vec<_> = object.members().map(|member| whole(&member)).collect();
    without(object, &spans, whole(member))
}

/// Puts a member with a text as its value in front of the others.
pub fn with_member(object: Value<'_>, name: &str, value: &str) -> Option<Edit> {
    let first = object.members().next()?;
    let first = whole(&first);
    let text = text_of(object, &[first])?;
    let start = object.span().start as usize;
    let written = |text: &str| serde_json::Value::from(text).to_string();
    let value = written(value);
    let member = if text[start..].starts_with('{') {
        let before = &text[start + 1..first.start as usize];
        let name = if text[first.range()].starts_with('"') { written(name) } else { name.into() };
        let between = if before.is_empty() { " " } else { before };
        before.trim().is_empty().then(|| format!("{name}: {value},{between}"))?
    } else {
        let line = text[..first.start as usize].rfind('\n').map_or(0, |at| at + 1);
        let lead = &text[line..first.start as usize];
        let is_indent = lead.chars().all(|c| " -".contains(c));
        is_indent.then(|| format!("{name}: {value}\n{}", " ".repeat(lead.len())))?
    };
    Some(Edit { span: Span::new(first.start, first.start), text: member })
}

/// Takes an item out of its array.
pub fn without_item(array: Value<'_>, item: Value<'_>) -> Option<Edit> {
    let spans: Vec<_> = array.items().map(Value::span).collect();
    without(array, &spans, item.span())
}

/// Moves an item of an array in brackets to its end.
pub fn item_last(array: Value<'_>, item: Value<'_>) -> Option<Vec<Edit>> {
    let spans: Vec<_> = array.items().map(Value::span).collect();
    let text = text_of(array, &spans)?;
    let last = *spans.last().filter(|last| **last != item.span())?;
    let is_in_brackets = text[array.span().range()].starts_with('[');
    let taken = without_item(array, item).filter(|_| is_in_brackets)?;
    // What stands between two items stands between the last one and this one, too.
    let before = spans.iter().position(|span| *span == item.span())?;
    let between = &text[spans[before].end as usize..spans[before + 1].start as usize];
    let moved = format!("{between}{}", &text[item.span().range()]);
    Some(vec![taken, Edit { span: Span::new(last.end, last.end), text: moved }])
}

fn whole(member: &Member<'_>) -> Span {
    Span::new(member.key.span().start, member.value.span().end)
}

/// The text that spans are places in, if they are and follow one another.
fn text_of<'t>(container: Value<'t>, spans: &[Span]) -> Option<&'t str> {
    let tree = container.tree();
    let text = tree.text();
    let follow = spans.windows(2).all(|pair| pair[0].end <= pair[1].start);
    let lie_in_it = spans.last().is_none_or(|last| text.get(last.range()).is_some());
    (!tree.is_mapped() && follow && lie_in_it).then_some(text)
}

/// Takes one of the elements of a container out, with what separates it from the others.
fn without(container: Value<'_>, spans: &[Span], out: Span) -> Option<Edit> {
    let text = text_of(container, spans)?;
    let place = spans.iter().position(|span| *span == out)?;
    let before = place.checked_sub(1).map(|place| spans[place]);
    let after = spans.get(place + 1).copied();
    let is_in_brackets = text[container.span().range()].starts_with(['{', '[']);
    let span = if is_in_brackets {
        in_brackets(text, before, out, after)
    } else {
        in_lines(text, before, out, after)
    };
    Some(Edit { span: span?, text: String::new() })
}

/// What goes with an element between brackets: the comma behind it, or else the one before.
fn in_brackets(text: &str, before: Option<Span>, out: Span, after: Option<Span>) -> Option<Span> {
    let is_gap = |from: u32, to: u32| {
        let gap = &text[from as usize..to as usize];
        gap.trim() == ","
    };
    match (before, after) {
        (_, Some(after)) => {
            is_gap(out.end, after.start).then_some(Span::new(out.start, after.start))
        }
        (Some(before), None) => {
            is_gap(before.end, out.start).then_some(Span::new(before.end, out.end))
        }
        (None, None) => Some(out),
    }
}

/// What goes with an element on lines of its own: the lines.
fn in_lines(text: &str, before: Option<Span>, out: Span, after: Option<Span>) -> Option<Span> {
    let start = text[..out.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let lead = &text[start..out.start as usize];
    let end = text[..out.end as usize].trim_end().len();
    let rest = text[end..].lines().next().unwrap_or_default();
    let is_alone = lead.trim().is_empty() || lead.trim() == "-";
    if !is_alone || !rest.trim().is_empty() || before.is_none() && after.is_none() {
        return None;
    }
    // The first member of an item stands behind the dash, which the next one takes over.
    if lead.trim() == "-" && before.is_none() {
        return after.map(|after| Span::new(out.start, after.start));
    }
    let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
    Some(Span::new(start as u32, line_end as u32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Format, parse};

    fn applied(text: &str, mut edits: Vec<Edit>) -> String {
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
        edits.iter().fold(text.to_owned(), |text, edit| {
            let Span { start, end } = edit.span;
            format!("{}{}{}", &text[..start as usize], edit.text, &text[end as usize..])
        })
    }

    #[test]
    fn a_member_goes_with_its_comma_or_its_lines() {
        let table = [
            (r#"{"a": 1, "b": 2, "c": 3}"#, "b", Some(r#"{"a": 1, "c": 3}"#)),
            (r#"{"a": 1, "b": 2}"#, "b", Some(r#"{"a": 1}"#)),
            ("{\n  \"a\": 1,\n  \"b\": 2\n}", "a", Some("{\n  \"b\": 2\n}")),
            ("{\n  \"a\": 1,\n  \"b\": 2\n}", "b", Some("{\n  \"a\": 1\n}")),
            (r#"{"b": 2}"#, "b", Some("{}")),
            ("a: 1\nb:\n  c: 2\nd: 3\n", "b", Some("a: 1\nd: 3\n")),
            ("a: 1\nb: |\n  x\n  y\n", "b", Some("a: 1\n")),
            ("a: 1 # why\nb: 2\n", "a", None),
            ("b: 1\n", "b", None),
            ("{a: 1, b: 2}\n", "a", Some("{b: 2}\n")),
        ];
        for (text, name, expected) in table {
            let format = if text.starts_with("{\"") || text.starts_with("{\n") {
                Format::Json
            } else {
                Format::Yaml
            };
            let parsed = parse(text, format);
            let object = parsed.tree.root();
            let member = object.member(name).expect("the object has it");
            let edit = without_member(object, &member);
            let result = edit.map(|edit| applied(text, vec![edit]));
            assert_eq!(result.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_member_is_put_in_front_in_the_style_of_the_others() {
        let table = [
            (r#"{"b": 2}"#, r#"{"a": "x", "b": 2}"#),
            ("{\n  \"b\": 2\n}", "{\n  \"a\": \"x\",\n  \"b\": 2\n}"),
            ("{ b: 2 }\n", "{ a: \"x\", b: 2 }\n"),
            ("b: 2\n", "a: \"x\"\nb: 2\n"),
        ];
        for (text, expected) in table {
            let format = if text.starts_with("{\"") || text.starts_with("{\n") {
                Format::Json
            } else {
                Format::Yaml
            };
            let parsed = parse(text, format);
            let edit = with_member(parsed.tree.root(), "a", "x").expect("it can be put in");
            assert_eq!(applied(text, vec![edit]), expected);
        }
        let yaml = "- b: 1\n  c: 2\n";
        let parsed = parse(yaml, Format::Yaml);
        let item = parsed.tree.root().items().next().expect("there is one");
        let edit = with_member(item, "a", "x").expect("it can be put in");
        assert_eq!(applied(yaml, vec![edit]), "- a: \"x\"\n  b: 1\n  c: 2\n");
        let empty = parse("{}", Format::Json);
        assert_eq!(with_member(empty.tree.root(), "a", "x"), None);
    }

    #[test]
    fn an_item_goes_or_moves_to_the_end() {
        let text = "[\n  1,\n  2,\n  3\n]";
        let parsed = parse(text, Format::Json);
        let array = parsed.tree.root();
        let first = array.items().next().expect("there is one");
        let edit = without_item(array, first).expect("it can go");
        assert_eq!(applied(text, vec![edit]), "[\n  2,\n  3\n]");
        let edits = item_last(array, first).expect("it can move");
        assert_eq!(applied(text, edits), "[\n  2,\n  3,\n  1\n]");
        let yaml = "- a: 1\n  b: 2\n- c: 3\n";
        let parsed = parse(yaml, Format::Yaml);
        let array = parsed.tree.root();
        let first = array.items().next().expect("there is one");
        let edit = without_item(array, first).expect("it can go");
        assert_eq!(applied(yaml, vec![edit]), "- c: 3\n");
        let member = first.member("a").expect("the item has it");
        let edit = without_member(first, &member).expect("it can go");
        assert_eq!(applied(yaml, vec![edit]), "- b: 2\n- c: 3\n");
    }
}
