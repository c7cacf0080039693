//! `aslint check --fix`: what is mended, what is left, and that nothing else moves.

use std::collections::{BTreeMap, BTreeSet};

use aslint::config::Levels;
use aslint::diagnostic::{Finding, Severity};
use aslint::fix::apply;
use aslint::model::WorkflowType;
use aslint::rules;
use aslint::source::Source;
use aslint::syntax::{Format, parse};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde_json::Value;

use crate::project::Project;
use crate::repository::{refuse, root};
use crate::runs;

/// A Map state with names of old, a retrier behind one for all errors, a number in quotes.
const OLD: &str = "{\r
  \"StartAt\": \"Each\",\r
  \"States\": {\r
    \"Each\": {\r
      \"Type\": \"Map\",\r
      \"MaxConcurrency\": \"3\",\r
      \"Iterator\": {\r
        \"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Pass\", \"End\": true}}},\r
      \"Retry\": [\r
        {\"ErrorEquals\": [\"States.ALL\"]},\r
        {\"ErrorEquals\": [\"A\", \"B\", \"A\"]}\r
      ],\r
      \"end\": true\r
    }\r
  }\r
}";

const NEW: &str = "{\r
  \"StartAt\": \"Each\",\r
  \"States\": {\r
    \"Each\": {\r
      \"Type\": \"Map\",\r
      \"MaxConcurrency\": 3,\r
      \"ItemProcessor\": {\r
        \"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Pass\", \"End\": true}}},\r
      \"Retry\": [\r
        {\"ErrorEquals\": [\"A\", \"B\"]},\r
        {\"ErrorEquals\": [\"States.ALL\"]}\r
      ],\r
      \"End\": true\r
    }\r
  }\r
}";

#[test]
fn what_has_one_right_answer_is_mended_and_the_rest_keeps_its_bytes() {
    let project = Project::new(&[("a.asl.json", OLD)]);
    let answer = project.run(&["check", "--fix"]);
    assert_eq!(answer.code, 0, "{}{}", answer.stdout, answer.stderr);
    assert!(answer.stderr.contains("fixed 5 findings in 1 file"), "{}", answer.stderr);
    let fixed = std::fs::read_to_string(project.path("a.asl.json")).expect("it can be read");
    assert_eq!(fixed, NEW);
}

#[test]
fn what_a_person_should_look_at_is_left_unless_asked_for() {
    let text = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "Bee"},
                   "Beee": {"Type": "Succeed", "Next": "A"}}}"#;
    let project = Project::new(&[("a.asl.json", text)]);
    assert_eq!(project.run(&["check", "--fix"]).code, 1);
    let read = || std::fs::read_to_string(project.path("a.asl.json")).expect("it can be read");
    assert_eq!(read(), text);
    project.run(&["check", "--fix", "--unsafe-fixes"]);
    let mended = text.replace("\"Bee\"", "\"Beee\"").replace(", \"Next\": \"A\"", "");
    assert_eq!(read(), mended);
}

#[test]
fn a_diff_changes_nothing() {
    let project = Project::new(&[("a.asl.json", OLD), ("b.asl.json", NEW)]);
    let answer = project.run(&["check", "--diff"]);
    assert_eq!(answer.code, 1);
    for line in
        ["--- a/a.asl.json", "+++ b/a.asl.json", "-      \"end\": true", "+      \"End\": true"]
    {
        assert!(answer.stdout.contains(line), "{}", answer.stdout);
    }
    assert!(!answer.stdout.contains("b.asl.json\n"));
    let kept = std::fs::read_to_string(project.path("a.asl.json")).expect("it can be read");
    assert_eq!(kept, OLD);
    assert_eq!(project.run(&["check", "--diff", "b.asl.json"]).code, 0);
}

