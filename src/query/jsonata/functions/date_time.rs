//! `$fromMillis` and `$toMillis`: moments as text, after ISO 8601 or after a picture.

use crate::query::jsonata::functions::calendar::{Moment, to_millis};
use crate::query::jsonata::functions::picture_date::{self, Marker, Part};
use crate::query::jsonata::functions::picture_integer::{
    Case, Grouping, Picture, Style, leading_integer, vocabulary,
};
use crate::query::jsonata::functions::{Fault, TOO_LONG, picture_integer};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const DAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The picture of a moment where none is given.
const ISO_8601: &str = "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]";

/// `$fromMillis`: the moment after the picture, in a zone such as `+0530`. Half an hour west of
/// Greenwich counts as it should, other than in the reference. `D1001` for a moment or
/// a zone that is none, `D3132` to `D3135` for a bad picture.
pub fn from_millis(
    millis: f64,
    picture: Option<&str>,
    zone: Option<&str>,
) -> Result<String, Fault> {
    let (hours, minutes) = match zone {
        Some(zone) => {
            let offset = leading_integer(zone);
            if offset.is_nan() {
                return Err(Fault::of_text("D1001", zone));
            }
            (offset as i64 / 100, offset as i64 % 100)
        }
        None => (0, 0),
    };
    let parts = picture_date::parse(picture.unwrap_or(ISO_8601))?;
    let offset = hours.saturating_mul(60).saturating_add(minutes);
    let moment = Moment::new(millis).and_then(|moment| moment.plus_minutes(offset));
    let moment = moment.ok_or_else(|| Fault::of_number("D1001", millis))?;
    parts
        .iter()
        .map(|part| match part {
            Part::Literal(text) => Ok(text.clone()),
            Part::Marker(marker) if "Zz".contains(marker.component) => {
                write_zone(marker, hours, minutes)
            }
            Part::Marker(marker) => write_marker(marker, moment),
        })
        .collect()
}

fn write_marker(marker: &Marker, moment: Moment) -> Result<String, Fault> {
    let component = marker.component;
    let unnamed = || Fault::of_text("D3133", &component.to_string());
    // Calendar and era are always those of ISO 8601.
    let Some(value) = moment.part(component) else { return Ok("ISO".to_owned()) };
    match (&marker.names, component) {
        (names, 'P') => {
            let text = if value == 1 { "pm" } else { "am" };
            let is_upper = *names == Some(Case::Upper);
            Ok(if is_upper { text.to_uppercase() } else { text.to_owned() })
        }
        (Some(case), 'M' | 'x') => name_of(&MONTHS, value, *case, marker).ok_or_else(unnamed),
        (Some(case), 'F') => name_of(&DAYS, value, *case, marker).ok_or_else(unnamed),
        (Some(_), _) => Err(unnamed()),
        (None, _) => {
            let Some(picture) = &marker.picture else { unreachable!("a number has a picture") };
            let value = match (component, marker.year_digits) {
                ('Y', Some(digits)) => {
                    let digits = u32::try_from(digits).unwrap_or(u32::MAX);
                    10_i64.checked_pow(digits).map_or(value, |power| value % power)
                }
                _ => value,
            };
            #[expect(clippy::cast_precision_loss, reason = "parts of a date are small")]
            picture.write(value as f64)
        }
    }
}

/// The name with that number, from one on, in its case and width.
fn name_of(names: &[&str], number: i64, case: Case, marker: &Marker) -> Option<String> {
    let name = names.get(usize::try_from(number - 1).ok()?)?;
    let name = name.chars().take(marker.width_max.unwrap_or(usize::MAX));
    Some(match case {
        Case::Lower => name.flat_map(char::to_lowercase).collect(),
        Case::Upper => name.flat_map(char::to_uppercase).collect(),
        Case::Title => name.collect(),
    })
}

