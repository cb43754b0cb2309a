//! What can be left out of a text without taking anything with it that customers look for.

use crate::grammar::Tense;
use crate::lexicon::Class;
use crate::parts;
use crate::rules::comms::announces_update;
use crate::text::{Ask, Cut, Doc};
use crate::word_list::words;
use std::ops::Range;

/// The words of a finding's clause (`names`: it names something that others may speak of), with the joint that only held it to its neighbour, if the clause says nothing
/// else and its neighbour stands by itself.
pub(super) fn clause(doc: &Doc, hit: &Range<usize>, names: bool) -> Option<Range<usize>> {
    let (first, last) = (doc.clause_of(hit.start), doc.clause_of(hit.end - 1));
    let clause = first.start..last.end;
    let sentence = doc.sentence_of(hit.start);
    if clause == sentence || hit.end > sentence.end || says_more(doc, &clause, hit) {
        return None;
    }
    let after = (clause.end < sentence.end).then(|| doc.clause_of(clause.end));
    let opener = words!("as because given since with");
    if clause.start == sentence.start {
        let next = after?;
        let joint = doc.words.is_at(next.start, words!("and but so"));
        let gap = doc.gap_after(clause.end - 1).trim_start();
        let apart = gap.starts_with([';', ':', '–', '—']) || gap.starts_with("- ");
        let led = doc.words.is_at(clause.start, opener) && gap.starts_with(',');
        let bare = joint && !doc.groups_in(&(next.start + 1..next.start + 2)).is_empty();
        let all = *hit == clause && gap.starts_with(',');
        let stands = stands(doc, &(next.start + usize::from(joint)..next.end));
        return ((joint || apart || led || all)
            && stands
            && !bare
            && !(names && is_referred_to(doc, &clause)))
        .then(|| clause.start..next.start + usize::from(joint));
    }
    let gap = doc.gap_after(clause.start - 1).trim_start();
    let bracketed = gap.starts_with('(') && doc.gap_after(clause.end - 1).starts_with(')');
    let apart = gap.starts_with([';', ':', '–', '—']) || gap.starts_with("- ");
    let joined = doc.words.is_at(clause.start, words!("and because but since so"))
        && stands(doc, &(clause.start + 1..clause.end));
    let before = stands(doc, &doc.clause_of(clause.start - 1))
        && !doc.text.cut(..doc.words[clause.start].start).ends_with(":\n");
    let last = after.is_none();
    (bracketed || last && (apart || joined) && before && !(names && is_referred_to(doc, &clause)))
        .then_some(clause)
}

/// "We apologise for any inconvenience and have refunded all fares": the first verb, with what hangs on it, up to the
/// second one of the same subject.
pub(super) fn verbs(doc: &Doc, hit: &Range<usize>) -> Option<Range<usize>> {
    let clause = doc.clause_of(hit.start);
    let first = doc.groups_in(&clause).first()?;
    let subject = clause.start..first.verbs.start;
    let sentence = doc.sentence_of(hit.start);
    let next = (clause.end < sentence.end && hit.end <= clause.end).then(|| doc.clause_of(clause.end))?;
    let second = doc.groups_in(&next).first()?;
    let joint = doc.words.is_at(next.start, words!("and but")) && second.verbs.start == next.start + 1;
    let own = doc.words.is_at(subject.start, words!("i we")) && subject.len() == 1;
    let cut = first.verbs.start..next.start + 1;
    let looks = doc.words.is_at(
        second.main(),
        words!("check checking doing investigating look looking testing trying work working"),
    );
    let named = doc.words.any_in(second.rest.clone(), words!("it them")) && !looks;
    let apart = doc.words[clause.start].end <= doc.words[first.verbs.start].start;
    let agrees = !doc.words.is_at(second.verbs.start, words!("has is was"));
    (joint && !named && apart && own && agrees && second.tense != Tense::Bare && !says_more(doc, &cut, hit))
        .then_some(cut)
}

/// The sentence of a finding, if it says nothing else and others are left.
pub(super) fn sentence(doc: &Doc, hit: &Range<usize>, names: bool) -> Option<Range<usize>> {
    let sentence = doc.sentence_of(hit.start);
    let left = doc.sentences.iter().any(|s| *s != sentence && s.len() > 1);
    (hit.end <= sentence.end
        && left
        && !says_more(doc, &sentence, hit)
        && !(names && is_referred_to(doc, &sentence)))
    .then_some(sentence)
}

/// "A fuse blew. We replaced it.": without the one, nobody knows what the other speaks of.
pub(crate) fn is_referred_to(doc: &Doc, cut: &Range<usize>) -> bool {
    const REACH: usize = 6;
    let pronouns = words!("it them");
    if cut.end == doc.words.len() {
        return false;
    }
    let next = cut.end..doc.words.len().min(cut.end + REACH);
    let leads = next.clone().take(3).any(|i| doc.words.is_at(i, words!("that then these this those")))
        || doc.words.is_at(next.start, words!("he it she they"));
    if leads && doc.words[next.start].sentence > doc.words[cut.start].sentence {
        return true;
    }
    let makes = words!(
        "added adding corrected correcting granted granting rebuilding rebuilt removed removing replaced replacing restarting swapped swapping"
    );
    if next.clone().any(|i| doc.words.is_at(i, makes) && doc.words.is_at(i + 1, pronouns)) {
        return true;
    }
    let object = (next.start + 1..next.end)
        .any(|i| doc.words.is_at(i, pronouns) && !doc.words.is_at(i - 1, words!("and but on")));
    let own = doc.words[cut.clone()].any_is(pronouns);
    let thing = crate::grammar::head(
        doc,
        &(cut.start..doc.groups_in(cut).first().map_or(cut.end, |g| g.verbs.start)),
    );
    let generic = thing.is_none_or(|i| {
        doc.words.is_at(i, words!("cause issue problem reason that this we"))
            || doc.words.has_at(i, Class::Company)
    });
    object && !own && !generic
}

/// Whether words say something beside the fault that customers look for: a name, a number, people, a place.
pub(super) fn says_more(doc: &Doc, range: &Range<usize>, hit: &Range<usize>) -> bool {
    if announces_update(doc, range) {
        return true;
    }
    range.clone().filter(|i| !hit.contains(i)).any(|i| {
        let word = &doc.words[i];
        let mild = word.has(Class::Verb) || word.has(Class::Ill) || word.has(Class::Day);
        let is_news =
            word.has_digit() || word.has(Class::People) || word.has(Class::Region) || word.has(Class::Number);
        let asks = word.is(words!("all call come every everybody everyone instead nobody please try use"));
        is_news || asks || parts::names(word) && !mild
    })
}

/// Whether words can be a sentence: they have a subject of their own and a verb, or ask for something.
pub(super) fn stands(doc: &Doc, range: &Range<usize>) -> bool {
    if range.is_empty()
        || doc
            .words
            .is_at(range.start, words!("how if once that to until what when where which while who whose why"))
    {
        return false;
    }
    doc.groups_in(range)
        .iter()
        .any(|g| g.tense == Tense::Order || g.tense != Tense::Bare && g.verbs.start > range.start)
        || doc.words.is_at(range.start, words!("call please use"))
}