#[test]
fn the_standard_input_is_printed_as_it_is_mended() {
    let project = Project::new(&[]);
    let lost = NEW.replace("\"StartAt\": \"Each\"", "\"StartAt\": \"Nowhere at all\"");
    for (text, mended, code) in [(OLD, NEW, 0), (NEW, NEW, 0), (&lost, &lost, 1)] {
        let answer = project.run_with_input(&["check", "--fix", "-"], text.as_bytes());
        assert_eq!((answer.code, answer.stdout.as_str()), (code, mended), "{answer:?}");
        assert_eq!(answer.stderr.contains("start-at-unknown"), code == 1, "{answer:?}");
    }
}

#[test]
fn yaml_and_definitions_in_templates_are_mended_in_their_own_style() {
    let yaml = "\
Resources:
  M:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      Definition:
        StartAt: Each   # the first
        States:
          Each:
            Type: Map
            Iterator:
              StartAt: A
              States: { A: { Type: 'pass', End: true } }
            Retry:
              - ErrorEquals: [ A ]
              - ErrorEquals: [ A ]
                MaxAttempts: 9
              - ErrorEquals: [ B ]
            End: true
";
    let project = Project::new(&[("template.yaml", yaml)]);
    let answer = project.run(&["check", "--fix"]);
    assert_eq!(answer.code, 0, "{}{}", answer.stdout, answer.stderr);
    let fixed = std::fs::read_to_string(project.path("template.yaml")).expect("it can be read");
    let expected = yaml
        .replace("Iterator", "ItemProcessor")
        .replace("'pass'", "'Pass'")
        .replace("              - ErrorEquals: [ A ]\n                MaxAttempts: 9\n", "");
    assert_eq!(fixed, expected);
}

/// Texts within texts: what is written as it reads is mended in place.
#[test]
fn a_definition_within_a_text_is_mended_where_no_quotes_are_in_the_way() {
    let definition = |first: &str, state: &str| {
        format!(
            "{{\"StartAt\": \"{first}\", \"States\": {{\n          \
             \"First\": {{\"Type\": \"{state}\", \"End\": true}}}}}}"
        )
    };
    let template = |text: &str| {
        format!(
            "Resources:\n  M:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      \
             DefinitionString: {text}\n"
        )
    };
    let heredoc = |text: &str, more: &str| {
        let resource = "resource \"aws_sfn_state_machine\" \"m\"";
        format!("{resource} {{\n  definition = <<EOT\n{text}\nEOT\n}}\n{more}")
    };
    let in_quotes = |text: String| template(&serde_json::to_string(&text).expect("a string"));
    let block = |text: String| template(&format!("!Sub |\n        {text}"));
    let plain = |text: String| heredoc(&text, "");
    let kept = |text: String| heredoc(&text, "locals {\n  x = \"${First}\"\n}\n");
    let (broken, sound) = (definition("Frist", "pass"), definition("First", "Pass"));
    let both = |host: &dyn Fn(String) -> String| (host(broken.clone()), host(sound.clone()));
    let table = [
        ("template.yaml", both(&block), true),
        ("main.tf", both(&plain), true),
        ("main.tf", both(&kept), true),
        // Its quotes are escaped.
        ("template.yaml", both(&in_quotes), false),
    ];
    for (name, (before, after), is_mended) in table {
        let project = Project::new(&[(name, &before)]);
        project.run(&["check", "--fix", "--unsafe-fixes", name]);
        let text = std::fs::read_to_string(project.path(name)).expect("it can be read");
        let expected = if is_mended { after } else { before };
        assert_eq!(text, expected);
    }
    // What a value stands for is not written there.
    let filled = heredoc(&definition("${local.x}", "Pass"), "locals {\n  x = \"Frist\"\n}\n");
    let project = Project::new(&[("main.tf", &filled)]);
    let answer = project.run(&["check", "--fix", "--unsafe-fixes", "main.tf"]);
    assert!(answer.stdout.contains("start-at-unknown"), "{answer:?}");
    let text = std::fs::read_to_string(project.path("main.tf")).expect("it can be read");
    assert_eq!(text, filled);
}

