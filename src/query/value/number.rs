//! Numbers as AWS's parser keeps them, and as Java writes them.

use std::fmt::{self, Write as _};
use std::rc::Rc;

/// A number as AWS's parser keeps it.
#[derive(Clone, Debug)]
pub enum Number {
    /// A whole number written without fraction and exponent.
    Integer(i64),
    /// Any other number.
    Double(f64),
    /// A whole number beyond 64 bits, by its digits.
    Big(Rc<str>),
}

impl Number {
    /// The number that a JSON text writes; none for a text that writes no number.
    pub fn parse(text: &str) -> Option<Self> {
        if text.contains(['.', 'e', 'E']) {
            return text.parse().ok().map(Self::Double);
        }
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_whole.then(|| text.parse().map_or_else(|_| Self::Big(text.into()), Self::Integer))
    }

    /// The nearest double.
    #[expect(clippy::cast_precision_loss, reason = "the nearest double is what is asked for")]
    pub fn as_f64(&self) -> f64 {
        match self {
            Self::Integer(integer) => *integer as f64,
            Self::Double(double) => *double,
            Self::Big(digits) => digits.parse().unwrap_or(f64::INFINITY),
        }
    }

    /// The number as an integer, where it is one that fits: also `2.0`.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Integer(integer) => Some(*integer),
            Self::Double(double) => whole(*double),
            Self::Big(_) => None,
        }
    }
}

/// The integer that a double is, where it is one that fits.
pub fn whole(double: f64) -> Option<i64> {
    // The bounds are exact: -2^63 is a double, and so is 2^63, which no longer fits.
    let fits = (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&double);
    (fits && double.fract() == 0.0).then_some(double as i64)
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Integer(one), Self::Integer(two)) => one == two,
            (Self::Big(one), Self::Big(two)) => one == two,
            (one, two) => one.as_f64() == two.as_f64(),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(integer) => write!(f, "{integer}"),
            Self::Double(double) => write_double(f, *double),
            Self::Big(digits) => f.write_str(digits),
        }
    }
}

/// A double as Java's `Double.toString` writes it: `1.0`, `1.0E10`, `1.5E-5`, `Infinity`.
fn write_double(f: &mut fmt::Formatter<'_>, double: f64) -> fmt::Result {
    let size = double.abs();
    if size.is_infinite() {
        return f.write_str(if double < 0.0 { "-Infinity" } else { "Infinity" });
    }
    if double == 0.0 || (1e-3..1e7).contains(&size) || double.is_nan() {
        return write!(f, "{double:?}");
    }
    if size.to_bits() == 1 {
        // Java gives the smallest double two digits, though one tells it from all others.
        return f.write_str(if double < 0.0 { "-4.9E-324" } else { "4.9E-324" });
    }
    let mut buffer = ryu_js::Buffer::new();
    let text = buffer.format_finite(size);
    let (digits, exponent) = scientific(text);
    if double < 0.0 {
        f.write_char('-')?;
    }
    let (first, rest) = digits.split_at(1);
    let rest = if rest.is_empty() { "0" } else { rest };
    write!(f, "{first}.{rest}E{exponent}")
}

/// The significant digits of a decimal text, and the exponent of the first of them.
fn scientific(text: &str) -> (String, i64) {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let exponent: i64 = exponent.parse().unwrap_or(0);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let leading = all.len() - all.trim_start_matches('0').len();
    let digits = all.trim_matches('0').to_owned();
    let before_point = i64::try_from(whole.len()).unwrap_or(0);
    let leading = i64::try_from(leading).unwrap_or(0);
    (digits, exponent + before_point - 1 - leading)
}
