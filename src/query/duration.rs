//! Lengths of time as people write them: `1m30s`.

/// The units, largest first, each with its milliseconds.
const UNITS: [(&str, i64); 5] =
    [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("ms", 1), ("s", 1000)];

/// A length of time in milliseconds: `0s`, `1m30s`, `2d`, `0.25s`.
pub fn text(millis: i64) -> String {
    let seconds = millis / 1000;
    let parts = [(seconds / 86_400, 'd'), (seconds / 3600 % 24, 'h'), (seconds / 60 % 60, 'm')];
    let mut text = String::new();
    for (count, unit) in parts.into_iter().filter(|(count, _)| *count > 0) {
        text += &count.to_string();
        text.push(unit);
    }
    let rest = millis % 60_000;
    if rest > 0 || text.is_empty() {
        let digits = format!("{}.{:03}", rest / 1000, rest % 1000);
        text += digits.trim_end_matches('0').trim_end_matches('.');
        text.push('s');
    }
    text
}

/// The milliseconds of such a text; none where it is not one.
pub fn parse(text: &str) -> Option<i64> {
    let mut rest = text.trim();
    let mut millis = 0_i64;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at(digits);
        let end = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        let (_, factor) = UNITS.iter().find(|(name, _)| *name == unit)?;
        millis = millis.checked_add(times(number, *factor)?)?;
        rest = after.trim_start();
    }
    Some(millis)
}

/// A decimal number of a unit, in milliseconds.
fn times(number: &str, factor: i64) -> Option<i64> {
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let (digits, part) = (u32::try_from(part.len()).ok()?, part.parse::<i64>().ok()?);
    let below = part.checked_mul(factor)? / 10_i64.checked_pow(digits)?;
    whole.parse::<i64>().ok()?.checked_mul(factor)?.checked_add(below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_time_is_read_as_it_is_written() {
        for (written, millis) in [
            ("0s", 0),
            ("0.25s", 250),
            ("1m30s", 90_000),
            ("2d", 172_800_000),
            ("1h0.5s", 3_600_500),
        ] {
            assert_eq!(text(millis), written);
            assert_eq!(parse(written), Some(millis), "{written}");
        }
        assert_eq!(parse("90s"), Some(90_000));
        assert_eq!(parse("1h 5ms"), Some(3_600_005));
        for wrong in ["", "s", "5", "5 s", "1.2.3s", "5w", "99999999999999d"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
