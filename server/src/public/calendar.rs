//! Planned maintenance as a calendar (RFC 5545, RFC 7986), for programs that fetch it every so often.
//!
//! Times are in UTC, because calendars read others wrongly where no zone comes with them. An entry keeps its `UID` for
//! ever; what was called off stays, and says so. Nothing depends on the time at which it was made.

use domain::Timestamp;
use domain::public::PublicIncident;

use super::feed::updated;
use super::view::View;
use super::{format, incident, statuspage};

/// Entries at most, those that begin last.
pub const CALENDAR_MAX: usize = 200;
/// Octets of a line, without its end (RFC 5545, 3.1).
const LINE_OCTETS: usize = 75;
/// How long work that is over stays, in days.
const KEPT_DAYS: i64 = 90;

/// The calendar.
pub fn calendar(view: &View<'_>) -> String {
    let mut lines = Lines::default();
    let name = format!("{} maintenance", view.site.company);
    for (property, value) in [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//Command Post//Planned maintenance//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("REFRESH-INTERVAL;VALUE=DURATION", "PT1H"),
        ("X-PUBLISHED-TTL", "PT1H"),
    ] {
        lines.put(property, value);
    }
    lines.put_text("NAME", name.trim());
    lines.put_text("X-WR-CALNAME", name.trim());
    for work in listed(view) {
        entry(&mut lines, view, work);
    }
    lines.put("END", "VCALENDAR");
    lines.0
}

/// What is planned or goes on, and what was over lately, by day so that the bytes change seldom.
fn listed<'a>(view: &View<'a>) -> Vec<&'a PublicIncident> {
    let oldest = Timestamp::of_day(view.as_of().day_number() - KEPT_DAYS);
    let is_kept = |work: &&PublicIncident| work.maintenance && work.ended_at.is_none_or(|at| at >= oldest);
    let mut works: Vec<&PublicIncident> = view.all().filter(is_kept).collect();
    works.sort_by_key(|work| (work.window().0, work.id));
    works.split_off(works.len().saturating_sub(CALENDAR_MAX))
}

fn entry(lines: &mut Lines, view: &View<'_>, work: &PublicIncident) {
    let (from, until) = work.window();
    let sequence = match &work.planned {
        Some(planned) => u64::from(planned.revision),
        None => work.updates.len() as u64,
    };
    let told = stamp(updated(work));
    lines.put("BEGIN", "VEVENT");
    lines.put("UID", &statuspage::uid(view, work));
    lines.put("DTSTAMP", &told);
    lines.put("LAST-MODIFIED", &told);
    lines.put("SEQUENCE", &sequence.to_string());
    lines.put("DTSTART", &stamp(from));
    if let Some(until) = until.filter(|until| *until > from) {
        lines.put("DTEND", &stamp(until));
    }
    lines.put_text("SUMMARY", &work.headline);
    lines.put_text("DESCRIPTION", &description(view, work));
    lines.put("URL", &format!("{}{}", view.site.origin, incident::path(work)));
    lines.put("STATUS", if work.is_cancelled() { "CANCELLED" } else { "CONFIRMED" });
    // Nobody is busy because of it.
    lines.put("TRANSP", "TRANSPARENT");
    lines.put("X-MICROSOFT-CDO-BUSYSTATUS", "FREE");
    lines.put("END", "VEVENT");
}

fn description(view: &View<'_>, work: &PublicIncident) -> String {
    let names = view.names(&work.components);
    let affected = (!names.is_empty()).then(|| format!("Affected: {}", format::list(&names)));
    let last = work.updates.last().map(|update| format!("{}: {}", update.label, update.body));
    last.into_iter().chain(affected).collect::<Vec<_>>().join("\n")
}

/// `20261203T020000Z`
fn stamp(at: Timestamp) -> String {
    at.max(Timestamp(0)).rfc3339().chars().filter(|c| !matches!(c, '-' | ':')).collect()
}

/// Content lines, each ended and folded as RFC 5545 has it.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn put(&mut self, property: &str, value: &str) {
        let mut left = LINE_OCTETS;
        for c in property.chars().chain([':']).chain(value.chars()) {
            if c.len_utf8() > left {
                // The space that begins the next line counts.
                self.0.push_str("\r\n ");
                left = LINE_OCTETS - 1;
            }
            self.0.push(c);
            left -= c.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    fn put_text(&mut self, property: &str, text: &str) {
        let mut escaped = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '\\' | ';' | ',' => escaped.extend(['\\', c]),
                '\n' => escaped.push_str("\\n"),
                c if c.is_control() => {}
                c => escaped.push(c),
            }
        }
        self.put(property, &escaped);
    }
}

#[cfg(test)]
mod tests {
    use domain::Span;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn times_are_in_utc() {
        assert_eq!(stamp(Timestamp(1_795_000_000_000_000)), "20261118T110640Z");
        assert_eq!(stamp(Timestamp(0) - Span::days(3)), "19700101T000000Z");
    }

    #[test]
    fn text_cannot_become_another_property() {
        let mut lines = Lines::default();
        lines.put_text("SUMMARY", "Disks; racks, a\\b\r\nSTATUS:CANCELLED");
        assert_eq!(lines.0, "SUMMARY:Disks\\; racks\\, a\\\\b\\nSTATUS:CANCELLED\r\n");
    }

    proptest! {
        #[test]
        fn lines_are_folded_between_characters(text in "\\PC{0,300}") {
            let mut lines = Lines::default();
            lines.put("DESCRIPTION", &text);
            prop_assert!(lines.0.ends_with("\r\n"));
            let physical: Vec<&str> = lines.0.trim_end_matches("\r\n").split("\r\n").collect();
            prop_assert!(physical.iter().all(|line| line.len() <= LINE_OCTETS));
            prop_assert!(physical.iter().skip(1).all(|line| line.starts_with(' ')));
            let unfolded = lines.0.replace("\r\n ", "");
            prop_assert_eq!(unfolded, format!("DESCRIPTION:{text}\r\n"));
        }
    }
}
