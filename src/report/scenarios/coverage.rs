//! What scenarios have been through, as text: a table, JSON, lcov, a page.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use crate::report::style::{self, Colours};
use crate::report::xml::escaped;
use crate::scenario::coverage::{Count, Coverage, Kind, Part};
use crate::source::{LineIndex, Position, Source};

/// What the scenarios of one definition have been through.
pub type Covered<'c> = (&'c Source, &'c Coverage);

/// All definitions together.
pub fn total(all: &[Covered<'_>]) -> Count {
    all.iter().fold(Count::default(), |count, (_, coverage)| count.plus(coverage.total()))
}

/// Writes a table, and below it what is missed, each with its place.
pub fn write_table(out: &mut dyn Write, all: &[Covered<'_>], colours: Colours) -> io::Result<()> {
    let names = all.iter().map(|(source, _)| source.name.chars().count());
    let width = names.chain([10]).max().unwrap_or(10);
    let heads = Kind::ALL.map(|kind| format!("{:>13}", kind.words())).concat();
    colours.write(out, style::STRONG, &format!("{:width$}{heads}{:>8}", "coverage", "all"))?;
    writeln!(out)?;
    for (source, coverage) in all {
        let counts = Kind::ALL.map(|kind| format!("{:>13}", fraction(coverage.count(kind))));
        let percent = percent(coverage.total());
        writeln!(out, "{:width$}{}{percent:>8}", source.name, counts.concat())?;
    }
    if all.len() > 1 {
        let skip = width + Kind::ALL.len() * 13;
        writeln!(out, "{:skip$}{:>8}", "all", percent(total(all)))?;
    }
    for (source, coverage) in all {
        let index = LineIndex::new(&source.text);
        for part in coverage.missed() {
            let Position { line, column } = index.position(part.place.start);
            let kind = part.kind.word();
            let name = &source.name;
            writeln!(
                out,
                "{name}:{line}:{column}: no scenario covers {kind} {}",
                part.described()
            )?;
        }
    }
    Ok(())
}

/// Writes one JSON object.
pub fn write_json(out: &mut dyn Write, all: &[Covered<'_>]) -> io::Result<()> {
    let definitions = all.iter().map(|(source, coverage)| {
        let index = LineIndex::new(&source.text);
        let parts = coverage.parts.iter().map(|part| part_json(part, &index));
        let kinds = Kind::ALL
            .into_iter()
            .map(|kind| (kind.words().replace(' ', "_"), count_json(coverage.count(kind))));
        json!({
            "definition": source.name,
            "total": count_json(coverage.total()),
            "kinds": kinds.collect::<serde_json::Map<_, _>>(),
            "parts": parts.collect::<Vec<_>>(),
        })
    });
    let document = json!({
        "version": 1,
        "definitions": definitions.collect::<Vec<_>>(),
        "total": count_json(total(all)),
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

/// Writes a tracefile of lcov: states are functions, what leads out of them are branches.
pub fn write_lcov(out: &mut dyn Write, all: &[Covered<'_>]) -> io::Result<()> {
    for (source, coverage) in all {
        let index = LineIndex::new(&source.text);
        let line = |part: &Part| index.position(part.place.start).line;
        writeln!(out, "TN:\nSF:{}", source.name)?;
        let (states, branches): (Vec<_>, Vec<_>) =
            coverage.parts.iter().partition(|part| part.kind == Kind::State);
        for part in &states {
            writeln!(out, "FN:{},{}\nFNDA:{},{}", line(part), part.state, part.hits, part.state)?;
        }
        let Count { covered, total } = coverage.count(Kind::State);
        writeln!(out, "FNF:{total}\nFNH:{covered}")?;
        for (number, part) in branches.iter().enumerate() {
            writeln!(out, "BRDA:{},0,{number},{}", line(part), part.hits)?;
        }
        let hit = branches.iter().filter(|part| part.hits > 0).count();
        writeln!(out, "BRF:{}\nBRH:{hit}", branches.len())?;
        let lines = lines(source, coverage);
        for (line, hits) in &lines {
            writeln!(out, "DA:{},{}", line + 1, hits.least)?;
        }
        let hit = lines.values().filter(|hits| hits.least > 0).count();
        writeln!(out, "LF:{}\nLH:{hit}\nend_of_record", lines.len())?;
    }
    Ok(())
}

/// Writes a page that stands alone: the definitions, their lines coloured.
pub fn write_html(out: &mut dyn Write, all: &[Covered<'_>]) -> io::Result<()> {
    writeln!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <title>Coverage {}</title>\n<style>\n{STYLE}</style>\n<h1>Coverage {}</h1>",
        percent(total(all)),
        percent(total(all))
    )?;
    for (source, coverage) in all {
        let name = escaped(&source.name);
        writeln!(out, "<h2>{name} {}</h2>\n<p>", percent(coverage.total()))?;
        for kind in Kind::ALL {
            writeln!(out, "{} {} &nbsp;", fraction(coverage.count(kind)), kind.words())?;
        }
        writeln!(out, "</p>\n<pre>")?;
        let lines = lines(source, coverage);
        for (number, text) in source.text.lines().enumerate() {
            let (class, title) = lines
                .get(&number)
                .map_or(("", String::new()), |hits| (hits.class(), hits.titles.join("\n")));
            let (title, text) = (escaped(&title), escaped(text));
            writeln!(out, "<span class=\"{class}\" title=\"{title}\">{text}</span>")?;
        }
        writeln!(out, "</pre>")?;
    }
    writeln!(out, "</html>")
}

const STYLE: &str = "body { font-family: sans-serif; margin: 2rem }
pre { counter-reset: line; line-height: 1.4 }
pre span { display: block; counter-increment: line }
pre span::before { content: counter(line); color: #888; display: inline-block; width: 3rem }
.hit { background: #dfd }
.part { background: #ffd }
.miss { background: #fdd }
";

/// How often the parts that begin on a line were covered.
#[derive(Debug, Default)]
struct LineHits {
    least: u64,
    most: u64,
    titles: Vec<String>,
}

impl LineHits {
    const fn class(&self) -> &'static str {
        match (self.least, self.most) {
            (0, 0) => "miss",
            (0, _) => "part",
            _ => "hit",
        }
    }
}

/// The lines on which parts begin, by their zero-based numbers.
fn lines(source: &Source, coverage: &Coverage) -> BTreeMap<usize, LineHits> {
    let index = LineIndex::new(&source.text);
    let mut lines = BTreeMap::<usize, LineHits>::new();
    for part in &coverage.parts {
        let line = lines.entry(index.line_of(part.place.start)).or_default();
        line.least = if line.titles.is_empty() { part.hits } else { line.least.min(part.hits) };
        line.most = line.most.max(part.hits);
        line.titles.push(format!("{} {}: {}", part.kind.word(), part.described(), part.hits));
    }
    lines
}

fn part_json(part: &Part, index: &LineIndex<'_>) -> Value {
    let Position { line, column } = index.position(part.place.start);
    json!({
        "kind": part.kind.word(),
        "state": part.state,
        "name": part.name,
        "target": part.target,
        "line": line,
        "column": column,
        "hits": part.hits,
    })
}

fn count_json(count: Count) -> Value {
    json!({ "covered": count.covered, "total": count.total, "percent": rounded(count) })
}

/// In tenths, and never 100 where something is missed.
fn rounded(count: Count) -> f64 {
    (count.percent() * 10.0).floor() / 10.0
}

fn percent(count: Count) -> String {
    format!("{}%", rounded(count))
}

fn fraction(count: Count) -> String {
    if count.total == 0 { "-".to_owned() } else { format!("{}/{}", count.covered, count.total) }
}
