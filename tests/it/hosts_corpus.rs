//! The templates of the corpus, where it lies beside the project: every machine in them is found,
//! and a defect put into one is reported where it was put.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;

use aslint::hosts::{self, Definition, Machine, terraform};
use aslint::syntax::{Format, Parsed, parse};
use fancy_regex::Regex;
use serde_json::Value;

use crate::project::Project;
use crate::repository::{refuse, root};

/// A template, and what is known of it.
struct Template {
    path: String,
    text: String,
    /// Its machines, as the manifest has them.
    manifest: Vec<Value>,
}

/// The templates of all sets; none, with a word on it, where there is no corpus.
#[expect(clippy::print_stderr, reason = "a test that does nothing says so")]
fn templates() -> Vec<Template> {
    let folder = std::env::var_os("ASLINT_CORPUS").map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| root().join("../shared/corpus"));
    let Ok(lines) = std::fs::read_to_string(folder.join("clean.jsonl")) else {
        eprintln!("there is no corpus: nothing is looked at");
        return Vec::new();
    };
    let template = |line: &str| {
        let entry: Value = serde_json::from_str(line).expect("a line of JSON");
        let path = entry["path"].as_str().expect("a path").to_owned();
        let manifest = entry["machines"].as_array()?.clone();
        let text = std::fs::read_to_string(folder.join("files").join(&path)).ok()?;
        (!manifest.is_empty()).then_some(Template { path, text, manifest })
    };
    lines.lines().filter_map(template).collect()
}

impl Template {
    fn is_configuration(&self) -> bool {
        self.path.rsplit('.').next() == Some("tf")
    }

    fn parsed(&self) -> Parsed<'_> {
        let name = self.path.as_ref();
        parse(&self.text, Format::of_name(name).unwrap_or_else(|| Format::of_text(&self.text)))
    }

    fn machines<'t>(&'t self, parsed: &'t Parsed<'_>) -> Vec<Machine<'t>> {
        if self.is_configuration() {
            terraform::machines(&self.text, &Vec::new)
        } else {
            hosts::machines(parsed)
        }
    }

    /// The ways in which its definitions are written, by the manifest.
    fn forms(&self) -> impl Iterator<Item = &str> {
        self.manifest.iter().filter_map(|machine| machine["how"].as_str())
    }
}

/// How a definition was found to be written, in the words of the manifest.
fn form(definition: &Definition<'_>) -> &'static [&'static str] {
    match definition {
        Definition::Object(_) => &["Definition:object", "object"],
        Definition::Tree(_) => &["jsonencode"],
        Definition::Text { .. } => &[
            "DefinitionString:string",
            "DefinitionString:Fn::Sub",
            "DefinitionString:Fn::Sub+map",
            "DefinitionString:Fn::Join",
            "heredoc",
            "ref",
        ],
        Definition::File { .. } => &["DefinitionUri", "ref"],
        Definition::Elsewhere => &["DefinitionS3Location", "DefinitionUri"],
    }
}

#[test]
fn every_machine_of_the_corpus_is_found_as_it_is_written() {
    let mut faults = Vec::new();
    for template in templates() {
        let parsed = template.parsed();
        let machines = template.machines(&parsed);
        let found: BTreeSet<_> = machines.iter().map(|machine| machine.name.as_str()).collect();
        let mut fault = |what: String| faults.push(format!("{}: {what}", template.path));
        if template.is_configuration() {
            let forms: Vec<_> = template.forms().collect();
            let is_known = |machine: &&Machine<'_>| {
                form(&machine.definition).iter().any(|form| forms.contains(form))
            };
            if machines.is_empty() || !machines.iter().all(|machine| is_known(&machine)) {
                fault(format!("{forms:?}, and found are {machines:?}"));
            }
            continue;
        }
        for entry in &template.manifest {
            let name = entry["logical_id"].as_str().or(entry["name"].as_str()).expect("a name");
            let Some(machine) = machines.iter().find(|machine| machine.name == name) else {
                fault(format!("{name} is not among {found:?}"));
                continue;
            };
            let how = entry["how"].as_str().expect("a way");
            if !form(&machine.definition).contains(&how) {
                fault(format!("{name}: {how}, and found is {:?}", machine.definition));
            }
            if let Some(said) = entry["sm_type"].as_str()
                && machine.workflow_type.as_deref() != Some(said)
            {
                fault(format!("{name}: {said}, and found is {:?}", machine.workflow_type));
            }
            let names = machine.surroundings.substitutions.iter().map(|one| one.name.as_str());
            let names: BTreeSet<_> = names.collect();
            let declared = entry["substitutions"].as_array().into_iter().flatten();
            let declared: BTreeSet<_> = declared.filter_map(Value::as_str).collect();
            if machine.surroundings.is_complete && names != declared {
                fault(format!("{name}: {declared:?}, and found are {names:?}"));
            }
        }
        if found.len() != template.manifest.len() {
            fault(format!("{} machines, and found are {found:?}", template.manifest.len()));
        }
    }
    refuse(&faults, "See how the template writes its machines.");
}

/// A word of a definition, as it stands in a template.
struct Word {
    /// With its quotes.
    whole: Range<usize>,
    /// Where letters can be added to it.
    end: usize,
}

