//! What people set: levels of rules, settings per file. Reads text, never files.

pub mod baseline;
pub mod parse;

use std::collections::BTreeMap;
use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::diagnostic::{Finding, Severity};
use crate::syntax::surroundings::{Substitution, Surroundings};

/// At which severity a rule speaks, where that is not its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// It is silent.
    Off,
    /// It speaks at this severity.
    At(Severity),
}

impl Level {
    /// The words for the levels.
    pub const WORDS: [&str; 4] = ["off", "info", "warning", "error"];

    /// The level of that word.
    pub fn named(word: &str) -> Option<Self> {
        if word == "off" { Some(Self::Off) } else { severity_named(word).map(Self::At) }
    }
}

/// The levels that differ from the rules' own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    /// By the rule's name.
    pub rules: BTreeMap<String, Level>,
}

impl Levels {
    /// Takes over every level of `over`.
    pub fn override_with(&mut self, over: &Self) {
        self.rules.extend(over.rules.iter().map(|(name, level)| (name.clone(), *level)));
    }
}

/// From which severity on a finding makes the check fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailOn {
    /// From this one on.
    At(Severity),
    /// None does.
    Never,
}

impl FailOn {
    /// The words for it.
    pub const WORDS: [&str; 4] = ["error", "warning", "info", "never"];

    /// What that word stands for.
    pub fn named(word: &str) -> Option<Self> {
        if word == "never" { Some(Self::Never) } else { severity_named(word).map(Self::At) }
    }

    /// Whether a finding of that severity makes the check fail.
    pub fn is_reached_by(self, severity: Severity) -> bool {
        matches!(self, Self::At(least) if severity >= least)
    }
}

fn severity_named(word: &str) -> Option<Severity> {
    Severity::ALL.into_iter().find(|severity| severity.as_str() == word)
}

/// Patterns of paths, each read as a line of `.gitignore` in the folder of the configuration
/// is: `vendor`, `vendor/**`, `**/*.asl.json`, `!vendor/ours.asl.json`.
#[derive(Clone, Debug)]
pub struct Patterns {
    matcher: Gitignore,
}

impl Default for Patterns {
    fn default() -> Self {
        Self { matcher: Gitignore::empty() }
    }
}

impl Patterns {
    /// Compiles patterns; those that are malformed are left out and given back with the reason.
    pub fn new<'p>(patterns: impl IntoIterator<Item = &'p str>) -> (Self, Vec<(usize, String)>) {
        let mut builder = GitignoreBuilder::new("");
        builder.allow_unclosed_class(false);
        let mut faults = Vec::new();
        for (index, pattern) in patterns.into_iter().enumerate() {
            if let Err(error) = builder.add_line(None, pattern) {
                faults.push((index, reason(&error)));
            }
        }
        let matcher = builder.build().unwrap_or_else(|_| Gitignore::empty());
        (Self { matcher }, faults)
    }

    /// Whether a file, given relative to the folder of the configuration, is meant.
    pub fn match_file(&self, path: &Path) -> bool {
        !path.has_root() && self.matcher.matched_path_or_any_parents(path, false).is_ignore()
    }

    /// Whether a folder, and so all that is in it, is meant.
    pub fn match_folder(&self, path: &Path) -> bool {
        !path.has_root() && self.matcher.matched(path, true).is_ignore()
    }
}

/// What is wrong with a pattern, without the pattern.
fn reason(error: &ignore::Error) -> String {
    match error {
        ignore::Error::Glob { err, .. } => err.clone(),
        other => other.to_string(),
    }
}

/// What one `aslint.toml` says.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// From which severity on the check fails.
    pub fail_on: Option<FailOn>,
    /// What a walk looks at besides the usual names.
    pub include: Patterns,
    /// What a walk leaves out.
    pub exclude: Patterns,
    /// How definitions are deployed: one of the words that [`parse::parse`] was given.
    pub workflow_type: Option<&'static str>,
    /// The levels of the rules.
    pub levels: Levels,
    /// What is put in place of `${name}` in definitions.
    pub substitutions: BTreeMap<String, String>,
    /// What differs for some files; of several that fit the last one wins.
    pub files: Vec<FileConfig>,
    /// The findings that nobody is to be told of.
    pub ignore: Vec<Ignore>,
}

/// Findings that nobody is to be told of.
#[derive(Clone, Debug, Default)]
pub struct Ignore {
    /// Which files; none for all.
    pub paths: Option<Patterns>,
    /// The names of the rules.
    pub rules: Vec<String>,
    /// The JSON Pointer of the place in the definition, which covers all within; none for all.
    pub pointer: Option<String>,
    /// Why.
    pub reason: String,
}

impl Ignore {
    /// Whether it is about a file; the path is relative to the folder of the configuration.
    pub fn fits(&self, path: &Path) -> bool {
        self.paths.as_ref().is_none_or(|paths| paths.match_file(path))
    }

    /// Whether it is about a finding in such a file.
    pub fn covers(&self, finding: &Finding) -> bool {
        let is_within = |outer: &str| {
            let rest = finding.pointer.strip_prefix(outer);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.rules.iter().any(|rule| rule == finding.rule)
            && self.pointer.as_deref().is_none_or(is_within)
    }
}

/// What differs for the files that fit the patterns.
#[derive(Clone, Debug, Default)]
pub struct FileConfig {
    /// Which files.
    pub paths: Patterns,
    /// How they are deployed.
    pub workflow_type: Option<&'static str>,
    /// The levels of the rules for them.
    pub levels: Levels,
    /// What is put in place of `${name}` in them.
    pub substitutions: BTreeMap<String, String>,
}

impl Config {
    /// How a file is deployed, if anything is said of it. The path is relative to the folder
    /// of the configuration.
    pub fn workflow_type_of(&self, path: &Path) -> Option<&'static str> {
        self.fitting(path).filter_map(|file| file.workflow_type).last().or(self.workflow_type)
    }

    /// The levels of the rules for a file.
    pub fn levels_of(&self, path: &Path) -> Levels {
        let mut levels = self.levels.clone();
        for file in self.fitting(path) {
            levels.override_with(&file.levels);
        }
        levels
    }

    /// What is said of a definition that stands alone. Names that are declared for some files are
    /// all that these have; those that are declared for all files may be among others.
    pub fn surroundings_of(&self, path: &Path) -> Surroundings {
        let mut values = self.substitutions.clone();
        let mut is_complete = false;
        for file in self.fitting(path) {
            values.extend(file.substitutions.clone());
            is_complete |= !file.substitutions.is_empty();
        }
        let substitution =
            |(name, value)| Substitution { name, value: Some(value), ..Substitution::default() };
        let substitutions = values.into_iter().map(substitution).collect();
        Surroundings { substitutions, is_complete, ..Surroundings::default() }
    }

    fn fitting(&self, path: &Path) -> impl Iterator<Item = &FileConfig> {
        self.files.iter().filter(move |file| file.paths.match_file(path))
    }
}
