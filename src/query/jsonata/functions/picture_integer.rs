//! `$formatInteger` and `$parseInteger`: whole numbers after a picture, as digits, letters, Roman
//! numerals or English words (`XPath` and `XQuery` Functions and Operators 3.1, section 4.6).

use crate::query::jsonata::functions::picture_number::regular_distance;
use crate::query::jsonata::functions::{BYTES_MAX, Fault, TOO_BIG, number};

/// The zeros of the families of digits that a picture may use.
const ZEROS: [u32; 37] = [
    0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66,
    0xDE6, 0xE50, 0xED0, 0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90,
    0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
];

/// The words below twenty, cardinal and ordinal.
const FEW: [(&str, &str); 20] = [
    ("Zero", "Zeroth"),
    ("One", "First"),
    ("Two", "Second"),
    ("Three", "Third"),
    ("Four", "Fourth"),
    ("Five", "Fifth"),
    ("Six", "Sixth"),
    ("Seven", "Seventh"),
    ("Eight", "Eighth"),
    ("Nine", "Ninth"),
    ("Ten", "Tenth"),
    ("Eleven", "Eleventh"),
    ("Twelve", "Twelfth"),
    ("Thirteen", "Thirteenth"),
    ("Fourteen", "Fourteenth"),
    ("Fifteen", "Fifteenth"),
    ("Sixteen", "Sixteenth"),
    ("Seventeen", "Seventeenth"),
    ("Eighteen", "Eighteenth"),
    ("Nineteen", "Nineteenth"),
];

/// The tens from twenty on.
const TENS: [(&str, &str); 8] = [
    ("Twenty", "Twentieth"),
    ("Thirty", "Thirtieth"),
    ("Forty", "Fortieth"),
    ("Fifty", "Fiftieth"),
    ("Sixty", "Sixtieth"),
    ("Seventy", "Seventieth"),
    ("Eighty", "Eightieth"),
    ("Ninety", "Ninetieth"),
];

/// The powers of a thousand.
const MAGNITUDES: [(f64, &str); 4] =
    [(1e3, "Thousand"), (1e6, "Million"), (1e9, "Billion"), (1e12, "Trillion")];

const ROMAN: [(f64, &str); 13] = [
    (1000.0, "m"),
    (900.0, "cm"),
    (500.0, "d"),
    (400.0, "cd"),
    (100.0, "c"),
    (90.0, "xc"),
    (50.0, "l"),
    (40.0, "xl"),
    (10.0, "x"),
    (9.0, "ix"),
    (5.0, "v"),
    (4.0, "iv"),
    (1.0, "i"),
];

/// The case of letters and words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// `one`
    Lower,
    /// `ONE`
    Upper,
    /// `One`
    Title,
}

/// How a whole number is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Style {
    /// `a`, `b`, ... `z`, `aa`
    Letters,
    /// `i`, `ii`, `iii`
    Roman,
    /// `one`, `two`
    Words,
    /// `1`, `002`, `1,000`
    Decimal(Decimal),
    /// A numbering sequence that is not known: its first token.
    Sequence(String),
}

/// A picture of digits.
#[derive(Clone, Debug, PartialEq)]
pub struct Decimal {
    /// The code point of the zero.
    pub zero: u32,
    /// The least number of digits.
    pub digits_min: usize,
    /// The digits of the picture that may be left out.
    pub digits_optional: usize,
    /// Where separators stand.
    pub grouping: Grouping,
}

/// Where separators stand: digits right of each, and the separator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// The same separator after each so many digits.
    Regular(usize, char),
    /// Those of the picture, from right to left.
    Places(Vec<(usize, char)>),
}

/// A picture of a whole number.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// How it is written.
    pub style: Style,
    /// The case of letters and words.
    pub case: Case,
    /// `1st` instead of `1`, `first` instead of `one`.
    pub is_ordinal: bool,
}

