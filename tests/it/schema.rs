//! The schema that stands alone: valid itself, and of one mind with the program.

use serde_json::{Value, json};

use crate::project::Project;
use crate::repository::refuse;

fn bundle() -> jsonschema::Validator {
    let schema = aslint::schema::bundle();
    jsonschema::options().offline().build(&schema).expect("the bundle is a valid schema")
}

/// What `aslint schema` prints of something.
fn printed(of: &str) -> jsonschema::Validator {
    let answer = Project::new(&[]).run(&["schema", of]);
    let schema = serde_json::from_str(&answer.stdout).expect("it is JSON");
    jsonschema::options().offline().build(&schema).expect("it is a valid schema")
}

#[test]
fn the_schema_of_configurations_is_of_one_mind_with_the_program() {
    let schema = printed("config");
    let right = [
        "",
        "fail-on = \"never\"\ninclude = [\"*.tpl\"]\nexclude = []\ntype = \"express\"",
        "[rules]\nstate-end-false = \"off\"",
        "[substitutions]\nA = 1\nB = true\nC = \"x\"\nD = 1.5",
        "[[files]]\npaths = [\"a\"]\ntype = \"standard\"\nrules = { state-island = \"info\" }",
        "[[ignore]]\nrules = [\"state-island\"]\npaths = [\"a\"]\nreason = \"so\"",
        "[[ignore]]\nrules = []\npointer = \"/States\"\nreason = \"so\"",
    ];
    let wrong = [
        "fail-on = \"off\"",
        "fail_on = \"error\"",
        "include = \"*.tpl\"",
        "type = \"fast\"",
        "[rules]\nstate-end-fals = \"off\"",
        "[rules]\nstate-end-false = \"on\"",
        "[substitutions]\n\"a.b\" = 1",
        "[substitutions]\nA = [1]",
        "[[files]]\ntype = \"standard\"",
        "[[files]]\npaths = [\"a\"]\nfail-on = \"error\"",
        "[[ignore]]\nrules = [\"state-island\"]",
        "[[ignore]]\nreason = \"so\"",
        "[[ignore]]\nrules = [\"state-iland\"]\nreason = \"so\"",
    ];
    for (texts, is_right) in [(&right[..], true), (&wrong[..], false)] {
        for text in texts {
            let value: Value = toml::from_str(text).expect("it is TOML");
            assert_eq!(schema.is_valid(&value), is_right, "{text}");
            let project = Project::new(&[("aslint.toml", *text), ("a.json", "{}")]);
            let is_taken = project.run(&["check", "a.json"]).code != 2;
            assert_eq!(is_taken, is_right, "{text}");
        }
    }
}

#[test]
fn the_schemas_of_mocks_and_scenarios_stand_alone() {
    let mocks = printed("mocks");
    assert!(mocks.is_valid(&json!({"mocks": {"A": [{"return": 1}]}})));
    assert!(!mocks.is_valid(&json!({"mocks": {"A": [{"retrun": 1}]}})));
    let scenarios = printed("scenarios");
    let scenario = |mocks: Value| json!({"scenarios": {"a": {"input": {}, "mocks": mocks}}});
    assert!(scenarios.is_valid(&scenario(json!({"A": {"return": 1}}))));
    assert!(!scenarios.is_valid(&scenario(json!({"A": {"retrun": 1}}))));
}

fn machine(state: &Value) -> Value {
    json!({ "StartAt": "A", "States": { "A": state } })
}

#[test]
fn the_bundle_takes_what_is_right() {
    let bundle = bundle();
    let mut in_jsonata = machine(&json!({ "Type": "Pass", "Output": "{% 1 %}", "End": true }));
    in_jsonata["QueryLanguage"] = json!("JSONata");
    let inner = json!({ "Type": "Pass", "InputPath": "$.a", "End": true });
    let definitions = [
        machine(&json!({ "Type": "Wait", "Seconds": 1, "End": true })),
        machine(&json!({ "Type": "Pass", "QueryLanguage": "JSONata", "Output": 1, "End": true })),
        in_jsonata,
        machine(&json!({
            "Type": "Map", "QueryLanguage": "JSONata", "Items": "{% [1] %}", "End": true,
            "ItemProcessor": { "StartAt": "B", "States": { "B": inner } }
        })),
    ];
    for definition in definitions {
        let errors: Vec<_> = bundle.iter_errors(&definition).map(|e| e.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{definition}");
    }
}

#[test]
fn the_bundle_refuses_what_is_wrong() {
    let bundle = bundle();
    let states = [
        json!({ "Type": "Wait", "Seconds": -1, "End": true }),
        json!({ "Type": "Wait", "Seconds": 1 }),
        json!({ "Type": "Wait", "Seconds": 1, "Timestamp": "2030-01-01T00:00:00Z", "End": true }),
        json!({ "Type": "Wait", "Seconds": 1, "End": true, "Nxt": "B" }),
        json!({ "Type": "Pass", "Output": 1, "End": true }),
        json!({ "Type": "Pass", "QueryLanguage": "JSONata", "InputPath": "$", "End": true }),
        json!({ "Type": "Pas", "End": true }),
        json!({ "Type": "Choice", "Choices": [{ "Variable": "$.a", "Next": "A" }] }),
    ];
    for state in states {
        assert!(!bundle.is_valid(&machine(&state)), "{state}");
    }
}

#[test]
fn every_shared_field_is_used_by_some_schema() {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/asl/fields.json"));
    let fields: Value = serde_json::from_str(&text.expect("it is there")).expect("it is JSON");
    let bundle = aslint::schema::bundle().to_string();
    let fields = fields.as_object().expect("it is an object").keys();
    for field in fields.filter(|name| *name != "$comment") {
        assert!(bundle.contains(&format!("\"{field}\":")), "no schema uses the field {field}");
    }
}

#[test]
fn every_field_says_what_it_means() {
    let bundle = aslint::schema::bundle();
    let definitions = bundle["definitions"].as_object().into_iter().flatten();
    let mut faults = Vec::new();
    for (name, definition) in definitions {
        for (field, words) in definition["properties"].as_object().into_iter().flatten() {
            let text = words["description"].as_str().unwrap_or_default();
            if words["const"].is_null() && !text.ends_with(['.', '`']) {
                faults.push(format!("{name}: {field}: {text:?}"));
            }
            let values = words["enum"].as_array().map_or(0, Vec::len);
            let texts = words["enumDescriptions"].as_array().map_or(0, Vec::len);
            if values > 1 && values != texts {
                faults.push(format!("{name}: {field} has {values} values and {texts} texts"));
            }
        }
    }
    refuse(&faults, "Say it in a sentence, in `schemas/asl/`.");
}
