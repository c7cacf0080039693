//! Findings made by hand, over small texts, in every format.

use std::collections::BTreeSet;
use std::io;

use aslint::diagnostic::{AwsPlace, Finding, Severity};
use aslint::report::style::Colours;
use aslint::report::{
    DefinitionReport, FileReport, Report, aws, checkstyle, concise, full, github, gitlab, json,
    junit, sarif, summary,
};
use aslint::source::{Source, Span};
use insta::assert_snapshot;
use serde_json::{Value, from_str};

use crate::repository::file as file_of;

const ORDER: &str = r#"{
  "StartAt": "Reserve",
  "States": {
    "Reserve": { "Type": "Pass", "Next": "Charg" },
    "Charge": { "Type": "Succeed" }
  }
}
"#;

/// The span of the first `word` in a text.
fn span(text: &str, word: &str) -> Span {
    let start = text.find(word).expect("the text has the word");
    Span::of(start..start + word.len())
}

fn ruled(rule: &'static str, severity: Severity, finding: Finding) -> Finding {
    Finding { rule, severity, ..finding }
}

fn unknown_target() -> Finding {
    let target = span(ORDER, "\"Charg\"");
    let finding = Finding::new(target, "`Charg` is not a state of this machine")
        .label(target, "no such state")
        .label(span(ORDER, "\"Charge\""), "`Charge` is defined here")
        .help("did you mean `Charge`?")
        .aws("MISSING_TRANSITION_TARGET", "Missing 'Next' target: Charg")
        .fix(target, "\"Charge\"");
    let mut finding = ruled("transition-target-unknown", Severity::Error, finding);
    "/States/Reserve/Next".clone_into(&mut finding.pointer);
    finding.aws.as_mut().expect("just set").location = Some("/States/Reserve/Next".to_owned());
    finding
}

fn unreachable_state() -> Finding {
    let finding = Finding::new(span(ORDER, "\"Charge\""), "no transition leads to `Charge`")
        .aws_at(
            AwsPlace::Nowhere,
            "MISSING_TRANSITION_TARGET",
            "State \"Charge\" is not reachable.",
        )
        .consequence();
    ruled("state-of-some-kind", Severity::Warning, finding)
}

fn advice() -> Finding {
    let finding = Finding::new(span(ORDER, "\"StartAt\""), "this machine has no comment");
    ruled("comment-missing", Severity::Info, finding)
}

fn file(name: &str, text: &str, findings: Vec<Finding>) -> FileReport {
    FileReport::of_definition(Source::new(name, text.as_bytes().to_vec()), findings)
}

/// A file with findings of each kind, a clean one, and one with two definitions.
fn orders() -> Report {
    let clean = file("orders/clean.asl.json", "", Vec::new());
    let faulty = vec![advice(), unknown_target(), unreachable_state()];
    let faulty = file("orders/my order.asl.json", ORDER, faulty);
    let mut template = file("template.json", ORDER, Vec::new());
    template.definitions = ["Billing", "Shipping"]
        .map(|name| DefinitionReport { name: Some(name.to_owned()), findings: vec![advice()] })
        .into();
    Report { files: vec![clean, faulty, template] }
}

fn one(text: &str, finding: Finding) -> Report {
    Report { files: vec![file("a.asl.json", text, vec![finding])] }
}

fn written(write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).expect("memory takes everything");
    String::from_utf8(out).expect("a report is UTF-8")
}

fn shown(report: &Report) -> String {
    written(|out| full::write(out, report, Colours::None))
}

#[test]
fn full_shows_the_lines_the_labels_and_the_help() {
    assert_snapshot!(shown(&orders()));
}

#[test]
fn full_in_colours_marks_severity_and_borders() {
    let report = orders();
    let text = written(|out| full::write(out, &report, Colours::Shown));
    assert_snapshot!(text.replace('\u{1b}', "␛"));
}

#[test]
fn concise_is_one_line_per_finding() {
    let report = orders();
    assert_snapshot!(written(|out| concise::write(out, &report, Colours::None)));
}

#[test]
fn json_is_the_promised_object() {
    assert_snapshot!(written(|out| json::write(out, &orders())));
}

#[test]
fn json_of_nothing_is_still_an_object() {
    assert_snapshot!(written(|out| json::write(out, &Report::default())));
}

#[test]
fn jsonl_has_the_same_objects_on_lines_of_their_own() {
    let lines = written(|out| json::write_lines(out, &orders()));
    let one: Vec<Value> = lines.lines().map(|line| from_str(line).expect("it is JSON")).collect();
    let all: Value = from_str(&written(|out| json::write(out, &orders()))).expect("it is JSON");
    assert_eq!(all["findings"], Value::Array(one));
}

