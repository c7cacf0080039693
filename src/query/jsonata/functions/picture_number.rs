//! `$formatNumber`: a number after a picture such as `#,##0.00`, as `format-number` of `XPath` does
//! (`XPath` and `XQuery` Functions and Operators 3.1, section 4.7).

use crate::query::jsonata::functions::{Fault, number};

/// The symbols of a picture; the default ones hold unless options say otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbols {
    decimal: String,
    grouping: String,
    exponent: String,
    infinity: String,
    minus: String,
    not_a_number: String,
    percent: String,
    per_mille: String,
    zero: char,
    digit: String,
    pattern: String,
    /// How the exponent is found behind a prefix.
    pub exponent_place: ExponentPlace,
}

/// How the exponent of a picture with a prefix is found: `(0e0)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExponentPlace {
    /// The reference takes the place in the picture for one in the part without the prefix.
    #[default]
    AsTheReference,
    /// Where it is, as on AWS (measured).
    Right,
}

impl Default for Symbols {
    fn default() -> Self {
        Self {
            decimal: ".".to_owned(),
            grouping: ",".to_owned(),
            exponent: "e".to_owned(),
            infinity: "Infinity".to_owned(),
            minus: "-".to_owned(),
            not_a_number: "NaN".to_owned(),
            percent: "%".to_owned(),
            per_mille: "‰".to_owned(),
            zero: '0',
            digit: "#".to_owned(),
            pattern: ";".to_owned(),
            exponent_place: ExponentPlace::default(),
        }
    }
}

impl Symbols {
    /// Changes one symbol by the name that it has among the options; other names do nothing.
    pub fn set(&mut self, name: &str, symbol: &str) {
        let place = match name {
            "decimal-separator" => &mut self.decimal,
            "grouping-separator" => &mut self.grouping,
            "exponent-separator" => &mut self.exponent,
            "infinity" => &mut self.infinity,
            "minus-sign" => &mut self.minus,
            "NaN" => &mut self.not_a_number,
            "percent" => &mut self.percent,
            "per-mille" => &mut self.per_mille,
            "digit" => &mut self.digit,
            "pattern-separator" => &mut self.pattern,
            "zero-digit" => {
                self.zero = symbol.chars().next().unwrap_or('0');
                return;
            }
            _ => return,
        };
        symbol.clone_into(place);
    }

    fn is_digit(&self, character: char) -> bool {
        let zero = u32::from(self.zero);
        (zero..zero + 10).contains(&u32::from(character))
    }

    fn is_optional(&self, character: char) -> bool {
        is(&self.digit, character)
    }

    /// Whether the character has a meaning between prefix and suffix.
    fn is_active(&self, character: char) -> bool {
        let others = [&self.decimal, &self.exponent, &self.grouping, &self.digit, &self.pattern];
        self.is_digit(character) || others.into_iter().any(|symbol| is(symbol, character))
    }

    fn digits(&self, part: &[char]) -> usize {
        part.iter().filter(|character| self.is_digit(**character)).count()
    }

    fn digits_and_optional(&self, part: &[char]) -> usize {
        let counts = |character: char| self.is_digit(character) || self.is_optional(character);
        part.iter().filter(|character| counts(**character)).count()
    }

    /// ASCII digits in the digits of the picture.
    fn localize(&self, text: &str) -> String {
        let digit = |digit: u32| char::from_u32(u32::from(self.zero) + digit);
        text.chars()
            .map(|character| character.to_digit(10).and_then(digit).unwrap_or(character))
            .collect()
    }
}

fn is(symbol: &str, character: char) -> bool {
    let mut characters = symbol.chars();
    characters.next() == Some(character) && characters.next().is_none()
}

/// Where the symbol begins, looking from `from` on.
fn find(text: &[char], symbol: &str, from: usize) -> Option<usize> {
    let symbol: Vec<char> = symbol.chars().collect();
    let ends = text.len().checked_sub(symbol.len())?;
    (from..=ends).find(|start| text[*start..].starts_with(&symbol))
}

fn contains(text: &[char], symbol: &str) -> bool {
    find(text, symbol, 0).is_some()
}

fn contains_twice(text: &[char], symbol: &str) -> bool {
    find(text, symbol, 0).is_some_and(|first| find(text, symbol, first + 1).is_some())
}

