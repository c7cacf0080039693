//! Which variables the states of a machine read: what AWS itself says of recorded machines.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use aslint::analysis::Facts;
use aslint::model::WorkflowType;
use aslint::syntax::{Format, parse};
use serde_json::Value;

type References = BTreeMap<String, BTreeSet<String>>;

#[test]
fn the_variables_that_states_read_are_those_that_aws_tells() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/validate");
    let Ok(files) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: the recorded machines are not beside the project");
        return;
    };
    let mut compared = 0;
    for file in files.flatten() {
        let text = std::fs::read_to_string(file.path()).expect("it can be read");
        let case: Value = serde_json::from_str(&text).expect("it is JSON");
        let Some(expected) = case.get("aws_variable_references") else { continue };
        let expected: References =
            serde_json::from_value(expected.clone()).expect("names by state");
        let definition = case["definition_text"].as_str().expect("it has a definition");
        assert_eq!(references(definition), expected, "{}", case["id"]);
        compared += 1;
    }
    assert!(compared > 0, "some recorded machines read variables");
}

fn references(definition: &str) -> References {
    let parsed = parse(definition, Format::Json);
    let facts = Facts::new(&parsed, WorkflowType::Standard);
    let mut references = References::new();
    for read in &facts.reads {
        let state = facts.machine.state(read.state).name().to_owned();
        references.entry(state).or_default().insert(read.name.to_string());
    }
    references
}