#[test]
fn sarif_is_what_its_schema_asks_for() {
    let text = written(|out| sarif::write(out, &orders()));
    let log: Value = from_str(&text).expect("it is JSON");
    // The schema has a bracket too many, which only engines like that of JavaScript take.
    let schema = file_of("tests/data/sarif-2.1.0.json").text.replace("{2}]?$", "{2}$");
    let schema: Value = from_str(&schema).expect("it is JSON");
    let validator = jsonschema::validator_for(&schema).expect("it is a schema");
    let faults: Vec<_> = validator
        .iter_errors(&log)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert_eq!(faults, [""; 0]);
    let mut log = log;
    let driver = &mut log["runs"][0]["tool"]["driver"];
    assert_eq!(driver["semanticVersion"].take(), env!("CARGO_PKG_VERSION"));
    let page = driver["rules"][1]["help"]["markdown"].take();
    assert!(page.as_str().is_some_and(|page| page.starts_with("# transition-target-unknown\n")));
    assert_snapshot!(serde_json::to_string_pretty(&log).expect("a value is JSON"));
}

#[test]
fn a_fingerprint_stays_when_lines_move_and_differs_between_findings() {
    let moved = format!("\n\n{ORDER}");
    let shifted = |finding: Finding| {
        let span = Span { start: finding.span.start + 2, end: finding.span.end + 2 };
        Finding { span, labels: Vec::new(), fix: None, ..finding }
    };
    let findings = || vec![advice(), advice(), unknown_target()];
    let before = Report { files: vec![file("a", ORDER, findings())] };
    let after = findings().into_iter().map(shifted).collect();
    let after = Report { files: vec![file("a", &moved, after)] };
    let known_by = |report: &Report| -> Vec<String> {
        let issues: Value = from_str(&written(|out| gitlab::write(out, report))).expect("JSON");
        let issues = issues.as_array().expect("it is an array").iter();
        issues.map(|issue| issue["fingerprint"].to_string()).collect()
    };
    let known = known_by(&before);
    assert_eq!(known, known_by(&after));
    assert_eq!(known.iter().collect::<BTreeSet<_>>().len(), 3, "{known:?}");
}

#[test]
fn github_has_a_command_for_each_finding() {
    let odd = Finding::new(span(ORDER, "{\n"), "50% of a, b\nand c").help("go");
    let mut report = orders();
    report.files.push(file("a,b:c.asl.json", ORDER, vec![ruled("x", Severity::Error, odd)]));
    assert_snapshot!(written(|out| github::write(out, &report)));
}

#[test]
fn gitlab_has_an_issue_for_each_finding() {
    assert_snapshot!(written(|out| gitlab::write(out, &orders())));
}

#[test]
fn junit_and_checkstyle_have_an_element_for_each_file() {
    let odd = ruled("x", Severity::Error, Finding::new(span(ORDER, "{"), "<a> & \"b\" \u{1}"));
    let mut report = orders();
    report.files.push(file("<&>.asl.json", ORDER, vec![odd]));
    assert_snapshot!("junit", written(|out| junit::write(out, &report)));
    assert_snapshot!("checkstyle", written(|out| checkstyle::write(out, &report)));
}

#[test]
fn aws_tells_what_aws_tells_consequences_included() {
    assert_snapshot!(written(|out| aws::write(out, &orders())));
}

