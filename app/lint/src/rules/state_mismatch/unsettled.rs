//! What is not over: what is lacking, what waits, what nobody can explain yet.

use crate::grammar::{Group, Tense};
use crate::lexicon::Class;
use crate::text::Doc;
use crate::word_list::{Words, words};

/// "The queue grows", "mail arrives hours late", "we have yet to find the reason".
pub(super) fn is_unsettled(doc: &Doc, group: &Group) -> bool {
    let words = &doc.words;
    let now = group.tense == Tense::Present && !group.passive && !group.negated;
    let near = group.rest.start..group.rest.end.min(group.rest.start + 3);
    let grows =
        now && words.is_at(
            group.main(),
            words!("grow growing grows lengthen lengthens mount mounts rise rises worsen worsens"),
        ) && words.any_in(
            group.subject.clone(),
            words!("backlog delay delays latency line list queue queues temperature wait"),
        );
    let late = now
        && words.has_at(group.main(), Class::Recover)
        && words.any_in(near, words!("hours late minutes"))
        && words.any_in(group.rest.clone(), words!("late"));
    let yet = words.any_in(group.verbs.start..group.rest.end, words!("yet"))
        && words.is_at(group.verbs.start, words!("has have"))
        && words.any_in(group.verbs.start..group.rest.end, words!("find fix identify repair restore solve"));
    grows || late || yet
}

/// "Customers in Wales have no signal."
pub(super) fn lacks(doc: &Doc, group: &Group) -> bool {
    let words = &doc.words;
    let all_is_well = words!(
        "action bearing billing cause change charge complaint complaints cost delay delays downtime effect errors fault further impact influence intention issue issues more need news other plans problem problems questions reason reports"
    );
    words.is_at(group.main(), words!("has have"))
        && words.is_at(group.rest.start, words!("no"))
        && !words.any_in(group.rest.start..group.rest.end.min(group.rest.start + 3), all_is_well)
        && !words.any_in(group.subject.clone(), words!("engineers i it that they this we which who you"))
}

/// "Builds are queueing", "some of you are still waiting", "the lifts have stopped again", "it is slow".
pub(super) fn piles_up(doc: &Doc, group: &Group) -> bool {
    let words = &doc.words;
    let main = group.main();
    let now = words.is_at(group.verbs.start, words!("are is keep keeps")) && group.tense == Tense::Present;
    let us = words.any_in(group.subject.clone(), words!("engineers i team that they we which who"));
    let waits = now
        && !group.passive
        && words.is_at(main, words!("backing piling queueing queuing stacking struggling waiting worsening"));
    let slower = now
        && group.copula
        && words.is_at(group.rest.start, words!("slow sluggish"))
        && !words.any_in(group.rest.clone(), words!("fire again"));
    let relapsed = words.has_at(main, Class::Fail)
        && group.tense == Tense::Perfect
        && !group.passive
        && words.is_at(group.rest.start, words!("again"));
    !us && (waits || slower || relapsed)
}

/// Says that nobody knows yet what is wrong, or that there is nothing yet that mends it.
pub(super) fn in_the_dark(doc: &Doc, group: &Group) -> bool {
    let words = &doc.words;
    if group.hypothetical || matches!(group.tense, Tense::Future | Tense::Past | Tense::Order) {
        return false;
    }
    let rest = group.rest.clone();
    let about = |list: Words| words.any_in(rest.start..doc.sentence_of(group.verbs.start).end, list);
    let us = words.any_in(
        group.subject.clone(),
        words!(
            "anybody anyone crews developers engineers everybody nobody staff team teams technicians they we"
        ),
    );
    let unknown = group.negated
        && words.is_at(group.main(), words!("determined established explain find found identified know known knows pinpointed understand understood worked"))
        && about(words!("behind cause causes fault how origin reason remedy source what why"));
    let searches = words.is_at(group.verbs.start, words!("am are is"))
        && words.is_at(group.main(), words!("hunting looking searching trying"))
        && about(words!("why cause"))
        && about(words!("find for out"));
    let has_none = words.is_at(group.main(), words!("has have"))
        && words.is_at(rest.start, words!("no"))
        && about(words!("clue cure diagnosis explanation fix idea remedy solution"));
    let makes = words.is_at(group.verbs.start, words!("are is"))
        && words.is_at(group.main(), words!("building coding designing developing writing"))
        && about(words!("cure fix patch remedy solution"))
        && !about(words!("better final further lasting long-term permanent second"));
    let none = words.any_in(group.subject.clone(), words!("there"))
        && group.copula
        && words.is_at(rest.start, words!("no"))
        && words
            .any_in(rest.start..rest.end.min(rest.start + 3), words!("cure explanation fix remedy solution"));
    us && (unknown || searches || has_none || makes) || none
}
