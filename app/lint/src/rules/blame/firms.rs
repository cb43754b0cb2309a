//! Firms that no list knows: told by what they are called, by whose people they are, and by what they do to us.

use super::accused::{MAYBE_US, MEANS_WELL, does_harm, is_name};
use crate::grammar::{Group, Tense, core};
use crate::lexicon::{Class, classes};
use crate::text::{Cut, Doc, is_upper};
use crate::word_list::words;
use std::ops::Range;

/// "The ferry company", "the other operator": told apart by what it does, so it is not us.
pub(super) fn is_business(doc: &Doc, phrase: &Range<usize>, who: usize) -> bool {
    let words = &doc.words;
    let other = words.any_in(phrase.start..who, words!("another neighbouring other"))
        && words.has_at(who, Class::Firm);
    let kind = who > phrase.start + 1
        && words.is_at(who, words!("agency authority bureau company firm operator outfit"))
        && !words.is_at(who - 1, words!("entire new own parent same whole"))
        && words.is_at(phrase.start, words!("a an our the"));
    other || kind
}

/// What a firm did that is told without praise.
pub(super) fn does_no_good(doc: &Doc, group: &Group) -> bool {
    let main = &doc.words[group.main()];
    let good = main.is(MEANS_WELL)
        || main.has_any(classes!(Class::Mend, Class::Recover, Class::Tell))
        || main.is(words!("added agreed asked began came found helped sent started"));
    matches!(group.tense, Tense::Past | Tense::Perfect) && !group.copula && !group.passive && !good
}

/// "OverDrive has taken our site offline", "ParentPay have not renewed it": a name that does something to us, or is
/// several people.
pub(super) fn acts_on_us(doc: &Doc, group: &Group, phrase: &Range<usize>) -> bool {
    let words = &doc.words;
    // "Spamhaus has": no plural, for all its ending.
    let one = words.is_at(group.verbs.start, words!("has is was")) && phrase.len() == 1;
    let named = !phrase.is_empty()
        && phrase.len() <= 3
        && phrase.start == doc.clause_of(phrase.start).start
        && phrase.clone().all(|i| {
            (is_name(doc, i) || words.has_at(i, Class::Company) || one && is_unknown(doc, i))
                && is_capital(doc, i)
                && !words[i].has_digit()
        });
    let near = group.rest.start..group.rest.end.min(group.rest.start + 8);
    let us = words.any_in(near.clone(), words!("our us"));
    let many = words.is_at(group.verbs.start, words!("are have were"))
        && phrase.len() == 1
        && !words[phrase.start].norm.ends_with('s')
        && words.iter().any(|w| w.has(Class::Ours))
        && does_harm(doc, group);
    let took = words.is_at(group.main(), words!("took")) && words.any_has(near, Class::Unit);
    let good = words[group.main()].has_any(classes!(Class::Mend, Class::Tell))
        || words.is_at(group.main(), MEANS_WELL)
        || words.is_at(
            group.main(),
            words!(
                "asked asks gave gives hosted hosts joined let lets moved opened runs sent sends serves told working"
            ),
        );
    named && !group.passive && !group.copula && (us && !good || many || took)
}

fn is_unknown(doc: &Doc, i: usize) -> bool {
    let word = &doc.words[i];
    word.classes.is_empty() && word.norm.len() > 3 && !word.norm.ends_with("ings")
}

/// "The crew from our contractor": whose people they are.
pub(super) fn sent_by_firm(doc: &Doc, hung: &Range<usize>) -> bool {
    let words = &doc.words;
    let theirs =
        words.is_at(hung.start, words!("at from of")) && words.is_at(hung.start + 1, words!("a an our the"));
    let firm = core(doc, &(hung.start + 1..hung.end)).last().is_some_and(|i| {
        words[i].has_any(classes!(Class::Vendor, Class::Company))
            || words.has_at(i, Class::Firm) && !words.is_at(i, MAYBE_US)
    });
    !hung.is_empty() && theirs && firm
}

/// "Northern Powergrid is dealing with a fault": a product has troubles, but only a firm deals with them.
pub(super) fn deals_with_trouble(doc: &Doc, group: &Group, phrase: &Range<usize>) -> bool {
    let words = &doc.words;
    let deals =
        words.is_at(group.main(), words!("changed dealing investigating repairing")) && !group.passive;
    let near = group.rest.start..group.rest.end.min(group.rest.start + 6);
    let trouble = words.any_has(near.clone(), Class::Fault)
        || words.any_in(near.clone(), words!("its their")) && words.any_in(near, words!("without"));
    let named = !phrase.is_empty()
        && phrase.clone().all(|i| is_name(doc, i) || phrase.len() > 1 && is_capital(doc, i));
    deals
        && trouble
        && named
        && phrase.start == doc.sentence_of(phrase.start).start
        && doc.words.iter().any(|w| w.has(Class::Ours))
}

pub(super) fn is_capital(doc: &Doc, i: usize) -> bool {
    doc.text.cut(doc.words[i].start..).starts_with(is_upper)
}

/// A name nobody knows, of somebody who speaks to us, serves us, or has trouble so that we have some.
pub(super) fn is_unknown_firm(
    doc: &Doc,
    group: &Group,
    phrase: &Range<usize>,
    sentence: &Range<usize>,
) -> bool {
    const NAME_WORDS_MAX: usize = 3;
    let words = &doc.words;
    let hyphened = phrase.clone().any(|i| words[i].norm.has_mark("-"));
    let named = !hyphened
        && !phrase.is_empty()
        && phrase.len() <= NAME_WORDS_MAX
        && phrase.clone().all(|i| is_name(doc, i));
    let led =
        phrase.start > 0 && words.is_at(phrase.start - 1, words!("and as because but since unless until"));
    if !named || phrase.start != doc.clause_of(phrase.start).start && !led {
        return false;
    }
    let main = &words[group.main()];
    if words[..phrase.start].last().is_some_and(|w| w.is(words!("unless until"))) {
        return group.tense == Tense::Present;
    }
    let after = group.verbs.end..group.rest.end;
    let us = words.any_in(after.clone(), words!("us"));
    let troubled = words[after.clone()].iter().any(|w| w.has(Class::Fault));
    let speaks = main.has(Class::Tell) && !group.passive && (us || troubled);
    let keeps =
        main.is(words!("keep keeps")) && words.get(group.verbs.end).is_some_and(|w| w.norm.ends_with("ing"));
    let next = words.get(group.rest.end).filter(|w| w.sentence == words[phrase.start].sentence);
    let so_we = next.is_some_and(|w| w.is(words!("and so which"))) && {
        let rest = group.rest.end..sentence.end.min(group.rest.end + 8);
        let so = words.is_at(rest.start, words!("so which"));
        words.any_in(rest, if so { words!("our us we") } else { words!("our us") })
    };
    let ours = words.any_in(after.start..after.end.min(after.start + 3), words!("our us your"));
    let harms = (main.has(Class::Harm) || main.has(Class::Fail))
        && !group.passive
        && !group.copula
        && !main.has(Class::Mend);
    let cuts = !group.passive
        && !group.copula
        && phrase.len() > 1
        && words.is_at(group.main(), words!("blocked cancelled closed cut shut stopped switched withdrawn"));
    let because = words.is_at(doc.clause_of(phrase.start).start, words!("as because since"))
        || words[..phrase.start].last().is_some_and(|w| w.is(words!("because")));
    let suffers = does_harm(doc, group) && (so_we || keeps || because);
    speaks || keeps || suffers || harms && ours || cuts
}
