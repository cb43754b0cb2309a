//! Causes told as deeds: what was done by mistake, what happened just before, which fault of what part broke what.

use crate::grammar::{Group, Tense, core, head};
use crate::lexicon::{Class, classes};
use crate::text::Doc;
use crate::word_list::{Words, words};
use std::ops::Range;

/// What is done to systems, and to nothing that customers have.
const DONE_TO_SYSTEMS: Words = words!(
    "cut deleted deployed disabled enabled flipped merged moved overwritten published pushed released removed revoked \
     rotated switched unplugged"
);
/// What we do that goes wrong when it is done with the wrong thing.
const ACTS: Words = words!(
    "applied chose configured copied deployed enabled entered exported imported installed loaded merged picked plugged \
     pressed pulled published pushed released rolled ran set shipped switched turned typed uploaded used"
);
/// How a thing is that should not have been used.
const UNFIT: Words = words!(
    "bad broken corrupt duplicate empty faulty half incomplete incorrect invalid old outdated stale month's unfinished untested week's wrong year's"
);
/// What fails of a part: "a points failure", "a printer jam".
const FAILURES: Words = words!(
    "blockage break breakage breakdown bug crash defect error failure fault glitch jam leak malfunction mistake mix-up \
     slip trip typo"
);
/// Words before a failure that name no part.
const PLAIN: Words = words!(
    "a an app big booking brief card checkout complete device further general large last local login longer major \
     minor new nother one other partial payment permanent possible recent repeat search second serious service short \
     similar simple site small sudden system technical temporary the third total unexpected unknown unspecified \
     website widespread"
);
/// Changes by whose names customers know nothing they use.
const OUR_CHANGES: Words = words!(
    "batch cut-over cutover deploy deployment failover hotfix migration patch rebuild rollout roll-out script \
     switch-over switchover"
);

/// What the verb of a sentence tells as a deed.
pub(super) fn find_cause(doc: &Doc, group: &Group, sentence: &Range<usize>) -> Option<Range<usize>> {
    let happened = matches!(group.tense, Tense::Past | Tense::Perfect);
    if !happened || group.negated || group.unsure || doc.words.any_in(group.subject.clone(), words!("if you"))
    {
        return None;
    }
    let after = group.is_under(doc, words!("after since when"));
    if after {
        return before_it_broke(doc, group, sentence);
    }
    let open = group.hypothetical || super::sentences::asks(doc, &group.subject);
    if !open && befell(doc, group) {
        return Some(group.subject.start..group.verbs.end);
    }
    (!open).then(|| {
        by_mistake(doc, group)
            .or_else(|| done(doc, group, sentence))
            .or_else(|| unfit(doc, group))
            .or_else(|| failed(doc, group))
    })?
}

/// "Thieves have taken the cable", "Storm Agnes had broken two poles": whatever these do, harm comes of it.
fn befell(doc: &Doc, group: &Group) -> bool {
    let disasters = words!(
        "avalanche birds burglars criminals digger excavator fire flood hackers hail hurricane landslide landslip \
         lightning lorry mice rats squirrel storm thief thieves tree truck vandals"
    );
    let over = words!("ended died left moved passed subsided was were");
    !group.passive
        && !group.copula
        && core(doc, &group.subject).any(|i| doc.words.is_at(i, disasters))
        && !doc.words.is_at(group.main(), over)
}

/// Somebody of ours, or us.
fn is_ours(doc: &Doc, group: &Group) -> bool {
    let who = head(doc, &group.subject);
    who.is_some_and(|i| {
        let word = &doc.words[i];
        word.has_any(classes!(Class::Crew, Class::Person)) || word.is(words!("i somebody someone we"))
    })
}

/// "The keys were rotated by mistake", "somebody accidentally closed a valve".
fn by_mistake(doc: &Doc, group: &Group) -> Option<Range<usize>> {
    let words = &doc.words;
    let slip = group.rest.clone().find(|&i| {
        words.is_at(i, words!("by in"))
            && words.is_at(i + 1, words!("accident error mistake"))
            && !words.is_at(i + 2, words!("codes messages pages rate rates"))
            || words.is_at(i, words!("too")) && words.is_at(i + 1, words!("early soon"))
    });
    let slipped =
        words!("accidentally erroneously inadvertently mistakenly prematurely unintentionally wrongly");
    let slip = slip
        .map(|i| i + 2)
        .or_else(|| words.any_in(group.subject.start..group.verbs.end, slipped).then_some(group.verbs.end))?;
    let done = group.passive && words.is_at(group.main(), DONE_TO_SYSTEMS);
    let did =
        is_ours(doc, group) && !group.passive && !group.copula && !words.has_at(group.main(), Class::Tell);
    (done || did).then_some(group.subject.start..slip)
}

