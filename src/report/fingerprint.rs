//! What a finding is known by when lines move: its file, definition, rule and place in the
//! definition, and which of several alike it is.

use std::collections::HashMap;

use crate::diagnostic::Finding;
use crate::query::digest;

/// Tells findings apart, one after the other, in the order in which they are reported.
#[derive(Debug, Default)]
pub(super) struct Fingerprints {
    seen: HashMap<String, u32>,
}

impl Fingerprints {
    /// The fingerprint of the next finding: 32 hexadecimal digits.
    pub(super) fn next(
        &mut self,
        file: &str,
        definition: Option<&str>,
        finding: &Finding,
    ) -> String {
        let definition = definition.unwrap_or_default();
        let key = [file, definition, finding.rule, &finding.pointer].join("\n");
        let before = self.seen.entry(key.clone()).or_default();
        let known_by = format!("{key}\n{before}");
        *before += 1;
        let mut digits = digest::hash(&known_by, "SHA-256").expect("the algorithm is known");
        digits.truncate(32);
        digits
    }
}
