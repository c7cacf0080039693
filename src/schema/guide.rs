//! What the schemas say of a place, for people: which fields an object may have, and of each what
//! it means, which values it takes, and where to read on.

use serde_json::{Map, Value as Json};

use crate::schema::catalogue::{EXPRESSION_PATTERN, Holds, Schema, SchemaId};
use crate::schema::{QueryLanguage, machine_schema, schema_of_type, types_with_field};
use crate::syntax::tree::{Kind, Value};

/// What the schemas say of a value.
#[derive(Clone, Copy, Debug)]
pub enum Ground {
    /// It is an object with these fields.
    Object(Object),
    /// It is an array, each item of which is such an object.
    Each(Object),
    /// It is an object, each member of which is such an object.
    Values(Object),
    /// It is the value of a field that has no objects with fields of their own, or inside one.
    Inside,
}

/// The fields that an object may have.
#[derive(Clone, Copy, Debug)]
pub struct Object {
    schema: &'static Schema,
    machine_language: QueryLanguage,
}

/// A field that an object may have.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    text: &'static Json,
    schema: &'static Schema,
}

impl Ground {
    /// What a whole definition is.
    pub fn of_machine(root: Value<'_>) -> Self {
        let machine_language = QueryLanguage::of(root, QueryLanguage::JsonPath);
        let schema = Schema::get(machine_schema(), machine_language);
        Self::Object(Object { schema, machine_language })
    }

    /// What the value of a member of an object is of which this is said.
    #[must_use]
    pub fn under(self, name: &str, value: Value<'_>) -> Self {
        match self {
            Self::Object(object) => object.under(name, value),
            Self::Values(object) => Self::Object(object.fitted_to(value)),
            Self::Each(_) | Self::Inside => Self::Inside,
        }
    }

    /// What an item of an array is of which this is said.
    #[must_use]
    pub fn item(self, value: Value<'_>) -> Self {
        match self {
            Self::Each(object) => Self::Object(object.fitted_to(value)),
            _ => Self::Inside,
        }
    }
}

impl Object {
    /// The fields of states of no particular type.
    pub(super) const fn of_state(schema: &'static Schema) -> Self {
        Self { schema, machine_language: schema.language }
    }

    fn under(self, name: &str, value: Value<'_>) -> Ground {
        let Some(link) = self.schema.links.iter().find(|link| link.field == name) else {
            return Ground::Inside;
        };
        // The machines inside a state go by the language of the whole machine.
        let is_machine = matches!(name, "ItemProcessor" | "Iterator" | "Branches" | "States");
        let language = if is_machine { self.machine_language } else { self.schema.language };
        let object = Self { schema: Schema::get(link.schema, language), ..self };
        match link.holds {
            Holds::One => Ground::Object(object.fitted_to(value)),
            Holds::Each => Ground::Each(object),
            Holds::Values => Ground::Values(object),
        }
    }

    /// The fields of a state are those of its type, in its language.
    fn fitted_to(self, value: Value<'_>) -> Self {
        let Some(field) = &self.schema.dispatch else { return self };
        if value.kind() != Kind::Object {
            return self;
        }
        let language = QueryLanguage::of(value, self.machine_language);
        let named = value.get(field).and_then(|kind| schema_of_type(kind.as_str()?, language));
        let general = || SchemaId::named(self.schema.name).map(|id| Schema::get(id, language));
        Self { schema: named.or_else(general).unwrap_or(self.schema), ..self }
    }

    /// What it is called: `retrier`, `Task state`.
    pub fn title(self) -> &'static str {
        self.schema.text["title"].as_str().unwrap_or_default()
    }

    /// The language of the state that it belongs to.
    pub const fn language(self) -> QueryLanguage {
        self.schema.language
    }

    fn properties(self) -> impl Iterator<Item = (&'static String, &'static Json)> {
        self.schema.text["properties"].as_object().into_iter().flat_map(Map::iter)
    }

    /// Its fields: those that it cannot do without first.
    pub fn fields(self) -> Vec<Field> {
        let field = |(name, text): (&'static String, _)| Field { name, text, schema: self.schema };
        let mut fields: Vec<_> = self.properties().map(field).collect();
        fields.sort_by_key(|field| !field.is_required());
        fields
    }

    /// The field of that name.
    pub fn field(self, name: &str) -> Option<Field> {
        let mut properties = self.properties();
        let (name, text) = properties.find(|(known, _)| *known == name)?;
        Some(Field { name, text, schema: self.schema })
    }

    /// The field of that name, of the same object in the other language.
    pub fn foreign_field(self, name: &str) -> Option<Field> {
        let other = match self.schema.language {
            QueryLanguage::JsonPath => QueryLanguage::Jsonata,
            QueryLanguage::Jsonata => QueryLanguage::JsonPath,
        };
        let schema = Schema::get(SchemaId::named(self.schema.name)?, other);
        Self { schema, ..self }.field(name)
    }

    /// The other fields of which there may be only one, that one among them.
    pub fn alternatives(self, name: &str) -> Vec<&'static str> {
        let text = &self.schema.text;
        let groups = text["allOf"].as_array().into_iter().flatten().chain([text]);
        let conditional = groups.clone().map(|group| &group["then"]);
        let lists = groups.chain(conditional).flat_map(|group| {
            [&group["x-exactly-one"], &group["x-at-most-one"]].map(Json::as_array)
        });
        let has = |list: &&Vec<Json>| list.iter().any(|field| field == name);
        let found = lists.flatten().find(has).into_iter().flatten().filter_map(Json::as_str);
        found.filter(|other| *other != name && self.field(other).is_some()).collect()
    }
}

