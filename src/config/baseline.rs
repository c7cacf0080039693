//! A baseline: the findings that a project had when it began, so that only new ones are told.
//!
//! A finding is known by its file, machine, rule and place in the definition, not by its line.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a finding is known by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub struct Known {
    /// The file, from the folder of the baseline, with `/` between folders.
    pub file: String,
    /// The machine in the file; none when the file is the definition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<String>,
    /// The rule.
    pub rule: String,
    /// The JSON Pointer of the place at fault.
    pub pointer: String,
}

/// Findings that are known, and how many there are of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    counts: BTreeMap<Known, u32>,
}

#[derive(Deserialize, Serialize)]
struct Document {
    version: u32,
    findings: Vec<Counted>,
}

#[derive(Deserialize, Serialize)]
struct Counted {
    #[serde(flatten)]
    known: Known,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    count: u32,
}

fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference over")]
fn is_one(count: &u32) -> bool {
    *count == 1
}

impl Baseline {
    /// Reads what [`Baseline::text`] has written; what is wrong with it, where it has not.
    pub fn read(text: &str) -> Result<Self, String> {
        let document: Document = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if document.version != 1 {
            return Err(format!("version {} is not known", document.version));
        }
        let mut baseline = Self::default();
        for Counted { known, count } in document.findings {
            *baseline.counts.entry(known).or_default() += count;
        }
        Ok(baseline)
    }

    /// The baseline as JSON, sorted, an entry a line, so that changes are easy to read and merge.
    pub fn text(&self) -> String {
        let entry = |(known, count): (&Known, &u32)| {
            let counted = Counted { known: known.clone(), count: *count };
            serde_json::to_string(&counted).expect("strings and numbers are JSON")
        };
        let entries: Vec<_> = self.counts.iter().map(entry).collect();
        let entries = entries.join(",\n    ");
        format!("{{\n  \"version\": 1,\n  \"findings\": [\n    {entries}\n  ]\n}}\n")
            .replace("[\n    \n  ]", "[]")
    }

    /// Adds a finding.
    pub fn add(&mut self, known: Known) {
        *self.counts.entry(known).or_default() += 1;
    }

    /// Takes a finding off; whether it was there.
    pub fn take(&mut self, known: &Known) -> bool {
        match self.counts.get_mut(known) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        }
    }

    /// The findings in it, or what is left of them, each with how many there are.
    pub fn findings(&self) -> impl Iterator<Item = (&Known, u32)> {
        self.counts.iter().map(|(known, count)| (known, *count)).filter(|(_, count)| *count > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(file: &str, pointer: &str) -> Known {
        let (rule, pointer) = ("state-island".to_owned(), pointer.to_owned());
        Known { file: file.to_owned(), definition: None, rule, pointer }
    }

    #[test]
    fn what_is_written_is_read() {
        let mut baseline = Baseline::default();
        for pointer in ["/States/B", "/States/A", "/States/B"] {
            baseline.add(known("a.asl.json", pointer));
        }
        let text = baseline.text();
        assert!(text.contains("\"pointer\":\"/States/B\",\"count\":2}"), "{text}");
        assert_eq!(Baseline::read(&text), Ok(baseline));
        assert_eq!(Baseline::read(&Baseline::default().text()), Ok(Baseline::default()));
        for text in ["", "{}", "[1]", r#"{"version": 2, "findings": []}"#] {
            assert!(Baseline::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn as_many_are_taken_off_as_there_are() {
        let mut baseline = Baseline::default();
        baseline.add(known("a", "/x"));
        baseline.add(known("a", "/y"));
        assert!(baseline.take(&known("a", "/x")));
        assert!(!baseline.take(&known("a", "/x")));
        assert!(!baseline.take(&known("b", "/x")));
        assert_eq!(baseline.findings().collect::<Vec<_>>(), [(&known("a", "/y"), 1)]);
    }
}
