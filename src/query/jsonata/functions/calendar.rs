//! Days and their parts: the proleptic Gregorian calendar, and the weeks of ISO 8601.

use crate::query::timestamp::civil;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// The furthest moment that can be told, either side of 1970.
const MILLIS_MAX: f64 = 8.64e15;

/// A moment in milliseconds since 1970, as a clock without offset shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    millis: i64,
}

impl Moment {
    /// A moment; a part of a millisecond is cut. None beyond what can be told.
    pub fn new(millis: f64) -> Option<Self> {
        (millis.abs() <= MILLIS_MAX).then_some(Self { millis: millis as i64 })
    }

    /// The moment so many minutes later.
    pub fn plus_minutes(self, minutes: i64) -> Option<Self> {
        let millis = self.millis.checked_add(minutes.checked_mul(60_000)?)?;
        (millis.abs() <= MILLIS_MAX as i64).then_some(Self { millis })
    }

    fn days(self) -> i64 {
        self.millis.div_euclid(DAY)
    }

    /// The part that a component of a date picture names: a letter of `YMDdFWwXxHhPmsf`. None for
    /// any other letter. `P` is 1 after noon.
    pub fn part(self, component: char) -> Option<i64> {
        let (year, month, day) = civil(self.days());
        let time = self.millis.rem_euclid(DAY);
        let hour = time / 3_600_000;
        Some(match component {
            'Y' => year,
            'M' => month + 1,
            'D' => day,
            'd' => first_day(year, month) + day - first_day(year, 0),
            'F' => weekday(self.days()),
            'W' => week_of_year(year, first_day(year, month) + day - 1),
            'w' => week_of_month(year, month, first_day(year, month) + day - 1),
            'X' => self.week_year(year),
            'x' => self.week_month(year, month),
            'H' => hour,
            'h' => (hour + 11) % 12 + 1,
            'P' => hour / 12,
            'm' => time / 60_000 % 60,
            's' => time / 1000 % 60,
            'f' => time % 1000,
            _ => return None,
        })
    }

    /// The year that the week belongs to.
    fn week_year(self, year: i64) -> i64 {
        if self.days() < first_week(year, 0) {
            year - 1
        } else if self.days() >= first_week(year + 1, 0) {
            year + 1
        } else {
            year
        }
    }

    /// The month that the week belongs to, from 1 on.
    fn week_month(self, year: i64, month: i64) -> i64 {
        let month = if self.days() < first_week(year, month) {
            month - 1
        } else if self.days() >= first_week(year, month + 1) {
            month + 1
        } else {
            month
        };
        month.rem_euclid(12) + 1
    }
}

fn week_of_year(year: i64, today: i64) -> i64 {
    let start = first_week(year, 0);
    if today < start {
        return (today - first_week(year - 1, 0)) / 7 + 1;
    }
    let is_next = today - start >= 52 * 7 && today >= first_week(year + 1, 0);
    if is_next { 1 } else { (today - start) / 7 + 1 }
}

fn week_of_month(year: i64, month: i64, today: i64) -> i64 {
    let start = first_week(year, month);
    if today < start {
        return (today - first_week(year, month - 1)) / 7 + 1;
    }
    let is_next = today - start >= 4 * 7 && today >= first_week(year, month + 1);
    if is_next { 1 } else { (today - start) / 7 + 1 }
}

/// The Monday of the first week of a month: the week with its first Thursday.
fn first_week(year: i64, month: i64) -> i64 {
    let first = first_day(year, month);
    match weekday(first) {
        weekday @ 5.. => first + 8 - weekday,
        weekday => first + 1 - weekday,
    }
}

/// Monday is 1, Sunday is 7.
fn weekday(days: i64) -> i64 {
    (days + 3).rem_euclid(7) + 1
}

