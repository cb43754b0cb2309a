//! What we do or did: a verb of work after "we", or the work by itself.

use super::{ACTION, IDLE};
use crate::grammar::{Group, Tense, head};
use crate::lexicon::meaning::Form;
use crate::lexicon::{Class, classes};
use crate::text::{Ask, Doc, Word};
use crate::word_list::{Words, words};

/// Who works on it.
const WORKERS: Words = words!(
    "\
    administrators admins developers engineering engineers i staff team teams technicians we"
);

/// Words between the worker and the verb.
const AUXILIARIES: Words = words!(
    "\
    actively again all already also am are been both continue continues continuing currently fully has have \
    immediately is just now quickly since still temporarily then therefore to will working"
);

/// A clause tells no work when it begins with one of these participles.
const SEEING: Words = words!(
    "\
    according affecting anything banking beginning being billing booking bring building causing during evening \
    everything existing experiencing failing following getting happening having hoping hosting including \
    incoming king leading leaving loading logging meeting messaging missing morning nothing ongoing outgoing \
    parking pending pricing printing receiving regarding remaining resulting ring seeing shipping signing sing \
    something spring starting streaming string thing training using wing"
);

/// What may follow such a participle when it is a verb: "testing the fix", not "testing jobs".
const OBJECTS: Words = words!(
    "\
    a all an another back capacity closely feeds for from in into it logs more now on our out servers some the \
    them these this those to up what with your"
);

/// "A fix was implemented by the upstream provider": the work of somebody else.
fn by_others(doc: &Doc, at: usize) -> bool {
    let by = doc.words.is_at(at, words!("by"));
    let end = doc.words.len().min(at + 5);
    by && doc.words[at..end].iter().any(|w| w.has(Class::Vendor) || w.has(Class::Company))
}

/// Whether the text says what is being done or was done.
pub(super) fn is_present(doc: &Doc) -> bool {
    doc.sentences.iter().any(|s| ACTION.all(doc, s).iter().any(|r| !by_others(doc, r.end)))
        || doc.clauses.iter().any(|clause| {
            let begins = &doc.words[clause.start];
            let next = doc.words.get(clause.start + 1).filter(|_| clause.len() > 1);
            let governs = next.is_none_or(|w| w.is(OBJECTS) || w.has_digit());
            let participle = begins.norm.ends_with("ing")
                && begins.norm.len() > 5
                && governs
                && (!begins.is(SEEING) || next.is_some_and(|w| w.is(words!("it them"))));
            participle && clause.start == doc.sentence_of(clause.start).start
                || clause.clone().any(|i| works(doc, i, clause.end))
                || goes_on(doc, clause)
        })
        || doc.groups.iter().any(|g| our_people_work(doc, g) || is_being_mended(doc, g) || was_done(doc, g))
}

/// "The backup has been completed", "a new file was sent", "the tweak has been applied": a step that somebody took, which
/// "it has been resolved" is not.
fn was_done(doc: &Doc, group: &Group) -> bool {
    let words = &doc.words;
    let main = words.is_at(
        group.main(),
        words!(
            "added adjusted applied disabled installed merged paused promoted pulled rebuilt reinstalled removed \
             replaced rerouted restarted reverted rolled spliced switched swapped triggered tuned"
        ),
    );
    let step = head(doc, &group.subject).is_some_and(|i| {
        words[i].has_any(classes!(Class::Part, Class::Internal, Class::Change, Class::Mend, Class::Cause))
            || words.is_at(
                i,
                words!("backup copy dashboard file host joint machine order replacement server site"),
            )
    });
    let said = matches!(group.tense, Tense::Past | Tense::Perfect) && !group.negated && !group.hypothetical;
    let begun = !group.passive && words.is_at(group.main(), words!("begun commenced started"));
    let copied = words.is_at(group.main(), words!("completed"))
        && words.any_in(group.subject.clone(), words!("backup backups copy"));
    said && step && (group.passive && (main || copied) || begun) && !by_others(doc, group.rest.start)
}

/// "Crews are digging", "our people are carrying them", "a technician has been dispatched", "engineers are on site".
fn our_people_work(doc: &Doc, group: &Group) -> bool {
    let words = &doc.words;
    let Some(who) = head(doc, &group.subject) else { return false };
    let open = group.negated || group.hypothetical || group.unsure || group.tense == Tense::Future;
    let ours = words[who].has(Class::Crew) && !words.is_at(who, words!("admin drivers somebody someone"))
        || words.is_at(who, words!("crews devs electricians mechanics people porters staff"))
            && words.any_in(group.subject.clone(), words!("crews devs mechanics our porters the"));
    if !ours || open {
        return false;
    }
    let near = group.rest.start..group.rest.end.min(group.rest.start + 3);
    let there = group.copula && words.any_in(near, words!("at case for it on site there way"));
    let sent = group.passive && words.is_at(group.main(), words!("called dispatched informed paged sent"));
    let doing = words[group.main()].form == Form::Ing
        && !group.copula
        && words.is_at(group.verbs.start, words!("are is"));
    let did = matches!(group.tense, Tense::Past | Tense::Perfect) && words[group.main()].has(Class::Mend);
    let does = group.tense == Tense::Present
        && words[group.main()].has(Class::Mend)
        && words[group.main()].form == Form::S;
    there || sent || doing || (did || does) && !group.passive
}

