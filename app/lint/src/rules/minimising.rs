//! Words that play an impact down.

use super::{Hit, Rewrite, article, before};
use crate::data::data;
use crate::findings::{Phase, Rule};
use crate::lexicon::Class;
use crate::lexicon::meaning::Form;
use crate::phrase::sets;
use crate::text::{Ask, Cut, Doc, Word, joined};
use crate::word_list::{Words, words};
use std::ops::Range;

const VAGUE_COUNT: &str =
    "A count that names no number sounds like hiding it; give the number, the share or the group.";
const MAYBE: &str = "“May” plays down what does happen; say who sees what.";
const SMALL: &str = "This word makes the problem sound small; whoever is hit by it does not find it small.";
const HIDDEN: &str = "This hides how often it happens; say how many requests or customers, or leave it out.";
const NOTHING: &str = "This tells customers how to feel; say what is affected instead.";

sets! {"minimising/phrases.txt":
    COUNTS = "counts",
    MAY = "may",
    CHOICES = "choices",
    SUFFER = "suffer",
    FOR_SOME = "for-some",
    SHRINKS = "shrinks",
    SOMETIMES = "sometimes",
    SOOTHING = "soothing",
}

const REALLY_SMALL: Words = Words::new(data!("minimising/phrases.txt", "really-small"));

/// Finds what plays down; planned work may call its interruption short, post-mortems tell a history.
pub(super) fn find(doc: &Doc, phase: Phase, hits: &mut Vec<Hit>) {
    if phase == Phase::Postmortem {
        return;
    }
    let words = &doc.words;
    for sentence in &doc.sentences {
        let mut note =
            |range: Range<usize>, why, rewrites| hits.push(Hit::new(Rule::Minimising, range, why, rewrites));
        for range in
            COUNTS.all(doc, sentence).into_iter().filter(|r| !counted(doc, r) && !small_thing(doc, r))
        {
            let article = range.start > sentence.start && words.is_at(range.start - 1, words!("a an"));
            let range = range.start - usize::from(article)..range.end;
            let rewrites = some(doc, &range);
            note(range, VAGUE_COUNT, rewrites);
        }
        for range in MAY.all(doc, sentence).into_iter().filter(|r| suffered(doc, r)) {
            note(range, MAYBE, Vec::new());
        }
        for range in unsure(doc, sentence) {
            note(range, MAYBE, Vec::new());
        }
        for range in FOR_SOME.all(doc, sentence) {
            note(range, MAYBE, Vec::new());
        }
        for range in SOOTHING.all(doc, sentence) {
            note(range, NOTHING, vec![Rewrite::DropClause, Rewrite::DropSentence]);
        }
        if phase != Phase::Maintenance {
            for range in SHRINKS.all(doc, sentence).into_iter().filter(|r| shrinks(doc, r, sentence)) {
                let (range, rewrites) = without_first(doc, range);
                note(range, SMALL, rewrites);
            }
        }
        if !measured(&words[sentence.clone()]) {
            for range in SOMETIMES.all(doc, sentence) {
                let (range, rewrites) = without_first(doc, range);
                note(range, HIDDEN, rewrites);
            }
        }
    }
}

/// "Lyon may see late trams", "calls may drop": what goes wrong is told as if it might not.
fn unsure(doc: &Doc, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let groups = doc.groups_in(sentence).iter();
    let suffers = groups.filter(|g| {
        g.unsure
            && !doc.words.is_at(g.verbs.start, words!("would"))
            && !g.hypothetical
            && !g.negated
            && happens(doc, g)
    });
    suffers.map(|g| g.verbs.start.saturating_sub(1).max(sentence.start)..g.verbs.end).collect()
}

