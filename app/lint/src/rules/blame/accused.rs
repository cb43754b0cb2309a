//! Who is accused, by the grammar of a sentence: a firm, one of us, or customers, as the subject of what went wrong.

use super::firms::{
    acts_on_us, deals_with_trouble, does_no_good, is_business, is_capital, is_unknown_firm, sent_by_firm,
};
use crate::grammar::{self, Group, Tense, core, head};
use crate::lexicon::{Class, classes};
use crate::text::{Cut, Doc, Voice, Word, is_upper};
use crate::word_list::{Words, words};
use std::ops::Range;

/// Firms that may be the publisher itself: only "our", or what we have from them, makes them another.
pub(super) const MAYBE_US: Words = words!(
    "agency airline airport app authority bank builder builders business center centre college colo colocation \
     company consultant council data datacenter datacentre depot exchange facilities facility firm gateway grid \
     hospital host hosts insurer integrator library maintainer ministry network operator outfit partner partners \
     party people platform publisher railway railways regulator school seller store university utility warehouse"
);
/// Verbs and states that say nothing bad of who does them.
pub(super) const MEANS_WELL: Words = words!(
    "able accepted agreed answer answers arrive arrived back booked confirmed connect delivered fixed fixing \
     help helped helping investigating looking repaired replaced resolved restored send support supports working \
     works"
);
/// What crowds of customers do to a page.
const SWAMPS: Words = words!(
    "abused abusing blocked blocking bombarded broke brought clogged crashed crushed delay delays exhausted \
     flooded flooding hammered hammering jammed knocked overload overloaded overloading overwhelm overwhelmed \
     hog hogged hogging hogs slow slows stormed swamp swamped"
);
/// What somebody does who is not careful.
const CARELESS: Words = words!(
    "botched broke cut deleted dropped erased failed forget forgot forgotten ignored leaked misconfigured \
     misjudged misread missed mistook mistyped mixed neglected overlooked overwrote spilled spilt unplugged \
     wiped"
);

/// The accusations that the verbs of a sentence make.
pub(super) fn accusations(doc: &Doc, sentence: &Range<usize>, own_page: bool) -> Vec<Range<usize>> {
    let groups = doc.groups_in(sentence);
    groups
        .iter()
        .filter(|g| speaks_of_now(doc, g))
        .filter_map(|g| accused(doc, g, sentence))
        .filter(|r| !(own_page && doc.words.any_has(r.clone(), Class::Company)))
        .collect()
}

fn speaks_of_now(doc: &Doc, group: &Group) -> bool {
    // "We can do nothing until Arriva sends a bus": whom we wait for.
    let sentence = doc.sentence_of(group.verbs.start);
    let waits = group.is_under(doc, words!("unless until"))
        && doc.words.any_in(sentence.clone(), words!("we"))
        && doc.words.any_in(sentence, words!("cannot not nothing only wait waiting"));
    let open = group.hypothetical && !waits || group.unsure || group.tense == Tense::Order;
    !open && !doc.words.any_in(group.subject.clone(), words!("if own unless your"))
}