impl Field {
    /// What it means.
    pub fn text(self) -> &'static str {
        let own = self.text["description"].as_str();
        own.or_else(|| self.schema.text["description"].as_str()).unwrap_or_default()
    }

    /// Whether an object cannot do without it.
    pub fn is_required(self) -> bool {
        let required = self.schema.text["required"].as_array();
        required.is_some_and(|names| names.iter().any(|name| name == self.name))
    }

    /// The types of values that it takes; none for any.
    pub fn types(self) -> Vec<&'static str> {
        let types = &self.text["type"];
        let is_expression = self.text["pattern"] == EXPRESSION_PATTERN;
        let several = types.as_array().into_iter().flatten().filter_map(Json::as_str);
        let types = types.as_str().into_iter().chain(several);
        let is_fixed = self.text["const"].is_string() || self.text["enum"].is_array();
        let types: Vec<_> = types.filter(|kind| !is_expression || *kind != "string").collect();
        if types.is_empty() && is_fixed { vec!["string"] } else { types }
    }

    /// Whether an expression may stand for its value.
    pub fn takes_expression(self) -> bool {
        self.text["x-expression"] == true && self.schema.language == QueryLanguage::Jsonata
    }

    /// The language of the states that have it, where only those of one have.
    pub fn language(self) -> Option<&'static str> {
        self.text["x-language"].as_str()
    }

    /// The texts that it takes; none where it takes any.
    pub fn values(self) -> Vec<&'static str> {
        let only = self.text["const"].as_str();
        let several = self.text["enum"].as_array().into_iter().flatten().filter_map(Json::as_str);
        if self.name == "Type" && only.is_some() { self.state_types() } else { several.collect() }
    }

    fn state_types(self) -> Vec<&'static str> {
        let any = SchemaId::named("state").map(|id| Schema::get(id, self.schema.language));
        let types = any.and_then(|state| state.text["properties"]["Type"]["enum"].as_array());
        types.into_iter().flatten().filter_map(Json::as_str).collect()
    }

    /// What those texts mean, in the same order.
    pub fn value_texts(self) -> Vec<&'static str> {
        if self.name == "Type" {
            let schemas = self.values().into_iter();
            let schemas = schemas.filter_map(|kind| schema_of_type(kind, self.schema.language));
            return schemas.filter_map(|schema| schema.text["description"].as_str()).collect();
        }
        let texts = self.text["enumDescriptions"].as_array();
        texts.into_iter().flatten().filter_map(Json::as_str).collect()
    }

    /// The least and the greatest value of a number.
    pub fn bounds(self) -> (Option<&'static Json>, Option<&'static Json>) {
        (self.text.get("minimum"), self.text.get("maximum"))
    }

    /// The value that it has where it is left out.
    pub fn default(self) -> Option<&'static Json> {
        self.text.get("default")
    }

    /// The page of the guide of Step Functions that speaks of it.
    pub fn address(self) -> Option<String> {
        let page = self.text["x-page"].as_str().or_else(|| self.schema.text["x-page"].as_str());
        page.map(guide_address)
    }
}

/// The field of that name, of the first type of states that has it, and the fields of that type.
pub fn field_of_any_state(name: &str, language: QueryLanguage) -> Option<(Field, Object)> {
    types_with_field(name).iter().find_map(|kind| {
        let schema = schema_of_type(kind, language)?;
        let object = Object { schema, machine_language: language };
        Some((object.field(name)?, object))
    })
}

/// The address of a page of the guide of Step Functions.
pub fn guide_address(page: &str) -> String {
    format!("https://docs.aws.amazon.com/step-functions/latest/dg/{page}.html")
}
