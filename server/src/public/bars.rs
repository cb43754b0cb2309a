//! A component's days as a drawing, with the same in words.

use domain::Impact;

use super::html::Html;
use super::uptime::{Day, Uptime};
use super::words::{Words, filled};

/// The words name this many days at most; the drawing shows all of them.
const NAMED_DAYS_MAX: usize = 8;

/// A day is four units wide, its bar 2.6; the numbers are in tenths.
const DAY_WIDTH: i64 = 40;
const BAR_WIDTH: i64 = 26;

/// Draws the days oldest first. Quiet days side by side are one dashed line, which is a hundredth of ninety
/// rectangles; each other day is a rectangle whose height repeats its colour, with its story as a tooltip.
pub fn draw(h: &mut Html, words: &Words, name: &str, uptime: &Uptime, stale: bool) {
    h.raw(
        "<svg class=\"bars\" viewBox=\"-2 0 360 28\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"",
    );
    h.text(&in_words(words, name, uptime)).raw("\">");
    let mut from = 0;
    for run in uptime.days.chunk_by(|a, b| a.worst == b.worst && is_quiet(a)) {
        match run[0].worst {
            None => line(h, "none", " 25h", from, run.len()),
            Some(Impact::Operational) => line(h, if stale { "was" } else { "ok" }, " 21h", from, run.len()),
            Some(worst) => bar(h, words, worst, &run[0], from),
        }
        from += run.len();
    }
    h.raw("</svg>");
}

fn is_quiet(day: &Day) -> bool {
    matches!(day.worst, None | Some(Impact::Operational))
}

fn left(day: usize) -> i64 {
    i64::try_from(day).unwrap_or(0) * DAY_WIDTH - BAR_WIDTH / 2
}

fn line(h: &mut Html, class: &'static str, to: &'static str, from: usize, days: usize) {
    let width = left(from + days - 1) + BAR_WIDTH - left(from);
    h.raw("<path class=\"").raw(class).raw("\" d=\"M").tenths(left(from)).raw(to).tenths(width);
    h.raw("\"/>");
}

fn bar(h: &mut Html, words: &Words, worst: Impact, day: &Day, index: usize) {
    let (y, height) = match worst {
        Impact::Operational => (14, 14),
        Impact::Maintenance | Impact::Degraded => (8, 20),
        Impact::Partial => (3, 25),
        Impact::Major => (0, 28),
    };
    h.raw("<rect class=\"").raw(worst.kind()).raw("\" x=\"").tenths(left(index)).raw("\" y=\"").num(y);
    h.raw("\" width=\"2.6\" height=\"").num(height).raw("\"><title>").text(&story(words, day));
    h.raw("</title></rect>");
}

/// `14 Nov: partial outage, 12 minutes`.
fn story(words: &Words, day: &Day) -> String {
    let state = words.impact_within(day.worst.unwrap_or_default());
    let start = words.day(day.start);
    match day.minutes {
        0 => filled(words.says.day_state, &[("day", &start), ("state", state)]),
        minutes => {
            let length = words.length(domain::Span::minutes(minutes));
            let values = [("day", start.as_str()), ("state", state), ("length", &length)];
            filled(words.says.day_state_length, &values)
        }
    }
}

fn in_words(words: &Words, name: &str, uptime: &Uptime) -> String {
    let recorded = uptime.days.iter().filter(|day| day.worst.is_some()).count();
    let days = words.counted(&words.counts.days, recorded as u64);
    let (name, percent) = (words.isolated(name), words.percent(&uptime.percent()));
    let values = [("name", name.as_str()), ("days", &days), ("percent", &percent)];
    let mut text = filled(words.says.availability, &values);
    let bad: Vec<&Day> = uptime.days.iter().rev().filter(|day| !is_quiet(day)).collect();
    for day in bad.iter().take(NAMED_DAYS_MAX) {
        text.push_str("; ");
        text.push_str(&story(words, day));
    }
    if bad.len() > NAMED_DAYS_MAX {
        let more = words.counted(&words.counts.more_days, (bad.len() - NAMED_DAYS_MAX) as u64);
        text.push_str("; ");
        text.push_str(&filled(words.says.and_more, &[("more", &more)]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;

    #[test]
    fn quiet_days_are_one_line_and_others_stand_out() {
        let day = |number, worst, minutes| Day { start: Timestamp::of_day(number), worst, minutes };
        let ok = Some(Impact::Operational);
        let days = vec![
            day(0, None, 0),
            day(1, ok, 0),
            day(2, ok, 0),
            day(3, Some(Impact::Partial), 12),
            day(4, Some(Impact::Partial), 0),
        ];
        let uptime = Uptime { days, basis_points: 9_987 };
        let mut h = Html::default();
        draw(&mut h, super::super::words::ENGLISH, "A & B", &uptime, false);
        let svg = h.finish();
        assert!(svg.contains("<path class=\"none\" d=\"M-1.3 25h2.6\"/>"), "{svg}");
        assert!(svg.contains("<path class=\"ok\" d=\"M2.7 21h6.6\"/>"), "{svg}");
        assert!(
            svg.contains(
                "x=\"10.7\" y=\"3\" width=\"2.6\" height=\"25\"><title>4 Jan: partial outage, 12 min"
            )
        );
        assert!(svg.contains("A &amp; B, 4 days: 99.87 % available; 5 Jan: partial outage; 4 Jan: partial"));
    }
}
