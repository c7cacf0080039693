//! Timestamps by RFC 3339, in the profile that Step Functions takes.

/// A moment in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    /// Whole seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// The rest, below a second; what lies below a nanosecond is cut off.
    pub nanoseconds: u32,
}

/// Reads a timestamp, or says what keeps the text from being one.
///
/// It is `YYYY-MM-DDThh:mm:ss`, then perhaps a fraction of any length, then `Z` or an offset
/// `+hh:mm`. `T` and `Z` are upper case (recorded and measured on AWS: lower case, a blank for
/// `T`, a missing offset, month 13 and hour 25 are refused).
pub fn parse(text: &str) -> Result<Timestamp, &'static str> {
    let mut rest = Rest(text.as_bytes());
    let shape = "it is not `YYYY-MM-DDThh:mm:ss` and an offset";
    let year = rest.digits(4).ok_or(shape)?;
    let month = rest.after(b'-', 2).ok_or(shape)?;
    let day = rest.after(b'-', 2).ok_or(shape)?;
    rest.byte(b'T').ok_or("an upper-case `T` must stand between date and time")?;
    let hour = rest.digits(2).ok_or(shape)?;
    let minute = rest.after(b':', 2).ok_or(shape)?;
    let second = rest.after(b':', 2).ok_or("the seconds are missing")?;
    let nanoseconds = rest.fraction().ok_or("digits must follow the point")?;
    let offset = rest.offset()?;
    if !(1..=12).contains(&month) {
        return Err("there is no such month");
    }
    if !(1..=days_of_month(year, month)).contains(&day) {
        return Err("there is no such day");
    }
    if hour > 23 || minute > 59 || second > 59 {
        return Err("there is no such time of day");
    }
    let of_day = hour * 3600 + minute * 60 + second;
    let seconds = days_since_1970(year, month, day) * 86_400 + of_day - offset;
    Ok(Timestamp { seconds, nanoseconds })
}

/// What has not been read yet.
struct Rest<'t>(&'t [u8]);

impl Rest<'_> {
    fn byte(&mut self, wanted: u8) -> Option<()> {
        self.0 = self.0.strip_prefix(&[wanted])?;
        Some(())
    }

    fn digits(&mut self, count: usize) -> Option<i64> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        let digit = |byte: &u8| byte.is_ascii_digit().then(|| i64::from(byte - b'0'));
        digits.iter().try_fold(0, |number, byte| Some(number * 10 + digit(byte)?))
    }

    fn after(&mut self, separator: u8, count: usize) -> Option<i64> {
        self.byte(separator)?;
        self.digits(count)
    }

    /// The nanoseconds of a fraction, 0 where there is none.
    fn fraction(&mut self) -> Option<u32> {
        if self.byte(b'.').is_none() {
            return Some(0);
        }
        let count = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at(count);
        self.0 = rest;
        let nine = digits.iter().chain(std::iter::repeat(&b'0')).take(9);
        (count > 0).then(|| nine.fold(0, |number, byte| number * 10 + u32::from(byte - b'0')))
    }

    /// The seconds that an offset lies before UTC; it must end the text.
    fn offset(&mut self) -> Result<i64, &'static str> {
        let missing = "it must end in `Z` or an offset such as `+01:00`";
        let sign = match self.0.split_first() {
            Some((b'Z', [])) => return Ok(0),
            Some((b'z', [])) => return Err("`Z` must be upper case"),
            Some((b'+', rest)) => (1, rest),
            Some((b'-', rest)) => (-1, rest),
            _ => return Err(missing),
        };
        self.0 = sign.1;
        let hours = self.digits(2).ok_or(missing)?;
        let minutes = self.after(b':', 2).ok_or(missing)?;
        if !self.0.is_empty() || hours > 23 || minutes > 59 {
            return Err(missing);
        }
        Ok(sign.0 * (hours * 3600 + minutes * 60))
    }
}

fn days_of_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The days from 1970-01-01 to a date of the Gregorian calendar. A year counts from March
/// here, so that a leap day is its last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + day_of_year - 719_468
}

/// Year, month from zero, and day from one of a day, in days since 1970.
pub(super) fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (carry, month) = if month < 10 { (0, month + 2) } else { (1, month - 10) };
    (year_of_era + era * 400 + carry, month, day)
}

/// A moment as AWS writes it, in milliseconds since 1970: `2026-01-01T00:00:00.000Z`.
pub fn text(millis: i64) -> String {
    const DAY: i64 = 86_400_000;
    let (year, month, day) = civil(millis.div_euclid(DAY));
    let time = millis.rem_euclid(DAY);
    let (hour, minute, second) = (time / 3_600_000, time / 60_000 % 60, time / 1000 % 60);
    let (month, milli) = (month + 1, time % 1000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timestamp_is_a_moment() {
        let table = [
            ("1970-01-01T00:00:00Z", 0, 0),
            ("1969-12-31T23:59:59Z", -1, 0),
            ("2000-02-29T00:00:00Z", 951_782_400, 0),
            ("2016-03-14T01:59:00Z", 1_457_920_740, 0),
            ("2016-03-14T01:59:00.5Z", 1_457_920_740, 500_000_000),
            ("2016-03-14T01:59:00.1234567891Z", 1_457_920_740, 123_456_789),
            ("2016-03-14T02:59:00+01:00", 1_457_920_740, 0),
            ("2016-03-13T20:29:00-05:30", 1_457_920_740, 0),
            ("9999-12-31T23:59:59Z", 253_402_300_799, 0),
            ("0000-01-01T00:00:00Z", -62_167_219_200, 0),
        ];
        for (text, seconds, nanoseconds) in table {
            assert_eq!(parse(text), Ok(Timestamp { seconds, nanoseconds }), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let table = [
            "",
            "1893456000",
            "2016-12-05",
            "2016-12-05 21:29:29Z",
            "2016-12-05t21:29:29Z",
            "2016-12-05T21:29:29z",
            "2016-12-05T21:29:29",
            "2016-12-05T21:29Z",
            "2016-12-05T21:29:29.Z",
            "2016-12-05T21:29:29+01",
            "2016-12-05T21:29:29+0100",
            "2016-12-05T21:29:29+24:00",
            "2016-12-05T21:29:29Z ",
            "2016-13-05T21:29:29Z",
            "2016-00-05T21:29:29Z",
            "2016-12-32T21:29:29Z",
            "2015-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2016-12-05T25:29:29Z",
            "2016-12-05T21:60:29Z",
            "05-12-2016T21:29:29Z",
            "２016-12-05T21:29:29Z",
        ];
        for text in table {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_moment_is_written_as_it_is_read() {
        for text in
            ["1970-01-01T00:00:00.000Z", "2024-02-29T23:59:59.999Z", "1969-12-31T23:59:59.001Z"]
        {
            let moment = parse(text).expect("a timestamp");
            let millis = moment.seconds * 1000 + i64::from(moment.nanoseconds / 1_000_000);
            assert_eq!(super::text(millis), text);
        }
    }
}