/// The offset from UTC: `D3134` for a picture of more than four digits, or of none.
#[expect(clippy::cast_precision_loss, reason = "offsets are small")]
fn write_zone(marker: &Marker, hours: i64, minutes: i64) -> Result<String, Fault> {
    let offset = hours * 100 + minutes;
    let refused = Fault::new("D3134");
    let Some(picture) = &marker.picture else { return Err(refused) };
    let Style::Decimal(decimal) = &picture.style else { return Err(refused) };
    let mut text = match (&decimal.grouping, decimal.digits_min) {
        (Grouping::Regular(..), _) | (_, 3 | 4) => picture.write(offset as f64)?,
        (_, 1 | 2) => {
            let hours = picture.write(hours as f64)?;
            let minutes = minutes.abs();
            if minutes == 0 { hours } else { format!("{hours}:{minutes:02}") }
        }
        _ => return Err(refused),
    };
    if offset == 0 && marker.is_zulu {
        return Ok("Z".to_owned());
    }
    if offset >= 0 {
        text.insert(0, '+');
    }
    if marker.component == 'z' {
        text.insert_str(0, "GMT");
    }
    Ok(text)
}

/// `$toMillis`: the milliseconds since 1970. None where the text does not fit the picture.
///
/// Without a picture, `D3110` for what is no ISO 8601. With one, `D3136` where the picture leaves
/// a gap, and what it leaves out at its start is taken from `now`, in milliseconds.
pub fn to_millis_of(text: &str, picture: Option<&str>, now: f64) -> Result<Option<f64>, Fault> {
    match picture {
        Some(picture) => read_with_picture(text, picture, now),
        None => read_iso_8601(text)
            .map_or_else(|| Err(Fault::of_text("D3110", text)), |millis| Ok(Some(millis))),
    }
}

/// `YYYY[-MM[-DD]][Thh:mm:ss[.fraction]][Z|±hh:mm|±hhmm]`; an offset needs a time.
fn read_iso_8601(text: &str) -> Option<f64> {
    let mut rest = text;
    let year = digits(&mut rest, "", 4)?;
    let month = digits(&mut rest, "-", 2).or(Some(1)).filter(|month| (1..=12).contains(month))?;
    let day = digits(&mut rest, "-", 2).or(Some(1)).filter(|day| (1..=31).contains(day))?;
    let has_time = rest.starts_with('T');
    let (mut hour, mut minute, mut second, mut milli) = (0, 0, 0, 0);
    if has_time {
        hour = digits(&mut rest, "T", 2).filter(|hour| *hour <= 24)?;
        minute = digits(&mut rest, ":", 2).filter(|minute| *minute < 60)?;
        second = digits(&mut rest, ":", 2).filter(|second| *second < 60)?;
        if let Some(fraction) = rest.strip_prefix('.') {
            let end = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
            let kept = &fraction[..end.min(3)];
            milli = kept.parse::<u32>().ok()? * 10_u32.pow(3 - kept.len() as u32);
            rest = &fraction[end..];
        }
        if hour == 24 && (minute, second, milli) != (0, 0, 0) {
            return None;
        }
    }
    let offset = read_offset(rest, has_time)?;
    let [year, month, day] = [year, month - 1, day].map(f64::from);
    let [hour, minute, second, milli] = [hour, minute, second, milli].map(f64::from);
    to_millis([year, month, day, hour, minute - offset, second, milli])
}

/// The minutes of `Z`, `+hh:mm` or `+hhmm`, or of nothing.
fn read_offset(text: &str, has_time: bool) -> Option<f64> {
    let mut rest = text;
    match text {
        "" | "Z" => return Some(0.0),
        _ if !has_time => return None,
        _ => {}
    }
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    let hours = digits(&mut rest, if sign < 0.0 { "-" } else { "+" }, 2)?;
    let minutes = digits(&mut rest, ":", 2).or_else(|| digits(&mut rest, "", 2))?;
    let is_offset = rest.is_empty() && hours < 24 && minutes < 60;
    is_offset.then(|| sign * f64::from(hours * 60 + minutes))
}

