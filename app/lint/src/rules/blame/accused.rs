//! Who is accused, by the grammar of a sentence: a firm, one of us, or customers, as the subject of what went wrong.

use crate::grammar::{self, Group, Tense, core, head};
use crate::lexicon::{Class, classes};
use crate::text::{Cut, Doc, Voice, Word, is_upper};
use crate::words::{Words, words};
use std::ops::Range;

/// Firms that may be the publisher itself: only "our", or what we have from them, makes them another.
const MAYBE_US: Words = words!(
    "bank library council airport railway railways university hospital operator agency authority publisher platform \
     airline exchange school college ministry insurer warehouse seller party company firm business outfit people depot \
     datacenter datacentre data center centre colocation facility facilities host hosts colo builder builders library app \
     maintainer consultant integrator utility grid network partner partners gateway regulator store"
);
/// Verbs and states that say nothing bad of who does them.
const MEANS_WELL: Words = words!(
    "restored repaired fixed fixing works working investigating looking help helped helping answer answers arrive arrived \
     agreed accepted connect booked delivered confirmed able back resolved replaced support supports send"
);
/// What crowds of customers do to a page.
const SWAMPS: Words = words!(
    "overloaded overload overloading swamped swamp flooded flooding hammered hammering knocked crashed overwhelmed \
     overwhelm slow slows blocking blocked delay delays jammed clogged bombarded stormed crushed abused abusing broke brought exhausted"
);
/// What somebody does who is not careful.
const CARELESS: Words = words!(
    "forgot forgotten forget deleted unplugged mistook misread overlooked ignored neglected wiped dropped spilled spilt \
     overwrote mistyped misconfigured botched missed broke erased misjudged failed cut leaked mixed"
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
    let waits = group.is_under(doc, words!("until unless"))
        && doc.words.any_in(sentence.clone(), words!("we"))
        && doc.words.any_in(sentence, words!("not cannot nothing only wait waiting"));
    let open = group.hypothetical && !waits || group.unsure || group.tense == Tense::Order;
    !open && !doc.words.any_in(group.subject.clone(), words!("your if unless own"))
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
        let hangs = words!("to of in on at by for from with via through into behind");
        if words.is_at(phrase.start, hangs) {
            continue;
        }
        if doc.words[who].voice != Voice::Ours {
            continue;
        }
        let related = from.len() > phrase.len() && related_to_us(doc, from)
            || words.any_in(group.verbs.end..group.rest.end.min(group.verbs.end + 2), words!("us"));
        let apart = phrase.end < clause.start && related_to_us(doc, &(phrase.end..clause.start));
        let found = is_firm(doc, &phrase, who, related || apart)
            && (does_harm(doc, group) || related && fails_us(doc, group))
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

/// "that empties our lockers", "we rent our halls from".
fn related_to_us(doc: &Doc, range: &Range<usize>) -> bool {
    let relative = doc.words.any_in(range.clone(), words!("that who which whose we from behind"));
    let firm = doc.words[range.clone()].iter().any(|w| w.has(Class::Firm) || w.has(Class::Vendor));
    (relative || firm) && doc.words.any_in(range.clone(), words!("our we us my"))
}

fn is_firm(doc: &Doc, phrase: &Range<usize>, who: usize, related: bool) -> bool {
    let words = &doc.words;
    let word = &words[who];
    let firm = word.has_any(classes!(Class::Vendor, Class::Outsider, Class::Firm));
    let lead = words[phrase.start..who].iter();
    let our = lead.clone().any(|w| w.is(words!("our their one")));
    let the = lead.clone().any(|w| w.is(words!("the a an this another local external")));
    let own_part = word.is(words!("datacenter datacentre center centre facility facilities host hosts colo library platform app store depot network partners partner gateway grid")) && !related;
    let supplying = lead.clone().any(|w| w.is(words!("water power gas electricity phone telephone hosting payment parcel cable weather network insurance print software network card clearing mobile")));
    let plain = !word.has(Class::People)
        && !word.has(Class::Part)
        && !word.has(Class::Internal)
        && !word.has(Class::Crew);
    let makers = plain
        && word.norm.ends_with("ers")
        && words.is_at(who + 1, words!("of"))
        && words.is_at(who + 2, words!("our"));
    if makers {
        return true;
    }
    if word.has(Class::Company) {
        return phrase.len() <= 3 && !doc.words.is_at(phrase.start, words!("our your the a"));
    }
    firm && (related
        || our && !own_part
        || (the || phrase.len() == 1) && !word.is(MAYBE_US) && !own_part
        || supplying && (the || our))
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
fn does_harm(doc: &Doc, group: &Group) -> bool {
    let words = &doc.words;
    let main = &words[group.main()];
    let near = group.rest.start..group.rest.end.min(group.rest.start + 6);
    let rest = &words[near.clone()];
    if group.negated {
        return !main.is(words!("affected impacted involved see know charge"));
    }
    let troubled = rest.iter().any(|w| {
        w.has(Class::Fault)
            || w.is(words!("wrong no late trouble down wrongly again twice without nothing fault rubbish"))
    });
    let keeps =
        words.is_at(group.verbs.start, words!("keeps keep kept")) || main.is(words!("keeps keep kept"));
    let state = group.copula
        && rest.iter().take(3).any(|w| {
            w.has(Class::Ill)
                || w.is(words!("down out offline off unavailable slow struggling behind unreachable late"))
        });
    let harmful = (main.has(Class::Harm) || main.has(Class::Fail))
        && !main.has(Class::Mend)
        && !group.passive
        && !group.copula;
    let refuses = main.is(words!("rejects rejected rejecting reject decline declines refuse refuses refused refusing closed closes closing forgot forgets ignores ignored owe owes withdrew cancelled canceled missed dug admits admitted unplugged shipped mixed mixes"));
    let told = main.has(Class::Tell) && troubled;
    let had = words.is_at(group.main(), words!("has have had having suffers suffered suffering experiencing sees seeing sent sends gave gives delivers delivered reports facing")) && troubled;
    let good = main.is(MEANS_WELL) || main.has(Class::Mend) && !group.copula;
    !good && (keeps && !group.copula || state || harmful || refuses || told || had)
        || keeps && rest.iter().any(|w| w.norm.ends_with("ing"))
}

/// A name nobody knows, of somebody who speaks to us, serves us, or has trouble so that we have some.
fn is_unknown_firm(doc: &Doc, group: &Group, phrase: &Range<usize>, sentence: &Range<usize>) -> bool {
    const NAME_WORDS_MAX: usize = 3;
    let words = &doc.words;
    let hyphened = phrase.clone().any(|i| words[i].norm.has_mark("-"));
    let named = !hyphened
        && !phrase.is_empty()
        && phrase.len() <= NAME_WORDS_MAX
        && phrase.clone().all(|i| is_name(doc, i));
    let led =
        phrase.start > 0 && words.is_at(phrase.start - 1, words!("because since as and but until unless"));
    if !named || phrase.start != doc.clause_of(phrase.start).start && !led {
        return false;
    }
    let main = &words[group.main()];
    if words[..phrase.start].last().is_some_and(|w| w.is(words!("until unless"))) {
        return group.tense == Tense::Present;
    }
    let after = group.verbs.end..group.rest.end;
    let us = words.any_in(after.clone(), words!("us"));
    let troubled = words[after.clone()].iter().any(|w| w.has(Class::Fault));
    let speaks = main.has(Class::Tell) && !group.passive && (us || troubled);
    let keeps =
        main.is(words!("keeps keep")) && words.get(group.verbs.end).is_some_and(|w| w.norm.ends_with("ing"));
    let next = words.get(group.rest.end).filter(|w| w.sentence == words[phrase.start].sentence);
    let so_we = next.is_some_and(|w| w.is(words!("so and which"))) && {
        let rest = group.rest.end..sentence.end.min(group.rest.end + 8);
        let so = words.is_at(rest.start, words!("so which"));
        words.any_in(rest, if so { words!("we our us") } else { words!("our us") })
    };
    let ours = words.any_in(after.start..after.end.min(after.start + 3), words!("our us your"));
    let harms = (main.has(Class::Harm) || main.has(Class::Fail))
        && !group.passive
        && !group.copula
        && !main.has(Class::Mend);
    let cuts = !group.passive
        && !group.copula
        && phrase.len() > 1
        && words.is_at(group.main(), words!("cut closed switched cancelled withdrawn shut stopped blocked"));
    let because = words.is_at(doc.clause_of(phrase.start).start, words!("because since as"))
        || words[..phrase.start].last().is_some_and(|w| w.is(words!("because")));
    let suffers = does_harm(doc, group) && (so_we || keeps || because);
    speaks || keeps || suffers || harms && ours || cuts
}

/// A capital letter, and no word that we know.
fn is_name(doc: &Doc, i: usize) -> bool {
    let word = &doc.words[i];
    let known = word.has(Class::Generic)
        || word.has(Class::Fault)
        || word.has(Class::People)
        || word.has(Class::English)
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
    let us = words.is_at(who, words!("we i they"));
    let it = doc.text.cut(word.start..word.end) == "IT" && phrase.len() == 1;
    let crew = word.has(Class::Crew) || word.has(Class::Person) || it;
    if !crew || us || group.passive || group.negated || group.copula {
        return false;
    }
    let near = group.rest.start..group.rest.end.min(group.rest.start + 5);
    let main = &words[group.main()];
    let slips = words.any_in(near.clone(), words!("wrong mistake accident wrongly unlocked without"))
        && !main.is(words!("fixed corrected replaced removed repaired restored withdrew"))
        || words.any_in(group.subject.clone(), words!("accidentally mistakenly wrongly"));
    let team = phrase.len() == 1
        && word.is(words!(
            "marketing finance sales facilities hr accounting logistics security operations networking"
        ));
    let overdone =
        team && words.any_in(group.rest.clone(), words!("twice everybody everyone early wrong again"));
    slips || overdone || main.is(CARELESS) && !words.any_in(near, words!("off traffic old"))
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
    main.is(SWAMPS) && !group.passive && !group.negated && group.rest.len() > 1
}

/// "Heathrow's baggage system is out of action": what belongs to somebody else is broken.
pub(super) fn possession(doc: &Doc, i: usize) -> Option<Range<usize>> {
    let words = &doc.words;
    let owner = &words[i];
    let start = doc.clause_of(i).start;
    let firm = owner.has_any(classes!(Class::Vendor, Class::Outsider, Class::Firm))
        && i == start + 1
        && words.is_at(start, words!("our the their"));
    let theirs = owner.norm.ends_with("'s")
        && (owner.has(Class::Company)
            || is_name(doc, i)
            || firm
            || i == start + 1 && is_name(doc, start) && doc.text.cut(owner.start..).starts_with(is_upper));
    if !theirs || i > start + 1 || !firm && (start..i).any(|at| !is_name(doc, at)) {
        return None;
    }
    let at = doc.groups.partition_point(|g| g.verbs.start <= i);
    let group = doc.groups.get(at).filter(|g| g.subject.contains(&i))?;
    let thing = grammar::head(doc, &group.subject)?;
    let system = words.has_at(thing, Class::Part)
        || words.is_at(thing, words!("portal website tracking terminals terminal readers machines system systems network networks platform site service services servers api feed line lines app software backbone gateway website mast masts"));
    (system && thing > i && does_harm(doc, group)).then_some(i..group.verbs.end)
}

/// "Responsible: Deutsche Bahn", "Culprit: the courier's label service".
pub(super) fn labelled(doc: &Doc, clause: &Range<usize>) -> Option<Range<usize>> {
    let words = &doc.words;
    let guilty = words!("responsible culprit guilty fault blame offender accountable");
    let label = doc.clause_of(clause.start.checked_sub(1)?);
    let said = label.len() <= 2
        && words.any_in(label.clone(), guilty)
        && doc.gap_after(label.end - 1).trim_start().starts_with(':');
    let named = clause.clone().take(4).any(|i| {
        is_name(doc, i)
            || [Class::Company, Class::Vendor, Class::Outsider, Class::Firm, Class::Crew]
                .iter()
                .any(|&c| words.has_at(i, c))
    });
    (said && named && !words.any_in(clause.clone(), words!("us we our"))).then_some(label.start..clause.end)
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
    let at = words.any_in(before.clone(), words!("at with by from of in"));
    (opens && firm && short && fault && at && doc.gap_after(clause.start - 1).starts_with(','))
        .then_some(before)
}