/// The words that a field has in a text, in quotes or without, escaped or not.
fn words(text: &str, field: &str, value: &str) -> Vec<Word> {
    let key = format!(r#"(?<![\w.])(?:\\?["'])?{field}(?:\\?["'])?[ \t]*[:=][ \t]*"#);
    let quoted = format!(r#"\\"(?<a>{value})\\"|"(?<b>{value})"|'(?<c>{value})'"#);
    let pattern = format!("(?m){key}(?:{quoted}|(?<d>{value})(?=[ \\t]*$))");
    let regex = Regex::new(&pattern).expect("a pattern");
    let mut words = Vec::new();
    for captures in regex.captures_iter(text).filter_map(Result::ok) {
        for (name, quote) in [("a", 2), ("b", 1), ("c", 1), ("d", 0)] {
            if let Some(found) = captures.name(name) {
                let whole = found.start() - quote..found.end() + quote;
                words.push(Word { whole, end: found.end() });
            }
        }
    }
    words
}

/// The one-based line of an offset, and the column in characters.
fn position(text: &str, offset: usize) -> (u64, u64) {
    let before = &text[..offset];
    let line = before.matches('\n').count() as u64 + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (line, before[start..].trim_start_matches('\u{feff}').chars().count() as u64 + 1)
}

/// Puts a defect into a word, and says what is told of it that should not be, if anything.
fn seeded(template: &Template, word: &Word, rule: &str) -> Option<String> {
    let mut text = template.text.clone();
    text.insert_str(word.end, "Zq");
    let expected = word.whole.start..word.whole.end + 2;
    let name = template.path.rsplit('/').next().unwrap_or_default();
    let project = Project::new(&[(name, &text)]);
    let answer = project.run(&["check", "--format", "json", name]);
    let report: Value = serde_json::from_str(&answer.stdout).expect("JSON");
    let findings = report["findings"].as_array().expect("a list");
    let is_there = findings.iter().any(|finding| {
        let place = |end: &str| {
            let place = &finding["span"][end];
            let number = |name: &str| place[name].as_u64().expect("a number");
            (number("offset") as usize, (number("line"), number("column")))
        };
        let is_at = |end, offset| place(end) == (offset, position(&text, offset));
        finding["rule"] == rule && is_at("start", expected.start) && is_at("end", expected.end)
    });
    let (line, column) = position(&text, expected.start);
    (!is_there).then(|| format!("{}:{line}:{column}: no {rule}", template.path))
}

#[test]
fn a_defect_in_a_template_of_the_corpus_is_reported_where_it_is() {
    const TYPES: &str = "Pass|Task|Choice|Wait|Succeed|Fail|Parallel|Map";
    let templates = templates();
    if templates.is_empty() {
        return;
    }
    let mut faults = Vec::new();
    let mut seeded_in: BTreeMap<&str, usize> = BTreeMap::new();
    let mut count = 0;
    for template in &templates {
        let names = words(&template.text, "Next", r#"\w[^"'\\\n{}$]*?"#);
        let types = words(&template.text, "Type", TYPES);
        let files = words(&template.text, "DefinitionUri", r"[\w./-]+");
        if names.is_empty() && types.is_empty() && files.is_empty() {
            continue;
        }
        count += 1;
        template.forms().for_each(|form| *seeded_in.entry(form).or_default() += 1);
        let seeds = [
            (&names, "transition-target-unknown"),
            (&types, "field-value-unknown"),
            (&files, "definition-file-missing"),
        ];
        for (words, rule) in seeds {
            let ends = [words.first(), words.last()];
            faults
                .extend(ends.into_iter().flatten().filter_map(|word| seeded(template, word, rule)));
        }
    }
    refuse(&faults, "A defect is pointed at in the bytes of the template.");
    assert!(count >= 40, "{count} templates have a definition to put a defect into");
    let forms = [
        "Definition:object",
        "DefinitionString:string",
        "DefinitionString:Fn::Sub",
        "DefinitionString:Fn::Sub+map",
        "DefinitionString:Fn::Join",
        "DefinitionUri",
        "heredoc",
        "jsonencode",
        "object",
    ];
    let lacking: Vec<_> = forms.iter().filter(|form| !seeded_in.contains_key(*form)).collect();
    assert!(lacking.is_empty(), "no template of {lacking:?}");
}

#[test]
fn bad_templates_are_answered_with_a_clear_finding_or_none() {
    let machine = |properties: &str| {
        format!(
            "Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    \
             Properties:\n      {properties}\n"
        )
    };
    let table = [
        ("DefinitionUri: gone.asl.json", Some("definition-file-missing")),
        ("DefinitionUri: .", Some("definition-file-missing")),
        ("DefinitionUri: ''", None),
        ("DefinitionUri: {Bucket: b}", None),
        ("DefinitionUri: /etc/passwd", Some("definition-file-outside")),
        ("DefinitionUri: t.yaml", Some("definition-file-cyclic")),
        ("Definition: !Join ['', []]", Some("syntax-invalid")),
        ("Definition: !Join []", None),
        ("Definition: !Sub []", None),
        ("Definition: !GetAtt []", None),
        ("Definition: !If [A, !Ref AWS::NoValue, !Ref AWS::NoValue]", None),
        ("DefinitionSubstitutions: [a]", None),
        ("Definition: {'Fn::Transform': {Name: AWS::Include}}", None),
    ];
    for (properties, rule) in table {
        let project = Project::new(&[("t.yaml", &machine(properties)), ("aslint.toml", "")]);
        let answer = project.run(&["check", "--format", "json", "t.yaml"]);
        assert!(matches!(answer.code, 0 | 1 | 3), "{properties}: {answer:?}");
        let report: Value = serde_json::from_str(&answer.stdout).expect("JSON");
        let findings = report["findings"].as_array().expect("a list");
        let told: Vec<_> = findings.iter().filter_map(|one| one["rule"].as_str()).collect();
        assert_eq!(told, Vec::from_iter(rule), "{properties}: {answer:?}");
    }
    let nothing = Project::new(&[("f.json", r#"{"Fn::Join": ["\n", []]}"#)]);
    assert_eq!(nothing.run(&["check", "f.json"]).code, 3);
}
