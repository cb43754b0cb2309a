//! What works again, said by its verb: "payments are going through again", "mail flows as before".

use crate::grammar::{Group, Tense};
use crate::lexicon::Class;
use crate::text::Doc;
use crate::word_list::{Words, words};

/// "Are going through": no future.
pub(super) fn goes_through(doc: &Doc, group: &Group) -> bool {
    doc.words.is_at(group.main(), words!("going")) && doc.words.is_at(group.rest.start, words!("out through"))
}

/// What things do when all is well, and what people can do.
const GOES: Words = words!(
    "accept accepting accepts arrive arrives arriving book buy carry carrying delivered delivering flow flowing flows \
     go goes going leave leaves leaving load loading loads log open order pay print printing prints reach reaching \
     restored run running runs sell selling send sending sends show showing shows sign take takes taking use used \
     using withdraw work working works"
);

/// "Payments are going through again", "everyone can log in once more", "tickets are on sale again".
pub(super) fn goes_again(doc: &Doc, group: &Group) -> bool {
    let words = &doc.words;
    let rest = group.rest.clone();
    let again = rest.clone().any(|i| {
        words.is_at(i, words!("again"))
            || words.is_at(i, words!("once")) && words.is_at(i + 1, words!("more"))
    });
    let bad = words[rest.clone()].iter().any(|w| {
        w.negates()
            || w.has(Class::Fault)
            || w.has(Class::Ill)
            || w.is(words!("half late later slow slowly soon twice until"))
    });
    let by_us =
        words.any_in(group.subject.clone(), words!("fix half i last most some that they we which who you"));
    let able =
        words.is_at(group.verbs.start, words!("can")) || words.any_in(group.verbs.clone(), words!("able"));
    let told = words.is_at(group.verbs.start, words!("must need needs should"));
    let on_sale = group.copula
        && words.is_at(rest.start, words!("on"))
        && words.is_at(rest.start + 1, words!("duty sale schedule time track"));
    let up = group.copula
        && words.is_at(rest.start, words!("up"))
        && words.is_at(rest.start + 2, words!("running"));
    let as_before = rest.clone().any(|i| {
        words.is_at(i, words!("as like")) && words.is_at(i + 1, words!("always before ever it normal usual"))
    });
    let all = words!("all each every everybody everyone everything everywhere");
    let everywhere = words.any_in(group.subject.clone(), all) || words.any_in(rest.clone(), all);
    let on = group.copula && words.is_at(rest.start, words!("back fine lit ok okay on open up well"));
    let runs =
        words.is_at(group.main(), GOES) && (able || !words.any_has(group.subject.clone(), Class::People));
    group.tense != Tense::Past
        && !group.negated
        && !words.any_in(group.subject.clone(), words!("once when"))
        && !bad
        && !by_us
        && !told
        && (up
            || again && (runs || on_sale)
            || as_before && runs
            || everywhere && (on || runs && rest.is_empty()) && group.tense == Tense::Present && !able)
}
