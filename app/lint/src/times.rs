//! Finds expressions of time: what points forward may be a promise, what lies behind is none.

mod amount;
mod moment;
mod when;

use crate::lexicon::Class;
use crate::phrase::sets;
use crate::text::{Ask, Cut, Voice, Word};
use crate::word_list::{Words, words};
use amount::{amount, glued};
use moment::moment;
pub(crate) use when::{When, when};

/// How an expression of time points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Points {
    /// A promise in itself: "30 min to go", "two hours left".
    Estimate,
    /// To a moment or span ahead: "by 5pm", "within the hour", "shortly".
    Ahead,
    /// To the end of a state: "until 17:00", "for the next hour".
    Until,
    /// From a moment on, past or ahead: "as of 9", "after 18:00".
    From,
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

/// The expression of time that starts at word `at`, within `..end`.
pub(crate) fn at(words: &[Word], at: usize, end: usize) -> Option<Time> {
    let words = &words[..end];
    let word = words.get(at).filter(|w| w.voice == Voice::Ours)?;
    vague(words, at).or_else(|| match word.norm.as_str() {
        "within" | "in" | "inside" | "over" | "during" | "after" | "throughout" => span(words, at),
        "by" | "before" | "at" | "around" | "until" | "till" | "til" | "on" | "approx" | "approximately"
        | "about" | "sometime" | "with" | "as" => point(words, at).or_else(|| length(words, at)),
        "for" => lasting(words, at),
        "from" | "between" | "since" => window(words, at),
        "tomorrow" | "tonight" | "overnight" | "today" | "later" | "this" | "next" | "tomorrow's"
        | "tonight's" | "today's" => day(words, at),
        _ => length(words, at).or_else(|| bare_moment(words, at)),
    })
}

fn is(words: &[Word], at: usize, norm: &str) -> bool {
    words.get(at).is_some_and(|w| w.norm == norm)
}

/// Whether word `at` comes right after one of a list, in its sentence.
fn follows(words: &[Word], at: usize, list: Words) -> bool {
    at > 0 && words[at - 1].sentence == words[at].sentence && words.is_at(at - 1, list)
}

fn found(end: usize, points: Points, vague: bool) -> Option<Time> {
    Some(Time { end, points, vague })
}

sets! {"times/vague.txt":
    /// Words for a time ahead that name none.
    VAGUE = "vague",
}

fn vague(words: &[Word], at: usize) -> Option<Time> {
    let end = VAGUE.phrases().at(words, at, words.len())?;
    let as_soon = words.is_at(at, words!("soon")) && follows(words, at, words!("as how too"));
    let anchored = end == at + 1 && words.is_at(end, words!("after afterwards before thereafter"));
    if as_soon || anchored { None } else { found(end, Points::Ahead, true) }
}

/// "within the hour", "over the next 2 hours", "in the last hour".
fn span(words: &[Word], at: usize) -> Option<Time> {
    // "It is over on Friday": no span.
    if words.is_at(at, words!("over")) && words.is_at(at + 1, words!("at by in on")) {
        return None;
    }
    let past = words[at + 1..].iter().take(4).any(|w| w.is(words!("last past previous")));
    if let Some(end) = amount(words, at + 1) {
        let coming = words.any_in(at + 1..end, words!("coming following next"));
        let behind = past
            || !coming && words.is_at(end, words!("after ago before earlier later of prior"))
            || words.is_at(at, words!("after"));
        let next = words.any_in(at + 1..end, words!("coming following next"));
        let ahead = next || words.is_at(at, words!("in inside within"));
        return found(end, if ahead && !behind { Points::Ahead } else { Points::Elsewhere }, false);
    }
    if past {
        return None;
    }
    if words.is_at(at, words!("in"))
        && let Some(end) = bare_minutes(words, at + 1)
    {
        return found(end, Points::Ahead, false);
    }
    if let Some(end) = course_of(words, at + 1) {
        return found(end, Points::Ahead, false);
    }
    let end = moment(words, at + 1)?;
    if words.is_at(at, words!("after")) {
        return found(end, Points::From, false);
    }
    let parts = words!("afternoon day evening morning night weekend");
    let ahead = !words.is_at(at, words!("during")) && words.any_in(at + 1..end, parts);
    found(end, if ahead { Points::Ahead } else { Points::Elsewhere }, false)
}

