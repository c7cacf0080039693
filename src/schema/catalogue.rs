//! The schemas under `schemas/asl`, read, fitted to a query language and compiled when asked for.

use std::sync::OnceLock;

use jsonschema::Validator;
use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use crate::schema::QueryLanguage;
use crate::schema::keyword::{AT_MOST_ONE, EXACTLY_ONE, OneOfFields};
use crate::schema::node::Spanned;

macro_rules! schemas {
    ($($name:literal),* $(,)?) => {
        /// The names of the schemas and their texts.
        const TEXTS: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../schemas/asl/", $name, ".json")))),*];
        static COMPILED: [[OnceLock<Schema>; 2]; TEXTS.len()] =
            [const { [const { OnceLock::new() }; 2] }; TEXTS.len()];
    };
}

schemas![
    "machine",
    "state",
    "pass",
    "task",
    "choice",
    "wait",
    "succeed",
    "fail",
    "parallel",
    "map",
    "branch",
    "item-processor",
    "processor-config",
    "retrier",
    "catcher",
    "choice-rule",
    "nested-choice-rule",
    "credentials",
    "item-reader",
    "reader-config",
    "item-batcher",
    "result-writer",
    "writer-config",
];

const FIELDS: &str = include_str!("../../schemas/asl/fields.json");

/// One schema, fitted to one query language.
#[derive(Debug)]
pub struct Schema {
    /// Its name: that of its file.
    pub name: &'static str,
    /// Its text, with the shared fields put in and those of the other language taken out.
    pub text: Value,
    /// The query language it is fitted to.
    pub language: QueryLanguage,
    /// The fields of the other query language.
    pub foreign: Vec<String>,
    /// Which fields hold objects that have schemas of their own.
    pub links: Vec<Link>,
    /// The field whose value names the schema to go on with.
    pub dispatch: Option<String>,
    validator: Validator<Spanned>,
}

/// Which schema, whatever the query language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchemaId(usize);

impl SchemaId {
    /// The schema of that name.
    pub fn named(name: &str) -> Option<Self> {
        TEXTS.iter().position(|(known, _)| *known == name).map(Self)
    }
}

/// A field that holds objects with a schema of their own.
#[derive(Debug)]
pub struct Link {
    /// The field.
    pub field: String,
    /// Where in it the objects are.
    pub holds: Holds,
    /// Which schema that is.
    pub schema: SchemaId,
}

/// Where in a field objects are that have a schema of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// The field's value is one.
    One,
    /// Each item is one.
    Each,
    /// Each member's value is one.
    Values,
}

impl Schema {
    /// The schema, fitted to a query language.
    pub fn get(SchemaId(index): SchemaId, language: QueryLanguage) -> &'static Self {
        COMPILED[index][language as usize].get_or_init(|| Self::compile(TEXTS[index], language))
    }

    /// The validator.
    pub fn validator(&self) -> &Validator<Spanned> {
        &self.validator
    }

    fn compile((name, text): (&'static str, &str), language: QueryLanguage) -> Self {
        let mut text = read(text);
        let mut foreign = Vec::new();
        if let Some(fields) = text.get_mut("properties").and_then(Value::as_object_mut) {
            foreign = fit(fields, language);
        }
        let links = text["properties"].as_object().into_iter().flatten().filter_map(link);
        let links = links.collect();
        let validator = jsonschema::options_for::<Spanned>()
            .offline()
            .with_keyword(EXACTLY_ONE, |_, fields, _| Ok(Box::new(OneOfFields::new(fields, true))))
            .with_keyword(AT_MOST_ONE, |_, fields, _| Ok(Box::new(OneOfFields::new(fields, false))))
            .build(&text)
            .expect("the schemas of the language are valid");
        let dispatch = text["x-dispatch"].as_str().map(str::to_owned);
        Self { name, text, language, foreign, links, dispatch, validator }
    }
}

/// A schema as it is written, shared fields put in.
fn read(text: &str) -> Value {
    let mut schema: Value = serde_json::from_str(text).expect("the schemas are JSON");
    if let Some(fields) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        for (name, field) in fields {
            if field.get("$ref").is_some() {
                *field = shared_field(name).clone();
            }
        }
    }
    schema
}

fn shared_field(name: &str) -> &'static Value {
    static FIELD_TABLE: OnceLock<Value> = OnceLock::new();
    let table = FIELD_TABLE
        .get_or_init(|| serde_json::from_str(FIELDS).expect("the shared fields are JSON"));
    table.get(name).expect("every shared field that is used is defined")
}

/// Takes the fields of the other language out, and lets expressions in where they may stand.
/// Returns the names of those taken out.
fn fit(fields: &mut Map<String, Value>, language: QueryLanguage) -> Vec<String> {
    let is_foreign =
        |field: &Value| field["x-language"].as_str().is_some_and(|own| own != language.as_str());
    let foreign: Vec<_> = fields
        .iter()
        .filter(|(_, field)| is_foreign(field))
        .map(|(name, _)| name.clone())
        .collect();
    fields.retain(|_, field| !is_foreign(field));
    if language == QueryLanguage::Jsonata {
        fields
            .values_mut()
            .filter(|field| field["x-expression"] == true)
            .for_each(admit_expression);
    }
    foreign
}

/// Adds strings to the types of a field; one that takes no other string must be an expression.
fn admit_expression(field: &mut Value) {
    let types = match &field["type"] {
        Value::Array(types) => types.clone(),
        only => vec![only.clone()],
    };
    if types.iter().any(|kind| kind == "string") {
        return;
    }
    field["type"] = types.into_iter().chain([Value::from("string")]).collect();
    field["pattern"] = Value::from(EXPRESSION_PATTERN);
}

/// What a string begins with that is an expression.
pub const EXPRESSION_PATTERN: &str = "^\\{%";

fn link((field, schema): (&String, &Value)) -> Option<Link> {
    let kinds = [("x-one", Holds::One), ("x-each", Holds::Each), ("x-values", Holds::Values)];
    kinds.into_iter().find_map(|(keyword, holds)| {
        let schema = SchemaId::named(schema[keyword].as_str()?)?;
        Some(Link { field: field.clone(), holds, schema })
    })
}

/// Every schema, fitted to a query language.
pub fn all(language: QueryLanguage) -> impl Iterator<Item = &'static Schema> {
    (0..TEXTS.len()).map(move |index| Schema::get(SchemaId(index), language))
}

/// The types of states that have a field of that name, in whichever query language.
pub fn types_with_field(name: &str) -> &'static [&'static str] {
    type Types = FxHashMap<String, Vec<&'static str>>;
    static TABLE: OnceLock<Types> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let mut table = Types::default();
        for state_type in STATE_TYPES {
            let SchemaId(index) =
                SchemaId::named(&state_type.to_ascii_lowercase()).expect("each type has a schema");
            let schema = read(TEXTS[index].1);
            for field in schema["properties"].as_object().into_iter().flat_map(Map::keys) {
                table.entry(field.clone()).or_default().push(state_type);
            }
        }
        table
    });
    table.get(name).map_or(&[], Vec::as_slice)
}

/// The types of states.
const STATE_TYPES: [&str; 8] =
    ["Pass", "Task", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map"];
