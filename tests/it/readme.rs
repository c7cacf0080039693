//! What the README shows and says is true.

use aslint::config::Level;
use aslint::rules::Rule;

use crate::project::{Project, answer, aslint};
use crate::repository::{file, refuse, root};

#[test]
fn the_pictures_in_the_readme_are_the_real_output() {
    let readme = file("README.md").text;
    let pictures: Vec<_> = readme.split("```text\n$ aslint ").skip(1).collect();
    assert_eq!(pictures.len(), 2, "a check and a run are shown");
    for picture in pictures {
        let (picture, _) = picture.split_once("\n```").expect("the picture ends");
        let (arguments, shown) = picture.split_once('\n').expect("a command, what it prints");
        let mut command = aslint();
        command.current_dir(root()).args(arguments.split(' '));
        let real = answer(command, b"");
        let real_text = format!("{}{}", real.stdout, real.stderr);
        assert_eq!(shown.trim_end(), real_text.trim_end(), "`aslint {arguments}` prints this");
        assert_eq!(real.code, 1, "the picture shows that something is wrong");
    }
}

#[test]
fn the_readme_names_only_what_is_there() {
    let readme = file("README.md").text;
    let mut faults = Vec::new();
    for word in readme.split(|c: char| c.is_whitespace() || "`()[]".contains(c)) {
        // A place in a file is the file's name first.
        let word = word.split(':').next().unwrap_or_default();
        let is_path = ["fixtures/", "rules/", ".ci/"].iter().any(|folder| word.starts_with(folder));
        let is_page = word.rsplit('.').next() == Some("md");
        if (is_path || is_page) && !root().join(word).exists() {
            faults.push(format!("{word} is not there"));
        }
    }
    let (_, settings) = readme.split_once("[rules]\n").expect("the README shows a configuration");
    for line in settings.lines().take_while(|line| !line.starts_with("```")) {
        let known = line.split_once(" = ").is_some_and(|(rule, level)| {
            Rule::named(rule).is_some() && Level::named(level.trim_matches('"')).is_some()
        });
        if !known {
            faults.push(format!("`{line}` sets no rule to a level"));
        }
    }
    refuse(&faults, "The README promises what is not there.");
}

#[test]
fn the_scenario_in_the_readme_passes() {
    let readme = file("README.md").text;
    let blocks = readme.split("```yaml\n").filter_map(|rest| rest.split("```\n").next());
    let scenario = blocks.filter(|block| block.contains("\nscenarios:")).last();
    let scenario = scenario.expect("the README shows a scenario");
    let definition = file("fixtures/scenarios/order.asl.json").text;
    let files = [("order.asl.json", definition.as_str()), ("order.aslt.yaml", scenario)];
    let answer = Project::new(&files).run(&["test"]);
    assert_eq!(answer.code, 0, "{}", answer.stdout);
}

#[test]
fn the_command_that_passes_the_tests_is_the_last_that_is_run_for_a_change() {
    let command = "cargo test";
    assert!(file("README.md").text.contains(&format!("```sh\n{command}\n```")));
    assert!(file(".ci/run").text.ends_with(&format!("\n{command}\n")));
}
