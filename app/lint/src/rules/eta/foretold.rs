//! What the grammar of a clause says of its times: that something is over then, or how long its repair takes.

use crate::grammar::{self, Group, Tense};
use crate::lexicon::Class;
use crate::text::Doc;
use crate::times::{Points, Time};
use crate::word_list::{Words, words};
use std::ops::Range;

/// Places and desks whose hours are no repair.
const KEEPS_HOURS: Words = words!(
    "bar booth branch branches bus buses cafe canteen class classes counter counters course desk desks exam \
     exams ferries ferry hall helpline hotline kiosk lecture line lines museum office offices pharmacy phone \
     phones polls reception restaurant session sessions shop shops staff store stores surgery train trains you"
);
/// What everybody needs to be able to do again.
const ABLE: Words = words!("able can could");

/// Whether a time is when something is said to be over, or how long its repair takes.
pub(super) fn foretold(doc: &Doc, times: &Range<usize>, time: &Time, over: bool) -> bool {
    let clause = doc.clause_of(times.start);
    // "They gave us an ETA of two hours."
    let eta_of = times.start >= clause.start + 2
        && doc.words.is_at(times.start - 1, words!("of"))
        && doc.words.is_at(times.start - 2, words!("estimate eta etr"));
    if eta_of {
        return true;
    }
    let groups = doc.groups_in(&clause);
    // "No trains before 18:00."
    let none = groups.is_empty()
        && doc.words.is_at(clause.start, words!("no"))
        && doc.words.is_at(times.start, words!("before till until"))
        && !doc.words.any_in(clause.clone(), words!("answer decision news report update word"));
    if none {
        return true;
    }
    if time.points == Points::Length && bracketed_repair(doc, &clause, times) {
        return true;
    }
    // "Two more hours, says the crew."
    let next = doc.clauses.get(doc.words[clause.start].clause + 1);
    let tops = groups.is_empty()
        && clause.len() <= times.len() + 1
        && next.is_some_and(|c| c.len() <= 3 && doc.words.any_in(c.clone(), words!("max maximum most tops")));
    if tops && time.points == Points::Length {
        return true;
    }
    let more = groups.is_empty()
        && clause.len() <= times.len() + 1
        && clause.start == doc.sentence_of(clause.start).start
        && doc.words.any_in(times.clone(), words!("another more"));
    if more && time.points == Points::Until {
        return true;
    }
    // "Not before Monday."
    let limit = groups.is_empty()
        && times.start == clause.start + 1
        && doc.words.is_at(clause.start, words!("not"))
        && doc.words.is_at(times.start, words!("before till until"));
    if limit {
        return true;
    }
    let Some(group) = groups.iter().rev().find(|g| g.verbs.start < times.start).or_else(|| groups.first())
    else {
        return labelled(doc, &clause, times);
    };
    // "[14:05 UTC] All lines are up again": when it was written.
    let stamp = times.start == doc.sentence_of(times.start).start && doc.words[times.start].has_digit();
    let as_of = doc.words.is_at(times.start, words!("as"));
    if group.hypothetical || opening_hours(doc, group) || stamp || as_of || over && group.tense == Tense::Bare
    {
        return false;
    }
    match time.points {
        Points::Length => repair_takes(doc, group),
        Points::Ahead | Points::From => ends_then(doc, group, times),
        Points::Until | Points::Estimate | Points::Elsewhere => false,
    }
}

/// "Staff will be at the gates": somebody is there, nothing is over.
pub(super) fn attends(doc: &Doc, clause: &Range<usize>) -> bool {
    doc.groups_in(clause).iter().any(|g| {
        let who = grammar::head(doc, &g.subject).is_some_and(|i| doc.words.has_at(i, Class::Crew));
        who && g.copula && doc.words.is_at(g.rest.start, words!("at here in on present there"))
            || asked(doc, g)
    })
}

/// "Reindexing the archive (about 90 minutes) is running."
fn bracketed_repair(doc: &Doc, clause: &Range<usize>, times: &Range<usize>) -> bool {
    let opened = clause.start > 0 && doc.gap_after(clause.start - 1).trim_start().starts_with('(');
    let alone = clause.len() <= times.len() + 1;
    opened && alone && {
        let before = doc.clause_of(clause.start - 1);
        doc.words[before].iter().any(|w| w.has(Class::Mend) && !w.is(words!("fixed repaired replaced took")))
    }
}

/// "By the time the show starts, every scanner will have been reset."
pub(super) fn by_the_time(doc: &Doc, clause: &Range<usize>) -> bool {
    let words = &doc.words;
    let at = clause.clone().find(|&i| {
        words.is_at(i, words!("by"))
            && words.is_at(i + 1, words!("the"))
            && words.is_at(i + 2, words!("time"))
    });
    let sentence = doc.sentence_of(clause.start);
    at.is_some()
        && doc.groups_in(&sentence).iter().any(|g| {
            let main = &words[g.main()];
            let well =
                words[g.rest.start..g.rest.end.min(g.rest.start + 2)].iter().any(|w| w.has(Class::Well));
            g.tense == Tense::Future
                && !g.negated
                && (main.has(Class::Mend) || main.has(Class::Recover) || g.copula && well)
        })
}

