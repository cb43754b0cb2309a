//! Makes words fit: what is told first is kept, and so are the time of the next update and the link.

use unicode_segmentation::UnicodeSegmentation;

use super::Told;

/// What stands at the end of what was cut.
const CUT: &str = "…";

/// The words of an update that may be cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words<'a> {
    pub headline: &'a str,
    /// May be empty: then it has no lines of its own.
    pub body: &'a str,
}

/// The longest text that `write` makes within the limit: of all words, or with the body cut, or with the headline cut and
/// without a body. Words and what people take for one character stay whole, unless a single word is too long. Whatever
/// `write` adds is in it: where that alone is above the limit, so is the text.
pub fn fit(
    told: &Told,
    limit: usize,
    write: impl Fn(Words<'_>) -> String,
    count: impl Fn(&str) -> usize,
) -> String {
    let Told { headline, body, .. } = told;
    let whole = write(Words { headline, body });
    if count(&whole) <= limit {
        return whole;
    }
    let fits = |text: &String| count(text) <= limit;
    longest(body, |body| write(Words { headline, body }), fits)
        .or_else(|| Some(write(Words { headline, body: "" })).filter(fits))
        .or_else(|| longest(headline, |headline| write(Words { headline, body: "" }), fits))
        .unwrap_or_else(|| write(Words { headline: "", body: "" }))
}

/// The text of the longest beginning of these words that fits.
fn longest(words: &str, write: impl Fn(&str) -> String, fits: impl Fn(&String) -> bool) -> Option<String> {
    let cut_at = |at: &usize| write(&format!("{}{CUT}", words[..*at].trim_end_matches(is_loose)));
    let find = |places: Vec<usize>| {
        // The longer the beginning, the longer the text, with few exceptions: those cost a look at each.
        let end = places.partition_point(|at| fits(&cut_at(at)));
        places[..end].iter().rev().map(cut_at).find(|text| fits(text))
    };
    find(word_ends(words)).or_else(|| find(grapheme_ends(words)))
}

/// What should not stand before the dots.
fn is_loose(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';' | ':' | '.' | '-' | '–' | '—' | '(' | '…')
}

fn grapheme_ends(words: &str) -> Vec<usize> {
    words.grapheme_indices(true).map(|(at, grapheme)| at + grapheme.len()).collect()
}

/// Where words end, in writing without spaces too.
fn word_ends(words: &str) -> Vec<usize> {
    let whole = grapheme_ends(words);
    let bounds = words.split_word_bound_indices().filter(|(_, word)| word.chars().any(char::is_alphanumeric));
    let ends = bounds.map(|(at, word)| at + word.len());
    ends.filter(|end| whole.binary_search(end).is_ok()).collect()
}

/// Lines, without those that have nothing.
pub fn lines(lines: &[&str]) -> String {
    let lines: Vec<&str> = lines.iter().copied().filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// What is said in public to everybody: nobody is called by name there.
pub fn without_mentions(text: &str) -> String {
    text.replace('@', "@\u{200b}")
}

#[cfg(test)]
pub mod tests {
    use domain::Timestamp;
    use proptest::prelude::*;

    use super::super::{About, SERVICES, Told, render_preview};
    use super::*;

    pub fn told(headline: &str, body: &str) -> Told {
        Told {
            about: About::Update,
            company: "Acme".to_owned(),
            label: "Investigating".to_owned(),
            headline: headline.to_owned(),
            body: body.to_owned(),
            affected: "Affected: API (degraded)".to_owned(),
            next: Some("Next update by 04:12 UTC".to_owned()),
            link: "https://status.example.com/status/incidents/12".to_owned(),
            kind: "warn",
            at: Timestamp(1_794_888_727_000_000),
            amended_at: None,
            is_withdrawn: false,
        }
    }

    fn plain(told: &Told, limit: usize) -> String {
        fit(told, limit, |words| lines(&[words.headline, words.body, "next"]), |text| text.chars().count())
    }

    #[test]
    fn words_are_cut_at_their_ends() {
        for (headline, body, limit, text) in [
            ("Slow", "We look into it.", 40, "Slow\nWe look into it.\nnext"),
            ("Slow", "We look into it.", 25, "Slow\nWe look into…\nnext"),
            ("Slow", "We look into it.", 20, "Slow\nWe look…\nnext"),
            ("Slow", "Well, it broke", 17, "Slow\nWell…\nnext"),
            ("Slow", "We look into it.", 10, "Slow\nnext"),
            ("Slow answers here", "We look into it.", 13, "Slow…\nnext"),
            ("Slow", "Llanfairpwllgwyngyll", 16, "Slow\nLlanf…\nnext"),
            ("遅い", "調査しています", 13, "遅い\n調査して…\nnext"),
        ] {
            assert_eq!(plain(&told(headline, body), limit), text, "{body} in {limit}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        /// Whatever somebody writes, at every service.
        #[test]
        fn what_is_sent_fits_and_keeps_what_counts(
            headline in "\\PC{1,120}",
            body in "(\\PC|[a-z ]|\n|👨‍👩‍👧|é){0,600}",
            repeats in 1..9_usize,
        ) {
            let told = told(&headline, &body.repeat(repeats));
            for service in SERVICES {
                let preview = render_preview(service, &told);
                prop_assert!(preview.count <= preview.limit, "{}: {} of {}", service.slug, preview.count, preview.limit);
                prop_assert!(preview.text.contains("04:12 UTC"), "{}: {}", service.slug, preview.text);
                prop_assert!(preview.text.contains("status.example.com/"), "{}: {}", service.slug, preview.text);
            }
        }

        #[test]
        fn what_is_cut_is_a_beginning_of_whole_characters(body in "(\\PC|👨‍👩‍👧|é|[a-z ]){1,200}", limit in 12..120_usize) {
            let told = told("Slow", &body);
            let count = |text: &str| text.graphemes(true).count();
            let text = fit(&told, limit, |words| words.body.to_owned(), count);
            prop_assert!(count(&text) <= limit);
            if let Some(kept) = text.strip_suffix(CUT).filter(|_| text != body) {
                prop_assert!(body.starts_with(kept));
            }
        }
    }
}
