//! Instants and lengths of time, as whole numbers. The domain has no clock: every instant is handed in.

use std::fmt;
use std::ops::{Add, Sub};

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

/// An instant: microseconds since 1970-01-01T00:00:00Z, on the server's clock.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// A length of time in microseconds; negative when the second instant came first.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Span(pub i64);

const MICROS: i64 = 1_000_000;
const DAY: i64 = 86_400;

impl Span {
    pub const ZERO: Self = Self(0);

    pub const fn seconds(n: i64) -> Self {
        Self(n * MICROS)
    }

    pub const fn minutes(n: i64) -> Self {
        Self::seconds(n * 60)
    }

    pub const fn hours(n: i64) -> Self {
        Self::minutes(n * 60)
    }

    pub const fn days(n: i64) -> Self {
        Self::hours(n * 24)
    }

    /// Whole seconds, rounded towards minus infinity, so that a clock never shows `0:00` before its time.
    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(MICROS)
    }

    pub const fn as_minutes(self) -> i64 {
        self.as_seconds().div_euclid(60)
    }

    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// As on a clock, without a sign: `3:53`, `2:41:07`, `1 d 18 h`.
    pub fn clock(self) -> String {
        let all = self.0.abs() / MICROS;
        let (days, hours, minutes, seconds) = (all / DAY, all / 3600 % 24, all / 60 % 60, all % 60);
        match (days, hours) {
            (0, 0) => format!("{minutes}:{seconds:02}"),
            (0, _) => format!("{hours}:{minutes:02}:{seconds:02}"),
            _ => format!("{days} d {hours} h"),
        }
    }

    /// A length in a table, with its units: `40 s`, `3 min 53 s`, `24 min`, `3 h 12 min`, `1 d 18 h`. Seconds count in the
    /// first ten minutes.
    pub fn short(self) -> String {
        let all = self.0.abs() / MICROS;
        match (all / DAY, all / 3600 % 24, all / 60 % 60, all % 60) {
            (0, 0, 0, seconds) => format!("{seconds} s"),
            (0, 0, minutes @ 1..10, seconds @ 1..) => format!("{minutes} min {seconds} s"),
            (0, 0, minutes, _) => format!("{minutes} min"),
            (0, hours, minutes, _) => format!("{hours} h {minutes} min"),
            (days, hours, ..) => format!("{days} d {hours} h"),
        }
    }

    /// In words for a sentence: `40 seconds`, `1 minute`, `2 hours 5 minutes`, `3 days`.
    pub fn words(self) -> String {
        let all = self.0.abs() / MICROS;
        let part = |n: i64, unit: &str| format!("{n} {unit}{}", if n == 1 { "" } else { "s" });
        match (all / DAY, all / 3600 % 24, all / 60 % 60) {
            (0, 0, 0) => part(all, "second"),
            (0, 0, minutes) => part(minutes, "minute"),
            (0, hours, 0) => part(hours, "hour"),
            (0, hours, minutes) => format!("{} {}", part(hours, "hour"), part(minutes, "minute")),
            (days, 0, _) => part(days, "day"),
            (days, hours, _) => format!("{} {}", part(days, "day"), part(hours, "hour")),
        }
    }
}

