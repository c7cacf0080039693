//! What an exploration found: for people, and as JSON.

use std::io::{self, Write};

use serde_json::{Value as Json, json};

use crate::diagnostic::Finding;
use crate::model::StateMachine;
use crate::query::value::yaml;
use crate::report::full;
use crate::report::style::Colours;
use crate::scenario::explore::{Count, Ending, Exploration};
use crate::source::{LineIndex, Source};

/// How many levels of a scenario stand on lines of their own.
const LEVELS: usize = 3;

/// Writes it for people.
pub fn write(
    out: &mut dyn Write,
    found: &Exploration,
    source: &Source,
    colours: Colours,
) -> io::Result<()> {
    let name = &source.name;
    writeln!(out, "{name}: {}", plural(found.endings.len(), "ending"))?;
    for (number, ending) in found.endings.iter().enumerate() {
        write_ending(out, number + 1, ending)?;
    }
    let lists = [
        ("Fails by its own fault", &found.failures),
        ("Cannot be reached", &found.unreachable),
        ("Not reached", &found.not_reached),
        ("Not decided", &found.undecided),
    ];
    for (title, findings) in lists {
        if !findings.is_empty() {
            writeln!(out, "\n{title}:\n")?;
            full::write_findings(out, source, findings, colours)?;
        }
    }
    let Count { reached, all } = found.states;
    let counts = [
        ("way of choices", "ways of choices", found.ways),
        ("retrier", "retriers", found.retriers),
        ("catcher", "catchers", found.catchers),
    ];
    write!(out, "\nreached {reached} of {}", plural(all, "state"))?;
    for (one, several, count) in counts {
        let word = if count.all == 1 { one } else { several };
        if count.all > 0 {
            write!(out, ", {} of {} {word}", count.reached, count.all)?;
        }
    }
    let rest = if found.is_exhausted { "" } else { ", and there was more to be tried" };
    writeln!(out, " in {}{rest}", plural(found.runs, "execution"))
}

fn plural(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

fn write_ending(out: &mut dyn Write, number: usize, ending: &Ending) -> io::Result<()> {
    writeln!(out, "\n{number}. {}", ending.name)?;
    if let Some(cause) = &ending.failure.cause {
        writeln!(out, "   {}", cause.replace('\n', " "))?;
    }
    writeln!(out, "   {}", ending.path.join(" > "))?;
    for line in yaml::text(&ending.scenario(), LEVELS).lines() {
        writeln!(out, "     {line}")?;
    }
    Ok(())
}

/// Writes it for programs.
pub fn write_json(
    out: &mut dyn Write,
    found: &Exploration,
    source: &Source,
    machine: &StateMachine<'_>,
) -> io::Result<()> {
    let index = LineIndex::new(&source.text);
    let count = |count: Count| json!({"reached": count.reached, "all": count.all});
    let findings = |findings: &[Finding]| -> Vec<Json> {
        findings.iter().map(|finding| told(finding, &index)).collect()
    };
    let endings: Vec<_> = found.endings.iter().map(|ending| ended(ending, machine)).collect();
    let whole = json!({
        "version": 1,
        "file": source.name,
        "runs": found.runs,
        "exhausted": found.is_exhausted,
        "endings": endings,
        "failures": findings(&found.failures),
        "unreachable": findings(&found.unreachable),
        "not_reached": findings(&found.not_reached),
        "undecided": findings(&found.undecided),
        "reached": {
            "states": count(found.states),
            "ways": count(found.ways),
            "retriers": count(found.retriers),
            "catchers": count(found.catchers),
        },
    });
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}

fn ended(ending: &Ending, machine: &StateMachine<'_>) -> Json {
    // What is printed as JSON reads as JSON.
    let scenario = ending.scenario().to_string();
    json!({
        "name": ending.name,
        "status": ending.status,
        "error": ending.failure.error.as_deref(),
        "cause": ending.failure.cause.as_deref(),
        "state": ending.state.map(|state| machine.state(state).name()),
        "path": ending.path,
        "own_fault": ending.is_own_fault,
        "injected": ending.has_faults,
        "scenario": serde_json::from_str::<Json>(&scenario).unwrap_or_default(),
    })
}

fn told(finding: &Finding, index: &LineIndex<'_>) -> Json {
    let place = index.position(finding.span.start);
    let remarks: Vec<_> = finding.labels.iter().map(|label| label.message.as_str()).collect();
    json!({
        "message": finding.message,
        "severity": finding.severity.as_str(),
        "reason": remarks.join("; "),
        "line": place.line,
        "column": place.column,
        "offset": finding.span.start,
    })
}
