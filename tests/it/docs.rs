//! What the documentation shows and links to is true.
//!
//! A page of `docs/` is followed from its top in an empty folder. A block of code after a line
//! that ends in `` `name`: `` is a file of that name. In a `console` block each line after `$ ` is
//! a command, and what follows is what it prints.
//!
//! `UPDATE_DOCS=1 cargo test docs` writes what is really printed into the pages; read what
//! changed.

use aslint::rules::ALL;
use serde_json::{Value, json};

use crate::book;
use crate::repository::{File, file, files_under, refuse, root};

#[cfg(unix)]
#[test]
fn the_commands_in_the_documentation_print_what_it_shows() {
    let updates = std::env::var_os("UPDATE_DOCS").is_some();
    let mut faults = Vec::new();
    for page in pages() {
        let real = followed(&page.text);
        if real == page.text {
            continue;
        }
        if updates {
            std::fs::write(root().join(&page.name), &real).expect("a page can be written");
        }
        let shown = page.text.lines().zip(real.lines());
        let line = shown.take_while(|(shown, real)| shown == real).count();
        faults.push(format!("{}:{}: {:?}", page.name, line + 1, real.lines().nth(line)));
    }
    if !updates {
        refuse(&faults, "Set UPDATE_DOCS=1 to write what is real, and read what changed.");
    }
}

/// The text of a page with what its commands really print.
#[cfg(unix)]
fn followed(text: &str) -> String {
    use crate::project::Project;

    let project = Project::new(&[]);
    let mut real = String::new();
    let (mut before, mut lines) = ("", text.lines());
    while let Some(line) = lines.next() {
        real.extend([line, "\n"]);
        if let Some(language) = line.strip_prefix("```") {
            let block: Vec<_> = lines.by_ref().take_while(|line| *line != "```").collect();
            if language == "console" {
                let commands = block.iter().filter_map(|line| line.strip_prefix("$ "));
                real.extend(commands.map(|command| printed(&project, command)));
            } else {
                let text: String = block.iter().flat_map(|line| [*line, "\n"]).collect();
                if let Some(name) =
                    before.strip_suffix("`:").and_then(|line| line.rsplit('`').next())
                {
                    project.write(name, text.as_bytes());
                }
                real += &text;
            }
            real += "```\n";
        }
        if !line.is_empty() {
            before = line;
        }
    }
    real
}

/// A command and what it prints.
#[cfg(unix)]
fn printed(project: &crate::project::Project, command: &str) -> String {
    use std::path::Path;
    use std::process::Command;

    use crate::project::answer;

    let program = Path::new(env!("CARGO_BIN_EXE_aslint"));
    let folder = program.parent().expect("a program lies in a folder").display();
    let path = std::env::var("PATH").unwrap_or_default();
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("exec 2>&1; {command}")]).current_dir(project.path(""));
    shell.env("PATH", format!("{folder}:{path}"));
    format!("$ {command}\n{}", without_times(&answer(shell, b"").stdout))
}

/// A text in which all that took time took a millisecond.
#[cfg(unix)]
fn without_times(text: &str) -> String {
    let time = fancy_regex::Regex::new(r"\(\d+(\.\d+)? m?s\)").expect("it is a pattern");
    time.replace_all(text, "(1 ms)").into_owned()
}

#[test]
fn every_page_and_every_rule_has_its_chapter() {
    let (mut book, named) = summary();
    book::complete(&mut book);
    let mut faults = Vec::new();
    for page in pages().iter().filter(|page| page.stem() != "SUMMARY") {
        if !named.contains(&page.name) {
            faults.push(format!("{}: docs/SUMMARY.md does not name it", page.name));
        }
    }
    let text = book.to_string();
    for rule in ALL {
        if book::group_of(rule).is_none() {
            faults.push(format!("{}: its subject has no group in examples/book.rs", rule.name));
        }
        if !text.contains(&format!("\"rules/{}.md\"", rule.name)) {
            faults.push(format!("{}: the book has no page of it", rule.name));
        }
    }
    refuse(&faults, "All there is to know is reached from the table of contents.");
}

#[test]
fn links_in_the_book_lead_to_chapters() {
    let (mut book, _) = summary();
    book::complete(&mut book);
    refuse(&book::dead_links(&mut book), "Mend the links.");
}

#[test]
fn a_link_in_the_book_that_leads_nowhere_is_told() {
    let table = [
        ("see [b](b.md)", true),
        ("see [b](./b.md#what-it-is)", true),
        ("see [b](b.md#what-it-was)", false),
        ("see [here](#a)", true),
        ("see [c](c.md)", false),
        ("see [b](../b.md)", false),
        ("see [there](https://example.com/c.md)", true),
        ("```text\n[c](c.md)\n```", true),
        ("`state-island` has its page", true),
    ];
    for (text, leads) in table {
        let mut book = json!({ "items": [
            { "Chapter": { "path": "a.md", "content": format!("# A\n\n{text}\n") } },
            { "Chapter": { "path": "b.md", "content": "# B\n\n## What it is\n" } },
            { "Chapter": { "path": "rules.md", "content": "" } },
        ] });
        book::complete(&mut book);
        let faults = book::dead_links(&mut book);
        assert_eq!(faults.is_empty(), leads, "{text}: {faults:?}");
    }
}

#[test]
fn the_name_of_a_rule_is_a_link_to_its_page() {
    let table = [
        ("a.md", "`state-island`, too", "[`state-island`](rules/state-island.md), too"),
        ("rules/b.md", "`state-island`", "[`state-island`](../rules/state-island.md)"),
        ("rules/state-island.md", "`state-island`", "`state-island`"),
        ("a.md", "[`state-island`](b.md)", "[`state-island`](b.md)"),
        ("a.md", "`state-islands` and `", "`state-islands` and `"),
        ("a.md", "# `state-island`", "# `state-island`"),
        ("a.md", "```sh\n`state-island`\n```", "```sh\n`state-island`\n```"),
    ];
    for (path, text, expected) in table {
        assert_eq!(book::linked(text, path), format!("{expected}\n"), "{text} in {path}");
    }
}

#[test]
fn links_between_other_documents_lead_to_files() {
    let mut faults = Vec::new();
    let documents = files_under(".").into_iter().filter(|file| file.extension() == "md");
    for document in documents.filter(|document| !document.name.starts_with("docs/")) {
        let folder = root().join(&document.name);
        let folder = folder.parent().expect("a file lies in a folder");
        for link in book::links(&document.text).filter(|link| !link.contains("://")) {
            let path = link.split('#').next().unwrap_or_default();
            if !folder.join(path).exists() {
                faults.push(format!("{}: the link to {link} leads nowhere", document.name));
            }
        }
    }
    refuse(&faults, "Mend the links.");
}

/// The pages of the documentation.
fn pages() -> Vec<File> {
    files_under("docs").into_iter().filter(|file| file.extension() == "md").collect()
}

/// The book as mdBook reads it from the table of contents, and the files of its chapters.
fn summary() -> (Value, Vec<String>) {
    let summary = file("docs/SUMMARY.md").text;
    let names: Vec<_> = book::links(&summary).map(str::to_owned).collect();
    let chapters = names.iter().map(|name| {
        let text = file(&format!("docs/{name}")).text;
        json!({ "Chapter": { "path": name, "content": text, "sub_items": [] } })
    });
    let items: Vec<_> = chapters.collect();
    let files = names.iter().map(|name| format!("docs/{name}")).collect();
    (json!({ "items": items }), files)
}
