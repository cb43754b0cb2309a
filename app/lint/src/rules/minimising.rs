//! Words that play an impact down.

use super::{apart, article, finding};
use crate::clauses::{Doc, Word};
use crate::findings::{Finding, Phase, Rule};
use crate::phrase::Phrases;
use std::ops::Range;
use std::sync::LazyLock;

const VAGUE_COUNT: &str = "“A small number” hides how many; give the number, the share or the group.";
const MAYBE: &str = "“May” plays down what does happen; say who sees what.";
const SMALL: &str = "This word makes the problem sound small; leave it out and say what customers see.";
const SOMETIMES: &str =
    "“Intermittent” hides how often; say how many requests or customers, or leave it out.";
const NOTHING: &str = "This tells customers how to feel; say what is affected instead.";

/// Counts that count nothing.
static COUNTS: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "small|tiny|limited|low|minor|very|minimal [small|limited] number|subset|percentage|portion|fraction|group|set|share|proportion|amount [of] [our|end|the] [_]",
        "handful of",
        "only a few|handful|small|limited",
        "a few [of] [our] @people",
        "very few",
        "minority of",
    ])
});

/// People to whom something may happen.
static MAY: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "@people [in|on|with|of] [_] [_] [_] may|might|could [still|also|be|have|continue|see|notice]",
        "some|certain of [our] @people may|might|could",
    ])
});

/// What people may do, as opposed to what happens to them.
const CHOICES: &[&str] = &[
    "use", "contact", "try", "retry", "restart", "need", "want", "switch", "wish", "then", "now", "safely",
    "login", "continue", "follow", "check", "choose", "also", "still", "not", "instead", "reach", "call",
    "refresh", "rely",
];

/// Verbs of suffering: with these, a choice is none.
static SUFFER: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "experienc~|notic~|encounter~|see|seeing|face|facing|seen|find|observe|lose|suffer|receive|get|fail|unable|affected|impacted|delayed|not|have|be",
    ])
});

/// Some things that hang on a "may" elsewhere in the sentence.
static FOR_SOME: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(&["may|might|could be ... for|by|to some|certain [of] [our] @people"]));

/// Adjectives and adverbs that shrink a problem.
static SHRINKS: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "minor|small|tiny|little|slight|mild|modest|brief|short|negligible|smallish [_] issue|issues|problem|problems|glitch|glitches|hiccup|delay|delays|interruption|interruptions|disruption|disruptions|outage|outages|degradation|impact|latency|increase|slowdown|slowdowns|bug|bugs|errors|error|hitch|inconvenience|downtime|incident|lag|dip|window|period",
        "slightly|marginally|somewhat",
        "a little|bit slow|slower|longer|late|delayed|degraded|higher",
        "potential|possible issue|issues|problem|problems|impact|disruption|disruptions|delays",
        "potentially",
        "briefly",
        "limited|minimal impact|effect",
    ])
});

static SOMETIMES_WORDS: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&["intermittent|intermittently|sporadic|sporadically|occasional|occasionally [_]"])
});

/// Words that tell customers not to mind.
static SOOTHING: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "just|only a blip|hiccup|glitch",
        "blip|hiccup|glitch",
        "nothing to worry",
        "no need to worry|panic",
        "no cause for concern|alarm|worry",
        "not appear|seem as widespread",
        "not as|that widespread|bad|serious",
    ])
});

/// Small things that are small.
const REALLY_SMALL: &[&str] =
    &["version", "release", "update", "upgrade", "businesses", "business", "teams", "plan"];

/// Finds what plays down; planned work may call its interruption short, post-mortems tell a history.
pub(super) fn find(doc: &Doc, phase: Phase) -> Vec<Finding> {
    if phase == Phase::Postmortem {
        return Vec::new();
    }
    let mut found = Vec::new();
    for sentence in &doc.sentences {
        let words = &doc.words;
        let note = |range: &Range<usize>, message, fix| finding(doc, Rule::Minimising, range, message, fix);
        let counts = COUNTS.all(words, sentence).into_iter().filter(|r| !counted(doc, r));
        found.extend(counts.map(|r| note(&r, VAGUE_COUNT, None)));
        let may = MAY.all(words, sentence).into_iter().filter(|r| suffered(doc, r));
        found.extend(may.map(|r| note(&r, MAYBE, None)));
        found.extend(FOR_SOME.all(words, sentence).iter().map(|r| note(r, MAYBE, None)));
        found.extend(SOOTHING.all(words, sentence).iter().map(|r| note(r, NOTHING, None)));
        if phase != Phase::Maintenance {
            let shrinks = SHRINKS.all(words, sentence).into_iter().filter(|r| shrinks(doc, r, sentence));
            found.extend(shrinks.map(|r| drop_word(doc, &r, SMALL)));
        }
        let often =
            SOMETIMES_WORDS.all(words, sentence).into_iter().filter(|_| !measured(&words[sentence.clone()]));
        found.extend(often.map(|r| drop_word(doc, &r, SOMETIMES)));
    }
    apart(found)
}

