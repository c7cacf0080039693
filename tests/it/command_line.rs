//! What the command line offers beside findings: completions, a manual page, overviews.

use crate::project::{Project, answer};

const CLEAN: &str = r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#;
const FLAWED: &str =
    r#"{"StartAt": "B", "States": {"A": {"Type": "Succeeed"}, "C": {"Type": "Pas"}}}"#;

#[test]
fn every_shell_can_complete_every_command() {
    let project = Project::new(&[]);
    for shell in ["bash", "elvish", "fish", "nushell", "powershell", "zsh"] {
        let answer = project.run(&["completions", shell]);
        assert_eq!(answer.code, 0, "{shell}: {}", answer.stderr);
        for word in ["check", "policy", "fail-on", "candidates"] {
            assert!(answer.stdout.contains(word), "{shell} does not know {word}");
        }
    }
    assert_eq!(project.run(&["completions", "tcsh"]).code, 2);
}

#[test]
fn the_manual_page_names_the_commands() {
    let answer = Project::new(&[]).run(&["man"]);
    assert!(answer.stdout.contains(".TH aslint 1"), "{}", answer.stdout);
    assert!(answer.stdout.contains("aslint\\-policy(1)"), "{}", answer.stdout);
}

#[test]
fn statistics_count_findings_by_rule() {
    let project = Project::new(&[("a.asl.json", FLAWED), ("b.asl.json", FLAWED)]);
    let answer = project.run(&["check", "--statistics"]);
    assert_eq!(answer.code, 1);
    assert_eq!(answer.stdout, "4 error[field-value-unknown]\n2 error[start-at-unknown]\n");
}

#[test]
fn the_files_and_machines_that_are_looked_at_can_be_listed() {
    let template = format!(
        r#"{{"Resources": {{"M": {{"Type": "AWS::StepFunctions::StateMachine", "Properties":
            {{"Definition": {CLEAN}}}}}}}}}"#
    );
    let files = [("a.asl.json", CLEAN), ("t/template.json", &template), ("n.json", "{}")];
    let answer = Project::new(&files).run(&["check", "--show-files"]);
    assert_eq!(answer.stdout, "a.asl.json\nt/template.json\n  M\n");
}

#[test]
fn what_holds_for_a_file_can_be_shown() {
    let config = "type = \"express\"\nfail-on = \"warning\"\n[rules]\nstate-island = \"off\"\n";
    let project = Project::new(&[("aslint.toml", config), ("a.asl.json", FLAWED)]);
    let answer = project.run(&["check", "--show-settings", "--ignore", "cycle-endless"]);
    assert_eq!(answer.code, 0);
    let shown = "a.asl.json\n  configuration: aslint.toml\n  type: express\n  fail-on: warning\n  \
                 cycle-endless: off\n  state-island: off\n";
    assert_eq!(answer.stdout, shown);
    let answer = project.run(&["check", "--show-settings", "--no-config"]);
    assert_eq!(
        answer.stdout,
        "a.asl.json\n  configuration: none\n  type: standard\n  fail-on: error\n"
    );
}

#[test]
fn the_name_of_a_rule_leads_to_its_page_where_links_are_followed() {
    let project = Project::new(&[("a.asl.json", FLAWED)]);
    let colours = ["check", "--color", "always"];
    let mut linked = project.command(&colours);
    linked.env("FORCE_HYPERLINK", "1");
    let page = "\u{1b}]8;;https://aslint.github.io/aslint/rules/start-at-unknown.html\u{1b}\\";
    assert!(answer(linked, b"").stdout.contains(page));
    let mut plain = project.command(&colours);
    plain.env("FORCE_HYPERLINK", "0");
    assert!(!answer(plain, b"").stdout.contains("\u{1b}]8;;"));
}