/// Whether what may happen is bad, rather than a choice or a hope.
fn happens(doc: &Doc, group: &crate::grammar::Group) -> bool {
    let words = &doc.words;
    let main = &words[group.main()];
    let causes =
        words.any_in(group.subject.clone(), words!("because cause if issue problem reason that this which"));
    let near = group.rest.start..group.rest.end.min(group.rest.start + 4);
    let bad = words[near].iter().any(|w| {
        w.has(Class::Fault) || w.has(Class::Ill)
            || w.is(words!("closed delayed delays down empty interrupted late locked longer missing offline old slow slower slowly slowness twice unavailable wrong"))
    });
    let meets = main.is(words!(
        "appear arrive be encounter experience face feel find get go have load notice run see show start take"
    ));
    let fails = main.has(Class::Fail) && !main.is(words!("act fill ground lock short sink"))
        || main.is(words!(
            "crash delay delayed disappear drop fail freeze hang lose miss stall stutter suffer time"
        ));
    !causes && (fails && !group.passive || meets && bad || group.copula && bad)
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
        let of = w.has_digit()
            && words.get(i + 1).is_some_and(|n| n.is(words!("in of out percent")) || n.has(Class::People));
        let one_in = w.norm == "one" && words.get(i + 1).is_some_and(|n| n.norm == "in");
        share
            || of
                && !words.get(i + 1).is_some_and(|n| n.is(words!("in")) && words.is_at(i + 2, words!("the")))
            || one_in
    })
}

/// "Small businesses": the things are small, not their number.
fn small_thing(doc: &Doc, range: &Range<usize>) -> bool {
    let next = doc.words.get(range.end);
    doc.words[range.clone()].iter().chain(next).any(|w| w.is(REALLY_SMALL))
}

/// Whether something happens to the people, rather than being their choice.
fn suffered(doc: &Doc, range: &Range<usize>) -> bool {
    let sentence = doc.sentence_of(range.start);
    let next = range.end..sentence.end.min(range.end + 3);
    let words = &doc.words;
    let could_not = words[range.clone()].iter().any(|w| w.norm == "could" || w.norm == "can")
        && words.get(range.end).is_some_and(|w| w.norm == "not");
    let conditional = range.start > sentence.start
        && words.is_at(range.start - 1, words!("any because if inconvenience issues problems trouble"));
    let can = words[range.clone()].iter().any(|w| w.norm == "can");
    let inside = SUFFER.any(doc, &(range.start + 1..range.end));
    let is_suffered = inside || SUFFER.any(doc, &next);
    let yours = words.is_at(range.start, words!("you"));
    let chosen = yours
        || range.end >= sentence.end
        || CHOICES.at(doc, range.end, sentence.end).is_some() && !is_suffered;
    let impersonal =
        !words.has_at(range.start, Class::People) && !words.is_at(range.start, words!("certain some"));
    !could_not && !conditional && (impersonal || is_suffered || !chosen && !can)
}

fn shrinks(doc: &Doc, range: &Range<usize>, sentence: &Range<usize>) -> bool {
    let words = &doc.words[range.clone()];
    let short = words.is_at(0, words!("brief briefly for momentary short temporary"));
    let timed =
        |w: &Word| w.has_digit() && (w.norm.has_mark(":") || w.norm.len() > 2 && w.norm.ends_with('m'));
    let exact = doc.words[sentence.clone()].iter().enumerate().any(|(i, w)| {
        timed(w)
            || w.has_digit()
                && doc
                    .words
                    .get(sentence.start + i + 1)
                    .is_some_and(|n| n.has(Class::Unit) || n.has(Class::Zone))
    });
    let prevented = doc.words[before(doc, range.start, 3)]
        .any_is(words!("against any avoid avoiding further future prevent preventing"));
    let temporary = words.is_at(0, words!("temporary"))
        && !words.any_is(words!("glitch glitches hiccup hiccups slowness"));
    let verb =
        words.is_at(0, words!("limited")) && doc.words.is_at(range.start + 1, words!("its our the this"));
    !(small_thing(doc, range) || short && exact || temporary || prevented || verb)
}