fn accused(doc: &Doc, group: &Group, sentence: &Range<usize>) -> Option<Range<usize>> {
    let words = &doc.words;
    let clause = doc.clause_of(group.verbs.start);
    let whole = clause.start..group.verbs.start;
    let said = (group.verbs.end + 2).min(group.rest.end).max(group.verbs.end);
    // "The company we rent our halls from still hasn't repaired": the first noun of the clause is accused.
    let opening = core(doc, &(clause.start..group.verbs.start));
    let subject = core(doc, &group.subject);
    for (phrase, from) in [(subject, &group.subject), (opening, &whole)] {
        let Some(who) = head(doc, &phrase) else { continue };
        let hangs = words!("at behind by for from in into of on through to via with");
        if words.is_at(phrase.start, hangs)
            || phrase.len() > 1 && words.is_at(phrase.start, words!("i we you"))
        {
            continue;
        }
        if doc.words[who].voice != Voice::Ours {
            continue;
        }
        let related = from.len() > phrase.len() && related_to_us(doc, from)
            || words.any_in(group.verbs.end..group.rest.end.min(group.verbs.end + 2), words!("us"));
        let apart = phrase.end < clause.start && related_to_us(doc, &(phrase.end..clause.start));
        // "We asked DHL for the parcels that left": it is not DHL that left.
        let elsewhere =
            !related && (phrase.end + 1..from.end).any(|i| words.is_at(i, words!("that which who")));
        if elsewhere {
            continue;
        }
        let found = owned_up(doc, group).is_some()
            || is_firm(doc, &phrase, who, related || apart)
                && (does_harm(doc, group) || related && fails_us(doc, group))
            || is_business(doc, &phrase, who) && (does_harm(doc, group) || does_no_good(doc, group))
            || sent_by_firm(doc, &(phrase.end..from.end)) && does_harm(doc, group)
            || acts_on_us(doc, group, &phrase)
            || deals_with_trouble(doc, group, &phrase)
            || apart && is_name(doc, who) && does_harm(doc, group)
            || their_part(doc, &phrase, who)
                && (does_harm(doc, group)
                    || group.passive
                        && (doc.words.has_at(group.main(), Class::Harm)
                            || doc.words.has_at(group.main(), Class::Ill)))
            || is_unknown_firm(doc, group, &phrase, sentence)
            || careless(doc, group, &phrase, who)
            || is_crowd(doc, &phrase, who, from) && swamps(doc, group);
        if found {
            return Some(phrase.start..said);
        }
    }
    None
}

/// "It was our bank's mistake": whose fault something is.
fn owned_up(doc: &Doc, group: &Group) -> Option<usize> {
    let words = &doc.words;
    let end = group.rest.end.min(group.rest.start + 5);
    (group.rest.start..end).find(|&i| {
        let owner = &words[i];
        let led = i > group.rest.start && words.is_at(i - 1, words!("another company's our the their"));
        let firm = owner.has_any(classes!(Class::Vendor, Class::Outsider, Class::Firm)) && led
            || owner.has(Class::Company);
        let fault = (i + 1..end).any(|at| words.has_at(at, Class::Fault) || words.is_at(at, words!("doing")));
        group.copula && !group.negated && owner.norm.ends_with("'s") && firm && fault
    })
}

/// "that empties our lockers", "we rent our halls from".
fn related_to_us(doc: &Doc, range: &Range<usize>) -> bool {
    let relative = doc.words.any_in(range.clone(), words!("behind from that we which who whose"));
    let firm = doc.words[range.clone()].iter().any(|w| w.has(Class::Firm) || w.has(Class::Vendor));
    (relative || firm) && doc.words.any_in(range.clone(), words!("my our us we"))
}

fn is_firm(doc: &Doc, phrase: &Range<usize>, who: usize, related: bool) -> bool {
    let words = &doc.words;
    let word = &words[who];
    let firm = word.has_any(classes!(Class::Vendor, Class::Outsider, Class::Firm));
    let lead = words[phrase.start..who].iter();
    let our = lead.clone().any(|w| w.is(words!("one our their")));
    let the = lead.clone().any(|w| w.is(words!("a an another external local the this")));
    let own_part = word.is(words!("app center centre colo datacenter datacentre depot exchange facilities facility gateway grid host hosts library network partner partners platform store")) && !related;
    let supplying = lead.clone().any(|w| w.is(words!("cable card clearing electricity gas hosting insurance mobile network parcel payment phone power print software telephone water weather")));
    // "The label firm": told apart from us by what it does.
    let kind = who > phrase.start + 1
        && word.is(words!("agency bureau company firm outfit"))
        && !words.is_at(who - 1, words!("entire own parent same whole"));
    let plain = !word.has(Class::People)
        && !word.has(Class::Part)
        && !word.has(Class::Internal)
        && !word.has(Class::Crew);
    let other = word.has(Class::Firm) || word.is(words!("network networks operator operators side"));
    if other && lead.clone().any(|w| w.is(words!("other"))) && words.is_at(phrase.start, words!("the")) {
        return true;
    }
    let makers = plain
        && word.norm.ends_with("ers")
        && words.is_at(who + 1, words!("of"))
        && words.is_at(who + 2, words!("our"));
    if makers {
        return true;
    }
    if word.has(Class::Company) {
        return phrase.len() <= 3 && !doc.words.is_at(phrase.start, words!("a our the your"));
    }
    // "Agencies cannot book", "our builders' merchants app": customers, and what is for them.
    let many =
        phrase.len() == 1 && word.norm.ends_with('s') && word.has(Class::Firm) && !word.has(Class::Vendor);
    let theirs = word.norm.ends_with("s'");
    if many && !related || theirs {
        return false;
    }
    firm && (related && !word.has(Class::Part)
        || our && !own_part
        || (the || phrase.len() == 1) && !word.is(MAYBE_US) && !own_part
        || (supplying || kind) && (the || our))
}

