//! Strings: parts, padding, splitting, and the encodings of addresses and bytes.

use std::cmp::Ordering;
use std::fmt::Write as _;

use crate::query::jsonata::functions::{BYTES_MAX, Fault, TOO_BIG};

/// The order of `<` and of sorting: by UTF-16 code units.
pub fn compare(one: &str, two: &str) -> Ordering {
    one.encode_utf16().cmp(two.encode_utf16())
}

/// How many UTF-16 code units the text has: indexes of matches are counted in them.
pub fn code_units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// `$length`: the number of code points.
pub fn length(text: &str) -> usize {
    text.chars().count()
}

/// `$substring`: code points from `start` (negative: from the end), at most `length` of them.
pub fn substring(text: &str, start: f64, length: Option<f64>) -> String {
    let count = count_f64(text);
    let start = if count + start < 0.0 { 0.0 } else { start };
    let end = match length {
        Some(length) if length <= 0.0 => return String::new(),
        Some(length) if start >= 0.0 => start + length,
        Some(length) => count + start + length,
        None => count,
    };
    let (start, end) = (slice_index(start, count), slice_index(end, count));
    text.chars().skip(start).take(end.saturating_sub(start)).collect()
}

#[expect(clippy::cast_precision_loss, reason = "no text is that long")]
fn count_f64(text: &str) -> f64 {
    length(text) as f64
}

/// An index into `count` items, counted from the end if negative, and never outside.
#[expect(clippy::cast_sign_loss, reason = "clamped to zero first")]
fn slice_index(index: f64, count: f64) -> usize {
    let index = if index.is_nan() { 0.0 } else { index.trunc() };
    let index = if index < 0.0 { count + index } else { index };
    index.clamp(0.0, count) as usize
}

/// `$substringBefore`: what stands before the first `mark`, or the whole text if it has none.
pub fn substring_before<'t>(text: &'t str, mark: &str) -> &'t str {
    text.find(mark).map_or(text, |start| &text[..start])
}

/// `$substringAfter`: what stands after the first `mark`, or the whole text if it has none.
pub fn substring_after<'t>(text: &'t str, mark: &str) -> &'t str {
    text.find(mark).map_or(text, |start| &text[start + mark.len()..])
}

/// `$uppercase`
pub fn uppercase(text: &str) -> String {
    text.to_uppercase()
}

/// `$lowercase`
pub fn lowercase(text: &str) -> String {
    text.to_lowercase()
}

/// `$trim`: each run of spaces, tabs and line ends becomes one space; none stays at the ends.
pub fn trim(text: &str) -> String {
    let words = text.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty());
    words.fold(String::with_capacity(text.len()), |mut trimmed, word| {
        if !trimmed.is_empty() {
            trimmed.push(' ');
        }
        trimmed.push_str(word);
        trimmed
    })
}

/// `$pad`: to at least `width` code points; a positive width pads at the end, a negative one at
/// the start. An empty or absent `padding` is a space. [`TOO_BIG`] for what no evaluation holds.
pub fn pad(text: &str, width: f64, padding: Option<&str>) -> Result<String, Fault> {
    let padding = padding.filter(|padding| !padding.is_empty()).unwrap_or(" ");
    let missing = width.trunc().abs() - count_f64(text);
    if missing <= 0.0 || missing.is_nan() {
        return Ok(text.to_owned());
    }
    let missing = slice_index(missing, f64::INFINITY);
    if missing > BYTES_MAX {
        return Err(Fault::new(TOO_BIG));
    }
    let padding = padding.chars().cycle().take(missing);
    Ok(if width > 0.0 {
        text.chars().chain(padding).collect()
    } else {
        padding.chain(text.chars()).collect()
    })
}

/// `$contains` of a string.
pub fn contains(text: &str, part: &str) -> bool {
    text.contains(part)
}

/// `$split` by a string, an empty one between any two characters: the first `limit` parts, the
/// rest is dropped. `D3020` for a negative limit.
pub fn split<'t>(
    text: &'t str,
    separator: &str,
    limit: Option<f64>,
) -> Result<Vec<&'t str>, Fault> {
    let limit = limit_of("D3020", limit)?.map_or(usize::MAX, |limit| slice_index(limit, 4e9));
    Ok(if separator.is_empty() {
        let parts = text.char_indices();
        let parts = parts.map(|(start, character)| &text[start..start + character.len_utf8()]);
        parts.take(limit).collect()
    } else {
        text.split(separator).take(limit).collect()
    })
}

/// The limit, unless it is negative.
pub fn limit_of(code: &'static str, limit: Option<f64>) -> Result<Option<f64>, Fault> {
    match limit {
        Some(limit) if limit < 0.0 => Err(Fault::of_number(code, limit)),
        limit => Ok(limit),
    }
}

/// `$join`
pub fn join(texts: &[&str], separator: Option<&str>) -> String {
    texts.join(separator.unwrap_or_default())
}

