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
    /// What it is for, to people.
    pub guide: Guide,
}

/// What people are told of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guide {
    /// What its arguments are called, those that may be left out with a question mark.
    pub arguments: &'static str,
    /// What it gives.
    pub text: &'static str,
    /// A call of it.
    pub example: &'static str,
    /// What that call gives, as JSON; nothing where it differs from call to call.
    pub gives: &'static str,
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

const fn function(
    name: &'static str,
    required: &'static [Parameter],
    result: Parameter,
    guide: Guide,
) -> Function {
    Function { name, required, optional: &[], rest: None, result, guide }
}

const fn guide(
    arguments: &'static str,
    text: &'static str,
    example: &'static str,
    gives: &'static str,
) -> Guide {
    Guide { arguments, text, example, gives }
}

use Parameter::{Any, Array, Boolean, Number, Object, Text};

/// All of them.
pub static FUNCTIONS: [Function; 18] = [
    Function {
        rest: Some(Any),
        ..function(
            "States.Format",
            &[Text],
            Text,
            guide(
                "template, values...",
                "The template, in which each `{}` is replaced by the next value.",
                "States.Format('{} of {}', 2, 'x')",
                "\"2 of x\"",
            ),
        )
    },
    function(
        "States.StringToJson",
        &[Text],
        Any,
        guide(
            "text",
            "The value that a text is in JSON.",
            "States.StringToJson('[1, 2]')",
            "[1,2]",
        ),
    ),
    function(
        "States.JsonToString",
        &[Any],
        Text,
        guide(
            "value",
            "A value as a text in JSON.",
            "States.JsonToString(States.Array(1, 2))",
            "\"[1,2]\"",
        ),
    ),
    Function {
        rest: Some(Any),
        ..function(
            "States.Array",
            &[],
            Array,
            guide("values...", "An array of the values.", "States.Array('a', 1)", "[\"a\",1]"),
        )
    },
    function(
        "States.ArrayPartition",
        &[Array, Number],
        Array,
        guide(
            "array, size",
            "The array cut into arrays of at most `size` items.",
            "States.ArrayPartition(States.Array(1, 2, 3), 2)",
            "[[1,2],[3]]",
        ),
    ),
    function(
        "States.ArrayContains",
        &[Array, Any],
        Boolean,
        guide(
            "array, value",
            "Whether the value is an item of the array.",
            "States.ArrayContains(States.Array(1, 2), 2)",
            "true",
        ),
    ),
    function(
        "States.ArrayRange",
        &[Number, Number, Number],
        Array,
        guide(
            "first, last, step",
            "The numbers from the first to the last, at most 1000 of them.",
            "States.ArrayRange(1, 7, 3)",
            "[1,4,7]",
        ),
    ),
    function(
        "States.ArrayGetItem",
        &[Array, Number],
        Any,
        guide(
            "array, index",
            "The item at a place, counted from 0.",
            "States.ArrayGetItem(States.Array('a', 'b'), 1)",
            "\"b\"",
        ),
    ),
    function(
        "States.ArrayLength",
        &[Array],
        Number,
        guide(
            "array",
            "How many items the array has.",
            "States.ArrayLength(States.Array(7, 8))",
            "2",
        ),
    ),
    function(
        "States.ArrayUnique",
        &[Array],
        Array,
        guide(
            "array",
            "The array with each value once.",
            "States.ArrayUnique(States.Array(1, 1))",
            "[1]",
        ),
    ),
    function(
        "States.Base64Encode",
        &[Text],
        Text,
        guide(
            "text",
            "The text, of at most 10,000 characters, in Base64.",
            "States.Base64Encode('asl')",
            "\"YXNs\"",
        ),
    ),
    function(
        "States.Base64Decode",
        &[Text],
        Text,
        guide(
            "text",
            "The text that a text in Base64, of at most 10,000 characters, stands for.",
            "States.Base64Decode('YXNs')",
            "\"asl\"",
        ),
    ),
    function(
        "States.Hash",
        &[Any, Text],
        Text,
        guide(
            "data, algorithm",
            "The hash of the data, of at most 10,000 characters, in hexadecimal digits. The \
             algorithms are `MD5`, `SHA-1`, `SHA-256`, `SHA-384` and `SHA-512`.",
            "States.Hash('asl', 'MD5')",
            "\"4ee104fcc6d7fe882291e8e8b1319f49\"",
        ),
    ),
    function(
        "States.JsonMerge",
        &[Object, Object, Boolean],
        Object,
        guide(
            "first, second, deep",
            "The two objects as one; of a member that both have, the second one's. Only `false` \
             is taken for `deep`.",
            "States.JsonMerge(States.StringToJson('{\"a\": 1}'), \
             States.StringToJson('{\"b\": 2}'), false)",
            "{\"b\":2,\"a\":1}",
        ),
    ),
    Function {
        optional: &[Number],
        ..function(
            "States.MathRandom",
            &[Number, Number],
            Number,
            guide(
                "start, end, seed?",
                "A random whole number from the start on and below the end; the same one for the \
                 same seed.",
                "States.MathRandom(1, 7)",
                "",
            ),
        )
    },
    function(
        "States.MathAdd",
        &[Number, Number],
        Number,
        guide(
            "a, b",
            "The sum of two numbers, each rounded to a whole one first.",
            "States.MathAdd(1.5, 1)",
            "3",
        ),
    ),
    function(
        "States.StringSplit",
        &[Text, Text],
        Array,
        guide(
            "text, delimiters",
            "The pieces of the text between any of the characters in `delimiters`, without empty \
             ones.",
            "States.StringSplit('a, b', ', ')",
            "[\"a\",\"b\"]",
        ),
    ),
    function(
        "States.UUID",
        &[],
        Text,
        guide("", "A random UUID of version 4.", "States.UUID()", ""),
    ),
];
