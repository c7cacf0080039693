//! Numbers: how they print, how they are read, how they are rounded.

use crate::query::jsonata::functions::Fault;

/// The digits of all bases.
const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// A double as JavaScript prints it: `1`, `0.1`, `1e+21`, `1e-7`; `-0` is `0`.
pub fn print(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    ryu_js::Buffer::new().format(number).to_owned()
}

/// What `$string` gives for a number: a fraction is rounded to 15 significant digits first.
/// `D3001` for what is no number of JSON.
pub fn to_text(number: f64) -> Result<String, Fault> {
    if !number.is_finite() {
        return Err(Fault::of_number("D3001", number));
    }
    Ok(print(to_precision_15(number)))
}

/// A number in JSON text made by `$string`: as [`to_text`], and `null` where JSON has no number.
pub fn to_json(number: f64) -> String {
    to_text(number).unwrap_or_else(|_| "null".to_owned())
}

/// Rounds a fraction to 15 significant digits, a tie away from zero; a whole number stays.
pub fn to_precision_15(number: f64) -> f64 {
    const SIGNIFICANT: u8 = 15;
    if number.fract() == 0.0 || !number.is_finite() {
        return number;
    }
    // Forty digits tell every tie of a double: one that is exact has far fewer.
    let text = format!("{:.40e}", number.abs());
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let (kept, rest) = digits.split_at(SIGNIFICANT.into());
    let exponent = exponent.parse::<i64>().unwrap_or(0) + 1 - i64::from(SIGNIFICANT);
    let whole = kept.parse::<u64>().unwrap_or(0) + u64::from(rest.as_bytes()[0] >= b'5');
    let rounded: f64 = format!("{whole}e{exponent}").parse().unwrap_or(number);
    rounded.copysign(number)
}

/// Zeros in front of the digits, up to a width.
pub(super) fn pad_zeros(digits: &str, width: usize) -> String {
    let missing = width.saturating_sub(digits.len());
    "0".repeat(missing) + digits
}

/// What `$number` gives for a string: a number as JSON writes it (leading zeros are allowed), or
/// `0x`, `0o` and `0b` with digits. `D3030` for any other text and beyond the doubles.
pub fn parse(text: &str) -> Result<f64, Fault> {
    let refused = || Fault::of_text("D3030", text);
    if let Some((radix_bits, digits)) = prefixed(text) {
        return parse_radix(digits, radix_bits).ok_or_else(refused);
    }
    if !is_decimal(text) {
        return Err(refused());
    }
    text.parse().ok().filter(|number: &f64| number.is_finite()).ok_or_else(refused)
}

/// The bits per digit that a prefix announces, and the digits after it.
fn prefixed(text: &str) -> Option<(u32, &str)> {
    let rest = text.strip_prefix('0')?;
    let bits = match rest.chars().next()? {
        'x' | 'X' => 4,
        'o' | 'O' => 3,
        'b' | 'B' => 1,
        _ => return None,
    };
    Some((bits, &rest[1..]))
}

/// Digits of a base that is a power of two, rounded to the nearest double.
#[expect(clippy::cast_precision_loss, reason = "the nearest double is what is asked for")]
fn parse_radix(digits: &str, radix_bits: u32) -> Option<f64> {
    if digits.is_empty() {
        return None;
    }
    let mut head: u128 = 0;
    let mut shift = 0;
    for digit in digits.chars() {
        let digit = digit.to_digit(1 << radix_bits)?;
        if head.leading_zeros() >= 8 {
            head = head << radix_bits | u128::from(digit);
        } else {
            // Far below the last bit of the double: only whether there is anything counts.
            head |= u128::from(digit != 0);
            shift += radix_bits.cast_signed();
        }
    }
    Some(head as f64 * 2f64.powi(shift)).filter(|number| number.is_finite())
}

/// `-?[0-9]+(\.[0-9]+)?([Ee][-+]?[0-9]+)?`
fn is_decimal(text: &str) -> bool {
    let all_digits =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    all_digits(whole)
        && fraction.is_none_or(all_digits)
        && exponent.is_none_or(|exponent| {
            all_digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))
        })
}

/// `$round`: to that many decimal places (negative: tens, hundreds), a tie to the even digit. The
/// shift is made in the decimal digits, so that `2.675` is a tie although its double is not.
pub fn round(number: f64, places: Option<f64>) -> f64 {
    let places = places.unwrap_or(0.0);
    if places == 0.0 {
        return positive_zero(number.round_ties_even());
    }
    let shifted = shift(number, places);
    if !shifted.is_finite() {
        return number;
    }
    positive_zero(shift(shifted.round_ties_even(), -places))
}

/// Moves the decimal point to the right.
fn shift(number: f64, places: f64) -> f64 {
    let text = print(number);
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent = exponent.parse::<f64>().unwrap_or(0.0) + places.trunc();
    format!("{mantissa}e{exponent}").parse().unwrap_or(number)
}

fn positive_zero(number: f64) -> f64 {
    if number == 0.0 { 0.0 } else { number }
}

/// `$sqrt`; `D3060` below zero.
pub fn sqrt(number: f64) -> Result<f64, Fault> {
    if number < 0.0 {
        return Err(Fault::of_number("D3060", number));
    }
    Ok(number.sqrt())
}

/// `$power`; `D3061` where the result is no finite number.
pub fn power(base: f64, exponent: f64) -> Result<f64, Fault> {
    let result = base.powf(exponent);
    if result.is_finite() {
        return Ok(result);
    }
    let other = Some(print(exponent));
    Err(Fault { other, ..Fault::of_number("D3061", base) })
}