/// "the course of the day", after "over".
fn course_of(words: &[Word], at: usize) -> Option<usize> {
    let course = is(words, at, "the") && is(words, at + 1, "course") && is(words, at + 2, "of");
    let end = at + 4 + usize::from(words.is_at(at + 3, words!("the this")));
    (course
        && end <= words.len()
        && words.is_at(end - 1, words!("afternoon day evening morning night today week weekend")))
    .then_some(end)
}

/// "back in 5": minutes, when nothing is counted.
fn bare_minutes(words: &[Word], at: usize) -> Option<usize> {
    let number = words.get(at).filter(|w| w.norm.len() <= 2 && w.norm.bytes().all(|b| b.is_ascii_digit()))?;
    (words.get(at + 1).is_none_or(|next| next.sentence != number.sentence)).then_some(at + 1)
}

/// "by 14:30 UTC", "before midnight", "until Monday", "at 8 tomorrow".
fn point(words: &[Word], at: usize) -> Option<Time> {
    let lead = words!("about approx approximately around at ca from late of on roughly sometime");
    let skipped = words[at + 1..].iter().take(2).take_while(|w| w.is(lead)).count();
    let release =
        words.is_at(at, words!("with")) && !words.get(at + 1).is_some_and(|w| w.norm.ends_with("'s"));
    if release || words.is_at(at, words!("as")) && !words.is_at(at + 1, words!("from of")) {
        return None;
    }
    let end = moment(words, at + 1 + skipped)?;
    let ranges =
        words.is_at(end, words!("and through till to until")).then(|| moment(words, end + 1)).flatten();
    if let Some(end) = ranges {
        return found(end, Points::Elsewhere, false);
    }
    if words.is_at(end, words!("last yesterday")) {
        return found(end, Points::Elsewhere, false);
    }
    let points = match words[at].norm.as_str() {
        "until" | "till" | "til" => Points::Until,
        "as" => Points::From,
        _ => Points::Ahead,
    };
    found(latest(words, end), points, false)
}

/// "at the latest", "sharp" after a time.
fn latest(words: &[Word], end: usize) -> usize {
    if is(words, end, "at") && is(words, end + 1, "the") && is(words, end + 2, "latest") {
        return end + 3;
    }
    end + usize::from(is(words, end, "sharp") || is(words, end, "latest"))
}

/// "for the next hour", "for another 20 minutes"; "for 40 minutes" is a length.
fn lasting(words: &[Word], at: usize) -> Option<Time> {
    let end = amount(words, at + 1)?;
    let open = words.any_in(at + 1..end, words!("another coming following further more next"));
    let past = words.any_in(at + 1..end, words!("last past previous"));
    let points = if open && !past { Points::Until } else { Points::Length };
    found(end, if past { Points::Elsewhere } else { points }, false)
}

/// "from 14:05 to 14:40", "between 8 and 9", "since noon": over, or announced; "from 17:00 on" points ahead.
fn window(words: &[Word], at: usize) -> Option<Time> {
    let next = moment(words, at + 1);
    let Some(mut end) = next else {
        return amount(words, at + 1).and_then(|end| found(end, Points::Elsewhere, false));
    };
    if words.is_at(end, words!("and through til till to until")) {
        end = moment(words, end + 1).unwrap_or(end);
        return found(end, Points::Elsewhere, false);
    }
    let onward = words.is_at(at, words!("from")) && words.is_at(end, words!("on onward onwards"));
    if onward {
        return found(end + 1, Points::Ahead, false);
    }
    let closing = words.is_at(at, words!("from")) && end == words.len();
    found(end, if closing { Points::Ahead } else { Points::Elsewhere }, false)
}

