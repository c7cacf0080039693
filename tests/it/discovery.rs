//! Which files are taken for definitions.

use std::fs::File;

use crate::project::{Answer, CLEAN, FAULTY, Project, answer};

/// JSON that has both words, though not as keys of its root.
const SIMILAR: &str = r#"{ "doc": ["StartAt", { "States": {}, "StartAt": "A" }], }"#;

/// The files that were checked, seen by the fault that each definition of the tests has.
fn checked(answer: &Answer) -> Vec<&str> {
    let mut names: Vec<_> =
        answer.stdout.lines().filter_map(|line| line.split(":1:").next()).collect();
    names.dedup();
    names
}

fn check<'a>(paths: &[&'a str]) -> Vec<&'a str> {
    [&["check", "--format", "concise", "--select", "syntax-invalid"][..], paths].concat()
}

#[test]
fn a_walk_takes_promised_names_and_roots_that_are_machines() {
    let project = Project::new(&[
        ("b/order.asl.json", FAULTY),
        ("a/order.ASL.JSON", FAULTY),
        ("order.asl", FAULTY),
        ("plain.json", FAULTY),
        ("plain.json5", "{ \"StartAt\": \"A\", \"States\": {}, 1 }"),
        ("plain.template", FAULTY),
        (".hidden/plain.json", FAULTY),
        ("with space/größe.json", FAULTY),
        ("y/faulty.yaml", "StartAt: [\nStates: {}\n"),
        ("y/promised.asl.yml", ": ]"),
        // None of these is a definition.
        ("similar.json", SIMILAR),
        ("package.json", "{ \"name\": \"x\", }"),
        ("states.json", r#"{ "States": {}, "Start": 1, }"#),
        ("acpi.asl", "DefinitionBlock (\"\", \"DSDT\", 2) { }"),
        ("similar.yaml", "doc:\n  StartAt: [\n  States: {}\n"),
        ("pipeline.yml", "on: [push\n"),
        ("notes.txt", FAULTY),
        ("README.md", FAULTY),
        (".git/plain.json", FAULTY),
    ]);
    let expected = [
        ".hidden/plain.json",
        "a/order.ASL.JSON",
        "b/order.asl.json",
        "order.asl",
        "plain.json",
        "plain.json5",
        "plain.template",
        "with space/größe.json",
        "y/faulty.yaml",
        "y/promised.asl.yml",
    ];
    let answer = project.run(&check(&[]));
    assert_eq!(checked(&answer), expected, "{answer:?}");
    assert_eq!(answer.code, 1);
}

#[test]
fn a_named_file_needs_less_to_be_a_definition() {
    let table = [
        ("a.asl.json", "{}", 0),
        ("a.asl.json", "nothing at all", 1),
        ("a.asl.yaml", "", 0),
        ("a.asl", "{}", 0),
        ("a.asl", "StartAt: A\nStates: {}\n", 0),
        ("a.yaml", "StartAt: A\n", 0),
        ("a.yml", "doc: { StartAt: A, States: {} }\n", 3),
        ("a.json", CLEAN, 0),
        ("a.json", r#"{ "States": {} }"#, 0),
        ("a.json", r#"{ "StartAt": "A" }"#, 0),
        ("a.txt", CLEAN, 0),
        ("a", CLEAN, 0),
        ("a.json", r#"[ "StartAt", "States" ,,, ]"#, 1),
        ("a.json", r#"[ "StartAt", "States" ]"#, 3),
        ("a.json", r#"{ "name": "x" }"#, 3),
        ("a.json", r#"{ "name": "x", }"#, 3),
        ("a.json", "", 3),
    ];
    for (name, text, code) in table {
        let project = Project::new(&[(name, text)]);
        let answer = project.run(&check(&[name]));
        // What an empty text is to a parser is for the parser to say.
        let fits = answer.code == code || (code == 0 && text.is_empty() && answer.code == 1);
        assert!(fits, "{name} {text:?} {answer:?}");
    }
}

#[test]
fn a_hook_names_files_that_only_a_walk_could_have_chosen() {
    let project = Project::new(&[
        ("aslint.toml", "include = ['*.tpl']\nexclude = ['vendor']"),
        ("a.asl.json", FAULTY),
        ("b.json", FAULTY),
        ("c.tpl", FAULTY),
        ("vendor/d.asl.json", FAULTY),
        ("states.json", r#"{ "States": {}, "Start": 1, }"#),
        ("package.json", r#"{ "name": "x", }"#),
        ("notes.txt", FAULTY),
    ]);
    let table: [(&[&str], &[&str], i32); 6] = [
        (&["a.asl.json", "b.json", "c.tpl"], &["a.asl.json", "b.json", "c.tpl"], 1),
        (&["vendor/d.asl.json", "b.json", "notes.txt"], &["b.json"], 1),
        (&["vendor/d.asl.json", "states.json", "package.json", "notes.txt"], &[], 0),
        (&["package.json"], &[], 0),
        (&["vendor"], &[], 0),
        (&["gone.asl.json"], &[], 2),
    ];
    for (paths, expected, code) in table {
        let answer = project.run(&[&check(&["--candidates"])[..], paths].concat());
        assert_eq!((&checked(&answer)[..], answer.code), (expected, code), "{paths:?} {answer:?}");
        assert_eq!(answer.stderr.is_empty(), code == 0, "{paths:?} {answer:?}");
    }
}

#[test]
fn gitignore_is_honoured_without_a_repository_but_not_for_named_files() {
    let project = Project::new(&[
        (".gitignore", "build/\n*.gen.json\n"),
        ("build/a.asl.json", FAULTY),
        ("deep/b.gen.json", FAULTY),
        ("deep/.gitignore", "c.*\n"),
        ("deep/c.asl.json", FAULTY),
        ("d.asl.json", FAULTY),
    ]);
    assert_eq!(checked(&project.run(&check(&["."]))), ["d.asl.json"]);
    let named = project.run(&check(&["deep/b.gen.json"]));
    assert_eq!(checked(&named), ["deep/b.gen.json"]);
}

#[test]
fn a_configuration_includes_and_excludes() {
    let project = Project::new(&[
        ("aslint.toml", "include = ['*.tpl']\nexclude = ['vendor', 'old/**', '!old/keep.json']"),
        ("a.tpl", FAULTY),
        ("b.tpl", "no definition"),
        ("vendor/c.asl.json", FAULTY),
        ("deep/vendor/d.asl.json", FAULTY),
        ("old/e.asl.json", FAULTY),
        ("old/keep.json", FAULTY),
        ("f.asl.json", FAULTY),
    ]);
    let expected = ["a.tpl", "f.asl.json", "old/keep.json"];
    assert_eq!(checked(&project.run(&check(&[]))), expected);
    let beside = project.path("old");
    let mut command = project.command(&check(&[".."]));
    command.current_dir(beside);
    let expected = ["../a.tpl", "../f.asl.json", "../old/keep.json"];
    assert_eq!(checked(&answer(command, b"")), expected, "patterns hold from wherever one looks");
    let all = project.run(&check(&["--no-config", "vendor"]));
    assert_eq!(checked(&all), ["vendor/c.asl.json"]);
}

#[test]
fn a_file_is_checked_once_however_often_it_is_named() {
    let project = Project::new(&[("a.asl.json", FAULTY), ("b/c.asl.json", FAULTY)]);
    let paths = ["b/c.asl.json", ".", "./a.asl.json", "b", "a.asl.json"];
    let answer = project.run(&check(&paths));
    assert_eq!(checked(&answer), ["a.asl.json", "b/c.asl.json"]);
    assert_eq!(answer.stdout.lines().count(), 2);
}

#[test]
fn too_large_files_are_skipped_or_refused() {
    let project = Project::new(&[("a.asl.json", CLEAN)]);
    let grow = |name: &str, length| {
        let file = File::create(project.path(name)).expect("a file can be made");
        file.set_len(length).expect("it can be grown");
    };
    grow("data.json", (16 << 20) + 1);
    let walked = project.run(&["check", "--verbose"]);
    assert_eq!(walked.code, 0, "{walked:?}");
    assert!(walked.stderr.contains("data.json: skipped, too large"), "{walked:?}");
    grow("huge.asl.json", (1 << 30) + 1);
    let refused = project.run(&["check"]);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("huge.asl.json"), "{refused:?}");
    assert!(refused.stderr.contains("larger than 1 GiB"), "{refused:?}");
}

#[cfg(unix)]
#[test]
fn loops_of_links_end_and_names_may_be_any_bytes() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    let project = Project::new(&[("deep/a.asl.json", FAULTY)]);
    symlink("..", project.path("deep/loop")).expect("a link can be made");
    symlink("self", project.path("self")).expect("a link can be made");
    project.write(OsStr::from_bytes(b"deep/b\xff.asl.json"), FAULTY.as_bytes());
    let answer = project.run(&check(&["."]));
    assert_eq!(checked(&answer), ["deep/a.asl.json", "deep/b\u{fffd}.asl.json"]);
    assert_eq!(answer.code, 1);
}
