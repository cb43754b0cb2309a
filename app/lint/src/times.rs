//! Finds expressions of time: what points forward may be a promise, what lies behind is none.

use crate::clauses::Word;
use crate::lexicon::NUMBERS;

/// How an expression of time points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Points {
    /// A promise in itself: "ETA 1h", "30 min to go".
    Estimate,
    /// To a moment or span ahead: "by 5pm", "within the hour", "shortly".
    Ahead,
    /// To the end of a state: "until 17:00".
    Until,
    /// Nowhere: "a couple of hours", "for 40 minutes".
    Length,
    /// Back, or a window: "an hour ago", "from 14:05 to 14:40".
    Elsewhere,
}

/// An expression of time that starts at some word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Time {
    /// The word after its last one.
    pub end: usize,
    pub points: Points,
    /// "shortly", "soon": no time that anybody could hold us to.
    pub vague: bool,
}

const UNITS: &[&str] = &[
    "second", "seconds", "sec", "secs", "minute", "minutes", "min", "mins", "moment", "moments", "hour",
    "hours", "hr", "hrs", "h", "day", "days", "week", "weeks", "month", "months", "jiffy",
];
const FILLERS: &[&str] = &[
    "about",
    "around",
    "approximately",
    "aproximately",
    "approx",
    "roughly",
    "up",
    "to",
    "at",
    "most",
    "less",
    "fewer",
    "than",
    "the",
    "next",
    "coming",
    "following",
    "another",
    "a",
    "an",
    "matter",
    "of",
    "just",
    "only",
    "maybe",
    "additional",
    "further",
    "few",
    "couple",
    "half",
    "quarter",
    "several",
    "some",
    "more",
    "or",
    "business",
    "working",
    "under",
    "mere",
    "full",
    "and",
    "no",
];
const DAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "tomorrow",
    "tonight",
    "today",
    "weekend",
    "morning",
    "afternoon",
    "evening",
    "night",
    "noon",
    "midnight",
    "midday",
    "eod",
    "cob",
    "lunch",
    "lunchtime",
    "week",
    "month",
    "tonight's",
    "christmas",
];
const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
];
const ZONES: &[&str] = &[
    "am", "pm", "a.m", "p.m", "utc", "gmt", "bst", "est", "edt", "pst", "pdt", "pt", "et", "ct", "cet",
    "cest", "mst", "ist", "jst", "aest", "o'clock", "hours", "hrs", "local", "time", "uk", "pacific",
    "eastern", "z",
];
const DAY_PREFIXES: &[&str] = &[
    "the", "end", "of", "this", "next", "early", "late", "later", "close", "business", "first", "thing",
    "on", "mid", "coming", "our", "start", "working", "day",
];

/// The expression of time that starts at word `at`, within `..end`.
pub(crate) fn at(words: &[Word], at: usize, end: usize) -> Option<Time> {
    let words = &words[..end];
    let found = |end, points, vague| Some(Time { end, points, vague });
    let word = words.get(at)?.norm.as_str();
    match word {
        "eta" => after_eta(words, at + 1).and_then(|end| found(end, Points::Estimate, false)),
        "soon" if !follows_as(words, at) => found(at + 1, Points::Ahead, true),
        "shortly" if words.get(at + 1).is_none_or(|w| !w.is(&["after", "before", "thereafter"])) => {
            found(at + 1, Points::Ahead, true)
        }
        "momentarily" | "imminently" | "presently" => found(at + 1, Points::Ahead, true),
        "any" => words
            .get(at + 1)
            .filter(|w| w.is(&["minute", "moment", "second", "time"]))
            .and_then(|_| found(at + 2 + usize::from(is(words, at + 2, "now")), Points::Ahead, true)),
        "before" if is(words, at + 1, "long") => found(at + 2, Points::Ahead, true),
        "in" if is(words, at + 1, "no") && is(words, at + 2, "time") => found(at + 3, Points::Ahead, true),
        "within" | "in" | "over" | "during" | "inside" | "after" => span(words, at),
        "by" | "before" | "at" | "around" | "until" | "till" | "on" => point(words, at),
        "from" | "between" | "since" => window(words, at),
        "tomorrow" | "tonight" | "overnight" | "today" | "later" | "this" | "next" => day(words, at),
        _ => length(words, at),
    }
}