impl Picture {
    /// Reads a picture; `D3131` where it mixes families of digits.
    pub fn parse(picture: &str) -> Result<Self, Fault> {
        let (primary, modifier) = picture.rsplit_once(';').unwrap_or((picture, ""));
        let (style, case) = match primary {
            "A" => (Style::Letters, Case::Upper),
            "a" => (Style::Letters, Case::Lower),
            "I" => (Style::Roman, Case::Upper),
            "i" => (Style::Roman, Case::Lower),
            "W" => (Style::Words, Case::Upper),
            "Ww" => (Style::Words, Case::Title),
            "w" => (Style::Words, Case::Lower),
            _ => (parse_digits(primary)?, Case::Lower),
        };
        Ok(Self { style, case, is_ordinal: modifier.starts_with('o') })
    }

    /// The number in this picture; a fraction is ignored. `D3130` for an unknown sequence.
    pub fn write(&self, number: f64) -> Result<String, Fault> {
        let size = number.abs();
        if !size.is_finite() {
            return Err(Fault::of_number("D1001", number));
        }
        let text = match &self.style {
            Style::Letters => self.in_case(letters(size)),
            Style::Roman => self.in_case(roman(size)?),
            Style::Words => self.in_case(words(size, self.is_ordinal)),
            Style::Decimal(decimal) => {
                let digits = decimal.write(size)?;
                let suffix = if self.is_ordinal { ordinal_suffix(&digits) } else { "" };
                digits + suffix
            }
            Style::Sequence(token) => return Err(Fault::of_text("D3130", token)),
        };
        Ok(if number < 0.0 { format!("-{text}") } else { text })
    }

    fn in_case(&self, text: String) -> String {
        match self.case {
            Case::Lower => text.to_lowercase(),
            Case::Upper => text.to_uppercase(),
            Case::Title => text,
        }
    }

    /// The number that a text in this picture writes; not a number for any other text, which the
    /// reference does not refuse. `D3130` for an unknown sequence.
    pub fn read(&self, text: &str) -> Result<f64, Fault> {
        Ok(match &self.style {
            Style::Letters => letters_to_number(text, self.case),
            Style::Roman if self.case == Case::Upper => roman_to_number(text),
            Style::Roman => roman_to_number(&text.to_uppercase()),
            Style::Words => words_to_number(&text.to_lowercase()),
            Style::Decimal(decimal) if self.is_ordinal => {
                let end = text.char_indices().rev().nth(1).map_or(0, |(start, _)| start);
                decimal.read(&text[..end])
            }
            Style::Decimal(decimal) => decimal.read(text),
            Style::Sequence(token) => return Err(Fault::of_text("D3130", token)),
        })
    }
}

/// `$formatInteger`: rounds down first.
pub fn format(number: f64, picture: &str) -> Result<String, Fault> {
    Picture::parse(picture)?.write(number.floor())
}

/// `$parseInteger`
pub fn parse(text: &str, picture: &str) -> Result<f64, Fault> {
    Picture::parse(picture)?.read(text)
}

fn parse_digits(picture: &str) -> Result<Style, Fault> {
    let mut zero = None;
    let (mut mandatory, mut optional) = (0, 0);
    let mut places = Vec::new();
    for character in picture.chars().rev() {
        let code = u32::from(character);
        if let Some(family) = ZEROS.into_iter().find(|zero| (*zero..*zero + 10).contains(&code)) {
            if *zero.get_or_insert(family) != family {
                return Err(Fault::new("D3131"));
            }
            mandatory += 1;
        } else if character == '#' {
            optional += 1;
        } else {
            places.push((mandatory + optional, character));
        }
    }
    let Some(zero) = zero else { return Ok(Style::Sequence(picture.to_owned())) };
    Ok(Style::Decimal(Decimal {
        zero,
        digits_min: mandatory,
        digits_optional: optional,
        grouping: Grouping::of(places),
    }))
}

