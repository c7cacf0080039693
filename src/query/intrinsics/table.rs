//! The functions: their names, what they take and what they give.

use crate::query::value::Value;

/// A function.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name: `States.Format`.
    pub name: &'static str,
    /// What it must be given.
    pub required: &'static [Parameter],
    /// What it may be given besides.
    pub optional: &'static [Parameter],
    /// What all further arguments are, where any number may follow.
    pub rest: Option<Parameter>,
    /// What it gives.
    pub result: Parameter,
}

/// What a function takes or gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// Any value.
    Any,
    /// A string.
    Text,
    /// A number.
    Number,
    /// A boolean.
    Boolean,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Parameter {
    /// The word for it in messages, with its article.
    pub const fn described(self) -> &'static str {
        match self {
            Self::Any => "a value",
            Self::Text => "a string",
            Self::Number => "a number",
            Self::Boolean => "a boolean",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }

    /// Whether the value is one.
    pub const fn takes(self, value: &Value) -> bool {
        match self {
            Self::Any => true,
            Self::Text => matches!(value, Value::String(_)),
            Self::Number => matches!(value, Value::Number(_)),
            Self::Boolean => matches!(value, Value::Bool(_)),
            Self::Array => matches!(value, Value::Array(_)),
            Self::Object => matches!(value, Value::Object(_)),
        }
    }
}

impl Function {
    /// The function of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        FUNCTIONS.iter().find(|function| function.name == name)
    }

    /// What the argument at a place is to be; none for one too many.
    pub fn parameter(&self, place: usize) -> Option<Parameter> {
        let named = self.required.iter().chain(self.optional).nth(place);
        named.copied().or(self.rest)
    }

    /// Whether it takes so many arguments.
    pub fn takes(&self, count: usize) -> bool {
        let most = self.required.len() + self.optional.len();
        count >= self.required.len() && (self.rest.is_some() || count <= most)
    }

    /// How many arguments it takes, in words.
    pub fn arity(&self) -> String {
        let (least, most) = (self.required.len(), self.required.len() + self.optional.len());
        let plural = |count: usize| if count == 1 { "argument" } else { "arguments" };
        match self.rest {
            Some(_) => format!("at least {least} {}", plural(least)),
            None if least == 0 => "no arguments".to_owned(),
            None if least == most => format!("{least} {}", plural(least)),
            None => format!("{least} or {most} arguments"),
        }
    }
}

const fn fixed(name: &'static str, required: &'static [Parameter], result: Parameter) -> Function {
    Function { name, required, optional: &[], rest: None, result }
}

use Parameter::{Any, Array, Boolean, Number, Object, Text};

/// All of them.
pub static FUNCTIONS: [Function; 18] = [
    Function { rest: Some(Any), ..fixed("States.Format", &[Text], Text) },
    fixed("States.StringToJson", &[Text], Any),
    fixed("States.JsonToString", &[Any], Text),
    Function { rest: Some(Any), ..fixed("States.Array", &[], Array) },
    fixed("States.ArrayPartition", &[Array, Number], Array),
    fixed("States.ArrayContains", &[Array, Any], Boolean),
    fixed("States.ArrayRange", &[Number, Number, Number], Array),
    fixed("States.ArrayGetItem", &[Array, Number], Any),
    fixed("States.ArrayLength", &[Array], Number),
    fixed("States.ArrayUnique", &[Array], Array),
    fixed("States.Base64Encode", &[Text], Text),
    fixed("States.Base64Decode", &[Text], Text),
    fixed("States.Hash", &[Any, Text], Text),
    fixed("States.JsonMerge", &[Object, Object, Boolean], Object),
    Function { optional: &[Number], ..fixed("States.MathRandom", &[Number, Number], Number) },
    fixed("States.MathAdd", &[Number, Number], Number),
    fixed("States.StringSplit", &[Text, Text], Array),
    fixed("States.UUID", &[], Text),
];