/// "Patients with an appointment today should come in."
fn asked(doc: &Doc, group: &Group) -> bool {
    let people = grammar::head(doc, &group.subject).is_some_and(|i| doc.words.has_at(i, Class::People));
    people
        && doc.words.is_at(group.verbs.start, words!("can may must need should"))
        && doc.words.is_at(
            group.main(),
            words!("allow arrive book bring call check come contact go leave pay plan take use wait"),
        )
}

/// Whether a clause says until when something can be had, rather than until when it cannot.
pub(super) fn lasts_well(doc: &Doc, clause: &Range<usize>) -> bool {
    doc.groups_in(clause).iter().any(|g| {
        let next = g.rest.start..g.rest.end.min(g.rest.start + 2);
        let well = g.copula
            && doc.words[next]
                .iter()
                .any(|w| w.is(words!("available bookable live on open running usable valid working")));
        let kept = g.passive && doc.words.is_at(g.main(), words!("answered guarded manned open staffed"));
        let runs = !g.copula
            && doc.words.is_at(
                g.main(),
                words!("accept call open opens operate operates run runs serve serves use uses work works"),
            );
        let you = doc.words.any_in(g.subject.clone(), words!("you"))
            && doc.words.is_at(g.verbs.start, words!("can may"));
        !g.negated && (well || kept || runs || you) && g.tense != Tense::Past
    })
}

fn opening_hours(doc: &Doc, group: &Group) -> bool {
    let head = grammar::head(doc, &group.subject);
    let again = doc.words.any_in(group.rest.clone(), words!("again back normally"));
    let kept = head.is_some_and(|i| doc.words.is_at(i, KEEPS_HOURS));
    kept && !again && group.tense == Tense::Present && !group.copula
}

/// "Power comes back at nine", "the dip is over on Friday", "repaired tomorrow", "you can check in again from 14:00".
fn ends_then(doc: &Doc, group: &Group, times: &Range<usize>) -> bool {
    let words = &doc.words;
    let main = &words[group.main()];
    let ahead = matches!(group.tense, Tense::Present | Tense::Future | Tense::Bare) || group.unsure;
    let near = group.rest.start..group.rest.end.min(group.rest.start + 4);
    let before_time = near.start..near.end.min(times.start.max(near.start));
    let arrived = group.copula && before_time.len() == 1 && words.is_at(before_time.start, words!("in out"));
    let state = arrived
        || words[before_time.clone()].iter().any(|w| w.has(Class::Well) && !w.is(words!("on through well")));
    if group.negated {
        let limit = words.is_at(times.start, words!("before till until"));
        return limit
            && group.tense == Tense::Future
            && (main.has(Class::Recover) || state || main.has(Class::Verb));
    }
    let rest = words.any_in(group.subject.clone(), words!("others remainder remaining rest"));
    let doing = words.any_in(group.verbs.clone(), ABLE)
        && (rest || words.any_in(group.rest.clone(), words!("again normally")));
    let mended = main.has(Class::Mend) && (group.passive || main.is(words!("fix fixed repair repaired")));
    let through = group.copula
        && words.any_in(before_time.clone(), words!("done finished through"))
        && words.any_in(group.subject.clone(), words!("engineers they we"));
    let recovered = through || main.has(Class::Recover) && !main.is(words!("arrive arrives end ends follow land lands load open opens pass play run runs ship ships work works"))
        || main.has(Class::Recover) && group.tense == Tense::Future && !main.is(words!("play run ship"));
    ahead && (doing || mended || recovered && !group.passive || (group.copula || group.passive) && state)
}

/// "Rebuilding the catalogue will take four hours."
fn repair_takes(doc: &Doc, group: &Group) -> bool {
    let words = &doc.words;
    // "We will not need more than an hour", "repairs run until Thursday".
    let we = words.is_at(group.verbs.start.saturating_sub(1), words!("we"))
        && words.is_at(group.main(), words!("need"))
        && group.tense == Tense::Future;
    if we {
        return true;
    }
    let takes = words.is_at(group.main(), words!("last lasts need needs require requires take takes"));
    let begins = words.any_in(group.subject.clone(), words!("exports pages reports that which who"));
    let repair = words[group.subject.clone()].iter().any(|w| {
        w.has(Class::Mend)
            || w.is(words!("copying job propagation rebuilding recalibration reconnection reinstallation reloading repairs replay splicing work works"))
    });
    takes && repair && !begins && matches!(group.tense, Tense::Future | Tense::Present)
}

/// "Repair finished: about 21:00", "Service back: 9 pm": a label that says what ends, and a time.
fn labelled(doc: &Doc, clause: &Range<usize>, times: &Range<usize>) -> bool {
    const LABEL_WORDS_MAX: usize = 5;
    let alone = times.start <= clause.start + 1;
    let Some(last) = clause.start.checked_sub(1) else { return false };
    let label = doc.clause_of(last);
    let marked =
        doc.gap_after(last).trim_start_matches(['*', '_', ' ']).starts_with([':', '–', '—', '-', '=']);
    let said = |class| doc.words.any_has(label.clone(), class);
    let past =
        doc.words.any_in(label.clone(), words!("began next report since start started update was were"));
    let fix = doc.words.is_at(last, words!("fix repair repairs restoration")) && label.len() <= 2;
    marked
        && (alone || fix)
        && label.len() <= LABEL_WORDS_MAX
        && !past
        && (said(Class::Mend) || said(Class::Recover) || said(Class::Well))
}