/// Whether a number stands with the vague count: "a small number (3%)".
fn counted(doc: &Doc, range: &Range<usize>) -> bool {
    let sentence = doc.sentence_of(range.start);
    measured(&doc.words[range.start..sentence.end.min(range.end + 5)])
}

/// Whether the words give a share or a count of something else than time.
fn measured(words: &[Word]) -> bool {
    words.iter().enumerate().any(|(i, w)| {
        let share = w.norm.ends_with('%') || w.norm == "percent";
        let of = w.has_digit() && words.get(i + 1).is_some_and(|n| n.is(&["of", "in", "percent", "out"]));
        let one_in = w.norm == "one" && words.get(i + 1).is_some_and(|n| n.norm == "in");
        share || of || one_in
    })
}

/// Whether something happens to the people, rather than being their choice.
fn suffered(doc: &Doc, range: &Range<usize>) -> bool {
    let sentence = doc.sentence_of(range.start);
    let next = range.end..sentence.end.min(range.end + 3);
    let could_not = doc.words[range.clone()].iter().any(|w| w.norm == "could")
        && doc.words.get(range.end).is_some_and(|w| w.norm == "not");
    let verb = doc.words.get(range.end).filter(|_| range.end < sentence.end);
    let inside = SUFFER.any(&doc.words, range);
    let chosen = !inside && verb.is_none_or(|w| w.is(CHOICES)) && !SUFFER.any(&doc.words, &next);
    !could_not && !chosen
}

fn shrinks(doc: &Doc, range: &Range<usize>, sentence: &Range<usize>) -> bool {
    let words = &doc.words[range.clone()];
    let real = words.iter().any(|w| w.is(REALLY_SMALL));
    let short = words[0].is(&["brief", "briefly", "short"]);
    let exact = doc.words[sentence.clone()].iter().any(Word::has_digit);
    !(real || short && exact)
}

/// A finding whose fix leaves the shrinking word out, with the article that then fits.
fn drop_word(doc: &Doc, range: &Range<usize>, message: &str) -> Finding {
    let words = &doc.words;
    let sentence = doc.sentence_of(range.start);
    let shrinker = range.start;
    let article_before = shrinker > sentence.start && words[shrinker - 1].is(&["a", "an"]);
    let little = words[shrinker].norm == "a";
    let next = if little { shrinker + 2 } else { shrinker + 1 };
    if next >= sentence.end || range.end <= shrinker {
        return finding(doc, Rule::Minimising, range, message, None);
    }
    let rest = &doc.text[words[next].start..words[next].end];
    if article_before && range.len() > 1 {
        let span = shrinker - 1..next + 1;
        let fix = format!("{} {rest}", article(rest));
        return finding(doc, Rule::Minimising, &span, message, Some(fix));
    }
    let adverb = words[shrinker].norm.ends_with("ly") || little;
    let fix = (adverb || range.len() > 1).then(String::new);
    finding(doc, Rule::Minimising, &(shrinker..next), message, fix)
}

#[cfg(test)]
mod tests {
    use super::super::examples::{fixes, flags, passes};
    use crate::{Phase, Rule};

    #[test]
    fn plays_down() {
        flags(
            Rule::Minimising,
            Phase::Investigating,
            &[
                "«A small number of» customers cannot log in.",
                "A «very small subset of users» is affected.",
                "«Some users may» experience delays.",
                "«Customers may notice» that pages are slow.",
                "There is «a minor issue» with mail.",
                "Error rates are «slightly elevated».",
                "We see «intermittent errors».",
                "Requests are «occasionally» failing.",
                "Live chat was away, «just a blip».",
                "It is «nothing to worry» about.",
                "Newsletters «may be late for some customers».",
                "There was «a tiny hiccup» at checkout.",
            ],
        );
    }

    #[test]
    fn plain_words() {
        passes(
            Rule::Minimising,
            Phase::Investigating,
            &[
                "3% of apps in the EU region cannot be reached.",
                "Large files fail.",
                "Invoices of small businesses show a wrong rate.",
                "We roll out a minor version.",
                "Users cannot log in.",
                "You may use the old page instead.",
                "Customers could not log in.",
                "One in five saves fails, intermittently, in all regions.",
                "A small number of customers (0.4%) see errors.",
            ],
        );
    }

    #[test]
    fn repairs() {
        fixes(
            Rule::Minimising,
            Phase::Investigating,
            &[
                ("There is a minor issue with mail.", "There is an issue with mail."),
                ("Error rates are slightly elevated.", "Error rates are elevated."),
                ("We see intermittent errors.", "We see errors."),
            ],
        );
    }
}