/// "The firm behind our gates went home": of somebody told apart by what we have from them, nothing good is said.
fn fails_us(doc: &Doc, group: &Group) -> bool {
    let main = &doc.words[group.main()];
    let good = main.is(MEANS_WELL)
        || main.has(Class::Mend)
        || main.has(Class::Recover)
        || main.has(Class::Tell)
        || main.has(Class::Verb);
    !good && group.tense == Tense::Past && !group.copula && !group.passive
}

/// "A Telstra cable".
fn their_part(doc: &Doc, phrase: &Range<usize>, who: usize) -> bool {
    let words = &doc.words;
    words.has_at(who, Class::Part)
        && words.any_has(phrase.start..who, Class::Company)
        && !words.any_in(phrase.clone(), words!("our your"))
}

/// What no supplier is praised for.
pub(super) fn does_harm(doc: &Doc, group: &Group) -> bool {
    let words = &doc.words;
    let main = &words[group.main()];
    let near = group.rest.start..group.rest.end.min(group.rest.start + 6);
    let rest = &words[near.clone()];
    if group.negated {
        return !main.is(words!("affected charge impacted involved know see"));
    }
    // "Has yet to reload its routing."
    if words.is_at(group.main(), words!("yet"))
        || words.any_in(group.verbs.clone(), words!("yet"))
            && words.any_in(group.verbs.start..group.rest.end, words!("to"))
    {
        return true;
    }
    // "Delivered nothing today", "switched off the wrong breaker".
    let amiss = !group.passive
        && !group.copula
        && rest.iter().any(|w| w.is(words!("broken mistake nothing old wrong")));
    if amiss && !main.has(Class::Tell) && !main.is(words!("fixed removed repaired replaced restored")) {
        return true;
    }
    let troubled = rest.iter().any(|w| {
        w.has(Class::Fault)
            || w.is(words!("again down fault late no nothing rubbish trouble twice without wrong wrongly"))
    });
    let keeps =
        words.is_at(group.verbs.start, words!("keep keeps kept")) || main.is(words!("keep keeps kept"));
    let state = group.copula
        && rest.iter().take(3).any(|w| {
            w.has(Class::Ill) && !w.is(words!("blown broken burnt cracked frozen leaking loose seized worn"))
                || w.is(words!(
                    "behind down late off offline out slow strike struggling unavailable unreachable"
                ))
        });
    let harmful = (main.has(Class::Harm) || main.has(Class::Fail))
        && !main.has(Class::Mend)
        && !group.passive
        && !group.copula;
    let refuses = main.is(words!("admits admitted canceled cancelled closed closes closing decline declines dug forgets forgot ignored ignores missed mixed mixes owe owes refuse refused refuses refusing reject rejected rejecting rejects shipped unplugged withdrew"));
    let is_told_of_trouble = main.has(Class::Tell) && troubled;
    let had = words.is_at(group.main(), words!("delivered delivers experiencing facing gave gives had has have having reports seeing sees sends sent suffered suffering suffers")) && troubled;
    let good = main.is(MEANS_WELL) || main.has(Class::Mend) && !group.copula;
    !good && (keeps && !group.copula || state || harmful || refuses || is_told_of_trouble || had)
        || keeps && rest.iter().any(|w| w.norm.ends_with("ing"))
}

