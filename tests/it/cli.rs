//! The program as people run it: exit codes, streams, settings.

use std::io::Write;
use std::process::Stdio;

use insta::assert_snapshot;

use crate::project::{Answer, CLEAN, FAULTY, Project, aslint};

#[test]
fn exit_codes_are_those_promised() {
    let files = [
        ("clean.asl.json", CLEAN),
        ("faulty.asl.json", FAULTY),
        ("other.json", "{}"),
        ("strict.toml", "fail-on = 'warning'\nrules = { syntax-invalid = 'warning' }"),
        ("lax.toml", "fail-on = 'never'"),
        ("bad.toml", "fail-on = 'sometimes'"),
    ];
    let project = Project::new(&files);
    let table = [
        ("check clean.asl.json", 0),
        ("check clean.asl.json faulty.asl.json", 1),
        ("check", 1),
        ("check --fail-on never", 0),
        ("check --ignore syntax-invalid", 0),
        ("check --ignore file-encoding-invalid,syntax-invalid", 0),
        ("check --select file-encoding-invalid", 0),
        ("check --select syntax-invalid", 1),
        ("check --config strict.toml", 1),
        ("check --config strict.toml --fail-on error", 0),
        ("check --config lax.toml", 0),
        ("check --config lax.toml --fail-on error", 1),
        ("check --config lax.toml --no-config", 2),
        ("check --config bad.toml", 2),
        ("check --config missing.toml", 2),
        ("check other.json", 3),
        ("check missing.asl.json", 2),
        ("check missing.asl.json faulty.asl.json", 2),
        ("check --select no-such-rule", 2),
        ("check --fail-on sometimes", 2),
        ("check --type fast", 2),
        ("check --no-such-flag", 2),
        ("check --output no/such/folder", 2),
        ("check --format aws clean.asl.json", 0),
        ("check --format aws", 2),
        ("explain syntax-invalid", 0),
        ("explain syntax-valid", 2),
        ("explain", 2),
        ("rules", 0),
        ("", 2),
        ("--help", 0),
        ("--version", 0),
    ];
    for (line, code) in table {
        let answer = project.run(&line.split_whitespace().collect::<Vec<_>>());
        assert_eq!(answer.code, code, "{line}: {answer:?}");
        let silent = code == 2 && !line.contains("missing.asl.json faulty");
        assert!(!silent || answer.stdout.is_empty(), "errors go elsewhere: {line}: {answer:?}");
        assert!(code != 2 || !answer.stderr.is_empty(), "there is a message: {line}");
    }
}

#[test]
fn what_is_found_and_what_is_said_go_to_different_streams() {
    let project = Project::new(&[("a.asl.json", CLEAN), ("b c.asl.json", FAULTY)]);
    let Answer { stdout, stderr, .. } = project.run(&["check", "--select", "syntax-invalid"]);
    assert_snapshot!(format!("{stdout}=====\n{stderr}"));

    let quiet = project.run(&["check", "--quiet"]);
    assert!(quiet.stderr.is_empty(), "{quiet:?}");
    let json = project.run(&["check", "--format", "json"]);
    assert!(json.stderr.is_empty(), "{json:?}");
    let json: serde_json::Value = serde_json::from_str(&json.stdout).expect("it is JSON");
    assert_eq!(json["files"], 2);
    assert_eq!(json["findings"][0]["file"], "b c.asl.json");
}

#[test]
fn a_file_takes_what_is_found_instead_of_the_standard_output() {
    let project = Project::new(&[("a.asl.json", FAULTY)]);
    let answer = project.run(&["check", "--format", "concise", "--output", "out.txt"]);
    assert_eq!((answer.code, answer.stdout.as_str()), (1, ""));
    let written = std::fs::read_to_string(project.path("out.txt")).expect("it was written");
    assert!(written.starts_with("a.asl.json:1:"), "{written}");
}

#[test]
fn the_standard_input_is_a_definition() {
    let project = Project::new(&[
        ("deep/aslint.toml", "rules = { syntax-invalid = 'info' }"),
        ("a.asl.json", FAULTY),
    ]);
    let table = [
        ("check - --format concise", "<stdin>:1:", "error["),
        ("check - --format concise --stdin-filename b.json", "b.json:1:", "error["),
        ("check --format concise --stdin-filename b.json", "b.json:1:", "error["),
        ("check - --format concise --stdin-filename deep/b.json", "deep/b.json:1:", "info["),
    ];
    for (line, place, severity) in table {
        let arguments: Vec<_> = line.split_whitespace().collect();
        let answer = project.run_with_input(&arguments, FAULTY.as_bytes());
        assert!(answer.stdout.starts_with(place), "{line}: {answer:?}");
        assert!(answer.stdout.contains(severity), "{line}: {answer:?}");
    }
    let both = ["check", "-", "a.asl.json", "--format", "json"];
    let both = project.run_with_input(&both, FAULTY.as_bytes());
    assert!(both.stdout.contains("\"files\": 2"), "{both:?}");
}