#[test]
fn a_fix_that_makes_it_worse_is_not_made() {
    // Without its only catcher, the state that it leads to would be out of reach.
    let text = r#"{"StartAt": "A", "States": {"A": {"Type": "Task",
        "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "Catch": [
        {"ErrorEquals": ["X"], "Next": "B"}, {"ErrorEquals": ["X"], "Next": "C"}], "End": true},
        "B": {"Type": "Succeed"}, "C": {"Type": "Succeed"}}}"#;
    let project = Project::new(&[("a.asl.json", text)]);
    project.run(&["check", "--fix"]);
    let kept = std::fs::read_to_string(project.path("a.asl.json")).expect("it can be read");
    assert_eq!(kept, text);
}

fn findings(text: &str) -> Vec<Finding> {
    let mut findings =
        rules::check(&parse(text, Format::Json), WorkflowType::Standard, &Levels::default());
    findings.retain(Finding::is_shown);
    findings
}

/// How many findings of each rule there are, and how many of them are errors.
fn counts(findings: &[Finding]) -> (BTreeMap<&str, usize>, usize) {
    let mut counts = BTreeMap::new();
    for finding in findings {
        *counts.entry(finding.rule).or_default() += 1;
    }
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    (counts, errors.count())
}

/// Each fix of a text on its own: it takes its finding away and adds no error.
fn faults_of_fixes(name: &str, text: &str) -> (usize, Vec<String>) {
    let before = findings(text);
    let (rules_before, errors_before) = counts(&before);
    let mut faults = Vec::new();
    let mut fixed = 0;
    for finding in before.iter().filter(|finding| finding.fix.is_some()) {
        let applied = apply(text, &finding.fix);
        let after = findings(&applied.text);
        let (rules_after, errors_after) = counts(&after);
        let rule = finding.rule;
        let is_gone = rules_after.get(rule).unwrap_or(&0) < &rules_before[rule];
        fixed += 1;
        if applied.count != 1 || !is_gone {
            faults.push(format!("{name}: {rule} at {} is still there", finding.pointer));
        } else if errors_after > errors_before {
            let new = after.iter().find(|one| !before.iter().any(|two| two.message == one.message));
            // What comes to light and can be mended in turn is no harm.
            if new.is_some_and(|finding| finding.fix.is_some()) {
                continue;
            }
            let new = new.map(|finding| &finding.message);
            faults.push(format!("{name}: mending {rule} at {} adds {new:?}", finding.pointer));
        }
    }
    (fixed, faults)
}

#[test]
fn every_fix_of_a_seeded_defect_takes_its_finding_away() {
    let path = root().join("../shared/corpus/mutants.jsonl");
    let Ok(lines) = std::fs::read_to_string(&path) else {
        return println!("skipped: there are no seeded defects at {}", path.display());
    };
    let mutants: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("each line is JSON"))
        .filter(|mutant: &Value| mutant["text"].as_str().is_some_and(|text| text.len() < 20_000))
        .collect();
    let judged: Vec<_> = mutants
        .par_iter()
        .map(|mutant| {
            let (id, text) = (mutant["id"].as_str(), mutant["text"].as_str());
            faults_of_fixes(id.unwrap_or_default(), text.unwrap_or_default())
        })
        .collect();
    let with_a_fix = judged.iter().filter(|(fixed, _)| *fixed > 0).count();
    println!("{with_a_fix} of {} seeded defects have a fix", judged.len());
    let faults: Vec<_> = judged.into_iter().flat_map(|(_, faults)| faults).collect();
    refuse(&faults, "A fix is the one right answer, or it is none.");
    assert!(with_a_fix > 300, "only {with_a_fix} of the seeded defects have a fix");
}

/// The definitions of the corpus by the names of their files.
fn definitions() -> BTreeMap<String, Vec<Value>> {
    let folder = root().join("../shared/corpus/files");
    let mut definitions: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).into_iter().flatten() {
        let text = std::fs::read_to_string(entry.path()).unwrap_or_default();
        if let Ok(value) = serde_json::from_str(&text) {
            let name = entry.file_name().to_string_lossy().into_owned();
            definitions.entry(name).or_default().push(value);
        }
    }
    definitions
}