/// Takes a prefix and so many digits off the text.
fn digits(text: &mut &str, prefix: &str, count: usize) -> Option<u32> {
    let rest = text.strip_prefix(prefix)?;
    let digits = rest.get(..count).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
    *text = &rest[count..];
    digits.parse().ok()
}

fn read_with_picture(text: &str, picture: &str, now: f64) -> Result<Option<f64>, Fault> {
    let parts = picture_date::parse(picture)?;
    let mut pattern = "(?i)^".to_owned();
    for part in &parts {
        pattern.push('(');
        match part {
            Part::Literal(text) => pattern.push_str(&fancy_regex::escape(text)),
            Part::Marker(marker) => pattern.push_str(&pattern_of(marker)?),
        }
        pattern.push(')');
    }
    pattern.push_str(r"\z");
    let regex = fancy_regex::Regex::new(&pattern).map_err(|_| Fault::new(TOO_LONG))?;
    let Some(captures) = regex.captures(text).map_err(|_| Fault::new(TOO_LONG))? else {
        return Ok(None);
    };
    let mut read = Components::default();
    for (index, part) in parts.iter().enumerate() {
        let Part::Marker(marker) = part else { continue };
        let found = captures.get(index + 1).map_or("", |found| found.as_str());
        read.0.push((marker.component, read_marker(marker, found)?));
    }
    if read.0.is_empty() { Ok(None) } else { read.to_millis(now) }
}

/// What texts a marker reads, as a regular expression.
fn pattern_of(marker: &Marker) -> Result<String, Fault> {
    let component = marker.component;
    Ok(match (component, &marker.picture) {
        ('Z' | 'z', _) => {
            let separator = zone_separator(marker).map_or(String::new(), |separator| {
                fancy_regex::escape(&separator.to_string()).into_owned() + "[0-9]+"
            });
            let greenwich = if component == 'z' { "GMT" } else { "" };
            format!("{greenwich}[-+][0-9]+{separator}")
        }
        ('f', _) => "[0-9]+".to_owned(),
        (_, Some(picture)) => pattern_of_number(picture, marker.read_digits)?,
        ('M' | 'x' | 'F' | 'P', None) => "[a-zA-Z]+".to_owned(),
        _ => return Err(Fault::of_text("D3133", &component.to_string())),
    })
}

fn pattern_of_number(picture: &Picture, read_digits: Option<usize>) -> Result<String, Fault> {
    Ok(match &picture.style {
        Style::Letters => "[a-z]+".to_owned(),
        Style::Roman => "[mdclxvi]+".to_owned(),
        Style::Words => {
            let words: Vec<String> = vocabulary().collect();
            format!("(?:{}|and|[-, ])+", words.join("|"))
        }
        Style::Decimal(_) => {
            let count = read_digits.filter(|count| *count > 0);
            let count = count.map_or_else(|| "+".to_owned(), |count| format!("{{{count}}}"));
            let suffix = if picture.is_ordinal { "(?:th|st|nd|rd)" } else { "" };
            format!("[0-9]{count}{suffix}")
        }
        Style::Sequence(token) => return Err(Fault::of_text("D3130", token)),
    })
}

fn zone_separator(marker: &Marker) -> Option<char> {
    match &marker.picture.as_ref()?.style {
        Style::Decimal(picture_integer::Decimal {
            grouping: Grouping::Regular(_, separator),
            ..
        }) => Some(*separator),
        _ => None,
    }
}