fn is(words: &[Word], at: usize, norm: &str) -> bool {
    words.get(at).is_some_and(|w| w.norm == norm)
}

fn follows_as(words: &[Word], at: usize) -> bool {
    at > 0 && is(words, at - 1, "as")
}

/// What may stand between "ETA" and its time.
const AFTER_ETA: &[&str] = &[
    "is",
    "of",
    "for",
    "now",
    "currently",
    "by",
    "the",
    "a",
    "full",
    "fix",
    "repair",
    "recovery",
    "resolution",
    "service",
];

/// The end of what follows "ETA".
fn after_eta(words: &[Word], at: usize) -> Option<usize> {
    let skip = words[at..].iter().take(6).take_while(|w| w.is(AFTER_ETA)).count();
    let from = at + skip;
    amount(words, from).or_else(|| moment(words, from))
}

/// The end of an amount of time with its unit: "30 minutes", "the next few hours", "half an hour or so".
fn amount(words: &[Word], at: usize) -> Option<usize> {
    let mut i = at;
    while i < at + 7 {
        let word = words.get(i)?;
        if word.is(UNITS) {
            let more =
                words[i + 1..].iter().take(2).take_while(|w| w.is(&["more", "or", "so", "now"])).count();
            return Some(i + 1 + more);
        }
        if glued(&word.norm) {
            return Some(i + 1 + usize::from(is(words, i + 1, "more")));
        }
        if !(word.is(FILLERS) || word.is(NUMBERS) || word.has_digit()) {
            return None;
        }
        i += 1;
    }
    None
}

/// A number and its unit in one word: "30min", "2h", "45-minute".
fn glued(norm: &str) -> bool {
    let unit = norm.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '–' | '-'));
    unit.len() < norm.len()
        && norm.starts_with(|c: char| c.is_ascii_digit())
        && (UNITS.contains(&unit) || unit == "m")
}

/// The end of a time of day or a day: "14:30 UTC", "5pm", "Friday noon", "the end of the day".
fn moment(words: &[Word], at: usize) -> Option<usize> {
    let lead = words[at..].iter().take(6).take_while(|w| w.is(DAY_PREFIXES)).count();
    let mut i = at + lead;
    let mut known = lead > 1 && words[at..i].iter().any(|w| w.norm == "end" || w.norm == "close");
    while let Some(word) = words.get(i).filter(|_| i < at + lead + 7) {
        let clock = is_clock(words, i);
        let named = clock || word.is(DAYS) || word.is(MONTHS);
        let trailing = known && (word.is(ZONES) || word.has_digit() || word.norm == "at");
        if !(named || trailing || word.has_digit() && words.get(i + 1).is_some_and(|w| w.is(MONTHS))) {
            break;
        }
        known |= named;
        i += 1;
    }
    known.then_some(i)
}

fn is_clock(words: &[Word], at: usize) -> bool {
    let norm = words[at].norm.as_str();
    let tail = norm.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | '.'));
    let digits = norm.len() - tail.len();
    if digits == 0 {
        return false;
    }
    let zone = words.get(at + 1).is_some_and(|w| w.is(ZONES) && !w.is(&["hours", "hrs", "time"]));
    match tail {
        "" => norm.contains(':') || zone || digits <= 2 && !words.get(at + 1).is_some_and(|w| w.is(UNITS)),
        _ => matches!(tail, "am" | "pm" | "a" | "p" | "z" | "utc" | "h"),
    }
}

fn span(words: &[Word], at: usize) -> Option<Time> {
    let past = words[at + 1..].iter().take(3).any(|w| w.is(&["last", "past", "previous"]));
    if past {
        return None;
    }
    let end = amount(words, at + 1);
    if let Some(end) = end {
        let behind =
            words.get(end).is_some_and(|w| w.is(&["ago", "later", "earlier", "before", "after", "of"]));
        let next = words[at + 1..end].iter().any(|w| w.is(&["next", "coming", "following"]));
        let ahead =
            !behind && words[at].norm != "after" && (next || words[at].is(&["in", "within", "inside"]));
        let points = if ahead { Points::Ahead } else { Points::Elsewhere };
        return Some(Time { end, points, vague: false });
    }
    let end = moment(words, at + 1).filter(|_| words[at].is(&["in", "within", "over", "during"]))?;
    let ahead =
        words[at + 1..end].iter().any(|w| w.is(&["morning", "afternoon", "evening", "weekend", "day"]));
    Some(Time { end, points: if ahead { Points::Ahead } else { Points::Elsewhere }, vague: false })
}

