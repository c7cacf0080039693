//! The laws of the house: what the compiler and clippy do not see, read from the text.

use std::collections::BTreeSet;

use aslint::rules::ALL;

use crate::repository::{File, file, files_under, refuse};

/// The modules, lowest first: a module may use only those of rows above its own.
const LAYERS: [&[&str]; 11] = [
    &["source"],
    &["diagnostic"],
    &["fix"],
    &["syntax"],
    &["hosts", "query", "schema", "services", "config"],
    &["model"],
    &["analysis"],
    &["rules", "exec", "policy"],
    &["scenario"],
    &["report"],
    &["lsp", "cli"],
];

const RULE_LINES_MAX: usize = 400;
const FILE_LINES_MAX: usize = 600;
const FUNCTION_LINES_MAX: usize = 70;
const LINE_CHARACTERS_MAX: usize = 100;

/// Files above the limit, each with its reason. This list only shrinks.
const LONG_FILES: [(&str, &str); 0] = [];

#[test]
fn a_module_uses_only_layers_below_its_own() {
    let mut faults = Vec::new();
    for file in &modules() {
        let Some(own) = module_of(&file.name) else { continue };
        for (line, used) in uses_of_the_crate(file) {
            let name = &file.name;
            match (layer(own), layer(&used)) {
                (Some(above), Some(below)) if below < above || used == own => {}
                (Some(_), Some(_)) => faults.push(format!("{name}:{line}: {own} uses {used}")),
                (None, _) => faults.push(format!("{name}:{line}: {own} has no layer")),
                (_, None) => faults.push(format!("{name}:{line}: {used} has no layer")),
            }
        }
    }
    faults.dedup();
    refuse(
        &faults,
        "Text flows up, and never down. Move what is shared to the lower module, or hand it over \
         as an argument; a new module gets its place in LAYERS in this file.",
    );
}

#[test]
fn a_path_into_the_crate_is_imported_at_the_top() {
    let mut faults = Vec::new();
    for file in modules() {
        for (line, code) in code_outside_macros(&file) {
            let code = code.trim_start().trim_start_matches("pub ");
            if code.contains("crate::") && !code.starts_with("use crate::") {
                faults.push(format!("{}:{line}: {code}", file.name));
            }
        }
    }
    refuse(&faults, "Name it in a `use crate::...` line at the top of the file, and use its name.");
}

#[test]
fn a_file_opens_with_a_sentence_that_says_what_it_is_for() {
    let opens = |file: &File| {
        let first = file.text.lines().next().unwrap_or_default();
        let paragraph = file.text.lines().map_while(|line| line.strip_prefix("//! "));
        let paragraph = paragraph.collect::<Vec<_>>().join(" ");
        first.starts_with("//! ") && paragraph.ends_with(['.', '?', ':'])
    };
    let faults: Vec<_> =
        rust_files().into_iter().filter(|file| !opens(file)).map(|file| file.name).collect();
    refuse(&faults, "Begin the file with `//!` and one sentence: what is it for?");
}

#[test]
fn names_are_imported_one_by_one_and_by_their_path_from_the_crate() {
    let climbing = ["super"; 2].join("::");
    let mut faults = Vec::new();
    for file in rust_files() {
        for (line, code) in code(&file) {
            let code = code.trim();
            let is_glob = code.starts_with("use ") && code.ends_with("*;");
            if is_glob && code != "use super::*;" || code.contains(&climbing) {
                faults.push(format!("{}:{line}: {code}", file.name));
            }
        }
        faults.extend(super_globs_outside_tests(&file));
    }
    refuse(&faults, "Write `use crate::module::{Name, Other};`: globs are for `mod tests` only.");
}

#[test]
fn nothing_is_left_to_do() {
    let words = ["TO-DO", "FIX-ME", "X-X-X"].map(|word| word.replace('-', ""));
    let mut faults = Vec::new();
    for file in rust_files() {
        for (line, text) in file.lines() {
            let mut found = text.split(|c: char| !c.is_alphanumeric());
            if found.any(|word| words.iter().any(|other| other == word)) {
                faults.push(format!("{}:{line}: {}", file.name, text.trim()));
            }
        }
    }
    refuse(&faults, "Do it now, or leave it out and tell the reviewer.");
}

#[test]
fn a_file_is_short_enough_to_be_read_from_the_top() {
    let mut faults = Vec::new();
    for file in modules() {
        let allowed =
            if file.name.starts_with("src/rules/") { RULE_LINES_MAX } else { FILE_LINES_MAX };
        let lines = file.text.lines().count();
        let is_listed = LONG_FILES.iter().any(|(name, _)| *name == file.name);
        if lines > allowed && !is_listed {
            faults.push(format!("{}: {lines} lines, {allowed} are allowed", file.name));
        } else if lines <= allowed && is_listed {
            faults.push(format!("{}: no longer too long, take it off LONG_FILES", file.name));
        }
    }
    refuse(&faults, "Split the file where the interface is narrow, not where the count is round.");
}

