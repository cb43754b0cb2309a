//! What an expression of time comes to: minutes from now, or a time of day.

use crate::lexicon::Class;
use crate::text::{Ask, Cut, Word};
use crate::word_list::{Words, words};

/// A time that can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    /// So many minutes from now.
    In(i64),
    /// The next time of that minute of the day, by a clock so many minutes ahead of UTC, where one is named.
    Clock { minute: u16, offset: Option<i32> },
}

/// Zones by name, with minutes ahead of UTC.
const ZONES: &[(&str, i32)] = &[
    ("utc", 0),
    ("gmt", 0),
    ("z", 0),
    ("bst", 60),
    ("cet", 60),
    ("cest", 120),
    ("est", -300),
    ("edt", -240),
    ("cst", -360),
    ("cdt", -300),
    ("mst", -420),
    ("mdt", -360),
    ("pst", -480),
    ("pdt", -420),
    ("jst", 540),
    ("sgt", 480),
    ("aest", 600),
    ("aedt", 660),
];

/// Units with their minutes.
const UNITS: &[(&str, i64)] = &[
    ("min", 1),
    ("m", 1),
    ("minute", 1),
    ("hour", 60),
    ("hr", 60),
    ("h", 60),
    ("day", 1440),
    ("week", 10080),
];

/// What the words of one expression come to; `None` for a vague one or another day.
pub(crate) fn when(words: &[Word]) -> Option<When> {
    amount(words).map(When::In).or_else(|| clock(words))
}

fn amount(words: &[Word]) -> Option<i64> {
    let unit = words.iter().position(|w| minutes_of(w).is_some())?;
    let (own, size) = minutes_of(&words[unit])?;
    if let Some(count) = own {
        return Some(count * size);
    }
    let before = &words[..unit];
    let number = before.iter().rev().find_map(count);
    let has = |list: Words| before.any_is(list);
    let plain = has(words!("a an next one the")).then_some(size);
    match number {
        Some(n) => Some(n * size),
        None if has(words!("half")) => Some(size / 2),
        None if has(words!("quarter")) => Some(size / 4),
        None if has(words!("couple")) => Some(2 * size),
        None if has(words!("few several")) || words[unit].norm.ends_with('s') => None,
        None => plain,
    }
}

/// The count that stands in the word itself ("30min"), and the minutes of its unit.
fn minutes_of(word: &Word) -> Option<(Option<i64>, i64)> {
    let unit = word.norm.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-');
    let digits = word.norm.cut(..word.norm.len() - unit.len());
    let size = UNITS.iter().find(|(name, _)| unit == *name || unit.strip_suffix('s') == Some(name))?.1;
    match digits.trim_end_matches('-') {
        "" => word.has(Class::Unit).then_some((None, size)),
        digits => digits.parse().ok().filter(|n| *n < 10_000).map(|n| (Some(n), size)),
    }
}

fn count(word: &Word) -> Option<i64> {
    const NUMBERS: &[(&str, i64)] = &[
        ("one", 1),
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("eight", 8),
        ("ten", 10),
        ("fifteen", 15),
        ("twenty", 20),
        ("thirty", 30),
        ("forty", 40),
        ("forty-five", 45),
        ("sixty", 60),
        ("ninety", 90),
    ];
    let named = NUMBERS.iter().find(|(name, _)| word.norm == *name).map(|&(_, n)| n);
    named.or_else(|| word.norm.parse().ok()).filter(|n| (0..10_000).contains(n))
}

fn clock(words: &[Word]) -> Option<When> {
    let other_day =
        words.iter().any(|w| w.has(Class::Day) && !w.is(words!("afternoon evening morning today tonight")));
    let dated = words.iter().any(|w| w.has(Class::Month));
    let at = words.iter().position(|w| w.norm.starts_with(|c: char| c.is_ascii_digit()))?;
    if other_day || dated {
        return None;
    }
    let norm = words[at].norm.as_str();
    let time = norm.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let tail = norm.cut(time.len()..);
    let (hour, minute) = match time.split_once([':', '.']) {
        Some((hour, minute)) => (hour.parse::<u16>().ok()?, minute.parse::<u16>().ok()?),
        None => (time.parse::<u16>().ok()?, 0),
    };
    let next = words.get(at + 1).map_or("", |w| w.norm.as_str());
    let half = |name: &str| tail == name || next == name || next.strip_suffix(".m") == Some(name.cut(..1));
    let hour = match hour {
        12 if half("am") => 0,
        1..=11 if half("pm") => hour + 12,
        _ => hour,
    };
    let zone = |name: &str| ZONES.iter().find(|(known, _)| *known == name).map(|&(_, offset)| offset);
    let offset = zone(tail).or_else(|| words[at..].iter().find_map(|w| zone(&w.norm)));
    let ambiguous = hour < 12 && !half("am") && !time.contains([':', '.']);
    (hour < 24 && minute < 60 && !ambiguous).then_some(When::Clock { minute: hour * 60 + minute, offset })
}

#[cfg(test)]
mod tests {
    use super::{When, when};
    use crate::lexicon::Lexicon;
    use crate::text::Doc;

    #[test]
    fn times_come_to_minutes() {
        let clock = |minute, offset| Some(When::Clock { minute, offset });
        for (text, expected) in [
            ("in 30 minutes", Some(When::In(30))),
            ("within the hour", Some(When::In(60))),
            ("in half an hour", Some(When::In(30))),
            ("in 2h", Some(When::In(120))),
            ("in a couple of hours", Some(When::In(120))),
            ("by 14:30 UTC", clock(870, Some(0))),
            ("at 2pm PST", clock(840, Some(-480))),
            ("by 12:05 a.m", clock(5, None)),
            ("by 5", None),
            ("tomorrow at 14:00", None),
            ("in a few minutes", None),
            ("soon", None),
        ] {
            let doc = Doc::parse(text, Lexicon::built_in());
            assert_eq!(when(&doc.words), expected, "{text}");
        }
    }
}