fn point(words: &[Word], at: usize) -> Option<Time> {
    let about =
        words[at + 1..].iter().take(2).take_while(|w| w.is(&["around", "about", "approximately", "approx"]));
    let end = moment(words, at + 1 + about.count())?;
    let ranges =
        words.get(end).is_some_and(|w| w.is(&["to", "until", "till"])) && moment(words, end + 1).is_some();
    let points = match words[at].norm.as_str() {
        _ if ranges => Points::Elsewhere,
        "until" | "till" => Points::Until,
        _ => Points::Ahead,
    };
    let end = if ranges { moment(words, end + 1).unwrap_or(end) } else { end };
    Some(Time { end, points, vague: false })
}

/// "from 14:05 to 14:40", "between 8 and 9", "since noon": over, or announced.
fn window(words: &[Word], at: usize) -> Option<Time> {
    let mut end = moment(words, at + 1)?;
    if words.get(end).is_some_and(|w| w.is(&["to", "until", "till", "and"])) {
        end = moment(words, end + 1).unwrap_or(end);
    }
    Some(Time { end, points: Points::Elsewhere, vague: false })
}

fn day(words: &[Word], at: usize) -> Option<Time> {
    let word = &words[at];
    let end = if word.is(&["later", "this", "next"]) {
        moment(words, at)?
    } else {
        moment(words, at).unwrap_or(at + 1)
    };
    Some(Time { end, points: Points::Ahead, vague: false })
}

fn length(words: &[Word], at: usize) -> Option<Time> {
    let word = &words[at];
    let starts = word.has_digit() || word.is(NUMBERS) || word.is(UNITS);
    let starts =
        starts || word.is(&["a", "an", "half", "several", "few", "another", "up", "about", "around"]);
    let end = if starts { amount(words, at)? } else { return None };
    let tail = words.get(end).map_or("", |w| w.norm.as_str());
    let (end, points) = match tail {
        "to" if is(words, end + 1, "go") => (end + 2, Points::Estimate),
        "left" | "remaining" => (end + 1, Points::Estimate),
        "away" if is(words, end + 1, "from") => (end + 1, Points::Estimate),
        "from" if words.get(end + 1).is_some_and(|w| w.is(&["a", "the", "full"])) => (end + 1, Points::Ahead),
        "ago" | "later" | "earlier" => (end + 1, Points::Elsewhere),
        _ => (end, Points::Length),
    };
    Some(Time { end, points, vague: false })
}

#[cfg(test)]
mod tests {
    use super::{Points, at};
    use crate::clauses::Doc;

    fn first(text: &str) -> Option<(&str, Points)> {
        let doc = Doc::parse(text);
        let n = doc.words.len();
        (0..n).find_map(|i| at(&doc.words, i, n).map(|t| (&text[doc.bytes(&(i..t.end))], t.points)))
    }

    #[test]
    fn ahead() {
        for text in [
            "by 14:30 UTC",
            "within the hour",
            "in a matter of minutes",
            "shortly",
            "over the next 2 hours",
            "by the end of the day",
            "before midnight",
            "by Friday noon",
            "at 04:00 UTC",
            "in half an hour",
            "within ~30mins",
            "by 5pm PT",
            "later today",
            "in no time",
            "by the weekend",
        ] {
            let (found, points) = first(text).unwrap_or_else(|| panic!("nothing in {text:?}"));
            assert_eq!((found, points), (text, Points::Ahead));
        }
    }

    #[test]
    fn not_ahead() {
        assert_eq!(first("from 14:05 to 14:40"), Some(("from 14:05 to 14:40", Points::Elsewhere)));
        assert_eq!(first("an hour ago"), Some(("an hour ago", Points::Elsewhere)));
        assert_eq!(first("ETA 1h"), Some(("ETA 1h", Points::Estimate)));
        assert_eq!(first("until 17:00"), Some(("until 17:00", Points::Until)));
        assert_ne!(first("in the last hour").map(|t| t.1), Some(Points::Ahead));
        assert_eq!(first("as soon as possible"), None);
        assert_eq!(first("at once, by hand, in two regions"), None);
    }
}
