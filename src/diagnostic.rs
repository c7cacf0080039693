//! What the program has to say: findings as plain data, made anywhere, rendered in `report`.

use std::borrow::Cow;
use std::fmt;

use crate::source::{SourceMap, Span};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Advice.
    Info,
    /// Surely unintended, yet AWS takes it.
    Warning,
    /// AWS refuses it, or it is certain to fail when reached.
    Error,
}

impl Severity {
    /// All of them, from bad to good.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Info];

    /// The word for it: `error`, `warning`, `info`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One thing that is wrong with one place of one file.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule that found it. Set by whoever runs the rule, not by the rule.
    pub rule: &'static str,
    /// Set by whoever runs the rule.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop, names in backquotes.
    pub message: String,
    /// The word at fault, in the file.
    pub span: Span,
    /// JSON Pointer (RFC 6901) of the place at fault. Set by whoever runs the rule.
    pub pointer: String,
    /// Other places that explain this one.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
    /// What AWS says of the same fault.
    pub aws: Option<Aws>,
    /// How to mend it.
    pub fix: Option<Fix>,
    /// Whether the fault merely follows from another finding. AWS reports such faults and so
    /// does `--format aws`; people are spared them.
    pub consequence: bool,
    /// Why people do not want to be told, where they have said so.
    pub silenced: Option<Silence>,
}

/// Why people do not want to be told of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Silence {
    /// It is suppressed beside the place at fault, for this reason.
    InSource(String),
    /// The configuration ignores it, for this reason.
    Configured(String),
    /// It was there when the baseline was written.
    Baseline,
}

/// A place with a remark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place; the finding's own span for the remark under its carets.
    pub span: Span,
    /// The remark.
    pub message: String,
}

/// The verdict of `ValidateStateMachineDefinition` on a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aws {
    /// Such as `SCHEMA_VALIDATION_FAILED`.
    pub code: &'static str,
    /// AWS's own text.
    pub message: String,
    /// Where AWS reports it.
    pub place: AwsPlace,
    /// Where the place begins in the file. Set by whoever runs the rule: AWS names what is
    /// wrong with an object before what is wrong with its fields.
    pub offset: u32,
    /// AWS's notation of the place, such as `/States/A/Choices[0]/Next`. Set from `place` by
    /// whoever runs the rule; none where AWS gives none.
    pub location: Option<String>,
}

/// Which place AWS names for a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AwsPlace {
    /// The same as the finding's.
    Here,
    /// The object that holds the finding's place.
    Parent,
    /// Another one.
    At(Span),
    /// None at all.
    Nowhere,
}

/// Edits that mend a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// Whether the meaning is kept, so that no person needs to look.
    pub safe: bool,
    /// The edits, none overlapping.
    pub edits: Vec<Edit>,
}

/// A text to put in place of a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// What stands there instead.
    pub text: String,
}

impl Finding {
    /// A finding at `span` with a message.
    pub fn new(span: Span, message: impl Into<String>) -> Self {
        Self {
            rule: "",
            severity: Severity::Error,
            message: message.into(),
            span,
            pointer: String::new(),
            labels: Vec::new(),
            help: None,
            aws: None,
            fix: None,
            consequence: false,
            silenced: None,
        }
    }

