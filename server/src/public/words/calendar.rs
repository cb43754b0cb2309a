//! Days and times as a language writes them. All of them are UTC.

use domain::Timestamp;

use super::super::format::Month;
use super::{Words, filled};

/// The names of months, and how dates are put together.
#[derive(Debug)]
pub struct Calendar {
    pub months: [&'static str; 12],
    pub months_short: [&'static str; 12],
    /// `{day}` and `{month}`, shortened.
    pub day: &'static str,
    /// `{day}` of a month that comes after it; none where the month comes first.
    pub day_alone: Option<&'static str>,
    /// `{day}`, `{month}` and `{year}`.
    pub day_of_year: &'static str,
    /// `{month}` and `{year}`.
    pub month: &'static str,
    /// `{day}` and `{clock}`.
    pub moment: &'static str,
    /// What browsers write the same with.
    pub locale: &'static str,
}

impl Words {
    /// `17 Nov`.
    pub fn day(&self, at: Timestamp) -> String {
        let date = at.date();
        let month = self.calendar.months_short[usize::from(date.month - 1)];
        filled(self.calendar.day, &[("day", &date.day.to_string()), ("month", month)])
    }

    /// `04:12 UTC`.
    pub fn clock(&self, at: Timestamp) -> String {
        format!("{} UTC", at.hhmm())
    }

    /// `17 Nov 2026, 04:12 UTC`.
    pub fn full(&self, at: Timestamp) -> String {
        let date = at.date();
        let month = self.calendar.months_short[usize::from(date.month - 1)];
        let (day, year) = (date.day.to_string(), date.year.to_string());
        let values = [("day", day.as_str()), ("month", month), ("year", &year)];
        self.moment(&filled(self.calendar.day_of_year, &values), at)
    }

    /// As short as a reader on the day of `today` understands it: `04:12 UTC`, `16 Nov, 04:12 UTC`, or with the year.
    pub fn short(&self, at: Timestamp, today: Timestamp) -> String {
        if at.day_number() == today.day_number() {
            self.clock(at)
        } else if at.date().year == today.date().year {
            self.moment(&self.day(at), at)
        } else {
            self.full(at)
        }
    }

    fn moment(&self, day: &str, at: Timestamp) -> String {
        filled(self.calendar.moment, &[("day", day), ("clock", &self.clock(at))])
    }

    /// `November 2026`.
    pub fn month(&self, month: Month) -> String {
        let name = self.calendar.months[usize::from(month.number - 1)];
        filled(self.calendar.month, &[("month", name), ("year", &month.year.to_string())])
    }

    /// `Nov`.
    pub fn month_short(&self, month: Month) -> &'static str {
        self.calendar.months_short[usize::from(month.number - 1)]
    }
}