/// A capital letter, and no word that we know.
pub(super) fn is_name(doc: &Doc, i: usize) -> bool {
    let word = &doc.words[i];
    let known = word.has(Class::Generic)
        || word.has(Class::Fault)
        || word.has(Class::People)
        || word.has(Class::Usual)
        || word.has(Class::Region)
        || word.has(Class::Part)
        || word.has(Class::Verb)
        || word.has(Class::Crew)
        || word.has(Class::Day);
    doc.text.cut(word.start..word.end).starts_with(is_upper)
        && !known
        && word.norm.len() > 2
        && (i > doc.sentence_of(i).start || !word.base().ends_with('s') && !word.norm.ends_with("ing"))
}

/// "Facilities switched off the wrong fuse", "an intern deleted the timetable".
fn careless(doc: &Doc, group: &Group, phrase: &Range<usize>, who: usize) -> bool {
    let words = &doc.words;
    let word = &words[who];
    let us = words.is_at(who, words!("i they we"));
    let it = doc.text.cut(word.start..word.end) == "IT" && phrase.len() == 1;
    let works = words.any_in(phrase.clone(), words!("building construction demolition paving road roofing"));
    if works
        && word.is(words!("builders crew crews gang workers"))
        && !group.passive
        && main_harms(doc, group)
    {
        return true;
    }
    let crew = word.has(Class::Crew) || word.has(Class::Person) || it;
    if !crew || us || group.passive || group.negated || group.copula {
        return false;
    }
    let near = group.rest.start..group.rest.end.min(group.rest.start + 5);
    let main = &words[group.main()];
    let plug =
        words.is_at(group.main(), words!("pulled yanked")) && words.any_in(near.clone(), words!("plug"));
    let slips = plug
        || words.any_in(near.clone(), words!("accident mistake unlocked without wrong wrongly"))
            && !main.is(words!("corrected fixed removed repaired replaced restored withdrew"))
        || words.any_in(group.subject.clone(), words!("accidentally mistakenly wrongly"));
    let team = phrase.len() == 1
        && word.is(words!(
            "accounting facilities finance hr logistics marketing networking operations sales security"
        ));
    let overdone =
        team && words.any_in(group.rest.clone(), words!("again early everybody everyone twice wrong"));
    slips || overdone || main.is(CARELESS) && !words.any_in(near, words!("off old traffic"))
}

fn main_harms(doc: &Doc, group: &Group) -> bool {
    doc.words.has_at(group.main(), Class::Harm)
}

fn is_crowd(doc: &Doc, phrase: &Range<usize>, who: usize, from: &Range<usize>) -> bool {
    let of_you = phrase.start >= 2
        && doc.words.any_in(phrase.clone(), words!("you"))
        && doc.words.is_at(phrase.start - 1, words!("of"));
    doc.words.has_at(who, Class::People) && !doc.words.is_at(who, words!("you"))
        || of_you
        || doc.words.any_in(from.clone(), words!("many")) && doc.words.any_in(from.clone(), words!("you"))
}

fn swamps(doc: &Doc, group: &Group) -> bool {
    let main = &doc.words[group.main()];
    // "Too many of you came at once."
    let rush = main.is(words!("arrived came joined logged opened rushed started tried turned wanted"))
        && doc.words.any_in(group.rest.clone(), words!("once same together"))
        && doc.words.any_in(group.subject.start.saturating_sub(1)..group.verbs.start, words!("many"));
    let knees = (main.is(words!("pulled taken took"))
        && doc.words.any_in(group.rest.clone(), words!("down")))
        || main.is(words!("brings brought")) && doc.words.any_in(group.rest.clone(), words!("down knees"));
    (main.is(SWAMPS) || rush || knees) && !group.passive && !group.negated && group.rest.len() > 1
}