#[test]
fn a_function_fits_on_a_screen() {
    let mut faults = Vec::new();
    for file in rust_files() {
        for (line, name, length) in functions(&file) {
            if length > FUNCTION_LINES_MAX {
                faults.push(format!("{}:{line}: `{name}` has {length} lines", file.name));
            }
        }
    }
    let advice = "Functions above 70 lines are refused: give the steps names of their own.";
    refuse(&faults, advice);
}

#[test]
fn a_line_is_at_most_a_hundred_characters_wide() {
    let mut faults = Vec::new();
    for file in rust_files() {
        let long = file.lines().filter(|(_, line)| line.chars().count() > LINE_CHARACTERS_MAX);
        faults.extend(long.map(|(number, _)| format!("{}:{number}", file.name)));
    }
    refuse(&faults, "Run `cargo fmt`; break comments and strings by hand.");
}

#[test]
fn a_rule_is_a_page_a_file_and_a_line() {
    let pages: BTreeSet<_> =
        files_under("rules").iter().map(|page| page.stem().to_owned()).collect();
    let files: BTreeSet<_> = rule_files().iter().map(|file| rule_name(file.stem())).collect();
    let lines: BTreeSet<_> = listed_rules().into_iter().collect();
    let all: BTreeSet<_> = pages.iter().chain(&files).chain(&lines).collect();
    let mut faults = Vec::new();
    for name in all {
        let module = name.replace('-', "_");
        for (has, what) in [
            (pages.contains(name), format!("its page rules/{name}.md")),
            (files.contains(name), format!("its file src/rules/{module}.rs")),
            (lines.contains(name), format!("its line `{module},` in src/rules/mod.rs")),
        ] {
            if !has {
                faults.push(format!("{name} lacks {what}"));
            }
        }
    }
    refuse(&faults, "A rule is one idea with one name in three places.");
}

#[test]
fn a_rule_is_bound_to_the_page_of_its_name() {
    let mut faults = Vec::new();
    for file in rule_files() {
        let name = rule_name(file.stem());
        let binding = format!("pub(super) const RULE: Rule = rule!(\"{name}\", check);");
        if !file.text.lines().any(|line| line == binding) {
            faults.push(format!("{}: lacks `{binding}`", file.name));
        }
    }
    refuse(&faults, "The name in `rule!` is the file's own, with `-` for `_`.");
}

#[test]
fn rules_are_listed_by_name() {
    let names: Vec<_> = ALL.iter().map(|rule| rule.name).collect();
    assert!(names.is_sorted(), "Sort the list in src/rules/mod.rs: {names:#?}");
}

#[test]
fn a_page_says_in_front_what_is_not_code() {
    let mut faults = Vec::new();
    for rule in ALL {
        let fields: [(&str, &[&str]); 3] = [
            ("severity", &["error", "warning", "info"]),
            ("query", &["any", "JSONPath", "JSONata"]),
            ("since", &[]),
        ];
        if rule.field("fix").is_some_and(|fix| !["safe", "unsafe"].contains(&fix)) {
            faults.push(format!("rules/{}.md: `fix` is `safe`, `unsafe` or left out", rule.name));
        }
        for (field, words) in fields {
            let value = rule.field(field);
            if !value.is_some_and(|value| words.is_empty() || words.contains(&value)) {
                faults.push(format!("rules/{}.md: `{field}` is {value:?}", rule.name));
            }
        }
    }
    refuse(
        &faults,
        "A page begins with `severity: error|warning|info`, `query: any|JSONPath|JSONata` and \
         `since: 0.1.0`, between two lines `---`.",
    );
}

#[test]
fn the_map_names_every_module_in_reading_order() {
    let lib = file("src/lib.rs");
    let linked = |line: &str| Some(line.strip_prefix("//! - [`")?.split_once("`]: ")?.0.to_owned());
    let named: Vec<_> = lib.text.lines().filter_map(linked).collect();
    let module = |line: &str| Some(line.strip_prefix("pub mod ")?.strip_suffix(';')?.to_owned());
    let modules: BTreeSet<_> = lib.text.lines().filter_map(module).collect();
    let advice =
        "Give each module one line ``//! - [`name`]: what it is`` at the top of src/lib.rs";
    assert_eq!(named.iter().cloned().collect::<BTreeSet<_>>(), modules, "{advice}.");
    let is_ordered = named.is_sorted_by_key(|name| layer(name));
    assert!(is_ordered, "{advice}, lowest layer first: {named:?}");
}

#[test]
fn nothing_speaks_of_the_machine_it_was_written_on() {
    let folders = ["work", "root", "tmp"].map(|name| format!("/{name}/"));
    let mut faults = Vec::new();
    for file in files_under(".") {
        for (line, text) in file.lines() {
            if folders.iter().any(|folder| text.contains(folder)) {
                faults.push(format!("{}:{line}: {}", file.name, text.trim()));
            }
        }
    }
    refuse(&faults, "Write paths from the root of the project.");
}

