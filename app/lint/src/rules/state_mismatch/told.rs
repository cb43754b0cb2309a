//! What the grammar of a text says of its state: that it is over, or that it goes on.

use crate::findings::Phase;
use crate::grammar::{Group, Tense, head};
use crate::lexicon::Class;
use crate::text::{Ask, Cut, Doc, Voice};
use crate::words::words;
use std::ops::Range;

/// So many entries with a time before them make a thread, of which no entry is the whole.
const THREAD_ENTRIES_MIN: usize = 2;

/// Whether the text is a thread of entries: "12:10 Done. 11:40 We are looking."
pub(super) fn is_thread(doc: &Doc) -> bool {
    let stamped = doc.sentences.iter().filter(|s| {
        let first = &doc.words[s.start];
        first.has_digit() && first.norm.has_mark(":") && s.len() > 1
    });
    stamped.count() >= THREAD_ENTRIES_MIN
}

/// Where a text says that all is over, if nothing in it says that something goes on.
pub(super) fn over(doc: &Doc, phase: Phase) -> Option<Range<usize>> {
    let goes_on = doc.groups.iter().any(|g| is_bad(doc, g) || works_on(doc, g))
        || doc.words.any_is(words!(
            "rolling broadly deploying investigating still partially partly some most remaining rest whether monitoring unable not"
        ));
    if goes_on {
        return None;
    }
    doc.groups
        .iter()
        .find(|g| is_good(doc, g) && (phase == Phase::Investigating || is_whole(doc, g)))
        .map(whole)
        .or_else(|| verbless(doc))
}

fn whole(group: &Group) -> Range<usize> {
    group.subject.start.min(group.verbs.start)..(group.verbs.end + 1).min(group.rest.end).max(group.verbs.end)
}

/// "Shop restored.", "Closed."
fn verbless(doc: &Doc) -> Option<Range<usize>> {
    const SHORT_WORDS_MAX: usize = 4;
    let words = &doc.words;
    let last = |s: &Range<usize>| {
        words.is_at(s.end - 1, words!("restored fixed resolved repaired solved closed over back done online"))
    };
    let said =
        |s: &Range<usize>| doc.groups_in(s).iter().any(|g| g.tense != Tense::Bare && g.tense != Tense::Past);
    let closed = |s: &Range<usize>| {
        words.is_at(s.end - 1, words!("closed back done over online"))
            && s.len() > 1
            && !words.any_in(s.clone(), words!("incident issue ticket case outage"))
    };
    doc.sentences
        .iter()
        .find(|s| {
            s.len() <= SHORT_WORDS_MAX
                && last(s)
                && !said(s)
                && !closed(s)
                && words[s.start].voice == Voice::Ours
        })
        .cloned()
}

/// Whether it is all that was broken that works again: one thing may, while others are still looked at.
fn is_whole(doc: &Doc, group: &Group) -> bool {
    let all = words!(
        "all every everything everybody everyone service services system systems problem issue incident outage fault disruption it this"
    );
    doc.words.any_in(group.subject.clone(), all)
        || doc.words.any_in(group.rest.clone(), words!("all every everybody everyone everywhere"))
}

/// Says that something works again.
fn is_good(doc: &Doc, group: &Group) -> bool {
    let words = &doc.words;
    let main = &words[group.main()];
    if group.negated
        || group.hypothetical
        || group.unsure
        || matches!(group.tense, Tense::Future | Tense::Order | Tense::Bare)
    {
        return false;
    }
    // "We come back to you to check that everything works again."
    let lead = doc.sentence_of(group.verbs.start).start..group.verbs.start;
    if words.any_in(lead, words!("check checking checked whether sure once when until if")) {
        return false;
    }
    let near = group.rest.start..group.rest.end.min(group.rest.start + 2);
    let reopened = words.any_in(near.clone(), words!("open available live running"))
        && words.any_in(group.rest.clone(), words!("again"));
    let put_back = group.passive
        && words.is_at(group.main(), words!("put"))
        && words.is_at(group.rest.start, words!("back"));
    let well = reopened || words[near.clone()].iter().any(|w| w.has(Class::Well) && !w.is(words!("on up through good clear well open running live available working current complete fine served whole")));
    let again = words.any_in(group.rest.clone(), words!("again normally should"));
    let troubles = head(doc, &group.subject).is_some_and(|i| words.has_at(i, Class::Fault));
    let well = well && !(troubles && words.any_in(near.clone(), words!("back up")));
    let runs = main.has(Class::Recover) || main.is(words!("working bought booked used open opened"));
    let put_right =
        words.is_at(group.main(), words!("put")) && words.any_in(group.rest.clone(), words!("right"));
    let part = words.any_in(
        group.subject.clone(),
        words!("one two some fix part earlier previous last yesterday's half most"),
    );
    let sentence = doc.sentence_of(group.verbs.start);
    let ahead = words.any_in(
        sentence.clone(),
        words!("tomorrow soon shortly later until from by tonight then as minutes hours hour"),
    ) && !words.any_in(sentence, words!("all"));
    let mended = group.passive
        && (main.has(Class::Mend) && main.is(words!("fixed repaired restored resolved solved"))
            || put_right
            || put_back);
    let named = head(doc, &group.subject).is_some_and(|i| {
        !words.is_at(i, words!("we which that who you fix error errors failures workaround"))
    });
    !part
        && !ahead
        && named
        && (group.copula && well
            || mended
            || runs && again && !words.any_in(group.verbs.clone(), words!("work")))
}

