//! Fixes put into a text. It neither reads files nor judges.

use crate::diagnostic::{Edit, Fix};
use crate::source::{SourceMap, Span};

/// What came of putting fixes into a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The text with the fixes.
    pub text: String,
    /// How many fixes are in it: those that touch another one before them are left for later.
    pub count: usize,
}

/// Puts fixes into a text, in the order of the text. Of fixes that touch each other the first one
/// is put in; edits that are the same are made once.
pub fn apply<'f>(text: &str, fixes: impl IntoIterator<Item = &'f Fix>) -> Fixed {
    let mut fixes: Vec<_> = fixes.into_iter().filter(|fix| is_of(text, fix)).collect();
    fixes.sort_by_key(|fix| fix.edits.iter().map(|edit| edit.span).min());
    let mut edits: Vec<&Edit> = Vec::new();
    let mut count = 0;
    for fix in fixes {
        let is_known = fix.edits.iter().all(|edit| edits.contains(&edit));
        let is_free = || fix.edits.iter().all(|edit| !edits.iter().any(|one| touch(edit, one)));
        if is_known {
            count += 1;
        } else if is_free() {
            edits.extend(&fix.edits);
            count += 1;
        }
    }
    edits.sort_by_key(|edit| edit.span);
    let mut mended = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        mended.push_str(&text[at..edit.span.start as usize]);
        mended.push_str(&edit.text);
        at = edit.span.end as usize;
    }
    mended.push_str(&text[at..]);
    Fixed { text: mended, count }
}

/// Whether a fix of a text that lies within another one says there what it says here: the words
/// that it takes out are written as they read, and those that it puts in need no escape.
pub fn fits_within(fix: &Fix, text: &str, map: &SourceMap) -> bool {
    fix.edits.iter().all(|edit| {
        let taken = map.copied_span(edit.span).and_then(|span| text.get(span.range()));
        let is_plain = |c: char| match c {
            '"' => taken.is_some_and(|taken| taken.contains('"')),
            '\'' | '\\' | '$' | '%' => false,
            c => !c.is_control(),
        };
        taken.is_some() && edit.text.chars().all(is_plain)
    })
}

/// Whether the edits of a fix are places in a text, apart from each other.
fn is_of(text: &str, fix: &Fix) -> bool {
    let lie_in_it = fix.edits.iter().all(|edit| text.get(edit.span.range()).is_some());
    let mut spans: Vec<_> = fix.edits.iter().map(|edit| edit.span).collect();
    spans.sort_unstable();
    let are_apart = spans.windows(2).all(|pair| pair[0].end <= pair[1].start);
    !fix.edits.is_empty() && lie_in_it && are_apart
}

fn touch(one: &Edit, two: &Edit) -> bool {
    let (Span { start, end }, other) = (one.span, two.span);
    start <= other.end && other.start <= end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fix(edits: &[(u32, u32, &str)]) -> Fix {
        let edit = |&(start, end, text): &(u32, u32, &str)| Edit {
            span: Span { start, end },
            text: text.to_owned(),
        };
        Fix { safe: true, edits: edits.iter().map(edit).collect() }
    }

    #[test]
    fn fixes_that_touch_are_left_for_later() {
        let table = [
            (vec![fix(&[(0, 1, "A")]), fix(&[(2, 3, "C")])], "AbCd", 2),
            (vec![fix(&[(2, 3, "C")]), fix(&[(0, 2, "")])], "cd", 1),
            (vec![fix(&[(0, 1, "A")]), fix(&[(0, 1, "A")])], "Abcd", 2),
            (vec![fix(&[(0, 1, ""), (4, 4, "a")])], "bcda", 1),
            (vec![fix(&[(0, 9, "")]), fix(&[])], "abcd", 0),
        ];
        for (fixes, expected, count) in table {
            let fixed = apply("abcd", &fixes);
            assert_eq!((fixed.text.as_str(), fixed.count), (expected, count));
        }
    }
}
