//! The columns of a CSV file have names that differ.

use rustc_hash::FxHashMap;

use crate::analysis::Facts;
use crate::diagnostic::{Finding, quoted};
use crate::model::{Map, StateKind};
use crate::rules::{Rule, rule};
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("csv-headers-duplicate", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for state in &facts.machine.states {
        if let StateKind::Map(map) = &state.kind {
            check_headers(map, findings);
        }
    }
}

fn check_headers(map: &Map<'_>, findings: &mut Vec<Finding>) {
    let config = map.item_reader.and_then(|reader| reader.get("ReaderConfig"));
    // Headers that are read from the file instead do no harm here.
    let place = config.and_then(|config| config.get("CSVHeaderLocation")?.as_str());
    let config = config.filter(|_| place == Some("GIVEN"));
    let headers = config.and_then(|config| config.get("CSVHeaders"));
    let mut seen: FxHashMap<&str, Value<'_>> = FxHashMap::default();
    for header in headers.into_iter().flat_map(Value::items) {
        let Some(name) = header.as_str() else { continue };
        match seen.get(name) {
            Some(first) => findings.push(duplicate(header, *first)),
            None => drop(seen.insert(name, header)),
        }
    }
}

fn duplicate(header: Value<'_>, first: Value<'_>) -> Finding {
    Finding::new(header.span(), format!("{} is the name of another column", quoted(header.text())))
        .label(first.span(), "first used here")
}
