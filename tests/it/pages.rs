//! Every page in `rules/` is a specification that runs: its examples are checked, and the
//! reports and executions that it shows are compared with the real ones.
//!
//! A `text` block after an example holds the report on it, a `run` block what becomes of it when
//! it is executed. Such a block begins, line by line, with what the execution is given:
//!
//! - `input: ` and JSON; `{}` where the line is missing,
//! - `mocks: ` or `s3: ` and YAML, as in a mock file; a task without a mock returns `{}`,
//!
//! and goes on with how it ends: `SUCCEEDED` and the output, `FAILED` and the error with the
//! cause in the lines below, or `TIMED_OUT`. A page with `run: fails` in front says that what it
//! calls bad fails when it is executed, though AWS takes it: each bad example has such a run.
//!
//! `UPDATE_PAGES=1 cargo test pages` writes real reports and ends into the pages; read what
//! changed.

use std::ops::Range;
use std::path::Path;

use aslint::config::Levels;
use aslint::diagnostic::Finding;
use aslint::exec::history::Outcome;
use aslint::model::WorkflowType;
use aslint::report::style::Colours;
use aslint::report::{FileReport, Report, full};
use aslint::rules::{self, Rule};
use aslint::source::{LineIndex, Source};
use aslint::syntax::{Format, parse};

use crate::repository::{File, files_under, refuse, root};
use crate::runs;

/// The rules whose fault cannot stand in a page: too deep, too large, not UTF-8, or in the
/// template around the definition.
const WITHOUT_EXAMPLE: [&str; 11] = [
    "definition-file-cyclic",
    "definition-file-missing",
    "definition-file-outside",
    "definition-too-deep",
    "definition-too-large",
    "file-encoding-invalid",
    "parameter-reference-wrong",
    "reference-unknown",
    "resource-reference-wrong",
    "substitution-undeclared",
    "substitution-unused",
];

#[test]
fn a_page_has_a_law_and_examples_of_both_kinds() {
    let mut faults = Vec::new();
    for page in files_under("rules") {
        let name = page.stem();
        let Some(rule) = Rule::named(name) else { continue };
        let mut fault = |what: &str| faults.push(format!("{}: {what}", page.name));
        if !rule.text().starts_with(&format!("# {name}\n\n")) {
            fault("the title is not the name of the rule");
        }
        if !rule.summary().ends_with('.') || rule.summary().contains(". ") {
            fault("the first paragraph is not one sentence");
        }
        if WITHOUT_EXAMPLE.contains(&name) {
            continue;
        }
        if rule.field("example").is_some() {
            fault("only a rule whose fault cannot be shown may do without examples");
        }
        let examples = examples(&page);
        for (kind, heading) in [(Kind::Bad, "## Bad"), (Kind::Good, "## Good")] {
            if !examples.iter().any(|example| example.kind == kind) {
                fault(&format!("no `json` or `yaml` block under `{heading}`"));
            }
        }
    }
    refuse(&faults, "A page: title, the law in one sentence, why, `## Bad`, `## Good`.");
}

#[test]
fn a_bad_example_is_flagged_where_its_carets_are_and_nowhere_else() {
    let mut faults = Vec::new();
    for (page, example) in all_examples(Kind::Bad) {
        let expected = example.expected();
        let findings = example.findings();
        let found: Vec<_> = findings.iter().map(|f| (f.rule, example.mark(f))).collect();
        let place = |mark: &Mark| format!("{}:{}", page.name, example.page_line(mark.line));
        for mark in expected.iter().filter(|mark| !found.contains(&(page.stem(), (*mark).clone())))
        {
            faults.push(format!("{}: not found: {}", place(mark), mark.shown()));
        }
        let others =
            found.iter().filter(|(rule, mark)| *rule != page.stem() || !expected.contains(mark));
        for (rule, mark) in others {
            faults.push(format!("{}: found by {rule}: {}", place(mark), mark.shown()));
        }
        if found.is_empty() {
            faults.push(format!(
                "{}:{}: nothing is found here",
                page.name,
                example.lines.start + 1
            ));
        }
    }
    refuse(
        &faults,
        "Mark each finding by a comment line with carets under the word at fault, and its message \
         after them; mend what other rules find in the example.",
    );
}

