//! All schemas as one that stands alone, for editors and other validators.

use serde_json::{Map, Value, json};

use crate::schema::QueryLanguage;
use crate::schema::catalogue::{self, Schema};
use crate::schema::guide::{Field, Object};
use crate::schema::keyword::{AT_MOST_ONE, EXACTLY_ONE};

/// The languages of a machine and of a state in it: a machine in JSONata has no state in
/// JSONPath, so three of the four pairs exist.
#[derive(Clone, Copy)]
struct Flavour {
    name: &'static str,
    machine: QueryLanguage,
    state: QueryLanguage,
}

const FLAVOURS: [Flavour; 3] = [
    Flavour { name: "", machine: QueryLanguage::JsonPath, state: QueryLanguage::JsonPath },
    Flavour {
        name: "-jsonata-in-jsonpath",
        machine: QueryLanguage::JsonPath,
        state: QueryLanguage::Jsonata,
    },
    Flavour { name: "-jsonata", machine: QueryLanguage::Jsonata, state: QueryLanguage::Jsonata },
];

/// The schema of a definition, self-contained, in JSON Schema draft 7.
pub fn bundle() -> Value {
    let mut definitions = Map::new();
    for flavour in FLAVOURS {
        for schema in catalogue::all(flavour.state) {
            let text = if schema.dispatch.is_some() {
                dispatcher(schema, flavour)
            } else {
                stand_alone(&schema.text, flavour)
            };
            definitions.insert(format!("{}{}", schema.name, flavour.name), text);
        }
    }
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Amazon States Language",
        "description": "The definition of an AWS Step Functions state machine.",
        "if": is_set("QueryLanguage", QueryLanguage::Jsonata.as_str()),
        "then": { "$ref": "#/definitions/machine-jsonata" },
        "else": { "$ref": "#/definitions/machine" },
        "definitions": definitions,
    })
}

fn is_set(field: &str, value: &str) -> Value {
    json!({ "properties": { field: { "const": value } }, "required": [field] })
}

/// A state: its own language first, then its type.
fn dispatcher(schema: &'static Schema, flavour: Flavour) -> Value {
    let mut state = stand_alone(&schema.text, flavour);
    let types = schema.text["properties"]["Type"]["enum"].as_array();
    let by_type = types.into_iter().flatten().filter_map(Value::as_str).map(|name| {
        let definition = format!("#/definitions/{}{}", name.to_ascii_lowercase(), flavour.name);
        json!({ "if": is_set("Type", name), "then": { "$ref": definition } })
    });
    let by_type: Value = by_type.collect();
    let described = Object::of_state(schema).field("Type").map(Field::value_texts);
    state["properties"]["Type"]["enumDescriptions"] = described.into_iter().flatten().collect();
    let in_jsonata = FLAVOURS[1];
    if flavour.state == QueryLanguage::JsonPath {
        state["if"] = is_set("QueryLanguage", QueryLanguage::Jsonata.as_str());
        let other = format!("#/definitions/{}{}", schema.name, in_jsonata.name);
        state["then"] = json!({ "$ref": other });
        state["else"] = json!({ "allOf": by_type });
    } else {
        state["allOf"] = by_type;
    }
    state
}

/// A schema in the words of the standard, with references in place of links.
fn stand_alone(schema: &Value, flavour: Flavour) -> Value {
    match schema {
        Value::Object(keywords) => {
            let mut words = Map::new();
            for (keyword, value) in keywords {
                translate(keyword, value, flavour, &mut words);
            }
            Value::Object(words)
        }
        Value::Array(items) => items.iter().map(|item| stand_alone(item, flavour)).collect(),
        scalar => scalar.clone(),
    }
}

fn translate(keyword: &str, value: &Value, flavour: Flavour, words: &mut Map<String, Value>) {
    let reference = || {
        // The machines inside a state go by the language of the whole machine.
        let inner = match value.as_str() {
            Some("branch" | "item-processor" | "state") => flavour.of_machine().name,
            _ => flavour.name,
        };
        json!({ "$ref": format!("#/definitions/{}{inner}", value.as_str().unwrap_or_default()) })
    };
    let (keyword, value) = match keyword {
        "$schema" | "x-language" | "x-expression" | "x-aws" | "x-dispatch" | "x-page" => return,
        "x-one" => ("allOf", json!([reference()])),
        "x-each" => ("items", reference()),
        "x-values" => ("additionalProperties", reference()),
        EXACTLY_ONE => ("oneOf", required_each(value)),
        AT_MOST_ONE => ("not", json!({ "required": value })),
        _ => (keyword, stand_alone(value, flavour)),
    };
    words.insert(keyword.to_owned(), value);
}

fn required_each(fields: &Value) -> Value {
    let fields = fields.as_array().into_iter().flatten();
    fields.map(|field| json!({ "required": [field] })).collect()
}

impl Flavour {
    /// The flavour of states that say no language of their own.
    fn of_machine(self) -> Self {
        let own = |other: &&Self| other.machine == self.machine && other.state == self.machine;
        *FLAVOURS.iter().find(own).expect("every machine has states in its own language")
    }
}
