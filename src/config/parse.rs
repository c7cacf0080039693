//! `aslint.toml` into a [`Config`], with every fault of the text at its place.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeString, DeTable, DeValue};

use crate::config::{Config, FailOn, FileConfig, Ignore, Level, Levels, Patterns};
use crate::diagnostic::{Finding, did_you_mean, name_list, quoted};
use crate::source::{LineIndex, Span};

/// The words that mean something to the layers above and may stand in a configuration.
#[derive(Clone, Copy, Debug)]
pub struct Vocabulary<'w> {
    /// The names of the rules.
    pub rules: &'w [&'w str],
    /// The types of workflows.
    pub workflow_types: &'w [&'static str],
}

/// Reads the text of a configuration. What is at fault is left out of the configuration and
/// told in the order of the text.
pub fn parse(text: &str, vocabulary: Vocabulary<'_>) -> (Config, Vec<Finding>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        // What was recovered is full of holes: to judge it would be to guess.
        return (Config::default(), syntax_faults(text, &errors));
    }
    let mut reader = Reader { vocabulary, faults: Vec::new() };
    let config = reader.config(table.get_ref());
    reader.faults.sort_by_key(|fault| fault.span);
    (config, reader.faults)
}

/// The first fault of each line: those after it mostly follow from it.
fn syntax_faults(text: &str, errors: &[toml::de::Error]) -> Vec<Finding> {
    let mut faults: Vec<_> = errors.iter().map(syntax_fault).collect();
    let index = LineIndex::new(text);
    faults.sort_by_key(|fault| fault.span.start);
    faults.dedup_by_key(|fault| index.line_of(fault.span.start));
    faults
}

fn syntax_fault(error: &toml::de::Error) -> Finding {
    Finding::new(Span::of(error.span().unwrap_or(0..0)), error.message().replace('\n', ": "))
}

type Key<'i> = Spanned<DeString<'i>>;
type Value<'i> = Spanned<DeValue<'i>>;

struct Reader<'w> {
    vocabulary: Vocabulary<'w>,
    faults: Vec<Finding>,
}

