//! The schema that stands alone: valid itself, and of one mind with the program.

use serde_json::{Value, json};

fn bundle() -> jsonschema::Validator {
    let schema = aslint::schema::bundle();
    jsonschema::options().offline().build(&schema).expect("the bundle is a valid schema")
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
