//! What packages, hooks and workflows say of the project is what its manifest says.

use std::collections::BTreeSet;

use fancy_regex::Regex;
use serde_json::Value;

use crate::project::Project;
use crate::repository::{file, files_under, refuse};

const VERSION: &str = env!("CARGO_PKG_VERSION");
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// What comes before a version of the project, wherever one is named.
const BEFORE_VERSION: [&str; 6] = [
    "ghcr.io/aslint/aslint:",
    "aslint==",
    "uses: aslint/aslint@v",
    "raw.githubusercontent.com/aslint/aslint/v",
    "rev: v",
    "    default: ",
];

#[test]
fn what_is_packed_asks_for_formats_that_there_are() {
    let ways = [
        r"aslint check[^\n`]*--format[ =]([a-z]+)",
        r"INPUT_FORMAT=([a-z]+)",
        r"  format:\n.*\n    default: ([a-z]+)",
    ];
    let ways = ways.map(|way| Regex::new(way).expect("it is a pattern"));
    let project = Project::new(&[("a.asl.json", "{}")]);
    let mut words: BTreeSet<String> = BTreeSet::new();
    let names = ["action.sh", "try.sh", "gitlab-ci.yml"].map(|name| format!("packaging/{name}"));
    for name in names.iter().map(String::as_str).chain(["action.yml"]) {
        let text = file(name).text;
        let found = ways.iter().flat_map(|way| way.captures_iter(&text)).filter_map(Result::ok);
        words.extend(found.filter_map(|one| Some(one.get(1)?.as_str().to_owned())));
    }
    assert!(words.contains("github") && words.contains("gitlab"), "{words:?}");
    for word in words {
        let answer = project.run(&["check", "--format", &word, "a.asl.json"]);
        assert_eq!(answer.code, 1, "{word}: {answer:?}");
    }
}

#[test]
fn a_version_that_is_named_is_this_one() {
    let mut faults = Vec::new();
    let mut count = 0;
    for file in ["docs", "packaging", "README.md", "action.yml"].into_iter().flat_map(files_under) {
        for (line, text) in file.lines() {
            let versions = BEFORE_VERSION.iter().filter_map(|before| text.split_once(before));
            for (_, after) in versions.filter(|(_, after)| after.starts_with(char::is_numeric)) {
                let end = after.find(|c: char| !c.is_numeric() && c != '.');
                let version = &after[..end.unwrap_or(after.len())];
                count += 1;
                if version != VERSION {
                    faults.push(format!("{}:{line}: {version}", file.name));
                }
            }
        }
    }
    refuse(&faults, "Name the version of Cargo.toml.");
    assert!(count >= 5, "hooks, image, action and documentation name it, found {count}");
}

#[test]
fn an_address_of_the_project_is_its_repository() {
    let owner = REPOSITORY.strip_suffix("/aslint").expect("it is called so");
    let mut faults = Vec::new();
    for file in files_under(".") {
        for (line, text) in file.lines() {
            for (start, _) in text.match_indices(owner) {
                if !text[start..].starts_with(REPOSITORY) {
                    faults.push(format!("{}:{line}: {text}", file.name));
                }
            }
        }
    }
    for name in ["docs/book.toml", "packaging/install.sh", "docs/getting-started.md"] {
        if !file(name).text.contains(REPOSITORY) {
            faults.push(format!("{name}: {REPOSITORY} is not in it"));
        }
    }
    refuse(&faults, "Cargo.toml says where the project is.");
}

#[test]
fn a_wheel_takes_its_version_from_the_manifest() {
    let manifest = file("pyproject.toml").text;
    let manifest: toml::Table = manifest.parse().expect("it is TOML");
    let project = &manifest["project"];
    assert_eq!(project["name"].as_str(), Some(env!("CARGO_PKG_NAME")));
    assert!(project.get("version").is_none(), "there is one version");
}

#[test]
fn a_binary_to_download_lies_where_a_release_puts_it() {
    let manifest: toml::Table = file("Cargo.toml").text.parse().expect("it is TOML");
    let binstall = &manifest["package"]["metadata"]["binstall"];
    let address = binstall["pkg-url"].as_str().unwrap_or_default();
    let folder = binstall["bin-dir"].as_str().unwrap_or_default();
    for target in targets() {
        let filled = |text: &str| {
            let text = text.replace("{ repo }", REPOSITORY).replace("{ version }", VERSION);
            text.replace("{ name }", "aslint").replace("{ target }", &target)
        };
        let name = format!("aslint-{target}");
        let expected = format!("{REPOSITORY}/releases/download/v{VERSION}/{name}.tar.gz");
        assert_eq!(filled(address), expected);
        assert_eq!(filled(folder), format!("{name}/{{ bin }}{{ binary-ext }}"));
    }
}

#[test]
fn an_installer_asks_only_for_targets_that_are_built() {
    let installer = file("packaging/install.sh").text;
    let systems: Vec<_> = installer.split("system=").skip(1).collect();
    assert_eq!(systems.len(), 3, "Linux, macOS, Windows");
    let built = targets();
    for rest in systems {
        let system = rest.split_whitespace().next().unwrap_or_default();
        for cpu in ["x86_64", "aarch64"] {
            assert!(built.contains(&format!("{cpu}-{system}")), "{cpu}-{system} is not built");
        }
    }
}

#[test]
fn hooks_pass_the_files_that_a_walk_looks_at() {
    let hooks = file(".pre-commit-hooks.yaml").text;
    let pattern = hooks.lines().find_map(|line| line.split_once("&candidates ")).expect("one").1;
    let pattern = Regex::new(pattern).expect("it is a pattern");
    for name in ["a.asl", "a.asl.json", "b.yml", "b.yaml", "c.template", "d.tf", "e.jsonc"] {
        assert!(pattern.is_match(name).expect("it is simple"), "{name}");
    }
    for name in ["a.rs", "json", "tf.md"] {
        assert!(!pattern.is_match(name).expect("it is simple"), "{name}");
    }
    assert!(file("docs/ci.md").text.contains(&format!("files: {}\n", pattern.as_str())));
}

#[test]
fn an_image_is_built_by_the_compiler_that_the_manifest_asks_for() {
    let builder = concat!("FROM rust:", env!("CARGO_PKG_RUST_VERSION"), "-alpine AS source\n");
    assert!(file("packaging/Dockerfile").text.contains(builder), "{builder}");
}

#[test]
fn a_site_is_where_the_manifest_says() {
    let (_, folder) = env!("CARGO_PKG_HOMEPAGE").split_once(".github.io").expect("it is a page");
    assert!(file("docs/book.toml").text.contains(&format!("\nsite-url = \"{folder}\"\n")));
}

/// The targets of a release.
fn targets() -> Vec<String> {
    let targets: Value =
        serde_json::from_str(&file("packaging/targets.json").text).expect("it is JSON");
    let name = |target: &Value| target["target"].as_str().map(str::to_owned);
    targets.as_array().into_iter().flatten().filter_map(name).collect()
}