/// The first day of a month, in days since 1970; months count from zero and may lie outside the
/// year.
fn first_day(year: i64, month: i64) -> i64 {
    let year = year + month.div_euclid(12);
    let month = month.rem_euclid(12);
    // Years begin in March here, so that the leap day is the last of a year.
    let (year, month) = if month < 2 { (year - 1, month + 10) } else { (year, month - 2) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (month * 153 + 2) / 5 - 719_468
}

/// Year, month from zero, day, hour, minute, second, millisecond as a moment, in milliseconds;
/// each may lie outside its usual bounds. None where one is no number, or beyond what can be told.
pub fn to_millis(parts: [f64; 7]) -> Option<f64> {
    // Parts beyond this are no moment in any case, and below it nothing overflows.
    if parts.iter().any(|part| part.is_nan() || part.abs() > 1e12) {
        return None;
    }
    let [year, month, day, hour, minute, second, milli] = parts.map(|part| part as i64);
    let days = first_day(year, month) + day - 1;
    let seconds = (hour * 60 + minute) * 60 + second;
    let millis =
        i128::from(days) * i128::from(DAY) + i128::from(seconds) * 1000 + i128::from(milli);
    #[expect(clippy::cast_precision_loss, reason = "bounded to what a double holds exactly")]
    let millis = millis as f64;
    (millis.abs() <= MILLIS_MAX).then_some(millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_the_parts_of_its_day() {
        let table = [
            ([1970.0, 0.0, 1.0], "Y1970 M1 D1 d1 F4 W1 w1 X1970 x1"),
            ([2000.0, 1.0, 29.0], "Y2000 M2 D29 d60 F2 W9 w1 X2000 x3"),
            ([2005.0, 0.0, 1.0], "Y2005 M1 D1 d1 F6 W53 w5 X2004 x12"),
            ([2018.0, 11.0, 31.0], "Y2018 M12 D31 d365 F1 W1 w1 X2019 x1"),
            ([1969.0, 11.0, 31.0], "Y1969 M12 D31 d365 F3 W1 w1 X1970 x1"),
            ([-1.0, 2.0, 1.0], "Y-1 M3 D1 d60 F1 W9 w1 X-1 x3"),
            ([9999.0, 11.0, 31.0], "Y9999 M12 D31 d365 F5 W52 w5 X9999 x12"),
        ];
        for ([year, month, day], expected) in table {
            let millis = to_millis([year, month, day, 0.0, 0.0, 0.0, 0.0]).unwrap();
            let moment = Moment::new(millis).unwrap();
            let parts = "YMDdFWwXx".chars();
            let parts = parts.map(|part| format!("{part}{}", moment.part(part).unwrap()));
            assert_eq!(parts.collect::<Vec<_>>().join(" "), expected);
        }
    }

    #[test]
    fn a_moment_has_the_parts_of_its_time() {
        let moment = Moment::new(-1.0).unwrap();
        let parts: Vec<_> = "HhPmsf".chars().filter_map(|part| moment.part(part)).collect();
        assert_eq!(parts, [23, 11, 1, 59, 59, 999]);
        let midnight = Moment::new(0.9).unwrap();
        assert_eq!(midnight.part('h'), Some(12));
        assert_eq!(midnight.part('P'), Some(0));
        assert_eq!(midnight.part('Z'), None);
        assert_eq!(Moment::new(8.64e15 + 1.0), None);
        assert_eq!(Moment::new(f64::NAN), None);
        assert_eq!(Moment::new(8.64e15).unwrap().plus_minutes(1), None);
    }

    #[test]
    fn parts_outside_their_bounds_carry_over() {
        let table = [
            ([2018.0, 1.0, 30.0, 0.0, 0.0, 0.0, 0.0], Some(1_519_948_800_000.0)),
            ([1970.0, 12.0, 1.0, 24.0, 60.0, 60.0, -1.0], Some(31_626_059_999.0)),
            ([1970.0, -1.0, 1.0, 0.0, 0.0, 0.0, 0.0], Some(-2_678_400_000.0)),
            ([f64::NAN, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0], None),
            ([300_000.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0], None),
        ];
        for (parts, expected) in table {
            assert_eq!(to_millis(parts), expected, "{parts:?}");
        }
    }
}