#[test]
fn a_page_says_whether_its_findings_can_be_mended() {
    let mut faults = Vec::new();
    for page in files_under("rules") {
        let Some(rule) = Rule::named(page.stem()) else { continue };
        if WITHOUT_EXAMPLE.contains(&rule.name) {
            continue;
        }
        let findings = examples(&page).into_iter().flat_map(|example| example.findings());
        let own = findings.filter(|finding| finding.rule == rule.name);
        let are_safe: Vec<_> = own.filter_map(|finding| Some(finding.fix?.safe)).collect();
        let expected = match are_safe.iter().all(|is_safe| *is_safe) {
            _ if are_safe.is_empty() => None,
            true => Some("safe"),
            false => Some("unsafe"),
        };
        if rule.field("fix") != expected {
            faults.push(format!("{}: {:?}, not {expected:?}", page.name, rule.field("fix")));
        }
    }
    refuse(&faults, "`fix: safe` or `fix: unsafe` in front, where a bad example shows a fix.");
}

#[test]
fn a_good_example_is_clean_under_every_rule() {
    let mut faults = Vec::new();
    for (page, example) in all_examples(Kind::Good) {
        for finding in example.all_findings().into_iter().filter(|one| one.silenced.is_none()) {
            let line = example.page_line(example.mark(&finding).line);
            let (name, Finding { rule, message, .. }) = (&page.name, &finding);
            faults.push(format!("{name}:{line}: found by {rule}: {message}"));
        }
    }
    refuse(&faults, "Mend the example, or the rule that finds fault with it.");
}

#[test]
fn the_reports_and_runs_on_a_page_are_the_real_ones() {
    let updates = std::env::var_os("UPDATE_PAGES").is_some();
    let mut faults = Vec::new();
    for page in files_under("rules") {
        let mut lines: Vec<_> = page.text.lines().map(str::to_owned).collect();
        let mut blocks: Vec<_> = examples(&page).iter().flat_map(Example::blocks).collect();
        blocks.sort_by_key(|(place, _)| place.start);
        for (place, real) in blocks.into_iter().rev() {
            if lines[place.clone()] == real {
                continue;
            }
            faults.push(format!("{}:{}:\n{}\n", page.name, place.start, real.join("\n")));
            lines.splice(place, real);
        }
        if updates {
            let text = lines.join("\n") + "\n";
            std::fs::write(root().join(&page.name), text).expect("a page can be written");
        }
    }
    if !updates {
        refuse(&faults, "Set UPDATE_PAGES=1 to write what is real, and read what changed.");
    }
}

#[test]
fn what_a_page_says_will_fail_fails() {
    let mut faults = Vec::new();
    for page in files_under("rules") {
        let claim = Rule::named(page.stem()).and_then(|rule| rule.field("run"));
        if claim.is_some_and(|claim| claim != "fails") {
            faults.push(format!("{}: `run` is `fails` or left out", page.name));
        }
        for example in examples(&page) {
            let fails = example.runs.iter().any(Run::is_failure);
            let line = example.lines.start;
            if claim.is_some() && example.kind == Kind::Bad && !fails {
                faults.push(format!("{}:{line}: no run shows that it fails", page.name));
            }
        }
    }
    refuse(&faults, "Add a `run` block with an input that leads to the fault.");
}

/// Which section an example stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Bad,
    Good,
}

/// A definition on a page.
#[derive(Debug)]
struct Example {
    kind: Kind,
    /// The words after the opening fence.
    info: String,
    /// Where it stands in the page: zero-based numbers of lines, without the fences.
    lines: Range<usize>,
    /// Its lines, carets included.
    text: Vec<String>,
    /// The lines of the `text` block after it.
    report_lines: Option<Range<usize>>,
    /// The `run` blocks after it.
    runs: Vec<Run>,
}

/// A `run` block.
#[derive(Debug, Default)]
struct Run {
    /// The input of the execution, as JSON; `{}` if it is empty.
    input: String,
    /// The text of a mock file.
    mocks: String,
    /// How it is said to end.
    end: Vec<String>,
    /// Where that stands in the page.
    end_lines: Range<usize>,
}