impl Add<Span> for Timestamp {
    type Output = Self;

    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for Timestamp {
    type Output = Self;

    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl Sub for Timestamp {
    type Output = Span;

    fn sub(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

/// A date in the Gregorian calendar, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    pub year: i64,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Date {
    /// The month's short English name: `Nov`.
    pub fn month_name(self) -> &'static str {
        MONTHS[usize::from(self.month - 1)]
    }
}

impl fmt::Display for Date {
    /// ISO 8601: `2026-11-17`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Timestamp {
    /// A minute as date fields write it, in UTC: `2026-11-17T04:12`; seconds may follow. `None` for anything else.
    pub fn from_minute(text: &str) -> Option<Self> {
        let (date, time) = text.split_once('T')?;
        let mut date = date.splitn(3, '-').map(|part| part.parse::<i64>().ok());
        let (year, month, day) = (date.next()??, date.next()??, date.next()??);
        let mut time = time.splitn(3, ':').map(|part| part.parse::<i64>().ok());
        let (hour, minute) = (time.next()??, time.next()??);
        if !(1970..=9999).contains(&year) || !(0..24).contains(&hour) || !(0..60).contains(&minute) {
            return None;
        }
        let number = day_number(year, month, day);
        // The 31st of a short month, and the like, is no date.
        let date = Self::of_day(number).date();
        let same = (date.year, i64::from(date.month), i64::from(date.day)) == (year, month, day);
        same.then(|| Self::of_day(number) + Span::minutes(hour * 60 + minute))
    }

    /// Whole days since 1970-01-01, UTC: the number of a bar on the status page.
    pub const fn day_number(self) -> i64 {
        self.0.div_euclid(DAY * MICROS)
    }

    /// Start of the day with this number, UTC.
    pub const fn of_day(number: i64) -> Self {
        Self(number * DAY * MICROS)
    }

    /// The date, UTC (days to civil date, after Howard Hinnant's published algorithm).
    pub const fn date(self) -> Date {
        let z = self.day_number() + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        let year = yoe + era * 400 + if month <= 2 { 1 } else { 0 };
        Date { year, month: month as u8, day: (doy - (153 * mp + 2) / 5 + 1) as u8 }
    }

    /// The minute that it is in.
    pub const fn minute(self) -> Self {
        Self(self.0 - self.0.rem_euclid(60 * MICROS))
    }

    const fn second_of_day(self) -> i64 {
        self.0.div_euclid(MICROS).rem_euclid(DAY)
    }

    /// `04:12`, UTC.
    pub fn hhmm(self) -> String {
        let s = self.second_of_day();
        format!("{:02}:{:02}", s / 3600, s / 60 % 60)
    }

    /// `04:12:07`, UTC.
    pub fn hhmmss(self) -> String {
        format!("{}:{:02}", self.hhmm(), self.second_of_day() % 60)
    }

    /// `17 Nov`, UTC.
    pub fn day_month(self) -> String {
        let date = self.date();
        format!("{} {}", date.day, date.month_name())
    }

    /// `04:12`, UTC, and `17 Nov, 04:12` where that is not the day of `now`.
    pub fn hhmm_seen(self, now: Self) -> String {
        if self.date() == now.date() { self.hhmm() } else { format!("{}, {}", self.day_month(), self.hhmm()) }
    }

    /// RFC 3339 in UTC to the second: `2026-11-17T04:12:07Z`, for `<time datetime>` and feeds.
    pub fn rfc3339(self) -> String {
        format!("{}T{}Z", self.date(), self.hhmmss())
    }
}

/// Days from 1970-01-01 to a date (civil date to days, after Howard Hinnant's published algorithm).
const fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let doy = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_dates_and_clocks() {
        for (micros, rfc) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_827_696_000_000, "2000-02-29T12:34:56Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (1_795_000_000_000_000, "2026-11-18T11:06:40Z"),
        ] {
            assert_eq!(Timestamp(micros).rfc3339(), rfc);
        }
    }

    #[test]
    fn a_time_of_another_day_has_its_date() {
        let due = Timestamp(1_795_000_000_000_000);
        for (hours, want) in [(0, "11:06"), (12, "11:06"), (13, "18 Nov, 11:06"), (-12, "18 Nov, 11:06")] {
            assert_eq!(due.hhmm_seen(due + Span::minutes(60 * hours)), want, "{hours}");
        }
    }

    #[test]
    fn minutes_as_date_fields_write_them() {
        for (text, want) in [
            ("1970-01-01T00:00", Some("1970-01-01T00:00:00Z")),
            ("2000-02-29T12:34", Some("2000-02-29T12:34:00Z")),
            ("2026-11-18T11:06:40", Some("2026-11-18T11:06:00Z")),
            ("2026-02-29T12:00", None),
            ("2026-13-01T12:00", None),
            ("2026-00-10T12:00", None),
            ("2026-11-18T24:00", None),
            ("2026-11-18", None),
            ("1969-12-31T23:59", None),
            ("", None),
            ("soon", None),
        ] {
            let got = Timestamp::from_minute(text).map(Timestamp::rfc3339);
            assert_eq!(got.as_deref(), want, "{text}");
        }
    }

    #[test]
    fn prints_spans_in_words_and_as_clocks() {
        for (seconds, clock, short, words) in [
            (0, "0:00", "0 s", "0 seconds"),
            (75, "1:15", "1 min 15 s", "1 minute"),
            (233, "3:53", "3 min 53 s", "3 minutes"),
            (1_440, "24:00", "24 min", "24 minutes"),
            (9_667, "2:41:07", "2 h 41 min", "2 hours 41 minutes"),
            (151_200, "1 d 18 h", "1 d 18 h", "1 day 18 hours"),
            (-67, "1:07", "1 min 7 s", "1 minute"),
        ] {
            assert_eq!(Span::seconds(seconds).short(), short);
            assert_eq!(Span::seconds(seconds).clock(), clock);
            assert_eq!(Span::seconds(seconds).words(), words);
        }
    }
}