#[test]
fn a_dependency_has_its_reason() {
    let manifest = file("Cargo.toml");
    let mut faults = Vec::new();
    let (mut lists_dependencies, mut previous) = (false, "");
    for (number, line) in manifest.lines() {
        if line.starts_with('[') {
            lists_dependencies = line.ends_with("dependencies]");
        } else if lists_dependencies && is_entry(line) {
            let has_reason = line.contains(" # ") || previous.starts_with("# ");
            if !has_reason {
                faults.push(format!("Cargo.toml:{number}: {line}"));
            }
        }
        previous = line;
    }
    refuse(&faults, "Say on the line, or on the one above, what the dependency is for.");
}

fn is_entry(line: &str) -> bool {
    line.starts_with(|c: char| c.is_alphanumeric()) && line.contains('=')
}

/// The Rust files of the project.
fn rust_files() -> Vec<File> {
    let files = ["src", "tests", "benches", "examples"].into_iter().flat_map(files_under);
    files.filter(|file| file.extension() == "rs").collect()
}

/// The Rust files under `src`.
fn modules() -> Vec<File> {
    rust_files().into_iter().filter(|file| file.name.starts_with("src/")).collect()
}

fn rule_files() -> Vec<File> {
    files_under("src/rules").into_iter().filter(|file| file.stem() != "mod").collect()
}

fn rule_name(module: &str) -> String {
    module.replace('_', "-")
}

/// The rules that `src/rules/mod.rs` names, as it names them.
fn listed_rules() -> Vec<String> {
    let list = file("src/rules/mod.rs").text;
    let (_, list) = list.split_once("\nrules! {\n").expect("the list begins with `rules! {`");
    let (list, _) = list.split_once("\n}\n").expect("the list ends with `}`");
    list.lines().map(|line| rule_name(line.trim().trim_end_matches(','))).collect()
}

/// The module of the crate that a file belongs to; none for the map and the program.
fn module_of(name: &str) -> Option<&str> {
    let name = name.strip_prefix("src/")?;
    let module = name.split('/').next()?.trim_end_matches(".rs");
    (module != "lib" && module != "main").then_some(module)
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&module))
}

/// The modules of the crate that a file speaks of in code, each with the line.
fn uses_of_the_crate(file: &File) -> Vec<(usize, String)> {
    let mut uses = Vec::new();
    for (line, code) in code(file) {
        for after in code.split("crate::").skip(1) {
            let names =
                after.strip_prefix('{').map_or(vec![after], |list| list.split(", ").collect());
            let words = names.into_iter().map(|name| {
                name.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
            });
            uses.extend(words.map(|word| (line, word.to_owned())));
        }
    }
    uses
}

/// The lines of a file without comments, each with its number.
fn code(file: &File) -> impl Iterator<Item = (usize, &str)> {
    let code = |line: &'_ str| line.find("//").filter(|at| is_comment(line, *at));
    file.lines().map(move |(number, line)| (number, &line[..code(line).unwrap_or(line.len())]))
}

/// Whether the two slashes at `at` begin a comment, rather than stand in a string.
fn is_comment(line: &str, at: usize) -> bool {
    line[..at].matches('"').count().is_multiple_of(2)
}

/// The lines of code that are not part of a macro, which needs whole paths.
fn code_outside_macros(file: &File) -> Vec<(usize, &str)> {
    let mut is_macro = false;
    let mut lines = Vec::new();
    for (number, line) in code(file) {
        is_macro |= line.starts_with("macro_rules!");
        if !is_macro {
            lines.push((number, line));
        }
        is_macro &= line != "}";
    }
    lines
}

/// The lines `use super::*;` that do not open a `mod tests`.
fn super_globs_outside_tests(file: &File) -> Vec<String> {
    let mut previous = "";
    let mut faults = Vec::new();
    for (line, code) in code(file) {
        if code.trim() == "use super::*;" && previous != "mod tests {" {
            faults.push(format!("{}:{line}: {}", file.name, code.trim()));
        }
        previous = code.trim();
    }
    faults
}

/// The functions of a file: line, name, length. They end where their indentation closes, since
/// the text is formatted.
fn functions(file: &File) -> Vec<(usize, &str, usize)> {
    let lines: Vec<_> = file.text.lines().collect();
    let mut functions = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let Some(name) = function_name(line) else { continue };
        let indent = &line[..line.len() - line.trim_start().len()];
        let is_end = |line: &str| line.strip_prefix(indent) == Some("}");
        let is_short = line.ends_with('}') || line.ends_with(';');
        let rest = lines[index..].iter().copied().position(is_end).filter(|_| !is_short);
        functions.push((index + 1, name, rest.map_or(1, |rest| rest + 1)));
    }
    functions
}

fn function_name(line: &str) -> Option<&str> {
    const BEFORE: [&str; 6] = ["pub", "pub(super)", "pub(crate)", "const", "async", "unsafe"];
    let (before, after) = line.trim_start().split_once("fn ")?;
    let is_item = before.split_whitespace().all(|word| BEFORE.contains(&word));
    let name = after.split(|c: char| !c.is_alphanumeric() && c != '_').next()?;
    (is_item && !name.is_empty()).then_some(name)
}
