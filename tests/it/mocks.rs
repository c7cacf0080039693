//! Mock files: what is wrong with them, how calls are answered, and that nothing stops us.

use std::path::PathBuf;
use std::rc::Rc;

use aslint::diagnostic::{Finding, Severity};
use aslint::exec::mocks::{self, Answer, Answers, Call, Content, Mocks, Response};
use aslint::model::StateMachine;
use aslint::query::value::Value;
use aslint::report::style::Colours;
use aslint::report::{FileReport, Report, full};
use aslint::source::Source;
use aslint::syntax::{Format, Parsed, parse};
use insta::{Settings, assert_snapshot};
use proptest::prelude::{ProptestConfig, any, prop};
use proptest::proptest;

use crate::project::Project;
use crate::repository::{bytes, file, paths_under, root};

const MACHINE: &str = include_str!("../../fixtures/mocks/machine.asl.json");

/// Hands the mocks of a text, and what is wrong with it, to `use_them`.
fn with_mocks<T>(
    text: &str,
    format: Format,
    case: Option<&str>,
    use_them: impl FnOnce(Mocks, Vec<Finding>) -> T,
) -> T {
    with_mocks_of(MACHINE, text, format, case, use_them)
}

/// The same for another machine.
fn with_mocks_of<T>(
    machine: &str,
    text: &str,
    format: Format,
    case: Option<&str>,
    use_them: impl FnOnce(Mocks, Vec<Finding>) -> T,
) -> T {
    let definition = parse(machine, Format::Json);
    let machine = StateMachine::read(definition.tree.root());
    let parsed = parse(text, format);
    let (mocks, findings) = mocks::read(&parsed, &machine, case);
    use_them(mocks, findings)
}

/// The mocks of a text with which nothing is wrong.
fn sound(text: &str, case: Option<&str>) -> Mocks {
    with_mocks(text, Format::of_text(text), case, |mocks, findings| {
        assert_eq!(findings, [], "{text}");
        mocks
    })
}

fn fixture(name: &str) -> (String, Format) {
    let path = format!("fixtures/mocks/{name}");
    let format = Format::of_name(path.as_ref()).expect("its name says how it is written");
    (file(&path).text, format)
}

