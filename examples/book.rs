//! The documentation site's own step of `mdbook build docs`: adds a chapter for each rule, links
//! the names of rules to them, and refuses links that lead nowhere.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::process::ExitCode;

use aslint::rules::{ALL, Rule};
use fancy_regex::{Captures, Regex};
use serde_json::{Value, json};

/// Under which heading the rules on a subject are listed; the subject is the first word of a
/// rule's name.
const GROUPS: [(&str, &[&str]); 11] = [
    ("Texts and fields", &["definition", "field", "file", "key", "syntax"]),
    (
        "States and transitions",
        &["cycle", "fail", "machine", "nested", "pass", "start", "state", "terminal", "transition"],
    ),
    (
        "Tasks and waiting",
        &["credentials", "heartbeat", "parameter", "parameters", "resource", "sdk", "task", "wait"],
    ),
    ("Choices", &["choice"]),
    ("Map and Parallel", &["csv", "item", "map", "parallel", "reader"]),
    ("Retriers and catchers", &["catch", "error", "retry"]),
    ("Paths and payload templates", &["context", "intrinsic", "path", "payload", "result"]),
    ("JSONata", &["expression", "jsonata", "query"]),
    ("Variables", &["variable"]),
    ("Templates around definitions", &["reference", "substitution"]),
    ("Silenced findings", &["baseline", "suppression"]),
];

fn main() -> ExitCode {
    // mdBook asks first whether a renderer is supported: all are.
    if std::env::args().nth(1).as_deref() == Some("supports") {
        return ExitCode::SUCCESS;
    }
    let (_, mut book): (Value, Value) = match serde_json::from_reader(io::stdin()) {
        Ok(read) => read,
        Err(error) => return failed(&[format!("mdBook is to run this: {error}")]),
    };
    complete(&mut book);
    let faults = dead_links(&mut book);
    if !faults.is_empty() {
        return failed(&faults);
    }
    match serde_json::to_writer(io::stdout(), &book) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&[error.to_string()]),
    }
}

fn failed(faults: &[String]) -> ExitCode {
    for fault in faults {
        // Where not even this can be written, there is no one to tell.
        let _ = writeln!(io::stderr(), "error: {fault}");
    }
    ExitCode::FAILURE
}

/// Adds the rules to a book as mdBook hands it over, and links their names in all chapters.
pub fn complete(book: &mut Value) {
    visit(&mut book["items"], &mut |chapter| {
        if chapter["path"] == "rules.md" {
            chapter["content"] = Value::String(content_of(chapter) + &index());
            chapter["sub_items"] = ALL.iter().map(|rule| chapter_of(rule)).collect();
        }
    });
    visit(&mut book["items"], &mut |chapter| {
        chapter["content"] = Value::String(linked(&content_of(chapter), &path_of(chapter)));
    });
}

/// Links of a book that lead nowhere, each with its chapter.
pub fn dead_links(book: &mut Value) -> Vec<String> {
    let mut texts = BTreeMap::new();
    visit(&mut book["items"], &mut |chapter| {
        texts.insert(path_of(chapter), content_of(chapter));
    });
    let mut faults = Vec::new();
    for (path, text) in &texts {
        for link in links(text).filter(|link| !link.contains("://")) {
            let (target, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if target.is_empty() { path.clone() } else { resolved(path, target) };
            let leads = texts.get(&target).is_some_and(|text| {
                heading.is_empty() || headings(text).any(|found| found == heading)
            });
            if !leads {
                faults.push(format!("{path}: the link to {link} leads nowhere"));
            }
        }
    }
    faults
}

/// Where the links in a text lead to.
pub fn links(text: &str) -> impl Iterator<Item = &str> {
    prose(text).filter(|(_, is_prose)| *is_prose).flat_map(|(line, _)| {
        line.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link)
    })
}

/// The group of a rule, if its subject has one.
pub fn group_of(rule: &Rule) -> Option<&'static str> {
    let subject = rule.name.split('-').next()?;
    GROUPS.iter().find(|(_, subjects)| subjects.contains(&subject)).map(|(name, _)| *name)
}