#[test]
fn aws_fails_on_errors_only_and_truncates_after_a_hundred() {
    let warning = unreachable_state();
    let text = written(|out| aws::write(out, &one(ORDER, warning.clone())));
    assert!(text.contains(r#""result": "OK""#), "{text}");

    let mut findings = vec![warning; 100];
    findings.push(unknown_target());
    let report = Report { files: vec![file("a.asl.json", ORDER, findings)] };
    let text = written(|out| aws::write(out, &report));
    assert!(text.contains(r#""result": "FAIL""#), "an error counts even where it is cut off");
    assert!(text.contains(r#""truncated": true"#));
    assert_eq!(text.matches("MISSING_TRANSITION_TARGET").count(), 100);
}

#[test]
fn the_summary_counts_what_people_are_shown() {
    let error = |count| vec![unknown_target(); count];
    let table = [
        (vec![], "0 files checked, no findings"),
        (vec![vec![]], "1 file checked, no findings"),
        (vec![vec![unreachable_state()], vec![]], "2 files checked, no findings"),
        (vec![error(1)], "1 error in 1 file"),
        (vec![error(2), vec![advice()]], "2 errors and 1 info in 2 files"),
    ];
    for (files, expected) in table {
        let files = files.into_iter().map(|findings| file("x", ORDER, findings)).collect();
        let report = Report { files };
        let line = written(|out| summary::write(out, &report, Colours::None));
        assert_eq!(line.trim_end(), expected);
    }
}

#[test]
fn columns_and_carets_are_true_after_characters_of_several_bytes() {
    let text = "\u{feff}{ \"Größe 日本\": \"x\", \"Next\": \"y\" }";
    let finding = Finding::new(span(text, "\"y\""), "here").label(span(text, "\"x\""), "there");
    assert_snapshot!(shown(&one(text, finding)));
}

#[test]
fn carets_are_true_after_tabs_and_carriage_returns_are_not_shown() {
    let text = "{\r\n\t\"A\":\t\"x\",\r\n\t\t\"B\": \"y\"\r\n}\r\n";
    let finding = Finding::new(span(text, "\"y\""), "here").label(span(text, "\"x\""), "there");
    let text = shown(&one(text, finding));
    assert!(!text.contains('\r'));
    assert_snapshot!(text);
}

#[test]
fn a_minified_line_is_cut_around_its_labels() {
    let members = |from: usize| (from..from + 100).map(|number| format!("\"S{number}\":[1,2],"));
    let text = format!(
        "{{{}\"Next\":\"Nowhere\",{}\"Ende\":{{{}}}}}",
        members(100).collect::<String>(),
        members(200).collect::<String>(),
        members(300).collect::<String>(),
    );
    let whole = Span::of(text.find("{\"S300").expect("it is there")..text.len() - 1);
    let finding = Finding::new(span(&text, "\"Nowhere\""), "there is no such state")
        .label(span(&text, "\"Ende\""), "this one is meant")
        .label(whole, "and all of this is too long to show");
    let text = shown(&one(&text, finding));
    assert!(text.lines().all(|line| line.chars().count() < 400), "{text}");
    assert_snapshot!(text);
}

#[test]
fn a_finding_at_the_end_of_the_text_has_a_place() {
    for (name, text) in
        [("line_feed", "{\n  \"A\": 1,\n"), ("no_line_feed", "{ \"A\": 1"), ("empty", "")]
    {
        let end = Span::of(text.len()..text.len());
        let finding = Finding::new(end, "the text ends here");
        assert_snapshot!(format!("end_of_text_{name}"), shown(&one(text, finding)));
    }
}

#[test]
fn a_span_of_many_lines_is_shown_by_its_first() {
    let whole = Span::of(0..ORDER.trim_end().len());
    let finding = Finding::new(whole, "all of it").label(span(ORDER, "\"Charg\""), "and this");
    assert_snapshot!(shown(&one(ORDER, finding)));
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let text = "{ \"A\u{1b}[31m\u{7}\u{85}\": \"x\" }";
    let finding = Finding::new(span(text, "\"x\""), "here");
    let text = shown(&one(text, finding));
    assert!(!text.contains(['\u{1b}', '\u{7}', '\u{85}']), "{text:?}");
    assert_snapshot!(text);
}

#[test]
fn every_span_of_a_text_can_be_shown() {
    let text = "\u{feff}{\r\n\t\"ä\u{1b}\": [\n\n1]}\n";
    for start in 0..=text.len() + 2 {
        for end in start..=text.len() + 2 {
            let finding = Finding::new(Span::of(start..end), "here")
                .label(Span::of(0..end), "there")
                .label(Span::of(end..text.len().max(end)), "elsewhere");
            assert!(shown(&one(text, finding)).contains("here"), "{start}..{end}");
        }
    }
}

#[test]
fn every_span_of_a_long_line_can_be_shown() {
    let text = format!("\u{feff}{}\r\n\"end\"\n", "ä日\u{85}x".repeat(60));
    for start in (0..text.len()).step_by(5) {
        for end in (start..=text.len()).step_by(23) {
            let finding = Finding::new(Span::of(start..end), "here")
                .label(Span::of(0..start), "there")
                .label(Span::of(end..text.len()), "elsewhere");
            assert!(shown(&one(&text, finding)).contains("here"), "{start}..{end}");
        }
    }
}

#[test]
fn findings_speak_the_protocol_of_other_programs() {
    use miette::Diagnostic;

    let finding = unknown_target();
    assert_eq!(finding.to_string(), "`Charg` is not a state of this machine");
    assert_eq!(finding.code().map(|code| code.to_string()).as_deref(), Some(finding.rule));
    assert_eq!(finding.severity(), Some(miette::Severity::Error));
    let labels: Vec<_> = finding.labels().into_iter().flatten().collect();
    assert!(labels[0].primary());
    assert_eq!(labels[0].offset(), finding.span.start as usize);
    assert_eq!(labels[2].label(), Some("`Charge` is defined here"));
}
