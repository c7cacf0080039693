//! YAML into a spanned tree, with the independent syntax errors of the text, without recursion.
//!
//! - [`core_schema`]: what a plain scalar means
//! - `assembly`: events into a tree
//! - `scalars`: keys, strings, tagged scalars
//! - `aliases`: aliases and merge keys, expanded
//! - `faults`: errors of the parser in our words, and how to get past them
//! - `merges`: what merge keys bring
//! - `quotes`: quoted scalars that could not be read
//! - `spans`: where a scalar is written
//! - `words`: what is said of the rarer errors
//! - [`plain`]: texts written as YAML
//! - `patches`: the text with its faults painted over, no offset moved

mod aliases;
mod assembly;
pub mod core_schema;
mod faults;
mod merges;
mod patches;
pub mod plain;
mod quotes;
mod scalars;
mod spans;
mod words;

use crate::diagnostic::Finding;
use crate::syntax::tree::Tree;
use crate::syntax::yaml::assembly::Assembly;
use crate::syntax::yaml::patches::Patches;

/// How often a text is read, each time with one more fault painted over.
const ROUNDS_MAX: usize = 10;

/// The same for a text that is large, where each round costs.
const ROUNDS_MAX_LARGE: usize = 2;

const LARGE_BYTES: usize = 1 << 20;

/// Parses YAML 1.2 by its core schema: the first document is the definition.
///
/// The parser stops at the first error, so the fault is painted over and the text read again,
/// until it can be read or has too many faults. A fault on a line that was painted over before
/// is not reported: it may be of our own making.
pub fn parse(text: &str) -> (Tree<'_>, Vec<Finding>) {
    let rounds_max = if text.len() > LARGE_BYTES { ROUNDS_MAX_LARGE } else { ROUNDS_MAX };
    let mut patches = Patches::new(text);
    let mut findings = Vec::new();
    let mut round = 1;
    loop {
        let assembly = Assembly::of(&patches);
        let recovered = assembly.failure.as_ref().is_some_and(|failure| {
            let before = patches.clone();
            let (finding, recovered) = faults::recover(failure, &mut patches);
            let known = [failure.offset, finding.span.start as usize]
                .into_iter()
                .any(|offset| before.touches_line(offset));
            findings.extend((!known).then_some(finding));
            recovered
        });
        if !recovered || round == rounds_max {
            findings.extend(assembly.findings);
            findings.sort_by_key(|finding| finding.span);
            return (assembly.tree, findings);
        }
        round += 1;
    }
}

#[cfg(test)]
mod tests;