impl Grouping {
    fn of(places: Vec<(usize, char)>) -> Self {
        let counts: Vec<usize> = places.iter().map(|(count, _)| *count).collect();
        match (regular_distance(&counts), places.first()) {
            (1.., Some((_, first))) if places.iter().all(|(_, separator)| separator == first) => {
                Self::Regular(regular_distance(&counts), *first)
            }
            _ => Self::Places(places),
        }
    }

    /// Puts the separators between the digits. Where the picture has more digits than the number,
    /// places outside the number end up where the reference puts them: see [`split_at_end`].
    fn apply(&self, digits: &str) -> String {
        match self {
            Self::Regular(distance, separator) => {
                let count = digits.chars().count();
                let mut text = String::with_capacity(digits.len() * 2);
                for (index, digit) in digits.chars().enumerate() {
                    if index > 0 && (count - index).is_multiple_of(*distance) {
                        text.push(*separator);
                    }
                    text.push(digit);
                }
                text
            }
            Self::Places(places) => places.iter().rev().fold(digits.to_owned(), |text, place| {
                let (before, after) = split_at_end(&text, place.0);
                format!("{before}{}{after}", place.1)
            }),
        }
    }
}

/// Divides a text so many characters before its end. As in the reference, a place that lies
/// outside the text leaves nothing in front, and keeps only as much as it lies outside.
fn split_at_end(text: &str, right: usize) -> (&str, &str) {
    let count = text.chars().count();
    let outside = right.checked_sub(count).filter(|outside| *outside > 0);
    let kept = outside.unwrap_or(right).min(count);
    let start = text.char_indices().nth(count - kept).map_or(text.len(), |(start, _)| start);
    let (before, after) = text.split_at(start);
    (if outside.is_some() { "" } else { before }, after)
}

impl Decimal {
    /// [`TOO_BIG`] for more digits than any evaluation may hold.
    fn write(&self, size: f64) -> Result<String, Fault> {
        if self.digits_min > BYTES_MAX {
            return Err(Fault::new(TOO_BIG));
        }
        let digits = number::pad_zeros(&number::print(size), self.digits_min);
        let local = |digit: char| digit.to_digit(10).map(|value| char::from_u32(self.zero + value));
        let digits: String =
            digits.chars().map(|digit| local(digit).flatten().unwrap_or(digit)).collect();
        Ok(self.grouping.apply(&digits))
    }

    fn read(&self, text: &str) -> f64 {
        let is_separator = |character: char| match &self.grouping {
            // The reference strips commas only.
            Grouping::Regular(..) => character == ',',
            Grouping::Places(places) => places.iter().any(|(_, other)| *other == character),
        };
        let digits: String = text
            .chars()
            .filter(|character| !is_separator(*character))
            .map(|character| {
                let value = u32::from(character).wrapping_sub(self.zero);
                char::from_digit(value, 10).unwrap_or(character)
            })
            .collect();
        leading_integer(&digits)
    }
}

/// The whole number that a text begins with, after white space; else not a number.
pub(super) fn leading_integer(text: &str) -> f64 {
    let text = text.trim_start();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1.0, digits),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    digits[..end].parse::<f64>().map_or(f64::NAN, |number| sign * number)
}

fn ordinal_suffix(digits: &str) -> &'static str {
    let mut reversed = digits.chars().rev();
    let last = reversed.next();
    match (reversed.next(), last) {
        (Some('1'), _) => "th",
        (_, Some('1')) => "st",
        (_, Some('2')) => "nd",
        (_, Some('3')) => "rd",
        _ => "th",
    }
}

fn letters(size: f64) -> String {
    let mut reversed = Vec::new();
    let mut left = size.trunc();
    while left > 0.0 {
        let digit = ((left - 1.0) % 26.0) as i8;
        reversed.push(char::from(b'a'.saturating_add_signed(digit)));
        left = ((left - 1.0) / 26.0).floor();
    }
    reversed.iter().rev().collect()
}

fn letters_to_number(text: &str, case: Case) -> f64 {
    let first = u32::from(if case == Case::Upper { 'A' } else { 'a' });
    let value = |letter: char| f64::from(u32::from(letter)) - f64::from(first) + 1.0;
    text.chars().fold(0.0, |number, letter| number * 26.0 + value(letter))
}

