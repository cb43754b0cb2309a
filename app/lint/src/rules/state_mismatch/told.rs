//! What the grammar of a text says of its state: that it is over, or that it goes on.

use super::again::{goes_again, goes_through};
use super::unsettled::{is_unsettled, lacks, piles_up};
use crate::findings::Phase;
use crate::grammar::{Group, Tense, head};
use crate::lexicon::meaning::Form;
use crate::lexicon::{Class, classes};
use crate::text::{Ask, Cut, Doc, Voice};
use crate::word_list::words;
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
            "broadly deploying investigating monitoring most not partially partly remaining rest rolling some still unable whether"
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

pub(super) fn whole(group: &Group) -> Range<usize> {
    group.subject.start.min(group.verbs.start)..(group.verbs.end + 1).min(group.rest.end).max(group.verbs.end)
}

/// "Shop restored.", "Closed."
fn verbless(doc: &Doc) -> Option<Range<usize>> {
    const SHORT_WORDS_MAX: usize = 4;
    let words = &doc.words;
    let last = |s: &Range<usize>| {
        words.is_at(s.end - 1, words!("back closed done fixed online over repaired resolved restored solved"))
    };
    let said =
        |s: &Range<usize>| doc.groups_in(s).iter().any(|g| g.tense != Tense::Bare && g.tense != Tense::Past);
    let closed = |s: &Range<usize>| {
        words.is_at(s.end - 1, words!("back closed done online over"))
            && s.len() > 1
            && !words.any_in(s.clone(), words!("case incident issue outage ticket"))
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
        "all disruption every everybody everyone everything fault incident issue it outage problem service services system systems this"
    );
    doc.words.any_in(group.subject.clone(), all)
        || doc.words.any_in(
            group.verbs.end..doc.sentence_of(group.verbs.start).end,
            words!("all every everybody everyone everywhere"),
        )
}

/// Says that something works again.
fn is_good(doc: &Doc, group: &Group) -> bool {
    let words = &doc.words;
    let main = &words[group.main()];
    if group.negated
        || group.hypothetical
        || group.unsure
        || matches!(group.tense, Tense::Future | Tense::Order | Tense::Bare) && !goes_through(doc, group)
    {
        return false;
    }
    // "We come back to you to check that everything works again."
    let lead = doc.sentence_of(group.verbs.start).start..group.verbs.start;
    if words.any_in(lead, words!("check checked checking if once sure until when whether")) {
        return false;
    }
    if goes_again(doc, group) {
        return true;
    }
    let near = group.rest.start..group.rest.end.min(group.rest.start + 2);
    let reopened = words.any_in(near.clone(), words!("available live open running"))
        && words.any_in(group.rest.clone(), words!("again"));
    let put_back = group.passive
        && words.is_at(group.main(), words!("put"))
        && words.is_at(group.rest.start, words!("back"));
    let well = reopened || words[near.clone()].iter().any(|w| w.has(Class::Well) && !w.is(words!("available clear complete current fine good live on open running served through up well whole working")));
    let again = words.any_in(group.rest.clone(), words!("again normally should"));
    let troubles = words.any_has(group.subject.clone(), Class::Fault)
        || words.any_in(
            group.subject.clone(),
            words!("delay delays latency load queue queues rate rates timeouts times"),
        );
    let well = well && !(troubles && words.any_in(near.clone(), words!("back up")));
    let runs = main.has(Class::Recover) || main.is(words!("booked bought open opened used working"));
    let put_right =
        words.is_at(group.main(), words!("put")) && words.any_in(group.rest.clone(), words!("right"));
    let part = words.any_in(
        group.subject.clone(),
        words!("earlier fix half last most one part previous some two yesterday's"),
    );
    let sentence = doc.sentence_of(group.verbs.start);
    let as_usual = words!("before ever expected it normal they usual");
    let as_ = sentence.clone().any(|i| words.is_at(i, words!("as")) && !words.is_at(i + 1, as_usual));
    let ahead =
        (as_ || words.any_in(
            sentence.clone(),
            words!("by from hour hours later minutes shortly soon then tomorrow tonight until"),
        )) && !words.any_in(sentence, words!("all"));
    let mended = group.passive
        && (main.has(Class::Mend) && main.is(words!("cleared corrected eliminated fixed mended rectified removed repaired resolved restored solved sorted"))
            || put_right
            || put_back);
    let named = head(doc, &group.subject).is_some_and(|i| {
        !words.is_at(i, words!("error errors failures fix that we which who workaround you"))
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
        w.has(Class::Ill) && !w.is(words!("back closed"))
            || w.is(words!(
                "closed dark down empty late offline out shut silent stuck unavailable unreachable without"
            ))
    });
    let still = words.any_in(group.subject.start..near.end, words!("still"));
    if still && group.tense == Tense::Present && goes_on_badly(doc, group) {
        return true;
    }
    if !group.passive && lacks(doc, group) || piles_up(doc, group) || is_unsettled(doc, group) {
        return true;
    }
    if group.negated {
        let repeated = words.any_in(group.rest.clone(), words!("again twice"));
        let able = words.any_in(group.verbs.clone(), words!("able can"))
            || main.is(words!(
                "answer arrive load loading open opening respond responding run running start work working"
            ));
        let refusing = words.is_at(group.verbs.start, words!("are is"))
            && main.is(words!(
                "accepting arriving answering charging coming delivering going letting loading printing processing \
                 reaching receiving responding running selling sending showing stopping taking working"
            ));
        return able && !repeated && !words.any_in(group.subject.clone(), words!("engineers team us we"))
            || refusing && !words.any_in(group.verbs.clone(), words!("any longer"));
    }
    let remains = words.is_at(group.main(), words!("remain remains stay stays"));
    let fails = main.has(Class::Fail)
        && !main.has(Class::Mend)
        && !group.passive
        && group.tense == Tense::Present
        && !words.is_at(group.main(), words!("fill filled ground lock short stop stops"));
    let refused = group.passive && main.is(words!("blocked declined dropped lost refused rejected"));
    let shut = group.passive
        && group.tense == Tense::Present
        && main.is(words!("closed disconnected halted interrupted paused suspended"));
    let spoilt = group.passive
        && group.tense == Tense::Present
        && main.has_any(classes!(Class::Ill, Class::Fail))
        && !main.has(Class::Mend);
    let worsens = main
        .is(words!("crashing deteriorating dropping failing falling sinking spreading worsening"))
        && words.is_at(group.verbs.start, words!("are is keep keeps"));
    let wrongly = group.tense == Tense::Present
        && !group.copula
        && !group.passive
        && words.any_in(
            group.rest.clone(),
            words!("blank empty late nothing nowhere random twice wrong wrongly"),
        )
        && !words.any_in(group.subject.clone(), words!("we"));
    (group.copula || remains) && ill && group.tense != Tense::Bare
        || fails
        || refused
        || spoilt
        || worsens
        || shut
        || wrongly
}

