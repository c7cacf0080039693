//! What to write so that what came is what is expected: edits at spans, all else byte for byte.

use crate::diagnostic::Edit;
use crate::scenario::Verdict;

/// A text with what came written into it, and what that took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Updated {
    /// The text.
    pub text: String,
    /// How many places are now otherwise.
    pub edits: usize,
    /// How many faults are left: nothing can be written for them, or two rows want two values.
    pub left: usize,
}

/// The text of a scenario file with the expectations that differ rewritten.
pub fn updated(text: &str, verdicts: &[Verdict]) -> Updated {
    let faults: Vec<_> = verdicts.iter().flat_map(|verdict| &verdict.faults).collect();
    let fixes = faults.iter().filter_map(|fault| fault.finding.fix.as_ref());
    let mut edits: Vec<Edit> = fixes.flat_map(|fix| fix.edits.clone()).collect();
    edits.sort_by(|a, b| (a.span, &a.text).cmp(&(b.span, &b.text)));
    edits.dedup();
    let disputed = disputed(&edits);
    let mut left = faults.iter().filter(|fault| fault.finding.fix.is_none()).count();
    left += disputed.iter().filter(|is_disputed| **is_disputed).count();
    let kept: Vec<_> =
        edits.into_iter().zip(disputed).filter(|(_, is_disputed)| !is_disputed).collect();
    let mut new = text.to_owned();
    for (edit, _) in kept.iter().rev() {
        new.replace_range(edit.span.range(), &edit.text);
    }
    Updated { text: new, edits: kept.len(), left }
}

/// Which edits overlap others.
fn disputed(edits: &[Edit]) -> Vec<bool> {
    let overlaps =
        |one: &Edit, two: &Edit| one.span.start < two.span.end && two.span.start < one.span.end;
    let is_disputed =
        |edit: &Edit| edits.iter().any(|other| other != edit && overlaps(edit, other));
    edits.iter().map(is_disputed).collect()
}
