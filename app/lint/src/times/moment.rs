//! Times of day and days: "14:30 UTC", "5pm", "Friday noon", "the end of the day", "half past nine", "12 May".

use super::is;
use crate::lexicon::Class;
use crate::text::{Ask, Cut, Word};
use crate::word_list::{Words, words};

/// The most words of a moment, after its lead.
const MOMENT_WORDS_MAX: usize = 7;

/// What may lead up to a day.
const LEAD: Words = words!(
    "\
    approximately business close coming day early end first following late later latest mid next of on our play \
    sometime start the thing this trading very working your"
);

/// Events that people wait for: "before tonight's show", "by tomorrow's open".
const EVENTS: Words = words!(
    "\
    batch close deploy deployment event game games kick-off kickoff market markets match open opening races \
    release run session shift show"
);

/// The end of a moment that starts at word `at`.
pub(super) fn moment(words: &[Word], at: usize) -> Option<usize> {
    if let Some(end) = past_the_hour(words, at) {
        return Some(end);
    }
    let lead = words.get(at..)?.iter().take(6).take_while(|w| w.is(LEAD)).count();
    let led = &words[at..at + lead];
    let ends = led.any_is(words!("close end start")) && led.any_is(words!("business day play trading"));
    let mut known = ends;
    let mut i = at + lead;
    while let Some(word) = words.get(i).filter(|_| i < at + lead + MOMENT_WORDS_MAX) {
        let named = is_clock(words, i) || is_day(words, i) || is_date(words, i);
        let trailing = known
            && (word.has(Class::Zone)
                || word.has_digit()
                || word.is(words!("around at the")) && goes_on(words, i + 1)
                || of_day(words, i));
        if !(named || trailing) {
            break;
        }
        known |= named;
        i += 1;
    }
    let event = known
        && i > at
        && words[i - 1].norm.ends_with("'s")
        && words.get(i).is_some_and(|w| w.is(EVENTS) || w.has_digit());
    let extra = if event {
        1 + usize::from(words.get(i).is_some_and(Word::has_digit) && words.is_at(i + 1, EVENTS))
    } else {
        0
    };
    known.then_some(i + extra)
}

/// "half past nine", "quarter to ten".
fn past_the_hour(words: &[Word], at: usize) -> Option<usize> {
    let at = at + usize::from(words.is_at(at, words!("a about around")));
    let lead = words.get(at)?.is(words!("half quarter")) && words.is_at(at + 1, words!("past to"));
    let hour = words.get(at + 2).is_some_and(|w| w.has_digit() || w.has(Class::Number));
    let bare = words.is_at(at + 1, words!("past")) && words.get(at + 2).is_none();
    if lead && hour { Some(at + 3) } else { (lead && bare).then_some(at + 2) }
}

fn is_day(words: &[Word], at: usize) -> bool {
    let word = &words[at];
    let led = || words[..at].last().is_some_and(|w| w.is(words!("next of the this")));
    word.has(Class::Day) && (!word.is(words!("month week")) || led())
}

/// "12 May", "June 4", "the 3rd of April".
fn is_date(words: &[Word], at: usize) -> bool {
    let word = &words[at];
    let month = |w: &Word| w.has(Class::Month) || w.norm == "may";
    let next = words.get(at + 1);
    let before = at.checked_sub(1).map(|i| &words[i]);
    let named = word.has(Class::Month)
        || word.norm == "may" && (next.is_some_and(Word::has_digit) || before.is_some_and(Word::has_digit));
    let numbered = word.has_digit()
        && (next.is_some_and(month)
            || before.is_some_and(month)
            || is(words, at + 1, "of") && words.get(at + 2).is_some_and(month));
    let iso = word.norm.len() == 10
        && word.norm.bytes().filter(|&b| b == b'-').count() == 2
        && word.norm.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    named || numbered || iso
}

/// "in the morning" after a time.
fn of_day(words: &[Word], at: usize) -> bool {
    let part = |i: usize| words.is_at(i, words!("afternoon evening morning"));
    is(words, at, "in") && is(words, at + 1, "the") && part(at + 2)
        || is(words, at, "the") && part(at + 1)
        || is(words, at, "at") && is(words, at + 1, "night")
}

/// Whether the moment goes on with a time.
fn goes_on(words: &[Word], at: usize) -> bool {
    words.get(at).is_some_and(|w| w.has_digit() || w.has(Class::Day) || w.has(Class::Zone))
}

/// "14:30", "5pm", "1400Z", "17h", "at 8".
fn is_clock(words: &[Word], at: usize) -> bool {
    let norm = words[at].norm.as_str();
    let tail = norm.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | '.'));
    let digits = norm.len() - tail.len();
    let next = words.get(at + 1);
    let zoned = next.is_some_and(|w| {
        w.has(Class::Zone) && !w.is(words!("central hours hrs local pacific time"))
            || w.is(words!("central local pacific"))
    });
    if digits == 0 {
        return words.has_at(at, Class::Number)
            && (zoned
                || closes(words, at) && !words.is_at(at, words!("dozen hundred million one thousand")))
            && !next.is_some_and(|w| w.has(Class::Unit))
            && super::follows(words, at, words!("around at before by until"));
    }
    match tail {
        "" if norm.has_mark(":") || zoned => true,
        "" => digits <= 2 && closes(words, at),
        _ => matches!(tail, "am" | "pm" | "a" | "p" | "z" | "utc" | "h" | "cet" | "gmt") && digits <= 5,
    }
}

/// Whether a bare number can be an hour: nothing follows that it could count.
fn closes(words: &[Word], at: usize) -> bool {
    let Some(next) =
        words.get(at + 1).filter(|n| n.sentence == words[at].sentence && n.clause == words[at].clause)
    else {
        return true;
    };
    next.has(Class::Day)
        || next.is(words!("and as at for if it on or sharp to until we when you"))
        || of_day(words, at + 1)
}