/// "A new file is being made", "it is being corrected": work, unless it is what is wrong.
fn is_being_mended(doc: &Doc, group: &Group) -> bool {
    let words = &doc.words;
    let main = &words[group.main()];
    let wrong = classes!(Class::Harm, Class::Ill, Class::Fail);
    let work = main.has(Class::Mend)
        || main.has(Class::Change)
        || !main.has_any(wrong)
            && main.has(Class::Verb)
            && !main.is(words!("affected billed charged held identified impacted kept shown sent used"));
    group.passive && words.any_in(group.verbs.clone(), words!("being")) && work && !group.negated
}

/// "We will be adding disk space", "the hosts will be migrated": what planned work does.
pub(super) fn is_planned(doc: &Doc) -> bool {
    doc.groups.iter().any(|g| {
        let main = &doc.words[g.main()];
        let we = doc.words.any_in(g.subject.clone(), words!("crew engineers plant team we"));
        let does = main.has_any(classes!(Class::Mend, Class::Change, Class::Verb));
        let suffers = main.is(words!("affected ask expect experience find have impacted keep let lose need notice post provide see send tell unavailable"));
        g.tense == Tense::Future && does && !suffers && !g.copula && (we || g.passive)
    })
}

/// "…, and are correcting it": the worker stands in the clause before.
fn goes_on(doc: &Doc, clause: &std::ops::Range<usize>) -> bool {
    let words = &doc.words[clause.clone()];
    let joined =
        words.len() > 2 && words.is_at(0, words!("and but")) && words.is_at(1, words!("am are have will"));
    let worker =
        clause.start > 0 && doc.words.any_in(doc.clause_of(clause.start - 1), words!("engineers team we"));
    joined && worker && works_on(doc, clause.start + 1, clause.end, false)
}

/// "We are rerouting calls", "our team moved it": a worker and a verb that is not idle.
fn works(doc: &Doc, at: usize, end: usize) -> bool {
    let plain = doc.words.is_at(at, words!("engineering staff team teams"));
    doc.words.is_at(at, WORKERS) && works_on(doc, at + 1, end, plain)
}

/// Whether a verb of work follows, at word `from`.
fn works_on(doc: &Doc, from: usize, end: usize, plain: bool) -> bool {
    let words = &doc.words;
    if IDLE.at(doc, from, end).is_some() {
        return has_mended_too(doc, from, end);
    }
    let verb = words[from..end].iter().position(|w| !w.is(AUXILIARIES) && !w.norm.ends_with("ly"));
    let Some(verb) = verb.map(|v| from + v) else { return false };
    let goes_on = words.any_in(from..verb, words!("continue continues continuing working"));
    if goes_on && words.is_at(verb, words!("in on our with")) {
        return true;
    }
    is_verb(words, verb, plain)
        && IDLE.at(doc, verb, end).is_none()
        && !words.is_at(from.saturating_sub(2), words!("after before if once until when"))
        && !words[from..=verb].iter().any(Word::negates)
}

/// "We have found and fixed it": what stands before "and" is idle, what follows is not.
fn has_mended_too(doc: &Doc, from: usize, end: usize) -> bool {
    let words = &doc.words;
    let and = (from..end).find(|&i| words.is_at(i, words!("and")));
    and.is_some_and(|i| {
        let at = i + 1 + usize::from(words.is_at(i + 1, words!("also are have now then")));
        words[..end].get(at).is_some_and(|w| w.has(Class::Mend) && w.form != Form::Plain && w.form != Form::S)
            && !words[from..=at].iter().any(Word::negates)
    })
}

/// A word right after its subject is a verb, unless it is something else for sure.
fn is_verb(words: &[Word], at: usize, strict: bool) -> bool {
    let word = &words[at];
    let inflected = word.norm.ends_with("ing") || word.norm.ends_with("ed") || word.norm.ends_with("en");
    let other = word.is(words!(
        "a accounts an and at back by folders for from in members of on or plan plans that the to up who with"
    ));
    !other && word.norm.len() > 2 && (inflected || !strict)
}
