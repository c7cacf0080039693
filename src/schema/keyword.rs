//! Two keywords of our own: of some fields exactly one, or at most one, must be there.
//!
//! JSON Schema says the same with `oneOf` over `required`, at forty times the cost for the
//! comparisons of a choice rule, and with an error that names no field.

use jsonschema::json::Node;
use jsonschema::{Keyword, ValidationError};

use crate::schema::node::{Instance, Spanned};

/// Exactly one of the fields.
pub const EXACTLY_ONE: &str = "x-exactly-one";
/// At most one of the fields.
pub const AT_MOST_ONE: &str = "x-at-most-one";

/// What the error of either keyword says when no field is there.
pub const NONE: &str = "none";
/// What it says when there are several.
pub const SEVERAL: &str = "several";

/// Either keyword, for some fields.
#[derive(Debug)]
pub struct OneOfFields {
    fields: Vec<String>,
    is_needed: bool,
}

impl OneOfFields {
    /// The keyword for the list of fields that a schema gives.
    pub fn new(fields: &serde_json::Value, is_needed: bool) -> Self {
        let fields = fields.as_array().into_iter().flatten();
        let fields: Vec<_> = fields.filter_map(|field| field.as_str()).map(str::to_owned).collect();
        debug_assert!(fields.len() <= 64, "the fields are counted by the bits of a u64");
        Self { fields, is_needed }
    }

    fn fault(&self, instance: Instance<'_>) -> Option<&'static str> {
        let object = instance.as_object()?;
        let mut present = 0_u64;
        for (name, _) in jsonschema::json::Object::members(&object) {
            if let Some(place) = self.fields.iter().position(|field| field == name) {
                present |= 1 << place;
            }
        }
        match present.count_ones() {
            0 if self.is_needed => Some(NONE),
            0 | 1 => None,
            _ => Some(SEVERAL),
        }
    }
}

impl<'i> Keyword<'i, Spanned> for OneOfFields {
    fn validate(&self, instance: Instance<'i>) -> Result<(), ValidationError<'i>> {
        self.fault(instance).map_or(Ok(()), |fault| Err(ValidationError::custom(fault)))
    }

    fn is_valid(&self, instance: Instance<'i>) -> bool {
        self.fault(instance).is_none()
    }
}