/// A place in an example with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mark {
    /// The zero-based number of the line among those without carets.
    line: usize,
    /// The zero-based first character of the line, and how many there are of them.
    column: usize,
    length: usize,
    message: String,
}

impl Mark {
    fn shown(&self) -> String {
        format!("{}{} {}", " ".repeat(self.column), "^".repeat(self.length), self.message)
    }
}

fn all_examples(kind: Kind) -> impl Iterator<Item = (File, Example)> {
    files_under("rules").into_iter().flat_map(move |page| {
        let examples = examples(&page).into_iter().filter(move |example| example.kind == kind);
        let name = page.name;
        examples.map(move |example| (File { name: name.clone(), text: String::new() }, example))
    })
}

/// The definitions under `## Bad` and `## Good`.
fn examples(page: &File) -> Vec<Example> {
    let lines: Vec<_> = page.text.lines().collect();
    let mut examples: Vec<Example> = Vec::new();
    let (mut kind, mut at) = (None, 0);
    while at < lines.len() {
        if let Some(heading) = lines[at].strip_prefix("## ") {
            kind = match heading.split_whitespace().next() {
                Some("Bad") => Some(Kind::Bad),
                Some("Good") => Some(Kind::Good),
                _ => None,
            };
        }
        if let Some(info) = lines[at].strip_prefix("```") {
            let end = (at + 1..lines.len()).find(|at| lines[*at] == "```").unwrap_or(lines.len());
            let range = at + 1..end;
            let language = info.split_whitespace().next().unwrap_or_default();
            if let Some(kind) = kind.filter(|_| matches!(language, "json" | "yaml")) {
                let text = lines[range.clone()].iter().map(|line| (*line).to_owned()).collect();
                let info = info.to_owned();
                let (report_lines, runs) = (None, Vec::new());
                examples.push(Example { kind, info, lines: range, text, report_lines, runs });
            } else if let Some(example) = examples.last_mut() {
                match language {
                    "text" => drop(example.report_lines.get_or_insert(range)),
                    "run" => example.runs.push(Run::read(&lines, range)),
                    _ => {}
                }
            }
            at = end;
        }
        at += 1;
    }
    examples
}

impl Run {
    fn read(lines: &[&str], range: Range<usize>) -> Self {
        let mut run = Self::default();
        for at in range.clone() {
            if let Some(input) = lines[at].strip_prefix("input: ") {
                input.clone_into(&mut run.input);
            } else if lines[at].starts_with("mocks: ") || lines[at].starts_with("s3: ") {
                run.mocks.extend([lines[at], "\n"]);
            } else {
                run.end_lines = at..range.end;
                break;
            }
        }
        if run.end_lines.is_empty() {
            run.end_lines = range.end..range.end;
        }
        run.end = lines[run.end_lines.clone()].iter().map(|line| (*line).to_owned()).collect();
        run
    }

    fn is_failure(&self) -> bool {
        self.end.first().is_some_and(|end| end.starts_with("FAILED") || end == "TIMED_OUT")
    }

    /// How the execution of the example ends.
    fn real_end(&self, example: &Example) -> Vec<String> {
        let execution = runs::executed(
            &example.source(),
            &self.input,
            Some(&Source::new("example.mocks.yaml", self.mocks.clone().into_bytes())),
            example.workflow_type(),
        );
        let end = match execution.outcome {
            Outcome::Succeeded(output) => format!("SUCCEEDED {output}"),
            Outcome::Failed(failure) => {
                let (error, cause) = (failure.name(), failure.cause.as_deref());
                format!("FAILED {error}\n{}", cause.unwrap_or_default())
            }
            Outcome::TimedOut => "TIMED_OUT".to_owned(),
        };
        end.trim_end().lines().map(|line| line.trim_end().to_owned()).collect()
    }
}