/// `$replace` of a string: the first `limit` occurrences, `$` has no meaning. `D3010` for an empty
/// pattern, `D3011` for a negative limit.
pub fn replace(
    text: &str,
    pattern: &str,
    replacement: &str,
    limit: Option<f64>,
) -> Result<String, Fault> {
    if pattern.is_empty() {
        return Err(Fault::of_text("D3010", pattern));
    }
    let limit = limit_of("D3011", limit)?.map_or(usize::MAX, |limit| {
        // A limit of 1.5 lets the count pass 1.
        slice_index(limit.ceil(), 4e9)
    });
    let growth = replacement.len().saturating_sub(pattern.len());
    let occurrences = || text.matches(pattern).take(limit).count();
    if growth > 0 && text.len().saturating_add(occurrences().saturating_mul(growth)) > BYTES_MAX {
        return Err(Fault::new(TOO_BIG));
    }
    Ok(text.replacen(pattern, replacement, limit))
}

/// What `$encodeUrlComponent` leaves as it is, besides letters and digits.
const UNRESERVED: &str = "-_.!~*'()";

/// What `$encodeUrl` leaves as it is in addition, and `$decodeUrl` does not decode.
const RESERVED: &str = ";/?:@&=+$,#";

/// `$encodeUrlComponent`
pub fn encode_url_component(text: &str) -> String {
    percent_encode(text, "")
}

/// `$encodeUrl`
pub fn encode_url(text: &str) -> String {
    percent_encode(text, RESERVED)
}

fn percent_encode(text: &str, kept: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        let character = char::from(byte);
        let is_kept = UNRESERVED.contains(character) || kept.contains(character);
        if byte.is_ascii_alphanumeric() || byte.is_ascii() && is_kept {
            encoded.push(character);
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// `$decodeUrlComponent`; `D3140` for a `%` without two digits and for bytes that are no UTF-8.
pub fn decode_url_component(text: &str) -> Result<String, Fault> {
    percent_decode(text, "").ok_or_else(|| malformed(text, "decodeUrlComponent"))
}

/// `$decodeUrl`: as [`decode_url_component`], but what separates the parts of an address stays
/// encoded.
pub fn decode_url(text: &str) -> Result<String, Fault> {
    percent_decode(text, RESERVED).ok_or_else(|| malformed(text, "decodeUrl"))
}

/// The fault of a text that is no part of an address, in the function of that name.
pub fn malformed(text: &str, function: &str) -> Fault {
    Fault { other: Some(function.to_owned()), ..Fault::of_text("D3140", text) }
}

fn percent_decode(text: &str, kept: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            decoded.push(byte);
            continue;
        }
        let digits = [bytes.next()?, bytes.next()?];
        let [high, low] = digits.map(|digit| char::from(digit).to_digit(16));
        let byte = u8::try_from(high? << 4 | low?).ok()?;
        if byte.is_ascii() && kept.contains(char::from(byte)) {
            decoded.push(b'%');
            decoded.extend(digits);
        } else {
            decoded.push(byte);
        }
    }
    // The parts between the escapes are UTF-8 already, so only escapes can break it; but two
    // halves of a character, one encoded and one not, cannot meet: a `str` has no halves.
    String::from_utf8(decoded).ok()
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// `$base64encode`: of the low byte of each UTF-16 code unit, as JavaScript's binary strings are.
pub fn base64_encode(text: &str) -> String {
    let bytes: Vec<u8> = text.encode_utf16().map(|unit| unit.to_le_bytes()[0]).collect();
    let mut encoded = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for position in 0..4_usize {
            let digit = BASE64[(group >> (18 - 6 * position) & 63) as usize];
            let is_padding = position > chunk.len();
            encoded.push(if is_padding { '=' } else { char::from(digit) });
        }
    }
    encoded
}