/// `$formatNumber`; `D3080` to `D3093` for a picture that is none.
pub fn format(value: f64, picture: &str, symbols: &Symbols) -> Result<String, Fault> {
    let pictures: Vec<Vec<char>> = if symbols.pattern.is_empty() {
        vec![picture.chars().collect()]
    } else {
        picture.split(&symbols.pattern).map(|part| part.chars().collect()).collect()
    };
    if pictures.len() > 2 {
        return Err(Fault::new("D3080"));
    }
    let parts: Vec<Parts<'_>> = pictures.iter().map(|picture| split(picture, symbols)).collect();
    for part in &parts {
        validate(part, symbols).map_or(Ok(()), |code| Err(Fault::new(code)))?;
    }
    let is_negative = value < 0.0;
    let chosen = if is_negative { parts.last() } else { parts.first() };
    let Some(part) = chosen else { unreachable!("a split gives one part at least") };
    let mut layout = analyse(part, symbols);
    if is_negative && parts.len() == 1 {
        layout.prefix.insert_str(0, &symbols.minus);
    }
    Ok(write(value, &layout, symbols))
}

/// A sub-picture taken apart.
struct Parts<'p> {
    picture: &'p [char],
    prefix: &'p [char],
    suffix: &'p [char],
    active: &'p [char],
    mantissa: &'p [char],
    exponent: Option<&'p [char]>,
    whole: &'p [char],
    fraction: &'p [char],
}

fn split<'p>(picture: &'p [char], symbols: &Symbols) -> Parts<'p> {
    let bounds =
        |character: &char| symbols.is_active(*character) && !is(&symbols.exponent, *character);
    let first = picture.iter().position(bounds).unwrap_or(0);
    let last = picture.iter().rposition(bounds).map_or(picture.len(), |last| last + 1);
    let (prefix, suffix) = (&picture[..first], &picture[last..]);
    let active = &picture[first..last];
    let (mantissa, exponent) = match find(picture, &symbols.exponent, first) {
        Some(place) if place <= last => {
            let place = match symbols.exponent_place {
                ExponentPlace::AsTheReference => place,
                ExponentPlace::Right => place - first,
            };
            (&active[..place.min(active.len())], Some(&active[active.len().min(place + 1)..]))
        }
        _ => (active, None),
    };
    let (whole, fraction) = match find(mantissa, &symbols.decimal, 0) {
        Some(place) => (&mantissa[..place], &mantissa[mantissa.len().min(place + 1)..]),
        None => (mantissa, suffix),
    };
    Parts { picture, prefix, suffix, active, mantissa, exponent, whole, fraction }
}