impl<'w> Reader<'w> {
    fn config(&mut self, table: &DeTable<'_>) -> Config {
        const KEYS: [&str; 8] =
            ["exclude", "fail-on", "files", "ignore", "include", "rules", "substitutions", "type"];
        let mut config = Config::default();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "exclude" => config.exclude = self.patterns(value),
                "fail-on" => config.fail_on = self.fail_on(value),
                "files" => config.files = self.files(value),
                "ignore" => config.ignore = self.ignores(value),
                "include" => config.include = self.patterns(value),
                "rules" => config.levels = self.levels(value),
                "substitutions" => config.substitutions = self.substitutions(value),
                "type" => config.workflow_type = self.workflow_type(value),
                _ => self.unknown("there is no setting", key, &KEYS),
            }
        }
        config
    }

    fn files(&mut self, value: &Value<'_>) -> Vec<FileConfig> {
        let items = self.array(value, "an array of tables, `[[files]]`");
        items.into_iter().flatten().map(|item| self.file(item)).collect()
    }

    fn file(&mut self, value: &Value<'_>) -> FileConfig {
        const KEYS: [&str; 4] = ["paths", "rules", "substitutions", "type"];
        let mut file = FileConfig::default();
        let Some(table) = self.table(value) else { return file };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "paths" => file.paths = self.patterns(value),
                "rules" => file.levels = self.levels(value),
                "substitutions" => file.substitutions = self.substitutions(value),
                "type" => file.workflow_type = self.workflow_type(value),
                _ => self.unknown("`[[files]]` has no setting", key, &KEYS),
            }
        }
        if !table.contains_key("paths") {
            self.fault(value.span(), "this `[[files]]` fits no file, since it has no `paths`");
        }
        file
    }

    fn ignores(&mut self, value: &Value<'_>) -> Vec<Ignore> {
        let items = self.array(value, "an array of tables, `[[ignore]]`");
        items.into_iter().flatten().map(|item| self.ignore(item)).collect()
    }

    fn ignore(&mut self, value: &Value<'_>) -> Ignore {
        const KEYS: [&str; 4] = ["paths", "pointer", "reason", "rules"];
        let mut ignore = Ignore::default();
        let Some(table) = self.table(value) else { return ignore };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "paths" => ignore.paths = Some(self.patterns(value)),
                "pointer" => ignore.pointer = self.string(value).map(str::to_owned),
                "reason" => {
                    ignore.reason = self.string(value).map(str::to_owned).unwrap_or_default();
                }
                "rules" => ignore.rules = self.rules(value),
                _ => self.unknown("`[[ignore]]` has no setting", key, &KEYS),
            }
        }
        if !table.contains_key("rules") {
            self.fault(value.span(), "this `[[ignore]]` names no `rules`, so it ignores nothing");
        }
        if ignore.reason.trim().is_empty() {
            self.fault(value.span(), "this `[[ignore]]` does not say why: it lacks a `reason`");
        }
        ignore
    }

    /// The names of rules.
    fn rules(&mut self, value: &Value<'_>) -> Vec<String> {
        let mut names = Vec::new();
        for item in self.array(value, "an array of names of rules").into_iter().flatten() {
            let Some(name) = self.string(item) else { continue };
            if !self.vocabulary.rules.contains(&name) {
                let message = format!("there is no rule {}", quoted(name));
                self.faults.push(suggest(item.span(), message, name, self.vocabulary.rules));
            }
            names.push(name.to_owned());
        }
        names
    }

    fn levels(&mut self, value: &Value<'_>) -> Levels {
        let mut levels = Levels::default();
        for (key, value) in self.table(value).into_iter().flatten() {
            if !self.vocabulary.rules.contains(&key.get_ref().as_ref()) {
                self.unknown("there is no rule", key, self.vocabulary.rules);
            }
            if let Some(level) = self.word(value, &Level::WORDS).and_then(Level::named) {
                levels.rules.insert(key.get_ref().to_string(), level);
            }
        }
        levels
    }

    fn substitutions(&mut self, value: &Value<'_>) -> BTreeMap<String, String> {
        let mut substitutions = BTreeMap::new();
        for (key, value) in self.table(value).into_iter().flatten() {
            let name = key.get_ref().as_ref();
            if name.is_empty()
                || !name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
            {
                let message =
                    format!("{} is no name: `${{...}}` has letters, digits and `_`", quoted(name));
                self.fault(key.span(), message);
            }
            if let Some(text) = self.scalar(value) {
                substitutions.insert(name.to_owned(), text);
            }
        }
        substitutions
    }

    /// The text that a value has in a definition.
    fn scalar(&mut self, value: &Value<'_>) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Boolean(is_true) => Some(is_true.to_string()),
            DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str().to_owned()),
            DeValue::Float(number) => Some(number.as_str().to_owned()),
            _ => {
                self.wrong_type(value, "a string, a number or a boolean");
                None
            }
        }
    }

    fn patterns(&mut self, value: &Value<'_>) -> Patterns {
        let items = self.array(value, "an array of strings");
        let strings: Vec<_> = items
            .into_iter()
            .flatten()
            .filter_map(|item| Some((item.span(), self.string(item)?)))
            .collect();
        let (patterns, faults) = Patterns::new(strings.iter().map(|(_, pattern)| *pattern));
        for (index, reason) in faults {
            self.fault(strings[index].0.clone(), format!("this is not a pattern: {reason}"));
        }
        patterns
    }

    fn fail_on(&mut self, value: &Value<'_>) -> Option<FailOn> {
        self.word(value, &FailOn::WORDS).and_then(FailOn::named)
    }

    fn workflow_type(&mut self, value: &Value<'_>) -> Option<&'static str> {
        self.word(value, self.vocabulary.workflow_types)
    }

    /// The string, if it is one of `words`.
    fn word<'k>(&mut self, value: &Value<'_>, words: &'k [&'static str]) -> Option<&'static str>
    where
        'w: 'k,
    {
        let given = self.string(value)?;
        let word = words.iter().find(|word| **word == given).copied();
        if word.is_none() {
            let message = format!("{} is not among {}", quoted(given), name_list(words));
            self.faults.push(suggest(value.span(), message, given, words));
        }
        word
    }

    fn string<'v>(&mut self, value: &'v Value<'_>) -> Option<&'v str> {
        let string = value.get_ref().as_str();
        if string.is_none() {
            self.wrong_type(value, "a string");
        }
        string
    }

    fn array<'v, 'i>(&mut self, value: &'v Value<'i>, what: &str) -> Option<&'v DeArray<'i>> {
        let array = value.get_ref().as_array();
        if array.is_none() {
            self.wrong_type(value, what);
        }
        array
    }

    fn table<'v, 'i>(&mut self, value: &'v Value<'i>) -> Option<&'v DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong_type(value, "a table");
        }
        table
    }

    fn wrong_type(&mut self, value: &Value<'_>, what: &str) {
        let given = match value.get_ref().type_str() {
            "array" => "an array",
            "integer" => "an integer",
            "string" => "a string",
            "table" => "a table",
            "boolean" => "a boolean",
            "float" => "a float",
            _ => "a date",
        };
        self.fault(value.span(), format!("this must be {what}, and is {given}"));
    }

    fn unknown(&mut self, what: &str, key: &Key<'_>, known: &[&str]) {
        let name = key.get_ref().as_ref();
        let message = format!("{what} {}", quoted(name));
        self.faults.push(suggest(key.span(), message, name, known));
    }

    fn fault(&mut self, range: Range<usize>, message: impl Into<String>) {
        self.faults.push(Finding::new(Span::of(range), message));
    }
}

/// A fault with the word that was probably meant.
fn suggest(range: Range<usize>, message: String, given: &str, known: &[&str]) -> Finding {
    let fault = Finding::new(Span::of(range), message);
    match did_you_mean(given, known.iter().copied()) {
        Some(meant) => fault.help(format!("did you mean `{meant}`?")),
        None => fault,
    }
}