/// [`TOO_BIG`] for more thousands than anyone can have meant: each is a letter.
fn roman(size: f64) -> Result<String, Fault> {
    if size > 1e9 {
        return Err(Fault::new(TOO_BIG));
    }
    let mut text = String::new();
    let mut left = size;
    for (value, numeral) in ROMAN {
        while left >= value {
            text.push_str(numeral);
            left -= value;
        }
    }
    Ok(text)
}

fn roman_to_number(text: &str) -> f64 {
    let value = |numeral: char| match numeral {
        'M' => 1000.0,
        'D' => 500.0,
        'C' => 100.0,
        'L' => 50.0,
        'X' => 10.0,
        'V' => 5.0,
        'I' => 1.0,
        _ => f64::NAN,
    };
    let mut greatest = 1.0;
    text.chars().rev().map(value).fold(0.0, |number, value| {
        if value < greatest {
            return number - value;
        }
        greatest = value;
        number + value
    })
}

fn words(size: f64, is_ordinal: bool) -> String {
    let size = size.trunc();
    let mut text = String::new();
    push_words(&mut text, size, is_ordinal);
    text
}

fn push_words(text: &mut String, number: f64, is_ordinal: bool) {
    let form = |(cardinal, ordinal): (&'static str, &'static str), is_last: bool| {
        if is_ordinal && is_last { ordinal } else { cardinal }
    };
    if number < 20.0 {
        text.push_str(form(FEW[index(number)], true));
        return;
    }
    if number < 100.0 {
        let rest = number % 10.0;
        text.push_str(form(TENS[index(number / 10.0) - 2], rest == 0.0));
        if rest > 0.0 {
            text.push('-');
            push_words(text, rest, is_ordinal);
        }
        return;
    }
    let greatest = MAGNITUDES.into_iter().rev().find(|(magnitude, _)| *magnitude <= number);
    let (magnitude, name) = greatest.unwrap_or((100.0, "Hundred"));
    let count = (number / magnitude).floor();
    push_words(text, count, false);
    text.push(' ');
    text.push_str(name);
    let rest = number - count * magnitude;
    if rest > 0.0 {
        text.push_str(if rest < 100.0 { " and " } else { ", " });
        push_words(text, rest, is_ordinal);
    } else if is_ordinal {
        text.push_str("th");
    }
}

#[expect(clippy::cast_sign_loss, reason = "sizes have no sign")]
fn index(number: f64) -> usize {
    number as usize
}

/// What one lower-case word stands for.
fn word_value(word: &str) -> Option<f64> {
    let among = |words: &[(&str, &str)]| {
        words.iter().position(|(cardinal, ordinal)| {
            cardinal.eq_ignore_ascii_case(word) || ordinal.eq_ignore_ascii_case(word)
        })
    };
    if let Some(place) = among(&FEW) {
        return u32::try_from(place).ok().map(f64::from);
    }
    if let Some(place) = among(&TENS) {
        return u32::try_from(place).ok().map(|place| f64::from(place + 2) * 10.0);
    }
    let cardinal = word.strip_suffix("th").unwrap_or(word);
    if cardinal == "hundred" {
        return Some(100.0);
    }
    let known = MAGNITUDES.iter().find(|(_, name)| name.eq_ignore_ascii_case(cardinal));
    known.map(|(magnitude, _)| *magnitude)
}

/// All words that a number may consist of, in lower case.
pub(super) fn vocabulary() -> impl Iterator<Item = String> {
    let pairs = FEW.into_iter().chain(TENS);
    let pairs = pairs.flat_map(|(cardinal, ordinal)| [ordinal.to_owned(), cardinal.to_owned()]);
    let powers = ["Hundred"].into_iter().chain(MAGNITUDES.map(|(_, name)| name));
    let powers = powers.flat_map(|name| [format!("{name}th"), name.to_owned()]);
    pairs.chain(powers).map(|word| word.to_lowercase())
}