    /// Adds a remark at another place (or at the finding's own).
    #[must_use]
    pub fn label(mut self, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label { span, message: message.into() });
        self
    }

    /// The same in the file, for a finding in a text that a map leads out of. A fix of a text
    /// The same in the file, for a fault of a text that a map leads out of. Its fix is one of the
    /// text, so there is none in the file.
    #[must_use]
    pub fn moved(mut self, map: &SourceMap) -> Self {
        self.span = map.span(self.span);
        for label in &mut self.labels {
            label.span = map.span(label.span);
        }
        self.fix = None;
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what AWS says, at the finding's own place.
    #[must_use]
    pub fn aws(self, code: &'static str, message: impl Into<String>) -> Self {
        self.aws_at(AwsPlace::Here, code, message)
    }

    /// Says what AWS says, and where.
    #[must_use]
    pub fn aws_at(mut self, place: AwsPlace, code: &'static str, text: impl Into<String>) -> Self {
        self.aws = Some(Aws { code, message: text.into(), place, offset: 0, location: None });
        self
    }

    /// Gives the one right answer, for a person to confirm.
    #[must_use]
    pub fn fix(mut self, span: Span, text: impl Into<String>) -> Self {
        self.fix = Some(Fix { safe: false, edits: vec![Edit { span, text: text.into() }] });
        self
    }

    /// Whether people are told of it.
    pub fn is_shown(&self) -> bool {
        !self.consequence && self.silenced.is_none()
    }

    /// Gives the one right answer, which keeps the meaning or is the only reading of what AWS
    /// refuses, so that no person needs to look.
    #[must_use]
    pub fn safe_fix(mut self, span: Span, text: impl Into<String>) -> Self {
        self.fix = Some(Fix { safe: true, edits: vec![Edit { span, text: text.into() }] });
        self
    }

    /// Gives a name in place of one that is misspelt; safe where they differ by capitals only.
    #[must_use]
    pub fn rename(self, span: Span, wrong: &str, right: &str, text: impl Into<String>) -> Self {
        if wrong.eq_ignore_ascii_case(right) {
            self.safe_fix(span, text)
        } else {
            self.fix(span, text)
        }
    }

    /// Gives edits that mend the finding, if there are some.
    #[must_use]
    pub fn edits(mut self, safe: bool, edits: impl IntoIterator<Item = Edit>) -> Self {
        let edits: Vec<_> = edits.into_iter().collect();
        if !edits.is_empty() {
            self.fix = Some(Fix { safe, edits });
        }
        self
    }

    /// Marks the finding as following from another one.
    #[must_use]
    pub fn consequence(mut self) -> Self {
        self.consequence = true;
        self
    }
}

/// AWS's code for a field, type, range or resource that its schema refuses.
pub const SCHEMA_VALIDATION_FAILED: &str = "SCHEMA_VALIDATION_FAILED";

/// The candidate that is most like `word`, if one is like it enough to be meant.
pub fn did_you_mean<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let lower = word.to_lowercase();
    let allowed = (word.chars().count() / 3).min(3);
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word)
        .map(|candidate| (strsim::osa_distance(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The names as a list for people: `` `a`, `b` and `c` ``.
pub fn name_list<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    let names: Vec<_> = names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

/// A text of the user's, quoted for a message: backquoted, control characters escaped, cut
/// when long.
pub fn quoted(text: &str) -> Cow<'static, str> {
    const CHARACTERS_MAX: usize = 60;
    let mut shown: String = text.chars().take(CHARACTERS_MAX).flat_map(escape_control).collect();
    if text.chars().nth(CHARACTERS_MAX).is_some() {
        shown.push('…');
    }
    format!("`{shown}`").into()
}

fn escape_control(character: char) -> Vec<char> {
    if character.is_control() { character.escape_default().collect() } else { vec![character] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suggestion_is_near_and_ignores_case() {
        let states = ["Charge", "Ship", "Refund"];
        assert_eq!(did_you_mean("Charg", states), Some("Charge"));
        assert_eq!(did_you_mean("ship", states), Some("Ship"));
        assert_eq!(did_you_mean("Cancel", states), None);
        assert_eq!(did_you_mean("a", ["A", "b"]), Some("A"));
        assert_eq!(did_you_mean("c", ["A", "b"]), None);
    }

    #[test]
    fn a_list_reads_as_a_person_writes_it() {
        assert_eq!(name_list(["a"]), "`a`");
        assert_eq!(name_list(["a", "b", "c"]), "`a`, `b` and `c`");
        assert_eq!(name_list::<&str>([]), "");
    }
}