/// "Some customers" for "a small number of customers".
fn some(doc: &Doc, range: &Range<usize>) -> Vec<Rewrite> {
    let words = &doc.words[range.clone()];
    let Some(of) = words.iter().position(|w| w.is(words!("of"))) else { return Vec::new() };
    if words.any_is(words!("majority not us you"))
        || doc.words.is_at(range.end, words!("us you"))
        || of + 1 == words.len() && !words.any_is(words!("couple few handful number part subset"))
    {
        return Vec::new();
    }
    // "A limited number of invoices shows" would need another verb.
    let agrees = |w: &Word| w.form == Form::S || w.is(words!("has is was"));
    if doc.words.get(range.end).is_some_and(agrees) {
        return Vec::new();
    }
    // "A tiny part of the fleet": what is no number of things stays a part.
    if words.any_is(words!("corner fraction part piece slice")) {
        return vec![Rewrite::Put("part of".to_owned())]
            .into_iter()
            .filter(|_| of + 1 == words.len())
            .collect();
    }
    let mut text = "some".to_owned();
    for word in words[of + 1..].iter().filter(|w| !w.is(words!("our the"))) {
        text.push(' ');
        text.push_str(doc.text.cut(word.start..word.end));
    }
    vec![Rewrite::Put(text)]
}

/// The words without the shrinking one and what strengthens it, with the article that then fits.
fn without_first(doc: &Doc, range: Range<usize>) -> (Range<usize>, Vec<Rewrite>) {
    let words = &doc.words;
    let sentence = doc.sentence_of(range.start);
    if words.is_at(range.start, words!("at every from here in now on once")) {
        return (range, vec![Rewrite::Drop]);
    }
    // "The occasional ticket" is another one than "the ticket".
    if range.start > sentence.start
        && words.is_at(range.start - 1, words!("the"))
        && words.is_at(range.start, words!("occasional odd rare"))
    {
        return (range, Vec::new());
    }
    let little = words[range.start].norm == "a";
    let next = range.start + 1 + usize::from(little);
    let kept = words!(
        "at bump but cosmetic effect flaky for from hiccups impact in limited minimal most possible some"
    );
    if next >= sentence.end || words.is_at(range.start, kept) {
        return (range, vec![Rewrite::DropClause]);
    }
    // "Intermittent connectivity" without its first word would say that all is well.
    let adverb = words[next - 1].norm.ends_with("ly") || words.is_at(next - 1, words!("sometimes somewhat"));
    let bad = |i: usize| {
        words.has_at(i, Class::Fault) || words.is_at(i, words!("break bump delay delays dip downtime drop drops effect failed failures gap higher hold-up hold-ups impact inconvenience lag late latency longer loss lost packet pause period problem quality slow slowdown slowdowns slower slowness snag timeouts wobble"))
    };
    let harmless = !adverb && !little && !(next..sentence.end.min(next + 3)).any(bad);
    if harmless || words.is_at(next, words!("and but or")) {
        return (range, Vec::new());
    }
    let strong = range.start > sentence.start
        && words.is_at(
            range.start - 1,
            words!("extremely fairly just only quite rather relatively somewhat very"),
        );
    let start = range.start - usize::from(strong);
    let article_before = start > sentence.start && words.is_at(start - 1, words!("a an"));
    let rest = doc.text.cut(words[next].start..words[next].end);
    if article_before {
        let span = start - 1..next + 1;
        return (span, vec![Rewrite::Put(joined(&[article(rest), " ", rest]))]);
    }
    (start..next, vec![Rewrite::Drop])
}

#[cfg(test)]
mod tests {
    use super::super::examples;
    use crate::{Phase, Rule};

    #[test]
    fn examples() {
        examples::check(Rule::Minimising, include_str!("minimising/examples.txt"));
    }

    #[test]
    fn repairs() {
        examples::fixes(
            Rule::Minimising,
            Phase::Investigating,
            &[
                ("There is a minor issue with mail.", "There is an issue with mail."),
                ("Error rates are slightly elevated.", "Error rates are elevated."),
                ("We see intermittent errors.", "We see errors."),
                ("A small number of customers see errors.", "Some customers see errors."),
            ],
        );
    }
}