/// `$formatBase`: the number, rounded to a whole one, in the base, rounded as well. `D3100` for a
/// base outside 2 to 36.
pub fn format_base(number: f64, radix: Option<f64>) -> Result<String, Fault> {
    let radix = round(radix.unwrap_or(10.0), None);
    if !(2.0..=36.0).contains(&radix) {
        return Err(Fault::of_number("D3100", radix));
    }
    let whole = round(number, None);
    let is_decimal = (radix - 10.0).abs() < 0.5;
    Ok(if is_decimal || !whole.is_finite() { print(whole) } else { in_base(whole, radix) })
}

/// A whole number in a base. Beyond 2^53 the digits below the precision of a double are zeros.
#[expect(clippy::cast_sign_loss, reason = "a remainder of a number without its sign")]
fn in_base(number: f64, radix: f64) -> String {
    const EXACT_MAX: f64 = 9_007_199_254_740_992.0;
    let mut reversed = Vec::new();
    let mut left = number.abs();
    while left >= EXACT_MAX {
        left /= radix;
        reversed.push(b'0');
    }
    left = left.trunc();
    loop {
        let digit = left % radix;
        reversed.push(DIGITS[usize::from(digit as u8)]);
        left = (left - digit) / radix;
        if left <= 0.0 {
            break;
        }
    }
    let sign = if number < 0.0 { "-" } else { "" };
    let digits = reversed.iter().rev().map(|digit| char::from(*digit));
    sign.chars().chain(digits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_prints_as_javascript_prints_it() {
        let table = [
            (-0.0, "0"),
            (100.0, "100"),
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (1e-6, "0.000001"),
            (1.5e-7, "1.5e-7"),
            (9_223_372_036_854_775_808.0, "9223372036854776000"),
            (999_999_999_999_999_868_928.0, "999999999999999900000"),
        ];
        for (number, expected) in table {
            assert_eq!(print(number), expected);
        }
    }

    #[test]
    fn a_fraction_has_fifteen_digits_in_text() {
        let table = [
            (0.1 + 0.2, "0.3"),
            (1.0 / 3.0, "0.333333333333333"),
            (-2.0 / 3.0, "-0.666666666666667"),
            (12_345_678_901_234.25, "12345678901234.3"),
            (0.999_999_999_999_999_9, "1"),
            (1e-9 / 3.0, "3.33333333333333e-10"),
            (9_007_199_254_740_991.0, "9007199254740991"),
        ];
        for (number, expected) in table {
            assert_eq!(to_text(number).unwrap(), expected);
        }
        assert_eq!(to_text(f64::INFINITY).unwrap_err().code, "D3001");
        assert_eq!(to_json(f64::NAN), "null");
    }

    #[test]
    fn a_number_is_read_as_json_and_by_prefix() {
        let table = [
            ("0", 0.0),
            ("-12.50", -12.5),
            ("007", 7.0),
            ("1E-2", 0.01),
            ("0x1F", 31.0),
            ("0o17", 15.0),
            ("0B101", 5.0),
            ("0x10000000000000000000000000000000000000001", 2f64.powi(160)),
        ];
        for (text, expected) in table {
            assert_eq!(parse(text), Ok(expected), "{text}");
        }
        for text in [
            "", " 1", "1 ", "+1", ".5", "1.", "1e", "1e+", "0x", "0xg", "0b2", "-0x1", "1e999",
            "Infinity", "NaN", "1_0", "½",
        ] {
            assert_eq!(parse(text).unwrap_err().code, "D3030", "{text}");
        }
    }

    #[test]
    fn a_tie_goes_to_the_even_digit() {
        let table = [
            (0.5, None, 0.0),
            (1.5, None, 2.0),
            (-2.5, None, -2.0),
            (2.675, Some(2.0), 2.68),
            (2.665, Some(2.0), 2.66),
            (125.0, Some(-1.0), 120.0),
            (1.5e-7, Some(7.0), 2e-7),
            (-0.4, None, 0.0),
            (1e300, Some(20.0), 1e300),
        ];
        for (number, places, expected) in table {
            let rounded = round(number, places);
            assert_eq!(rounded.to_bits(), f64::to_bits(expected), "{number} {places:?}");
        }
    }

    #[test]
    fn a_number_prints_in_any_base() {
        let table = [
            (100.0, None, "100"),
            (100.0, Some(2.0), "1100100"),
            (-255.0, Some(16.0), "-ff"),
            (35.5, Some(36.0), "10"),
            (0.0, Some(2.0), "0"),
            (7.4, Some(2.6), "21"),
            (1e18, Some(16.0), "de0b6b3a7640000"),
        ];
        for (number, radix, expected) in table {
            assert_eq!(format_base(number, radix).unwrap(), expected);
        }
        assert_eq!(format_base(1.0, Some(37.0)), Err(Fault::of_number("D3100", 37.0)));
    }

    #[test]
    fn what_is_no_number_is_a_fault() {
        assert_eq!(sqrt(16.0), Ok(4.0));
        assert_eq!(sqrt(-1.0).unwrap_err().code, "D3060");
        assert_eq!(power(2.0, -2.0), Ok(0.25));
        assert_eq!(
            power(0.0, -1.0).unwrap_err().message(),
            "The power function has resulted in a value that cannot be represented as a JSON \
             number: base=0, exponent=-1",
        );
        assert_eq!(power(-1.0, 0.5).unwrap_err().code, "D3061");
    }
}
