//! Dates and times as people's programs write them. A file is read in one order of day and month, which its own rows
//! settle; where none does, nobody guesses.

use app::Error;
use domain::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// Whether the day or the month comes first in `03/04/2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    DayFirst,
    MonthFirst,
}

/// Dates whose order is known by how they are written.
const PLAIN: [&str; 8] =
    ["%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%b %d %Y", "%B %d %Y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y"];
/// What may stand behind a date.
const TIMES: [&str; 4] = ["%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p"];

/// The order in which the cells of one file are written; nothing where it makes no difference.
///
/// # Errors
/// Once for the file, where a date can be read in both ways and no other one settles it.
pub fn settle<'a>(cells: impl Iterator<Item = &'a str>) -> Result<Option<Order>, Error> {
    let (mut day_first, mut month_first, mut open) = (false, false, None);
    for cell in cells {
        match slashed(cell) {
            Some((day, month)) if day > 12 && month <= 12 => day_first = true,
            Some((month, day)) if day > 12 && month <= 12 => month_first = true,
            Some((a, b)) if a != b => open = open.or(Some(cell)),
            _ => {}
        }
    }
    match (day_first, month_first, open) {
        (true, false, _) => Ok(Some(Order::DayFirst)),
        (false, true, _) => Ok(Some(Order::MonthFirst)),
        (_, _, None) => Ok(None),
        (_, _, Some(cell)) => Err(Error::invalid(format!(
            "Created: nothing in the file tells whether “{}” begins with the day or the month. Write its dates like \
             2026-11-17 04:30.",
            super::beginning(cell)
        ))),
    }
}

/// An instant with its zone, or a date and time, which are UTC's.
pub fn instant(cell: &str, order: Option<Order>) -> Option<Timestamp> {
    let at = |at: jiff::Timestamp| Timestamp(at.as_microsecond());
    if let Ok(zoned) = cell.parse::<jiff::Timestamp>() {
        return Some(at(zoned));
    }
    let words: Vec<&str> =
        cell.split([' ', ',', '\u{a0}', '\u{202f}']).filter(|word| !word.is_empty()).collect();
    let words = match words.as_slice() {
        [first @ .., "UTC" | "GMT"] => first.join(" "),
        all => all.join(" "),
    };
    let civil = words.parse::<DateTime>().ok().or_else(|| written(&words, order))?;
    TimeZone::UTC.to_timestamp(civil).ok().map(at)
}

/// In one of the ways in which dates are written.
fn written(cell: &str, order: Option<Order>) -> Option<DateTime> {
    let own = slashed(cell).and_then(|(a, b)| match (a, b) {
        (13.., _) => Some(Order::DayFirst),
        (_, 13..) => Some(Order::MonthFirst),
        (a, b) if a == b => Some(Order::DayFirst),
        _ => order,
    });
    let dates = PLAIN.into_iter().chain(own.map(|own| match own {
        Order::DayFirst => "%d/%m/%Y",
        Order::MonthFirst => "%m/%d/%Y",
    }));
    for date in dates {
        if let Ok(day) = Date::strptime(date, cell) {
            return Some(day.at(0, 0, 0, 0));
        }
        let timed = TIMES.iter().find_map(|time| DateTime::strptime(format!("{date} {time}"), cell).ok());
        if timed.is_some() {
            return timed;
        }
    }
    None
}

/// The two numbers of a date with slashes before its year.
fn slashed(cell: &str) -> Option<(u32, u32)> {
    let date = cell.trim().split([' ', ',']).next()?;
    let mut parts = date.split('/');
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    let is_date = parts.next().is_none() && year.len() == 4 && first.len() <= 2;
    is_date.then_some((first.parse().ok()?, second.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 17 November 2026, 18:07 UTC.
    const AT: Timestamp = Timestamp(1_794_938_820_000_000);

    #[test]
    fn reads_the_many_ways_to_write_a_moment() {
        for cell in [
            "2026-11-17T18:07:00Z",
            "2026-11-17T19:07:00+01:00",
            "2026-11-17 18:07",
            "2026-11-17 18:07:00 UTC",
            "17.11.2026 18:07",
            "11/17/2026 6:07 PM",
            "11/17/2026, 6:07 PM",
            "17/11/2026 18:07",
            "Nov 17 2026 18:07",
            "Nov 17, 2026 6:07 pm",
            "17 November 2026 18:07:00",
            "2026/11/17 18:07",
        ] {
            assert_eq!(instant(cell, None), Some(AT), "{cell}");
        }
        assert_eq!(
            instant("17.11.2026", None).map(Timestamp::rfc3339).as_deref(),
            Some("2026-11-17T00:00:00Z")
        );
        for cell in
            ["yesterday", "46346.75", "1795197600", "13/13/2026 10:00", "11/17/26", "", "03/04/2026 10:00"]
        {
            assert_eq!(instant(cell, None), None, "{cell}");
        }
    }

    #[test]
    fn a_file_settles_its_order_or_is_asked_about_once() {
        let settled = |cells: &[&str]| settle(cells.iter().copied()).map_err(|error| error.to_string());
        let (day, month) = (Ok(Some(Order::DayFirst)), Ok(Some(Order::MonthFirst)));
        assert_eq!(settled(&["03/04/2026", "17/11/2026 10:00"]), day);
        assert_eq!(settled(&["11/17/2026 6:07 PM", "03/04/2026"]), month);
        assert_eq!(settled(&["2026-11-17", "", "04/04/2026", "17.11.2026"]), Ok(None));
        assert_eq!(settled(&["11/17/2026", "17/11/2026"]), Ok(None), "each tells its own");
        for cells in [&["03/04/2026 10:00", "2026-11-17"][..], &["03/04/2026", "11/17/2026", "17/11/2026"]] {
            let why = settled(cells).expect_err("nobody can tell");
            assert!(why.contains("“03/04/2026") && why.contains("2026-11-17 04:30"), "{why}");
        }
        let at = |order| instant("03/04/2026 10:00", Some(order)).map(Timestamp::rfc3339);
        assert_eq!(at(Order::DayFirst).as_deref(), Some("2026-04-03T10:00:00Z"));
        assert_eq!(at(Order::MonthFirst).as_deref(), Some("2026-03-04T10:00:00Z"));
    }
}