/// "Heathrow's baggage system is out of action": what belongs to somebody else is broken.
pub(super) fn possession(doc: &Doc, i: usize) -> Option<Range<usize>> {
    let words = &doc.words;
    let owner = &words[i];
    let start = doc.clause_of(i).start;
    let firm = owner.has_any(classes!(Class::Vendor, Class::Outsider, Class::Firm))
        && (i == start + 1
            || i == start + 2
                && (owner.has(Class::Vendor) || owner.is(words!("agency bureau company firm operator"))))
        && words.is_at(start, words!("our the their"));
    // "Network Rail's signals": a name of two words, the second of them no beginning of a sentence.
    let two = i == start + 1
        && is_capital(doc, start)
        && is_capital(doc, i)
        && doc.words.len() > i + 1
        && !is_capital(doc, i + 1);
    let theirs = owner.norm.ends_with("'s")
        && (two
            || owner.has(Class::Company)
            || is_name(doc, i)
            || firm
            || i == start + 1 && is_name(doc, start) && doc.text.cut(owner.start..).starts_with(is_upper));
    if !theirs || i > start + 1 + usize::from(firm) || !firm && !two && (start..i).any(|at| !is_name(doc, at))
    {
        return None;
    }
    let at = doc.groups.partition_point(|g| g.verbs.start <= i);
    let group = doc.groups.get(at).filter(|g| g.subject.contains(&i))?;
    let thing = grammar::head(doc, &group.subject)?;
    let system = words.has_at(thing, Class::Part)
        || words.is_at(thing, words!("api app backbone feed gateway line lines machines mast masts network networks platform portal readers servers service services signal signals site software system systems terminal terminals tracking website"));
    let broken = group.passive
        && !group.negated
        && words[group.main()].has_any(classes!(Class::Ill, Class::Harm))
        && !words.has_at(group.main(), Class::Mend);
    let staff = words[thing].has(Class::Crew) && words.any_in(group.rest.clone(), words!("strike"));
    ((system || staff) && thing > i && (does_harm(doc, group) || broken)).then_some(i..group.verbs.end)
}

/// "Responsible: Deutsche Bahn", "Culprit: the courier's label service".
pub(super) fn labelled(doc: &Doc, clause: &Range<usize>) -> Option<Range<usize>> {
    let words = &doc.words;
    let guilty = words!("accountable blame cause culprit fault guilty offender reason responsible");
    let label = doc.clause_of(clause.start.checked_sub(1)?);
    let said = label.len() <= 2
        && words.any_in(label.clone(), guilty)
        && doc.gap_after(label.end - 1).trim_start().starts_with(':');
    let cause = words.any_in(label.clone(), words!("cause reason"));
    let named = clause.clone().take(4).any(|i| {
        is_name(doc, i) && !cause
            || [Class::Company, Class::Vendor, Class::Outsider, Class::Firm, Class::Crew]
                .iter()
                .any(|&c| words.has_at(i, c))
    });
    (said && named && !words.any_in(clause.clone(), words!("our us we"))).then_some(label.start..clause.end)
}

/// "A problem at Manitoba Hydro, our electricity provider": who somebody is, said beside the name.
pub(super) fn apposed(doc: &Doc, clause: &Range<usize>) -> Option<Range<usize>> {
    let words = &doc.words;
    let opens = words.is_at(clause.start, words!("our the")) && clause.start > 0;
    let firm = head(doc, clause).is_some_and(|i| {
        words.has_at(i, Class::Vendor) || words.has_at(i, Class::Firm) && !words.is_at(i, MAYBE_US)
    });
    let short = clause.len() <= 5 && doc.groups_in(clause).is_empty();
    let before = doc.clause_of(clause.start.checked_sub(1)?);
    let fault = words[before.clone()].iter().any(|w: &Word| w.has(Class::Fault) && !w.negates());
    let at = words.any_in(before.clone(), words!("at by from in of with"));
    (opens && firm && short && fault && at && doc.gap_after(clause.start - 1).starts_with(','))
        .then_some(before)
}