/// "A valve was left half shut", "the billing run was started twice": what was done to a thing of ours explains, unless
/// it is what we do about it.
fn done(doc: &Doc, group: &Group, sentence: &Range<usize>) -> Option<Range<usize>> {
    let words = &doc.words;
    let subject = core(doc, &group.subject);
    let main = &words[group.main()];
    let amiss =
        words.is_at(group.main(), ACTS) && words.any_in(group.rest.clone(), words!("half twice wrong"));
    let one = words.is_at(subject.start, words!("a an"))
        && !words.is_at(group.rest.start, words!("at by for in to up"))
        && !main.has_any(classes!(Class::Mend, Class::Tell, Class::Recover))
        && subject.clone().all(|i| super::HARMLESS.at(doc, i, subject.end).is_none())
        && !words.any_in(subject.clone(), HELP);
    let singular = head(doc, &group.subject).is_some_and(|i| {
        !words[i].norm.ends_with('s') && !words[i].has_any(classes!(Class::People, Class::Crew))
    });
    let later = sentence.start > 0 && subject.start == sentence.start && group.subject.start == subject.start;
    (group.passive && group.tense == Tense::Past && singular && later && (amiss || one))
        .then_some(subject.start..group.verbs.end)
}

/// What is set up, found or sent to help.
const HELP: Words = words!(
    "alternative backlog bus call car cause cordon crane detour diversion engineer generator hotline incident line \
     link meeting node number process reason room server service shuttle solution switch team van"
);

/// "We loaded an old list": with the right one nothing would have broken.
fn unfit(doc: &Doc, group: &Group) -> Option<Range<usize>> {
    const OBJECT_WORDS_MAX: usize = 5;
    let words = &doc.words;
    let object = group.rest.start..group.rest.end.min(group.rest.start + OBJECT_WORDS_MAX);
    let at = object.clone().find(|&i| words.is_at(i, UNFIT))?;
    let put_back = words.any_in(object, words!("away back from off out to"));
    let acted = !group.passive && !group.copula && words.is_at(group.main(), ACTS);
    let script =
        head(doc, &group.subject).is_some_and(|i| words[i].has_any(classes!(Class::Part, Class::Change)));
    (acted && (is_ours(doc, group) || script && words.is_at(at, words!("wrong"))) && !put_back)
        .then_some(group.subject.start..at + 1)
}

/// "A points failure delayed you", "the overnight batch stopped halfway".
fn failed(doc: &Doc, group: &Group) -> Option<Range<usize>> {
    let words = &doc.words;
    let subject = core(doc, &group.subject);
    let thing = head(doc, &group.subject)?;
    let main = &words[group.main()];
    let named =
        subject.clone().any(|i| i != thing && !words.is_at(i, PLAIN) && !words.has_at(i, Class::People));
    let harms = main.has(Class::Harm) || main.is(words!("affected hit"));
    let article = words.is_at(subject.start, words!("a an another our the"));
    let failure = words.is_at(thing, FAILURES) && named && harms && !group.rest.is_empty();
    let fails = main.has(Class::Fail) && !main.has(Class::Mend)
        || main.is(words!("went")) && words.any_in(group.rest.clone(), words!("wrong"));
    let change = words.is_at(thing, OUR_CHANGES) && fails;
    let active = !group.passive && !group.copula;
    (active && article && (failure || change)).then_some(subject.start..group.verbs.end)
}

/// "Homes are dark after a tree came down on the line", "the list emptied when we moved it": one thing happened, and
/// then another was bad.
fn before_it_broke(doc: &Doc, group: &Group, sentence: &Range<usize>) -> Option<Range<usize>> {
    let words = &doc.words;
    let subject = core(doc, &group.subject);
    let main = &words[group.main()];
    let we = words.is_at(subject.start, words!("i we"))
        && (main.has(Class::Change)
            || main.is(words!(
                "added changed enabled installed moved raised replaced switched turned upgraded"
            )));
    let befell = words.is_at(subject.start, words!("a an several some three two"))
        && !words.has_at(subject.end - 1, Class::People)
        && !words.is_at(
            group.main(),
            words!("arrived began called contacted noticed raised reported saw started told was were"),
        )
        || words.any_has(subject.clone(), Class::Event) && words.is_at(group.main(), words!("came"));
    let others = doc.groups_in(sentence).iter().filter(|g| g.verbs != group.verbs);
    let bad = others.into_iter().any(|g| is_bad(doc, g));
    (!group.passive && !group.copula && (we || befell) && bad).then_some(group.subject.start..group.verbs.end)
}

/// Whether something is wrong: denied, without what it needs, or broken.
fn is_bad(doc: &Doc, group: &Group) -> bool {
    let main = &doc.words[group.main()];
    let near = group.rest.start..group.rest.end.min(group.rest.start + 3);
    let ill = doc.words[near].iter().any(|w| {
        w.has(Class::Ill)
            || w.is(words!("blank dark down empty late off offline out silent slow unavailable without"))
    });
    let us = doc.words.any_in(group.subject.clone(), words!("i we"));
    !us && (group.negated || ill || (main.has(Class::Fail) || main.has(Class::Ill)) && !main.has(Class::Mend))
}