/// In how many places two values differ, counted up to some.
fn differences(one: &Value, other: &Value) -> usize {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let names: BTreeSet<_> = one.keys().chain(other.keys()).collect();
            let at = |name: &&String| match (one.get(*name), other.get(*name)) {
                (Some(one), Some(other)) => differences(one, other),
                _ => 1,
            };
            names.iter().map(at).sum()
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            one.iter().zip(other).map(|(one, other)| differences(one, other)).sum()
        }
        _ => usize::from(one != other),
    }
}

/// A text as `--fix --unsafe-fixes` leaves it.
fn mended(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..10 {
        let findings = findings(&text);
        let applied = apply(&text, findings.iter().filter_map(|finding| finding.fix.as_ref()));
        if applied.count == 0 {
            break;
        }
        text = applied.text;
    }
    text
}

/// How an execution ends whose tasks return nothing.
fn end(text: &str) -> String {
    let source = Source::new("a.asl.json", text.as_bytes().to_vec());
    format!("{:?}", runs::executed(&source, "{}", None, WorkflowType::Standard).outcome)
}

/// The kinds of defects that are put over what was there, so that nobody could tell what it was.
const OVERWRITTEN: [&str; 1] = ["variable-not-refpath"];

/// Whether a mended defect does what the definition did before it was put in; none where it
/// cannot be told.
fn does_the_same(defect: &Value, definitions: &BTreeMap<String, Vec<Value>>) -> Option<bool> {
    if OVERWRITTEN.iter().any(|kind| defect["kind"] == **kind) {
        return None;
    }
    let text = defect["text"].as_str()?;
    let found = findings(text);
    let (before, _) = counts(&found);
    let value: Value = serde_json::from_str(text).ok()?;
    let known = definitions.get(defect["base"].as_str()?)?;
    let base = known.iter().find(|base| differences(base, &value) <= 1)?;
    let base = serde_json::to_string_pretty(base).ok()?;
    let of_base = findings(&base);
    let (of_base, _) = counts(&of_base);
    let has_new_fix = found.iter().any(|finding| {
        finding.fix.is_some() && of_base.get(finding.rule) < before.get(finding.rule)
    });
    let (one, other) = (mended(text), mended(&base));
    let is_sound = |text: &str| findings(text).iter().all(|one| one.severity != Severity::Error);
    if !has_new_fix || !is_sound(&one) || !is_sound(&other) {
        return None;
    }
    Some(end(&one) == end(&other))
}

#[test]
fn a_mended_defect_does_what_the_definition_did() {
    let Ok(lines) = std::fs::read_to_string(root().join("../shared/corpus/mutants.jsonl")) else {
        return println!("skipped: there are no seeded defects");
    };
    let definitions = definitions();
    let defects: Vec<Value> =
        lines.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect();
    let told = defects.par_iter().filter_map(|defect| {
        let is_same = does_the_same(defect, &definitions)?;
        Some((defect["id"].as_str().unwrap_or_default().to_owned(), is_same))
    });
    let told: Vec<_> = told.collect();
    println!("{} of {} seeded defects can be compared", told.len(), defects.len());
    assert!(told.len() > 80, "only {} seeded defects can be compared", told.len());
    let faults = told.into_iter().filter(|(_, is_same)| !is_same).map(|(id, _)| id);
    refuse(&faults.collect::<Vec<_>>(), "A fix gives back what was there.");
}

#[test]
fn every_fix_on_a_page_takes_its_finding_away() {
    let mut faults = Vec::new();
    for rule in rules::ALL {
        let bad = rule.page.split("\n## Good").next().unwrap_or_default();
        let blocks = bad.split("```json\n").skip(1).filter_map(|rest| rest.split("\n```").next());
        for block in blocks {
            let is_mark = |line: &&str| !line.trim_start().starts_with("//");
            let text: Vec<_> = block.lines().filter(is_mark).collect();
            let (_, more) = faults_of_fixes(rule.name, &text.join("\n"));
            faults.extend(more);
        }
    }
    refuse(&faults, "A fix is the one right answer, or it is none.");
}