fn day(words: &[Word], at: usize) -> Option<Time> {
    let word = &words[at];
    let owner = word.norm.ends_with("'s");
    let end = if word.is(words!("later next this")) || owner {
        moment(words, at)?
    } else {
        moment(words, at).unwrap_or(at + 1)
    };
    // "This morning's release" names the release.
    let owner = words[at..end.min(words.len())].iter().any(|w| w.norm.ends_with("'s"));
    found(end, if owner { Points::Elsewhere } else { Points::Ahead }, false)
}

/// "Friday noon", "12 May": a moment without a word before it that says how it points.
fn bare_moment(words: &[Word], at: usize) -> Option<Time> {
    let word = &words[at];
    let early = word.is(words!("cob early end eob eod first late mid"));
    let day = word.has(Class::Day) && !word.is(words!("day mon month night sat sun wed week"));
    let clock = word.has_digit()
        && words.get(at + 1).is_some_and(|w| w.has(Class::Zone) && !w.is(words!("hours hrs time")))
        || word.has_digit()
            && (word.norm.has_mark(":") || word.norm.ends_with("am") || word.norm.ends_with("pm"));
    let owned = follows(words, at, words!("from last of since"));
    if !(early || day || clock) || owned {
        return None;
    }
    let end = moment(words, at)?;
    let window = words.is_at(end, words!("and till to until")) && moment(words, end + 1).is_some();
    found(latest(words, end), if window { Points::Elsewhere } else { Points::Ahead }, false)
}

/// "a couple of hours", "30 min to go", "an hour ago".
fn length(words: &[Word], at: usize) -> Option<Time> {
    let word = &words[at];
    if let Some(end) = rest_of(words, at) {
        return found(end, Points::Length, false);
    }
    let starters = words!(
        "a about an another approx approximately around at ca couple few half hours less max maximum maybe \
        minutes moments no only roughly seconds several some under up"
    );
    if !(word.has_digit()
        || word.has(Class::Number)
        || word.is(starters)
        || glued(&word.norm)
        || word.norm.has_mark("-"))
    {
        return None;
    }
    let end = amount(words, at)?;
    let more = words.any_in(at..end, words!("additional another extra further more"));
    let tail = words.get(end).map_or("", |w| w.norm.as_str());
    let (end, points) = match tail {
        "to" if words.is_at(end + 1, words!("finish go run")) => (end + 2, Points::Estimate),
        "left" | "remaining" | "tops" | "max" => (end + 1, Points::Estimate),
        "from" if is(words, end + 1, "now") => (end + 2, Points::Ahead),
        "until" | "till" if words.is_at(end + 1, words!("all everything it service we you")) => {
            (end, Points::Estimate)
        }
        "job" | "fix" | "task" | "affair" => (end + 1, Points::Estimate),
        "away" | "out" | "from" => (end + 1, Points::Estimate),
        "now" if word.is(words!("less under")) => (end + 1, Points::Estimate),
        "ago" | "later" | "earlier" | "old" | "late" | "before" | "after" | "early" | "behind" => {
            (end + 1, Points::Elsewhere)
        }
        _ if more => (end, Points::Until),
        _ => (end, Points::Length),
    };
    found(end, points, false)
}

/// "the rest of the night", "most of the day".
fn rest_of(words: &[Word], at: usize) -> Option<usize> {
    let most = usize::from(is(words, at, "the"));
    let at = at + most;
    let part = if most == 1 { words!("rest") } else { words!("most much") };
    let rest = words.is_at(at, part) && is(words, at + 1, "of") && is(words, at + 2, "the");
    let span = words.is_at(at + 3, words!("afternoon day evening morning night week weekend"));
    (rest && span).then_some(at + 4)
}

#[cfg(test)]
mod tests;