/// Goes through all chapters, those above first.
fn visit(items: &mut Value, act: &mut dyn FnMut(&mut Value)) {
    for item in items.as_array_mut().into_iter().flatten() {
        if let Some(chapter) = item.get_mut("Chapter") {
            act(chapter);
            visit(&mut chapter["sub_items"], act);
        }
    }
}

fn path_of(chapter: &Value) -> String {
    chapter["path"].as_str().unwrap_or_default().to_owned()
}

fn content_of(chapter: &Value) -> String {
    chapter["content"].as_str().unwrap_or_default().to_owned()
}

/// The rules under the headings of their groups.
fn index() -> String {
    let rows = |group| {
        let rules = ALL.iter().filter(move |rule| group_of(rule) == Some(group));
        let row = |rule: &&Rule| {
            let law = rule.summary().replace('\n', " ").replace('|', "\\|");
            format!("| `{}` | {} | {law} |\n", rule.name, rule.severity())
        };
        rules.map(row).collect::<String>()
    };
    let groups = GROUPS.iter().map(|(group, _)| (group, rows(*group)));
    let groups = groups.filter(|(_, rows)| !rows.is_empty());
    let section =
        |(group, rows)| format!("\n## {group}\n\n| rule | severity | law |\n|---|---|---|\n{rows}");
    groups.map(section).collect()
}

fn chapter_of(rule: &Rule) -> Value {
    json!({
        "Chapter": {
            "name": rule.name,
            "content": page(rule),
            "number": null,
            "sub_items": [],
            "path": format!("rules/{}.md", rule.name),
            "source_path": null,
            "parent_names": ["Rules"],
        }
    })
}

/// The page of a rule, with what stands in front of it put into words.
fn page(rule: &Rule) -> String {
    let (title, text) = rule.text().split_once('\n').unwrap_or((rule.text(), ""));
    let mut facts = vec![format!("Severity: **{}**", rule.severity())];
    if let Some(language) = rule.field("query").filter(|language| *language != "any") {
        facts.push(format!("Query language: {language}"));
    }
    facts.extend(rule.field("aws").map(|code| format!("AWS says: `{code}`")));
    facts.extend(rule.field("spec").map(|section| format!("Specification: *{section}*")));
    facts.extend(rule.field("since").map(|version| format!("Since {version}")));
    let text = text
        .replace("\n```text\n", "\n\n`aslint check` says:\n\n```text\n")
        .replace("\n```run\n", "\n\nExecuted:\n\n```text\n");
    format!("{title}\n\n{}\n{text}", facts.join(" · "))
}

/// A text in which the names of rules are links, seen from the chapter at `path`.
pub fn linked(text: &str, path: &str) -> String {
    let name = Regex::new(r"(?<!\[)`([a-z-]+)`").expect("it is a pattern");
    let up = "../".repeat(path.matches('/').count());
    let link = |found: &Captures<'_, str>| match Rule::named(&found[1]) {
        Some(Rule { name, .. }) if path != format!("rules/{name}.md") => {
            format!("[`{name}`]({up}rules/{name}.md)")
        }
        _ => found[0].to_owned(),
    };
    let lines = prose(text).map(|(line, is_prose)| {
        let may_link = is_prose && !line.starts_with('#');
        if may_link { name.replace_all(line, link) } else { line.into() }
    });
    lines.flat_map(|line| [line, "\n".into()]).collect()
}

/// The lines of a text, each with whether it is outside blocks of code.
fn prose(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut is_code = false;
    text.lines().map(move |line| {
        let is_fence = line.starts_with("```");
        is_code ^= is_fence;
        (line, !is_code && !is_fence)
    })
}

/// What a link in the chapter at `path` leads to.
fn resolved(path: &str, link: &str) -> String {
    let mut parts: Vec<_> = path.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "." => {}
            ".." if !parts.is_empty() => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The names under which the headings of a text can be linked to.
fn headings(text: &str) -> impl Iterator<Item = String> {
    let titles = prose(text).filter(|(line, is_prose)| *is_prose && line.starts_with('#'));
    titles.map(|(line, _)| {
        let title = line.trim_start_matches('#').trim().to_lowercase();
        let kept = title.chars().filter(|c| c.is_alphanumeric() || "-_ ".contains(*c));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    })
}