impl Example {
    /// What the page shows of the example: where, and what should stand there.
    fn blocks(&self) -> Vec<(Range<usize>, Vec<String>)> {
        let mut blocks = Vec::new();
        if self.kind == Kind::Bad {
            let report = self.report().lines().map(str::to_owned).collect();
            blocks.push(if let Some(range) = &self.report_lines {
                (range.clone(), report)
            } else {
                let fence = |text: &str| vec![text.to_owned()];
                let block = [fence("```text"), report, fence("```")].concat();
                (self.lines.end + 1..self.lines.end + 1, block)
            });
        }
        blocks.extend(self.runs.iter().map(|run| (run.end_lines.clone(), run.real_end(self))));
        blocks
    }

    fn workflow_type(&self) -> WorkflowType {
        let is_express = self.info.split_whitespace().any(|word| word == "express");
        if is_express { WorkflowType::Express } else { WorkflowType::Standard }
    }

    fn is_yaml(&self) -> bool {
        self.info.starts_with("yaml")
    }

    /// The definition, and what the file is called that would hold it.
    fn source(&self) -> Source {
        let name = if self.is_yaml() { "example.asl.yaml" } else { "example.asl.json" };
        let lines = self.text.iter().filter(|line| self.carets(line).is_none());
        let text: String = lines.flat_map(|line| [line.as_str(), "\n"]).collect();
        Source::new(name, text.into_bytes())
    }

    /// What a line of carets says, if it is one: the first caret, how many, the message.
    fn carets<'l>(&self, line: &'l str) -> Option<(usize, usize, &'l str)> {
        let sign = if self.is_yaml() { "#" } else { "//" };
        let after = line.trim_start().strip_prefix(sign)?;
        let carets = after.trim_start();
        let message = carets.trim_start_matches('^');
        let (count, column) = (carets.len() - message.len(), line.len() - carets.len());
        (count > 0).then_some((column, count, message.trim()))
    }

    /// What the carets say.
    fn expected(&self) -> Vec<Mark> {
        let mut marks = Vec::new();
        let mut lines = 0_usize;
        for line in &self.text {
            match self.carets(line) {
                Some((column, length, message)) => {
                    let (line, message) = (lines.saturating_sub(1), message.to_owned());
                    marks.push(Mark { line, column, length, message });
                }
                None => lines += 1,
            }
        }
        marks
    }

    /// The one-based line of the page that holds a line of the definition.
    fn page_line(&self, line: usize) -> usize {
        let lines = self.text.iter().enumerate().filter(|(_, text)| self.carets(text).is_none());
        let place = lines.map(|(place, _)| place).nth(line).unwrap_or(self.text.len());
        self.lines.start + place + 1
    }

    /// What is found, what merely follows from it included.
    fn all_findings(&self) -> Vec<Finding> {
        let source = self.source();
        let format = Format::of_name(Path::new(&source.name)).expect("the name says it");
        rules::check(&parse(&source.text, format), self.workflow_type(), &Levels::default())
    }

    /// What people are shown of it.
    fn findings(&self) -> Vec<Finding> {
        self.all_findings().into_iter().filter(Finding::is_shown).collect()
    }

    /// The mark that shows a finding: its first line of carets, at least one.
    fn mark(&self, finding: &Finding) -> Mark {
        let source = self.source();
        let index = LineIndex::new(&source.text);
        let line = index.line_of(finding.span.start);
        let range = index.line_start(line) as usize..index.line_start(line + 1) as usize;
        let whole = source.text[range.clone()].trim_end();
        let start = (finding.span.start as usize - range.start).min(whole.len());
        let end = (finding.span.end as usize - range.start).clamp(start, whole.len());
        let (column, length) = (whole[..start].chars().count(), whole[start..end].chars().count());
        Mark { line, column, length: length.max(1), message: finding.message.clone() }
    }

    /// The full report on the definition.
    fn report(&self) -> String {
        let report =
            Report { files: vec![FileReport::of_definition(self.source(), self.findings())] };
        let mut out = Vec::new();
        full::write(&mut out, &report, Colours::None).expect("memory can be written");
        let text = String::from_utf8(out).expect("a report is text");
        let lines: Vec<_> = text.trim_end().lines().map(str::trim_end).collect();
        lines.join("\n")
    }
}