#[test]
fn a_mock_file_has_the_findings_of_its_snapshot() {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path(root().join("fixtures/mocks"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for name in [
        "entries.yaml",
        "list.yaml",
        "local.json",
        "objects.yaml",
        "placeholders.json",
        "states.yaml",
    ] {
        let (text, format) = fixture(name);
        let findings = with_mocks(&text, format, None, |_, findings| findings);
        let source = Source::new(name, text.into_bytes());
        let report = Report { files: vec![FileReport::of_definition(source, findings)] };
        let mut out = Vec::new();
        full::write(&mut out, &report, Colours::None).expect("memory can be written");
        let out = String::from_utf8(out).expect("a report is text");
        settings.bind(|| assert_snapshot!(name, out));
    }
}

#[test]
fn a_result_of_a_state_as_a_whole_is_judged_in_the_words_of_test_state() {
    let (text, format) = fixture("whole.yaml");
    let machine = file("fixtures/mocks/whole.asl.json").text;
    let findings = with_mocks_of(&machine, &text, format, None, |_, findings| findings);
    let told: Vec<_> = findings
        .iter()
        .map(|one| {
            (one.pointer.as_str(), one.aws.as_ref().map_or(&*one.message, |aws| &aws.message))
        })
        .collect();
    let count = "Mocked result must contain the same number of items as number of Parallel \
                 branches.";
    let expected = [
        ("/mocks/Both/0/return", "Mocked result must be an array."),
        ("/mocks/Both/1/return", count),
        ("/mocks/Each/0/return", "Mocked result must be an array."),
        ("/mocks/Each/1/timeout", "a Map state has no `timeout`"),
        ("/mocks/Many/return", "Mocked result must be a JSON object."),
    ];
    assert_eq!(told, expected);
    let text = format!("strictness: none\n{text}");
    let findings = with_mocks_of(&machine, &text, format, None, |_, findings| findings);
    assert_eq!(findings.len(), 1, "{findings:#?}");
}

#[test]
fn a_sound_mock_file_has_no_findings() {
    let cases = [
        ("clean.yaml", None),
        ("clean.json", None),
        ("local-clean.json", Some("Orders#Flaky")),
        ("local-clean.json", Some("Orders#Good")),
    ];
    for (name, case) in cases {
        let (text, format) = fixture(name);
        let findings = with_mocks(&text, format, case, |_, findings| findings);
        assert_eq!(findings, [], "{name}");
    }
    for (text, format) in [
        ("{}", Format::Json),
        ("mocks:\ns3:\n", Format::Yaml),
        ("# nothing yet\nmocks: {}\n", Format::Yaml),
        (r#"{"$schema": "mocks.json", "mocks": {"Charge": []}}"#, Format::Json),
    ] {
        let findings = with_mocks(text, format, None, |_, findings| findings);
        assert_eq!(findings, [], "{text}");
    }
}

#[test]
fn a_finding_has_a_pointer_and_a_rule() {
    let text = r#"{"mocks": {"Charge": [{"return": 1, "after": -1}]}}"#;
    let findings = with_mocks(text, Format::Json, None, |_, findings| findings);
    let told: Vec<_> = findings.iter().map(|one| (one.rule, one.pointer.as_str())).collect();
    assert_eq!(told, [(mocks::MOCK_SHAPE, "/mocks/Charge/0/after")]);
}

#[test]
fn states_that_a_placeholder_may_bring_are_not_unknown() {
    let definition = parse(r#"{"StartAt": "A", "States": ${states}}"#, Format::Json);
    let machine = StateMachine::read(definition.tree.root());
    let parsed = parse(r#"{"mocks": {"B": {"return": 1}}}"#, Format::Json);
    assert_eq!(mocks::read(&parsed, &machine, None).1, []);
}

/// A call in words: the state, then `index` and `attempt` where they matter, `arguments` as JSON.
fn call(answers: &mut Answers<'_>, words: &str) -> Option<Response> {
    let mut words = words.splitn(4, ' ');
    let state = words.next().unwrap_or_default();
    let index = words.next().and_then(|index| index.parse().ok());
    let attempt = words.next().and_then(|attempt| attempt.parse().ok()).unwrap_or(0);
    let arguments = parse(words.next().unwrap_or("{}"), Format::Json);
    let arguments = Value::from_tree(arguments.tree.root());
    answers.answer(&Call { state, index, attempt, arguments: &arguments })
}

/// An answer in a few characters.
fn short(response: Option<Response>) -> String {
    match response.map(|response| response.answer) {
        None => "-".to_owned(),
        Some(Answer::Return(value)) => value.to_string(),
        Some(Answer::Throw { error, .. }) => format!("!{}", error.as_deref().unwrap_or_default()),
        Some(Answer::Timeout) => "timeout".to_owned(),
        Some(Answer::Aborted) => "aborted".to_owned(),
    }
}

#[test]
fn a_call_takes_the_first_entry_that_is_left_and_fits() {
    let table: [(&str, &[&str], &str); 8] = [
        ("[{return: 1}, {throw: {error: E}}]", &["Charge", "Charge", "Charge"], "1 !E -"),
        ("{return: 1}", &["Charge", "Charge", "Encode"], "1 1 -"),
        ("[]", &["Charge"], "-"),
        (
            "[{when: {index: 2}, return: 2}, {return: 0}, {return: 1}]",
            &["Charge 1", "Charge 2", "Charge 2", "Charge"],
            "0 2 1 -",
        ),
        (
            "[{when: {index: [0, 1]}, timeout: true}, {when: {attempt: 1}, aborted: true}]",
            &["Charge", "Charge 1", "Charge 0 0", "Charge - 1"],
            "- timeout - aborted",
        ),
        ("{when: {index: 1}, return: 1}", &["Charge 0", "Charge 1", "Charge 1"], "- 1 1"),
        (
            "[{when: {arguments: {a: 1}}, return: 1}, \
              {when: {arguments: [{a: 2}, {a: 3}]}, return: 2}]",
            &[r#"Charge - 0 {"a": 3, "b": 0}"#, r#"Charge - 0 {"a": 2}"#, r#"Charge - 0 {"a": 1}"#],
            "2 - 1",
        ),
        ("[{when: {}, throw: {}}]", &["Charge 7 7"], "!"),
    ];
    for (entries, calls, expected) in table {
        let mocks = sound(&format!("mocks:\n  Charge: {entries}"), None);
        let mut answers = mocks.answers();
        let given: Vec<_> = calls.iter().map(|words| short(call(&mut answers, words))).collect();
        assert_eq!(given.join(" "), expected, "{entries}");
    }
}

#[test]
fn an_answer_has_all_that_its_entry_says() {
    let text = "{submitted: {Id: x}, throw: {cause: C}, after: 90.5, heartbeat: 10}";
    let mocks = sound(&format!("mocks: {{Charge: {text}}}"), None);
    let submitted = call(&mut mocks.answers(), "Charge").expect("it is mocked");
    let expected = Response {
        answer: Answer::Throw { error: None, cause: Some("C".into()) },
        submitted: submitted.submitted.clone(),
        after_seconds: 90.5,
        heartbeat_seconds: Some(10.0),
    };
    assert_eq!(submitted, expected);
    assert_eq!(submitted.submitted.map(|value| value.to_string()), Some(r#"{"Id":"x"}"#.into()));
}

#[test]
fn every_run_begins_anew_and_a_fallback_answers_the_rest() {
    let mocks = sound("mocks: {Charge: [{return: 1}]}", None).with_fallback();
    for _ in 0..2 {
        let mut answers = mocks.answers();
        let given = ["Charge", "Charge", "Encode"].map(|words| short(call(&mut answers, words)));
        assert_eq!(given, ["1", "{}", "{}"]);
    }
    assert_eq!(short(call(&mut Mocks::none().answers(), "Charge")), "-");
    assert_eq!(short(call(&mut Mocks::answering_all().answers(), "Charge")), "{}");
}

#[test]
fn what_no_call_has_used_is_told() {
    let text = "mocks:\n  Charge: [{return: 1}, {when: {index: 9}, return: 2}, {return: 3}]\n  \
                Score: {return: 1}\n  Encode: []\n";
    let mocks = sound(text, None);
    let mut answers = mocks.answers();
    call(&mut answers, "Charge");
    call(&mut answers, "Charge");
    let unused = answers.unused();
    let told: Vec<_> = unused.iter().map(|one| (&text[one.span.range()], &*one.message)).collect();
    let expected = [
        ("return", "no call of `Charge` has come to this answer"),
        ("Score", "`Score` was not called"),
    ];
    assert_eq!(told, expected);
    assert!(unused.iter().all(|one| one.severity == Severity::Warning));
}

#[test]
fn a_test_case_of_step_functions_local_answers_by_number() {
    let (text, _) = fixture("local-clean.json");
    let table: [(&str, &[&str], &str); 2] = [
        (
            "Orders#Flaky",
            &["Charge", "Charge", "Charge 3 1", "Score", "Charge", "Charge"],
            "!Lambda.ServiceException !States.Timeout !States.Timeout \"fine\" \
             {\"StatusCode\":200,\"Payload\":{\"ok\":true}} -",
        ),
        ("Orders#Good", &["Charge", "Charge", "Score"], "\"fine\" - -"),
    ];
    for (case, calls, expected) in table {
        let mocks = sound(&text, Some(case));
        let mut answers = mocks.answers();
        let given: Vec<_> = calls.iter().map(|words| short(call(&mut answers, words))).collect();
        assert_eq!(given.join(" "), expected, "{case}");
    }
}

#[test]
fn a_test_case_must_be_clear() {
    let (text, _) = fixture("local-clean.json");
    let table = [
        (
            &*text,
            None,
            "it is not said which test case is meant",
            "choose one with `--case`: `Orders#Flaky` and `Orders#Good`",
        ),
        (
            &*text,
            Some("Orders#God"),
            "there is no test case `Orders#God`",
            "did you mean `Orders#Good`?",
        ),
        (
            "{\"StateMachines\": {}}",
            None,
            "there is no test case",
            "test cases are in `StateMachines`, machine, `TestCases`",
        ),
        (
            "{}",
            Some("A#B"),
            "there is no test case `A#B`",
            "only a file with `StateMachines` and `MockedResponses` has test cases",
        ),
    ];
    for (text, case, message, help) in table {
        let findings = with_mocks(text, Format::Json, case, |_, findings| findings);
        let [finding] = findings.as_slice() else { panic!("{text}: {findings:#?}") };
        assert_eq!((&*finding.message, finding.help.as_deref()), (message, Some(help)), "{text}");
        assert_eq!((finding.rule, finding.severity), (mocks::MOCK_CASE_UNKNOWN, Severity::Error));
    }
}

#[test]
fn what_a_test_case_never_comes_to_keeps_no_run_from_starting() {
    let (text, format) = fixture("local.json");
    with_mocks(&text, format, Some("Orders#Flaky"), |mocks, findings| {
        assert!(findings.iter().all(|one| one.severity == Severity::Warning), "{findings:#?}");
        assert_eq!(short(call(&mut mocks.answers(), "Charge")), "-");
    });
}

#[test]
fn an_object_has_the_bytes_that_the_file_says() {
    let (text, format) = fixture("clean.yaml");
    let mut mocks = with_mocks(&text, format, None, |mocks, _| mocks);
    let wanted: Vec<_> = mocks.wanted_files().map(|(path, span)| (path.to_owned(), span)).collect();
    let [(path, place)] = wanted.as_slice() else { panic!("one file is named") };
    assert_eq!(&text[place.range()], "items/file.json");
    mocks.provide(path, &Rc::from(*b"[7]"));
    assert_eq!(mocks.wanted_files().count(), 0);
    let bytes = |content: &Content| match content {
        Content::Bytes(bytes) => bytes.to_vec(),
        Content::File { .. } => panic!("it was provided"),
    };
    let given: Vec<_> =
        mocks.objects.iter().map(|object| (&*object.name, bytes(&object.content))).collect();
    let expected: [(&str, &[u8]); 5] = [
        ("bucket/text.csv", b"a,b\n1,2\n"),
        ("bucket/more/text.csv", b"a,b\n1,2\n"),
        ("bucket/bytes", &[0, 1, 2, 3, 4]),
        ("bucket/items.json", b"[1,2.0,{\"a\":null}]"),
        ("bucket/file.json", b"[7]"),
    ];
    assert_eq!(given, expected.map(|(name, bytes)| (name, bytes.to_vec())));
    let times: Vec<_> = mocks.objects.iter().filter_map(|object| object.last_modified).collect();
    assert_eq!(times.iter().map(|time| time.seconds).collect::<Vec<_>>(), [1_896_091_200]);
    assert_eq!(mocks.objects[1].storage_class.as_deref(), Some("GLACIER"));
    assert_eq!(mocks.objects[1].etag.as_deref(), Some("\"abc\""));
}

fn schema() -> jsonschema::Validator {
    let schema = serde_json::from_str(&file("schemas/mocks.json").text).expect("it is JSON");
    jsonschema::options().offline().build(&schema).expect("it is a schema")
}

fn as_json(text: &str, format: Format) -> serde_json::Value {
    let value = Value::from_tree(parse(text, format).tree.root()).to_string();
    serde_json::from_str(&value).expect("a value prints as JSON")
}

#[test]
fn the_schema_takes_what_is_right() {
    let schema = schema();
    for name in ["clean.yaml", "clean.json", "local-clean.json"] {
        let (text, format) = fixture(name);
        let value = as_json(&text, format);
        let errors: Vec<_> = schema.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{name}");
    }
}

#[test]
fn the_schema_refuses_what_the_program_refuses() {
    let schema = schema();
    let entries = [
        "{}",
        "{retrun: 1}",
        "{return: 1, throw: {}}",
        "{timeout: false}",
        "{aborted: 1}",
        "{throw: E}",
        "{throw: {Error: E}}",
        "{return: 1, after: -1}",
        "{return: 1, after: soon}",
        "{return: 1, heartbeat: 0}",
        "{submitted: {}}",
        "text",
        "7",
        "[text]",
        "[[]]",
        "{return: 1, when: 3}",
        "{return: 1, when: {indx: 3}}",
        "{return: 1, when: {index: -3}}",
        "{return: 1, when: {attempt: [1, 2.5]}}",
        "{return: 1, when: {index: []}}",
        "{return: 1, when: {arguments: []}}",
    ];
    let entries = entries.map(|entry| format!("mocks: {{Charge: {entry}}}"));
    let objects = [
        "bucket: text",
        "s3://bucket/key: text",
        "b/k: 1",
        "b/k: [1]",
        "b/k: {etag: a}",
        "b/k: {txt: a}",
        "b/k: {text: a, json: 1}",
        "b/k: {file: /a}",
        "b/k: {file: ../a}",
        "b/k: {text: a, last_modified: today}",
        "b/k: {text: a, storage_class: 1}",
    ];
    let objects = objects.map(|object| format!("s3:\n  {object}"));
    let answers =
        ["{}", "{Return: 1, Throw: {Error: E}}", "{Throw: {Cause: C}}", "{Retrun: 1}", "[]"];
    let local = |key: &str, answer: &str| {
        format!(
            "StateMachines: {{M: {{TestCases: {{C: {{}}}}}}}}\n\
             MockedResponses: {{R: {{{key}: {answer}}}}}"
        )
    };
    let answers = answers.map(|answer| local("'0'", answer));
    let others =
        ["mock: {}".to_owned(), "[]".to_owned(), "mocks: []".to_owned(), local("x", "{Return: 1}")];
    for text in entries.iter().chain(&objects).chain(&answers).chain(&others) {
        let findings = with_mocks(text, Format::Yaml, None, |_, findings| findings);
        assert!(!findings.is_empty(), "the program takes {text}");
        assert!(!schema.is_valid(&as_json(text, Format::Yaml)), "the schema takes {text}");
    }
}

/// Reads bytes as a mock file in every format, and calls until nothing more is answered.
fn assert_answered(bytes: Vec<u8>) {
    let source = Source::new("mocks", bytes);
    let definition = parse(MACHINE, Format::Json);
    let machine = StateMachine::read(definition.tree.root());
    for format in [Format::Json, Format::Json5, Format::Yaml] {
        let parsed = Parsed { invalid: source.invalid, ..parse(&source.text, format) };
        for case in [None, Some("Orders#Flaky")] {
            let (mocks, findings) = mocks::read(&parsed, &machine, case);
            assert!(findings.is_sorted_by_key(|finding| finding.span));
            let mut answers = mocks.answers();
            for words in ["Charge", "Charge 1", "Score 2 1", "Encode"] {
                call(&mut answers, words);
            }
            answers.unused();
        }
    }
}

#[test]
fn a_mock_file_cut_anywhere_is_answered() {
    let is_snapshot =
        |path: &PathBuf| path.extension().is_some_and(|extension| extension == "snap");
    for path in paths_under(&root().join("fixtures/mocks")).iter().filter(|path| !is_snapshot(path))
    {
        let whole = bytes(path);
        for at in 0..=whole.len() {
            assert_answered(whole[..at].to_vec());
        }
    }
}

#[test]
fn depth_costs_no_stack() {
    const DEPTH: usize = 100_000;
    let (open, close) = ("{\"a\":[".repeat(DEPTH), "]}".repeat(DEPTH));
    let deep = format!("{open}1{close}");
    let charge = format!(r#"{{"when": {{"arguments": {deep}}}, "return": {deep}}}"#);
    let objects = format!(r#"{{"b/k": {{"json": {deep}}}}}"#);
    let text = format!(r#"{{"mocks": {{"Charge": {charge}}}, "s3": {objects}}}"#);
    let mocks = sound(&text, None);
    let response = call(&mut mocks.answers(), &format!("Charge - 0 {deep}"));
    assert!(response.is_some());
    with_mocks(&deep, Format::Json, None, |_, findings| assert!(!findings.is_empty()));
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        assert_answered(bytes);
    }

    #[test]
    fn words_of_mock_files_in_any_order_are_answered(
        words in prop::collection::vec(prop::sample::select(WORDS), 0..40)
    ) {
        assert_answered(words.concat().into_bytes());
    }
}

const WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ": ",
    ", ",
    "\n  ",
    "- ",
    "mocks",
    "s3",
    "Charge",
    "return",
    "throw",
    "when",
    "index",
    "arguments",
    "after",
    "1",
    "-1",
    "1e400",
    "true",
    "null",
    "\"0\"",
    "\"1-2\"",
    "\"a/b\"",
    "StateMachines",
    "MockedResponses",
    "TestCases",
    "Orders",
    "Flaky",
    "Return",
    "Throw",
    "Error",
    "file",
    "base64",
    "${x}",
    "!Sub ",
    "&a ",
    "*a",
    "<<",
];

#[test]
fn a_result_that_an_action_never_gives_is_told_and_used_all_the_same() {
    let definition = r#"{"StartAt": "A", "States": {"A": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::aws-sdk:s3:headObject",
        "Parameters": {"Bucket": "b", "Key": "k"}}}}"#;
    let run = |strictness: &str| {
        let mocks = format!("{strictness}mocks:\n  A: {{ return: {{ ContentLength: '9' }} }}\n");
        let project = Project::new(&[("a.asl.json", definition), ("mocks.yaml", &mocks)]);
        project.run(&["run", "a.asl.json", "--mocks", "mocks.yaml"])
    };
    let told = run("");
    assert_eq!(told.code, 0, "{}", told.stderr);
    let expected = "warning[mock-result-impossible]: `ContentLength` must be a number\n  --> \
                    mocks.yaml:2:33\n";
    assert!(told.stderr.contains(expected), "{}", told.stderr);
    assert!(!run("strictness: none\n").stderr.contains("mock-result-impossible"));
    assert_eq!(run("strictness: sometimes\n").code, 2);
}