/// The number that a text stands for; none for a name that is not known.
fn read_marker(marker: &Marker, text: &str) -> Result<Option<f64>, Fault> {
    Ok(match (marker.component, &marker.picture) {
        ('Z' | 'z', _) => Some(read_zone(marker, text)),
        ('f', _) => {
            let end = text.len().min(3);
            format!("0.{}", &text[..end]).parse::<f64>().ok().map(|seconds| seconds * 1000.0)
        }
        (_, Some(picture)) => Some(picture.read(text)?),
        ('P', None) => match text {
            "am" | "AM" => Some(0.0),
            "pm" | "PM" => Some(1.0),
            _ => None,
        },
        (component, None) => {
            let names: &[&str] = if component == 'F' { &DAYS } else { &MONTHS };
            let width = marker.width_max.filter(|width| *width > 0).unwrap_or(usize::MAX);
            let is_name = |name: &&str| name[..name.len().min(width)] == *text;
            let place = names.iter().rposition(is_name);
            place.and_then(|place| u32::try_from(place + 1).ok()).map(f64::from)
        }
    })
}

/// The offset in minutes. Minutes of an offset below zero count forward, as in the reference.
fn read_zone(marker: &Marker, text: &str) -> f64 {
    let text = if marker.component == 'z' { text.get(3..).unwrap_or_default() } else { text };
    let halves = match zone_separator(marker) {
        Some(separator) => text.split_once(separator),
        None if text.len() > 3 => Some(text.split_at(3)),
        None => None,
    };
    let (hours, minutes) = halves.unwrap_or((text, "0"));
    leading_integer(hours) * 60.0 + leading_integer(minutes)
}

/// What was read, by component: the last counts.
#[derive(Default)]
struct Components(Vec<(char, Option<f64>)>);

impl Components {
    fn get(&self, component: char) -> Option<f64> {
        self.0.iter().rev().find(|(other, _)| *other == component).and_then(|(_, value)| *value)
    }

    /// Whether only components of these were read, and at least one. A zero counts as not read,
    /// as in the reference.
    fn are_of(&self, all: &str, these: &str) -> bool {
        let is_read = |component: char| {
            self.get(component).is_some_and(|value| value != 0.0 && !value.is_nan())
        };
        let mut read = all.chars().filter(|component| is_read(*component)).peekable();
        read.peek().is_some() && read.all(|component| these.contains(component))
    }

    /// The moment in milliseconds: what stands left of the components that were read comes from
    /// `now`, what stands right of them is zero, and between them there may be no gap.
    fn to_millis(&self, now: f64) -> Result<Option<f64>, Fault> {
        const DATE: &str = "YXMxWwdD";
        const TIME: &str = "PHhmsf";
        let gap = Fault::new("D3136");
        let is_date = self.are_of(DATE, "YMD");
        let is_day_of_year = !is_date && self.are_of(DATE, "Yd");
        let is_week = self.are_of(DATE, "Xxw") || self.are_of(DATE, "XW");
        let is_half_day = !self.are_of(TIME, "Hmsf") && self.are_of(TIME, "Phmsf");
        if is_week {
            // Dates by week are not read by the reference either.
            return Err(gap);
        }
        let date = if is_day_of_year { "YD" } else { "YMD" };
        let time = if is_half_day { "Phmsf" } else { "Hmsf" };
        let moment = Moment::new(now);
        let (mut has_begun, mut has_ended) = (false, false);
        let mut filled = Self(self.0.clone());
        for component in date.chars().chain(time.chars()) {
            if self.get(component).is_some() {
                has_begun = true;
                if has_ended {
                    return Err(gap);
                }
                continue;
            }
            let value = if has_begun {
                has_ended = true;
                if "MDd".contains(component) { 1.0 } else { 0.0 }
            } else if component == 'P' {
                // Never taken from `now`, even in the afternoon.
                0.0
            } else {
                let part = moment.and_then(|moment| moment.part(component));
                #[expect(clippy::cast_precision_loss, reason = "parts of a date are small")]
                part.map_or(f64::NAN, |part| part as f64)
            };
            filled.0.push((component, Some(value)));
        }
        Ok(filled.moment(is_day_of_year, is_half_day))
    }