/// `$base64decode`: each byte becomes the character of that number. As lenient as the reference:
/// foreign characters are skipped, `-` and `_` are known, `=` ends the text.
pub fn base64_decode(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text.bytes().take_while(|byte| *byte != b'=') {
        let byte = match byte {
            b'-' => b'+',
            b'_' => b'/',
            byte => byte,
        };
        let Some(digit) = BASE64.iter().position(|digit| *digit == byte) else { continue };
        bits = bits << 6 | digit as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            decoded.push(char::from((bits >> count & 0xFF) as u8));
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_counted_in_code_points_from_either_end() {
        let table = [
            ("señor😀!", 1.0, None, "eñor😀!"),
            ("señor😀!", -2.0, None, "😀!"),
            ("señor😀!", -2.0, Some(1.0), "😀"),
            ("abc", -9.0, Some(2.0), "ab"),
            ("abc", 0.0, Some(0.0), ""),
            ("abc", 1.0, Some(f64::INFINITY), "bc"),
            ("abc", 7.0, None, ""),
            ("abcdef", 1.9, Some(2.2), "bcd"),
        ];
        for (text, start, length, expected) in table {
            assert_eq!(substring(text, start, length), expected, "{text} {start} {length:?}");
        }
        assert_eq!(length("señor😀!"), 7);
        assert_eq!(code_units("señor😀!"), 8);
    }

    #[test]
    fn a_mark_divides_a_text() {
        let table =
            [("a@b@c", "@", "a", "b@c"), ("abc", "@", "abc", "abc"), ("abc", "", "", "abc")];
        for (text, mark, before, after) in table {
            assert_eq!(substring_before(text, mark), before);
            assert_eq!(substring_after(text, mark), after);
        }
    }

    #[test]
    fn white_space_becomes_single_spaces() {
        assert_eq!(trim("\n a \t\r\n b\u{a0} "), "a b\u{a0}");
        assert_eq!(trim(" \n"), "");
    }

    #[test]
    fn padding_goes_to_the_end_or_the_start() {
        let table = [
            ("ab", 4.0, None, "ab  "),
            ("ab", -4.0, Some("#"), "##ab"),
            ("ab", 7.9, Some("xyz"), "abxyzxy"),
            ("😀", -3.0, Some("é"), "éé😀"),
            ("ab", 1.0, Some("#"), "ab"),
            ("ab", 3.0, Some(""), "ab "),
        ];
        for (text, width, padding, expected) in table {
            assert_eq!(pad(text, width, padding).unwrap(), expected);
        }
        assert_eq!(pad("a", 1e9, None), Err(Fault::new(TOO_BIG)));
        assert_eq!(pad("a", f64::INFINITY, None), Err(Fault::new(TOO_BIG)));
    }

    #[test]
    fn a_text_is_split_and_joined() {
        let table: [(&str, &str, Option<f64>, &[&str]); 7] = [
            ("a, b, c", ", ", None, &["a", "b", "c"]),
            ("a, b, c", ", ", Some(2.9), &["a", "b"]),
            ("a, b", ", ", Some(0.0), &[]),
            ("aé", "", None, &["a", "é"]),
            ("", "", None, &[]),
            ("", ",", None, &[""]),
            (",a,", ",", None, &["", "a", ""]),
        ];
        for (text, separator, limit, expected) in table {
            assert_eq!(split(text, separator, limit).unwrap(), expected);
        }
        assert_eq!(split("a", ",", Some(-1.0)).unwrap_err().code, "D3020");
        assert_eq!(join(&["a", "b"], Some("; ")), "a; b");
        assert_eq!(join(&["a", "b"], None), "ab");
    }

    #[test]
    fn a_string_is_replaced_by_a_string() {
        assert_eq!(replace("aaa", "a", "$1", Some(2.0)).unwrap(), "$1$1a");
        assert_eq!(replace("aaa", "a", "b", Some(0.0)).unwrap(), "aaa");
        assert_eq!(replace("a", "", "b", None).unwrap_err().code, "D3010");
        assert_eq!(replace("a", "a", "b", Some(-1.0)).unwrap_err().code, "D3011");
        let long = "a".repeat(10_000);
        assert_eq!(replace(&long, "a", &long, None).unwrap_err().code, TOO_BIG);
    }

    #[test]
    fn an_address_is_encoded_and_decoded() {
        assert_eq!(encode_url_component("a b/ü?'😀"), "a%20b%2F%C3%BC%3F'%F0%9F%98%80");
        assert_eq!(encode_url("https://x/a b?q=ü#[1]"), "https://x/a%20b?q=%C3%BC#%5B1%5D");
        assert_eq!(decode_url_component("a%20b%2f%C3%BC+").unwrap(), "a b/ü+");
        assert_eq!(decode_url("a%20b%2f%23%C3%BC").unwrap(), "a b%2f%23ü");
        for text in ["%", "%4", "%zz", "%C3", "%C3ü", "%ED%A0%80"] {
            assert_eq!(decode_url(text).unwrap_err().code, "D3140", "{text}");
        }
        assert_eq!(
            decode_url_component("%").unwrap_err().message(),
            "Malformed URL passed to $decodeUrlComponent(): \"%\"",
        );
    }

    #[test]
    fn bytes_are_encoded_as_binary_strings() {
        let table =
            [("", ""), ("a", "YQ=="), ("ab", "YWI="), ("abc", "YWJj"), ("\u{ff}\0", "/wA=")];
        for (text, encoded) in table {
            assert_eq!(base64_encode(text), encoded);
            assert_eq!(base64_decode(encoded), text);
        }
        assert_eq!(base64_encode("€"), "rA==");
        assert_eq!(base64_decode("_w A\n"), "\u{ff}\0");
        assert_eq!(base64_decode("YQ==YQ=="), "a");
        assert_eq!(base64_decode("!!!"), "");
    }

    #[test]
    fn texts_are_ordered_by_code_units() {
        assert_eq!(compare("a", "b"), Ordering::Less);
        assert_eq!(compare("\u{ff5e}", "😀"), Ordering::Greater);
        assert_eq!(compare("ab", "a"), Ordering::Greater);
    }
}
