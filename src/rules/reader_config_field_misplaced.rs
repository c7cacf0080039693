//! A field of `ReaderConfig` fits the data that is read.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, name_list};
use crate::model::StateKind;
use crate::rules::{Rule, rule};
use crate::syntax::tree::{Kind, Member, Value};

pub(super) const RULE: Rule = rule!("reader-config-field-misplaced", check);

/// Which fields need which types of input, as documented.
const INPUT_TYPES: [(&str, &[&str]); 4] = [
    ("CSVDelimiter", &["CSV", "MANIFEST"]),
    ("CSVHeaderLocation", &["CSV", "MANIFEST"]),
    ("CSVHeaders", &["CSV", "MANIFEST"]),
    ("ItemsPointer", &["JSON"]),
];

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for state in &facts.machine.states {
        if let StateKind::Map(map) = &state.kind
            && let Some(reader) = map.item_reader
            && let Some(config) = reader.get("ReaderConfig")
        {
            let fields = INPUT_TYPES.iter();
            findings.extend(fields.filter_map(|(field, types)| wrong_type(config, field, types)));
            findings.extend(headers_unused(config));
            findings.extend(flattened(reader, config));
        }
    }
}

/// A field that says nothing about data of this type.
fn wrong_type(config: Value<'_>, field: &str, types: &[&str]) -> Option<Finding> {
    let field = config.member(field)?;
    let input_type = config.get("InputType")?;
    let text = input_type.as_str()?;
    // AWS refuses headers in JSON: that is a finding already.
    let is_said = field.name() == "CSVHeaderLocation" && text == "JSON";
    // Athena's manifest names files of another type.
    let is_manifest = config.get("ManifestType").is_some();
    (!types.contains(&text) && !is_said && !is_manifest).then(|| {
        let (name, types) = (field.name(), name_list(types));
        let message = format!("`{name}` is for the input type {types}");
        misplaced(&field, message).label(input_type.span(), "not what is read here")
    })
}

/// Headers that are read from the file all the same.
fn headers_unused(config: Value<'_>) -> Option<Finding> {
    let headers = config.member("CSVHeaders")?;
    let place = config.get("CSVHeaderLocation")?;
    (place.as_str()? == "FIRST_ROW").then(|| {
        misplaced(&headers, "the headers are given here and read from the file".into())
            .label(place.span(), "`GIVEN` would take the list")
    })
}

/// Objects that are to be read but not listed, or not known to be of what type.
fn flattened(reader: Value<'_>, config: Value<'_>) -> Option<Finding> {
    let field = config.member("Transformation")?;
    if field.value.as_str()? != "LOAD_AND_FLATTEN" || config.kind() != Kind::Object {
        return None;
    }
    let resource = reader.get("Resource")?;
    if resource.as_str()?.ends_with(":getObject") {
        let message = "only listed objects can be loaded and flattened".into();
        return Some(misplaced(&field, message).label(resource.span(), "reads a single object"));
    }
    let is_untyped = config.get("InputType").is_none() && !config.is_incomplete();
    is_untyped.then(|| misplaced(&field, "the `InputType` of what is loaded is missing".into()))
}

fn misplaced(field: &Member<'_>, message: String) -> Finding {
    Finding::new(field.key.span(), message)
}
