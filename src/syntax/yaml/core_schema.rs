//! What a plain scalar means by the core schema of YAML 1.2 (section 10.3).

use std::borrow::Cow;

use crate::syntax::tree::Kind;

/// The kind of a plain scalar, and its text as JSON would have it. `yes` and `off` are strings,
/// `0777` is a decimal number, and what JSON cannot say (`.inf`) is a string.
pub fn resolve(text: &str) -> (Kind, Cow<'_, str>) {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => (Kind::Null, "null".into()),
        "true" | "True" | "TRUE" => (Kind::Bool, "true".into()),
        "false" | "False" | "FALSE" => (Kind::Bool, "false".into()),
        _ => match number(text) {
            Some(number) => (Kind::Number, number),
            None => (Kind::String, text.into()),
        },
    }
}

/// The kind and text of a scalar with the tag `!!` and `tag`, if it can be read that way.
pub fn resolve_tagged<'t>(tag: &str, text: &'t str) -> Option<(Kind, Cow<'t, str>)> {
    let resolved = resolve(text);
    let wanted = match tag {
        "str" => return Some((Kind::String, text.into())),
        "null" => Kind::Null,
        "bool" => Kind::Bool,
        "float" if is_infinite(text) => return Some((Kind::String, text.into())),
        "int" | "float" => Kind::Number,
        _ => return None,
    };
    let whole = tag != "int" || !resolved.1.contains(['.', 'e', 'E']);
    (resolved.0 == wanted && whole).then_some(resolved)
}

fn is_infinite(text: &str) -> bool {
    let name = text.strip_prefix(['-', '+']).unwrap_or(text).to_ascii_lowercase();
    name == ".inf" || name == ".nan"
}

/// The number as JSON writes it.
fn number(text: &str) -> Option<Cow<'_, str>> {
    if !text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first)) {
        return None;
    }
    if let Some((digits, radix)) = radix(text) {
        return u128::from_str_radix(digits, radix).ok().map(|number| number.to_string().into());
    }
    let parts = Decimal::of(text)?;
    Some(if parts.is_json() { text.into() } else { parts.json().into() })
}

/// The digits of an octal or hexadecimal number; it has no sign.
fn radix(text: &str) -> Option<(&str, u32)> {
    let (digits, radix) = match text.get(..2)? {
        "0o" => (&text[2..], 8),
        "0x" => (&text[2..], 16),
        _ => return None,
    };
    digits.chars().all(|digit| digit.is_digit(radix)).then_some((digits, radix))
}

/// A decimal number by its parts.
struct Decimal<'t> {
    sign: &'t str,
    whole: &'t str,
    /// With its point.
    fraction: &'t str,
    /// With its `e`.
    exponent: &'t str,
}

impl<'t> Decimal<'t> {
    fn of(text: &'t str) -> Option<Self> {
        let (sign, rest) = text.split_at(usize::from(text.starts_with(['+', '-'])));
        let (mantissa, exponent) = rest.split_at(rest.find(['e', 'E']).unwrap_or(rest.len()));
        let (whole, fraction) = mantissa.split_at(mantissa.find('.').unwrap_or(mantissa.len()));
        let digits = exponent.get(1..).unwrap_or("0");
        let digits = digits.strip_prefix(['+', '-']).unwrap_or(digits);
        let point_only = whole.is_empty() && fraction.len() < 2;
        let valid = !point_only
            && all_digits(whole)
            && all_digits(fraction.get(1..).unwrap_or(""))
            && !digits.is_empty()
            && all_digits(digits);
        valid.then_some(Self { sign, whole, fraction, exponent })
    }

    fn is_json(&self) -> bool {
        self.sign != "+"
            && self.fraction != "."
            && (self.whole == "0" || !self.whole.is_empty() && !self.whole.starts_with('0'))
    }

    fn json(&self) -> String {
        let sign = if self.sign == "-" { "-" } else { "" };
        let whole = match self.whole.trim_start_matches('0') {
            "" => "0",
            whole => whole,
        };
        let fraction = if self.fraction == "." { "" } else { self.fraction };
        format!("{sign}{whole}{fraction}{}", self.exponent)
    }
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_scalar_is_what_the_core_schema_says() {
        let table = [
            ("", Kind::Null, "null"),
            ("~", Kind::Null, "null"),
            ("NULL", Kind::Null, "null"),
            ("nULL", Kind::String, "nULL"),
            ("True", Kind::Bool, "true"),
            ("FALSE", Kind::Bool, "false"),
            ("yes", Kind::String, "yes"),
            ("off", Kind::String, "off"),
            ("0", Kind::Number, "0"),
            ("-12", Kind::Number, "-12"),
            ("+1", Kind::Number, "1"),
            ("0777", Kind::Number, "777"),
            ("000", Kind::Number, "0"),
            ("0o14", Kind::Number, "12"),
            ("0o18", Kind::String, "0o18"),
            ("0x1F", Kind::Number, "31"),
            ("0x", Kind::String, "0x"),
            ("0x+1", Kind::String, "0x+1"),
            ("-0x1", Kind::String, "-0x1"),
            (".5", Kind::Number, "0.5"),
            ("1.", Kind::Number, "1"),
            ("1.e3", Kind::Number, "1e3"),
            ("1.5E+3", Kind::Number, "1.5E+3"),
            ("1e", Kind::String, "1e"),
            (".", Kind::String, "."),
            ("-", Kind::String, "-"),
            ("e3", Kind::String, "e3"),
            ("1_000", Kind::String, "1_000"),
            ("12:30:45", Kind::String, "12:30:45"),
            ("2020-01-01", Kind::String, "2020-01-01"),
            ("1.2.3", Kind::String, "1.2.3"),
            (".inf", Kind::String, ".inf"),
        ];
        for (text, kind, decoded) in table {
            assert_eq!(resolve(text), (kind, decoded.into()), "{text}");
        }
    }

    #[test]
    fn a_tag_of_the_core_schema_is_honoured_where_it_fits() {
        let table = [
            ("str", "12", Some((Kind::String, "12"))),
            ("int", "012", Some((Kind::Number, "12"))),
            ("int", "1.5", None),
            ("float", "1", Some((Kind::Number, "1"))),
            ("float", "-.Inf", Some((Kind::String, "-.Inf"))),
            ("bool", "True", Some((Kind::Bool, "true"))),
            ("bool", "yes", None),
            ("null", "", Some((Kind::Null, "null"))),
            ("map", "", None),
        ];
        for (tag, text, expected) in table {
            let expected = expected.map(|(kind, text)| (kind, text.into()));
            assert_eq!(resolve_tagged(tag, text), expected, "!!{tag} {text}");
        }
    }
}