/// Says that something is wrong now.
pub(super) fn is_bad(doc: &Doc, group: &Group) -> bool {
    let words = &doc.words;
    if group.hypothetical || group.unsure || !matches!(group.tense, Tense::Present | Tense::Perfect) {
        return false;
    }
    let main = &words[group.main()];
    let near = group.rest.start..group.rest.end.min(group.rest.start + 4);
    let ill = words[near.clone()].iter().any(|w| {
        w.has(Class::Ill) && !w.is(words!("closed back"))
            || w.is(words!(
                "down unavailable offline unreachable empty dark silent closed stuck late out without"
            ))
    });
    if group.negated {
        let able = words.any_in(group.verbs.clone(), words!("can able"))
            || main.is(words!(
                "run work load open answer start respond arrive running working loading opening responding"
            ));
        return able && !words.any_in(group.subject.clone(), words!("we us our"));
    }
    let remains = words.is_at(group.main(), words!("remain remains stay stays"));
    let fails = main.has(Class::Fail)
        && !main.has(Class::Mend)
        && !group.passive
        && group.tense == Tense::Present
        && !words.is_at(group.main(), words!("fill filled lock stop stops short ground"));
    let refused = group.passive && main.is(words!("declined refused rejected dropped lost blocked"));
    let shut = group.passive
        && group.tense == Tense::Present
        && main.is(words!("closed suspended disconnected interrupted halted paused"));
    let worsens = main
        .is(words!("dropping falling failing worsening sinking spreading deteriorating crashing"))
        && words.is_at(group.verbs.start, words!("is are keeps keep"));
    let wrongly = group.tense == Tense::Present
        && !group.copula
        && !group.passive
        && words.any_in(
            group.rest.clone(),
            words!("twice wrongly late nowhere random nothing blank empty wrong"),
        )
        && !words.any_in(group.subject.clone(), words!("we"));
    (group.copula || remains) && ill && group.tense != Tense::Bare
        || fails
        || refused
        || worsens
        || shut
        || wrongly
}

/// Says that somebody is still at it, or will be.
pub(super) fn works_on(doc: &Doc, group: &Group) -> bool {
    let words = &doc.words;
    let main = &words[group.main()];
    if group.negated && group.tense != Tense::Perfect
        || group.hypothetical && !group.is_under(doc, words!("while until"))
        || words.any_in(group.subject.clone(), words!("you review"))
    {
        return false;
    }
    let helpers = words.is_at(group.verbs.start, words!("are is am"));
    let not_yet = group.is_under(doc, words!("while until"))
        && words.any_in(group.subject.clone(), words!("we they engineers"))
        && main.has(Class::Mend)
        && group.tense == Tense::Present;
    let searching =
        helpers && main.is(words!("trying looking investigating searching fixing repairing working"));
    let for_it = words
        .any_in(group.rest.clone(), words!("fix it problem cause wrong issue outage why fault"))
        && !words.any_in(group.rest.clone(), words!("prevent future again avoid"));
    let later = group.tense == Tense::Future
        && !words.is_at(group.verbs.start, words!("should"))
        && (main.is(words!("look repaired fixed restored repair fix come arrive replaced replace mended"))
            && !words.any_in(group.subject.clone(), words!("we")));
    let comes = group.copula
        && words.any_in(group.rest.clone(), words!("way"))
        && words.any_in(group.rest.clone(), words!("on"));
    let planned = group.passive
        && words.any_in(group.verbs.clone(), words!("planned scheduled booked"))
        && words.any_in(group.subject.clone(), words!("repair fix visit replacement"));
    if group.negated {
        return words.any_in(group.subject.clone(), words!("we engineers team"))
            && main.is(words!("found identified solved fixed"));
    }
    not_yet || searching && for_it || later || comes || planned
}

/// The statements of a text that something goes on.
pub(super) fn ongoing(doc: &Doc, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let said = doc.groups_in(sentence).iter().filter(|g| {
        let relative = doc.words.any_in(g.subject.clone(), words!("who which that whose you"));
        let planned = doc
            .words
            .any_in(sentence.clone(), words!("announced planned scheduled maintenance usual always"));
        !relative && !planned && (is_bad(doc, g) || works_on(doc, g))
    });
    said.map(whole).collect()
}
