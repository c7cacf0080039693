//! What the built-in functions compute, on plain Rust types: nothing here knows of the evaluator.

pub mod calendar;
pub mod date_time;
pub mod number;
pub mod parts;
pub mod picture_date;
pub mod picture_integer;
pub mod picture_number;
pub mod regex;
pub mod regex_syntax;
pub mod text;

use std::error::Error;
use std::fmt;

/// Why a function gives no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The code of the reference implementation, such as `D3100`; or [`TOO_LONG`], [`TOO_BIG`].
    pub code: &'static str,
    /// What stands for `{{value}}` in the message: JSON text, so a string has its quotes.
    pub value: Option<String>,
    /// The second insert, as it is printed: the exponent of `D3061`, the function of `D3140`.
    pub other: Option<String>,
}

/// The code of a search that was given up: the reference implementation would hang.
pub const TOO_LONG: &str = "too-long";

/// The code of a result that was not made because no evaluation may be that big.
pub const TOO_BIG: &str = "too-big";

/// The most bytes that one result may have: what AWS gives to a whole evaluation.
pub const BYTES_MAX: usize = 10 << 20;

/// The message of each code raised here, worded as AWS words it to users. `{{value}}` stands for
/// [`Fault::value`], `{{other}}` for [`Fault::other`].
pub const MESSAGES: &[(&str, &str)] = &[
    ("D1001", "Number out of range: {{value}}"),
    ("D1004", "Regular expression matches zero length string"),
    ("D3001", "Attempting to invoke string function on Infinity or NaN"),
    ("D3010", "Second argument of replace function cannot be an empty string"),
    ("D3011", "Fourth argument of replace function must evaluate to a positive number"),
    ("D3020", "Third argument of split function must evaluate to a positive number"),
    ("D3030", "Unable to cast value to a number: {{value}}"),
    ("D3040", "Third argument of match function must evaluate to a positive number"),
    ("D3060", "The sqrt function cannot be applied to a negative number: {{value}}"),
    (
        "D3061",
        "The power function has resulted in a value that cannot be represented as a JSON number: \
         base={{value}}, exponent={{other}}",
    ),
    ("D3080", "The picture string must only contain a maximum of two sub-pictures"),
    (
        "D3081",
        "The sub-picture must not contain more than one instance of the 'decimal-separator' \
         character",
    ),
    ("D3082", "The sub-picture must not contain more than one instance of the 'percent' character"),
    (
        "D3083",
        "The sub-picture must not contain more than one instance of the 'per-mille' character",
    ),
    ("D3084", "The sub-picture must not contain both a 'percent' and a 'per-mille' character"),
    (
        "D3085",
        "The mantissa part of a sub-picture must contain at least one character that is either \
         an 'optional digit character' or a member of the 'decimal digit family'",
    ),
    (
        "D3086",
        "The sub-picture must not contain a passive character that is preceded by an active \
         character and that is followed by another active character",
    ),
    (
        "D3087",
        "The sub-picture must not contain a 'grouping-separator' character that appears adjacent \
         to a 'decimal-separator' character",
    ),
    (
        "D3088",
        "The sub-picture must not contain a 'grouping-separator' at the end of the integer part",
    ),
    (
        "D3089",
        "The sub-picture must not contain two adjacent instances of the 'grouping-separator' \
         character",
    ),
    (
        "D3090",
        "The integer part of the sub-picture must not contain a member of the 'decimal digit \
         family' that is followed by an instance of the 'optional digit character'",
    ),
    (
        "D3091",
        "The fractional part of the sub-picture must not contain an instance of the 'optional \
         digit character' that is followed by a member of the 'decimal digit family'",
    ),
    (
        "D3092",
        "A sub-picture that contains a 'percent' or 'per-mille' character must not contain a \
         character treated as an 'exponent-separator'",
    ),
    (
        "D3093",
        "The exponent part of the sub-picture must comprise only of one or more characters that \
         are members of the 'decimal digit family'",
    ),
    (
        "D3100",
        "The radix of the formatBase function must be between 2 and 36.  It was given {{value}}",
    ),
    (
        "D3110",
        "The argument of the toMillis function must be an ISO 8601 formatted timestamp. \
         Given {{value}}",
    ),
    (
        "D3130",
        "Formatting or parsing an integer as a sequence starting with {{value}} is not supported \
         by this implementation",
    ),
    ("D3131", "In a decimal digit pattern, all digits must be from the same decimal group"),
    ("D3132", "Unknown component specifier {{value}} in date/time picture string"),
    (
        "D3133",
        "The 'name' modifier can only be applied to months and days in the date/time picture \
         string, not {{value}}",
    ),
    ("D3134", "The timezone integer format specifier cannot have more than four digits"),
    ("D3135", "No matching closing bracket ']' in date/time picture string"),
    ("D3136", "The date/time picture string is missing specifiers required to parse the timestamp"),
    ("D3140", "Malformed URL passed to ${{other}}(): {{value}}"),
    (TOO_LONG, "Expression evaluation timeout: Check for infinite loop"),
    (TOO_BIG, "Expression evaluation memory limit exceeded: Check for excessive memory usage"),
];

impl Fault {
    /// A fault whose message has no insert.
    pub const fn new(code: &'static str) -> Self {
        Self { code, value: None, other: None }
    }

    /// A fault of a string.
    pub fn of_text(code: &'static str, text: &str) -> Self {
        let value = serde_json::Value::from(text).to_string();
        Self { code, value: Some(value), other: None }
    }

    /// A fault of a number.
    pub fn of_number(code: &'static str, number: f64) -> Self {
        Self { code, value: Some(number::print(number)), other: None }
    }

    /// Its message, without the code.
    pub fn message(&self) -> String {
        let template = MESSAGES.iter().find(|(code, _)| *code == self.code);
        let (_, template) = template.copied().unwrap_or_default();
        template
            .replace("{{value}}", self.value.as_deref().unwrap_or_default())
            .replace("{{other}}", self.other.as_deref().unwrap_or_default())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            TOO_LONG | TOO_BIG => f.write_str(&self.message()),
            code => write!(f, "{code}: {}", self.message()),
        }
    }
}

impl Error for Fault {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_prints_its_code_and_what_was_given() {
        let table = [
            (
                Fault::of_text("D3030", "a \"b\""),
                r#"D3030: Unable to cast value to a number: "a \"b\"""#,
            ),
            (
                Fault::of_number("D3060", -4.0),
                "D3060: The sqrt function cannot be applied to a negative number: -4",
            ),
            (Fault::new(TOO_LONG), "Expression evaluation timeout: Check for infinite loop"),
        ];
        for (fault, expected) in table {
            assert_eq!(fault.to_string(), expected);
        }
    }
}