/// The code of what is wrong with a sub-picture; of several faults the last counts.
fn validate(parts: &Parts<'_>, symbols: &Symbols) -> Option<&'static str> {
    let picture = parts.picture;
    let grouping = &symbols.grouping;
    let decimal = find(picture, &symbols.decimal, 0);
    let is_grouping = |place: Option<usize>| {
        place.and_then(|place| picture.get(place)).is_some_and(|found| is(grouping, *found))
    };
    let has_percent = contains(picture, &symbols.percent);
    let has_per_mille = contains(picture, &symbols.per_mille);
    let has_digit = parts
        .mantissa
        .iter()
        .any(|character| symbols.is_digit(*character) || symbols.is_optional(*character));
    let is_passive = |character: &char| !symbols.is_active(*character);
    let beside_decimal = decimal
        .is_some_and(|place| is_grouping(place.checked_sub(1)) || is_grouping(Some(place + 1)));
    let ends_grouped = parts.whole.last().is_some_and(|last| is(grouping, *last));
    let optional = |character: &char| symbols.is_optional(*character);
    let whole_mixed = parts
        .whole
        .iter()
        .position(optional)
        .is_some_and(|place| symbols.digits(&parts.whole[..place]) > 0);
    let fraction_mixed = parts
        .fraction
        .iter()
        .rposition(optional)
        .is_some_and(|place| symbols.digits(&parts.fraction[place..]) > 0);
    let exponent_scaled = parts.exponent.is_some_and(|exponent| !exponent.is_empty());
    let exponent_foreign = parts
        .exponent
        .is_some_and(|exponent| exponent.is_empty() || symbols.digits(exponent) < exponent.len());
    let faults = [
        ("D3081", contains_twice(picture, &symbols.decimal)),
        ("D3082", contains_twice(picture, &symbols.percent)),
        ("D3083", contains_twice(picture, &symbols.per_mille)),
        ("D3084", has_percent && has_per_mille),
        ("D3085", !has_digit),
        ("D3086", parts.active.iter().any(is_passive)),
        ("D3087", beside_decimal),
        ("D3088", decimal.is_none() && ends_grouped),
        ("D3089", contains(picture, &grouping.repeat(2))),
        ("D3090", whole_mixed),
        ("D3091", fraction_mixed),
        ("D3092", exponent_scaled && (has_percent || has_per_mille)),
        ("D3093", exponent_foreign),
    ];
    faults.iter().rev().find(|(_, holds)| *holds).map(|(code, _)| *code)
}

/// What a sub-picture asks for.
struct Layout {
    prefix: String,
    suffix: String,
    /// By how much the number is multiplied.
    scale: f64,
    /// How many digits stand right of each separator in the whole part.
    groups: Vec<usize>,
    /// The distance of the separators if it is the same everywhere, else zero.
    regular_group: usize,
    /// How many digits stand left of each separator in the fraction.
    fraction_groups: Vec<usize>,
    whole_min: usize,
    fraction_min: usize,
    fraction_max: usize,
    exponent_min: usize,
    /// Digits before the decimal separator, when there is an exponent.
    mantissa_digits: usize,
    has_decimal: bool,
}

fn analyse(parts: &Parts<'_>, symbols: &Symbols) -> Layout {
    let groups = grouping_positions(parts, parts.whole, symbols, |part, place| &part[place..]);
    let fraction_groups =
        grouping_positions(parts, parts.fraction, symbols, |part, place| &part[..place]);
    let mantissa_digits = symbols.digits(parts.whole);
    let mut whole_min = mantissa_digits;
    let mut fraction_min = symbols.digits(parts.fraction);
    let mut fraction_max = symbols.digits_and_optional(parts.fraction);
    if whole_min == 0 && fraction_max == 0 {
        if parts.exponent.is_some() {
            (fraction_min, fraction_max) = (1, 1);
        } else {
            whole_min = 1;
        }
    }
    if parts.exponent.is_some() && whole_min == 0 && contains(parts.whole, &symbols.digit) {
        whole_min = 1;
    }
    if whole_min == 0 && fraction_min == 0 {
        fraction_min = 1;
    }
    let scale = match () {
        () if contains(parts.picture, &symbols.percent) => 100.0,
        () if contains(parts.picture, &symbols.per_mille) => 1000.0,
        () => 1.0,
    };
    Layout {
        prefix: parts.prefix.iter().collect(),
        suffix: parts.suffix.iter().collect(),
        scale,
        regular_group: regular_distance(&groups),
        groups,
        fraction_groups,
        whole_min,
        fraction_min,
        fraction_max,
        exponent_min: parts.exponent.map_or(0, |exponent| symbols.digits(exponent)),
        mantissa_digits,
        has_decimal: contains(parts.picture, &symbols.decimal),
    }
}

/// How many digits stand on the counted side of each separator of the part. After the first, the
/// reference looks for the next one in the whole part in any case; so do we.
fn grouping_positions(
    parts: &Parts<'_>,
    part: &[char],
    symbols: &Symbols,
    side: fn(&[char], usize) -> &[char],
) -> Vec<usize> {
    let mut positions = Vec::new();
    if symbols.grouping.is_empty() {
        return positions;
    }
    let mut next = find(part, &symbols.grouping, 0);
    while let Some(place) = next {
        let counted = side(part, place.min(part.len()));
        positions.push(symbols.digits_and_optional(counted));
        next = find(parts.whole, &symbols.grouping, place + 1);
    }
    positions
}

/// The distance between separators, if they stand at each of its multiples; else zero.
pub(super) fn regular_distance(positions: &[usize]) -> usize {
    let Some(distance) = positions.iter().copied().reduce(greatest_common_divisor) else {
        return 0;
    };
    let is_regular = (1..=positions.len()).all(|index| positions.contains(&(index * distance)));
    if is_regular { distance } else { 0 }
}

fn greatest_common_divisor(one: usize, two: usize) -> usize {
    if two == 0 { one } else { greatest_common_divisor(two, one % two) }
}

fn write(value: f64, layout: &Layout, symbols: &Symbols) -> String {
    let Layout { prefix, suffix, .. } = layout;
    if value.is_nan() {
        return symbols.not_a_number.clone();
    }
    let adjusted = value * layout.scale;
    if adjusted.is_infinite() {
        return format!("{prefix}{}{suffix}", symbols.infinity);
    }
    let (mantissa, exponent) = if layout.exponent_min == 0 {
        (adjusted, None)
    } else {
        let (mantissa, exponent) = scientific(adjusted, layout.mantissa_digits);
        (mantissa, Some(exponent))
    };
    let digits = write_mantissa(mantissa, layout, symbols);
    let exponent = exponent.map(|exponent| write_exponent(exponent, layout, symbols));
    format!("{prefix}{digits}{}{suffix}", exponent.unwrap_or_default())
}

/// The mantissa with that many digits before the point, and the power of ten that it lacks.
fn scientific(number: f64, digits: usize) -> (f64, i32) {
    let digits = i32::try_from(digits).unwrap_or(i32::MAX);
    let (least, most) = (10f64.powi(digits - 1), 10f64.powi(digits));
    let (mut mantissa, mut exponent) = (number, 0);
    while mantissa != 0.0 && mantissa.abs() < least {
        mantissa *= 10.0;
        exponent -= 1;
    }
    while mantissa.abs() > most {
        mantissa /= 10.0;
        exponent += 1;
    }
    (mantissa, exponent)
}

fn write_exponent(exponent: i32, layout: &Layout, symbols: &Symbols) -> String {
    let digits = number::pad_zeros(&exponent.unsigned_abs().to_string(), layout.exponent_min);
    let minus = if exponent < 0 { &symbols.minus } else { "" };
    format!("{}{minus}{}", symbols.exponent, symbols.localize(&digits))
}

fn write_mantissa(mantissa: f64, layout: &Layout, symbols: &Symbols) -> String {
    #[expect(clippy::cast_precision_loss, reason = "no picture is that long")]
    let rounded = number::round(mantissa, Some(layout.fraction_max as f64)).abs();
    let text = if rounded >= 1e21 {
        number::print(rounded)
    } else {
        // No double has more digits than that.
        format!("{rounded:.*}", layout.fraction_max.min(1100))
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let whole = symbols.localize(&number::pad_zeros(whole, layout.whole_min));
    let missing = layout.fraction_min.saturating_sub(fraction.len());
    let fraction = symbols.localize(&(fraction.to_owned() + &"0".repeat(missing)));
    let count = whole.chars().count();
    let fraction = group_fraction(&fraction, layout, symbols);
    let text = if layout.regular_group > 0 || layout.groups.is_empty() {
        group_whole(&whole, layout, symbols) + &symbols.decimal + &fraction
    } else {
        let text = whole + &symbols.decimal + &fraction;
        group_irregularly(&text, count, layout, symbols)
    };
    if fraction.is_empty() || !layout.has_decimal {
        // What is dropped is the separator, or what the reference takes for it.
        let end = text.char_indices().next_back().map_or(0, |(start, _)| start);
        return text[..end].to_owned();
    }
    text
}

fn group_whole(whole: &str, layout: &Layout, symbols: &Symbols) -> String {
    let count = whole.chars().count();
    let distance = layout.regular_group;
    let mut grouped = String::with_capacity(whole.len());
    for (index, digit) in whole.chars().enumerate() {
        if distance > 0 && index > 0 && (count - index).is_multiple_of(distance) {
            grouped.push_str(&symbols.grouping);
        }
        grouped.push(digit);
    }
    grouped
}

/// Puts irregular separators into a whole number and what follows it. A place left of the number
/// is counted from the end of all, as in the reference.
fn group_irregularly(text: &str, whole: usize, layout: &Layout, symbols: &Symbols) -> String {
    let mut grouped: Vec<String> = text.chars().map(String::from).collect();
    for (inserted, right) in layout.groups.iter().enumerate() {
        let place = match (whole + inserted).checked_sub(*right) {
            Some(place) => place,
            None => (grouped.len() + whole + inserted).saturating_sub(*right),
        };
        grouped.insert(place.min(grouped.len()), symbols.grouping.clone());
    }
    grouped.concat()
}

fn group_fraction(fraction: &str, layout: &Layout, symbols: &Symbols) -> String {
    let mut grouped: Vec<String> = fraction.chars().map(String::from).collect();
    for position in &layout.fraction_groups {
        grouped.insert((*position).min(grouped.len()), symbols.grouping.clone());
    }
    grouped.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: f64, picture: &str, options: &[(&str, &str)], expected: &str) {
        let mut symbols = Symbols::default();
        for (name, symbol) in options {
            symbols.set(name, symbol);
        }
        let text = format(value, picture, &symbols).unwrap_or_else(|fault| fault.code.to_owned());
        assert_eq!(text, expected, "{value} {picture}");
    }

    #[test]
    fn a_picture_lays_out_a_number() {
        let table = [
            (12345.6, "#,###.00", "12,345.60"),
            (0.2, "#,###.00", ".20"),
            (0.0, "#,##0", "0"),
            (0.0, "#", "0"),
            (1_234_567.0, "#,##,##0", "12,34,567"),
            (12_345.0, "#,##,##0", ",12,345"),
            (5.0, "#,##,##0", ",5,"),
            (5.5, "00", "06"),
            (4.5, "0", "4"),
            (-7.25, "0.0", "-7.2"),
            (-7.25, "0.00;(0.00)", "(7.25)"),
            (0.256, "0%", "26%"),
            (0.256, "$0.0‰ off", "$256.0‰ off"),
            (1234.5678, "00.000e0", "12.346e2"),
            (0.000_123, "0.0e00", "1.2e-04"),
            (0.0, "0.0e0", "0.0e0"),
            (-1234.0, "0.0e0", "-1.2e3"),
            (2.71, "0.00,00", "2.71,00"),
            (1000.0, "#e0", "1.e3"),
            (1000.0, "0.0e0", "10.0e2"),
            (-0.4, "0", "-0"),
            (0.0, "#.#", ".0"),
            (1e21, "0", "1e+21"),
            (f64::INFINITY, "0 m", "Infinity m"),
        ];
        for (value, picture, expected) in table {
            check(value, picture, &[], expected);
        }
    }

    #[test]
    fn options_change_the_symbols() {
        let german = [("decimal-separator", ","), ("grouping-separator", ".")];
        check(12345.67, "#.##0,0", &german, "12.345,7");
        check(-1.5, "0.0", &[("minus-sign", "−")], "−1.5");
        check(1234.0, "#,##٠", &[("zero-digit", "٠")], "١,٢٣٤");
        check(0.5, "0p", &[("percent", "p")], "50p");
        check(0.5, "0pm", &[("per-mille", "pm")], "500pm");
        check(1200.0, "0.0E0", &[("exponent-separator", "E")], "1.2E3");
        check(-1.0, "0|[0]", &[("pattern-separator", "|")], "[1]");
        check(7.0, "##0", &[("digit", "?")], "##7");
    }

    #[test]
    fn a_bad_picture_has_a_code() {
        let table = [
            ("0;0;0", "D3080"),
            ("0.0.0", "D3081"),
            ("0%%", "D3082"),
            ("0‰‰", "D3083"),
            ("0%‰", "D3084"),
            ("x", "D3086"),
            (".", "D3085"),
            ("0x0", "D3086"),
            ("0,.0", "D3087"),
            ("0.,0", "D3087"),
            ("0,", "D3088"),
            ("0,,0", "D3089"),
            ("0#", "D3090"),
            ("0.#0", "D3091"),
            ("0e0%", "D3092"),
            ("0e", "D3093"),
            ("$0.0e0", "D3093"),
            ("0e.0", "D3093"),
        ];
        for (picture, code) in table {
            let result = format(1.0, picture, &Symbols::default());
            let found = result.unwrap_or_else(|fault| fault.code.to_owned());
            assert_eq!(found, code, "{picture}");
        }
    }
}