/// "Is still closed", "are still being turned away", "is still not possible".
fn goes_on_badly(doc: &Doc, group: &Group) -> bool {
    let words = &doc.words;
    let us = words.any_in(group.subject.clone(), words!("i team that we which who"));
    let impossible =
        group.negated && words.any_in(group.rest.clone(), words!("able available back possible"));
    let suffers = group.passive
        && !group.negated
        && words.is_at(
            group.main(),
            words!("affected blocked cancelled closed delayed held queued refused rejected suspended turned"),
        );
    let waits = words.is_at(group.main(), words!("awaiting missing queueing waiting"));
    let partial =
        group.copula && !group.negated && words.any_in(group.rest.clone(), words!("incomplete missing"));
    !us && (impossible || suffers || partial || waits)
}

/// Says that somebody is still at it, or will be.
pub(super) fn works_on(doc: &Doc, group: &Group) -> bool {
    let words = &doc.words;
    let main = &words[group.main()];
    if group.negated && group.tense != Tense::Perfect
        || group.hypothetical && !group.is_under(doc, words!("until while"))
        || words.any_in(group.subject.clone(), words!("review you"))
    {
        return false;
    }
    let helpers = words.is_at(group.verbs.start, words!("am are is"));
    let not_yet = group.is_under(doc, words!("until while"))
        && words.any_in(group.subject.clone(), words!("engineers they we"))
        && main.has(Class::Mend)
        && group.tense == Tense::Present;
    let searching =
        helpers && main.is(words!("fixing investigating looking repairing searching trying working"));
    let mending = helpers
        && !group.passive
        && (main.has(Class::Mend) && main.form == Form::Ing || main.is(words!("working")))
        && words.any_in(doc.sentence_of(group.verbs.start), words!("currently moment now write"));
    let for_it = words
        .any_in(group.rest.clone(), words!("cause fault fix issue it outage problem why wrong"))
        && !words.any_in(group.rest.clone(), words!("again avoid future prevent"));
    let later = group.tense == Tense::Future
        && !words.is_at(group.verbs.start, words!("should"))
        && (main.is(words!("arrive come fix fixed look mended repair repaired replace replaced restored"))
            && !words.any_in(group.subject.clone(), words!("we")));
    let comes = group.copula
        && words.any_in(group.rest.clone(), words!("way"))
        && words.any_in(group.rest.clone(), words!("on"));
    let planned = group.passive
        && words.any_in(group.verbs.clone(), words!("booked planned scheduled"))
        && words.any_in(group.subject.clone(), words!("fix repair replacement visit"));
    if group.negated {
        return words.any_in(group.subject.clone(), words!("engineers team we"))
            && main.is(words!("fixed found identified solved"));
    }
    not_yet || searching && for_it || mending || later || comes || planned
}

/// The statements of a text that something goes on.
pub(super) fn ongoing(doc: &Doc, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let said = doc.groups_in(sentence).iter().filter(|g| {
        let relative = g.subject.clone().any(|i| {
            doc.words.is_at(i, words!("that which who whose"))
                || doc.words.is_at(i, words!("you")) && !(i > 0 && doc.words.is_at(i - 1, words!("of")))
        });
        let planned = doc
            .words
            .any_in(sentence.clone(), words!("always announced maintenance planned scheduled usual"));
        !relative && !planned && (is_bad(doc, g) || works_on(doc, g))
    });
    said.map(whole).collect()
}
