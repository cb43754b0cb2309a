//! Causes by elimination: after what is wrong, a deed that is no symptom, no repair and none of ours is why.
//!
//! "Letters are late. Rodents chewed the trunk.": whatever rodents and trunks are, a text that goes on so tells how it
//! came about. What customers suffer and what we do is said in common verbs, which this leaves alone.

use crate::grammar::{Group, Tense, core, head};
use crate::lexicon::{Class, classes};
use crate::text::{Doc, Word};
use crate::word_list::words;
use std::ops::Range;

/// The deed that a verb tells, if it stands after a symptom and explains it.
pub(super) fn find_cause(doc: &Doc, group: &Group, sentence: &Range<usize>) -> Option<Range<usize>> {
    let is_past = matches!(group.tense, Tense::Past | Tense::Perfect);
    let before = doc.words.is_at(group.verbs.start, words!("had")) && group.verbs.len() > 1;
    let plain =
        is_past && !group.unsure && !group.hypothetical && !group.copula && (before || !group.negated);
    let subject = core(doc, &group.subject);
    let thing = head(doc, &group.subject)?;
    let opens = doc.clause_of(group.verbs.start).start == group.subject.start;
    // "An incident was declared", "orders placed on Monday arrive": no deed of what the words name.
    let declared = group.passive && doc.words.has_at(thing, Class::Fault);
    let reduced = group.verbs.len() == 1
        && doc.groups_in(&doc.clause_of(group.verbs.start)).iter().any(|g| g.verbs.start > group.verbs.start);
    if declared || reduced {
        return None;
    }
    // "June can be booked. It had not been opened.", "Nobody opened June."
    let it = before && group.negated && doc.words.is_at(thing, words!("it they"));
    let nobody = group.tense == Tense::Past
        && doc.words.any_in(subject.clone(), words!("no-one nobody none noone"))
        && !group.passive
        && !group.copula
        && !doc.words.is_at(group.main(), words!("did hurt lost noticed suffered"))
        && opens
        && sentence.start > 0;
    if is_past && (it && opens && sentence.start > 0 && went_before(doc, group) || nobody) {
        return Some(subject.start..group.verbs.end);
    }
    let deed = if before { went_before(doc, group) } else { is_uncommon(doc, group) };
    let deed = deed || slipped(doc, group, thing) || looks_back(doc, group, sentence);
    (plain && opens && follows(doc, sentence, group) && deed && is_new(doc, &group.subject, thing))
        .then_some(subject.start..group.verbs.end)
}

/// "A developer had left a test price in": what had been before is told to explain.
fn went_before(doc: &Doc, group: &Group) -> bool {
    let main = &doc.words[group.main()];
    let said =
        main.has_any(classes!(Class::Recover, Class::Mend)) && !group.negated && !main.has(Class::Fail)
            || main.has(Class::Tell)
            || main.is(words!("been had hoped planned"));
    !said
}

/// "Mails bounce. The domain dropped off the list.": after what is wrong now, the past tense says why.
fn looks_back(doc: &Doc, group: &Group, sentence: &Range<usize>) -> bool {
    let main = &doc.words[group.main()];
    let Some(last) = sentence.start.checked_sub(1).filter(|_| group.tense == Tense::Past && !group.passive)
    else {
        return false;
    };
    let symptom = doc.sentence_of(last);
    let before = doc.groups_in(&symptom);
    let now = !before.is_empty() && before.iter().all(|g| g.tense == Tense::Present && !g.hypothetical);
    let lead = symptom.start..group.subject.start;
    let us = doc.words.any_in(lead, words!("again back i normal our we"));
    let subject = group.subject.clone();
    // "12:40 Closed.", "Connection lost: about 17:45.", "Please excuse the trouble caused."
    let bare = group.rest.is_empty() && subject.len() < 3
        || doc.words[subject.clone()].iter().any(Word::has_digit)
        || doc.words[subject.end - 1].norm.ends_with("ing")
        || doc.words.any_in(subject, words!("everything please"));
    let plain = main.has_any(classes!(Class::Mend, Class::Tell, Class::Recover))
        || main.is(words!("affected began happened increased occurred rose saw started went"));
    now && !us && !bare && !plain
}

/// "An operator re-ran the file", "the caretaker lost the key": one of our people, and nothing that helps.
fn slipped(doc: &Doc, group: &Group, thing: usize) -> bool {
    let words = &doc.words;
    let one = words[thing].has_any(classes!(Class::Crew, Class::Person))
        && (words.is_at(group.subject.start, words!("a an one"))
            || words.is_at(thing, words!("somebody someone")));
    let helps =
        super::super::blame::helps(doc, group.main()) || words.is_at(group.main(), words!("noted seen"));
    one && !group.passive && !helps && !words[group.main()].has(Class::Tell)
}

/// Whether something was said before: in another sentence, or before a colon or a dash.
fn follows(doc: &Doc, sentence: &Range<usize>, group: &Group) -> bool {
    let lead = doc.clause_of(group.verbs.start).start;
    sentence.start > 0 || lead > sentence.start
}

/// A verb of no class, or one of harm that has an object: people mend, fail, tell and see in common verbs.
fn is_uncommon(doc: &Doc, group: &Group) -> bool {
    let words = &doc.words;
    let main = &words[group.main()];
    let common = classes!(
        Class::Mend,
        Class::Recover,
        Class::Tell,
        Class::Verb,
        Class::Well,
        Class::Generic,
        Class::Promise,
    );
    let object = words.is_at(group.rest.start, words!("a all an both his its our some the their two"))
        || words.has_at(group.rest.start, Class::Part);
    let harms_nothing = main.has_any(classes!(Class::Fail, Class::Harm)) && (group.passive || !object);
    // "Fingers crossed."
    let idiom = group.rest.is_empty() && group.verbs.len() == 1;
    let yet = words.any_in(group.verbs.clone(), words!("yet"));
    let helps = main.is(words!("dispatched paged sorry tuned"));
    !(idiom || yet || helps || harms_nothing || main.has_any(common) || main.has_digit())
}

/// Something that the text has not spoken of, and that is neither us nor customers nor the problem.
fn is_new(doc: &Doc, lead: &Range<usize>, thing: usize) -> bool {
    let words = &doc.words;
    let word = &words[thing];
    let subject = core(doc, lead);
    if words.is_at(lead.start, words!("one")) && words.is_at(lead.start + 1, words!("of")) && lead.len() > 2 {
        return !words.any_in(lead.clone(), words!("you your"));
    }
    let known = classes!(Class::People, Class::Ours, Class::Unit, Class::Day, Class::Number, Class::Company);
    let one_of_us = word.has(Class::Crew) && !words.is_at(subject.start, words!("a an one somebody someone"));
    let plain =
        words!("all both each everyone fix he most nobody none others rest she some they update workaround");
    // "A rounding error crept into the tables" tells more than that there is an error.
    let fault = word.has(Class::Fault);
    let again = fault && subject.len() < 3 || !fault && word.is(super::sentences::SYMPTOMS);
    let about_us =
        words.any_in(lead.clone(), words!("apologies i sorry team teams technical we whose you your"));
    let given = words[..subject.start].iter().any(|w| same(w.base(), word.base()));
    !(word.has_any(known) || one_of_us || word.is(plain) || again || about_us || given)
}

/// The same noun, one or many.
fn same(a: &str, b: &str) -> bool {
    a.trim_end_matches('s') == b.trim_end_matches('s')
}