fn words_to_number(text: &str) -> f64 {
    let text = text.replace(", ", " ").replace(" and ", " ");
    let mut segments = vec![0.0];
    for word in text.split([' ', '\t', '\n', '\r', '\\', '-']) {
        let Some(value) = word_value(word) else { return f64::NAN };
        let Some(last) = segments.last_mut() else { unreachable!("there is one segment at least") };
        if value >= 100.0 {
            *last *= value;
        } else if *last >= 1000.0 {
            segments.push(value);
        } else {
            *last += value;
        }
    }
    segments.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formatted(number: f64, picture: &str) -> String {
        format(number, picture).unwrap_or_else(|fault| fault.code.to_owned())
    }

    #[test]
    fn digits_are_padded_grouped_and_localized() {
        let table = [
            (7.9, "000", "007"),
            (-7.0, "0", "-7"),
            (1_234_567.0, "#,##0", "1,234,567"),
            (1_234_567.0, "#'##,##0", "12'34,567"),
            (12_345.0, "#,##,##0", ",12,345"),
            (5.0, "#,##,##0", ",5"),
            (5.0, "(0)", "(5)"),
            (5.0, "0 €.", "5 €."),
            (12.0, "#,##0", "12"),
            (1234.0, "#,##٠", "١,٢٣٤"),
            (1.0, "0;o", "1st"),
            (12.0, "0;o", "12th"),
            (22.0, "0;o", "22nd"),
            (1003.0, "#,##0;o", "1,003rd"),
            (1e21, "0", "1e+21"),
            (1.0, "1٠", "D3131"),
            (1.0, "α", "D3130"),
            (1.0, "#", "D3130"),
        ];
        for (number, picture, expected) in table {
            assert_eq!(formatted(number, picture), expected, "{number} {picture}");
        }
    }

    #[test]
    fn letters_numerals_and_words() {
        let table = [
            (26.0, "a", "z"),
            (703.0, "A", "AAA"),
            (0.0, "A", ""),
            (1999.0, "I", "MCMXCIX"),
            (-4.0, "i", "-iv"),
            (0.0, "w", "zero"),
            (21.0, "Ww", "Twenty-One"),
            (30.0, "w;o", "thirtieth"),
            (100.0, "W;o", "ONE HUNDREDTH"),
            (1001.0, "w", "one thousand and one"),
            (
                1_234_567.0,
                "w",
                "one million, two hundred and thirty-four thousand, \
                five hundred and sixty-seven",
            ),
            (342.0, "Ww;o", "Three Hundred and Forty-Second"),
            (2e15, "w", "two thousand trillion"),
            (1e12, "w;o", "one trillionth"),
        ];
        for (number, picture, expected) in table {
            assert_eq!(formatted(number, picture), expected, "{number} {picture}");
        }
        assert_eq!(formatted(1e12, "i"), TOO_BIG);
        assert_eq!(formatted(f64::INFINITY, "0"), "D1001");
        assert_eq!(formatted(1e24, "w"), "one trillion trillion");
    }

    #[test]
    fn what_is_written_is_read_again() {
        let pictures = ["0", "0000", "#,##0", "#,##0;o", "٠", "a", "A", "i", "I", "w", "Ww;o"];
        for number in [1.0, 4.0, 12.0, 26.0, 99.0, 100.0, 342.0, 1999.0, 21_000.0, 123_456.0] {
            for picture in pictures {
                let text = formatted(number, picture);
                assert_eq!(parse(&text, picture), Ok(number), "{text} {picture}");
            }
        }
        assert_eq!(parse("one billion and two", "w"), Ok(1_000_000_002.0));
        assert_eq!(parse("12x", "0"), Ok(12.0));
        assert_eq!(parse("α", "α").unwrap_err().code, "D3130");
        for (text, picture) in [("x", "0"), ("abc", "w"), ("Q", "I")] {
            assert!(parse(text, picture).unwrap().is_nan(), "{text}");
        }
    }
}
