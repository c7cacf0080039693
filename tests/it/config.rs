//! `aslint.toml`: what it says, and how its faults are told.

use std::path::Path;

use aslint::config::parse::{Vocabulary, parse};
use aslint::config::{Config, FailOn, Level, Patterns};
use aslint::diagnostic::Severity;
use aslint::report::full;
use aslint::report::style::Colours;
use aslint::source::Source;
use insta::assert_snapshot;

const VOCABULARY: Vocabulary<'_> = Vocabulary {
    rules: &["choice-default-missing", "state-unreachable", "timeout-missing"],
    workflow_types: &["standard", "express"],
};

fn config(text: &str) -> Config {
    let (config, faults) = parse(text, VOCABULARY);
    assert_eq!(faults, [], "{text}");
    config
}

fn faults(text: &str) -> String {
    let (_, faults) = parse(text, VOCABULARY);
    let source = Source::new("aslint.toml", text.as_bytes().to_vec());
    let mut out = Vec::new();
    full::write_findings(&mut out, &source, &faults, Colours::None).expect("memory takes all");
    String::from_utf8(out).expect("a report is UTF-8")
}

#[test]
fn everything_that_may_be_set_is_read() {
    let config = config(
        r#"
        fail-on = "warning"
        include = ["machines/*.tpl"]
        exclude = ["vendor/**"]
        type = "standard"
        [rules]
        choice-default-missing = "off"
        [[files]]
        paths = ["legacy/**"]
        type = "express"
        rules = { timeout-missing = "info", choice-default-missing = "error" }
        "#,
    );
    assert_eq!(config.fail_on, Some(FailOn::At(Severity::Warning)));
    assert!(config.include.match_file(Path::new("machines/a.tpl")));
    assert!(config.exclude.match_file(Path::new("vendor/deep/a.asl.json")));

    let (new, legacy) = (Path::new("a.asl.json"), Path::new("legacy/deep/a.asl.json"));
    assert_eq!(config.workflow_type_of(new), Some("standard"));
    assert_eq!(config.workflow_type_of(legacy), Some("express"));
    let level = |path, rule| config.levels_of(path).rules.get(rule).copied();
    assert_eq!(level(new, "choice-default-missing"), Some(Level::Off));
    assert_eq!(level(new, "timeout-missing"), None);
    assert_eq!(level(legacy, "choice-default-missing"), Some(Level::At(Severity::Error)));
    assert_eq!(level(legacy, "timeout-missing"), Some(Level::At(Severity::Info)));
}

#[test]
fn the_last_setting_for_a_file_wins() {
    let config = config(
        r#"
        files = [
            { paths = ["*.asl.json"], type = "express" },
            { paths = ["b.*"], type = "standard" },
        ]
        "#,
    );
    assert_eq!(config.workflow_type_of(Path::new("a.asl.json")), Some("express"));
    assert_eq!(config.workflow_type_of(Path::new("b.asl.json")), Some("standard"));
    assert_eq!(config.workflow_type_of(Path::new("c.json")), None);
}

#[test]
fn patterns_read_like_lines_of_gitignore() {
    let table = [
        (&["vendor"][..], "vendor/a.json", true),
        (&["vendor"], "deep/vendor/a.json", true),
        (&["vendor/"], "vendor/a.json", true),
        (&["/vendor"], "deep/vendor/a.json", false),
        (&["vendor/**"], "deep/vendor/a.json", false),
        (&["**/*.asl.json"], "a.asl.json", true),
        (&["**/*.asl.json"], "deep/er/a.asl.json", true),
        (&["*.asl.json"], "deep/a.asl.json", true),
        (&["a?.json", "!ab.json"], "ac.json", true),
        (&["a?.json", "!ab.json"], "ab.json", false),
        (&[], "a.json", false),
    ];
    for (patterns, path, expected) in table {
        let (compiled, faults) = Patterns::new(patterns.iter().copied());
        assert!(faults.is_empty());
        assert_eq!(compiled.match_file(Path::new(path)), expected, "{patterns:?} {path}");
    }
}

#[test]
fn unknown_words_are_told_with_what_was_meant() {
    assert_snapshot!(faults(
        r#"fail_on = "eror"
fail-on = "warnings"
type = "Express"
colour = "blue"
[rules]
choice-defualt-missing = "off"
timeout-missing = "loud"
[[files]]
path = ["legacy/**"]
"#
    ));
}

#[test]
fn wrong_types_are_told() {
    assert_snapshot!(faults(
        r#"include = "*.json"
exclude = ["a[", 1]
rules = ["timeout-missing"]
files = { paths = [] }
type = true
fail-on = 2026-01-01
"#
    ));
}

#[test]
fn several_faults_of_syntax_are_told_at_once() {
    assert_snapshot!(faults("type = standard\nexclude = [\"a\"\n[rules\ntimeout-missing = off\n"));
}

#[test]
fn no_prefix_of_a_configuration_makes_it_panic() {
    let text = "type = \"express\"\ninclude = ['ä']\n[[files]]\npaths = [\"x\"]\nrules = { a = 1 }";
    for (end, _) in text.char_indices() {
        faults(&text[..end]);
    }
}