#[test]
fn the_nearest_configuration_holds() {
    let project = Project::new(&[
        ("aslint.toml", "fail-on = 'never'\n[rules]\nsyntax-invalid = 'warning'"),
        ("a.asl.json", FAULTY),
        ("near/aslint.toml", "[rules]\nsyntax-invalid = 'info'"),
        ("near/deep/b.asl.json", FAULTY),
        ("far/aslint.toml", "[[files]]\npaths = ['c.*']\nrules = { syntax-invalid = 'off' }"),
        ("far/c.asl.json", FAULTY),
        ("far/d.asl.json", FAULTY),
    ]);
    let answer = project.run(&["check", "--format", "concise", "--select", "syntax-invalid"]);
    let lines: Vec<_> = answer
        .stdout
        .lines()
        .map(|line| line.split(']').next().unwrap_or_default())
        .map(|line| line.split([':', ' ', '[']).filter(|part| part.parse::<u32>().is_err()))
        .map(|parts| parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
        .collect();
    let expected = [
        "a.asl.json warning syntax-invalid",
        "far/c.asl.json error syntax-invalid",
        "far/d.asl.json error syntax-invalid",
        "near/deep/b.asl.json info syntax-invalid",
    ];
    assert_eq!(lines, expected, "a rule that is selected speaks, whatever is set: {answer:?}");
    assert_eq!(answer.code, 1, "each file fails by its own configuration");
}

#[test]
fn all_faults_of_a_configuration_are_told_and_nothing_is_checked() {
    let project = Project::new(&[
        ("a.asl.json", FAULTY),
        ("aslint.toml", "fail-on = 'warn'\n[rules]\nsyntax-invalud = 'off'\n"),
        ("b/aslint.toml", "[rules\n"),
        ("b/b.asl.json", CLEAN),
    ]);
    let Answer { code, stdout, stderr } = project.run(&["check"]);
    assert_eq!((code, stdout.as_str()), (2, ""));
    assert_snapshot!(stderr);
}

#[test]
fn what_people_set_does_not_change_what_aws_says() {
    let set = "fail-on = 'never'\nrules = { start-at-unknown = 'info' }";
    let text = CLEAN.replace(r#""StartAt": "A""#, r#""StartAt": "B""#);
    let project = Project::new(&[("aslint.toml", set), ("a.asl.json", &text)]);
    let answer = project.run(&["check", "--format", "aws"]);
    assert_eq!(answer.code, 0, "{answer:?}");
    let answer: serde_json::Value = serde_json::from_str(&answer.stdout).expect("it is JSON");
    assert_eq!(answer["result"], "FAIL");
    assert_eq!(answer["diagnostics"][0]["severity"], "ERROR");
}

#[test]
fn every_path_that_cannot_be_read_is_told_and_the_others_are_checked() {
    let project = Project::new(&[("a.asl.json", FAULTY)]);
    let answer = project.run(&["check", "gone", "a.asl.json", "lost.json", "--format", "concise"]);
    assert_eq!(answer.code, 2);
    assert!(answer.stdout.starts_with("a.asl.json:1:"), "{answer:?}");
    for path in ["error: gone: ", "error: lost.json: "] {
        assert_eq!(answer.stderr.matches(path).count(), 1, "{answer:?}");
    }
}

#[test]
fn nothing_to_check_is_told() {
    let project = Project::new(&[("a/other.json", "{}")]);
    let answer = project.run(&["check", "a", "--verbose", "a/other.json"]);
    assert_eq!(answer.code, 3);
    assert!(answer.stderr.contains("no definitions found under a, a/other.json"), "{answer:?}");
    assert!(answer.stderr.contains("note: a/other.json: skipped, not a definition"), "{answer:?}");
}

#[test]
fn rules_that_do_not_exist_are_told_with_what_was_meant() {
    let project = Project::new(&[]);
    for line in
        ["explain syntax-invalud", "check --select syntax-invalud", "check --ignore syntax-invalud"]
    {
        let answer = project.run(&line.split(' ').collect::<Vec<_>>());
        assert!(answer.stderr.contains("did you mean `syntax-invalid`?"), "{answer:?}");
    }
}

#[test]
fn colours_are_shown_when_asked_for() {
    let project = Project::new(&[("a.asl.json", FAULTY)]);
    let table = [
        (&[][..], "", false),
        (&[("FORCE_COLOR", "1")], "", true),
        (&[("FORCE_COLOR", "0")], "", false),
        (&[("CLICOLOR_FORCE", "1")], "", true),
        (&[("FORCE_COLOR", "1"), ("NO_COLOR", "1")], "", false),
        (&[("FORCE_COLOR", "1")], "--color=never", false),
        (&[("NO_COLOR", "1")], "--color=always", true),
    ];
    for (environment, flag, expected) in table {
        let mut command = project.command(&["check"]);
        command.envs(environment.iter().copied());
        command.args(Some(flag).filter(|flag| !flag.is_empty()));
        let output = command.output().expect("the program is there");
        for stream in [output.stdout, output.stderr] {
            assert_eq!(stream.contains(&0x1b), expected, "{environment:?} {flag}");
        }
    }
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let faults = FAULTY.replace("\"Succeed\"", &"[1 2], ".repeat(2000));
    let project = Project::new(&[("a.asl.json", &faults)]);
    for arguments in [&["check"][..], &["check", "--format", "json"]] {
        let mut command = project.command(arguments);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program is there");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it comes to an end");
        assert_eq!(output.status.code(), Some(1));
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(!stderr.contains("panicked") && !stderr.contains("error: "), "{stderr}");
    }
}

#[test]
fn a_file_that_is_not_utf8_is_told_as_such() {
    let latin = b"{ \"StartAt\": \"\xdc\", \"States\": { \"\xdc\": { \"Type\": \"Succeed\" } } }";
    let utf16: Vec<u8> =
        std::iter::once(0xfeff).chain(CLEAN.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let project = Project::new(&[]);
    project.write("latin.asl.json", latin);
    project.write("utf16.asl.json", &utf16);
    let answer = project.run(&["check", "--select", "file-encoding-invalid"]);
    assert_eq!(answer.code, 1);
    assert_snapshot!(answer.stdout);
    let answer = project.run(&["check", "utf16.asl.json", "--format", "concise"]);
    assert!(answer.stdout.lines().count() <= 3, "one cause has few faults: {answer:?}");
}

#[test]
fn rules_are_listed_and_explained() {
    let project = Project::new(&[]);
    let listed = project.run(&["rules", "--format", "json"]).stdout;
    let listed: Vec<serde_json::Value> = serde_json::from_str(&listed).expect("it is JSON");
    assert_eq!(listed.len(), aslint::rules::ALL.len());
    for (entry, rule) in listed.iter().zip(aslint::rules::ALL) {
        assert_eq!(entry["name"], rule.name);
        assert_eq!(entry["severity"], rule.severity().as_str());
        let summary = entry["summary"].as_str().expect("it is a text");
        assert!(!summary.is_empty() && !summary.contains('\n'), "{summary}");
        let page = project.run(&["explain", rule.name]).stdout;
        let head = format!("# {}\n\nSeverity: {}\n\n", rule.name, rule.severity());
        assert!(page.starts_with(&head), "{page}");
        assert!(!page.contains("---\nseverity"), "{page}");
    }
    let text = project.run(&["rules"]).stdout;
    assert_eq!(text.lines().count(), aslint::rules::ALL.len());
    let two = project.run(&["explain", "syntax-invalid", "file-encoding-invalid"]).stdout;
    assert_eq!(two.matches("Severity: ").count(), 2);
}

#[test]
fn many_files_are_reported_in_the_order_of_their_paths() {
    let project = Project::new(&[]);
    for number in 0..50 {
        project.write(format!("{}/{number:02}.asl.json", number % 7), FAULTY.as_bytes());
    }
    let run = || project.run(&["check", "--format", "concise"]).stdout;
    let first = run();
    let names: Vec<_> = first.lines().map(|line| line.split(':').next()).collect();
    assert!(names.is_sorted() && names.len() >= 50, "{first}");
    assert_eq!(first, run());
}

#[test]
fn input_that_ends_early_is_no_failure() {
    let mut child = aslint()
        .args(["check", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program is there");
    child.stdin.take().expect("it is piped").write_all(b"{ \"Star").expect("it reads");
    let output = child.wait_with_output().expect("it comes to an end");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_request_for_an_evaluation_is_answered() {
    let project = Project::new(&[]);
    let table = [
        (r#"{"expression": "a.b + 1", "data": {"a": {"b": 1.5}}}"#, r#"{"result":2.5}"#),
        (r#"{"expression": "$x & 'y'", "bindings": {"x": 1e21}}"#, r#"{"result":"1e+21y"}"#),
        (r#"{"expression": "nothing"}"#, r#"{"undefined":true}"#),
        (r#"{"expression": "1/0", "dialect": "aws"}"#, r#"{"result":"Infinity"}"#),
        (
            r#"{"expression": "1 +"}"#,
            r#"{"error":{"code":"S0207","message":"Unexpected end of expression","position":3}}"#,
        ),
    ];
    for (request, answer) in table {
        let got =
            project.run_with_input(&["eval", "--jsonata", "--request", "-"], request.as_bytes());
        assert_eq!((got.code, got.stdout.trim()), (0, answer), "{}", got.stderr);
    }
    let refused = project.run_with_input(&["eval", "--jsonata", "--request", "-"], b"[]");
    assert_eq!(refused.code, 2);
}
