//! Times, counts and lists as the public pages and letters write them. All times are UTC.

use domain::Timestamp;

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

/// A month of the calendar, UTC: what a page of the history is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    pub year: i64,
    /// 1 to 12.
    pub number: u8,
}

impl Month {
    pub fn of(at: Timestamp) -> Self {
        let date = at.date();
        Self { year: date.year, number: date.month }
    }

    pub fn next(self) -> Self {
        match self.number {
            12 => Self { year: self.year + 1, number: 1 },
            number => Self { number: number + 1, ..self },
        }
    }

    /// Its first moment.
    pub fn start(self) -> Timestamp {
        // Three days before its 31st day at the earliest, whatever the year: then back to the first.
        let about = (self.year - 1970) * 365 + (self.year - 1968).div_euclid(4) + 30 * i64::from(self.number);
        let within = (about - 40..=about + 40).find(|day| Self::of(Timestamp::of_day(*day)) == self);
        Timestamp::of_day(within.unwrap_or(about))
    }

    /// `November`.
    pub fn name(self) -> &'static str {
        MONTHS[usize::from(self.number - 1)]
    }

    /// `Nov`.
    pub fn short_name(self) -> &'static str {
        &self.name()[..3]
    }

    /// `November 2026`.
    pub fn title(self) -> String {
        format!("{} {}", self.name(), self.year)
    }

    /// `/status/history/2026-11`.
    pub fn path(self) -> String {
        format!("/status/history/{:04}-{:02}", self.year, self.number)
    }
}

/// `04:12 UTC`.
pub fn clock(at: Timestamp) -> String {
    format!("{} UTC", at.hhmm())
}

/// `17 Nov 2026, 04:12 UTC`.
pub fn full(at: Timestamp) -> String {
    format!("{} {}, {}", at.day_month(), at.date().year, clock(at))
}

/// As short as a reader on the day of `today` understands it: `04:12 UTC`, `16 Nov, 04:12 UTC`, or with the year.
pub fn short(at: Timestamp, today: Timestamp) -> String {
    if at.day_number() == today.day_number() {
        clock(at)
    } else if at.date().year == today.date().year {
        format!("{}, {}", at.day_month(), clock(at))
    } else {
        full(at)
    }
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// `1 incident`, `3 incidents`.
pub fn count(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// A text in one line of at most `max` characters, for titles and descriptions.
pub fn line(text: &str, max: usize) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(max) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// As HTTP writes dates: `Tue, 17 Nov 2026 04:12:07 GMT`.
pub fn http_date(at: Timestamp) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    let date = at.date();
    let weekday = DAYS[usize::try_from(at.day_number().rem_euclid(7)).unwrap_or(0)];
    format!("{weekday}, {:02} {} {:04} {} GMT", date.day, date.month_name(), date.year, at.hhmmss())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Span;

    const NOW: Timestamp = Timestamp(1_794_888_727_000_000);

    #[test]
    fn times_are_as_short_as_they_can_be() {
        assert_eq!(http_date(NOW), "Tue, 17 Nov 2026 04:12:07 GMT");
        for (at, words) in [
            (NOW, "04:12 UTC"),
            (NOW - Span::days(1), "16 Nov, 04:12 UTC"),
            (NOW - Span::days(365), "17 Nov 2025, 04:12 UTC"),
        ] {
            assert_eq!(short(at, NOW), words);
        }
    }

    #[test]
    fn lists_and_lines() {
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(line("one\n two  three", 80), "one two three");
        assert_eq!(line("äöü äöü", 4), "äöü…");
        assert_eq!(Month::of(NOW).path(), "/status/history/2026-11");
    }
}