    fn moment(&self, is_day_of_year: bool, is_half_day: bool) -> Option<f64> {
        let part = |component| self.get(component).unwrap_or(f64::NAN);
        let year = part('Y');
        // Years of two digits are those of the twentieth century.
        let year = if (0.0..100.0).contains(&year) { 1900.0 + year.trunc() } else { year };
        let (month, day) = if is_day_of_year {
            (0.0, part('d'))
        } else {
            (self.get('M').map_or(0.0, |month| (month - 1.0).max(0.0)), part('D'))
        };
        let hour = if is_half_day { part('h') % 12.0 + part('P') * 12.0 } else { part('H') };
        let zone = [self.get('Z'), self.get('z')].into_iter().flatten();
        let zone = zone.into_iter().find(|offset| *offset != 0.0).unwrap_or(0.0);
        let minute = part('m') - zone;
        to_millis([year, month, day, hour, minute, part('s'), part('f')])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2018-04-09T13:05:07.042Z
    const MONDAY: f64 = 1_523_279_107_042.0;

    fn written(millis: f64, picture: Option<&str>, zone: Option<&str>) -> String {
        from_millis(millis, picture, zone).unwrap_or_else(|fault| fault.code.to_owned())
    }

    #[test]
    fn a_moment_is_written_after_a_picture() {
        let table = [
            ("[Y]-[M]-[D] [H]:[m]:[s].[f001]", "2018-4-9 13:05:07.042"),
            ("[Y,2] [Y0,2-2] [Y9'999] [Y9999o]", "18 18 2'018 2018th"),
            ("[FNn], [D1o] of [MNn] [YWw]", "Monday, 9th of April Two Thousand and Eighteen"),
            ("[F] [FN,*-3] [Fn,3-3] [F0]", "monday MON mon 1"),
            ("[MN,*-3] [Mn] [M01] [MI]", "APR april 04 IV"),
            ("[h]:[m][P] [h01][PN]", "1:05pm 01PM"),
            ("week [W] of [X], [w] of [xNn], day [d]", "week 15 of 2018, 2 of April, day 99"),
            ("[C] [E] [[x]]", "ISO ISO [x]"),
            ("[Dwo] [DWo]", "ninth NINTH"),
            ("[DW;o]", "D3130"),
            ("[YN]", "D3133"),
            ("[fn]", "D3133"),
            ("[Do]", "D3130"),
            ("[Z00000]", "D3134"),
            ("[ZN]", "D3134"),
        ];
        for (picture, expected) in table {
            assert_eq!(written(MONDAY, Some(picture), None), expected, "{picture}");
        }
    }

    #[test]
    fn a_moment_is_written_in_a_zone() {
        let table = [
            (None, Some("+0530"), "2018-04-09T18:35:07.042+05:30"),
            (None, Some("-0330"), "2018-04-09T09:35:07.042-03:30"),
            (None, None, "2018-04-09T13:05:07.042Z"),
            (Some("[H] [Z]"), Some("+0100"), "14 +01:00"),
            (Some("[Z0] [Z00] [Z0000] [z]"), Some("+0100"), "+1 +01 +0100 GMT+01:00"),
            (Some("[Z0] [Z0101t]"), Some("+0530"), "+5:30 +0530"),
            (None, Some("Z"), "D1001"),
        ];
        for (picture, zone, expected) in table {
            assert_eq!(written(MONDAY, picture, zone), expected, "{picture:?} {zone:?}");
        }
        assert_eq!(written(0.0, Some("[Z] [Z01:01t]"), None), "+00:00 Z");
        assert_eq!(written(1e20, None, None), "D1001");
    }

    #[test]
    fn iso_8601_is_read() {
        let table = [
            ("1970-01-01T00:00:00.001Z", 1.0),
            ("2018", 1_514_764_800_000.0),
            ("2018-05", 1_525_132_800_000.0),
            ("2018-05Z", 1_525_132_800_000.0),
            ("2018-02-30", 1_519_948_800_000.0),
            ("2018T10:00:00Z", 1_514_800_800_000.0),
            ("2018-01-01T10:00:00", 1_514_800_800_000.0),
            ("2018-01-01T24:00:00Z", 1_514_851_200_000.0),
            ("2018-01-01T10:00:00.1239Z", 1_514_800_800_123.0),
            ("2018-01-01T10:00:00.5+0100", 1_514_797_200_500.0),
            ("2018-01-01T10:00:00-00:30", 1_514_802_600_000.0),
            ("0050-01-01", -60_589_296_000_000.0),
        ];
        for (text, expected) in table {
            assert_eq!(to_millis_of(text, None, 0.0), Ok(Some(expected)), "{text}");
        }
        for text in [
            "",
            "foo",
            "18",
            "2018-13",
            "2018-01-32",
            "2018-01-01T24:00:01Z",
            "2018 ",
            "2018-01-01T10:00",
            "2018-01-01T10:00:00+25:00",
            "2018-01-01+01:00",
            "2018-01-01.5",
            "2018-01-01T10:00:00.Z",
            "2018-01-01t10:00:00Z",
        ] {
            assert_eq!(to_millis_of(text, None, 0.0).unwrap_err().code, "D3110", "{text}");
        }
    }

    #[test]
    fn a_text_is_read_after_a_picture() {
        let table = [
            ("1970-01-02", "[Y]-[M]-[D]", Some(86_400_000.0)),
            ("19700102", "[Y0001][M01][D01]", Some(86_400_000.0)),
            ("2 January 1970", "[D] [MNn] [Y]", Some(86_400_000.0)),
            ("Fri 2nd of Jan 1970", "[FNn,3-3] [D1o] of [MNn,3-3] [Y]", Some(86_400_000.0)),
            ("MCMLXX", "[YI]", Some(0.0)),
            ("one thousand, nine hundred and seventy", "[Yw]", Some(0.0)),
            ("1970-002", "[Y]-[d]", Some(86_400_000.0)),
            ("1970-1-1 12:30am", "[Y]-[M]-[D] [h]:[m][P]", Some(1_800_000.0)),
            ("1970-1-1 12:30pm", "[Y]-[M]-[D] [h]:[m][P]", Some(45_000_000.0)),
            ("1970-1-1 01:00 +01:00", "[Y]-[M]-[D] [H]:[m] [Z]", Some(0.0)),
            ("1970-1-1 01:00 GMT+1", "[Y]-[M]-[D] [H]:[m] [z0]", Some(0.0)),
            ("1970-1-1 05:30 +0530", "[Y]-[M]-[D] [H]:[m] [Z0000]", Some(0.0)),
            ("70", "[Y,2-2]", Some(0.0)),
            ("9:30", "[h]:[m]", Some(1_523_232_000_000.0 + 34_200_000.0)),
            ("03:05", "[H]:[m]", Some(1_523_232_000_000.0 + 11_100_000.0)),
            ("foo", "[Y]", None),
            ("foo", "foo", None),
        ];
        for (text, picture, expected) in table {
            assert_eq!(to_millis_of(text, Some(picture), MONDAY), Ok(expected), "{text} {picture}");
        }
    }

    #[test]
    fn a_picture_with_gaps_reads_nothing() {
        let table = [
            ("1970 3", "[Y] [D]", "D3136"),
            ("3:04", "[H]:[s]", "D3136"),
            ("2018-W03-1", "[X]-W[W]-[F1]", "D3136"),
            ("x", "[YN]", "D3133"),
            ("x", "[Yα]", "D3130"),
        ];
        for (text, picture, code) in table {
            let fault = to_millis_of(text, Some(picture), MONDAY).unwrap_err();
            assert_eq!(fault.code, code, "{text} {picture}");
        }
    }
}
